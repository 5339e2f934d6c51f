package scene

import (
	"math"

	"streamspark/internal/video/builtin/paint"
)

// aurora is a northern night: curtains of light over dark mountains,
// sparks that rise from the valley, and a shooting star at each burst.
type aurora struct {
	stage
	stars     []fixedStar
	curtains  []curtain
	ridges    [][]float32
	fireflies []firefly
	meteors   []meteor
	fading    [256]float32 // how a curtain fades upwards
}

// curtain is one band of light.
type curtain struct {
	base, height  float32 // where its foot hangs and how far it reaches up
	waves         [3]wave
	fine          [3]wave // the folds
	low, high     paint.Colour
	power, breath float32
}

type wave struct{ size, length, speed, phase float32 }

func (w wave) at(x, t float32) float32 {
	return w.size * paint.Sin(x*w.length+t*w.speed+w.phase)
}

type firefly struct {
	flight
	born, lasts, r, sway, phase float32
	colour                      paint.Colour
	before                      bool
}

type meteor struct {
	born, x, y, vx, vy float32
}

func newAurora(s stage, d *dice) look {
	a := &aurora{stage: s}
	a.stars = newStars(s, d, int(120*s.rich), s.h*0.8)
	for i := range a.fading {
		v := float32(i) / float32(len(a.fading))
		a.fading[i] = paint.Exp(-v*3.4) * (1 - v) * paint.Smooth(paint.Ramp(0, 0.13, v))
	}
	p := s.palette
	cool := p.cool()
	for i := range 3 + min(s.tier, 2) {
		low, high := cool[i%len(cool)], p.middle.Mix(p.bright, 0.7)
		a.curtains = append(a.curtains, newCurtain(s, d, i, low, high))
	}
	a.ridges = [][]float32{skyline(d, s, 0.2, 0.52), skyline(d, s, 0.12, 0.5), skyline(d, s, 0.07, 0.45)}
	plantPines(d, s, a.ridges[2])
	for range int(46 * s.rich) {
		a.fireflies = append(a.fireflies, newFirefly(s, d, d.uniform(-2, s.duration-1), s.w*d.uniform(0, 1), s.h*d.uniform(0.75, 1.05), 1))
	}
	for _, at := range s.bursts() {
		for range int(30 * s.rich) {
			a.fireflies = append(a.fireflies, newFirefly(s, d, at+d.uniform(0, 0.15), s.w*d.uniform(0.2, 0.8), s.h*0.9, 2.6))
		}
		for range 1 + s.tier/2 {
			a.meteors = append(a.meteors, newMeteor(s, d, at))
		}
	}
	return a
}

func newCurtain(s stage, d *dice, i int, low, high paint.Colour) curtain {
	c := curtain{
		base: s.h * (0.4 + 0.15*float32(i)), height: s.h * d.uniform(0.55, 0.8),
		low: low, high: high, power: d.uniform(1.1, 1.5), breath: d.angle(),
	}
	for k := range c.waves {
		n := float32(k + 1)
		c.waves[k] = wave{
			size: s.h * d.uniform(0.07, 0.13) / n, length: d.uniform(2.2, 4.6) * n / s.w,
			speed: d.uniform(0.25, 0.6) * d.sign() * n, phase: d.angle(),
		}
		c.fine[k] = wave{size: 1, length: d.uniform(26, 44) * n / s.w, speed: d.uniform(0.7, 1.6) * d.sign(), phase: d.angle()}
	}
	return c
}

func newFirefly(s stage, d *dice, at, x, y, force float32) firefly {
	return firefly{
		flight: flight{
			x: x, y: y, vx: d.uniform(-40, 40) * s.unit * force, vy: -d.uniform(40, 130) * s.unit * force,
			drag: 0.9, gravity: -d.uniform(15, 45) * s.unit,
		},
		born: at, lasts: d.uniform(1.6, 3.4), r: d.uniform(3.5, 8) * s.unit, sway: d.uniform(6, 20) * s.unit,
		phase: d.angle(), colour: s.palette.accent(d).Times(d.uniform(0.7, 1.6)), before: d.upTo(5) == 0,
	}
}

func newMeteor(s stage, d *dice, at float32) meteor {
	side := d.sign()
	return meteor{
		born: at + d.uniform(0, 0.3), x: s.w * (0.5 - side*d.uniform(0.1, 0.5)), y: s.h * d.uniform(0.02, 0.22),
		vx: side * s.w * d.uniform(0.55, 0.75), vy: s.h * d.uniform(0.22, 0.4),
	}
}

