package main

// rocket leaves the earth towards the stars, as the sun comes up behind.
func rocket() func(c *canvas, t float32) {
	sky := stars(420, 221, -0.5)
	return func(c *canvas, t float32) {
		const radius, cx = 1.25, -0.25
		cy := -1.42 - 0.028*t // the earth sinks away
		sx, sy := cx+radius*sin(0.36), cy+radius*cos(0.36)+0.002+0.006*t
		c.wash(func(x, y float32) colour {
			dx, dy := x-cx, y-cy
			d := sqrt(dx*dx + dy*dy)
			toSun := exp(-((x-sx)*(x-sx) + (y-sy)*(y-sy)) * 5)
			light := mix(hex(0x02030c), hex(0x0b0f33), clouds(x*1.4+3, y*1.4+t*0.008, 5, 223)*0.9)
			nebula := clouds(x*2.1-t*0.006, y*2.1+9, 5, 225)
			light = light.plus(mix(hex(0x3b1d7a), hex(0x0e5a7a), ease(-0.4, 0.6, x)).times(0.55 * ease(0.5, 0.85, nebula)))
			if h := d - radius; h > 0 {
				return light.plus(mix(hex(0x4fb3ff), hex(0xffc58a), toSun).times((0.35+1.5*toSun)*exp(-h*30) + (0.10+0.3*toSun)*exp(-h*8)))
			}
			// The day begins at the edge towards the sun; cities shine in the night.
			lat, lon := dy/radius, dx/radius+t*0.006
			land := ease(0.5, 0.56, clouds(lon*4+2, lat*7, 6, 227))
			depth := radius - d
			day := ease(0.28, 0.02, depth) * (0.25 + 0.95*toSun)
			ground := mix(hex(0x0b3f7a), hex(0x3d6b45), land).times(day)
			lamps := clouds(lon*130, lat*170, 3, 229)
			ground = ground.plus(hex(0xffb45a).times(1.5 * land * ease(0.6, 0.75, clouds(lon*11, lat*14, 2, 233)) * ease(0.5, 0.75, lamps) * (1 - min(day*1.4, 1))))
			white := ease(0.5, 0.78, clouds(lon*5-t*0.004, lat*14, 6, 231))
			ground = mix(ground, colour{1, 0.97, 0.95}.times(0.04+0.95*day), white*0.85)
			return ground.plus(mix(hex(0x4fb3ff), hex(0xffd9a8), toSun).times((0.3 + 1.2*toSun) * exp(-depth*34)))
		})
		c.stars(sky, t, 0.9*ease(-0.5, -0.1, 1))
		c.dawn(sx, sy, t)
		c.flight(t)
		c.bloom(0.7, 0.55, 10)
	}
}

// dawn draws the sun at the edge of the earth, with what a lens makes of it.
func (c *canvas) dawn(x, y, t float32) {
	k := ease(0, 4, t)*0.6 + 0.4
	c.glow(x, y, 0.03, colour{1, 0.93, 0.8}.times(2.2*k))
	c.glow(x, y, 0.12, hex(0xffb870).times(0.5*k))
	for i := range 60 {
		d := (float32(i)/59 - 0.5) * 0.9
		c.glow(x+d, y+0.0006, 0.0045, hex(0xffdcae).times(0.4*k*exp(-abs(d)*7)))
	}
	for i, f := range []float32{0.5, 0.85, 1.25, 1.6} {
		c.fill(disc(x*(1-f), y*(1-f), 0.018+0.012*float32(i%3), 0.018+0.012*float32(i%3)), 0.045*k, flat(hex(0x9fe0ff)))
	}
}

// flight draws the rocket on its way, with the trail that it leaves.
func (c *canvas) flight(t float32) {
	path := func(u float32) point {
		return point{-0.78 + 0.135*u + 0.012*u*u, -0.52 + 0.088*u + 0.0085*u*u}
	}
	here, ahead := path(t+0.55), path(t+0.65)
	dx, dy := ahead.x-here.x, ahead.y-here.y
	l := sqrt(dx*dx + dy*dy)
	dx, dy = dx/l, dy/l
	shake := 0.0012 * sin(t*61)
	s := 0.105 + 0.004*t
	at := func(u, v float32) point {
		return point{here.x + (dx*u-dy*v)*s + shake, here.y + (dy*u+dx*v)*s}
	}
	for i := range 260 { // the trail, which widens and cools
		age := float32(i) / 260 * 3.2
		p := path(t + 0.42 - age)
		wide := 0.004 + 0.013*age
		jitter := (hash(i, floor(t*12)+i, 241) - 0.5) * wide * 0.6
		tone := mix(hex(0xffe0b0), hex(0x8090b8), ease(0, 0.9, age))
		c.glow(p.x-dy*jitter, p.y+dx*jitter, wide, tone.times(0.11*exp(-age*0.75)))
	}
	for i := range 90 { // the flame
		k := float32(i) / 90
		p := at(-1.02-1.75*k*(0.9+0.1*sin(t*40)), (hash(i, floor(t*24), 243)-0.5)*0.16*(1-k*0.4))
		c.glow(p.x, p.y, s*(0.11-0.07*k), mix(hex(0xd8f0ff), hex(0xff7a1f), ease(0.05, 0.6, k)).times(0.5*(1-k)))
	}
	side := func(px, py float32) float32 { return ((px-here.x)*-dy + (py-here.y)*dx) / s }
	for _, v := range []float32{-1, 1} {
		c.fill([]point{at(-0.45, v*0.15), at(-0.75, v*0.36), at(-1.05, v*0.38), at(-0.95, v*0.13)}, 1, func(px, py float32) colour {
			return mix(hex(0xc22b3a), hex(0x5a0f26), ease(0.1, -0.3, side(px, py)))
		})
	}
	hull := []point{}
	for i := range 25 {
		k := float32(i) / 24
		hull = append(hull, at(1-2*k, 0.2*pow(k, 0.55)*(1-0.25*ease(0.6, 1, k))))
	}
	for i := 24; i >= 0; i-- {
		k := float32(i) / 24
		hull = append(hull, at(1-2*k, -0.2*pow(k, 0.55)*(1-0.25*ease(0.6, 1, k))))
	}
	c.fill(hull, 1, func(px, py float32) colour {
		v := side(px, py)
		u := ((px-here.x)*dx + (py-here.y)*dy) / s
		light := mix(hex(0x4b5578), hex(0xf6f2ea), ease(0.17, -0.12, v))
		if u > 0.55 || (u < -0.62 && u > -0.74) {
			light = mix(hex(0x5f1226), hex(0xe8404f), ease(0.17, -0.12, v))
		}
		return light.plus(hex(0xffc890).times(0.5 * ease(-0.1, -0.2, v)))
	})
	c.fill([]point{at(-1, 0.11), at(-1.12, 0.15), at(-1.12, -0.15), at(-1, -0.11)}, 1, flat(hex(0x2b2f42)))
	window := at(0.22, 0)
	c.fill(disc(window.x, window.y, 0.088*s, 0.088*s), 1, flat(hex(0x39405c)))
	c.fill(disc(window.x, window.y, 0.062*s, 0.062*s), 1, flat(hex(0x8fe3ff).times(1.3)))
}
