package celebration

import (
	"time"

	"github.com/shopspring/decimal"

	"streamspark/internal/money"
)

// Order is what a generator is asked to make. It is written down as it is
// before the request leaves.
type Order struct {
	Celebration int64
	RequestID   string // our own id of the one paid request
	Prompt      string
	Edited      bool    // the prompt is the streamer's own text, and stays so when it is ordered again
	Writing     Writing // what a text model wrote for it
	Negative    string
	Donor       string
	Message     string
	Amount      money.Amount
	Tier        int // 0 is the lowest
	Model       string
	AspectRatio string // "16:9"
	Resolution  string // "720p"
	Duration    time.Duration
	Audio       bool
	Seed        int64
	Language    string // of what is drawn: "ru", "en" or empty
}

// Operation is a generator's handle of one paid job. It is opaque.
type Operation string

// Progress is what a generator says of an operation.
type Progress struct {
	Done    bool
	Percent int // 0 to 100; 0 where nobody knows
	// Again is how soon it is worth looking again; 0 leaves it to the settings.
	Again time.Duration
	// Cost is what a finished operation was charged in USD, zero where unknown.
	Cost decimal.Decimal
}
