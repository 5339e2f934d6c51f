package tone

import (
	"math"
	"math/rand/v2"
)

// mix is the two channels while they are put together.
type mix struct {
	left, right []float32
}

func newMix(duration float64) *mix {
	n := int(math.Round(duration * Rate))
	return &mix{left: make([]float32, n), right: make([]float32, n)}
}

// play adds a voice from a moment on, for so many samples. pan goes from
// -1, left, to 1.
func (m *mix) play(at float64, samples int, pan float64, next func() float64) {
	from := int(at * Rate)
	l := float32(math.Sqrt((1 - pan) / 2))
	r := float32(math.Sqrt((1 + pan) / 2))
	for i := max(from, 0); i < min(from+samples, len(m.left)); i++ {
		v := float32(next())
		m.left[i] += v * l
		m.right[i] += v * r
	}
}

// ringing is a tone that dies away: two numbers make the next one.
type ringing struct{ a, b, last, before float64 }

// ring starts a tone at a frequency that falls to a third in fade seconds.
func ring(hertz, loud, fade float64) ringing {
	w := 2 * math.Pi * hertz / Rate
	r := math.Exp(-1 / (fade * Rate))
	return ringing{a: 2 * r * math.Cos(w), b: r * r, before: -loud * math.Sin(w) / r}
}

func (r *ringing) next() float64 {
	v := r.a*r.last - r.b*r.before
	r.before, r.last = r.last, v
	return v
}

// partial is one of the tones that a struck thing gives at once.
type partial struct{ ratio, loud, fade float64 }

// strike plays partials together.
func (m *mix) strike(at, hertz, loud, pan, length float64, partials []partial) {
	var rings []ringing
	for _, p := range partials {
		if hertz*p.ratio < Rate*0.42 {
			rings = append(rings, ring(hertz*p.ratio, loud*p.loud, p.fade))
		}
	}
	m.play(at, int(length*Rate), pan, func() float64 {
		var v float64
		for i := range rings {
			v += rings[i].next()
		}
		return v
	})
}

// bell adds a small bright bell.
func (m *mix) bell(at, hertz, loud, pan float64) {
	m.strike(at, hertz, loud, pan, 2.4, []partial{
		{1, 0.62, 0.42}, {2.003, 0.22, 0.28}, {3.01, 0.12, 0.15}, {4.17, 0.11, 0.09}, {5.43, 0.07, 0.05},
	})
}

// pluck adds a string that is plucked.
func (m *mix) pluck(at, hertz, loud, pan float64) {
	m.strike(at, hertz, loud, pan, 1.6, []partial{
		{1, 0.60, 0.30}, {2, 0.34, 0.20}, {3, 0.20, 0.13}, {4, 0.12, 0.09}, {5, 0.08, 0.06}, {6, 0.06, 0.04},
	})
}

// bass adds the deep tone under a chord.
func (m *mix) bass(at, hertz, loud float64) {
	m.strike(at, hertz, loud, 0, 2.2, []partial{{1, 0.7, 0.4}, {2, 0.34, 0.22}, {3, 0.12, 0.12}})
}

// thump adds a soft drum whose tone falls.
func (m *mix) thump(at, loud float64) {
	var phase, t float64
	m.play(at, Rate*6/10, 0, func() float64 {
		t += 1.0 / Rate
		phase += 2 * math.Pi * (46 + 92*math.Exp(-t*26)) / Rate
		return loud * math.Sin(phase) * math.Exp(-t*9) * math.Min(t*400, 1)
	})
}

// warm adds one tone of a held chord, slightly out of tune with itself.
func (m *mix) warm(at, length, hertz, loud, pan float64) {
	for _, tune := range [2]float64{0.9985, 1.0016} {
		var rings []ringing
		for n := 1; n <= 5; n++ {
			rings = append(rings, ring(hertz*tune*float64(n), loud/math.Pow(float64(n), 1.35), 60))
		}
		var t float64
		m.play(at, int((length+0.5)*Rate), pan, func() float64 {
			t += 1.0 / Rate
			level := (1 - math.Exp(-t*14)) * math.Min(1, math.Exp(-(t-length)*7))
			var v float64
			for i := range rings {
				v += rings[i].next()
			}
			return v * level
		})
		pan = -pan
	}
}

// swell adds a breath of noise that rises and grows brighter.
func (m *mix) swell(at, length, loud float64, dice *rand.Rand) {
	for _, pan := range [2]float64{-0.8, 0.8} {
		var low, band, t float64
		m.play(at, int((length+0.12)*Rate), pan, func() float64 {
			t += 1.0 / Rate
			grown := math.Min(t/length, 1)
			f := 2 * math.Sin(math.Pi*(300+5200*grown*grown)/Rate)
			low += f * band
			band += f * ((dice.Float64()*2 - 1) - low - 0.9*band)
			level := grown * grown * math.Min(1, math.Exp(-(t-length)*30))
			return band * loud * level
		})
	}
}

// shimmer adds a cymbal far away.
func (m *mix) shimmer(at, length, loud float64, dice *rand.Rand) {
	for _, pan := range [2]float64{-0.7, 0.7} {
		var last, before, t float64
		m.play(at, int(length*Rate), pan, func() float64 {
			t += 1.0 / Rate
			noise := dice.Float64()*2 - 1
			high := noise - 2*last + before // what changes fastest
			before, last = last, noise
			return high * loud * 0.3 * math.Exp(-t*3.4) * math.Min(t*900, 1) * math.Min((length-t)*20, 1)
		})
	}
}
