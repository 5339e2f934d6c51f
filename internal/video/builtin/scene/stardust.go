package scene

import (
	"math"

	"streamspark/internal/video/builtin/paint"
)

// stardust is a ring of glowing dust that turns around the title in space,
// before it and behind it, and flies apart at every burst.
type stardust struct {
	stage
	stars  []fixedStar
	clouds []cloud
	grains []grain
	rays   []burstRay
	tilt   float32
	turn   float32
}

// lean is how far the ring hangs to one side.
const lean = -0.10

// cloud is a patch of the nebula.
type cloud struct {
	x, y, rx, ry, phase, speed float32
	colour                     paint.Colour
}

// grain circles the middle.
type grain struct {
	angle, radius, height, speed float32
	size, power, phase           float32
	colour                       paint.Colour
}

// burstRay is a spark that flies outwards from the title at a burst.
type burstRay struct {
	flight
	born, lasts, r float32
	colour         paint.Colour
}

func newStardust(s stage, d *dice) look {
	k := &stardust{stage: s, tilt: d.uniform(0.26, 0.36), turn: d.sign()}
	k.stars = newStars(s, d, int(110*s.rich), s.h)
	p := s.palette
	for range 9 {
		col := p.middle.Mix(p.bright, d.uniform(0, 0.8))
		k.clouds = append(k.clouds, cloud{
			x: s.w * d.uniform(0, 1), y: s.h * d.uniform(0.05, 0.95),
			rx: s.w * d.uniform(0.25, 0.5), ry: s.h * d.uniform(0.25, 0.55),
			phase: d.angle(), speed: d.uniform(0.15, 0.4), colour: col.Times(d.uniform(0.18, 0.34)),
		})
	}
	for range int(700 * s.rich) {
		k.grains = append(k.grains, newGrain(s, d))
	}
	for i, at := range s.bursts() {
		count := int(42 * s.rich)
		if i == 0 {
			count *= 2
		}
		for range count {
			k.rays = append(k.rays, newBurstRay(s, d, at))
		}
	}
	return k
}

func newGrain(s stage, d *dice) grain {
	// Most of the dust is close to two rings.
	spread := (d.Float32() + d.Float32() + d.Float32() - 1.5) / 1.5
	ring, radius := d.upTo(3), float32(0.47)
	if ring == 0 {
		radius = 0.36
	}
	size := d.Float32()
	g := grain{
		angle: d.angle(), radius: (radius + spread*spread*spread*0.14) * s.w, height: (d.Float32() + d.Float32() - 1) * 20 * s.unit,
		size: (2.6 + 6*size*size*size) * s.unit, power: d.uniform(0.35, 1.3), phase: d.angle(),
		colour: s.palette.metal[1].Mix(s.palette.vivid(d), d.uniform(0.1, 0.95)),
	}
	if s.h > s.w { // upright frames: a wider ring leaves at the sides
		g.radius *= 1.25
	}
	g.speed = 0.62 * paint.Sqrt(0.47*s.w/g.radius) * d.uniform(0.92, 1.08)
	return g
}

func newBurstRay(s stage, d *dice, at float32) burstRay {
	angle := d.angle()
	v := d.uniform(280, 980) * s.unit
	return burstRay{
		flight: flight{
			x: s.w/2 + paint.Cos(angle)*s.w*0.16, y: s.h/2 + paint.Sin(angle)*50*s.unit,
			vx: paint.Cos(angle) * v * 1.25, vy: paint.Sin(angle) * v * 0.8, drag: 2.2, gravity: 30 * s.unit,
		},
		born: at + d.uniform(0, 0.04), lasts: d.uniform(0.8, 1.7), r: d.uniform(1.8, 3.4) * s.unit,
		colour: s.palette.metal[1].Mix(s.palette.accent(d), d.uniform(0, 1)),
	}
}

