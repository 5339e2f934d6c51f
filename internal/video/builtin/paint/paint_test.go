package paint

import (
	"math"
	"testing"
)

func TestLightAndDarkBecomeVideoLevels(t *testing.T) {
	tests := map[string]struct {
		light      Colour
		exposure   float32
		luma, blue uint8
		red        uint8
	}{
		"black":        {Colour{}, 1, 16, 128, 128},
		"very bright":  {Colour{50, 50, 50}, 1, 235, 128, 128},
		"faded out":    {Colour{50, 50, 50}, 0, 16, 128, 128},
		"pure red":     {Colour{50, 0, 0}, 1, 82, 90, 240},
		"pure blue":    {Colour{0, 0, 50}, 1, 41, 240, 110},
		"below zero":   {Colour{-1, -1, -1}, 1, 16, 128, 128},
		"not a number": {Colour{float32(math.NaN()), 0, 0}, 1, 16, 128, 128},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			c, frame := NewCanvas(24, 16), NewFrame(24, 16)
			for i := 0; i < len(c.soft.Pix); i += 3 {
				c.soft.Pix[i], c.soft.Pix[i+1], c.soft.Pix[i+2] = test.light.R, test.light.G, test.light.B
			}
			c.Develop(frame, Look{Exposure: test.exposure})
			for _, place := range [][2]int{{0, 0}, {23, 15}, {11, 7}} {
				x, y := place[0], place[1]
				got := [3]uint8{frame.Y[y*frame.YStride+x], frame.Cb[y/2*frame.CStride+x/2], frame.Cr[y/2*frame.CStride+x/2]}
				want := [3]uint8{test.luma, test.blue, test.red}
				for i := range got {
					if d := int(got[i]) - int(want[i]); d < -1 || d > 1 {
						t.Errorf("at %v: %v, want %v", place, got, want)
					}
				}
			}
		})
	}
}

func TestShapesEndAtTheFrame(t *testing.T) {
	far := []float32{-1e9, -300, -1, 0, 7.5, 23.9, 40, 47, 900, 1e9, float32(math.NaN()), float32(math.Inf(1))}
	sizes := []float32{-5, 0, 0.01, 3, 500, 1e9, float32(math.NaN())}
	c := NewCanvas(40, 24)
	white := Colour{1, 1, 1}
	mask := &Mask{W: 2, H: 2, Scale: 1, Pix: []float32{1, 1, 1, 1}}
	for _, x := range far {
		for _, y := range far {
			for _, r := range sizes {
				c.Light(x, y, r, white)
				c.Disc(x, y, r, 1, white, 1)
				c.Quad(x, y, r, 1, -1, r, white, 1)
				c.Streak(x, y, y, x, r, white)
				c.Stamp(mask, x, y, r, Ink{Top: white, Bottom: white, Alpha: 1})
				c.Ground([]float32{x, y, r}, y, white, white, 3)
				c.Soft().Ellipse(x, y, r, r, white)
				c.Soft().Ring(x, y, r, 4, white)
				c.Soft().Shade(x, y, r, r, 1)
			}
		}
	}
	c.Develop(NewFrame(40, 24), Look{Near: 1, Wide: 1, Exposure: 1}) // and nothing panicked
}

func TestShapesAreWhereTheyShouldBe(t *testing.T) {
	white := Colour{1, 1, 1}
	tests := map[string]func(*Canvas){
		"light":  func(c *Canvas) { c.Light(20, 10, 6, white) },
		"disc":   func(c *Canvas) { c.Disc(20, 10, 5, 1, white, 1) },
		"quad":   func(c *Canvas) { c.Quad(20, 10, 4, 1, -1, 4, white, 1) },
		"streak": func(c *Canvas) { c.Streak(10, 10, 20, 10, 3, white) },
		"stamp": func(c *Canvas) {
			m := &Mask{W: 4, H: 4, Scale: 1, Pix: make([]float32, 16)}
			for i := range m.Pix {
				m.Pix[i] = 1
			}
			c.Stamp(m, 20, 10, 1, Ink{Top: white, Bottom: white, Alpha: 1})
		},
	}
	for name, draw := range tests {
		t.Run(name, func(t *testing.T) {
			c := NewCanvas(40, 24)
			draw(c)
			if at := c.sharp[(10*c.W+19)*4]; at < 0.3 {
				t.Errorf("the middle has a light of only %g", at)
			}
			for _, corner := range []int{0, 39, 23 * 40, 24*40 - 1} {
				if c.sharp[corner*4] != 0 {
					t.Errorf("there is light in the corner %d", corner)
				}
			}
			c.Clear()
			for i, v := range c.sharp {
				if v != 0 {
					t.Fatalf("%g is left at %d after Clear", v, i)
				}
			}
		})
	}
}

func TestOpaqueHidesTheSky(t *testing.T) {
	c, frame := NewCanvas(32, 32), NewFrame(32, 32)
	c.Soft().Glow(16, 16, 200, Colour{9, 9, 9})
	c.Quad(16, 16, 20, 0, 0, 20, Colour{}, 1)
	c.Develop(frame, Look{Exposure: 1})
	if got := frame.Y[16*frame.YStride+16]; got != 16 {
		t.Errorf("a black square before a bright sky has the level %d", got)
	}
}

func TestBrightPlacesGlow(t *testing.T) {
	level := func(glow float32) uint8 {
		c, frame := NewCanvas(64, 64), NewFrame(64, 64)
		c.Light(32, 32, 6, Colour{8, 8, 8})
		c.Develop(frame, Look{Near: glow, Wide: glow, Exposure: 1})
		return frame.Y[32*frame.YStride+44]
	}
	if dark, glowing := level(0), level(1); dark != 16 || glowing <= dark {
		t.Errorf("beside a light: %d without its glow, %d with it", dark, glowing)
	}
}

func TestBlurKeepsTheLight(t *testing.T) {
	g, spare := newGrid(30, 30), newGrid(30, 30)
	g.Pix[(15*30+15)*3] = 100
	g.blur(spare, 3)
	var sum float32
	for _, v := range g.Pix {
		sum += v
	}
	if math.Abs(float64(sum-100)) > 0.1 {
		t.Errorf("of 100 light %g is left", sum)
	}
}

func TestEasing(t *testing.T) {
	curves := map[string]func(float32) float32{"Smooth": Smooth, "OutCubic": OutCubic, "OutBack": OutBack}
	for name, f := range curves {
		if a, b := f(0), f(1); math.Abs(float64(a)) > 1e-4 || math.Abs(float64(b-1)) > 1e-4 {
			t.Errorf("%s goes from %g to %g", name, a, b)
		}
	}
	for at, want := range map[float32]float32{-1: 0, 2: 0, 3: 0.5, 4: 1, 9: 1} {
		if got := Ramp(2, 4, at); got != want {
			t.Errorf("Ramp(2, 4, %g) = %g, want %g", at, got, want)
		}
	}
}
