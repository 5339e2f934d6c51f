package main

// lanterns returns a film of lanterns that rise from a lake at dusk.
func lanterns() func(c *canvas, t float32) {
	sky := stars(260, 11, 0.02)
	const water = -0.2
	type lantern struct{ x, y, z, speed, phase, tint float32 }
	all := make([]lantern, 130)
	for i := range all {
		z := 0.35 + 3.4*pow(1-float32(i)/130, 1.4) // far ones first
		all[i] = lantern{
			x: (hash(i, 1, 21) - 0.5) * (1.4 + 0.75*z), y: hash(i, 2, 21)*1.25 - 0.35,
			z: z, speed: 0.05 + 0.03*hash(i, 3, 21), phase: hash(i, 4, 21) * tau, tint: hash(i, 5, 21),
		}
	}
	return func(c *canvas, t float32) {
		c.wash(func(x, y float32) colour {
			k := ease(water, 0.5, y)
			light := mix(mix(hex(0xf0875f), hex(0x45347a), ease(0, 0.34, k)).times(0.8), hex(0x060c26), ease(0.15, 0.8, k))
			mist := clouds(x*1.5-t*0.02, y*6, 5, 23)
			return light.plus(hex(0xffa07a).times(0.22 * ease(0.5, 0.85, mist) * ease(0.4, -0.1, y)))
		})
		c.stars(sky, t, 0.8)
		for i, layer := range []struct {
			base, height, scale float32
			ink                 colour
		}{{0.03, 0.26, 1.7, hex(0x54457f)}, {-0.06, 0.22, 2.6, hex(0x322c5c)}, {-0.13, 0.14, 4.4, hex(0x171a3c)}} {
			shape := c.ridge(layer.base, layer.height, layer.scale, 3*float32(i), water-0.002, 60+i)
			c.fill(shape, 1, func(_, y float32) colour {
				return mix(layer.ink, hex(0xc06a6a), 0.22*ease(0.05, water, y))
			})
		}
		for _, l := range all {
			y := l.y + t*l.speed
			if l.y > 0.55 {
				y -= 1.25
			}
			x := l.x + 0.02*sin(t*0.8+l.phase)
			c.lantern(x/l.z*1.15, (y-0.02)/max(l.z, 0.75)+0.05, 0.052/l.z, l.tint, 0.85+0.15*sin(t*7+l.phase), l.z)
		}
		c.mirror(water, t)
		c.pier(t)
		c.bloom(0.5, 0.32, 6)
	}
}

func (c *canvas) lantern(x, y, s, tint, flicker, z float32) {
	if y < -0.6 || y > 0.7 || s < 0.002 {
		return
	}
	warm := mix(hex(0xff7a1f), hex(0xffc65a), tint)
	air := ease(4.5, 0.5, z)*0.7 + 0.3
	c.glow(x, y-s*0.1, s*1.5, warm.times(0.1*flicker*air))
	shape := []point{{x - 0.34*s, y - 0.52*s}, {x - 0.46*s, y}, {x - 0.42*s, y + 0.42*s}, {x - 0.22*s, y + 0.62*s}, {x + 0.22*s, y + 0.62*s}, {x + 0.42*s, y + 0.42*s}, {x + 0.46*s, y}, {x + 0.34*s, y - 0.52*s}}
	c.fill(shape, 1, func(px, py float32) colour {
		k := (py - y) / s
		d := (px - x) / s
		light := mix(hex(0xffdf90).times(1.5), warm.times(0.8), ease(-0.5, 0.5, k))
		light = mix(light, hex(0xd04a12).times(0.75), 0.55*ease(0.2, 0.48, abs(d))+0.25*ease(0.3, 0.62, k))
		return light.times(flicker * air)
	})
	c.fill([]point{{x - 0.34*s, y - 0.52*s}, {x + 0.34*s, y - 0.52*s}, {x + 0.33*s, y - 0.58*s}, {x - 0.33*s, y - 0.58*s}}, 1, flat(hex(0x7a2a08)))
}

// mirror makes everything below a line still water that shows what is above.
func (c *canvas) mirror(water, t float32) {
	above := append([]colour(nil), c.pix...)
	c.shade(func(x, y float32, under colour) colour {
		if y >= water {
			return under
		}
		d := water - y
		wave := clouds(x*3+t*0.25, 1.6/(d+0.035)+t*0.9, 3, 71) - 0.5
		sx, sy := x+wave*0.02*(0.4+d*6), water+d*0.92+wave*0.13*min(d*4, 1)
		px, py := c.pixel(sx, sy)
		ix, iy := min(max(int(px), 0), c.w-1), min(max(int(py), 0), c.h-1)
		return above[iy*c.w+ix].times(0.66 - 0.5*d).plus(hex(0x0a1230).times(0.5))
	})
}

// pier draws the pier, where two people stand and look up.
func (c *canvas) pier(t float32) {
	ink := flat(hex(0x05060f))
	y := float32(-0.335)
	c.fill([]point{{-0.9, y}, {-0.31, y}, {-0.31, y - 0.012}, {-0.9, y - 0.02}}, 1, ink)
	for _, x := range []float32{-0.36, -0.5, -0.66, -0.84} {
		c.fill([]point{{x, y + 0.03}, {x + 0.009, y + 0.03}, {x + 0.009, -0.52}, {x, -0.52}}, 1, ink)
	}
	person := func(x, s, lean float32) {
		c.fill(disc(x+lean*0.2*s, y+0.93*s, 0.085*s, 0.1*s), 1, ink)
		c.fill([]point{{x - 0.13*s, y + 0.8*s}, {x + 0.14*s, y + 0.8*s}, {x + 0.17*s, y + 0.3*s}, {x + 0.1*s, y}, {x + 0.02*s, y}, {x, y + 0.3*s}, {x - 0.03*s, y}, {x - 0.11*s, y}, {x - 0.16*s, y + 0.35*s}}, 1, ink)
	}
	person(-0.43, 0.16, 0.1)
	person(-0.375, 0.112, 0.3)
	arm := []point{{-0.37, y + 0.085}, {-0.352, y + 0.1}, {-0.341, y + 0.125}}
	c.fill(ribbon(arm, func(float32) float32 { return 0.009 }), 1, ink)
	rise := ease(1.2, 7, t) * 0.5
	c.lantern(-0.337+0.04*rise, y+0.155+rise, 0.045, 0.7, 0.95+0.05*sin(t*6), 0.6)
}
