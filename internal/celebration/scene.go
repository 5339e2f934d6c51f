package celebration

import (
	"time"

	"github.com/shopspring/decimal"

	"streamspark/internal/money"
)

// Scene is a show that the widget draws by itself, in place of a clip. The
// same scene is drawn from the same values each time.
type Scene struct {
	Seed       int64      `json:"seed"` // of 31 bits
	Production Production `json:"production"`
	ID         string     `json:"id,omitempty"`     // which one the widget chose; empty: it was not shown yet
	Among      []string   `json:"scenes,omitempty"` // from which it chooses; empty: from all
}

// Production is how much is made of a scene.
type Production int

// The productions: a stroke of some seconds, a scene, and a fanfare over the
// whole screen.
const (
	Stroke Production = iota + 1
	FullScene
	Fanfare
)

// Scenes returns the names of the scenes that there are, as
// widget/scenes/index.js has them.
func Scenes() []string {
	return []string{"arcade", "beat", "cake", "cat", "flame", "garden", "heart", "letter", "night", "raid", "rocket", "treasure", "trophy"}
}

// A single tier makes no difference between donations, so their sums do, in
// rubles: below fullFrom it is a stroke, and from so many times wholeFrom a fanfare. A higher
// threshold takes the place of both.
const (
	fullFrom  = 500
	wholeFrom = 1000
	fanfareAt = 5
)

// Production returns how much is made of a donation: what its tier says, else
// the lowest tier gets strokes and the highest fanfares. With one tier alone it is
// the sum that counts.
func (t Tiers) Production(tier int, rubles money.Amount) Production {
	switch own := t.At(tier).Production; {
	case own != 0:
		return own
	case len(t) == 1:
		return productionFor(rubles, t[0].MinRub)
	case len(t) == 0 || tier < 0:
		return FullScene
	case tier == 0:
		return Stroke
	case tier >= len(t)-1:
		return Fanfare
	}
	return FullScene
}

func productionFor(rubles money.Amount, threshold decimal.Decimal) Production {
	atLeast := func(least int64, times int64) bool {
		from := decimal.Max(decimal.NewFromInt(least), threshold).Mul(decimal.NewFromInt(times))
		return rubles.Value().GreaterThanOrEqual(from)
	}
	switch {
	case rubles.IsNone():
	case atLeast(wholeFrom, fanfareAt):
		return Fanfare
	case !atLeast(fullFrom, 1):
		return Stroke
	}
	return FullScene
}

// Length returns about how long a scene is. Exactly that only the widget
// knows, which says so when it begins.
func (s Scene) Length() time.Duration {
	switch s.Production {
	case Stroke:
		return 4 * time.Second
	case Fanfare:
		return 12 * time.Second
	case FullScene:
	}
	return 9 * time.Second
}
