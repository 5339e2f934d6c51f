package web

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"github.com/labstack/echo/v5"

	"streamspark/internal/store"
)

const (
	// clipsPage is the page of all clips.
	clipsPage = "clips"
	// shelfClips is how many clips it shows at once.
	shelfClips = 24
)

// shelf is the page of clips: some of them, the newest first.
type shelf struct {
	Wish   clipWish
	Totals store.ClipTotals
	Tabs   []tab
	Clips  []clipCard
	More   string // the address of those after them; empty: there are none
}

// tab leads to a part of the clips.
type tab struct {
	Key   string
	Path  string
	Count int
	Here  bool
}

// Empty is what is said where there is no clip to show.
func (s shelf) Empty() string {
	switch {
	case s.Wish.Query != "":
		return "clips.none"
	case s.Wish.Favourites && s.Totals.Clips > 0:
		return "clips.unloved"
	case s.Totals.Clips > 0:
		return "clips.end"
	}
	return "clips.empty"
}

// clips shows the page.
func (p *pages) clips(c *echo.Context) error {
	wish, err := readClipWish(c)
	if err != nil {
		return err
	}
	shown, err := p.shelf(c.Request().Context(), wish)
	if err != nil {
		return p.broken(c, "the clips", err)
	}
	return p.show(c, http.StatusOK, clipsPage, page{Title: "clips.title", Live: clipsPage + wish.address(), Body: shown})
}

func (p *pages) shelf(ctx context.Context, wish clipWish) (s shelf, err error) {
	s.Wish = wish
	if s.Totals, err = p.o.Store.CountClips(ctx); err != nil {
		return s, err
	}
	clips, err := p.o.Store.Gallery(ctx, wish.filter(shelfClips+1))
	if err != nil {
		return s, err
	}
	if len(clips) > shelfClips {
		clips = clips[:shelfClips]
		next := wish
		next.Before = clips[shelfClips-1].Place()
		s.More = "/clips" + next.address()
	}
	s.Clips = p.cards(clips)
	all, loved := wish, wish
	all.Favourites, loved.Favourites = false, true
	all.Before, loved.Before = store.ClipPlace{}, store.ClipPlace{}
	s.Tabs = []tab{
		{Key: "clips.all", Path: "/clips" + all.address(), Count: s.Totals.Clips, Here: !wish.Favourites},
		{Key: "clips.favourites", Path: "/clips" + loved.address(), Count: s.Totals.Favourites, Here: wish.Favourites},
	}
	return s, nil
}

// address is the wish as the end of an address: "?favourite=true", or
// nothing.
func (w clipWish) address() string {
	values := url.Values{}
	if w.Favourites {
		values.Set("favourite", "true")
	}
	if w.Query != "" {
		values.Set("q", w.Query)
	}
	if !w.Before.CreatedAt.IsZero() {
		values.Set("before", placeText(w.Before))
	}
	if len(values) == 0 {
		return ""
	}
	return "?" + values.Encode()
}

// wishOf reads the name by which the desk knows a page of clips.
func wishOf(name string) (w clipWish, ok bool) {
	rest, ok := strings.CutPrefix(name, clipsPage)
	if !ok || rest != "" && rest[0] != '?' {
		return w, false
	}
	values, err := url.ParseQuery(strings.TrimPrefix(rest, "?"))
	if err != nil {
		return w, false
	}
	w.Favourites, w.Query = values.Get("favourite") == "true", values.Get("q")
	w.Before, err = readPlace(values.Get("before"))
	return w, err == nil
}
