package scene

import (
	"strings"

	"streamspark/internal/video/builtin/letter"
	"streamspark/internal/video/builtin/paint"
)

// title is the donor's name and the amount, or what stands in for them.
type title struct {
	stage
	lines  []line
	width  float32 // of the widest line
	middle float32 // y
	twist  float32 // seconds between two letters
	glints []glint
}

// line is one line of the title and when it comes in.
type line struct {
	letter.Line
	y     float32 // of the foot of its letters
	start float32
	slam  bool // it falls into its place as a whole, with a flash
	ink   paint.Ink
}

// glint is a star that flares up on the title and dies.
type glint struct {
	x, y, at, size float32
}

func newTitle(s stage, spec Spec, face *letter.Face, d *dice) *title {
	t := &title{stage: s, middle: s.h * 0.5, twist: min(0.045, 0.6/float32(max(len(spec.Name), len(spec.Message)/2)+1))}
	width := s.w * 0.86
	white := paint.Ink{Top: paint.Hex(0xffffff).Times(1.9), Bottom: paint.Hex(0xe8e6ff).Times(1.55)}
	metal := paint.Ink{Top: s.palette.metal[0].Times(1.8), Bottom: s.palette.metal[1].Times(0.95)}
	big := func(text string, size float32) letter.Line {
		return face.Fit(text, size*s.unit, size*s.unit*0.42, width)
	}
	name, amount := s.beats[0], s.beats[1]
	switch {
	case spec.Name != "" && spec.Amount != "":
		t.add(big(spec.Name, 84), -36*s.unit, name-0.15, false, white)
		t.add(big(spec.Amount, 132), 106*s.unit, amount, true, metal)
	case spec.Amount != "":
		t.add(big(spec.Amount, 150), 52*s.unit, amount, true, metal)
	case spec.Name != "":
		t.add(big(spec.Name, 112), 40*s.unit, name, false, metal)
	case spec.Message != "":
		upper, lower := halves(spec.Message)
		if lower == "" {
			t.add(big(upper, 84), 30*s.unit, name, false, white)
			break
		}
		t.add(big(upper, 70), -14*s.unit, name-0.15, false, white)
		t.add(big(lower, 70), 76*s.unit, amount-0.2, false, white)
	}
	for range int(3+4*s.rich) * min(len(t.lines), 1) {
		t.glints = append(t.glints, glint{
			x:    s.w/2 + d.uniform(-0.5, 0.5)*t.width,
			y:    t.middle + d.uniform(-70, 90)*s.unit,
			at:   d.uniform(amount+0.3, max(amount+0.6, s.duration-1.4)),
			size: d.uniform(14, 34) * s.unit,
		})
	}
	return t
}

func (t *title) add(l letter.Line, y, start float32, slam bool, ink paint.Ink) {
	ink.FromY, ink.ToY = t.middle+y-l.Size*0.74, t.middle+y
	t.lines = append(t.lines, line{Line: l, y: t.middle + y, start: max(start, 0.1), slam: slam, ink: ink})
	t.width = max(t.width, l.Width)
}

// halves breaks the first words of a long text into two lines of about the
// same length.
func halves(text string) (upper, lower string) {
	const most = 44
	words := strings.Fields(text)
	total, taken := 0, 0
	for _, w := range words {
		if total += len([]rune(w)) + 1; total > most && taken > 0 {
			words = words[:taken]
			words[taken-1] += "…"
			break
		}
		taken++
	}
	if len([]rune(strings.Join(words, " "))) <= 18 || len(words) < 2 {
		return strings.Join(words, " "), ""
	}
	best, split := 1<<30, 1
	for i := 1; i < len(words); i++ {
		longer := max(len([]rune(strings.Join(words[:i], " "))), len([]rune(strings.Join(words[i:], " "))))
		if longer < best {
			best, split = longer, i
		}
	}
	return strings.Join(words[:split], " "), strings.Join(words[split:], " ")
}

func (t *title) draw(c *paint.Canvas, now float32) {
	if len(t.lines) == 0 {
		return
	}
	shown := paint.Smooth(paint.Ramp(t.lines[0].start, t.lines[0].start+0.6, now))
	c.Soft().Shade(t.w/2, t.middle, t.width*0.5+230*t.unit, 240*t.unit, 0.5*shown)
	for i := range t.lines {
		t.lines[i].draw(c, t, now)
	}
	if len(t.lines) == 2 && t.lines[1].slam {
		t.divider(c, now)
	}
	for _, g := range t.glints {
		star(c, g.x, g.y, g.size, now-g.at, 0.55, paint.Colour{R: 2.6, G: 2.5, B: 2.3})
	}
}

