package overlay

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"streamspark/internal/celebration"
	"streamspark/internal/fault"
	"streamspark/internal/store"
)

// maxCredited is how many names the credits have: more could not be read.
const maxCredited = 120

// credits are what the player shows at the end of a stream: parts of its shows,
// and who gave. Nobody is named in them who may not be on the stream.
type credits struct {
	DurationMS int64      `json:"duration_ms"`
	Amount     string     `json:"amount"`
	Donations  int        `json:"donations"`
	Donors     []credited `json:"donors"`
	Shows      []part     `json:"shows"`
}

type credited struct {
	Donor  string      `json:"donor"`
	Amount string      `json:"amount"`
	RUB    json.Number `json:"rub"`
}

// part is a part of a show, of so many milliseconds.
type part struct {
	Clip    *clip  `json:"clip,omitempty"`
	Scene   *scene `json:"scene,omitempty"` // instead of a clip
	Donor   string `json:"donor"`
	Amount  string `json:"amount"`
	Message string `json:"message"`
	MS      int64  `json:"ms"`
}

// newCredits makes credits of what came of a stream. Sums are in a language.
func newCredits(e store.Evening, language string) *credits {
	c := &credits{Amount: e.Received.InLanguage(language), Donations: e.Donations, Donors: []credited{}}
	for _, d := range e.Donors {
		if name := celebration.Name(d.Name, maxDonor); name != "" && len(c.Donors) < maxCredited {
			c.Donors = append(c.Donors, credited{name, d.Rubles.InLanguage(language), json.Number(d.Rubles.Decimal())})
		}
	}
	var total time.Duration
	c.Shows, total = partsOf(e.Moments, language)
	c.DurationMS = total.Milliseconds()
	return c
}

// partsOf returns the parts that credits have of what was shown, and how long the
// credits are.
func partsOf(moments []store.Moment, language string) ([]part, time.Duration) {
	shown, cut, total := cutCredits(moments)
	parts := make([]part, len(shown))
	for i, m := range shown {
		one := part{Donor: celebration.Name(m.Donor, maxDonor), Amount: m.Amount.InLanguage(language), Message: celebration.Legible(m.Message, maxMessage), MS: cut[i].Milliseconds()}
		if m.Scene != nil {
			one.Scene = &scene{Scene: *m.Scene}
		} else {
			one.Clip = newClip(m.Clip)
		}
		parts[i] = one
	}
	return parts, total
}

// cutCredits returns the moments that credits show, how much of each, and how long
// the credits are.
func cutCredits(moments []store.Moment) (shown []store.Moment, parts []time.Duration, total time.Duration) {
	lengths := []time.Duration{}
	for _, m := range moments {
		if m.Filename == "" || len(shown) == celebration.CreditsShows { // its file is deleted
			continue
		}
		length := m.Duration
		if m.Scene != nil {
			length = m.Scene.Length()
		}
		shown, lengths = append(shown, m), append(lengths, length)
	}
	parts, total = celebration.CutCredits(lengths)
	return shown, parts, total
}

// Shows returns the parts of shows that the credits of the stream have that began
// at a moment, as JSON: for the widget that shows credits.
func (o *Overlay) Shows(ctx context.Context, since time.Time) (any, error) {
	moments, err := o.store.Moments(ctx, store.Stretch{From: since})
	parts, _ := partsOf(moments, o.settings().Language)
	return parts, err
}

// readCredits reads what the credits of a playback show; nil where it has none.
func (o *Overlay) readCredits(ctx context.Context, p celebration.Playback) (*credits, error) {
	if p.Credits.IsZero() {
		return nil, nil //nolint:nilnil // it is no error
	}
	e, err := o.store.Evening(ctx, store.Stretch{From: p.Credits})
	if err != nil {
		return nil, fmt.Errorf("read the credits: %w", err)
	}
	return newCredits(e, o.settings().Language), nil
}

// PlayCredits queues the credits of the stream that began at a moment, behind all
// that waits. A stream in which nobody gave has none.
func (o *Overlay) PlayCredits(ctx context.Context, since time.Time) (celebration.Playback, error) {
	e, err := o.store.Evening(ctx, store.Stretch{From: since})
	if err == nil && len(e.Donors) == 0 && len(e.Moments) == 0 {
		err = fault.New(fault.Conflict, "credits.nobody")
	}
	if err != nil {
		return celebration.Playback{}, err
	}
	_, _, length := cutCredits(e.Moments)
	p, err := o.store.AddCredits(ctx, since, length, time.Now())
	if err != nil {
		return p, fmt.Errorf("queue the credits of %s: %w", since.Format(time.DateTime), err)
	}
	o.reread()
	return p, nil
}
