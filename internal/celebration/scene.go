package celebration

import "time"

// Scene is a show that the widget draws by itself, in place of a clip. The
// same scene is drawn from the same values each time.
type Scene struct {
	Seed       int64      `json:"seed"` // of 31 bits
	Production Production `json:"production"`
	ID         string     `json:"id,omitempty"` // which one the widget chose; empty: it was not shown yet
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

// ProductionOf returns the production of a tier, which may be -1 for none,
// among so many.
func ProductionOf(tier, tiers int) Production {
	switch {
	case tiers < 2 || tier < 0:
		return FullScene
	case tier == 0:
		return Stroke
	case tier >= tiers-1:
		return Fanfare
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
