package scene

import (
	"math"

	"streamspark/internal/video/builtin/paint"
)

// fireworks light a clear night over still water: a rocket rises before
// each burst, and everything that shines is mirrored below.
type fireworks struct {
	stage
	shore  float32 // y of the water's edge
	stars  []fixedStar
	shells []shell
	hills  []float32
	lamps  []lamp
}

// fixedStar is a fixed star.
type fixedStar struct {
	x, y, r, power, phase, speed float32
}

// lamp is a light on the far shore.
type lamp struct {
	x, y, phase float32
	colour      paint.Colour
}

// shell is one firework: its rocket and the sparks that it breaks into.
type shell struct {
	rocket   flight
	launched float32
	born     float32 // when it breaks
	x, y     float32
	lasts    float32
	trail    float32 // seconds of the way that a spark draws behind it
	colour   paint.Colour
	ember    paint.Colour // what a spark cools down to
	sparks   []spark
	glitter  bool
}

type spark struct {
	flight
	power, phase float32
	lasts        float32
	inner        bool
}

func newFireworks(s stage, d *dice) look {
	f := &fireworks{stage: s, shore: s.h * 0.83}
	f.stars = newStars(s, d, int(90*s.rich), f.shore*0.9)
	f.hills = skyline(d, s, 0.06, 0.42)
	for range 34 {
		f.lamps = append(f.lamps, lamp{
			x: d.uniform(0, s.w), y: f.shore - d.uniform(1, 9)*s.unit, phase: d.angle(),
			colour: paint.Hex(0xffc27a).Mix(s.palette.vivid(d), d.uniform(0, 0.5)).Times(d.uniform(0.5, 1.5)),
		})
	}
	for i, at := range s.bursts() {
		count := 1 + int(float32(d.upTo(2))+0.7*s.rich)
		if i == 0 {
			count++
		}
		for k := range count {
			x := s.w * (0.14 + 0.72*(float32(k)+d.uniform(0.15, 0.85))/float32(count))
			y := s.h * d.uniform(0.12, 0.34)
			f.shells = append(f.shells, newShell(s, d, at+float32(k)*d.uniform(0.1, 0.22), x, y, f.shore))
		}
	}
	// A few before the music begins and between its beats fill the sky.
	for range int(2 * s.rich * s.duration / 5) {
		at := d.uniform(0.1, max(0.2, s.duration-1.5))
		f.shells = append(f.shells, newShell(s, d, at, s.w*d.uniform(0.1, 0.9), s.h*d.uniform(0.12, 0.3), f.shore))
	}
	return f
}

func newStars(s stage, d *dice, count int, bottom float32) []fixedStar {
	var stars []fixedStar
	for range count {
		k := d.Float32()
		stars = append(stars, fixedStar{
			x: d.uniform(0, s.w), y: d.uniform(0, bottom), r: (1.1 + 1.5*k*k) * s.unit,
			power: 0.12 + 0.9*k*k*k, phase: d.angle(), speed: d.uniform(0.8, 3.2),
		})
	}
	return stars
}

func newShell(s stage, d *dice, at, x, y, shore float32) shell {
	rise := d.uniform(0.75, 1.05)
	h := shell{born: at, launched: at - rise, x: x, y: y, colour: s.palette.vivid(d), ember: s.palette.bright.Times(0.4)}
	fromX := x + d.uniform(-60, 60)*s.unit
	h.rocket = flight{x: fromX, y: shore, drag: 1.6, gravity: 60 * s.unit}
	slowed := (1 - paint.Exp(-h.rocket.drag*rise)) / h.rocket.drag
	fall := h.rocket.gravity / h.rocket.drag
	h.rocket.vx = (x - fromX) / slowed
	h.rocket.vy = (y-shore-fall*rise)/slowed + fall
	kind := d.upTo(4)
	count, speed, power := int(95*s.rich), d.uniform(330, 480)*s.unit, float32(2.2)
	h.lasts, h.trail = d.uniform(1.6, 2.1), 0.17
	drag, gravity := float32(2.1), 70*s.unit
	switch kind {
	case 0: // a willow: golden, slow, with long tails
		h.colour, h.ember = paint.Hex(0xffd27a), paint.Hex(0xff8a1e).Times(0.5)
		h.lasts, h.trail, drag, gravity, power = 2.4, 0.42, 1.7, 95*s.unit, 1.3
	case 1: // it ends in glitter
		h.glitter = true
	}
	two := s.palette.vivid(d)
	for i := range count {
		h.sparks = append(h.sparks, newSpark(d, kind, i, count, speed, drag, gravity, power, h.lasts))
	}
	if kind == 2 { // a second colour in its heart
		h.ember = two.Times(0.6)
	}
	return h
}

func newSpark(d *dice, kind, i, count int, speed, drag, gravity, power, lasts float32) spark {
	// Evenly over a ball, seen from the side.
	z := 2*(float32(i)+0.5)/float32(count) - 1
	ring := paint.Sqrt(1 - z*z)
	angle := float32(i)*2.399963 + d.uniform(-0.12, 0.12)
	v := speed * d.uniform(0.93, 1.05)
	p := spark{power: power * d.uniform(0.7, 1.15), phase: d.angle(), lasts: lasts * d.uniform(0.8, 1)}
	if kind == 2 && i%3 == 0 {
		v, p.inner = v*0.45, true
	}
	if kind == 3 { // a tilted ring with a heart
		angle = float32(i) / float32(count) * 2 * math.Pi
		ring, z = 1, 0.34*paint.Sin(angle+0.7)
		if i%4 == 0 {
			v, p.inner = v*0.3*d.uniform(0.3, 1), true
		}
	}
	p.flight = flight{vx: paint.Cos(angle) * ring * v, vy: z * v, drag: drag, gravity: gravity}
	return p
}
