package paint

import (
	"image"
	"math"
)

// The tone table covers light up to toneMax in steps fine enough for the
// darkest tones.
const (
	toneMax   = 6
	toneSteps = 1 << 15
	toneScale = toneSteps / toneMax
	toneBits  = 6 // fraction bits of a developed value
)

// developer turns light into bytes.
type developer struct {
	tone   []uint16 // light to gamma-coded brightness, 0..255 with a fraction
	faded  float32  // the exposure that tone is made for
	padded []float32
	lines  [2][]float32
}

// Look is how a frame is developed.
type Look struct {
	Near, Wide float32 // how strongly bright places glow
	Exposure   float32 // 1 as it is, 0 black
}

// NewFrame makes a picture that Develop can write to.
func NewFrame(w, h int) *image.NYCbCrA {
	frame := image.NewNYCbCrA(image.Rect(0, 0, w, h), image.YCbCrSubsampleRatio420)
	for i := range frame.A {
		frame.A[i] = 255
	}
	return frame
}

// Develop adds the glow and writes the frame as video keeps it: BT.601 in
// the limited range, with colour at half of the size. Both sides of the
// canvas are even.
func (c *Canvas) Develop(frame *image.NYCbCrA, look Look) {
	c.glow.gather(c)
	c.glow.light(c.soft, look.Near, look.Wide)
	d := &c.develop
	d.prepare(c.W, c.soft.W, look.Exposure)
	for y := 0; y+1 < c.H; y += 2 {
		for k := range 2 {
			c.mixRow(y+k, d.lines[k])
		}
		d.writeRows(frame, y)
	}
}

func (d *developer) prepare(w, cells int, exposure float32) {
	if d.padded == nil {
		d.padded = make([]float32, (cells+2)*3)
		d.lines = [2][]float32{make([]float32, (w+8)*3), make([]float32, (w+8)*3)}
	}
	if d.tone != nil && d.faded == exposure {
		return
	}
	if d.tone == nil {
		d.tone = make([]uint16, toneSteps)
	}
	d.faded = exposure
	for i := range d.tone {
		light := float64(i) / toneScale * float64(exposure)
		d.tone[i] = uint16(gamma(1-math.Exp(-1.55*light)) * (255 << toneBits))
	}
}

func gamma(v float64) float64 {
	if v <= 0.0031308 {
		return 12.92 * v
	}
	return 1.055*math.Pow(v, 1/2.4) - 0.055
}

// mixRow lays one row of the sharp layer over the soft one, whose cells
// are read between.
func (c *Canvas) mixRow(y int, line []float32) {
	d := &c.develop
	v := (float32(y)+0.5)/Coarse - 0.5
	y0 := int(v+1) - 1
	fy := v - float32(y0)
	top, bottom := c.soft.Row(clamp(y0, c.soft.H)), c.soft.Row(clamp(y0+1, c.soft.H))
	inner := d.padded[3 : len(d.padded)-3]
	for i, t := range top {
		inner[i] = t + (bottom[i]-t)*fy
	}
	copy(d.padded[:3], inner[:3])
	copy(d.padded[len(d.padded)-3:], inner[len(inner)-3:])

	// Between the middles of two cells lie four pixels. The first pair of
	// cells begins two pixels left of the frame.
	out := line
	for p := d.padded; len(p) >= 6 && len(out) >= 12; p = p[3:] {
		for k := range 3 {
			a := p[k]
			s := (p[k+3] - a) / (2 * Coarse)
			out[k], out[k+3], out[k+6], out[k+9] = a+s, a+3*s, a+5*s, a+7*s
		}
		out = out[12:]
	}
	sharp := c.sharp[y*c.W*4 : (y+1)*c.W*4]
	for out = line[6:]; len(sharp) >= 4 && len(out) >= 3; sharp, out = sharp[4:], out[3:] {
		keep := 1 - sharp[3]
		out[0] = out[0]*keep + sharp[0]
		out[1] = out[1]*keep + sharp[1]
		out[2] = out[2]*keep + sharp[2]
	}
}

// writeRows develops two rows of light.
func (d *developer) writeRows(frame *image.NYCbCrA, y int) {
	w := frame.Rect.Dx()
	up, down := d.lines[0][6:], d.lines[1][6:]
	lumaUp := frame.Y[y*frame.YStride : y*frame.YStride+w]
	lumaDown := frame.Y[(y+1)*frame.YStride : (y+1)*frame.YStride+w]
	blue := frame.Cb[y/2*frame.CStride:]
	red := frame.Cr[y/2*frame.CStride:]
	for x := 0; x+1 < w; x += 2 {
		var r, g, b int32
		for k, line := range [2][]float32{up[x*3 : x*3+6], down[x*3 : x*3+6]} {
			luma := lumaUp
			if k == 1 {
				luma = lumaDown
			}
			for i := range 2 {
				pr, pg, pb := d.value(line[i*3]), d.value(line[i*3+1]), d.value(line[i*3+2])
				luma[x+i] = uint8((66*pr + 129*pg + 25*pb + (16*256+128)<<toneBits) >> (8 + toneBits))
				r, g, b = r+pr, g+pg, b+pb
			}
		}
		const half = (128*256 + 128) << (toneBits + 2)
		blue[x/2] = uint8((-38*r - 74*g + 112*b + half) >> (10 + toneBits))
		red[x/2] = uint8((112*r - 94*g - 18*b + half) >> (10 + toneBits))
	}
}

// value develops one channel of one pixel.
func (d *developer) value(light float32) int32 {
	if !(light > 0) {
		return int32(d.tone[0])
	}
	if light >= toneMax-0.001 {
		return int32(d.tone[toneSteps-1])
	}
	return int32(d.tone[int(light*toneScale)&(toneSteps-1)])
}
