package ports

import (
	"context"
	"os"
	"time"

	"streamspark/internal/locale"
)

// Checks try a connection out. They cost nothing and change nothing.
type Checks interface {
	// Check asks one of checkNames and takes no longer than ctx.
	Check(ctx context.Context, name string) Finding
}

// Finding is how a check went: one sentence, and what to do.
type Finding struct {
	Good     bool
	Sentence locale.Phrase
	Advice   locale.Phrase // empty where nothing is to be done
}

// What the checks find, by the words that say it. Their holes are what the
// other side said.
const (
	FoundAccount    = "check.donationalerts.ok"
	FoundNoToken    = "check.donationalerts.none"
	FoundNoKey      = "check.key.none"
	FoundAIML       = "check.aiml.ok"
	FoundAIMLMoney  = "check.aiml.money"
	FoundNotSold    = "check.aiml.model"
	FoundGemini     = "check.gemini.ok"
	FoundNoModel    = "check.gemini.model"
	FoundRefusedKey = "check.key.refused"
	FoundNoEntry    = "check.key.entry"
	FoundNoAnswer   = "check.silent"
	FoundOdd        = "check.odd"
	FoundRates      = "check.rates.ok"
	FoundNoRates    = "check.rates.none"
	FoundDraws      = "check.builtin.ok"
	FoundNoFFmpeg   = "check.builtin.webm"
	FoundNoFiles    = "check.files"
	FoundNoWay      = "check.way"
	FoundSaid       = "plain" // the other side's own sentence

	AdviceConnect = "check.advice.connect"
	AdviceKey     = "check.advice.key"
	AdviceModel   = "check.advice.model"
	AdvicePlace   = "check.advice.place"
	AdviceWait    = "check.advice.wait"
	AdviceTopUp   = "check.advice.topup"
	AdviceBase    = "check.advice.base"
	AdviceRates   = "check.advice.rates"
	AdviceFFmpeg  = "check.advice.ffmpeg"
	AdviceNetwork = "check.advice.network"
)

// Backups are copies of the database.
type Backups interface {
	List() ([]Backup, error)
	// Make writes one now.
	Make(ctx context.Context) (Backup, error)
	// Open opens one by its name; fs.ErrNotExist where there is none.
	Open(name string) (*os.File, error)
	Folder() string
}

// Backup is one of them.
type Backup struct {
	Name string
	Size int64
	At   time.Time
}

// First remembers how far the first start has come.
type First interface {
	State(ctx context.Context) (FirstState, error)
	// Mark notes what the streamer pressed: builtin, close or open.
	Mark(ctx context.Context, what string) error
}

// FirstState is what of the first start is done, as far as no other part
// knows it.
type FirstState struct {
	Builtin bool // "stay with the built-in one" was pressed
	Widget  bool // a widget is connected, or was once
	Shown   bool // the clip of a test donation was shown to its end
	Closed  bool // the list was closed for good
}
