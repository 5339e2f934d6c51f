package main

// deep returns a whale among jellyfish that glow, far below the surface.
func deep() func(c *canvas, t float32) {
	return func(c *canvas, t float32) {
		c.wash(func(x, y float32) colour {
			light := mix(mix(hex(0x010a1e), hex(0x05426b), ease(-0.5, 0.3, y)), hex(0x27a6b8), ease(0.1, 0.62, y)*0.85)
			// Beams fan out from above, and drift.
			dx, dy := x+0.12, 0.95-y
			a := dx / dy
			beam := clouds(a*5+t*0.12, t*0.16, 3, 91) * clouds(a*13-t*0.2, 4, 2, 95)
			light = light.plus(hex(0x8df0e8).times(0.85 * ease(0.2, 0.5, beam) * exp(-a*a*2.2) * ease(-0.5, 0.55, y)))
			ripple := 1 - abs(2*clouds(x*7/(0.7-y)+t*0.3, 2.4/(0.62-y)+t*0.5, 2, 97)-1)
			return light.plus(hex(0xbffcf0).times(0.7 * pow(ripple, 7) * ease(0.22, 0.5, y)))
		})
		c.dust(t, 90, 0.0016, 0.3)
		for i := range 4 {
			f := float32(i)
			c.jelly(-0.75+0.47*f+0.03*sin(t*0.5+f), 0.02+0.09*sin(f*2.3)+t*0.012, 0.045, t*1.1+f*1.7, hex(0x4aa8d8), 0.4)
		}
		c.whale(0.62-t*0.115, 0.08+0.018*sin(t*0.9), t)
		c.jelly(-0.52+0.012*t, -0.17+0.03*t, 0.135, t*1.25, hex(0xff6fd0), 1)
		c.jelly(0.56-0.01*t, -0.3+0.034*t, 0.105, t*1.4+2, hex(0x7c8bff), 1)
		c.jelly(0.02+0.01*sin(t), -0.42+0.03*t, 0.075, t*1.5+4, hex(0x59f0c8), 0.9)
		c.weeds(t)
		c.dust(t*1.6+40, 46, 0.0032, 0.5)
		c.bloom(0.4, 0.55, 9)
	}
}

// dust draws plankton that drifts through the light.
func (c *canvas) dust(t float32, n int, size, strength float32) {
	for i := range n {
		x := fract(hash(i, 1, 101)+t*0.012*(0.5+hash(i, 4, 101))+0.01*sin(t+float32(i)))*1.9 - 0.95
		y := fract(hash(i, 2, 101)+t*0.014*(0.4+hash(i, 5, 101)))*1.1 - 0.55
		c.glow(x, y, size*(0.6+hash(i, 3, 101)), hex(0xbff6ff).times(strength*(0.4+0.6*sin(t*2+float32(i))*sin(t*2+float32(i)))))
	}
}

// jelly beats its bell and trails what hangs from it.
func (c *canvas) jelly(x, y, s, t float32, tint colour, strength float32) {
	beat := 0.5 + 0.5*sin(t*2)
	wide, tall := s*(0.92+0.16*beat), s*(0.95-0.18*beat)
	y += 0.16 * s * sin(t*2-0.8)
	for i := range 11 {
		k := float32(i)/10*2 - 1
		hair := make([]point, 26)
		for j := range hair {
			d := float32(j) / 25
			hair[j] = point{x + wide*0.8*k*(1-0.25*d) + s*0.13*sin(t*2.1-d*5+k*3)*d, y - d*s*(2.3+0.8*hash(i, 1, 7))}
		}
		c.thread(hair, s*0.016, tint.times(0.42*strength))
	}
	for i := range 4 { // the arms in the middle are broad and frilled
		k := (float32(i) - 1.5) / 2
		arm := make([]point, 30)
		for j := range arm {
			d := float32(j) / 29
			arm[j] = point{x + wide*0.4*k*(1-0.3*d) + s*0.1*sin(t*1.7-d*7+float32(i))*d, y - d*s*1.75}
		}
		c.lighten(ribbon(arm, func(d float32) float32 { return s * 0.2 * (1 - d) * (0.75 + 0.25*sin(d*46+t*3+float32(i))) }), tint.times(0.5*strength))
	}
	bell := make([]point, 0, 60)
	for i := range 41 {
		a := float32(i) / 40 * tau / 2
		bell = append(bell, point{x + wide*cos(a), y + tall*pow(sin(a), 0.8)})
	}
	for i := range 19 {
		k := float32(i+1) / 20
		bell = append(bell, point{x - wide + 2*wide*k, y - s*0.09*abs(sin(k*tau*2.5)) - 0.05*s})
	}
	c.glow(x, y+tall*0.3, s*1.25, tint.times(0.16*strength))
	c.fill(bell, 0.82*strength, func(px, py float32) colour {
		u, v := (px-x)/wide, (py-y)/tall
		d := sqrt(u*u + v*v)
		rib := 0.5 + 0.5*sin(u/(0.4+0.6*sqrt(max(1-v*v, 0)))*15)
		light := mix(tint.times(0.28), tint.times(1.3), ease(0.55, 1, d))
		light = light.plus(tint.times(0.3 * rib * ease(1, 0.2, d)))
		return light.plus(colour{1, 1, 1}.times(0.75*exp(-((u+0.35)*(u+0.35)+(v-0.62)*(v-0.62))*26) + 0.4*exp(-(u*u+(v-0.25)*(v-0.25))*9)))
	})
}

