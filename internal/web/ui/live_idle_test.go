package ui

import (
	"context"
	"testing"
	"testing/synctest"
	"time"
)

// TestNothingTicksWhileNoPageIsOpen: each beat asks for the time, and in an
// hour without a dashboard there is none.
func TestNothingTicksWhileNoPageIsOpen(t *testing.T) {
	w := newWorld(t)
	synctest.Test(t, func(t *testing.T) {
		asked := 0
		w.pages.o.Now = func() time.Time { asked++; return time.Now() }
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		d := NewLive(w.pages, nil)
		go func() { ended <- d.Run(ctx) }()
		for range 3 {
			d.Changed()
			time.Sleep(time.Hour)
		}
		stop()
		if err := <-ended; err != nil || asked > 0 {
			t.Errorf("it ended with %v after %d beats", err, asked)
		}
	})
}
