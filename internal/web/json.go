package web

import (
	"encoding/json"
	"net/url"
	"time"

	"streamspark/internal/celebration"
	"streamspark/internal/money"
)

// The views are what the API says of things. Amounts are decimals as text,
// times are RFC 3339 in UTC, and what is not known is null. The answers of
// the original keep its shapes: there, an amount is a JSON number with the
// same exact digits.

type celebrationView struct {
	ID         int64        `json:"id"`
	Donation   donationView `json:"donation"`
	AmountRUB  *string      `json:"amount_rub"`
	Rate       *rateView    `json:"rate"`
	Tier       *int         `json:"tier"`
	TierName   string       `json:"tier_name"`
	Status     string       `json:"status"`
	Reason     string       `json:"reason"`
	ReasonCode string       `json:"reason_code"`
	Charged    string       `json:"charged"`
	Generator  string       `json:"generator"`
	Progress   int          `json:"progress"`
	Clip       *clipView    `json:"clip"`
	Moves      []moveView   `json:"moves,omitempty"` // of a single one, not of a list
	CreatedAt  *string      `json:"created_at"`
	UpdatedAt  *string      `json:"updated_at"`
}

type donationView struct {
	Source    string  `json:"source"`
	ID        string  `json:"id"`
	Donor     string  `json:"donor"`
	Amount    *string `json:"amount"`
	Currency  *string `json:"currency"`
	Message   string  `json:"message"`
	CreatedAt *string `json:"created_at"`
}

type rateView struct {
	Rubles    string  `json:"rubles"`
	Source    string  `json:"source"`
	Published *string `json:"published"`
}

type clipView struct {
	Filename   string `json:"filename"`
	URL        string `json:"url"`
	DurationMS int64  `json:"duration_ms"`
	Size       int64  `json:"size"`
}

type moveView struct {
	Status string  `json:"status"`
	At     *string `json:"at"`
	Reason string  `json:"reason"`
}

type playbackView struct {
	ID          int64    `json:"id"`
	Celebration *int64   `json:"celebration"`
	Clip        clipView `json:"clip"`
	Donor       string   `json:"donor"`
	Amount      *string  `json:"amount"`
	Currency    *string  `json:"currency"`
	Message     string   `json:"message"`
	State       string   `json:"state"`
	Reason      string   `json:"reason"`
	Replay      bool     `json:"replay"`
	CreatedAt   *string  `json:"created_at"`
	StartedAt   *string  `json:"started_at"`
}

func viewOf(c celebration.Celebration) celebrationView {
	d := c.Donation
	v := celebrationView{
		ID: c.ID,
		Donation: donationView{
			Source: d.Source, ID: d.ID, Donor: d.Donor, Amount: decimalOf(d.Amount), Currency: currencyOf(d.Amount),
			Message: d.Message, CreatedAt: stamp(d.CreatedAt),
		},
		AmountRUB: decimalOf(c.AmountRUB), TierName: c.TierName,
		Status: string(c.Status), Reason: c.Reason.String(), ReasonCode: c.Reason.Code, Charged: string(c.Charged),
		Generator: c.Generator, Progress: c.Progress,
		CreatedAt: stamp(c.CreatedAt), UpdatedAt: stamp(c.UpdatedAt),
	}
	if c.Rate.Rubles != "" {
		v.Rate = &rateView{c.Rate.Rubles, c.Rate.Source, stamp(c.Rate.Published)}
	}
	if c.Tier >= 0 {
		v.Tier = &c.Tier
	}
	if c.Clip != nil {
		clip := viewOfClip(*c.Clip)
		v.Clip = &clip
	}
	for _, m := range c.Moves {
		v.Moves = append(v.Moves, moveView{string(m.Status), stamp(m.At), m.Reason.String()})
	}
	return v
}

func viewOfClip(c celebration.Clip) clipView {
	return clipView{c.Filename, clipURL(c.Filename), c.Duration.Milliseconds(), c.Size}
}

func viewOfPlayback(p celebration.Playback) playbackView {
	v := playbackView{
		ID: p.ID, Clip: viewOfClip(p.Clip), Donor: p.Donor, Amount: decimalOf(p.Amount), Currency: currencyOf(p.Amount),
		Message: p.Message, State: string(p.State), Reason: p.Reason.String(), Replay: p.Replay,
		CreatedAt: stamp(p.CreatedAt), StartedAt: stamp(p.StartedAt),
	}
	if p.Celebration != 0 {
		v.Celebration = &p.Celebration
	}
	return v
}

func clipURL(filename string) string { return "/videos/" + url.PathEscape(filename) }

// stamp is a time as the API writes it, with milliseconds so that two moves
// within a second can be told apart.
func stamp(t time.Time) *string {
	if t.IsZero() {
		return nil
	}
	return new(t.UTC().Format("2006-01-02T15:04:05.000Z"))
}

func decimalOf(a money.Amount) *string {
	if a.IsNone() {
		return nil
	}
	return new(a.Decimal())
}

func currencyOf(a money.Amount) *string {
	if a.IsNone() {
		return nil
	}
	return new(string(a.Currency()))
}

// numberOf is an amount as the original wrote it.
func numberOf(a money.Amount) *json.Number {
	if a.IsNone() {
		return nil
	}
	return new(json.Number(a.Decimal()))
}

// unixOf is a time as the original wrote it: seconds with a fraction.
func unixOf(t time.Time) float64 { return float64(t.UnixMilli()) / 1000 }
