package ui

import (
	"context"
	"encoding/json"
	"net/url"
	"path"
	"strings"
	"time"
	"unicode"

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
