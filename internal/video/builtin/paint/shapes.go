package paint

// Light adds a spark: a hot middle with a halo that ends at r.
func (c *Canvas) Light(x, y, r float32, col Colour) {
	if r < 0.3 {
		return
	}
	x0, x1 := span(x, r, c.W)
	y0, y1 := span(y, r, c.H)
	inv := 1 / (r * r)
	for py := y0; py < y1; py++ {
		dy := float32(py) + 0.5 - y
		qy := dy * dy * inv
		if qy >= 1 {
			continue
		}
		dx := float32(x0) + 0.5 - x
		row := c.sharp[(py*c.W+x0)*4 : (py*c.W+x1)*4]
		for ; len(row) >= 4; row = row[4:] {
			if q := qy + dx*dx*inv; q < 1 {
				k := c.light[int(q*falloffSteps)]
				row[0] += col.R * k
				row[1] += col.G * k
				row[2] += col.B * k
			}
			dx++
		}
	}
}

// Streak adds a line of light from its tail to its head: thin and dark at
// the tail, full at the head. r is half of its width at the head.
func (c *Canvas) Streak(tx, ty, hx, hy, r float32, col Colour) {
	vx, vy := hx-tx, hy-ty
	length2 := vx*vx + vy*vy
	if r < 0.3 || length2 < 0.25 {
		c.Light(hx, hy, r, col)
		return
	}
	x0, x1 := span((tx+hx)/2, abs(vx)/2+r, c.W)
	y0, y1 := span((ty+hy)/2, abs(vy)/2+r, c.H)
	along := 1 / length2
	inv := 1 / (r * r)
	for py := y0; py < y1; py++ {
		dy := float32(py) + 0.5 - ty
		for px := x0; px < x1; px++ {
			dx := float32(px) + 0.5 - tx
			s := (dx*vx + dy*vy) * along
			if s < 0 {
				continue
			}
			s = min(s, 1)
			ox, oy := dx-s*vx, dy-s*vy
			q := (ox*ox + oy*oy) * inv / (0.15 + 0.85*s)
			if q >= 1 {
				continue
			}
			k := c.light[int(q*falloffSteps)] * s * s
			cell := c.sharp[(py*c.W+px)*4 : (py*c.W+px)*4+4]
			cell[0] += col.R * k
			cell[1] += col.G * k
			cell[2] += col.B * k
		}
	}
}

// Disc lays a round spot over what is there, with a smooth rim of the
// given width.
func (c *Canvas) Disc(x, y, r, rim float32, col Colour, alpha float32) {
	x0, x1 := span(x, r+1, c.W)
	y0, y1 := span(y, r+1, c.H)
	// Near the rim the distance to it is (r²-d²)/2r, which needs no root.
	scale := 1 / (2 * r * max(rim, 1))
	for py := y0; py < y1; py++ {
		dy := float32(py) + 0.5 - y
		for px := x0; px < x1; px++ {
			dx := float32(px) + 0.5 - x
			if k := (r*r-dx*dx-dy*dy)*scale + 0.5; k > 0 {
				c.blend((py*c.W+px)*4, col, min(k, 1)*alpha)
			}
		}
	}
}

// Quad lays a parallelogram over what is there. (ux, uy) and (vx, vy) lead
// from its middle to the middles of two sides.
func (c *Canvas) Quad(x, y, ux, uy, vx, vy float32, col Colour, alpha float32) {
	area := ux*vy - uy*vx
	if abs(area) < 0.02 {
		return
	}
	inv := 1 / area
	// How far in pixels the sides are from the middle.
	ru := abs(area) / Sqrt(vx*vx+vy*vy)
	rv := abs(area) / Sqrt(ux*ux+uy*uy)
	alpha *= min(2*ru, 1) * min(2*rv, 1) // thinner than a pixel: fainter
	x0, x1 := span(x, abs(ux)+abs(vx)+1, c.W)
	y0, y1 := span(y, abs(uy)+abs(vy)+1, c.H)
	for py := y0; py < y1; py++ {
		dy := float32(py) + 0.5 - y
		for px := x0; px < x1; px++ {
			dx := float32(px) + 0.5 - x
			a := abs(dx*vy-dy*vx) * abs(inv)
			b := abs(dy*ux-dx*uy) * abs(inv)
			k := min((1-a)*ru, (1-b)*rv) + 0.5
			if k > 0 {
				c.blend((py*c.W+px)*4, col, min(k, 1)*alpha)
			}
		}
	}
}

// Ground fills the frame from a skyline downwards. heights are above the
// foot, one for each column of pixels; the colour changes from the skyline
// over depth pixels to what it is in the valley.
func (c *Canvas) Ground(heights []float32, foot float32, top, valley Colour, depth float32) {
	for x := range min(c.W, len(heights)) {
		line := foot - heights[x]
		for y := max(int(line), 0); y < c.H; y++ {
			below := float32(y) + 1 - line
			c.blend((y*c.W+x)*4, top.Mix(valley, min(below/depth, 1)), min(below, 1))
		}
	}
}

// blend lays a colour over one pixel.
func (c *Canvas) blend(at int, col Colour, alpha float32) {
	cell := c.sharp[at : at+4]
	keep := 1 - alpha
	cell[0] = cell[0]*keep + col.R*alpha
	cell[1] = cell[1]*keep + col.G*alpha
	cell[2] = cell[2]*keep + col.B*alpha
	cell[3] = cell[3]*keep + alpha
}

func abs(v float32) float32 {
	if v < 0 {
		return -v
	}
	return v
}
