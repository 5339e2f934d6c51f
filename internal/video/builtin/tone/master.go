package tone

import "math"

// The finished sound has this strength where it sounds, and no sample
// beyond the ceiling.
const (
	strength = 0.2  // -14 dBFS
	ceiling  = 0.89 // -1 dBFS
)

// reverb adds an echo: in each channel four delays that feed
// themselves and two that smear what comes out of them.
func (m *mix) reverb(wet float32) {
	m.left = echo(m.left, wet, 0)
	m.right = echo(m.right, wet, 23)
}

func echo(dry []float32, wet float32, spread int) []float32 {
	out := make([]float32, len(dry))
	for _, delay := range [4]int{1557, 1617, 1491, 1422} {
		line, damped, at := make([]float32, delay+spread), float32(0), 0
		for i, v := range dry {
			back := line[at]
			damped = back*0.72 + damped*0.28
			line[at] = v + damped*0.82
			out[i] += back
			if at++; at == len(line) {
				at = 0
			}
		}
	}
	for _, delay := range [2]int{556, 225} {
		line, at := make([]float32, delay+spread), 0
		for i, v := range out {
			back := line[at]
			out[i] = back - v*0.5
			line[at] = v + back*0.5
			if at++; at == len(line) {
				at = 0
			}
		}
	}
	for i, v := range dry {
		out[i] = v + out[i]*wet
	}
	return out
}

// master brings the mix to its strength, bends what would be too loud, and
// fades it out.
func (m *mix) master(duration float64) []float32 {
	gain := strength / loudness(m)
	out := make([]float32, 2*len(m.left))
	fade := min(0.7, duration/4) * Rate
	for i := range m.left {
		end := math.Min(float64(len(m.left)-1-i)/fade, 1)
		end *= end * (3 - 2*end)
		out[2*i] = bend(float64(m.left[i])*gain) * float32(end)
		out[2*i+1] = bend(float64(m.right[i])*gain) * float32(end)
	}
	return out
}

// bend keeps quiet sound as it is and limits loud sound to the ceiling.
func bend(v float64) float32 { return float32(ceiling * math.Tanh(v/ceiling)) }

// loudness returns the strength of the sound over those tenths of a second in
// which there is any to speak of.
func loudness(m *mix) float64 {
	var sum, count float64
	const part = Rate / 10
	var powers []float64
	var loudest float64
	for from := 0; from+part <= len(m.left); from += part {
		var power float64
		for i := from; i < from+part; i++ {
			l, r := float64(m.left[i]), float64(m.right[i])
			power += (l*l + r*r) / 2
		}
		powers = append(powers, power/part)
		loudest = max(loudest, power/part)
	}
	for _, p := range powers {
		if p > loudest/100 {
			sum += p
			count++
		}
	}
	if count == 0 {
		return 1
	}
	return math.Sqrt(sum / count)
}
