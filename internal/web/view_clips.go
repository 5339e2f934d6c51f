package web

import (
	"context"
	"encoding/json"
	"net/url"
	"time"

	"streamspark/internal/celebration"
	"streamspark/internal/money"
)

// shownClips is how many clips the gallery shows at once.
const shownClips = 12

// clipCard is one clip of the gallery.
type clipCard struct {
	Element  string
	Filename string
	Order    int64
	ID       int64 // its celebration, 0 where it has none
	Donor    string
	Amount   money.Amount
	At       time.Time
	Length   time.Duration
	Size     int64
	Actions  []action
}

// gallery is some of the clips, the newest first.
type gallery struct {
	Newest []clipCard
	More   bool // there are older ones
	Next   int  // where they begin
}

// gallery reads the clips from the given place on.
func (p *pages) gallery(ctx context.Context, from int) (gallery, error) {
	clips, err := p.o.Store.Clips(ctx, from+shownClips+1)
	if err != nil {
		return gallery{}, err
	}
	clips = clips[min(from, len(clips)):]
	g := gallery{Next: from + shownClips}
	if len(clips) > shownClips {
		clips, g.More = clips[:shownClips], true
	}
	for _, clip := range clips {
		g.Newest = append(g.Newest, p.clip(ctx, clip))
	}
	return g, nil
}

func (p *pages) clip(ctx context.Context, c celebration.Clip) clipCard {
	v := clipCard{
		Element: "clip-" + c.Filename, Filename: c.Filename, Order: c.CreatedAt.UnixMilli(),
		At: c.CreatedAt, Length: c.Duration, Size: c.Size,
	}
	if c.Celebration != 0 {
		// A clip whose celebration cannot be read is shown by its name.
		if owner, err := p.o.Store.Celebration(ctx, c.Celebration); err == nil {
			v.ID, v.Donor, v.Amount = owner.ID, owner.Donation.Donor, owner.Donation.Amount
		}
	}
	about := v.Donor
	if about == "" {
		about = c.Filename
	}
	escaped := url.PathEscape(c.Filename)
	body, _ := json.Marshal(map[string]string{"filename": c.Filename}) // a string alone: it cannot fail
	v.Actions = []action{
		{
			Key: "action.play", Icon: "play", Class: "button-small", Path: "/api/play-in-obs",
			Body: string(body), Done: "done.play", About: about,
		},
		{
			Key: "action.download", Icon: "save", Class: "button-small button-quiet", Bare: true,
			Href: "/videos/" + escaped, Download: c.Filename,
		},
		{
			Key: "action.delete", Icon: "bin", Class: "button-small button-quiet", Bare: true, Method: "DELETE",
			Path: "/api/delete-video/" + escaped, Confirm: "confirm.delete", Done: "done.delete", Gone: v.Element, About: about,
		},
	}
	return v
}
