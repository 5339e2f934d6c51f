package paint

import "math"

// Ramp returns how far t is on its way from a to b, between 0 and 1.
func Ramp(a, b, t float32) float32 {
	if t <= a {
		return 0
	}
	if t >= b {
		return 1
	}
	return (t - a) / (b - a)
}

// Smooth starts and ends gently.
func Smooth(t float32) float32 { return t * t * (3 - 2*t) }

// OutCubic starts fast and comes to rest.
func OutCubic(t float32) float32 { t = 1 - t; return 1 - t*t*t }

// OutBack comes to rest a little past its end and returns.
func OutBack(t float32) float32 {
	const over = 1.9
	t--
	return 1 + t*t*((over+1)*t+over)
}

// Sin returns the sine; it, Cos and Exp have the precision that pictures need.
func Sin(x float32) float32 { return float32(math.Sin(float64(x))) }

// Cos returns the cosine.
func Cos(x float32) float32 { return float32(math.Cos(float64(x))) }

// Exp returns the exponential.
func Exp(x float32) float32 { return float32(math.Exp(float64(x))) }

// Sqrt returns the square root. It is for once a shape, not once a pixel.
func Sqrt(x float32) float32 { return float32(math.Sqrt(float64(x))) }