func (a *aurora) back(c *paint.Canvas, t float32) {
	p := a.palette
	g := c.Soft()
	upright(g, p.deep.Times(0.5), p.deep.Mix(p.middle, 0.45), p.middle.Mix(p.bright, 0.25).Times(0.7), 0.6)
	pulse := a.pulse(t, 1.8)
	for i := range a.curtains {
		a.hang(g, &a.curtains[i], t, 0.85+0.5*pulse)
	}
	for _, s := range a.stars {
		twinkle := 0.6 + 0.4*paint.Sin(s.phase+t*s.speed)
		c.Light(s.x, s.y, s.r*2, paint.Colour{R: 1.2, G: 1.25, B: 1.4}.Times(s.power*twinkle))
	}
	for _, m := range a.meteors {
		m.draw(c, a.stage, t)
	}
	a.mountains(c)
	a.fly(c, t, false)
}

func (a *aurora) front(c *paint.Canvas, t float32) { a.fly(c, t, true) }

// hang paints a curtain into the sky, one column of cells after another.
func (a *aurora) hang(g *paint.Grid, c *curtain, t, power float32) {
	power *= c.power * (0.85 + 0.15*paint.Sin(c.breath+t*0.9))
	for x := range g.W {
		fx := (float32(x) + 0.5) * paint.Coarse
		foot, folds := c.base, float32(0)
		for k := range c.waves {
			foot += c.waves[k].at(fx, t)
			folds += c.fine[k].at(fx+foot*0.9, t) / float32(k+1)
		}
		// Folds stand one before the other where the curtain turns.
		k := 0.55 + 0.4*folds/1.83
		gap := 0.5 + 0.5*paint.Sin(c.breath+fx*5.5/a.w-t*0.45)
		k = power * k * (0.06 + 0.94*gap*gap)
		if k <= 0 {
			continue
		}
		height := c.height * (0.8 + 0.25*folds)
		a.column(g, x, foot/paint.Coarse, height/paint.Coarse, c, k)
	}
}

func (a *aurora) column(g *paint.Grid, x int, foot, height float32, c *curtain, k float32) {
	from := max(int(foot-height), 0)
	for y := min(int(foot)+1, g.H-1); y >= from; y-- {
		up := (foot + 1 - float32(y)) / height
		if up < 0 || up >= 1 {
			continue
		}
		light := a.fading[int(up*float32(len(a.fading)))] * k
		col := c.low.Mix(c.high, min(up*1.7, 1))
		cell := g.Pix[(y*g.W+x)*3 : (y*g.W+x)*3+3]
		cell[0] += col.R * light
		cell[1] += col.G * light
		cell[2] += col.B * light
	}
}

// mountains draws them one behind the other, with mist in the valleys.
func (a *aurora) mountains(c *paint.Canvas) {
	p := a.palette
	night := p.deep.Times(0.35)
	mist := p.deep.Mix(p.middle, 0.85).Mix(p.bright, 0.1)
	c.Ground(a.ridges[0], a.h*0.9, night.Mix(mist, 0.16), mist.Times(0.5), a.h*0.2)
	c.Ground(a.ridges[1], a.h*0.96, night.Mix(mist, 0.06), mist.Times(0.3), a.h*0.16)
	c.Ground(a.ridges[2], a.h*0.985, night.Times(0.5), night.Times(0.5), a.h)
}

func (a *aurora) fly(c *paint.Canvas, t float32, before bool) {
	for i := range a.fireflies {
		f := &a.fireflies[i]
		age := t - f.born
		if f.before != before || age < 0 || age > f.lasts {
			continue
		}
		x, y := f.at(age)
		x += f.sway * paint.Sin(f.phase+age*2)
		glow := paint.Ramp(0, 0.25, age) * (1 - paint.Ramp(f.lasts*0.5, f.lasts, age))
		glow *= 0.75 + 0.25*paint.Sin(f.phase*5+age*9)
		c.Light(x, y, f.r, f.colour.Times(1.8*glow))
	}
}

func (m meteor) draw(c *paint.Canvas, s stage, t float32) {
	age := t - m.born
	p := paint.Ramp(0, 0.8, age)
	if p <= 0 || p >= 1 {
		return
	}
	k := float32(math.Sin(float64(p) * math.Pi))
	x, y := m.x+m.vx*age, m.y+m.vy*age
	back := float32(0.26)
	c.Streak(x-m.vx*back, y-m.vy*back, x, y, 3*s.unit, paint.Colour{R: 2.2, G: 2.3, B: 2.6}.Times(k))
	c.Light(x, y, 9*s.unit, paint.Colour{R: 2, G: 2, B: 2.2}.Times(k))
}
