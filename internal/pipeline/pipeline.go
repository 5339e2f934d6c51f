// Package pipeline turns donations into shows: it records, prices and judges
// them, and gives them a scene, or orders a clip, polls the order and downloads
// what was made. The store is the queue: a worker asks it what is due, does one step and saves.
// What is saved is all that a restart needs.
package pipeline

import (
	"context"
	"io"
	"time"

	"github.com/rs/zerolog"
	"github.com/shopspring/decimal"

	"streamspark/internal/celebration"
	"streamspark/internal/clip"
	"streamspark/internal/crash"
	"streamspark/internal/fault"
	"streamspark/internal/money"
	"streamspark/internal/store"
)

// Generator makes clips, in three calls. Start may cost money and is called
// once for an order, unless its error is of the kind fault.NotSent. Poll and
// Fetch may be repeated. An error of the kind fault.Permanent is final.
type Generator interface {
	Start(ctx context.Context, order celebration.Order) (celebration.Operation, error)
	Poll(ctx context.Context, op celebration.Operation) (celebration.Progress, error)
	Fetch(ctx context.Context, op celebration.Operation, w io.Writer) error
}

// Finder is a Generator that finds the operation of an order whose answer was
// lost. since is when the request left. An error of the kind fault.Permanent
// means that the order failed; others are tried again.
type Finder interface {
	Find(ctx context.Context, order celebration.Order, since time.Time) (celebration.Operation, error)
}

// Pricer is a Generator that costs money. Price returns the most that an order
// may cost, in US dollars; a price that is not known is an error, never zero.
type Pricer interface {
	Price(ctx context.Context, order celebration.Order) (decimal.Decimal, error)
}

// Maker is a Generator with its properties. One without a Generator orders
// nothing: its celebrations get a scene, which the widget draws.
type Maker struct {
	Generator
	Paid  bool   // it is a Pricer
	Model string // where the tier names none
	Video string // the codec in which its clips come; empty: not known
	// Ready returns a fault of the kind Unavailable while no order would be
	// sent, else nil. A nil Ready means that orders may always be sent.
	Ready func() error
}

// Settings are the streamer's rules as they are now. A step reads them once.
type Settings struct {
	Tiers       celebration.Tiers
	Review      celebration.Reviewer // of clips of tiers that say nothing
	Frame       string               // of the prompt
	Negative    string
	AspectRatio string
	Resolution  string
	Duration    time.Duration
	Audio       bool
	Language    string // of sums that are drawn: "ru", "en" or empty

	Generator string             // of new clips; Off: none are made
	Free      string             // generator of clips that may not cost anything: tests
	Others    []string           // generators to fail over to, in this order
	Places    int                // operations at once
	PollEvery time.Duration      // between two polls of an operation
	Timeout   time.Duration      // after which an operation is given up
	FindFor   time.Duration      // how long a lost order is looked for; 20 min where 0
	CatchUp   time.Duration      // a donation older than this when first seen is held
	Accounts  map[string]Account // by source

	Restored   time.Time // when a backup was restored; zero: never
	RestoredTo time.Time // when the backup was made

	Budget celebration.Budget
	Day    time.Time // when today began, where the streamer lives
	Stream time.Time // when the stream began

	// Moderate returns the verdict on what a donor wrote. It neither waits nor
	// fails. Nil: everything passes.
	Moderate func(donor, message string) celebration.Verdict
	Minimums Minimums
	Mode     celebration.Mode // which donations wait for the streamer

	// DecideWithin is how long what the moderation holds waits for a decision; then
	// Otherwise is decided, Mask or Reject. 0: for ever.
	DecideWithin time.Duration
	Otherwise    Action
	// AsksModel is set where Judge is asked about what the lists leave, AsksForMoney
	// where that costs money, which a test must not.
	AsksModel    bool
	AsksForMoney bool
}

// Minimums are the rubles from which on parts of what a donor wrote are shown.
type Minimums struct {
	Message decimal.Decimal
	Link    decimal.Decimal
	// Links returns the links in a text of a donation. Nil: all of it may be one.
	Links func(field, text string) []celebration.Find
}

// Account is what the streamer set for the donations of one source.
type Account struct {
	CatchUp time.Duration // in place of that of Settings

	// InRubles means that the account there is in rubles: the source's value of a
	// donation is then compared with ours.
	InRubles bool
}

