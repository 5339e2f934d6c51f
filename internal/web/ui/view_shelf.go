package ui

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"github.com/labstack/echo/v5"

	"streamspark/internal/store"
	"streamspark/internal/web/api"
)

const (
	// clipsPage is the page of all clips.
	clipsPage = "clips"
	// shelfClips is how many clips it shows at once.
	shelfClips = 24
)

// shelf is the page of clips: some of them, the newest first.
type shelf struct {
	Wish   api.ClipWish
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

// Empty returns what is said where there is no clip to show.
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
func (p *Pages) clips(c *echo.Context) error {
	wish, err := api.ClipWishOf(c)
	if err != nil {
		return err
	}
	shown, err := p.shelf(c.Request().Context(), wish)
	if err != nil {
		return p.broken(c, "the clips", err)
	}
	return p.show(c, http.StatusOK, clipsPage, page{Title: "clips.title", Live: clipsPage + wish.Address(), Body: shown})
}

func (p *Pages) shelf(ctx context.Context, wish api.ClipWish) (s shelf, err error) {
	s.Wish = wish
	if s.Totals, err = p.o.Store.CountClips(ctx); err != nil {
		return s, err
	}
	clips, err := p.o.Store.Gallery(ctx, wish.Filter(shelfClips+1))
	if err != nil {
		return s, err
	}
	if len(clips) > shelfClips {
		clips = clips[:shelfClips]
		next := wish
		next.Before = clips[shelfClips-1].Place()
		s.More = "/clips" + next.Address()
	}
	s.Clips = p.cards(clips)
	all, loved := wish, wish
	all.Favourites, loved.Favourites = false, true
	all.Before, loved.Before = store.ClipPlace{}, store.ClipPlace{}
	s.Tabs = []tab{
		{Key: "clips.all", Path: "/clips" + all.Address(), Count: s.Totals.Clips, Here: !wish.Favourites},
		{Key: "clips.favourites", Path: "/clips" + loved.Address(), Count: s.Totals.Favourites, Here: wish.Favourites},
	}
	return s, nil
}

// wishOf reads the name by which Live knows a page of clips.
func wishOf(name string) (w api.ClipWish, ok bool) {
	rest, ok := strings.CutPrefix(name, clipsPage)
	if !ok || rest != "" && rest[0] != '?' {
		return w, false
	}
	values, err := url.ParseQuery(strings.TrimPrefix(rest, "?"))
	if err != nil {
		return w, false
	}
	w.Favourites, w.Query = values.Get("favourite") == "true", values.Get("q")
	w.Before, err = api.PlaceOf(values.Get("before"))
	return w, err == nil
}