func (k *stardust) back(c *paint.Canvas, t float32) {
	p := k.palette
	g := c.Soft()
	upright(g, p.deep.Times(0.5), p.deep.Mix(p.middle, 0.3), p.deep.Times(0.45), 0.5)
	pulse := k.pulse(t, 2.2)
	for _, cl := range k.clouds {
		x := cl.x + paint.Sin(cl.phase+t*cl.speed)*0.06*k.w
		y := cl.y + paint.Cos(cl.phase*1.7+t*cl.speed)*0.06*k.h
		g.Ellipse(x, y, cl.rx, cl.ry, cl.colour.Times(0.8+0.5*pulse))
	}
	k.band(g, t)
	g.Ellipse(k.w/2, k.h/2, k.w*0.42, k.h*0.34, p.metal[1].Mix(p.bright, 0.5).Times(0.22+0.4*pulse))
	for _, s := range k.stars {
		twinkle := 0.6 + 0.4*paint.Sin(s.phase+t*s.speed)
		c.Light(s.x, s.y, s.r*2, paint.Colour{R: 1.2, G: 1.25, B: 1.4}.Times(s.power*twinkle))
	}
	k.spin(c, t, false)
	for i := range k.rays {
		k.rays[i].draw(c, t)
	}
}

// band draws the haze in which the grains swim: lights along the ring.
func (k *stardust) band(g *paint.Grid, t float32) {
	opened := paint.OutCubic(paint.Ramp(0, 1.1, t))
	radius := 0.46 * k.w * opened
	if k.h > k.w {
		radius *= 1.25
	}
	haze := k.palette.metal[1].Mix(k.palette.bright, 0.4).Times(0.036 * opened)
	for i := range 40 {
		angle := float32(i) / 40 * 2 * math.Pi
		depth := paint.Sin(angle)
		near := 1 / (1 - 0.32*depth*paint.Cos(k.tilt))
		x, y := paint.Cos(angle)*radius*near, depth*radius*paint.Sin(k.tilt)*near
		x, y = x-y*lean, y+x*lean
		g.Ellipse(k.w/2+x, k.h/2+y, 110*k.unit*near, 60*k.unit*near, haze.Times(0.6+0.8*near*near))
	}
}

func (k *stardust) front(c *paint.Canvas, t float32) { k.spin(c, t, true) }

// spin paints the half of the ring that is behind the title, or the half
// before it.
func (k *stardust) spin(c *paint.Canvas, t float32, before bool) {
	opened := paint.OutCubic(paint.Ramp(0, 1.1, t))
	kick := 0.07 * k.pulse(t, 1.7)
	turned := k.turn * (t + 0.5*opened + 0.25*k.pulseSum(t))
	sinTilt, cosTilt := paint.Sin(k.tilt), paint.Cos(k.tilt)
	for i := range k.grains {
		g := &k.grains[i]
		angle := g.angle + g.speed*turned
		depth := paint.Sin(angle)
		if (depth > 0) != before {
			continue
		}
		radius := g.radius * opened * (1 + kick*(1+paint.Sin(g.phase*3)))
		// Seen from a little above, in perspective.
		near := 1 / (1 - 0.32*depth*cosTilt)
		x, y := paint.Cos(angle)*radius*near, (depth*radius*sinTilt+g.height*cosTilt)*near
		x, y = x-y*lean, y+x*lean
		shine := g.power * (0.55 + 0.45*paint.Sin(g.phase+t*4)) * (0.35 + 0.65*near*near) * opened
		size := g.size * near * (1 + 0.5*kick)
		c.Light(k.w/2+x, k.h/2+y, size, g.colour.Times(1.9*shine))
	}
}

// pulseSum returns how many bursts have passed, counted smoothly: each gives
// the ring a push.
func (k *stardust) pulseSum(t float32) float32 {
	var sum float32
	for _, b := range k.bursts() {
		sum += paint.OutCubic(paint.Ramp(b, b+1.2, t))
	}
	return sum
}

func (r *burstRay) draw(c *paint.Canvas, t float32) {
	age := t - r.born
	if age < 0 || age > r.lasts {
		return
	}
	x, y := r.at(age)
	tx, ty := r.at(max(age-0.11, 0))
	left := 1 - age/r.lasts
	power := 2.4 * left * left * float32(math.Min(1, float64(age)*14))
	c.Streak(tx, ty, x, y, r.r, r.colour.Times(power))
	c.Light(x, y, r.r*1.8, r.colour.Times(power*0.8))
}
