package scene

import (
	"math"
	"math/rand/v2"
)

// dice are the chances of one scene: the same seed throws the same.
type dice struct{ *rand.Rand }

func newDice(seed, tier uint64) *dice {
	return &dice{rand.New(rand.NewPCG(seed, tier*0x9e3779b97f4a7c15+0x5eed))}
}

// uniform returns a number from a to b.
func (d *dice) uniform(a, b float32) float32 { return a + (b-a)*d.Float32() }

// upTo returns a whole number from 0 to n-1.
func (d *dice) upTo(n int) int { return d.IntN(n) }

// angle returns any direction.
func (d *dice) angle() float32 { return d.Float32() * 2 * math.Pi }

// sign returns -1 or 1.
func (d *dice) sign() float32 {
	if d.IntN(2) == 0 {
		return -1
	}
	return 1
}

// flight is where something thrown is after a time: it is slowed by the
// air and pulled down.
type flight struct {
	x, y, vx, vy  float32 // pixels, pixels a second
	drag, gravity float32
}

func (f flight) at(t float32) (x, y float32) {
	// The exact way of a throw with a drag that grows with the speed.
	slowed := (1 - float32(math.Exp(float64(-f.drag*t)))) / f.drag
	fall := f.gravity / f.drag
	return f.x + f.vx*slowed, f.y + (f.vy-fall)*slowed + fall*t
}
