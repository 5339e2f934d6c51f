package paint

// Mask is a shape as coverage, 0 to 1, drawn larger than it is shown so
// that it can be turned and scaled. The middle of the shape is the middle
// of the mask.
type Mask struct {
	W, H  int
	Scale float32 // texels for one pixel at scale 1
	Pix   []float32
}

// Ink is how a shape is filled: one colour at the top, one at the bottom,
// and a band of light that runs across it.
type Ink struct {
	Top, Bottom Colour
	FromY, ToY  float32 // where Top and Bottom lie
	SheenX      float32 // the middle of the band, in pixels of the frame
	SheenWidth  float32 // 0: none
	Sheen       Colour
	Alpha       float32
}

// Stamp lays a mask over what is there with its middle at (x, y).
func (c *Canvas) Stamp(m *Mask, x, y, scale float32, ink Ink) {
	if scale < 0.01 || ink.Alpha <= 0 {
		return
	}
	step := m.Scale / scale
	x0, x1 := span(x, float32(m.W)/step/2+1, c.W)
	y0, y1 := span(y, float32(m.H)/step/2+1, c.H)
	height := max(ink.ToY-ink.FromY, 1)
	for py := y0; py < y1; py++ {
		v := (float32(py)+0.5-y)*step + float32(m.H)/2 - 0.5
		fill := ink.Top.Mix(ink.Bottom, Ramp(0, 1, (float32(py)-ink.FromY)/height))
		for px := x0; px < x1; px++ {
			u := (float32(px)+0.5-x)*step + float32(m.W)/2 - 0.5
			k := m.at(u, v, step)
			if k < 0.004 {
				continue
			}
			col := fill
			if ink.SheenWidth > 0 {
				// The band leans, as light on metal does.
				d := (float32(px) - ink.SheenX + 0.45*(float32(py)-ink.FromY)) / ink.SheenWidth
				if q := d * d; q < 1 {
					col = col.Plus(ink.Sheen.Times((1 - q) * (1 - q)))
				}
			}
			c.blend((py*c.W+px)*4, col, k*ink.Alpha)
		}
	}
}

// at reads the mask between its texels. A large step is averaged over two
// places so that a shape that is shown small does not glitter.
func (m *Mask) at(u, v, step float32) float32 {
	if step < 1.25 {
		return m.bilinear(u, v)
	}
	q := step / 4
	return (m.bilinear(u-q, v-q) + m.bilinear(u+q, v-q) + m.bilinear(u-q, v+q) + m.bilinear(u+q, v+q)) / 4
}

func (m *Mask) bilinear(u, v float32) float32 {
	if u < -1 || v < -1 || u >= float32(m.W) || v >= float32(m.H) {
		return 0
	}
	x, y := int(u+1)-1, int(v+1)-1
	fx, fy := u-float32(x), v-float32(y)
	top := m.pix(x, y)*(1-fx) + m.pix(x+1, y)*fx
	bottom := m.pix(x, y+1)*(1-fx) + m.pix(x+1, y+1)*fx
	return top*(1-fy) + bottom*fy
}

func (m *Mask) pix(x, y int) float32 {
	if uint(x) >= uint(m.W) || uint(y) >= uint(m.H) {
		return 0
	}
	return m.Pix[y*m.W+x]
}

// Blurred returns the mask out of focus, at a quarter of its resolution and
// reaching further by so many of the new, larger texels.
func (m *Mask) Blurred(reach int) *Mask {
	const part = 4
	b := &Mask{W: m.W/part + 1 + 2*reach, H: m.H/part + 1 + 2*reach, Scale: m.Scale / part}
	b.Pix = make([]float32, b.W*b.H)
	// Middle on middle.
	left, top := (b.W*part-m.W)/2, (b.H*part-m.H)/2
	for y := range m.H {
		for x := range m.W {
			b.Pix[(y+top)/part*b.W+(x+left)/part] += m.Pix[y*m.W+x] / (part * part)
		}
	}
	spare := make([]float32, len(b.Pix))
	for range 3 {
		for y := range b.H {
			slide(spare, b.Pix, y*b.W, 1, b.W, reach/3)
		}
		for x := range b.W {
			slide(b.Pix, spare, x, b.W, b.H, reach/3)
		}
	}
	// Thin strokes would leave hardly anything.
	for i, v := range b.Pix {
		b.Pix[i] = min(1.6*v, 1)
	}
	return b
}
