package main

import (
	"image"
	"math"
	"runtime"
	"slices"
	"sync"
)

// colour is linear light: red, green, blue.
type colour [3]float32

func (a colour) plus(b colour) colour { return colour{a[0] + b[0], a[1] + b[1], a[2] + b[2]} }

func (a colour) times(k float32) colour { return colour{a[0] * k, a[1] * k, a[2] * k} }

// mix goes from a at 0 to b at 1.
func mix(a, b colour, k float32) colour { return a.times(1 - k).plus(b.times(k)) }

// hex reads a colour as style sheets write it, and makes it linear.
func hex(rgb uint32) colour {
	part := func(shift int) float32 {
		return float32(math.Pow(float64(rgb>>shift&0xff)/255, 2.2))
	}
	return colour{part(16), part(8), part(0)}
}

// canvas is a picture whose height is 1: y goes up from -0.5, x to the right
// from the middle.
type canvas struct {
	w, h  int
	pix   []colour
	small [2][]colour // for bloom
	soft  []colour    // for wash
	film  []uint8     // how light is developed
}

func newCanvas(w, h int) *canvas {
	c := &canvas{w: w, h: h, pix: make([]colour, w*h)}
	for i := range c.small {
		c.small[i] = make([]colour, (w/4)*(h/4))
	}
	return c
}

func (c *canvas) aspect() float32 { return float32(c.w) / float32(c.h) }

func (c *canvas) place(px, py int) (x, y float32) {
	return (float32(px) + 0.5 - float32(c.w)/2) / float32(c.h), (float32(c.h)/2 - float32(py) - 0.5) / float32(c.h)
}

func (c *canvas) pixel(x, y float32) (px, py float32) {
	return x*float32(c.h) + float32(c.w)/2, float32(c.h)/2 - y*float32(c.h)
}

// rows does something for all rows, on all processors.
func (c *canvas) rows(h int, do func(row int)) {
	var wait sync.WaitGroup
	n := runtime.NumCPU()
	for first := range n {
		wait.Go(func() {
			for row := first; row < h; row += n {
				do(row)
			}
		})
	}
	wait.Wait()
}

// shade paints every point, knowing what is there.
func (c *canvas) shade(paint func(x, y float32, under colour) colour) {
	c.rows(c.h, func(py int) {
		for px := range c.w {
			x, y := c.place(px, py)
			c.pix[py*c.w+px] = paint(x, y, c.pix[py*c.w+px])
		}
	})
}

// wash paints every point with what is soft: every second one of every second
// row is worked out, and the others lie between.
func (c *canvas) wash(paint func(x, y float32) colour) {
	w, h := c.w/2+2, c.h/2+2
	if c.soft == nil {
		c.soft = make([]colour, w*h)
	}
	c.rows(h, func(py int) {
		for px := range w {
			x, y := c.place(px*2-1, py*2-1)
			c.soft[py*w+px] = paint(x, y)
		}
	})
	c.rows(c.h, func(py int) {
		iy, ky := (py+1)/2, float32((py+1)%2)/2
		for px := range c.w {
			ix, kx := (px+1)/2, float32((px+1)%2)/2
			i := iy*w + ix
			c.pix[py*c.w+px] = mix(mix(c.soft[i], c.soft[i+1], kx), mix(c.soft[i+w], c.soft[i+w+1], kx), ky)
		}
	})
}

// glow adds light that fades from a point.
func (c *canvas) glow(x, y, radius float32, light colour) {
	px, py := c.pixel(x, y)
	r := radius * float32(c.h)
	reach := r * 2.6
	for row := max(0, int(py-reach)); row <= min(c.h-1, int(py+reach)); row++ {
		for col := max(0, int(px-reach)); col <= min(c.w-1, int(px+reach)); col++ {
			dx, dy := float32(col)+0.5-px, float32(row)+0.5-py
			if k := (dx*dx + dy*dy) / (r * r); k < 6.7 {
				i := row*c.w + col
				c.pix[i] = c.pix[i].plus(light.times(exp(-k)))
			}
		}
	}
}

type point struct{ x, y float32 }

// fill paints a polygon with smooth edges.
func (c *canvas) fill(shape []point, alpha float32, paint func(x, y float32) colour) {
	const sub = 4
	top, bottom := float32(math.Inf(1)), float32(math.Inf(-1))
	corners := make([]point, len(shape))
	for i, p := range shape {
		px, py := c.pixel(p.x, p.y)
		corners[i] = point{px, py}
		top, bottom = min(top, py), max(bottom, py)
	}
	cover := make([]float32, c.w+1)
	var crossings []float32
	for row := max(0, int(top)); row <= min(c.h-1, int(bottom)); row++ {
		clear(cover)
		first, last := c.w, -1
		for s := range sub {
			y := float32(row) + (float32(s)+0.5)/sub
			crossings = crossings[:0]
			for i, a := range corners {
				b := corners[(i+1)%len(corners)]
				if (a.y <= y) != (b.y <= y) {
					crossings = append(crossings, a.x+(y-a.y)/(b.y-a.y)*(b.x-a.x))
				}
			}
			slices.Sort(crossings)
			for i := 0; i+1 < len(crossings); i += 2 {
				from, to := max(0, crossings[i]), min(float32(c.w), crossings[i+1])
				if from >= to {
					continue
				}
				first, last = min(first, int(from)), max(last, int(to))
				for col := int(from); col <= min(int(to), c.w-1); col++ {
					cover[col] += (min(float32(col+1), to) - max(float32(col), from)) / sub
				}
			}
		}
		for col := first; col <= min(last, c.w-1); col++ {
			if k := cover[col] * alpha; k > 0 {
				x, y := c.place(col, row)
				i := row*c.w + col
				c.pix[i] = mix(c.pix[i], paint(x, y), min(k, 1))
			}
		}
	}
}

