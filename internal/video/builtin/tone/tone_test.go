package tone

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"testing"
)

func TestEveryPieceIsWellMade(t *testing.T) {
	for _, length := range []float64{2, 6} {
		for seed := range uint64(2) {
			p := Piece{Duration: length, Seed: seed, Tier: 2 * int(seed)}
			t.Run(fmt.Sprintf("%g s, seed %d", length, seed), func(t *testing.T) {
				t.Parallel()
				check(t, p)
			})
		}
	}
}

func played(t *testing.T, p Piece) []float32 {
	t.Helper()
	samples, err := p.Render(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return samples
}

func TestAPieceEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := (Piece{Duration: 15}).Render(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("it says %v", err)
	}
}

func check(t *testing.T, p Piece) {
	samples := played(t, p)
	if want := int(p.Duration*Rate) * 2; len(samples) != want {
		t.Fatalf("%d samples, want %d", len(samples), want)
	}
	var peak, sides float64
	for i, v := range samples {
		if math.IsNaN(float64(v)) {
			t.Fatalf("sample %d is no number", i)
		}
		peak = max(peak, math.Abs(float64(v)))
		if i%2 == 1 {
			sides += math.Abs(float64(v - samples[i-1]))
		}
	}
	if peak > ceiling+1e-6 || peak < 0.3 {
		t.Errorf("the loudest sample is %g", peak)
	}
	if sides/float64(len(samples)) < 0.002 {
		t.Error("both channels are the same")
	}
	beats := p.Beats()
	if level := strengthOf(samples, beats[0]+0.1, p.Duration-0.8); level < 0.1 || level > 0.3 {
		t.Errorf("the strength is %g, want about %g", level, strength)
	}
	if level := strengthOf(samples, p.Duration-0.02, p.Duration); level > 0.01 {
		t.Errorf("it ends with a strength of %g", level)
	}
}

// strengthOf is the root of the mean square between two moments.
func strengthOf(samples []float32, from, to float64) float64 {
	var sum, count float64
	for _, v := range samples[int(from*Rate)*2 : int(to*Rate)*2] {
		sum += float64(v) * float64(v)
		count++
	}
	return math.Sqrt(sum / count)
}

func TestTheSameSeedIsTheSamePiece(t *testing.T) {
	first := played(t, Piece{Duration: 2, Seed: 5})
	if !slices.Equal(first, played(t, Piece{Duration: 2, Seed: 5})) {
		t.Error("the same seed plays differently")
	}
	if slices.Equal(first, played(t, Piece{Duration: 2, Seed: 6})) {
		t.Error("another seed plays the same")
	}
}

func TestBeatsRiseAndEndInTime(t *testing.T) {
	for seed := range uint64(50) {
		for _, length := range []float64{2, 3.5, 8, 15} {
			beats := Piece{Duration: length, Seed: seed}.Beats()
			if len(beats) < 2 || !slices.IsSorted(beats) || beats[0] < 0.2 || beats[len(beats)-1] > length-0.9 {
				t.Errorf("seed %d, %g s: %v", seed, length, beats)
			}
		}
	}
}

// A beat must sound where the picture shows it.
func TestTheGreatChordIsOnItsBeat(t *testing.T) {
	p := Piece{Duration: 2.5, Seed: 3}
	samples, at := played(t, p), p.Beats()[1]
	before, after := strengthOf(samples, at-0.06, at-0.01), strengthOf(samples, at, at+0.05)
	if after < before*1.3 {
		t.Errorf("the strength is %g before the beat and %g on it", before, after)
	}
}

func TestPitch(t *testing.T) {
	for degree, want := range map[int]int{0: 60, 2: 64, 4: 67, 7: 72, 9: 76, 11: 79} {
		if got := pitch(60, degree); got != want {
			t.Errorf("degree %d of C is %d, want %d", degree, got, want)
		}
	}
	if got := frequency(69); got != 440 {
		t.Errorf("A is %g Hz", got)
	}
}
