package scene

import "streamspark/internal/video/builtin/paint"

func (f *fireworks) back(c *paint.Canvas, t float32) {
	p := f.palette
	g := c.Soft()
	upright(g, p.deep.Times(0.55), p.deep.Mix(p.middle, 0.42), p.deep.Times(0.7), f.shore/f.h)
	g.Ellipse(f.w/2, f.shore, f.w*0.85, f.h*0.42, p.middle.Mix(p.bright, 0.3).Times(0.42))
	for _, s := range f.stars {
		twinkle := 0.65 + 0.35*paint.Sin(s.phase+t*s.speed)
		c.Light(s.x, s.y, s.r*2, paint.Colour{R: 1.2, G: 1.25, B: 1.4}.Times(s.power*twinkle))
	}
	for i := range f.shells {
		f.shells[i].lightUp(c, f, t)
	}
	f.land(c, t)
	for i := range f.shells {
		f.shells[i].draw(c, f, t)
	}
}

// front leaves the title free: the fireworks are far away.
func (f *fireworks) front(*paint.Canvas, float32) {}

// land draws the dark far shore with its lamps, which the water doubles.
func (f *fireworks) land(c *paint.Canvas, t float32) {
	p := f.palette
	line := f.hills
	dark := p.deep.Times(0.2)
	for x := range min(len(line), c.W) {
		c.Quad(float32(x)+0.5, f.shore-line[x]/2, 0.5, 0, 0, line[x]/2, dark, 1)
		c.Quad(float32(x)+0.5, f.shore+line[x]*0.18, 0.5, 0, 0, line[x]*0.18, dark, 0.5)
	}
	c.Streak(0, f.shore, f.w*0.5, f.shore, 1.6*f.unit, p.bright.Times(0.35))
	c.Streak(f.w, f.shore, f.w*0.5, f.shore, 1.6*f.unit, p.bright.Times(0.35))
	for _, l := range f.lamps {
		shine := 0.8 + 0.2*paint.Sin(l.phase+t*3)
		c.Light(l.x, l.y, 4.5*f.unit, l.colour.Times(1.5*shine))
		shake := paint.Sin(l.phase+t*5) * 1.2 * f.unit
		c.Streak(l.x+shake, f.shore+26*f.unit, l.x, f.shore+2*f.unit, 2*f.unit, l.colour.Times(0.7*shine))
	}
}

// lightUp draws what a shell does to the sky and the water.
func (h *shell) lightUp(c *paint.Canvas, f *fireworks, t float32) {
	age := t - h.born
	if age < 0 || age > h.lasts {
		return
	}
	g := c.Soft()
	flash := paint.Exp(-age * 9)
	after := paint.Exp(-age*1.9) * (1 - paint.Ramp(h.lasts*0.6, h.lasts, age))
	reach := 400 * f.unit
	g.Glow(h.x, h.y, reach, h.colour.Times((0.13*after+0.24*flash)/f.rich))
	c.Light(h.x, h.y, 52*f.unit, h.colour.Plus(paint.Colour{R: 0.7, G: 0.7, B: 0.7}).Times(3.4*flash))
	// The mirror: a tall soft column under it.
	depth := f.h - f.shore
	g.Ellipse(h.x, f.shore+depth*0.2, reach*0.3, depth*1.3, h.colour.Times(0.3*after+0.4*flash))
}

func (h *shell) draw(c *paint.Canvas, f *fireworks, t float32) {
	h.rise(c, f, t)
	age := t - h.born
	if age < 0 {
		return
	}
	for i := range h.sparks {
		h.sparks[i].draw(c, h, f, age)
	}
}

// rise draws the rocket on its way up, with sparks that it loses.
func (h *shell) rise(c *paint.Canvas, f *fireworks, t float32) {
	age := t - h.launched
	if age < 0 || t > h.born {
		return
	}
	x, y := h.rocket.at(age)
	tx, ty := h.rocket.at(max(age-0.16, 0))
	fade := 1 - 0.6*paint.Ramp(h.born-0.25, h.born, t)
	c.Streak(tx, ty, x, y, 3*f.unit, paint.Colour{R: 2.2, G: 1.5, B: 0.7}.Times(fade))
	c.Light(x, y, 7*f.unit, paint.Colour{R: 2.4, G: 2, B: 1.4}.Times(fade))
}

func (s *spark) draw(c *paint.Canvas, h *shell, f *fireworks, age float32) {
	left := 1 - age/s.lasts
	if left <= 0 {
		return
	}
	dx, dy := s.at(age)
	tx, ty := s.at(max(age-h.trail*(0.35+0.65*paint.Ramp(0, 0.5, age)), 0))
	hot := paint.Exp(-age * 6)
	col := h.colour
	if s.inner {
		col = h.ember.Times(1.8)
	}
	col = col.Mix(h.ember, paint.Ramp(0.45, 1, 1-left)).Plus(paint.Colour{R: 1, G: 1, B: 1}.Times(1.4 * hot))
	power := s.power * paint.Smooth(min(left*1.8, 1))
	if h.glitter && left < 0.55 {
		power *= 0.35 + 1.9*max(0, paint.Sin(s.phase+age*38))
	}
	r := (2.7 + 1.3*hot) * f.unit
	x, y := h.x+dx, h.y+dy
	if y < f.shore {
		c.Streak(h.x+tx, h.y+ty, x, y, r, col.Times(power))
		c.Light(x, y, r*1.7, col.Times(power*0.9))
	}
	// In the water each spark is a short shaking line.
	my := f.shore + (f.shore-y)*(f.h-f.shore)/f.shore
	if my > f.shore && my < f.h {
		mx := x + paint.Sin(my*0.35+age*7)*2.5*f.unit
		c.Streak(mx, my-5*f.unit, mx, my+4*f.unit, r*0.9, col.Times(power*0.28))
	}
}
