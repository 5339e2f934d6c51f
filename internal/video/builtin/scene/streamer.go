package scene

import "streamspark/internal/video/builtin/paint"

// streamer is a paper ribbon that unrolls in the air and curls.
type streamer struct {
	flight
	born, lag     float32 // lag: seconds from one bend to the next
	bends         int
	width         float32
	curl, twist   float32
	phase         float32
	colour, other paint.Colour
}

func newStreamer(s stage, d *dice, at float32, left bool) streamer {
	angle := d.uniform(0.75, 1.35)
	power := d.uniform(0.75, 1.35) * (s.h*2.0 + s.w*0.3)
	r := streamer{
		born: at + d.uniform(0, 0.12), lag: d.uniform(0.0052, 0.0068), bends: 70,
		width: d.uniform(3.2, 4.6) * s.unit, curl: d.uniform(9, 16) * s.unit,
		twist: d.uniform(0.2, 0.29), phase: d.angle(),
		flight: flight{
			x: -5, y: s.h, vx: paint.Cos(angle) * power, vy: -paint.Sin(angle) * power,
			drag: d.uniform(1.7, 2.2), gravity: d.uniform(170, 240) * s.unit,
		},
	}
	if !left {
		r.x, r.vx = s.w+5, -r.vx
	}
	r.colour = s.palette.vivid(d)
	r.other = r.colour.Times(0.5)
	return r
}

// draw paints the ribbon as short pieces along the way of its head. Each
// bend winds around that way, so that the ribbon shows both of its sides.
func (r *streamer) draw(c *paint.Canvas, t float32) {
	age := t - r.born
	if age <= 0 {
		return
	}
	// Late in its flight the ribbon has slowed down and hangs together.
	stretch := r.lag * (1 + 1.6*paint.Ramp(0.4, 2.2, age))
	var lastX, lastY float32
	for i := range r.bends {
		at := age - float32(i)*stretch
		if at <= 0 {
			return
		}
		x, y := r.at(at)
		wind := r.phase + float32(i)*r.twist + t*5
		open := paint.Ramp(0, 0.5, age) * (0.35 + 0.65*float32(i)/float32(r.bends))
		x += paint.Cos(wind) * r.curl * open
		y += paint.Sin(wind) * r.curl * 0.55 * open
		if i > 0 {
			r.piece(c, lastX, lastY, x, y, wind)
		}
		lastX, lastY = x, y
	}
}

func (r *streamer) piece(c *paint.Canvas, ax, ay, bx, by, wind float32) {
	ux, uy := (bx-ax)/2, (by-ay)/2
	length := paint.Sqrt(ux*ux + uy*uy)
	if length < 0.05 {
		return
	}
	side := paint.Sin(wind)
	width := r.width * (0.35 + 0.65*max(side, -side)) / length
	col := r.colour.Times(0.75 + 0.35*side)
	if side < 0 {
		col = r.other.Times(0.9 - 0.4*side)
	}
	over := 1 + 0.6/length // pieces overlap, so that no gap shows
	c.Quad((ax+bx)/2, (ay+by)/2, ux*over, uy*over, -uy*width, ux*width, col, 1)
}
