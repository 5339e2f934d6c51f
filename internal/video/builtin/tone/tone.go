// Package tone makes the sound of the built-in clip: a short piece of
// bells, plucked strings and a warm chord, composed anew for each seed. It
// also says where its beats fall, so that the picture can follow it.
package tone

import (
	"context"
	"math"
	"math/rand/v2"
)

// Rate is the number of samples in a second; there are two channels.
const Rate = 48000

// Piece is all that the sound depends on.
type Piece struct {
	Duration float64 // seconds
	Seed     uint64
	Tier     int // 0 is the lowest; higher is fuller
}

// composition is what the seed decides.
type composition struct {
	quarter float64 // seconds of one beat
	tonic   int     // the key, as a MIDI note
	chords  []int   // degrees of the scale, the first for the amount
	pattern []int   // which tones of a chord follow each other
	bells   bool    // bells lead, or strings do
	dice    *rand.Rand
}

func (p Piece) compose() composition {
	dice := rand.New(rand.NewPCG(p.Seed, 0x7013))
	keys := []int{57, 59, 60, 62, 64, 65}
	walks := [][]int{{0, 3, 4, 5, 3, 4, 0}, {0, 4, 5, 3, 0, 3, 4}, {0, 5, 3, 4, 0, 5, 3}, {0, 3, 0, 4, 5, 3, 4}}
	patterns := [][]int{{0, 1, 2, 3, 2, 1, 2, 4}, {0, 2, 1, 3, 2, 4, 3, 5}, {3, 2, 1, 2, 0, 1, 2, 3}, {0, 2, 4, 2, 3, 1, 2, 4}}
	return composition{
		quarter: 60 / (112 + 20*dice.Float64()),
		tonic:   keys[dice.IntN(len(keys))],
		chords:  walks[dice.IntN(len(walks))],
		pattern: patterns[dice.IntN(len(patterns))],
		bells:   dice.IntN(2) == 0,
		dice:    dice,
	}
}

// Beats returns the moments of the piece: the first tone, the great chord, and
// then one more every second beat until the end is near.
func (p Piece) Beats() []float64 {
	c := p.compose()
	first := 0.45
	beats := []float64{first, first + c.quarter}
	for at := beats[1] + 2*c.quarter; at < p.Duration-1.25; at += 2 * c.quarter {
		beats = append(beats, at)
	}
	return beats
}

// Render plays the piece: samples of the left and the right channel in
// turn, between -1 and 1. It ends early with its context.
func (p Piece) Render(ctx context.Context) ([]float32, error) {
	c, beats := p.compose(), p.Beats()
	m := newMix(p.Duration)
	c.opening(m, beats)
	for i, at := range beats[1:] {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		end, last := p.Duration, true
		if i+2 < len(beats) {
			end, last = beats[i+2], false
		}
		degree := c.chords[i%len(c.chords)]
		if last {
			degree = 0 // it comes home
		}
		c.bar(m, at, end, degree, i == 0, last, p.Tier)
	}
	m.reverb(0.05)
	return m.master(p.Duration), ctx.Err()
}

// opening leads from silence to the great chord.
func (c *composition) opening(m *mix, beats []float64) {
	run := []int{4, 5, 6}
	step := c.quarter / 3
	for i, degree := range run {
		at := beats[0] + float64(i)*step
		c.lead(m, at, pitch(c.tonic, degree), 0.30+0.06*float64(i), -0.3+0.3*float64(i))
	}
	m.swell(beats[1]-0.85, 0.85, 0.10, c.dice)
}

// bar plays one chord and the figure over it until the next begins.
func (c *composition) bar(m *mix, at, end float64, degree int, great, last bool, tier int) {
	weight := 1.0
	if great || last {
		weight = 1.3
	}
	tones := []int{degree, degree + 2, degree + 4, degree + 7, degree + 9, degree + 11}
	length := end - at + 0.25
	for i, d := range tones[:4] {
		m.warm(at, length, frequency(pitch(c.tonic-12, d)), 0.042*weight, -0.6+0.4*float64(i))
	}
	m.bass(at, frequency(pitch(c.tonic-24, degree)), 0.34*weight)
	m.thump(at, 0.42*weight)
	if great || last || tier > 1 {
		m.shimmer(at, 1.3, 0.05*weight, c.dice)
	}
	// The chord itself, broken very quickly as on a harp.
	for i, d := range tones[:4] {
		c.lead(m, at+float64(i)*0.016, pitch(c.tonic, d), 0.26*weight, -0.5+0.33*float64(i))
	}
	step := c.quarter / 2
	if tier > 1 {
		step = c.quarter / 4
	}
	for i, t := 0, at+step; t < end-step/2; i, t = i+1, t+step {
		if last && t > at+2*c.quarter {
			break // the last chord is left to ring
		}
		tone := tones[c.pattern[i%len(c.pattern)]]
		loud := 0.17 + 0.05*c.dice.Float64()
		m.bell(t, frequency(pitch(c.tonic+12, tone)), loud*0.8, 0.7*math.Sin(t*2.1))
		if i%2 == 1 {
			m.pluck(t, frequency(pitch(c.tonic, tone)), loud*0.7, -0.5*math.Sin(t*2.1))
		}
	}
}

// lead adds a tone of the voice that leads in this piece.
func (c *composition) lead(m *mix, at float64, note int, loud, pan float64) {
	if c.bells {
		m.bell(at, frequency(note+12), loud, pan)
		m.pluck(at, frequency(note), loud*0.5, -pan)
		return
	}
	m.pluck(at, frequency(note), loud, pan)
	m.bell(at, frequency(note+12), loud*0.45, -pan)
}

// pitch returns the note on a degree of the major scale over a tonic.
func pitch(tonic, degree int) int {
	scale := [7]int{0, 2, 4, 5, 7, 9, 11}
	return tonic + degree/7*12 + scale[degree%7]
}

// frequency returns that of a MIDI note.
func frequency(note int) float64 { return 440 * math.Pow(2, float64(note-69)/12) }
