// Package paint draws moving light: frames of linear light that may be
// brighter than white, with a soft layer for skies and glow under a sharp
// one for everything else. A frame is developed at the end, like a film:
// bright places bleed into their surroundings and roll off to white.
//
// It knows shapes and colours, not what they mean. It is written for speed
// on one core: no shape of the sharp layer takes a square root per pixel.
package paint

import "math"

// Colour is linear light. One is the brightness of paper; light may be
// brighter than that.
type Colour struct{ R, G, B float32 }

// Hex makes a colour of its usual notation, 0xRRGGBB.
func Hex(rgb uint32) Colour {
	return Colour{linear(rgb >> 16), linear(rgb >> 8), linear(rgb)}
}

// linear undoes the gamma of one byte of an sRGB colour.
func linear(b uint32) float32 {
	v := float64(b&0xff) / 255
	if v <= 0.04045 {
		return float32(v / 12.92)
	}
	return float32(math.Pow((v+0.055)/1.055, 2.4))
}

// Times returns the colour made brighter or darker.
func (c Colour) Times(f float32) Colour { return Colour{c.R * f, c.G * f, c.B * f} }

// Plus returns both lights together.
func (c Colour) Plus(d Colour) Colour { return Colour{c.R + d.R, c.G + d.G, c.B + d.B} }

// Mix returns the colour on the way to another: 0 is here, 1 is there.
func (c Colour) Mix(d Colour, t float32) Colour {
	return Colour{c.R + (d.R-c.R)*t, c.G + (d.G-c.G)*t, c.B + (d.B-c.B)*t}
}
