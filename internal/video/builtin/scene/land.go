package scene

import "streamspark/internal/video/builtin/paint"

// skyline returns the outline of far mountains: for each column of pixels, the
// height above their foot. Each half is broken in the middle again and
// again, less each time: a small rough makes gentle hills.
func skyline(d *dice, s stage, height, rough float32) []float32 {
	const fine = 128 // points; between them it is straight
	points := make([]float32, fine+1)
	points[0], points[fine] = d.uniform(0.2, 0.8), d.uniform(0.2, 0.8)
	shift := float32(0.5)
	for step := fine; step > 1; step /= 2 {
		for i := 0; i < fine; i += step {
			points[i+step/2] = (points[i]+points[i+step])/2 + d.uniform(-shift, shift)
		}
		shift *= rough
	}
	line := make([]float32, int(s.w)+1)
	for x := range line {
		at := float32(x) / s.w * fine
		i := min(int(at), fine-1)
		v := points[i] + (points[i+1]-points[i])*(at-float32(i))
		line[x] = max(v+0.35, 0.05) * height * s.h
	}
	return line
}

// plantPines puts trees on a skyline.
func plantPines(d *dice, s stage, line []float32) {
	ground := append([]float32(nil), line...)
	for range int(s.w / s.unit / 9) {
		middle, tall := d.uniform(0, s.w), d.uniform(16, 46)*s.unit
		half := tall * d.uniform(0.17, 0.24)
		for x := max(int(middle-half), 0); x <= int(middle+half) && x < len(line); x++ {
			away := (float32(x) + 0.5 - middle) / half
			away = max(away, -away)
			tier := 1 - away
			tier += 0.09 * paint.Sin(away*21) // branches
			line[x] = max(line[x], ground[x]+tall*max(tier, 0)*0.9)
		}
	}
}
