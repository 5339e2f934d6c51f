package api

import (
	"cmp"
	"context"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"streamspark/internal/celebration"
	"streamspark/internal/config"
	"streamspark/internal/fault"
	"streamspark/internal/locale"
	"streamspark/internal/overlay"
)

// Spending is what counts against the budgets now.
type Spending struct {
	Spent   celebration.Spent
	Day     time.Time // when today began, where the streamer lives
	DayEnds time.Time
	Stream  time.Time       // when the stream began
	Rubles  decimal.Decimal // for one dollar; zero where no rate is known
}

// Part is how one part of the program stands.
type Part struct {
	Name  string
	State string
	Why   []fault.Message // what it lacks, and what to do: sentences
}

// The states of a part.
const (
	StateOK       = "ok"
	StateDegraded = "degraded"
	StateDown     = "down"
)

// Is changes the state, and adds why it is so.
func (p *Part) Is(state string, why ...fault.Message) {
	p.State = state
	for _, m := range why {
		if !m.IsZero() {
			p.Why = append(p.Why, m)
		}
	}
}

// StorePart is the name of the part without which nothing works.
const StorePart = "store"

// Parts asks each part.
type Parts func(ctx context.Context) []Part

// Access is who can reach the program, and what of its configuration is not
// as it should be.
type Access struct {
	Addresses []string // where it can be reached, the public one first
	Exposed   []string // files with keys that others on this computer may read
	Ignored   []config.Ignored
}

// WidgetAt returns the widget's address below one of ours, with its key where
// one is asked for.
func (o Options) WidgetAt(base string) string {
	address := strings.TrimSuffix(base, "/") + "/widget"
	if o.Credentials.Required() {
		address += "?key=" + o.Credentials.WidgetKey()
	}
	return address
}

// WebhookAt returns the address that others send donations to.
func (o Options) WebhookAt(id string) string {
	return strings.TrimSuffix(o.Config.Get().Server.PublicURL, "/") + "/api/sources/" + id + "/donations"
}

// Breaker is how one provider stands: closed while it answers, open while
// it is left alone because it does not, half-open when it is on trial.
type Breaker struct {
	Provider string // as in the configuration: aiml, gemini, cbr
	State    string
	Since    time.Time // when it began not to answer
	Why      fault.Message
	Again    time.Time // when it is asked again
}

// Silent returns those whose provider does not answer.
func (o Options) Silent() map[string]Breaker {
	found := map[string]Breaker{}
	for _, b := range o.Breakers() {
		if b.State != "closed" {
			found[b.Provider] = b
		}
	}
	return found
}

// WhyPaused returns why the queue is paused, in the streamer's own words or,
// where it was paused by itself, in English.
func WhyPaused(h overlay.Health) string {
	return cmp.Or(h.PausedWhy, locale.English().Message(h.PausedFor))
}

// StandIn returns who makes clips while the chosen generator does not answer.
func (o Options) StandIn() (string, bool) {
	if o.Substitute == nil {
		return "", false
	}
	return o.Substitute()
}

// FirstKey is the document that keeps the FirstState.
const FirstKey = "first_start"

// FirstState is what of the first start was done, as far as no other part
// knows it. A step that was done once stays done.
type FirstState struct {
	Builtin bool // "stay with the built-in one" was pressed
	Widget  bool // a widget is connected, or was once
	Shown   bool // the clip of a test donation was shown to its end
	Closed  bool // the list was closed for good
}
