// Package pipeline walks a donation along the line: it is recorded once,
// priced, judged, ordered from a generator, looked after, and its clip is
// brought home. The store is the queue. A worker asks it what is due, does
// one step and saves; what is saved is all that a restart needs.
package pipeline

import (
	"context"
	"io"
	"time"

	"github.com/rs/zerolog"
	"github.com/shopspring/decimal"

	"streamspark/internal/celebration"
	"streamspark/internal/crash"
	"streamspark/internal/fault"
	"streamspark/internal/money"
	"streamspark/internal/store"
)

// Rates converts an amount to rubles, or says that it cannot.
type Rates interface {
	InRubles(ctx context.Context, amount money.Amount) (money.Amount, celebration.Rate, error)
	// Known is InRubles by the rates in memory. It never waits; where
	// InRubles would ask a provider it returns false.
	Known(amount money.Amount) (money.Amount, celebration.Rate, bool)
}

// Generator makes clips, in three calls. Start may cost money and is never
// made twice for one order, unless its error is a NotAccepted. Look and
// Fetch may be repeated as often as need be. A Refusal of any of them is
// final.
type Generator interface {
	Start(ctx context.Context, order celebration.Order) (celebration.Operation, error)
	Look(ctx context.Context, op celebration.Operation) (celebration.Progress, error)
	Fetch(ctx context.Context, op celebration.Operation, w io.Writer) error
}

// Finder is what a generator may have besides: it can tell the operation
// of an order whose answer was lost. since is when the request left. Its
// plain errors are tried again; a Refusal says that the order came to nothing.
type Finder interface {
	Find(ctx context.Context, order celebration.Order, since time.Time) (celebration.Operation, error)
}

// Pricer is what a generator that costs money must have besides: it can
// tell what an order will cost at the most, in US dollars. Where it cannot
// tell, that is an error and never zero.
type Pricer interface {
	Price(ctx context.Context, order celebration.Order) (decimal.Decimal, error)
}

// Maker is a generator with what must be known of it.
type Maker struct {
	Generator
	Paid  bool   // it is a Pricer
	Model string // where the tier names none
	Video string // the codec in which its clips come; empty: not known
	// Ready says why no order would be sent now: a celebration.Silent, else
	// nil. Where it is nil itself orders may always be sent.
	Ready func() error
}

// Clips is the folder of finished clips.
type Clips interface {
	Receive(ctx context.Context, stem string, fill func(io.Writer) error) (celebration.Clip, error)
	Existing(ctx context.Context, stem string) (celebration.Clip, bool)
	// Kept is the name of what is there of a clip that did not arrive, or empty.
	Kept(stem string) string
	// CanConvert says why clips cannot be converted for a player, else nil.
	CanConvert(ctx context.Context, player celebration.Decoder) error
	// Convert makes a clip anew for a player. The clip may get another name.
	Convert(ctx context.Context, clip celebration.Clip, player celebration.Decoder, progress func(percent int)) (celebration.Clip, error)
}

// Settings are the rules of the moment. A step reads them once.
type Settings struct {
	Tiers       celebration.Tiers
	Frame       string // of the prompt
	Negative    string
	AspectRatio string
	Resolution  string
	Duration    time.Duration
	Audio       bool
	Language    string // of sums that are drawn: "ru", "en" or empty

	Generator string        // which makes new clips; Off makes none
	Free      string        // which makes those that may not cost anything: of tests
	Others    []string      // which make them, in this order, while that one does not answer
	Places    int           // operations at once
	PollEvery time.Duration // how often an operation is looked at
	Timeout   time.Duration // after which an operation is given up
	FindFor   time.Duration // how long a lost order is looked for; 20 min where 0
	CatchUp   time.Duration // a donation older than this when first seen is held

	Restored   time.Time // when a backup was restored; zero: never
	RestoredTo time.Time // of when the backup is

	Budget celebration.Budget
	Day    time.Time // when today began, where the streamer lives
	Stream time.Time // when the stream began

	// RubleAccount says that the streamer's account is in rubles: what the
	// source counts for a donation is then held against our own price.
	RubleAccount bool
}

// Off is the name of no generator.
const Off = "off"

// Options are what a line is made of.
type Options struct {
	Store    *store.Store
	Rates    Rates
	Clips    Clips
	Maker    func(name string) (Maker, bool)
	Settings func() Settings
	// Player tells what the player decodes. It may be nil: nobody knows.
	Player func() celebration.Decoder
	Log    zerolog.Logger
}

// Line is the pipeline.
type Line struct{ o Options }

// New makes a line. Run makes it work.
func New(o Options) *Line { return &Line{o: o} }

// Deliver records donations. When it returns nil they are on the disk, and
// Run takes care of each of them. Known ones are left alone. What can be
// priced without asking anybody is, in the same transaction, so that its
// thank-you waits for one write only.
func (l *Line) Deliver(ctx context.Context, donations []celebration.Donation) error {
	crash.At("record: before")
	_, fresh, err := l.o.Store.RecordPriced(ctx, donations, time.Now(), l.priceAtOnce())
	crash.At("record: after")
	if err == nil && fresh > 0 {
		l.o.Log.Info().Int("donations", fresh).Msg("took in new donations")
	}
	return err
}

// Take records one donation, as Deliver does, and returns the id of its celebration.
func (l *Line) Take(ctx context.Context, d celebration.Donation) (int64, error) {
	ids, _, err := l.o.Store.RecordPriced(ctx, []celebration.Donation{d}, time.Now(), l.priceAtOnce())
	if err != nil {
		return 0, err
	}
	return ids[0], nil
}

// Advance moves a celebration by one step. It takes no lock: a save by
// somebody else in the meantime makes its own save fail, and that is all.
func (l *Line) Advance(ctx context.Context, c celebration.Celebration) error {
	steps := map[celebration.Status]func(context.Context, *celebration.Celebration) error{
		celebration.Received:    l.price,
		celebration.WaitingRate: l.price,
		celebration.Approved:    l.submit,
		celebration.Submitting:  l.resolve,
		celebration.Generating:  l.poll,
		celebration.Fetching:    l.fetch,
	}
	step, ok := steps[c.Status]
	if !ok {
		return fault.New(fault.Conflict, "pipeline.no_step", "status", string(c.Status))
	}
	// Where the clock was set back: else its deadline would not come.
	now := time.Now()
	c.SubmittedAt, c.DeadlineFrom = earlier(c.SubmittedAt, now), earlier(c.DeadlineFrom, now)
	return step(ctx, &c)
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

// moveTo changes the status and makes the next step due at once.
func moveTo(c *celebration.Celebration, to celebration.Status, why celebration.Reason) {
	c.Status, c.Reason = to, why
	c.Attempts, c.NextAt = 0, time.Now()
}

// again leaves the status as it is and makes the step due later, not before
// the time that the other side asked for.
func again(c *celebration.Celebration, why celebration.Reason, asked time.Duration) {
	failure{why: why, after: asked}.retry(c)
}
