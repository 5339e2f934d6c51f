package main

// drive returns a road into a sun that sets behind a grid of light.
func drive() func(c *canvas, t float32) {
	sky := stars(220, 3, 0.02)
	const horizon = -0.03
	return func(c *canvas, t float32) {
		sunY := float32(0.145)
		c.shade(func(x, y float32, _ colour) colour {
			if y < horizon {
				return ground(x, y, horizon, t)
			}
			k := ease(horizon, 0.5, y)
			light := mix(mix(hex(0xff5f7a), hex(0x8a2a9c), ease(0, 0.42, k)), hex(0x0d0628), ease(0.25, 1, k))
			light = light.plus(hex(0xff9a4d).times(0.5 * exp(-(y-horizon)*9)))
			haze := clouds(x*2.2+t*0.03, y*14, 4, 5)
			light = light.plus(hex(0xff6ab0).times(0.35 * ease(0.52, 0.8, haze) * ease(0.42, 0.05, y)))
			// The sun, with slits that sink and widen towards its foot.
			dx, dy := x, y-sunY
			d := sqrt(dx*dx + dy*dy)
			low := ease(0.10, -0.2, dy)
			slit := fract(dy*21+t*0.35) - low*0.62
			inside := ease(0.2006, 0.1985, d)
			if dy < 0.07 {
				inside *= ease(-0.05, 0.05, slit)
			}
			sun := mix(hex(0xff2e88), hex(0xffe27a), ease(-0.15, 0.17, dy)).times(mixed(0.85, 1.25, ease(-0.1, 0.17, dy)))
			return mix(light, sun, inside).plus(hex(0xff4d8d).times(0.55 * exp(-d*d*11)))
		})
		c.stars(sky, t, 0.9)
		far := c.ridge(horizon+0.075, 0.16, 2.4, t*0.006, horizon-0.001, 41)
		c.fill(far, 1, func(_, y float32) colour { return mix(hex(0x4a1d6e), hex(0x8a3187), ease(0.12, horizon, y)) })
		near := c.ridge(horizon+0.035, 0.12, 4.2, t*0.012, horizon-0.001, 47)
		c.fill(near, 1, func(_, y float32) colour { return mix(hex(0x140a33), hex(0x35104f), ease(0.09, horizon, y)) })
		for i := 14; i >= 0; i-- { // palms come nearer on both sides
			z := float32(i)*0.55 + 0.32 - fract(t*1.35)*0.55
			if z < 0.22 {
				continue
			}
			side := float32(1 - 2*((i+int(t*1.35))%2))
			scale := 0.24 / z
			c.palm(side*0.31/z, horizon-0.085/z, scale, side, t+float32(i), ease(7.8, 1.5, z))
		}
		c.car(t)
		c.bloom(0.75, 0.5, 7)
	}
}

func ground(x, y, horizon, t float32) colour {
	depth := 0.1 / (horizon - y + 0.0005)
	across, along := x*depth*5.2, depth*1.6+t*2.2
	line := func(v, thin float32) float32 {
		d := abs(fract(v) - 0.5)
		return exp(-pow((0.5-d)/thin, 2))
	}
	near := exp(-depth * 0.34)
	width := 0.028 + depth*0.006
	grid := max(line(across+0.5, width), line(along, width*0.9)*ease(7, 1.5, depth))
	light := mix(hex(0x12062e), hex(0x3b0d52), ease(2, 9, depth))
	if road := abs(x * depth); road < 0.098 { // the road, with its middle
		light, grid = mix(hex(0x0c0820), hex(0x431048), ease(2, 9, depth)), 0
		if road < 0.0032 && fract(along*0.5) < 0.5 {
			light = light.plus(hex(0xffd9f0).times(0.8 * near))
		}
		if road > 0.0935 {
			light = light.plus(hex(0x40e8ff).times(1.4 * near))
		}
	}
	light = light.plus(mix(hex(0xff3fb4), hex(0x32d6ff), ease(0.2, 1.4, abs(x)*depth)).times(1.25 * grid * (0.02 + near) * ease(14, 2, depth)))
	return light.plus(hex(0xff7a66).times(0.55 * exp(-x*x*26) * exp(-(horizon-y)*7) * (0.7 + 0.3*sin(y*190-t*9))))
}

func (c *canvas) palm(x, y, s, side, t, alpha float32) {
	ink := mix(hex(0x2a0d45), hex(0x07031a), alpha)
	top := point{x - side*0.16*s, y + 0.95*s}
	trunk := make([]point, 12)
	for i := range trunk {
		k := float32(i) / 11
		trunk[i] = point{x + (top.x-x)*k*k, y + (top.y-y)*k}
	}
	c.fill(ribbon(trunk, func(k float32) float32 { return s * (0.05 - 0.025*k) }), 1, flat(ink))
	for i := range 9 {
		a := float32(i)/8*3.9 - 0.38
		leaf := make([]point, 9)
		for j := range leaf {
			k := float32(j) / 8
			leaf[j] = point{top.x + cos(a)*0.42*s*k, top.y + (sin(a)*0.3*k-0.34*k*k)*s + 0.01*s*sin(t*2+float32(i))*k}
		}
		c.fill(ribbon(leaf, func(k float32) float32 { return s * 0.075 * (1 - k) * min(1, 8*k+0.25) }), 1, flat(ink))
	}
}

// car draws it as seen from behind, swaying a little.
func (c *canvas) car(t float32) {
	x, y, s := 0.012*sin(t*1.1), float32(-0.335)+0.0016*sin(t*17), float32(0.2)
	at := func(px, py float32) point { return point{x + px*s, y + py*s} }
	for i := range 7 {
		c.glow(x+(float32(i)/6-0.5)*0.22, y-0.045, 0.055, hex(0xff1f4f).times(0.1))
	}
	c.fill([]point{at(-0.62, -0.17), at(0.62, -0.17), at(0.6, -0.28), at(-0.6, -0.28)}, 1, flat(hex(0x05020f)))
	c.fill([]point{at(-0.5, 0.12), at(-0.36, 0.37), at(0.36, 0.37), at(0.5, 0.12)}, 1, func(px, py float32) colour {
		return mix(hex(0x0b0620), hex(0xff8fa8), 0.75*ease(y+0.05, y+0.08, py)*ease(0.25, 0.02, abs(px-x)))
	})
	c.fill([]point{at(-0.68, -0.2), at(-0.7, 0.05), at(-0.58, 0.16), at(0.58, 0.16), at(0.7, 0.05), at(0.68, -0.2)}, 1, func(_, py float32) colour {
		return mix(hex(0x0a0518), hex(0x6a1d63), ease(y-0.02, y+0.032, py))
	})
	for _, side := range []float32{-1, 1} {
		c.fill([]point{at(side*0.2, 0.04), at(side*0.62, 0.05), at(side*0.6, -0.035), at(side*0.2, -0.03)}, 1, flat(hex(0xff2247).times(3.4)))
		c.fill([]point{at(side*0.44, -0.2), at(side*0.66, -0.2), at(side*0.64, -0.34), at(side*0.46, -0.34)}, 1, flat(hex(0x04020a)))
		c.glow(x+side*0.082, y, 0.03, hex(0xff2247).times(0.9))
	}
	c.fill([]point{at(-0.18, -0.05), at(0.18, -0.05), at(0.18, -0.13), at(-0.18, -0.13)}, 1, flat(hex(0xffe9c9).times(0.8)))
}
