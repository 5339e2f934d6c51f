package paint

// bloom is the light that bright places throw around them: a near halo and
// a wide one, both kept coarse because they have no detail.
type bloom struct {
	near, wide, spare *Grid
}

func newBloom(w, h int) bloom {
	return bloom{near: newGrid(w, h), wide: newGrid((w+3)/4, (h+3)/4), spare: newGrid(w, h)}
}

// gather collects the light of the sharp layer into the near grid, spreads
// it, and collects that into the wide one.
func (b *bloom) gather(c *Canvas) {
	clear(b.near.Pix)
	const share = 1.0 / (Coarse * Coarse)
	for y := range c.H {
		row := c.sharp[y*c.W*4 : (y+1)*c.W*4]
		cells := b.near.Row(y / Coarse)
		for len(row) > 0 {
			n := min(len(row), Coarse*4)
			var r, g, bl float32
			for i := 0; i+3 < n; i += 4 {
				k := 1 - 0.86*row[i+3] // letters and paper reflect; they hardly shine
				r += row[i] * k
				g += row[i+1] * k
				bl += row[i+2] * k
			}
			cells[0] += r * share
			cells[1] += g * share
			cells[2] += bl * share
			cells, row = cells[3:], row[n:]
		}
	}
	b.near.blur(b.spare, 2)
	shrink(b.wide, b.near)
	b.wide.blur(b.spare, 3)
}

// light adds both halos to the soft layer.
func (b *bloom) light(soft *Grid, near, wide float32) {
	for i, v := range b.near.Pix {
		soft.Pix[i] += v * near
	}
	for y := range soft.H {
		row := soft.Row(y)
		v := (float32(y)+0.5)/4 - 0.5
		y0 := int(v+1) - 1
		fy := v - float32(y0)
		top := b.wide.Row(clamp(y0, b.wide.H))
		bottom := b.wide.Row(clamp(y0+1, b.wide.H))
		for x := range soft.W {
			u := (float32(x)+0.5)/4 - 0.5
			x0 := int(u+1) - 1
			fx := u - float32(x0)
			l, r := clamp(x0, b.wide.W)*3, clamp(x0+1, b.wide.W)*3
			for k := range 3 {
				t := top[l+k] + (top[r+k]-top[l+k])*fx
				m := bottom[l+k] + (bottom[r+k]-bottom[l+k])*fx
				row[x*3+k] += (t + (m-t)*fy) * wide
			}
		}
	}
}

func clamp(i, n int) int { return max(0, min(i, n-1)) }

// shrink averages four by four cells into one.
func shrink(to, from *Grid) {
	clear(to.Pix)
	for y := range from.H {
		row, cells := from.Row(y), to.Row(y/4)
		for x := range from.W {
			for k := range 3 {
				cells[x/4*3+k] += row[x*3+k] / 16
			}
		}
	}
}

// blur spreads light by two passes of a moving average in each direction,
// which comes close to a bell.
func (g *Grid) blur(spare *Grid, reach int) {
	for range 2 {
		for y := range g.H {
			average(spare.Pix, g.Pix, y*g.W*3, 3, g.W, reach)
		}
		for x := range g.W {
			average(g.Pix, spare.Pix, x*3, g.W*3, g.H, reach)
		}
	}
}

// average writes the moving average of n cells of three values that lie
// step apart.
func average(to, from []float32, start, step, n, reach int) {
	for k := start; k < start+3; k++ {
		slide(to, from, k, step, n, reach)
	}
}

// slide writes the moving average of n values that lie step apart. What is
// beyond the ends counts as dark.
func slide(to, from []float32, start, step, n, reach int) {
	share := 1 / float32(2*reach+1)
	var sum float32
	for i := range min(reach, n) {
		sum += from[start+i*step]
	}
	for i := range n {
		if in := i + reach; in < n {
			sum += from[start+in*step]
		}
		if out := i - reach - 1; out >= 0 {
			sum -= from[start+out*step]
		}
		to[start+i*step] = sum * share
	}
}
