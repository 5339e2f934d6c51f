package store

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"

	"streamspark/internal/celebration"
)

func TestTheStageWritesBeforeTheOthers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var line turns
		if err := line.acquire(t.Context()); err != nil {
			t.Fatal(err)
		}
		var mu sync.Mutex
		var order []string
		var all sync.WaitGroup
		wait := func(ctx context.Context, name string) {
			all.Go(func() {
				err := line.acquire(ctx)
				mu.Lock()
				defer mu.Unlock()
				if err != nil {
					order = append(order, name+" gave up")
					return
				}
				order = append(order, name)
				line.release()
			})
			synctest.Wait()
		}
		impatient, giveUp := context.WithCancel(WithPriority(t.Context()))
		wait(t.Context(), "poll 1")
		wait(t.Context(), "poll 2")
		wait(impatient, "late")
		wait(WithPriority(t.Context()), "panic")
		wait(t.Context(), "poll 3")
		wait(WithPriority(t.Context()), "sent")
		giveUp()
		synctest.Wait()
		line.release()
		all.Wait()
		if got := strings.Join(order, ", "); got != "late gave up, panic, sent, poll 1, poll 2, poll 3" {
			t.Errorf("they wrote in the order %s", got)
		}
		if err := line.acquire(t.Context()); err != nil { // nobody kept it
			t.Fatal(err)
		}
	})
}

// TestNoWriteGoesPastTheTurns holds the order in which real writes of every kind
// wait while the writer is busy.
func TestNoWriteGoesPastTheTurns(t *testing.T) {
	s := open(t, t.TempDir())
	c := ready(t, s, "a")
	if err := s.EnqueueReady(t.Context(), s.now()); err != nil {
		t.Fatal(err)
	}
	p := head(t, s)
	ready(t, s, "b") // to be queued: where nothing is, nothing is written
	if err := s.turns.acquire(t.Context()); err != nil {
		t.Fatal(err)
	}
	done := make(chan error)
	writes, asked := 0, map[chan struct{}]string{}
	begin := func(name string, write func() error) {
		writes++
		go func() {
			err := write()
			if err != nil {
				err = fmt.Errorf("%s: %w", name, err)
			}
			done <- err
		}()
		for len(asked) < writes {
			for _, w := range s.turns.asked() {
				if asked[w.mine] == "" {
					asked[w.mine] = name
				}
			}
			runtime.Gosched()
		}
	}
	first := WithPriority(t.Context())
	stage := map[string]func() error{
		"enqueue": func() error { return s.EnqueueReady(first, s.now()) },
		"play":    func() error { return s.SavePlayback(first, p) },
		"move":    func() error { return s.MovePlayback(first, p.ID, 1) },
		"pause":   func() error { return s.Put(first, "overlay/pause", []byte("{}")) },
		"forget":  func() error { return s.Delete(first, "overlay/obs") },
		"thanked": func() error { return s.SaveAlerted(first, []celebration.Celebration{c}, s.now()) },
	}
	begin("other put", func() error { return s.Put(t.Context(), "rates", []byte("1")) })
	begin("other delete", func() error { return s.Delete(t.Context(), "rates") })
	begin("other ask", func() error {
		return s.AskThanks(t.Context(), celebration.Decision{At: s.now(), Celebration: c.ID}, "")
	})
	for name, write := range stage {
		begin(name, write)
	}
	var order []string
	for _, w := range s.turns.asked() {
		order = append(order, asked[w.mine])
	}
	for _, name := range order[:len(stage)] {
		if stage[name] == nil {
			t.Errorf("%q came before the stage", name)
		}
	}
	if others := strings.Join(order[len(stage):], ", "); others != "other put, other delete, other ask" {
		t.Errorf("then came %s", others)
	}
	s.turns.release()
	for range writes {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
	stopped, stop := context.WithCancel(t.Context())
	stop()
	if err := s.Put(stopped, "rates", nil); !errors.Is(err, context.Canceled) {
		t.Errorf("a write that nobody waits for: %v", err)
	}
}

func (t *turns) asked() []turn {
	t.mu.Lock()
	defer t.mu.Unlock()
	return slices.Clone(t.waiting)
}
