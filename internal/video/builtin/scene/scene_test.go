package scene

import (
	"bytes"
	"fmt"
	"image"
	"testing"

	"streamspark/internal/video/builtin/letter"
	"streamspark/internal/video/builtin/paint"
)

func spec() Spec {
	return Spec{W: 160, H: 90, Duration: 4, Seed: 1, Name: "viewer42", Amount: "1 500 ₽", Beats: []float32{0.45, 0.95, 2}}
}

func stageOf(t testing.TB, s Spec) *Scene {
	t.Helper()
	face, err := letter.Open()
	if err != nil {
		t.Fatal(err)
	}
	return New(s, face)
}

func drawn(t testing.TB, s Spec, at float32) *image.NYCbCrA {
	t.Helper()
	frame := paint.NewFrame(s.W, s.H)
	stageOf(t, s).Draw(paint.NewCanvas(s.W, s.H), at, frame)
	return frame
}

func equal(a, b *image.NYCbCrA) bool {
	return bytes.Equal(a.Y, b.Y) && bytes.Equal(a.Cb, b.Cb) && bytes.Equal(a.Cr, b.Cr)
}

// brightness is the mean level of a part of the frame.
func brightness(f *image.NYCbCrA, part image.Rectangle) float64 {
	var sum, count float64
	for y := part.Min.Y; y < part.Max.Y; y++ {
		for x := part.Min.X; x < part.Max.X; x++ {
			sum += float64(f.Y[y*f.YStride+x])
			count++
		}
	}
	return sum / count
}

func TestTheSameSpecIsTheSamePicture(t *testing.T) {
	s := spec()
	scene := stageOf(t, s)
	canvas, later, now := paint.NewCanvas(s.W, s.H), paint.NewFrame(s.W, s.H), paint.NewFrame(s.W, s.H)
	scene.Draw(canvas, 3, later) // the order of the moments does not matter
	scene.Draw(canvas, 1.5, now)
	if !equal(now, drawn(t, s, 1.5)) {
		t.Error("the same moment of the same spec is drawn differently")
	}
	if equal(now, later) {
		t.Error("nothing moves")
	}
}

func TestWhatTheSpecChanges(t *testing.T) {
	first := drawn(t, spec(), 2.2)
	changes := map[string]func(*Spec){
		"seed":   func(s *Spec) { s.Seed = 2 },
		"tier":   func(s *Spec) { s.Tier = 2 },
		"name":   func(s *Spec) { s.Name = "Екатерина" },
		"amount": func(s *Spec) { s.Amount = "20 $" },
		"beats":  func(s *Spec) { s.Beats = []float32{0.4, 0.9, 1.8} },
	}
	for name, change := range changes {
		s := spec()
		change(&s)
		if equal(first, drawn(t, s, 2.2)) {
			t.Errorf("another %s is the same picture", name)
		}
	}
}

func TestEveryLookIsPickedAndMoves(t *testing.T) {
	seen := map[string]bool{}
	for seed := uint64(1); seed < 40 && len(seen) < len(looks()); seed++ {
		s := spec()
		s.Seed = seed
		scene := stageOf(t, s)
		kind := fmt.Sprintf("%T", scene.look)
		if seen[kind] {
			continue
		}
		seen[kind] = true
		canvas := paint.NewCanvas(s.W, s.H)
		var frames []*image.NYCbCrA
		for _, at := range []float32{0.3, 1, 1.6, 2.4, 3.2} {
			frame := paint.NewFrame(s.W, s.H)
			scene.Draw(canvas, at, frame)
			for i, earlier := range frames {
				if equal(earlier, frame) {
					t.Errorf("%s: moment %d is drawn twice", kind, i)
				}
			}
			frames = append(frames, frame)
			if level := brightness(frame, frame.Rect); level < 20 || level > 200 {
				t.Errorf("%s at %g s has a mean level of %g", kind, at, level)
			}
		}
	}
	if len(seen) != len(looks()) {
		t.Errorf("only these looks were picked: %v", seen)
	}
}

