package main

// dragon flies through clouds before a great moon, and breathes fire.
func dragon() func(c *canvas, t float32) {
	sky := stars(240, 31, -0.4)
	return func(c *canvas, t float32) {
		const mx, my, mr = 0.16, 0.06, 0.29
		c.wash(func(x, y float32) colour {
			dx, dy := x-mx, y-my
			d := sqrt(dx*dx + dy*dy)
			light := mix(hex(0x07142e), hex(0x1d4a6b), ease(0.5, -0.5, y)).plus(hex(0x9fd8ff).times(0.34 * exp(-d*d*7)))
			return light
		})
		c.stars(sky, t, 0.7)
		c.fill(disc(mx, my, mr, mr), 1, func(x, y float32) colour {
			dx, dy := x-mx, y-my
			seas := clouds(dx*6+9, dy*6+4, 5, 33)
			moon := mix(hex(0xffefc4).times(0.8), hex(0x9d9a88).times(0.45), ease(0.42, 0.68, seas))
			return moon.times(1 - 0.35*ease(0.5, 1, sqrt(dx*dx+dy*dy)/mr))
		})
		c.mist(t, 0.10, -0.22, 1.5, hex(0x3f7ea8), 0.75, 35)
		body := serpent(t)
		c.serpent(body, t)
		c.fire(body, t)
		c.mist(t, 0.22, -0.36, 2.3, hex(0x7fb6d6), 0.95, 39)
		c.bloom(0.7, 0.45, 8)
	}
}

// mist draws a sea of clouds, lit from above.
func (c *canvas) mist(t, speed, level, scale float32, tone colour, most float32, seed int) {
	c.shade(func(x, y float32, under colour) colour {
		if y > level+0.3 {
			return under
		}
		u, v := x*scale+t*speed, y*scale*2.2
		thick := clouds(u, v, 5, seed) + (level-y)*2.1
		k := ease(0.5, 0.95, thick)
		if k == 0 {
			return under
		}
		lit := clouds(u+0.05, v+0.16, 4, seed)
		return mix(under, tone.times(0.28+1.1*ease(0.75, 0.25, lit)*ease(-0.5, level+0.12, y)), k*most)
	})
}

// serpent returns the spine of the dragon from its head on.
func serpent(t float32) []point {
	spine := make([]point, 90)
	for i := range spine {
		u := t*0.26 + 0.98 - float32(i)*0.0122
		spine[i] = point{-0.95 + 0.6*u + 0.03*sin(u*7), 0.03 + 0.125*sin(u*5.3+2.2) + 0.02*sin(u*11)}
	}
	return spine
}

func (c *canvas) serpent(spine []point, t float32) {
	thick := func(k float32) float32 {
		return 0.066 * min(1, 0.55+7*k) * pow(1-k, 0.75) * (1 - 0.2*ease(0.02, 0.07, k)*ease(0.16, 0.07, k))
	}
	// Fins along the back, which the wind moves.
	for i := 4; i < len(spine)-3; i += 2 {
		k := float32(i) / float32(len(spine)-1)
		p, q := spine[i], spine[i+3-3*(i/87)]
		n := normal(spine, i)
		h := thick(k)*0.75 + 0.012*(1-k)
		sway := 0.008 * sin(t*6-float32(i)*0.35)
		c.fill([]point{p, q, {q.x + n.x*h + (q.x-p.x)*0.9 + sway, q.y + n.y*h}}, 1, flat(hex(0x16424a)))
	}
	shape := ribbon(spine, thick)
	c.fill(shape, 1, func(x, y float32) colour { return c.scale(spine, thick, x, y) })
	c.wings(spine, t)
	c.head(spine, t)
}

func normal(spine []point, i int) point {
	a, b := spine[max(i-1, 0)], spine[min(i+1, len(spine)-1)]
	dx, dy := b.x-a.x, b.y-a.y
	l := sqrt(dx*dx+dy*dy) + 1e-9
	return point{dy / l, -dx / l}
}

// scale returns the hide of the dragon at a point: dark scales, a bright belly,
// and the light of the moon along the upper edge.
func (c *canvas) scale(spine []point, thick func(float32) float32, x, y float32) colour {
	best, at := float32(9), 0
	for i, p := range spine {
		if d := (p.x-x)*(p.x-x) + (p.y-y)*(p.y-y); d < best {
			best, at = d, i
		}
	}
	n := normal(spine, at)
	across := ((x-spine[at].x)*n.x + (y-spine[at].y)*n.y) / (thick(float32(at)/float32(len(spine)-1))/2 + 1e-5)
	rows := sin(float32(at)*2.1+across*2.4) * sin(across*7)
	hide := mix(hex(0x0d3a40), hex(0x2f8f78), 0.5+0.5*rows)
	hide = mix(hide, hex(0xe0a94a), ease(-0.35, -0.75, across)*0.85)
	return hide.plus(hex(0xcfeaff).times(0.8 * ease(0.55, 1, across))).times(0.55 + 0.45*ease(-1, 0.4, across))
}