// thread adds a thin line of light.
func (c *canvas) thread(line []point, width float32, light colour) {
	c.lighten(ribbon(line, func(k float32) float32 { return width * (1.2 - k) }), light)
}

// lighten adds light within a shape, over what is there.
func (c *canvas) lighten(shape []point, light colour) {
	c.fill(shape, 0.5, func(x, y float32) colour {
		px, py := c.pixel(x, y)
		return c.pix[min(int(py), c.h-1)*c.w+min(int(px), c.w-1)].plus(light.times(1.6))
	})
}

// whale swims from right to left, as large as a ship.
func (c *canvas) whale(x, y, t float32) {
	const s = 0.46
	stroke := sin(t * 1.6)
	at := func(u, v float32) point { // the tail moves, the head does not
		bend := 0.1 * stroke * ease(0.15, 1.1, u) * u
		return point{x + u*s, y + (v+bend)*s}
	}
	top, bottom := []point{}, []point{}
	for i := range 41 {
		k := float32(i) / 40
		u := -0.62 + 1.62*k
		back := 0.17 * pow(sin(min(k*1.02, 1)*tau/2), 0.62) * (1 - 0.78*ease(0.35, 1, k))
		belly := 0.19 * pow(sin(min(k*1.02, 1)*tau/2), 0.5) * (1 - 0.88*ease(0.3, 0.92, k))
		top, bottom = append(top, at(u, back+0.018)), append(bottom, at(u, -belly+0.01))
	}
	shape := append([]point{}, top...)
	for i := len(bottom) - 1; i >= 0; i-- {
		shape = append(shape, bottom[i])
	}
	hide := func(px, py float32) colour {
		u, v := (px-x)/s, (py-y)/s-0.1*stroke*ease(0.15, 1.1, (px-x)/s)*(px-x)/s
		light := mix(hex(0x0a2740), hex(0x2f7f9e), ease(-0.02, 0.2, v))
		spots := clouds(u*9, v*9, 3, 111)
		light = mix(light, hex(0x5fb9c9), 0.45*ease(0.55, 0.75, spots)*ease(-0.05, 0.15, v))
		groove := 0.5 + 0.5*sin(v*190)
		return mix(light, mix(hex(0x6fa7b4), hex(0x23526a), groove), ease(-0.045, -0.1, v)*ease(0.25, -0.1, u)*0.8)
	}
	far := []point{at(-0.08, -0.08), at(0.12, -0.26-0.05*stroke), at(0.3, -0.33-0.08*stroke), at(0.16, -0.12)}
	c.fill(far, 1, flat(hex(0x06203a)))
	c.fill(shape, 1, hide)
	c.fill([]point{at(0.93, 0.02), at(1.12, 0.13+0.12*stroke), at(1.28, 0.15+0.2*stroke), at(1.16, 0.03+0.13*stroke), at(1.2, -0.09+0.17*stroke), at(1.06, -0.05+0.06*stroke), at(0.9, -0.005)}, 1, hide)
	c.fill([]point{at(0.5, 0.105), at(0.6, 0.175), at(0.67, 0.17), at(0.66, 0.075)}, 1, hide)
	fin := []point{at(-0.2, -0.1), at(-0.1, -0.24-0.06*stroke), at(0.05, -0.38-0.12*stroke), at(0.17, -0.43-0.14*stroke), at(0.12, -0.28-0.08*stroke), at(0, -0.12)}
	c.fill(fin, 1, func(px, py float32) colour { return mix(hex(0x2f7f9e), hex(0x0b2c48), ease(y-0.03, y-0.17, py)) })
	eye := at(-0.36, -0.035)
	c.fill(disc(eye.x, eye.y, 0.0075, 0.006), 1, flat(hex(0x01060d)))
	c.glow(eye.x-0.002, eye.y+0.002, 0.0022, hex(0xdff8ff).times(0.9))
	mouth := []point{at(-0.62, 0), at(-0.5, -0.035), at(-0.4, -0.075), at(-0.3, -0.08)}
	c.fill(ribbon(mouth, func(float32) float32 { return 0.0035 }), 0.8, flat(hex(0x03101f)))
}

// weeds draws weeds that sway on the ground in front.
func (c *canvas) weeds(t float32) {
	for i := range 34 {
		x := hash(i, 1, 121)*1.9 - 0.95
		high := (0.1 + 0.2*hash(i, 2, 121)) * (0.35 + abs(x))
		stalk := make([]point, 12)
		for j := range stalk {
			k := float32(j) / 11
			stalk[j] = point{x + 0.05*sin(t*0.9+k*3+float32(i))*k, -0.53 + high*k}
		}
		c.fill(ribbon(stalk, func(k float32) float32 { return 0.022 * (1 - k) * (0.7 + 0.3*sin(k*20)) }), 1, flat(hex(0x01101c)))
	}
	bed := c.ridge(-0.475, 0.07, 4, 3, -0.52, 127)
	c.fill(bed, 1, flat(hex(0x010a14)))
}
