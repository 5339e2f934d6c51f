package paint

// Coarse is how many pixels of the frame one cell of the soft layer covers
// in each direction.
const Coarse = 4

// falloffSteps is the resolution of the tables of falling light.
const falloffSteps = 512

// Canvas is one frame while it is drawn. It is used again for the next
// frame, by one goroutine at a time.
type Canvas struct {
	W, H int

	sharp []float32 // RGBA a pixel: light, and how much it hides what is under it
	soft  *Grid     // what is under it: the sky, lit a cell at a time
	glow  bloom

	light   [falloffSteps + 1]float32 // by the square of the distance: a spark with a halo
	develop developer
}

// NewCanvas makes a canvas of a size in pixels.
func NewCanvas(w, h int) *Canvas {
	c := &Canvas{W: w, H: h, sharp: make([]float32, w*h*4)}
	cells := func(n int) int { return (n + Coarse - 1) / Coarse }
	c.soft = newGrid(cells(w), cells(h))
	c.glow = newBloom(c.soft.W, c.soft.H)
	for i := range c.light {
		q := float32(i) / falloffSteps
		c.light[i] = (1 - q) * (1 - q) / (1 + 24*q)
	}
	c.light[falloffSteps] = 0
	return c
}

// Clear makes the sharp layer empty and the soft one black.
func (c *Canvas) Clear() {
	clear(c.sharp)
	clear(c.soft.Pix)
}

// Soft returns the soft layer, to be lit by whoever draws the sky.
func (c *Canvas) Soft() *Grid { return c.soft }

// Grid is a small picture of light without transparency.
type Grid struct {
	W, H int
	Pix  []float32 // RGB a cell
}

func newGrid(w, h int) *Grid { return &Grid{W: w, H: h, Pix: make([]float32, w*h*3)} }

// Row returns one row of cells.
func (g *Grid) Row(y int) []float32 { return g.Pix[y*g.W*3 : (y+1)*g.W*3] }

// Glow adds a wide, gentle light. Its place and reach are in pixels of the
// frame, as everywhere.
func (g *Grid) Glow(x, y, r float32, c Colour) { g.Ellipse(x, y, r, r, c) }

// Ellipse adds a gentle light that reaches rx sideways and ry up and down.
func (g *Grid) Ellipse(x, y, rx, ry float32, c Colour) {
	g.around(x, y, rx, ry, func(cell []float32, k float32) {
		cell[0] += c.R * k
		cell[1] += c.G * k
		cell[2] += c.B * k
	})
}

// Shade takes a part of the light away around a place, so that what stands
// there can be read.
func (g *Grid) Shade(x, y, rx, ry, depth float32) {
	g.around(x, y, rx, ry, func(cell []float32, k float32) {
		k = 1 - depth*k
		cell[0] *= k
		cell[1] *= k
		cell[2] *= k
	})
}

// around calls touch for each cell in an ellipse with a weight that falls
// from 1 in the middle to 0 at the rim.
func (g *Grid) around(x, y, rx, ry float32, touch func(cell []float32, k float32)) {
	x, y, rx, ry = x/Coarse, y/Coarse, rx/Coarse, ry/Coarse
	if rx < 0.5 || ry < 0.5 {
		return
	}
	x0, x1 := span(x, rx, g.W)
	y0, y1 := span(y, ry, g.H)
	ix, iy := 1/(rx*rx), 1/(ry*ry)
	for cy := y0; cy < y1; cy++ {
		dy := float32(cy) + 0.5 - y
		row := g.Row(cy)
		for cx := x0; cx < x1; cx++ {
			dx := float32(cx) + 0.5 - x
			if q := dx*dx*ix + dy*dy*iy; q < 1 {
				touch(row[cx*3:cx*3+3], (1-q)*(1-q)*(1-q))
			}
		}
	}
}

// span returns the range of whole numbers that a centre with a reach touches
// within 0 to limit.
func span(centre, reach float32, limit int) (from, to int) {
	// Far outside, a conversion to int would not be defined.
	if !(centre > -1e6 && centre < 1e6 && reach < 1e6) {
		return 0, 0
	}
	from = min(max(int(centre-reach)-1, 0), limit)
	to = min(int(centre+reach)+2, limit)
	return from, max(from, to)
}

// Ring adds a circle of light with a soft inner and outer side.
func (g *Grid) Ring(x, y, r, width float32, c Colour) {
	x, y, r, width = x/Coarse, y/Coarse, r/Coarse, max(width/Coarse, 1)
	x0, x1 := span(x, r+width, g.W)
	y0, y1 := span(y, r+width, g.H)
	for cy := y0; cy < y1; cy++ {
		dy := float32(cy) + 0.5 - y
		row := g.Row(cy)
		for cx := x0; cx < x1; cx++ {
			dx := float32(cx) + 0.5 - x
			off := (Sqrt(dx*dx+dy*dy) - r) / width
			if q := off * off; q < 1 {
				k := (1 - q) * (1 - q)
				row[cx*3] += c.R * k
				row[cx*3+1] += c.G * k
				row[cx*3+2] += c.B * k
			}
		}
	}
}
