package letter

import (
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

// sign is a currency sign that the font lacks, built from one of its
// letters and bars in the same weight. All in parts of the font's size,
// y downwards from the line that the letters stand on.
type sign struct {
	letter  rune // 0: bars alone
	bars    []bar
	advance float32
}

type bar struct{ left, top, right, bottom float32 }

// madeSign returns the sign of rubles or of tenge. They are what most donors
// pay in, and both are only strokes.
func madeSign(r rune) (sign, bool) {
	switch r {
	case '₽':
		return sign{letter: 'P', advance: 0.69, bars: []bar{
			{0.010, -0.382, 0.160, -0.283},
			{0.010, -0.205, 0.430, -0.115},
		}}, true
	case '₸':
		return sign{advance: 0.61, bars: []bar{
			{0.020, -0.723, 0.592, -0.628},
			{0.020, -0.545, 0.592, -0.450},
			{0.231, -0.500, 0.381, 0},
		}}, true
	}
	return sign{}, false
}

// plainZero makes the font's zero, which is struck through as programmers
// like it, an open one: the outer line of it, and the same line smaller
// and backwards as its hole.
func plainZero(outline sfnt.Segments, em float32) sfnt.Segments {
	const (
		wide, high = 0.428, 0.762 // of the hole, in parts of the outside
		x, y       = 0.278, -0.361
	)
	end := 1
	for end < len(outline) && outline[end].Op != sfnt.SegmentOpMoveTo {
		end++
	}
	outer := outline[:end:end]
	inward := func(p fixed.Point26_6) fixed.Point26_6 {
		cx, cy := fixed.Int26_6(x*em*64), fixed.Int26_6(y*em*64)
		return fixed.Point26_6{
			X: cx + fixed.Int26_6(float32(p.X-cx)*wide),
			Y: cy + fixed.Int26_6(float32(p.Y-cy)*high),
		}
	}
	last := func(s sfnt.Segment) fixed.Point26_6 {
		if s.Op == sfnt.SegmentOpQuadTo {
			return s.Args[1]
		}
		return s.Args[0]
	}
	hole := sfnt.Segments{{Op: sfnt.SegmentOpMoveTo, Args: [3]fixed.Point26_6{inward(last(outer[end-1]))}}}
	for i := end - 1; i > 0; i-- {
		s := sfnt.Segment{Op: outer[i].Op, Args: [3]fixed.Point26_6{inward(last(outer[i-1]))}}
		if s.Op == sfnt.SegmentOpQuadTo {
			s.Args = [3]fixed.Point26_6{inward(outer[i].Args[0]), inward(last(outer[i-1]))}
		}
		hole = append(hole, s)
	}
	return append(outer, hole...)
}
