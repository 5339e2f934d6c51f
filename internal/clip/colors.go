package clip

import "fmt"

// colors are how the colors of a WebM file are coded, as far as it says.
type colors struct{ matrix, span uint64 }

// The values of colors, as Matroska numbers them.
const (
	matrixBT709   = 1
	matrixBT470BG = 5
	matrixBT601   = 6
	spanFull      = 2
)

// areKnown reports whether a file says something of its colors that matters.
func (c colors) areKnown() bool { return c.matrix != 0 || c.span == spanFull }

// scaled returns what ffmpeg's filter scale is told in addition, so that colors
// stay what they are while they are coded by a matrix and a range: its decoder of
// VP8 does not believe the file, and takes the full range of a browser's film for
// the usual one. Of a file that says nothing ffmpeg knows as much as we do.
func (c colors) scaled(matrix, span string) string {
	if !c.areKnown() {
		return ""
	}
	from, in := "auto", "auto"
	switch c.matrix {
	case matrixBT709:
		from = "bt709"
	case matrixBT470BG, matrixBT601:
		from = "bt601"
	}
	if c.span == spanFull {
		in = "pc"
	}
	return fmt.Sprintf(":in_color_matrix=%s:in_range=%s:out_color_matrix=%s:out_range=%s", from, in, matrix, span)
}

// usualColors returns what makes ffmpeg say in a file that it is coded like most.
func usualColors() []string {
	return []string{"-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709", "-color_range", "tv"}
}
