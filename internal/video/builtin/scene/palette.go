package scene

import "streamspark/internal/video/builtin/paint"

// palette is the colours of one clip, from a dark sky to bright paper.
type palette struct {
	deep, middle, bright paint.Colour   // the sky
	accents              []paint.Colour // what flies and shines
	metal                [2]paint.Colour
}

// palettes lists them; the last is kept for the higher tiers.
func palettes() []palette {
	gold := [2]uint32{0xfff3c4, 0xff9a00}
	return []palette{
		newPalette(0x12052b, 0x4a1480, 0xc21fa8, [2]uint32{0xffeefb, 0xff45b4},
			0xff2f92, 0xffc21a, 0x41d3ff, 0xb18cff, 0xff7a2f, 0xffffff),
		newPalette(0x020d26, 0x0a3a8c, 0x12b5e0, [2]uint32{0xf0fdff, 0x1fb8ff},
			0x3ad6ff, 0xffd34d, 0xff6b7d, 0x8af5e4, 0x7d9bff, 0xffffff),
		newPalette(0x1c0409, 0x7c1020, 0xff6a1a, gold,
			0xffc400, 0xff4a1c, 0xffe2a8, 0xff2f6a, 0xff8f3a, 0xffffff),
		newPalette(0x01161a, 0x045c58, 0x22d6a0, [2]uint32{0xf4fff0, 0x3fe08a},
			0xb6f04a, 0xffd34d, 0x35f2d0, 0x2fb7ff, 0xff8ad0, 0xffffff),
		newPalette(0x1a0730, 0x8a1c7a, 0xff74bd, [2]uint32{0xfff4fb, 0xff6fb8},
			0xffc9f3, 0x74ddf2, 0xfff07a, 0xff5d92, 0xa98cff, 0xffffff),
		newPalette(0x0a0618, 0x2e1860, 0x8a56d8, gold,
			0xffd23a, 0xfff0b0, 0xffab1a, 0xc98aff, 0xff7ab8, 0xffffff),
	}
}

func newPalette(deep, middle, bright uint32, metal [2]uint32, accents ...uint32) palette {
	p := palette{deep: paint.Hex(deep), middle: paint.Hex(middle), bright: paint.Hex(bright)}
	p.metal = [2]paint.Colour{paint.Hex(metal[0]), paint.Hex(metal[1])}
	for _, a := range accents {
		p.accents = append(p.accents, paint.Hex(a))
	}
	return p
}

// pickPalette draws one; from the third tier on amounts are golden.
func pickPalette(d *dice, tier int) palette {
	all := palettes()
	royal := all[len(all)-1]
	if tier == 0 {
		all = all[:len(all)-1]
	}
	p := all[d.upTo(len(all))]
	if tier >= 2 {
		p.metal = royal.metal
	}
	return p
}

// accent returns any of the bright colours.
func (p palette) accent(d *dice) paint.Colour { return p.accents[d.upTo(len(p.accents))] }

// vivid returns any of them but white, which is the last.
func (p palette) vivid(d *dice) paint.Colour { return p.accents[d.upTo(len(p.accents)-1)] }

// cool returns the bright colours that stay clean when they are faint: yellow
// light in the dark looks like mud.
func (p palette) cool() []paint.Colour {
	var cool []paint.Colour
	for _, c := range p.accents[:len(p.accents)-1] {
		if c.G < 0.3*c.R || c.B > 0.4*c.G {
			cool = append(cool, c)
		}
	}
	return append(cool, p.bright)
}

// upright fills the soft layer with a gradient from the top to the bottom
// over the place at, where the middle colour lies.
func upright(g *paint.Grid, top, middle, bottom paint.Colour, at float32) {
	for y := range g.H {
		v := (float32(y) + 0.5) / float32(g.H)
		c := top.Mix(middle, paint.Smooth(paint.Ramp(0, at, v)))
		if v > at {
			c = middle.Mix(bottom, paint.Smooth(paint.Ramp(at, 1, v)))
		}
		row := g.Row(y)
		for ; len(row) >= 3; row = row[3:] {
			row[0], row[1], row[2] = c.R, c.G, c.B
		}
	}
}
