package donationalerts

import (
	"errors"
	"testing"
)

func TestWhatIsPushedMeanwhileIsTakenTogether(t *testing.T) {
	end := errors.New("cut off")
	arrived := make(chan arrival, queuedMessages)
	one := arrival{frames: make([]frame, 1)}
	take := func(frames int, want error) {
		t.Helper()
		got, open := gather(arrived)
		if !open || len(got.frames) != frames || !errors.Is(got.err, want) {
			t.Errorf("%d frames, %v, open %v; want %d, %v", len(got.frames), got.err, open, frames, want)
		}
	}
	arrived <- one
	take(1, nil)
	for range 200 {
		arrived <- one
	}
	take(200, nil)
	for range 3 {
		arrived <- arrival{frames: make([]frame, batchFrames/2), broken: 1}
	}
	take(batchFrames, nil)
	arrived <- arrival{err: end}
	close(arrived)
	take(batchFrames/2, end)
	if _, open := gather(arrived); open {
		t.Error("there is something after the end")
	}
}
