package ports

import (
	"context"
	"net/http"
	"time"

	"github.com/shopspring/decimal"

	"streamspark/internal/celebration"
	"streamspark/internal/logbuf"
	"streamspark/internal/money"
	"streamspark/internal/overlay"
	"streamspark/internal/pipeline"
	"streamspark/internal/rates"
	"streamspark/internal/store"
)

// Store is where celebrations and clips are read from.
type Store interface {
	Celebration(ctx context.Context, id int64) (celebration.Celebration, error)
	Celebrations(ctx context.Context, f store.Filter) ([]celebration.Celebration, error)
	Found(ctx context.Context, f store.Filter, most int) (store.Found, error)
	SameDonor(ctx context.Context, id int64) (before, after int64, err error)
	PlaybacksOf(ctx context.Context, id int64) ([]celebration.Playback, error)
	Totals(ctx context.Context) (store.Totals, error)
	Away(ctx context.Context) (store.Away, error)
	AwayList(ctx context.Context, after int64, limit int) ([]celebration.Celebration, error)
	AwayIDs(ctx context.Context, through int64) ([]int64, error)
	Donations(ctx context.Context, source string, from, to time.Time, ids []string) ([]celebration.Donation, error)
	// InLine is what is being made, in the order of the line, up to most; Making counts all.
	InLine(ctx context.Context, most int) ([]celebration.Celebration, error)
	Making(ctx context.Context) (int, error)
	ByStatus(ctx context.Context) (map[celebration.Status]int, error)
	Since(ctx context.Context, moment time.Time) (donations int, rubles money.Amount, err error)
	MakingTimes(ctx context.Context) (map[string]time.Duration, error)
	Clips(ctx context.Context, limit int) ([]celebration.Clip, error)
	Clip(ctx context.Context, filename string) (celebration.Clip, error)
	DeleteClip(ctx context.Context, filename string) error
	Entries(ctx context.Context, from, to time.Time, limit int) ([]celebration.Entry, error)
	Flows(ctx context.Context, stretches []store.Stretch) ([]store.Flow, error)
	ClipKeeper
	Watch() *store.Watch
}

// Line is the pipeline, as far as a person may steer it.
type Line interface {
	// Take records a donation that was made here: a test or an order by hand.
	Take(ctx context.Context, d celebration.Donation) (id int64, err error)
	// Decide carries out approve, reject, retry, forget or thank. A move that the
	// celebration's status does not allow is a *celebration.Refusal.
	Decide(ctx context.Context, id int64, action pipeline.Action) (celebration.Celebration, error)
	// Reorder orders anew, with another prompt, what the generator refused. Where
	// it did not, that is a *celebration.Refusal.
	Reorder(ctx context.Context, id int64, prompt string) (celebration.Celebration, error)
	// Value notes what the streamer says a donation is worth in rubles, and lets
	// it go on. Where that may not be said it is a *celebration.Refusal.
	Value(ctx context.Context, id int64, rubles money.Amount) (celebration.Celebration, error)
	// DecideAway carries out play, make or ignore upon those that came in the
	// meantime, and says for each at its place why it could not be done.
	DecideAway(ctx context.Context, ids []int64, action string) []error
	// Deliver records donations of a source.
	Deliver(ctx context.Context, donations []celebration.Donation) error
	// Preview tells what a donation made now would lead to, and what its
	// order would cost in US dollars, as far as that is known. Nothing is
	// recorded.
	Preview(ctx context.Context, d celebration.Donation) (celebration.Celebration, decimal.NullDecimal, error)
}

// Overlay decides what plays.
type Overlay interface {
	ServeHTTP(w http.ResponseWriter, r *http.Request) // GET /ws/widget
	Play(ctx context.Context, filename string) (celebration.Playback, error)
	Pause(ctx context.Context, why string) error
	Resume(ctx context.Context) error
	// Skip ends the playback of this number if it plays, else nothing; 0 is
	// whatever plays.
	Skip(ctx context.Context, id int64) error
	Toggle(ctx context.Context) error // pauses, or resumes where it is paused
	Panic(ctx context.Context) error
	// Move, Drop and PlayNow are about a playback that waits: fs.ErrNotExist,
	// wrapped, if it does not.
	Move(ctx context.Context, id int64, place int) error
	Drop(ctx context.Context, id int64) error
	PlayNow(ctx context.Context, id int64) error
	Queue(ctx context.Context) (overlay.Queue, error)
}

// Source is the connection to DonationAlerts. Its errors may have a
// Sentence() and a Hint() for a page, and a Refused() that is true where
// trying the same again cannot help: then the answer is a 400, else a 502.
type Source interface {
	State() SourceState
	AuthorizeURL(state string) (string, error) // *NotConfigured where keys are missing
	Exchange(ctx context.Context, code string) error
	SetToken(ctx context.Context, token string) error // empty: forget it
	Disconnect(ctx context.Context) error
	Start(ctx context.Context) error
	Stop(ctx context.Context) error
	Test(ctx context.Context) (account string, donations int, err error)
	// List reads their list between two moments, and takes nothing in.
	List(ctx context.Context, from, to time.Time) ([]celebration.Donation, error)
}

// SourceState is how the connection stands.
type SourceState struct {
	Configured     bool // the keys of the OAuth application are there
	HasToken       bool
	Connected      bool // the last round worked
	NeedsReconnect bool // the token is dead: connect again
	Polling        bool
	Account        string
	ClientID       string
	RedirectURI    string
	HasSecret      bool
	TokenEnding    string // the last four characters of the token
	LastPoll       time.Time
	RetryAt        time.Time
	Realtime       string // off, connecting, on, no_scope: whether donations are pushed
	Problem        string
	Errors         int // since the start
	Row            int // in a row
	Donations      int
	ClockAhead     time.Duration // of theirs before this computer's, in minutes; 0: both are right, or nobody knows
}

// NotConfigured says which keys the OAuth application lacks.
type NotConfigured struct{ Missing []string }

func (n *NotConfigured) Error() string { return "DonationAlerts OAuth is not configured" }

// Money knows what is spent of the budgets.
type Money interface {
	Spending(ctx context.Context) (Spending, error)
	NewStream(ctx context.Context) error
}

// Spending is what counts against the budgets now.
type Spending struct {
	Spent   celebration.Spent
	Day     time.Time // when today began, where the streamer lives
	DayEnds time.Time
	Stream  time.Time       // when the stream began
	Rubles  decimal.Decimal // for one dollar; zero where no rate is known
}

// Rates prices amounts.
type Rates interface {
	InRubles(ctx context.Context, amount money.Amount) (money.Amount, celebration.Rate, error)
	State(ctx context.Context) rates.State
}

// Journal is the log of this run.
type Journal interface {
	Since(ms int64) []logbuf.Entry
	Total() int
}

// Part is how one part of the program stands.
type Part struct {
	Name  string
	State string // ok, degraded, down
	Why   string // a sentence, and what to do
}

// StorePart is the name of the part without which nothing works.
const StorePart = "store"

// Parts asks each part.
type Parts func(ctx context.Context) []Part
