package celebration

import (
	"time"

	"github.com/shopspring/decimal"

	"streamspark/internal/fault"
	"streamspark/internal/money"
)

// Celebration is the record of what one donation led to. Every donation
// has exactly one, also when nothing was made for it.
type Celebration struct {
	ID       int64
	Version  int64 // counts the saves; a save of an older version is refused
	Donation Donation

	Status  Status
	Reason  Reason  // why it stands where it stands, where that needs saying
	Verdict Verdict // of the moderation; see Public

	AmountRUB money.Amount // none until priced
	Rate      Rate         // zero for rubles
	Tier      int          // index into the tiers of that moment, -1 for none
	TierName  string

	// The paid work. Generator, Order and RequestID are written before the
	// request leaves; Operation before anything else happens.
	Generator   string
	Order       Order
	Operation   Operation
	Progress    int // percent, as the generator tells it
	Charged     Charged
	Cost        decimal.NullDecimal // US dollars that a step has just learnt; the store keeps them in the ledger
	Insisted    bool                // the streamer approved it by hand: see Budget
	SubmittedAt time.Time           // when the order left, at the first try
	// DeadlineFrom is since when the deadline of the work runs: later than
	// SubmittedAt where the provider was silent, or the order lost meanwhile.
	DeadlineFrom time.Time

	Clip     *Clip
	Scene    *Scene   // beside a Clip: the clip is what was recorded of the scene
	Delivery Delivery // of the clip, while it is not here

	Screening Screening // of the clip

	Attempts  int       // failed tries of the present step
	NextAt    time.Time // when the present step is due; also the lease of a running one
	AlertedAt time.Time // when a widget said that the thank-you is up
	ThankAt   time.Time // when the streamer last wanted it thanked for, in whatever status

	// Its voice. Of both the store alone writes: see AskThanks and SaveUnspoken.
	Unspoken  Reason // why it was not spoken; zero: it was, or nothing is
	Recording string // the donor's audio message, under its name in the cache of what is spoken, once the streamer approved it

	CreatedAt time.Time // when the donation was first seen
	UpdatedAt time.Time

	// The history, oldest first; only where it was asked for.
	Moves     []Move
	Decisions []Decision

	// Known means that something was shown already of a donor of this name. It is looked
	// for where a donation is recorded, if anybody asks, and nowhere else.
	Known bool

	// Decided is the decision that the next save carries out, and records with it.
	// Nil: the program does a step.
	Decided *Decision
}

// Delivery is how far a clip that was made has come on its way here, and what
// is left of it where it did not arrive.
type Delivery struct {
	// Address is where its provider has it. It may be a signed one: it is for
	// the streamer's eyes, and never for the log.
	Address string `json:"address,omitempty"`
	Keyed   bool   `json:"keyed,omitempty"`   // it opens with the provider's key only
	Got     int64  `json:"got,omitempty"`     // bytes that are here
	Total   int64  `json:"total,omitempty"`   // of the whole; 0: not said
	Refused string `json:"refused,omitempty"` // the SHA-256 of a file that came whole and is no clip
	Kept    string `json:"kept,omitempty"`    // the name of what came, in the folder of clips
}

// IsZero reports whether nothing is known.
func (d Delivery) IsZero() bool { return d == Delivery{} }

// IsThanked reports whether the donor was thanked on the stream, or is to be
// because the streamer said so.
func (c Celebration) IsThanked() bool {
	return c.Reason.Code == WhyThanked || !c.AlertedAt.IsZero() || !c.ThankAt.IsZero()
}

// IsRefused reports whether a generator said no to the order, for certain: it
// may be ordered anew with another prompt.
func (c Celebration) IsRefused() bool {
	return c.Status == Failed && c.Reason.Code == WhyRefused && c.Charged != ChargedYes && c.Clip == nil && c.Order.Prompt != ""
}

// Move is one change of status, as it is kept for ever.
type Move struct {
	Status Status
	At     time.Time
	Reason Reason
}

// Rate is rubles for one unit of a currency.
type Rate struct {
	Currency  money.Currency
	Rubles    string // a decimal
	Source    string // "cbr"
	Published time.Time
}

// Clip is a finished, checked video file in the folder of clips.
type Clip struct {
	Filename    string
	ContentType string // video/mp4 or video/webm
	Size        int64
	Duration    time.Duration // 0: the file does not say
	Video       string        // its codec, as CodecH264; empty: not known
	Audio       string        // the same; also empty where it has no sound
	CreatedAt   time.Time
	Celebration int64 // 0: it was found in the folder

	// What the gallery keeps of it. Only the store's own lists of clips have these.
	Favourite bool      // the streamer's: never removed to free space
	Poster    time.Time // when its still picture was made; zero: there is none
	NoPoster  bool      // this computer cannot make one: a page in a browser may
}

// Charged is what is known about money that a generator may have taken.
type Charged = fault.Charged

// The three answers to "was I charged?". Unknown is an answer too.
const (
	ChargedNo      = fault.ChargedNo
	ChargedYes     = fault.ChargedYes
	ChargedUnknown = fault.ChargedUnknown
)
