package overlay

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"streamspark/internal/celebration"
)

// slowDisk notes before each write whether the page was told to clear its
// screen, and takes its time.
func slowDisk(s *stage, page *tab) (writes *[]string) {
	writes = &[]string{}
	s.store.onWrite(func(what string) error {
		if s.cleared(page) {
			what += " after the screen was clear"
		}
		*writes = append(*writes, what)
		time.Sleep(300 * time.Millisecond)
		return nil
	})
	return writes
}

// cleared reports whether a page was told to clear its screen, and takes
// what it was told.
func (s *stage) cleared(page *tab) bool {
	page.mu.Lock()
	defer page.mu.Unlock()
	for _, frame := range page.frames() {
		if frame["type"] == "state" && frame["clear"] == true {
			page.wiped = true
		}
		if kind := frame["type"]; page.wiped && (kind == "play" || kind == "alert") {
			s.t.Errorf("on a clear screen it is told %v", frame)
		}
	}
	return page.wiped
}

func TestPanicClearsTheScreenBeforeAnyWrite(t *testing.T) {
	onStage(t, &kept{}, func(t *testing.T, s *stage) {
		page := s.inOBS("obs", "true")
		s.store.ready(8 * time.Second)
		s.commit()
		page.started(1)
		page.frames()
		writes := slowDisk(s, page)
		began := time.Now()
		done := make(chan error, 1)
		go func() { done <- s.overlay.Panic(t.Context()) }()
		synctest.Wait()
		if !s.cleared(page) || !time.Now().Equal(began) {
			t.Error("the screen waits for the disk")
		}
		if err := <-done; err != nil {
			t.Fatal(err)
		}
		if want := []string{"put overlay/pause after the screen was clear", "1 queued after the screen was clear"}; !slices.Equal(*writes, want) {
			t.Errorf("the writes are %q", *writes)
		}
		s.want(1, queued, celebration.WhyPanic)
	})
}

// The loop is in the middle of a write, and more writes wait behind it, when
// the streamer presses.
func TestPanicDoesNotWaitForTheLoop(t *testing.T) {
	for name, busy := range map[string]func(s *stage, page *tab){
		"a clip is being sent": func(s *stage, _ *tab) { s.store.ready(8 * time.Second) },
		"thank-yous were up":   func(_ *stage, page *tab) { page.thanked("1-0") },
		"a raid comes in": func(s *stage, _ *tab) {
			s.store.qualified(celebration.Approved)
			s.store.qualified(celebration.Approved)
		},
		"a clip that is started": func(s *stage, page *tab) { s.store.ready(time.Second); page.thanked("1-0") },
	} {
		t.Run(name, func(t *testing.T) {
			onStage(t, &kept{}, func(t *testing.T, s *stage) {
				page := s.inOBS("obs", "true")
				s.store.qualified(celebration.Approved)
				s.commit()
				page.frames()
				slowDisk(s, page)
				busy(s, page)
				s.wake <- struct{}{}
				s.pass(readEvery)
				began := time.Now()
				done := make(chan error, 1)
				go func() { done <- s.overlay.Panic(t.Context()) }()
				synctest.Wait()
				if !s.cleared(page) || !time.Now().Equal(began) {
					t.Error("the screen waits for the loop")
				}
				if err := <-done; err != nil {
					t.Fatal(err)
				}
				s.pass(time.Minute)
				s.cleared(page) // nothing came after it
				if h := s.overlay.Health(); !h.Cleared || h.Playing != nil {
					t.Errorf("it is %+v", h)
				}
				s.store.fails()
				s.must(s.overlay.Resume(t.Context()))
				if state := last(t, page.frames(), "state"); state["clear"] != false {
					t.Error("it stays clear")
				}
			})
		})
	}
}

// Whoever pressed may be gone before the loop has time: it is carried out.
func TestAPanicIsCarriedOutForNobody(t *testing.T) {
	onStage(t, &kept{}, func(t *testing.T, s *stage) {
		page := s.inOBS("obs", "true")
		s.store.ready(8 * time.Second)
		slowDisk(s, page)
		s.wake <- struct{}{}
		s.pass(readEvery)
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan error, 1)
		go func() { done <- s.overlay.Panic(ctx) }()
		synctest.Wait()
		cancel()
		if err := <-done; err == nil {
			t.Error("it says that it is done")
		}
		s.pass(time.Minute)
		if h := s.overlay.Health(); !h.Cleared || !h.Paused || h.Playing != nil {
			t.Errorf("it is %+v", h)
		}
		if _, kept, _ := s.store.Get(t.Context(), pauseKey); !kept {
			t.Error("it was not saved")
		}
	})
}

func TestPagesThatComeInAPanicAreClear(t *testing.T) {
	onStage(t, &kept{}, func(t *testing.T, s *stage) {
		page := s.inOBS("obs", "true")
		s.store.ready(8 * time.Second)
		s.commit()
		page.started(1)
		slowDisk(s, page)
		s.must(s.overlay.Panic(t.Context()))
		late := s.inOBS("late", "true")
		if frame := late.frames()[0]; fmt.Sprint(frame["clear"], frame["playing"]) != "true <nil>" {
			t.Errorf("it is told %v", frame)
		}
	})
}
