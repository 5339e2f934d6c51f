package main

import (
	"encoding/binary"
	"math"
	"os"
)

const rate = 44100

// tune is the music of a film: a chord that swells, notes of it over that,
// a pulse below, and the noise of wind, water or fire.
type tune struct {
	root  int // of the chord, as MIDI counts
	steps []int
	tempo float64 // notes a second
	pluck bool
	beat  bool
	air   float64
}

// write writes the tune as a WAV of 16 bits.
func (u tune) write(path string) error {
	left, right := u.play(0.996), u.play(1.004)
	body := make([]byte, 0, 4*len(left))
	for i := range left {
		for _, v := range []float64{left[i], right[i]} {
			body = binary.LittleEndian.AppendUint16(body, uint16(int16(math.Tanh(v)*30000)))
		}
	}
	head := []byte("RIFF")
	head = binary.LittleEndian.AppendUint32(head, uint32(36+len(body)))
	head = append(head, "WAVEfmt "...)
	head = binary.LittleEndian.AppendUint32(head, 16)
	for _, v := range []uint16{1, 2} {
		head = binary.LittleEndian.AppendUint16(head, v)
	}
	head = binary.LittleEndian.AppendUint32(head, rate)
	head = binary.LittleEndian.AppendUint32(head, rate*4)
	for _, v := range []uint16{4, 16} {
		head = binary.LittleEndian.AppendUint16(head, v)
	}
	head = append(head, "data"...)
	head = binary.LittleEndian.AppendUint32(head, uint32(len(body)))
	return os.WriteFile(path, append(head, body...), 0o600)
}

func pitch(midi int) float64 { return 440 * math.Pow(2, float64(midi-69)/12) }

// play returns one ear: slightly out of tune with the other.
func (u tune) play(detune float64) []float64 {
	out := make([]float64, rate*seconds)
	u.pad(out, detune)
	if u.pluck {
		u.plucks(out, detune)
	}
	if u.beat {
		u.pulse(out)
	}
	echo(out, int(0.31*rate*detune), 0.38)
	echo(out, int(0.47*rate/detune), 0.25)
	u.wind(out, detune)
	for i := range out { // in and out as the picture does
		t := float64(i) / rate
		out[i] *= min(1, t/0.25, (seconds-t)/0.9)
	}
	return out
}

func (u tune) pad(out []float64, detune float64) {
	for n, step := range u.steps {
		f := pitch(u.root+step) * detune
		for i := range out {
			t := float64(i) / rate
			swell := 0.10 * (0.45 + 0.55*math.Sin(math.Pi*math.Min(t/seconds*1.1, 1))) / (1 + 0.2*float64(n))
			bend := 1 + 0.002*math.Sin(5*t+float64(n))
			w := 2 * math.Pi * f * t
			out[i] += swell * (math.Sin(w*bend) + 0.4*math.Sin(2*w+1) + 0.18*math.Sin(3*w) + 0.5*math.Sin(w/2))
		}
	}
}

func (u tune) plucks(out []float64, detune float64) {
	every := int(rate / u.tempo)
	for n := 0; n*every < len(out)-rate; n++ {
		step := u.steps[(n*3+n/4)%len(u.steps)] + 12*(1+n%2)
		f := pitch(u.root+step+12) * detune
		for i := range min(rate, len(out)-n*every) {
			t := float64(i) / rate
			w := 2 * math.Pi * f * t
			out[n*every+i] += 0.12 * math.Exp(-5*t) * (math.Sin(w) + 0.5*math.Exp(-9*t)*math.Sin(2*w) + 0.3*math.Exp(-14*t)*math.Sin(4*w))
		}
	}
}

func (u tune) pulse(out []float64) {
	every := int(rate / 2)
	for n := 0; n*every < len(out)-rate/2; n++ {
		for i := range rate / 2 {
			t := float64(i) / rate
			f := pitch(u.root-12) * (1 + 1.6*math.Exp(-30*t))
			out[n*every+i] += 0.34 * math.Exp(-7*t) * math.Sin(2*math.Pi*f*t)
		}
	}
}

// wind adds noise whose darkness breathes.
func (u tune) wind(out []float64, detune float64) {
	var low, lower float64
	seed := uint32(detune * 1e6)
	for i := range out {
		t := float64(i) / rate
		seed = seed*1664525 + 1013904223
		k := 0.03 + 0.025*math.Sin(1.3*t)
		low += k * (float64(seed>>8)/(1<<23) - 1 - low)
		lower += k * (low - lower)
		out[i] += 6 * u.air * lower * (0.7 + 0.3*math.Sin(0.9*t))
	}
}

func echo(out []float64, delay int, strength float64) {
	for i := delay; i < len(out); i++ {
		out[i] += strength * out[i-delay]
	}
}
