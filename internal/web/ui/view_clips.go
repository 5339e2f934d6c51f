package ui

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"path"
	"strings"
	"time"
	"unicode"

	"github.com/labstack/echo/v5"

	"streamspark/internal/celebration"
	"streamspark/internal/money"
	"streamspark/internal/store"
	"streamspark/internal/web/api"
)

// shownClips is how many clips the dashboard shows.
const shownClips = 12

// clipCard is one clip of the gallery.
type clipCard struct {
	Element   string
	Filename  string
	Order     int64
	ID        int64 // its celebration, 0 where it has none
	Donor     string
	Message   string
	Amount    money.Amount
	At        time.Time
	Length    time.Duration
	Size      int64
	Address   string // of the video
	Poster    string // its address; empty: there is none
	Wanted    bool   // nothing but the page can make one
	Missing   bool   // the file is gone from the folder
	Favourite bool
	Star      string // the address of its star
	Actions   []action
}

// gallery reads the newest clips for the dashboard.
func (p *Pages) gallery(ctx context.Context) ([]clipCard, error) {
	clips, err := p.o.Store.Gallery(ctx, store.GalleryFilter{Limit: shownClips})
	return p.cards(clips), err
}

func (p *Pages) cards(clips []store.GalleryClip) []clipCard {
	cards := make([]clipCard, 0, len(clips))
	for _, clip := range clips {
		cards = append(cards, p.clip(clip))
	}
	return cards
}

func (p *Pages) clip(c store.GalleryClip) clipCard {
	escaped := url.PathEscape(c.Filename)
	v := clipCard{
		Element: elementOf(c.Filename), Filename: c.Filename, Order: c.CreatedAt.UnixMilli(), ID: c.Celebration,
		Donor: c.Donor, Message: c.Message, Amount: c.Amount, At: c.CreatedAt, Length: c.Duration, Size: c.Size,
		Address: api.ClipURL(c.Filename), Poster: api.PosterURL(c), Missing: !p.o.Clips.Has(c.Filename),
		Favourite: c.Favourite, Star: "/api/clips/" + escaped + "/favourite",
	}
	v.Wanted = c.NoPoster && !v.Missing
	about := v.Donor
	if about == "" {
		about = c.Filename
	}
	question := "confirm.delete"
	if c.Favourite {
		question = "confirm.delete.favourite"
	}
	remove := action{
		Key: "action.delete", Icon: "bin", Class: "button-small button-quiet", Bare: true, Method: "DELETE",
		Path: "/api/delete-video/" + escaped, Confirm: question, Done: "done.delete", Gone: v.Element, About: about,
	}
	if v.Missing {
		v.Actions = []action{remove}
		return v
	}
	body, _ := json.Marshal(map[string]string{"filename": c.Filename}) // a string alone: it cannot fail
	v.Actions = []action{
		{
			Key: "action.play", Icon: "play", Class: "button-small", Path: "/api/play-in-obs",
			Body: string(body), Done: "done.play", About: about,
		},
		{
			Key: "action.download", Icon: "save", Class: "button-small button-quiet", Bare: true,
			Href: v.Address, Download: saveName(c),
		},
		remove,
	}
	return v
}

func elementOf(filename string) string { return "clip-" + filename }

// saveName returns the name under which a clip is saved: of whom it is, for how
// much and of which day, of signs that every system takes.
func saveName(c store.GalleryClip) string {
	if c.Celebration == 0 {
		return c.Filename
	}
	parts := []string{plainWords(c.Donor, 40)}
	if !c.Amount.IsNone() {
		parts = append(parts, plainWords(c.Amount.Value().String()+" "+string(c.Amount.Currency()), 30))
	}
	parts = append(parts, c.CreatedAt.Local().Format("2006-01-02 15-04"))
	return strings.TrimSpace(strings.Join(parts, " ")) + path.Ext(c.Filename)
}

// plainWords keeps the letters and digits of a text, and single blanks.
func plainWords(text string, most int) string {
	words := strings.FieldsFunc(celebration.OneLine(text, most), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '.' && r != '-' && r != '_'
	})
	return strings.Trim(strings.Join(words, " "), ".-_ ")
}

const (
	// clipsPage is the page of all clips.
	clipsPage = "clips"
	// clipsPerPage is how many clips it shows at once.
	clipsPerPage = 24
)

// clipsView is the page of clips: some of them, the newest first.
type clipsView struct {
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
func (v clipsView) Empty() string {
	switch {
	case v.Wish.Query != "":
		return "clips.none"
	case v.Wish.Favourites && v.Totals.Clips > 0:
		return "clips.unloved"
	case v.Totals.Clips > 0:
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
	shown, err := p.readClips(c.Request().Context(), wish)
	if err != nil {
		return p.broken(c, "the clips", err)
	}
	return p.show(c, http.StatusOK, clipsPage, page{Title: "clips.title", Live: clipsPage + wish.Address(), Body: shown})
}

func (p *Pages) readClips(ctx context.Context, wish api.ClipWish) (v clipsView, err error) {
	v.Wish = wish
	if v.Totals, err = p.o.Store.CountClips(ctx); err != nil {
		return v, err
	}
	clips, err := p.o.Store.Gallery(ctx, wish.Filter(clipsPerPage+1))
	if err != nil {
		return v, err
	}
	if len(clips) > clipsPerPage {
		clips = clips[:clipsPerPage]
		next := wish
		next.Before = clips[clipsPerPage-1].Place()
		v.More = "/clips" + next.Address()
	}
	v.Clips = p.cards(clips)
	all, loved := wish, wish
	all.Favourites, loved.Favourites = false, true
	all.Before, loved.Before = store.ClipPlace{}, store.ClipPlace{}
	v.Tabs = []tab{
		{Key: "clips.all", Path: "/clips" + all.Address(), Count: v.Totals.Clips, Here: !wish.Favourites},
		{Key: "clips.favourites", Path: "/clips" + loved.Address(), Count: v.Totals.Favourites, Here: wish.Favourites},
	}
	return v, nil
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
