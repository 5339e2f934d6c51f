package ui

import (
	"context"
	"encoding/json"
	"fmt"
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

// clipCard is one clip of the gallery, or a scene.
type clipCard struct {
	Scene     *sceneHook // nil: a clip
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
	clips, err := p.o.Store.Gallery(ctx, store.GalleryFilter{Scenes: store.WithScenes, Limit: shownClips})
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
	if c.Scene != nil {
		return sceneCard(c)
	}
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

// sceneCard returns the card of a scene. It has no file, so nothing to download,
// to delete or to keep.
func sceneCard(c store.GalleryClip) clipCard {
	v := clipCard{
		Scene: newSceneHook(c.Scene, celebration.Words{Donor: c.Donor, Message: c.Message}, c.Amount), Element: c.Filename, Order: c.CreatedAt.UnixMilli(), ID: c.Celebration,
		Donor: c.Donor, Message: c.Message, Amount: c.Amount, At: c.CreatedAt, Length: c.Scene.Length(),
	}
	v.Actions = []action{{
		Key: "action.play", Icon: "play", Class: "button-small", Path: fmt.Sprintf("/api/celebrations/%d/play", v.ID), Done: "done.play", About: v.Donor,
	}, recordAction(v.ID, v.Donor, true)}
	return v
}

// recordAction returns the button that saves a scene as a video: the page draws
// it and hands it in.
func recordAction(id int64, donor string, bare bool) action {
	return action{Key: "action.record", Icon: "save", Class: "button-small button-quiet", Bare: bare, Record: fmt.Sprintf("/api/celebrations/%d/video", id), About: donor}
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
	Count int // -1: it is not known
	Here  bool
}

// Empty returns what is said where there is no clip to show.
func (v clipsView) Empty() string {
	switch {
	case v.Wish.Query != "":
		return "clips.none"
	case v.Wish.Favourites && v.Totals.Clips > 0:
		return "clips.unloved"
	case !v.Wish.Before.CreatedAt.IsZero():
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
	wish.Scenes = scenesIn(c.QueryParam("scenes"))
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
	for _, t := range []struct {
		key   string
		wish  api.ClipWish
		count int
	}{
		{"clips.all", api.ClipWish{Scenes: store.WithScenes}, -1},
		{"clips.scenes", api.ClipWish{Scenes: store.ScenesAlone}, -1},
		{"clips.favourites", api.ClipWish{Scenes: store.WithScenes, Favourites: true}, v.Totals.Favourites},
	} {
		here := t.wish.Scenes == wish.Scenes && t.wish.Favourites == wish.Favourites
		t.wish.Query = wish.Query
		v.Tabs = append(v.Tabs, tab{Key: t.key, Path: "/clips" + t.wish.Address(), Count: t.count, Here: here})
	}
	return v, nil
}

// scenesIn reads whether the page shows scenes alone.
func scenesIn(text string) store.ScenesIn {
	if text == "true" {
		return store.ScenesAlone
	}
	return store.WithScenes
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
	w.Scenes = scenesIn(values.Get("scenes"))
	w.Favourites, w.Query = values.Get("favourite") == "true", values.Get("q")
	w.Before, err = api.PlaceOf(values.Get("before"))
	return w, err == nil
}