// draw paints one line. The whole title slowly comes nearer.
func (l *line) draw(c *paint.Canvas, t *title, now float32) {
	near := 1 + 0.03*now/t.duration
	ink := l.ink
	if l.slam {
		since := now - l.start
		flash := paint.Exp(-max(since, 0)*5) * paint.Ramp(-0.02, 0.02, since)
		glow := l.ink.Bottom.Times(0.75 * flash)
		c.Soft().Ellipse(t.w/2, t.middle+40*t.unit, t.w*0.62, 300*t.unit, glow)
		reach := paint.OutCubic(paint.Ramp(0, 0.9, since)) * t.w * 0.62
		c.Soft().Ring(t.w/2, t.middle+40*t.unit, reach, 46*t.unit, l.ink.Bottom.Times(0.7*flash*flash*paint.Ramp(0.03, 0.2, since)))
		ink.Top, ink.Bottom = ink.Top.Times(1+1.2*flash), ink.Bottom.Times(1+1.2*flash)
		ink.SheenWidth, ink.Sheen = 70*t.unit, paint.Colour{R: 1.6, G: 1.5, B: 1.3}
		ink.SheenX = t.w/2 - l.Width*0.5 - 160*t.unit + sweep(since-0.35)*(l.Width+320*t.unit)
	}
	shadow := paint.Ink{Top: t.palette.deep.Times(0.25), Bottom: t.palette.deep.Times(0.25)}
	l.stamp(c, t, now, near, 3*t.unit, 1, shadow)
	l.stamp(c, t, now, near, 0, 1, ink)
}

// stamp lays the letters, or their shadows, down where they are now.
func (l *line) stamp(c *paint.Canvas, t *title, now, near, lower, alpha float32, ink paint.Ink) {
	for i, g := range l.Glyphs {
		scale, lift, there := l.motion(now, i, t)
		ink.Alpha = alpha * there
		k := near
		if l.slam {
			k *= scale // falls as a whole: the letters move apart as they grow
		}
		x := t.w/2 + g.X*k
		y := t.middle + (l.y-t.middle)*near + g.Y*k + lift + lower
		mask := g.Mask
		if lower != 0 {
			mask = g.Shadow
		}
		c.Stamp(mask, x, y, near*scale, ink)
	}
}

// sweep returns how far the band of light has run across: once every 2.6 s.
func sweep(since float32) float32 {
	if since < 0 {
		return -1
	}
	for since > 2.6 {
		since -= 2.6
	}
	return paint.Smooth(paint.Ramp(0, 1.1, since)) * 1.05
}

// motion returns how a letter comes in: its size, its way up or down, and how
// much of it is there.
func (l *line) motion(now float32, i int, t *title) (scale, lift, alpha float32) {
	if l.slam {
		p := paint.Ramp(l.start-0.26, l.start, now)
		bounce := now - l.start
		settle := 0.05 * paint.Exp(-max(bounce, 0)*7) * paint.Sin(max(bounce, 0)*26)
		return 1 + 1.6*(1-p)*(1-p) - settle, 0, p * p
	}
	p := paint.Ramp(0, 0.5, now-l.start-float32(i)*t.twist)
	return 0.4 + 0.6*paint.OutBack(p), (1 - paint.OutCubic(p)) * 46 * t.unit, paint.Smooth(paint.Ramp(0, 0.5, p))
}

// divider draws the line of light between the name and the amount.
func (t *title) divider(c *paint.Canvas, now float32) {
	p := paint.OutCubic(paint.Ramp(t.beats[0]+0.05, t.beats[0]+0.75, now))
	if p <= 0 {
		return
	}
	y := t.middle - 10*t.unit
	reach := min(max(t.width*0.5, 130*t.unit), t.w*0.42) * p
	colour := t.palette.metal[1].Times(2)
	c.Streak(t.w/2-reach, y, t.w/2, y, 3.2*t.unit, colour)
	c.Streak(t.w/2+reach, y, t.w/2, y, 3.2*t.unit, colour)
	c.Light(t.w/2-reach, y, 9*t.unit, colour.Times(1.4*(1-p)))
	c.Light(t.w/2+reach, y, 9*t.unit, colour.Times(1.4*(1-p)))
}

// star draws a light with four rays that flares up and dies within a time.
func star(c *paint.Canvas, x, y, size, since, lasts float32, col paint.Colour) {
	p := paint.Ramp(0, lasts, since)
	if p <= 0 || p >= 1 {
		return
	}
	k := 4 * p * (1 - p)
	r := size * (0.4 + 0.6*k)
	col = col.Times(k)
	for _, d := range [4][2]float32{{r, 0}, {-r, 0}, {0, r}, {0, -r}} {
		c.Streak(x+d[0], y+d[1], x, y, max(size*0.07, 0.8), col)
	}
	c.Light(x, y, r*0.6, col.Times(0.8))
}