func flat(paint colour) func(x, y float32) colour {
	return func(float32, float32) colour { return paint }
}

// ribbon returns the outline of a line with a width of its own at each point.
func ribbon(spine []point, width func(part float32) float32) []point {
	left, right := make([]point, 0, 2*len(spine)), make([]point, 0, len(spine))
	for i, p := range spine {
		a, b := spine[max(i-1, 0)], spine[min(i+1, len(spine)-1)]
		dx, dy := b.x-a.x, b.y-a.y
		length := sqrt(dx*dx+dy*dy) + 1e-9
		w := width(float32(i)/float32(len(spine)-1)) / 2 / length
		left = append(left, point{p.x - dy*w, p.y + dx*w})
		right = append(right, point{p.x + dy*w, p.y - dx*w})
	}
	slices.Reverse(right)
	return append(left, right...)
}

func disc(x, y, rx, ry float32) []point {
	shape := make([]point, 96)
	for i := range shape {
		a := float32(i) / float32(len(shape)) * tau
		shape[i] = point{x + rx*cos(a), y + ry*sin(a)}
	}
	return shape
}

// bloom spreads bright pixels over their neighbours.
func (c *canvas) bloom(above, strength float32, radius int) {
	w, h := c.w/4, c.h/4
	a, b := c.small[0], c.small[1]
	c.rows(h, func(row int) {
		for col := range w {
			var sum colour
			for i := range 16 {
				sum = sum.plus(c.pix[(row*4+i/4)*c.w+col*4+i%4])
			}
			sum = sum.times(1.0 / 16)
			if m := max(sum[0], sum[1], sum[2]); m > above {
				a[row*w+col] = sum.times((m - above) / m)
			} else {
				a[row*w+col] = colour{}
			}
		}
	})
	for range 3 { // three boxes are nearly a bell
		c.rows(h, func(row int) { box(a[row*w:(row+1)*w], b[row*w:(row+1)*w], radius) })
		c.rows(w, func(col int) {
			column, out := make([]colour, h), make([]colour, h)
			for row := range h {
				column[row] = b[row*w+col]
			}
			box(column, out, radius)
			for row := range h {
				a[row*w+col] = out[row]
			}
		})
	}
	c.rows(c.h, func(py int) {
		fy := min(max((float32(py)-1.5)/4, 0), float32(h-1)-0.001)
		for px := range c.w {
			fx := min(max((float32(px)-1.5)/4, 0), float32(w-1)-0.001)
			ix, iy := int(fx), int(fy)
			kx, ky := fx-float32(ix), fy-float32(iy)
			i := iy*w + ix
			light := mix(mix(a[i], a[i+1], kx), mix(a[i+w], a[i+w+1], kx), ky)
			c.pix[py*c.w+px] = c.pix[py*c.w+px].plus(light.times(strength))
		}
	})
}

func box(in, out []colour, radius int) {
	var sum colour
	n := len(in)
	for i := -radius; i < n; i++ {
		if i+radius < n {
			sum = sum.plus(in[i+radius])
		}
		if i-radius-1 >= 0 {
			sum = sum.plus(in[i-radius-1].times(-1))
		}
		if i >= 0 {
			out[i] = sum.times(1 / float32(2*radius+1))
		}
	}
}

// picture develops the light: a soft shoulder, darker corners, and a grain
// too fine to be seen, which keeps skies free of bands.
func (c *canvas) picture(fade float32) *image.RGBA {
	const most, steps = 6, 1 << 13
	if c.film == nil {
		c.film = make([]uint8, steps*4)
		for i := range c.film { // four of each, for the grain
			light := float64(i/4) / steps * most
			v := math.Pow(1-math.Exp(-light*1.35), 1/2.2) * 255
			c.film[i] = uint8(min(v+(float64(i%4)+0.5)/4, 255))
		}
	}
	img := image.NewRGBA(image.Rect(0, 0, c.w, c.h))
	c.rows(c.h, func(py int) {
		for px := range c.w {
			x, y := c.place(px, py)
			k := fade * (1 - 0.22*(x*x+y*y*1.6)) * steps / most
			i := py*c.w + px
			grain := int(hash(px, py, 7) * 3.999)
			for part, light := range c.pix[i] {
				img.Pix[4*i+part] = c.film[min(max(int(light*k), 0), steps-1)*4+grain]
			}
			img.Pix[4*i+3] = 255
		}
	})
	return img
}