func (c *canvas) wings(spine []point, t float32) {
	root := spine[20]
	beat := sin(t * 3.4)
	for far, ink := range []colour{hex(0x0b2a33), hex(0x14505a)} {
		if far == 0 {
			root.x, root.y = spine[20].x+0.02, spine[20].y+0.012
		} else {
			root = spine[20]
		}
		tips := []point{{-0.02, 0.30}, {-0.15, 0.26}, {-0.24, 0.15}, {-0.25, 0.03}}
		shape := []point{root}
		for i, tip := range tips {
			k := 1 - 0.16*float32(far)
			end := point{root.x + tip.x*k*1.1, root.y + tip.y*k*(0.35+0.75*beat) + 0.03*float32(i)*(1-beat)*0.4}
			if i > 0 { // the skin between the fingers hangs in
				last := shape[len(shape)-1]
				shape = append(shape, point{(last.x+end.x)/2*0.78 + root.x*0.22, (last.y+end.y)/2*0.78 + root.y*0.22})
			}
			shape = append(shape, end)
		}
		shape = append(shape, spine[30])
		c.fill(shape, 0.97, func(x, y float32) colour {
			return mix(ink, hex(0x3fa58f), 0.5*ease(0, 0.3, abs(y-root.y)+abs(x-root.x)*0.5))
		})
		for i := 1; i < len(shape)-1; i += 2 {
			c.fill(ribbon([]point{root, shape[i]}, func(k float32) float32 { return 0.009 * (1.1 - k) }), 1, flat(hex(0x0a1f26)))
		}
	}
}

func (c *canvas) head(spine []point, t float32) {
	p, back := spine[0], spine[5]
	dx, dy := p.x-back.x, p.y-back.y
	l := sqrt(dx*dx+dy*dy) + 1e-9
	dx, dy = dx/l, dy/l
	const s = 0.085
	at := func(u, v float32) point { return point{p.x + (dx*u-dy*v)*s, p.y + (dy*u+dx*v)*s} }
	open := 0.28 * jaws(t)
	hide := func(x, y float32) colour { return mix(hex(0x10474a), hex(0x49ab8c), ease(p.y-0.03, p.y+0.04, y)) }
	for _, v := range []float32{0.22, 0.36} { // horns
		horn := []point{at(-0.1, v), at(-0.5, v+0.22), at(-0.95, v+0.3), at(-1.3, v+0.52)}
		c.fill(ribbon(horn, func(k float32) float32 { return 0.013 * (1 - k) }), 1, flat(hex(0xe6cf9a)))
	}
	c.fill([]point{at(-0.5, -0.38), at(-0.1, -0.42-open*0.4), at(0.5, -0.3-open), at(1.0, -0.2-open*1.35), at(0.95, -0.1-open*1.2), at(0.4, -0.12-open*0.4), at(-0.2, 0)}, 1, hide)
	c.fill([]point{at(-0.6, -0.25), at(-0.55, 0.3), at(-0.1, 0.46), at(0.25, 0.36), at(0.55, 0.2), at(0.95, 0.22), at(1.16, 0.12), at(1.12, -0.03), at(0.6, -0.07), at(0.1, -0.12)}, 1, hide)
	for i := range 5 {
		u := 0.35 + 0.16*float32(i)
		c.fill([]point{at(u, -0.05), at(u+0.09, -0.04), at(u+0.05, -0.16)}, 1, flat(hex(0xf4ecd0)))
	}
	for _, way := range []float32{1, -1} { // whiskers
		hair := make([]point, 14)
		for i := range hair {
			k := float32(i) / 13
			q := at(0.95-1.9*k, way*(0.05+0.55*k)+0.12*sin(t*4-k*5)*k)
			hair[i] = q
		}
		c.fill(ribbon(hair, func(k float32) float32 { return 0.006 * (1 - k) }), 1, flat(hex(0xd9b35f)))
	}
	eye := at(0.22, 0.17)
	c.fill(disc(eye.x, eye.y, 0.0085, 0.006), 1, flat(hex(0xffd23f).times(3.2)))
	c.glow(eye.x, eye.y, 0.016, hex(0xffb020).times(0.8))
}

// jaws returns how far the mouth is open: wide while the fire comes.
func jaws(t float32) float32 { return ease(2.6, 3.1, t) * ease(5.9, 5.4, t) }

func (c *canvas) fire(spine []point, t float32) {
	p, back := spine[0], spine[5]
	dx, dy := p.x-back.x, p.y-back.y
	l := sqrt(dx*dx+dy*dy) + 1e-9
	dx, dy = dx/l, dy/l
	for i := range 900 {
		born := 2.9 + float32(i)*2.6/900
		age := t - born
		if age < 0 || age > 1 {
			continue
		}
		way := (hash(i, 1, 81) - 0.5) * 0.6
		reach := age * (0.5 + 0.34*hash(i, 2, 81))
		x := p.x + dx*0.09 + (dx-dy*way)*reach
		y := p.y + dy*0.09 - 0.008 + (dy+dx*way)*reach + 0.09*age*age + 0.012*sin(t*9+float32(i))*age
		heat := 1 - age
		light := mix(hex(0xff4a08), hex(0xffc840), heat*heat).times(0.42 * heat)
		c.glow(x, y, 0.011+0.055*age, light)
	}
}
