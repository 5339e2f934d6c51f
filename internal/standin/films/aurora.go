package main

// aurora returns a winter night: lights in the sky over a hut by a lake.
func aurora() func(c *canvas, t float32) {
	sky := stars(330, 131, -0.12)
	const water = -0.205
	return func(c *canvas, t float32) {
		c.wash(func(x, y float32) colour {
			light := mix(hex(0x0f3a4a), hex(0x050a22), ease(-0.2, 0.35, y))
			if y < water { // it will be a mirror
				return light
			}
			return light.plus(curtain(x, y, t))
		})
		c.stars(sky, t, 0.8)
		for i, layer := range []struct {
			base, height, scale float32
			rock, snow          colour
		}{{-0.06, 0.3, 1.5, hex(0x1b3450), hex(0x7fb3c4)}, {-0.14, 0.17, 2.6, hex(0x12253c), hex(0x4c7d90)}} {
			seed := 141 + 7*i
			shape := c.ridge(layer.base, layer.height, layer.scale, 2, water-0.002, seed)
			c.fill(shape, 1, func(x, y float32) colour {
				face := clouds(x*9+y*5, y*17-x*4, 4, seed)
				snow := ease(0.42, 0.56, face+(y+0.16)*0.9)
				return mix(layer.rock, layer.snow, snow*0.85).times(0.6)
			})
		}
		c.pines(water+0.012, 46, 0.055, 151, hex(0x0a1a26))
		c.mirror(water, t*0.5)
		c.shore(t)
		c.bloom(0.45, 0.45, 9)
		c.snow(t)
	}
}

// curtain returns the light at a point: three folds, each with rays of its own.
func curtain(x, y, t float32) colour {
	var sum colour
	for i := range 3 {
		f := float32(i)
		drift := t * (0.05 + 0.02*f)
		foot := 0.02 + 0.085*f + 0.13*(clouds(x*1.1+drift+f*7, t*0.05+f, 3, 161+i)-0.5) + 0.05*sin(x*3.1+f*2+t*0.35)
		up := y - foot
		if up < -0.05 {
			continue
		}
		rays := 0.35 + 1.1*clouds(x*9+f*3+drift*3+up*0.6, t*0.32, 3, 171+i)
		rays *= 0.55 + 0.9*clouds(x*34-drift*5, t*0.5, 2, 175+i)
		tall := 0.13 + 0.16*clouds(x*2.3-drift*2, f, 2, 181+i)
		strength := ease(-0.03, 0.02, up) * exp(-max(up, 0)/tall*1.5) * rays * ease(0.18, 0.6, clouds(x*0.9+drift+f*11, 3+t*0.06, 2, 191+i))
		light := mix(hex(0x35ff9a), hex(0x29c8e6), ease(0.03, 0.17, up))
		light = mix(light, hex(0xb04dff), ease(0.1, 0.34, up))
		light = light.plus(hex(0xff5fa8).times(0.5 * ease(0.02, -0.02, up)))
		sum = sum.plus(light.times(strength * (0.95 - 0.2*f)))
	}
	return sum
}

// pines draws a forest along a line.
func (c *canvas) pines(base float32, n int, tall float32, seed int, ink colour) {
	for i := range n {
		x := (float32(i)+hash(i, 1, seed))/float32(n)*1.9 - 0.95
		c.pine(x, base-0.02, tall*(0.6+0.7*hash(i, 2, seed)), ink, 0)
	}
	c.fill([]point{{-1, base}, {1, base}, {1, base - 0.03}, {-1, base - 0.03}}, 1, flat(ink))
}

// pine draws one tree, with as much snow on its branches as is said.
func (c *canvas) pine(x, y, h float32, ink colour, snow float32) {
	for i := range 6 {
		k := float32(i) / 6
		w, top := h*0.27*(1.05-k), y+h*(0.3+0.72*k)
		foot := y + h*(0.1+0.78*k*0.92)
		tier := []point{{x, top}, {x + w*0.5, foot + h*0.05}, {x + w, foot - h*0.02}, {x + w*0.5, foot + h*0.012}, {x, foot - h*0.015}, {x - w*0.5, foot + h*0.012}, {x - w, foot - h*0.02}, {x - w*0.5, foot + h*0.05}}
		c.fill(tier, 1, flat(ink))
		if snow > 0 {
			cap := []point{{x, top}, {x + w*0.3, foot + h*0.085}, {x + w*0.75, foot}, {x + w*0.3, foot + h*0.045}, {x - w*0.1, foot + h*0.06}, {x - w*0.6, foot + h*0.02}, {x - w*0.3, foot + h*0.085}}
			c.fill(cap, snow, flat(hex(0x9fc9d6).times(0.55)))
		}
	}
	c.fill([]point{{x - h*0.025, y + h*0.14}, {x + h*0.025, y + h*0.14}, {x + h*0.025, y}, {x - h*0.025, y}}, 1, flat(ink))
}

