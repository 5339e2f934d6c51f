package scene

import (
	"math"

	"streamspark/internal/video/builtin/paint"
)

// confetti is a party: a bright hall with turning rays, paper thrown from
// the corners at every burst and falling all the time, and streamers.
type confetti struct {
	stage
	polar     []float32 // angle and distance of each cell of the sky from its middle
	cells     int       // cells in a row
	spokes    float32
	turn      float32
	bokeh     []bokeh
	papers    []paper
	streamers []streamer
}

// bokeh is a lamp out of focus that drifts upwards.
type bokeh struct {
	x, y, r, rise, sway, phase, alpha float32
	colour                            paint.Colour
}

// paper is one piece of confetti.
type paper struct {
	flight
	born             float32
	w, h             float32
	turn, turnSpeed  float32 // in the plane of the picture
	flip, flipSpeed  float32 // about its own axis
	sway, swaySpeed  float32
	colour           paint.Colour
	before, vanishes bool // passes before the title; thrown, not falling
}

func newConfetti(s stage, d *dice) look {
	c := &confetti{stage: s, spokes: float32(9 + 2*d.upTo(3)), turn: d.uniform(0.16, 0.26) * d.sign()}
	c.survey()
	for range int(16 * s.rich) {
		c.bokeh = append(c.bokeh, bokeh{
			x: d.uniform(0, s.w), y: d.uniform(0, s.h), r: d.uniform(12, 46) * s.unit,
			rise: d.uniform(8, 26) * s.unit, sway: d.uniform(4, 14) * s.unit, phase: d.angle(),
			alpha: d.uniform(0.03, 0.1), colour: s.palette.bright.Mix(s.palette.accent(d), 0.5),
		})
	}
	for range int(70 * s.rich * s.duration / 5) {
		c.papers = append(c.papers, c.falling(d))
	}
	for i, at := range s.bursts() {
		pieces := int(55 * s.rich)
		if i == 0 {
			pieces *= 2
		}
		for k := range pieces {
			c.papers = append(c.papers, c.thrown(d, at, k%2 == 0))
		}
		if i == 0 || s.tier > 0 {
			for k := range int(4 * s.rich) {
				c.streamers = append(c.streamers, newStreamer(s, d, at, k%2 == 0))
			}
		}
	}
	return c
}

// survey writes down where each cell of the sky is, seen from its middle.
func (c *confetti) survey() {
	c.cells = (int(c.w) + paint.Coarse - 1) / paint.Coarse
	rows := (int(c.h) + paint.Coarse - 1) / paint.Coarse
	for y := range rows {
		for x := range c.cells {
			dx := (float32(x)+0.5)*paint.Coarse - c.w/2
			dy := (float32(y)+0.5)*paint.Coarse - c.h*0.5
			c.polar = append(c.polar, float32(math.Atan2(float64(dy), float64(dx))), paint.Sqrt(dx*dx+dy*dy)/c.h)
		}
	}
}

func (c *confetti) piece(d *dice) paper {
	size := d.uniform(0.7, 1.35)
	return paper{
		w: 6 * size * c.unit, h: d.uniform(6, 10) * size * c.unit,
		turn: d.angle(), turnSpeed: d.uniform(0.6, 3) * d.sign(),
		flip: d.angle(), flipSpeed: d.uniform(4, 11),
		sway: d.uniform(6, 22) * c.unit, swaySpeed: d.uniform(1.5, 3.5),
		colour: c.palette.vivid(d).Times(d.uniform(0.95, 1.35)),
	}
}

// falling returns a piece that comes down from above at some time.
func (c *confetti) falling(d *dice) paper {
	p := c.piece(d)
	p.born = d.uniform(-3, c.duration-1)
	speed := d.uniform(90, 170) * c.unit
	p.flight = flight{
		x: d.uniform(-0.05, 1.05) * c.w, y: -20 * c.unit, vx: d.uniform(-30, 30) * c.unit, vy: speed,
		drag: 1.2, gravity: speed * 1.2,
	}
	p.before = d.upTo(11) == 0
	return p
}