// accountOf returns what holds for the donations of a source.
func (s Settings) accountOf(source string) Account {
	if account, ok := s.Accounts[source]; ok {
		return account
	}
	return Account{CatchUp: s.CatchUp}
}

// Off is the name of no generator.
const Off = "off"

// Options are what a Pipeline is made of.
type Options struct {
	Store *store.Store
	// InRubles converts an amount by rates that may have to be asked for.
	InRubles func(ctx context.Context, amount money.Amount) (money.Amount, celebration.Rate, error)
	// InRublesAtOnce is InRubles by the rates in memory. It never waits; where
	// InRubles would ask a provider it returns false.
	InRublesAtOnce func(amount money.Amount) (money.Amount, celebration.Rate, bool)
	Clips          *clip.Folder
	Maker          func(name string) (Maker, bool)
	// Write has a text model write the prompt of a celebration's clip, in a frame. It
	// returns the zero Writing where nothing is to be written. It waits for seconds,
	// and costs money. It may be nil.
	Write func(ctx context.Context, c celebration.Celebration, frame string) celebration.Writing
	// Judge asks models about a celebration's words, as the lists leave them. It waits
	// for seconds, and may cost money. Where a model says nothing its opinion is that they
	// are held; it is zero only where ctx ended, and asking again costs nothing twice.
	// Where frame is not empty the prompt of its clip in that frame is written with the
	// same request, if it can be. It may be nil where Settings.AsksModel is never set.
	Judge func(ctx context.Context, c celebration.Celebration, left celebration.Words, frame string) (celebration.Opinion, celebration.Writing)
	// Screen asks a model about stills of the clip of a celebration. It waits for
	// seconds, and is free. Where the model says nothing the clip is for the streamer to
	// look at; it is zero only where ctx ended. It may be nil where no Reviewer is a model.
	Screen   func(ctx context.Context, id int64, stills [][]byte) celebration.Screening
	Settings func() Settings
	// Player returns what the player decodes. It may be nil: not known.
	Player func() celebration.Decoder
	// Redact takes secrets out of reasons before they are stored. It may be nil.
	Redact func(text string) string
	Log    zerolog.Logger
}

// Pipeline moves celebrations from status to status.
type Pipeline struct{ o Options }

// New returns a Pipeline. Run starts it.
func New(o Options) *Pipeline { return &Pipeline{o: o} }

// Deliver records donations. When it returns nil they are on the disk. Known
// ones stay as they are. Those whose rate is in memory are priced in the same
// transaction, so that their alert waits for one write only.
func (p *Pipeline) Deliver(ctx context.Context, donations []celebration.Donation) error {
	crash.At("record: before")
	price, verdicts := p.priceAtOnce()
	_, fresh, err := p.o.Store.RecordPriced(ctx, donations, time.Now(), price)
	crash.At("record: after")
	if err == nil && fresh > 0 {
		p.o.Log.Info().Int("donations", fresh).Msg("donations recorded")
		p.logVerdicts(verdicts)
	}
	return err
}

// Record records one donation, as Deliver does, and returns the id of its celebration.
func (p *Pipeline) Record(ctx context.Context, d celebration.Donation) (int64, error) {
	price, verdicts := p.priceAtOnce()
	ids, _, err := p.o.Store.RecordPriced(ctx, []celebration.Donation{d}, time.Now(), price)
	if err != nil {
		return 0, err
	}
	p.logVerdicts(verdicts)
	return ids[0], nil
}

// Advance moves a celebration by one step. It takes no lock: a save by
// somebody else in the meantime makes its own save fail, and that is all.
func (p *Pipeline) Advance(ctx context.Context, c celebration.Celebration) error {
	steps := map[celebration.Status]func(context.Context, *celebration.Celebration) error{
		celebration.Received:    p.price,
		celebration.WaitingRate: p.price,
		celebration.Approved:    p.submit,
		celebration.Submitting:  p.resolve,
		celebration.Generating:  p.poll,
		celebration.Fetching:    p.fetch,
	}
	step, ok := steps[c.Status]
	if !ok {
		return fault.New(fault.Conflict, "pipeline.no_step", "status", string(c.Status))
	}
	// The clock may have been set back; the deadline must still come.
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

// again makes the same step due later, not before the pause that the provider
// asked for.
func again(c *celebration.Celebration, why celebration.Reason, asked time.Duration) {
	failure{why: why, after: asked}.retry(c)
}
