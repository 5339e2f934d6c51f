// Package scene draws a celebration in one of several looks, with the donor's
// name and the amount in the middle. A scene is made once from its spec and
// never changes, so any goroutine may draw any moment of it.
package scene

import (
	"image"

	"streamspark/internal/video/builtin/letter"
	"streamspark/internal/video/builtin/paint"
)

// Spec is all that a scene depends on. The same spec is the same picture.
type Spec struct {
	W, H     int     // pixels, both even
	Duration float32 // seconds
	Tier     int     // 0 is the lowest; higher is richer
	Seed     uint64
	Name     string    // as Face.Keep gives it; may be empty
	Amount   string    // as Face.Amount gives it; may be empty
	Message  string    // shown where there is neither; may be empty
	Beats    []float32 // moments of the music: the name, the amount, then one burst each
}

// Scene is a celebration ready to be drawn.
type Scene struct {
	stage
	look  look
	title *title
}

// stage is what every part of a scene needs to know.
type stage struct {
	w, h     float32
	unit     float32 // 1 in a frame of 960 by 540: sizes follow the frame
	duration float32
	rich     float32 // 1 for the lowest tier, more for higher ones
	tier     int
	beats    []float32
	palette  palette
}

// look is one kind of celebration: what is behind the title and what
// passes before it.
type look interface {
	back(c *paint.Canvas, t float32)
	front(c *paint.Canvas, t float32)
}

// New prepares a scene.
func New(spec Spec, face *letter.Face) *Scene {
	dice := newDice(spec.Seed, uint64(spec.Tier))
	tier := min(max(spec.Tier, 0), 4)
	s := &Scene{stage: stage{
		w: float32(spec.W), h: float32(spec.H),
		unit:     paint.Sqrt(float32(spec.W*spec.H)) / 720,
		duration: spec.Duration,
		rich:     1 + 0.3*float32(tier),
		tier:     tier,
		beats:    atLeastTwo(spec.Beats),
	}}
	kinds := looks()
	newLook := kinds[dice.upTo(len(kinds))]
	s.palette = pickPalette(dice, tier)
	s.title = newTitle(s.stage, spec, face, dice)
	s.look = newLook(s.stage, dice)
	return s
}

// looks lists the kinds of celebration.
func looks() []func(stage, *dice) look {
	return []func(stage, *dice) look{newConfetti, newFireworks, newAurora, newStardust}
}

// atLeastTwo makes sure that the name and the amount have their moments.
func atLeastTwo(beats []float32) []float32 {
	if len(beats) < 2 {
		return []float32{0.4, 0.8}
	}
	return beats
}

// Draw paints the moment t, in seconds, into a frame.
func (s *Scene) Draw(c *paint.Canvas, t float32, frame *image.NYCbCrA) {
	c.Clear()
	s.look.back(c, t)
	s.title.draw(c, t)
	s.look.front(c, t)
	c.Develop(frame, paint.Look{Near: 0.5, Wide: 0.75, Exposure: s.exposure(t)})
}

// exposure fades the clip in from black and out again.
func (s *stage) exposure(t float32) float32 {
	in := paint.Smooth(paint.Ramp(-0.05, 0.35, t))
	out := 1 - paint.Smooth(paint.Ramp(s.duration-0.55, s.duration-0.06, t))
	return in * out
}

// bursts returns the beats after the name: each is celebrated.
func (s *stage) bursts() []float32 { return s.beats[1:] }

// pulse returns 1 at each burst and dies away quickly.
func (s *stage) pulse(t, speed float32) float32 {
	var sum float32
	for _, b := range s.bursts() {
		if since := t - b; since >= 0 && since < 6/speed {
			sum += paint.Exp(-since*speed) * paint.Ramp(0, 0.04, since)
		}
	}
	return min(sum, 1.2)
}