// thrown returns a piece out of a cannon in one of the lower corners.
func (c *confetti) thrown(d *dice, at float32, left bool) paper {
	p := c.piece(d)
	p.born, p.vanishes = at+d.uniform(-0.03, 0.08), true
	angle := d.uniform(0.62, 1.42) // from the horizontal, upwards
	power := d.uniform(0.55, 1.5) * (c.h*2.1 + c.w*0.35)
	p.flight = flight{
		x: -10, y: c.h * 1.02, vx: paint.Cos(angle) * power, vy: -paint.Sin(angle) * power,
		drag: d.uniform(1.9, 2.5), gravity: d.uniform(240, 420) * c.unit,
	}
	if !left {
		p.x, p.vx = c.w+10, -p.vx
	}
	p.before = d.upTo(9) == 0
	return p
}

func (c *confetti) back(cv *paint.Canvas, t float32) {
	p := c.palette
	pulse := c.pulse(t, 2.6)
	upright(cv.Soft(), p.deep.Mix(p.middle, 0.2), p.middle.Times(0.9), p.deep.Mix(p.middle, 0.3), 0.55)
	c.rays(cv.Soft(), t, 0.75+0.5*pulse)
	cv.Soft().Ellipse(c.w/2, c.h*0.5, c.w*0.62, c.h*0.8, p.middle.Mix(p.bright, 0.6).Times(0.4+0.4*pulse))
	for _, b := range c.bokeh {
		y := b.y - b.rise*t
		for y < -b.r {
			y += c.h + 2*b.r
		}
		x := b.x + b.sway*paint.Sin(b.phase+t*0.8)
		cv.Disc(x, y, b.r, 3, b.colour.Times(1.2), b.alpha*(0.75+0.25*paint.Sin(b.phase*3+t*1.7)))
	}
	for i := range c.streamers {
		c.streamers[i].draw(cv, t)
	}
	c.fly(cv, t, false)
}

func (c *confetti) front(cv *paint.Canvas, t float32) { c.fly(cv, t, true) }

// rays draws the spokes of light that turn behind the title.
func (c *confetti) rays(g *paint.Grid, t, power float32) {
	light := c.palette.middle.Mix(c.palette.bright, 0.55).Times(0.42 * power)
	for i := 0; i < len(c.polar); i += 2 {
		angle, far := c.polar[i], c.polar[i+1]
		k := 0.5 + 0.5*paint.Sin(angle*c.spokes+t*c.turn*c.spokes)
		k = paint.Smooth(paint.Ramp(0.25, 0.75, k)) * paint.Ramp(0.02, 0.3, far) * (1 - 0.62*paint.Ramp(0.2, 1, far))
		cell := g.Pix[i/2*3 : i/2*3+3]
		cell[0] += light.R * k
		cell[1] += light.G * k
		cell[2] += light.B * k
	}
}

func (c *confetti) fly(cv *paint.Canvas, t float32, before bool) {
	for i := range c.papers {
		if p := &c.papers[i]; p.before == before && t >= p.born {
			p.draw(cv, t-p.born, c.h)
		}
	}
}

func (p *paper) draw(cv *paint.Canvas, age, bottom float32) {
	x, y := p.at(age)
	x += p.sway * paint.Sin(p.turn+age*p.swaySpeed) * paint.Ramp(0.2, 1.2, age)
	if y > bottom+20 {
		return
	}
	turn := p.turn + p.turnSpeed*age
	flip := paint.Cos(p.flip + p.flipSpeed*age)
	sin, cos := paint.Sin(turn), paint.Cos(turn)
	shade := 0.5 + 0.5*max(flip, -flip)
	if flip < 0 {
		shade *= 0.72 // the back of the paper
	}
	shine := max(flip, 0)
	shine *= shine * shine * shine
	shine *= shine * shine
	col := p.colour.Times(shade + 0.9*shine)
	cv.Quad(x, y, cos*p.w, sin*p.w, -sin*p.h*flip, cos*p.h*flip, col, 1)
}