func TestTheTitleStandsInTheMiddle(t *testing.T) {
	middle := image.Rect(30, 25, 130, 65)
	empty := spec()
	empty.Name, empty.Amount = "", ""
	bare := brightness(drawn(t, empty, 2.8), middle)
	tests := map[string]func(*Spec){
		"name and amount": func(*Spec) {},
		"anonymous":       func(s *Spec) { s.Name = "" },
		"name alone":      func(s *Spec) { s.Amount = "" },
		"message":         func(s *Spec) { s.Name, s.Amount, s.Message = "", "", "Спасибо за стрим" },
		"long message": func(s *Spec) {
			s.Name, s.Amount, s.Message = "", "", "Спасибо всем, кто смотрел этот стрим до самого конца"
		},
		"upright": func(s *Spec) { s.W, s.H = 90, 160 },
	}
	for name, change := range tests {
		t.Run(name, func(t *testing.T) {
			s := spec()
			change(&s)
			part := middle
			if s.H > s.W {
				part = image.Rect(10, 60, 80, 100)
			}
			if got := brightness(drawn(t, s, 2.8), part); got < bare+4 {
				t.Errorf("the middle has the level %g, and %g without a title", got, bare)
			}
		})
	}
}

func TestTheClipFadesInAndOut(t *testing.T) {
	s := spec()
	whole := image.Rect(0, 0, s.W, s.H)
	shown := brightness(drawn(t, s, 2), whole)
	for _, at := range []float32{0, s.Duration - 0.04} {
		if level := brightness(drawn(t, s, at), whole); level > 16+(shown-16)/4 {
			t.Errorf("at %g s the level is %g, in the middle %g", at, level, shown)
		}
	}
}

func TestHigherTiersAreRicher(t *testing.T) {
	count := func(tier int) int {
		s := spec()
		s.Tier = tier
		stage := stageOf(t, s).stage
		dice := newDice(7, 7)
		papers := newConfetti(stage, dice).(*confetti)
		fires := newFireworks(stage, dice).(*fireworks)
		north := newAurora(stage, dice).(*aurora)
		dust := newStardust(stage, dice).(*stardust)
		return len(papers.papers) + len(papers.streamers) + len(fires.stars) + len(north.fireflies) +
			len(north.meteors) + len(dust.grains) + len(dust.rays)
	}
	for tier := range 4 {
		if low, high := count(tier), count(tier+1); high <= low {
			t.Errorf("tier %d has %d things, tier %d has %d", tier, low, tier+1, high)
		}
	}
	if count(9) != count(4) || count(-1) != count(0) {
		t.Error("tiers beyond the last are not held back")
	}
}

func TestHalves(t *testing.T) {
	tests := map[string][2]string{
		"":                        {"", ""},
		"Спасибо":                 {"Спасибо", ""},
		"Спасибо за стрим":        {"Спасибо за стрим", ""},
		"one two three four five": {"one two three", "four five"},
		"Спасибо всем, кто смотрел этот стрим до самого конца": {"Спасибо всем, кто", "смотрел этот стрим до…"},
	}
	for text, want := range tests {
		upper, lower := halves(text)
		if upper != want[0] || lower != want[1] {
			t.Errorf("halves(%q) = %q, %q, want %q", text, upper, lower, want)
		}
	}
}

func TestFlightEndsItsRise(t *testing.T) {
	f := flight{vy: -100, drag: 2, gravity: 50}
	if x, y := f.at(0); x != 0 || y != 0 {
		t.Errorf("it starts at %g, %g", x, y)
	}
	_, high := f.at(0.5)
	_, low := f.at(30)
	if high >= 0 || low <= 0 {
		t.Errorf("it is at %g after half a second and at %g in the end", high, low)
	}
}
