package main

import "math"

const tau = 2 * math.Pi

func sin(x float32) float32  { return float32(math.Sin(float64(x))) }
func cos(x float32) float32  { return float32(math.Cos(float64(x))) }
func sqrt(x float32) float32 { return float32(math.Sqrt(float64(x))) }

// exp returns e to the x, near enough for light and much quicker than math.Exp.
func exp(x float32) float32 {
	if x < -20 {
		return 0
	}
	x = 1 + x/256
	for range 8 {
		x *= x
	}
	return x
}

func pow(x, y float32) float32 { return float32(math.Pow(float64(max(x, 0)), float64(y))) }
func abs(x float32) float32    { return max(x, -x) }
func floor(x float32) int      { return int(math.Floor(float64(x))) }
func fract(x float32) float32  { return x - float32(floor(x)) }

// ease goes smoothly from 0 at a to 1 at b.
func ease(a, b, x float32) float32 {
	k := min(max((x-a)/(b-a), 0), 1)
	return k * k * (3 - 2*k)
}

func mixed(a, b, k float32) float32 { return a + (b-a)*k }

// hash returns a number from 0 to 1 that looks like chance.
func hash(x, y, seed int) float32 {
	n := uint32(x)*374761393 + uint32(y)*668265263 + uint32(seed)*2147483647
	n = (n ^ n>>13) * 1274126177
	n ^= n >> 16
	return float32(n&0xffffff) / 0xffffff
}

// noise returns smooth chance in a plane, from 0 to 1.
func noise(x, y float32, seed int) float32 {
	ix, iy := floor(x), floor(y)
	kx, ky := x-float32(ix), y-float32(iy)
	kx, ky = kx*kx*(3-2*kx), ky*ky*(3-2*ky)
	a, b := hash(ix, iy, seed), hash(ix+1, iy, seed)
	d, e := hash(ix, iy+1, seed), hash(ix+1, iy+1, seed)
	return (a+(b-a)*kx)*(1-ky) + (d+(e-d)*kx)*ky
}

// clouds returns several noises, each finer and weaker.
func clouds(x, y float32, octaves, seed int) float32 {
	var sum, whole float32
	strength := float32(0.5)
	for i := range octaves {
		sum += noise(x, y, seed+i) * strength
		whole += strength
		x, y, strength = x*2.03+17, y*2.03-11, strength/2
	}
	return sum / whole
}

// star is a point of the sky that twinkles.
type star struct{ x, y, size, light, phase float32 }

// stars scatters some over the sky above a line.
func stars(n, seed int, lowest float32) []star {
	all := make([]star, n)
	for i := range all {
		all[i] = star{
			x: (hash(i, 1, seed) - 0.5) * 1.9, y: lowest + hash(i, 2, seed)*(0.52-lowest),
			size: 0.0011 + 0.0016*pow(hash(i, 3, seed), 4), light: 0.25 + 1.3*pow(hash(i, 4, seed), 3), phase: hash(i, 5, seed) * tau,
		}
	}
	return all
}

func (c *canvas) stars(all []star, t, strength float32) {
	for _, s := range all {
		k := s.light * strength * (0.75 + 0.25*sin(s.phase+t*2.5))
		c.glow(s.x, s.y, s.size, colour{0.9, 0.95, 1.1}.times(k))
	}
}

// ridge returns the outline of mountains down to a floor.
func (c *canvas) ridge(base, height, scale, shift, floor float32, seed int) []point {
	half := c.aspect()/2 + 0.02
	shape := []point{{half, floor}, {-half, floor}}
	for i := range 241 {
		x := -half + 2*half*float32(i)/240
		shape = append(shape, point{x, base + height*(clouds((x+shift)*scale+31, float32(seed), 5, seed)-0.45)})
	}
	return shape
}