// shore draws the bank in front: snow, trees, and the hut with a light in it.
func (c *canvas) shore(t float32) {
	edge := func(x float32) float32 {
		return -0.40 + 0.13*ease(0.1, 0.9, x) + 0.1*ease(-0.45, -0.95, x) + 0.012*sin(x*9)
	}
	bank := []point{{0.95, -0.55}, {-0.95, -0.55}}
	for i := range 121 {
		x := -0.95 + 1.9*float32(i)/120
		bank = append(bank, point{x, edge(x)})
	}
	c.fill(bank, 1, func(x, y float32) colour {
		light := mix(hex(0x2b5d6c), hex(0x0c1d33), ease(edge(x), edge(x)-0.2, y))
		light = light.plus(hex(0x5fffc0).times(0.09 * ease(edge(x)-0.06, edge(x), y)))
		d := (x-0.5)*(x-0.5)*7 + (y+0.37)*(y+0.37)*42
		return light.plus(hex(0xffa850).times(0.75 * exp(-d*2.2))).times(0.8 + 0.3*clouds(x*14, y*40, 3, 201))
	})
	for i, tree := range []point{{-0.83, 0.42}, {-0.7, 0.3}, {-0.58, 0.2}, {0.84, 0.44}, {0.72, 0.3}, {0.28, 0.16}} {
		c.pine(tree.x, edge(tree.x)-0.02, tree.y, mix(hex(0x04101a), hex(0x0a1f2c), float32(i%3)/2), 0.5)
	}
	c.hut(0.5, edge(0.5)-0.02, 0.16, t)
}

func (c *canvas) hut(x, y, s, t float32) {
	at := func(u, v float32) point { return point{x + u*s, y + v*s} }
	for i := range 40 { // smoke
		age := fract(float32(i)/40 + t*0.09)
		c.glow(x+0.3*s+0.05*age*sin(t*0.6+age*6+1)+0.07*age, y+s*1.05+age*0.3, 0.008+0.035*age, hex(0x9fc3cf).times(0.05*(1-age)*ease(0, 0.1, age)))
	}
	c.fill([]point{at(0.22, 0.7), at(0.38, 0.7), at(0.38, 1.05), at(0.22, 1.05)}, 1, flat(hex(0x10151d)))
	c.fill([]point{at(-0.5, 0), at(0.5, 0), at(0.5, 0.5), at(-0.5, 0.5)}, 1, func(px, py float32) colour {
		log := 0.65 + 0.35*sin((py-y)/s*tau*8)
		return mix(hex(0x1d1512), hex(0x4a2f1e), log).times(0.75)
	})
	c.fill([]point{at(-0.68, 0.44), at(0, 1), at(0.68, 0.44), at(0.6, 0.4), at(0, 0.86), at(-0.6, 0.4)}, 1, flat(hex(0xa9d3dd).times(0.55)))
	c.fill([]point{at(-0.5, 0.48), at(0, 0.87), at(0.5, 0.48)}, 1, flat(hex(0x1c1310)))
	flicker := 0.93 + 0.07*sin(t*7)*sin(t*3.1)
	for _, u := range []float32{-0.3, 0.12} {
		c.fill([]point{at(u, 0.16), at(u+0.2, 0.16), at(u+0.2, 0.37), at(u, 0.37)}, 1, func(px, py float32) colour {
			return mix(hex(0xffc35a), hex(0xff8a2a), ease(y+0.2*s, y+0.36*s, py)).times(1.9 * flicker)
		})
		bar := at(u+0.1, 0)
		c.fill([]point{{bar.x - 0.0012, at(0, 0.16).y}, {bar.x + 0.0012, at(0, 0.16).y}, {bar.x + 0.0012, at(0, 0.37).y}, {bar.x - 0.0012, at(0, 0.37).y}}, 1, flat(hex(0x2a1708)))
		c.glow(at(u+0.1, 0.26).x, at(0, 0.26).y, 0.05, hex(0xff9a3a).times(0.3*flicker))
	}
}

func (c *canvas) snow(t float32) {
	for i := range 130 {
		z := 0.4 + hash(i, 3, 211)
		x := fract(hash(i, 1, 211)+t*0.02/z+0.012*sin(t*0.9+float32(i)))*1.9 - 0.95
		y := 0.55 - fract(hash(i, 2, 211)+t*0.055/z)*1.1
		c.glow(x, y, 0.0024/z, colour{0.8, 0.95, 1}.times(0.34/z))
	}
}
