package builtin

import (
	"bytes"
	"context"
	"image"
	"image/jpeg"

	"streamspark/internal/celebration"
	"streamspark/internal/fault"
	"streamspark/internal/video/builtin/paint"
)

// posterQuality makes a poster of some 30 kB.
const posterQuality = 82

// Poster draws one picture of a clip again, as a JPEG: what stands for it
// where it does not play. An operation that is not ours is an error.
func (g *Generator) Poster(ctx context.Context, op celebration.Operation) (content []byte, err error) {
	defer func() { // a defect in a library must not end the program
		if p := recover(); p != nil {
			content, err = nil, defect(p)
		}
	}()
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	r, err := readRecipe(op)
	if err != nil {
		return nil, err
	}
	r.Audio = false // a picture has no sound
	p, err := g.prepare(ctx, r, false)
	if err != nil {
		return nil, err
	}
	canvas, frame := paint.NewCanvas(p.w, p.h), paint.NewFrame(p.w, p.h)
	p.scene.Draw(canvas, float32(p.frames)/float32(p.rate)/2, frame)
	var out bytes.Buffer
	if err := jpeg.Encode(&out, halved(&frame.YCbCr), &jpeg.Options{Quality: posterQuality}); err != nil {
		return nil, fault.Wrap(err, fault.Retry, "builtin.not_drawn", "cause", err.Error())
	}
	return out.Bytes(), nil
}

// halved makes a frame of a film half as large, and turns it from the range
// of films, 16 to 235, into that of pictures.
func halved(film *image.YCbCr) *image.YCbCr {
	size := film.Rect.Size()
	small := image.NewYCbCr(image.Rect(0, 0, size.X/2, size.Y/2), image.YCbCrSubsampleRatio420)
	shrink(small.Y, small.YStride, film.Y, film.YStride, func(v int) int { return (v - 16) * 255 / 219 })
	colour := func(v int) int { return (v-128)*255/224 + 128 }
	shrink(small.Cb, small.CStride, film.Cb, film.CStride, colour)
	shrink(small.Cr, small.CStride, film.Cr, film.CStride, colour)
	return small
}

// shrink takes the middle of each four dots.
func shrink(to []byte, toStride int, from []byte, stride int, turn func(int) int) {
	for i := range to {
		x, y := 2*(i%toStride), 2*(i/toStride)
		right, below := min(x+1, stride-1), y+1
		if below*stride >= len(from) {
			below = y
		}
		sum := int(from[y*stride+x]) + int(from[y*stride+right]) + int(from[below*stride+x]) + int(from[below*stride+right])
		to[i] = byte(max(0, min(255, turn((sum+2)/4))))
	}
}
