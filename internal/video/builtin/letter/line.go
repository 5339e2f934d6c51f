package letter

import (
	"image"
	"math"

	"golang.org/x/image/font"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
	"golang.org/x/image/vector"

	"streamspark/internal/video/builtin/paint"
)

// oversize is how much larger than shown a letter is drawn, so that it may
// grow and move between pixels and stay crisp.
const oversize = 2

// shadowReach is how far a letter's shadow goes beyond it, in cells of
// four texels.
const shadowReach = 8

// maxPart bounds how much of a line is looked at: no more can be read.
const maxPart = 120

// Line is a line of text in shapes.
type Line struct {
	Text   string
	Size   float32
	Width  float32
	Glyphs []Glyph
}

// Glyph is one visible letter. X and Y lead from the middle of the line,
// at the foot of its letters, to the middle of this one.
type Glyph struct {
	Mask   *paint.Mask
	Shadow *paint.Mask // the same, wider and out of focus
	X, Y   float32
}

// Fit lays out a text that Keep has passed. It is made smaller down to
// least until it is no wider than width; if that is not enough, its end is
// cut and an ellipsis says so.
func (f *Face) Fit(text string, size, least, width float32) Line {
	runes := []rune(text)
	if len(runes) > maxPart {
		runes = append(runes[:maxPart-1:maxPart-1], '…')
	}
	if full := f.measure(runes) * size; full > width {
		size = max(least, size*width/full)
	}
	for len(runes) > 2 && f.measure(runes)*size > width+0.5 {
		end := len(runes) - 2
		for end > 1 && runes[end-1] == ' ' {
			end--
		}
		runes = append(runes[:end:end], '…')
	}
	return f.lay(runes, size)
}

func (f *Face) lay(runes []rune, size float32) Line {
	line := Line{Text: string(runes), Size: size, Width: f.measure(runes) * size}
	masks := map[rune]placed{}
	pen := -line.Width / 2
	for i, r := range runes {
		if i > 0 {
			pen += f.kern(runes[i-1], r) * size
		}
		shape, ok := masks[r]
		if !ok {
			shape = f.shape(r, size)
			masks[r] = shape
		}
		if shape.mask != nil {
			line.Glyphs = append(line.Glyphs, Glyph{
				Mask: shape.mask, Shadow: shape.shadow, X: pen + shape.x, Y: shape.y,
			})
		}
		pen += f.advance(r) * size
	}
	return line
}

// measure returns the width of a text at size 1.
func (f *Face) measure(runes []rune) float32 {
	var width float32
	for i, r := range runes {
		width += f.advance(r)
		if i > 0 {
			width += f.kern(runes[i-1], r)
		}
	}
	return width
}

// unit is the size at which the font is measured.
const unit = 1000

func (f *Face) advance(r rune) float32 {
	if s, made := madeSign(r); made {
		return s.advance
	}
	advance, err := f.font.GlyphAdvance(&f.buf, f.index(r), fixed.I(unit), font.HintingNone)
	if err != nil {
		return 0
	}
	return pixels(advance) / unit
}

func (f *Face) kern(a, b rune) float32 {
	kern, err := f.font.Kern(&f.buf, f.index(a), f.index(b), fixed.I(unit), font.HintingNone)
	if err != nil {
		return 0
	}
	return pixels(kern) / unit
}

func (f *Face) index(r rune) sfnt.GlyphIndex {
	index, err := f.font.GlyphIndex(&f.buf, r)
	if err != nil {
		return 0
	}
	return index
}

func pixels(v fixed.Int26_6) float32 { return float32(v) / 64 }

// placed is a letter's mask and where its middle is from the pen.
type placed struct {
	mask, shadow *paint.Mask
	x, y         float32
}

// shape draws a letter. A space has no mask.
func (f *Face) shape(r rune, size float32) placed {
	made, isMade := madeSign(r)
	if isMade {
		r = made.letter
	}
	em := size * oversize
	var outline sfnt.Segments
	if r != 0 {
		var err error
		if outline, err = f.font.LoadGlyph(&f.buf, f.index(r), fixed.Int26_6(em*64), nil); err != nil {
			return placed{}
		}
	}
	if len(outline) == 0 && !isMade {
		return placed{}
	}
	if r == '0' {
		outline = plainZero(outline, em)
	}
	// One box for every letter: from the highest accent to the longest tail.
	width := int(math.Ceil(float64((f.advance(r)+0.5)*em))) + 4
	if isMade {
		width = int(math.Ceil(float64((made.advance+0.5)*em))) + 4
	}
	up, height := float32(math.Ceil(float64(em*1.1))), int(math.Ceil(float64(em*1.45)))
	left := float32(math.Ceil(float64(em * 0.25)))

	standIns := image.NewAlpha(image.Rect(0, 0, width, height))
	raster := vector.NewRasterizer(width, height)
	trace(raster, outline, left, up)
	raster.Draw(standIns, standIns.Rect, image.Opaque, image.Point{})
	for _, b := range made.bars {
		raster.Reset(width, height)
		rectangle(raster, left+b.left*em, up+b.top*em, left+b.right*em, up+b.bottom*em)
		raster.Draw(standIns, standIns.Rect, image.Opaque, image.Point{})
	}
	return crop(standIns, left, up)
}

func trace(z *vector.Rasterizer, outline sfnt.Segments, left, up float32) {
	for _, s := range outline {
		var p [3][2]float32
		for i := range p {
			p[i] = [2]float32{left + pixels(s.Args[i].X), up + pixels(s.Args[i].Y)}
		}
		switch s.Op {
		case sfnt.SegmentOpMoveTo:
			z.ClosePath()
			z.MoveTo(p[0][0], p[0][1])
		case sfnt.SegmentOpLineTo:
			z.LineTo(p[0][0], p[0][1])
		case sfnt.SegmentOpQuadTo:
			z.QuadTo(p[0][0], p[0][1], p[1][0], p[1][1])
		case sfnt.SegmentOpCubeTo:
			z.CubeTo(p[0][0], p[0][1], p[1][0], p[1][1], p[2][0], p[2][1])
		}
	}
	z.ClosePath()
}

func rectangle(z *vector.Rasterizer, left, top, right, bottom float32) {
	z.MoveTo(left, top)
	z.LineTo(right, top)
	z.LineTo(right, bottom)
	z.LineTo(left, bottom)
	z.ClosePath()
}

// crop keeps what is drawn of a box. (left, up) is where the pen was.
func crop(standIns *image.Alpha, left, up float32) placed {
	var used image.Rectangle
	for y := range standIns.Rect.Dy() {
		for x := range standIns.Rect.Dx() {
			if standIns.Pix[y*standIns.Stride+x] != 0 {
				used = used.Union(image.Rect(x, y, x+1, y+1))
			}
		}
	}
	if used.Empty() {
		return placed{}
	}
	mask := &paint.Mask{W: used.Dx(), H: used.Dy(), Scale: oversize, Pix: make([]float32, used.Dx()*used.Dy())}
	for y := range mask.H {
		for x := range mask.W {
			mask.Pix[y*mask.W+x] = float32(standIns.Pix[(y+used.Min.Y)*standIns.Stride+x+used.Min.X]) / 255
		}
	}
	return placed{
		mask:   mask,
		shadow: mask.Blurred(shadowReach),
		x:      (float32(used.Min.X+used.Max.X)/2 - left) / oversize,
		y:      (float32(used.Min.Y+used.Max.Y)/2 - up) / oversize,
	}
}
