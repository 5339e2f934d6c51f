package ui

import (
	"time"

	"streamspark/internal/celebration"
	"streamspark/internal/locale"
	"streamspark/internal/money"
	"streamspark/internal/web/api"
)

// shownWork is how many of those being made are named.
const shownWork = 20

// makingView is what is being made, for a page.
type makingView struct {
	Rows []makingRow
	More int
}

type makingRow struct {
	ID       int64
	Donor    string
	Amount   money.Amount
	Word     string
	Tone     string
	Begun    bool // it is at the generator
	Busy     bool // and the generator answers
	Progress int
	Place    int
	Left     locale.Phrase // empty: not known
	Reason   celebration.Reason
	Until    time.Time
}

func (p *Pages) making(w api.Work) makingView {
	v := makingView{More: max(w.Total-shownWork, 0)}
	left := w.Left(p.o)
	for i, c := range w.Orders[:min(len(w.Orders), shownWork)] {
		g := newCelebrationView(c)
		v.Rows = append(v.Rows, makingRow{
			ID: c.ID, Donor: g.Donor, Amount: g.Amount, Word: g.Word, Tone: g.Tone, Begun: c.Status != celebration.Approved, Busy: g.Busy, Progress: g.Progress,
			Place: i + 1, Left: roughly(left[i]), Reason: c.Reason, Until: g.Until,
		})
	}
	return v
}

// roughly rounds a duration to how exactly it is known.
func roughly(d time.Duration) locale.Phrase {
	switch {
	case d < 0:
		return locale.Phrase{}
	case d < celebration.Soon:
		return locale.Say("making.soon")
	case d < time.Minute:
		return locale.Say("making.left", max(d.Round(10*time.Second), 10*time.Second))
	case d < 5*time.Minute:
		return locale.Say("making.left", d.Round(30*time.Second))
	}
	return locale.Say("making.left", d.Round(time.Minute))
}
