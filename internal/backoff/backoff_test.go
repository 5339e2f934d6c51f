package backoff

import (
	"math"
	"testing"
	"time"
)

func TestTheWaitDoublesUpToTheLast(t *testing.T) {
	p := Policy{First: 5 * time.Second, Last: time.Minute, MaxAsked: 10 * time.Minute}
	tests := []struct {
		tries int
		want  time.Duration
	}{
		{-1, 5 * time.Second},
		{0, 5 * time.Second},
		{1, 5 * time.Second},
		{2, 10 * time.Second},
		{4, 40 * time.Second},
		{5, time.Minute},
		{math.MaxInt, time.Minute},
	}
	for _, test := range tests {
		if got := p.Doubled(test.tries); got != test.want {
			t.Errorf("after %d tries it is %v, want %v", test.tries, got, test.want)
		}
		for range 100 {
			if got := p.Wait(test.tries, 0); got < test.want*4/5 || got > test.want*6/5 {
				t.Errorf("after %d tries it waits %v, want about %v", test.tries, got, test.want)
			}
		}
	}
	// A first wait above the last one does not grow.
	if got := (Policy{First: time.Hour, Last: time.Minute}).Doubled(3); got != time.Minute {
		t.Errorf("it waits %v", got)
	}
}

func TestWhatTheOtherSideAsksForCountsUpToALimit(t *testing.T) {
	p := Step()
	if got := p.Wait(1, 10*time.Minute); got != 10*time.Minute {
		t.Errorf("it waits %v, and was asked to wait 10 min", got)
	}
	if got := p.Wait(1, 48*time.Hour); got != time.Hour {
		t.Errorf("it waits %v, and would wait an hour at the most", got)
	}
	if got := p.Wait(8, time.Millisecond); got < 96*time.Second {
		t.Errorf("it waits %v, less than its own wait", got)
	}
}
