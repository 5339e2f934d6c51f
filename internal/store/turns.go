package store

import (
	"context"
	"slices"
	"sync"
)

// priorityKey marks a context whose writes go before the others.
type priorityKey struct{}

// WithPriority returns a context whose writes go before those of others: SQLite
// has one writer, and on a slow disk the overlay must not wait for the pipeline.
func WithPriority(ctx context.Context) context.Context {
	return context.WithValue(ctx, priorityKey{}, true)
}

func hasPriority(ctx context.Context) bool {
	first, _ := ctx.Value(priorityKey{}).(bool)
	return first
}

// turns grants the one writer to those who wait for it: first to those whose
// context has priority, then to the others, each in the order in which they came.
type turns struct {
	mu      sync.Mutex
	taken   bool
	waiting []turn
}

type turn struct {
	first bool
	mine  chan struct{}
}

// acquire waits for a turn, which its holder gives back with release.
func (t *turns) acquire(ctx context.Context) error {
	t.mu.Lock()
	if !t.taken {
		t.taken = true
		t.mu.Unlock()
		return nil
	}
	first := hasPriority(ctx)
	w := turn{first: first, mine: make(chan struct{})}
	at := len(t.waiting)
	if first {
		if other := slices.IndexFunc(t.waiting, func(w turn) bool { return !w.first }); other >= 0 {
			at = other
		}
	}
	t.waiting = slices.Insert(t.waiting, at, w)
	t.mu.Unlock()
	select {
	case <-w.mine:
		return nil
	case <-ctx.Done():
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if at := slices.IndexFunc(t.waiting, func(other turn) bool { return other.mine == w.mine }); at >= 0 {
		t.waiting = slices.Delete(t.waiting, at, at+1)
		return ctx.Err()
	}
	return nil // it came just now, and with it what others have begun
}

// release ends a turn.
func (t *turns) release() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.next()
}

// share passes the turn to the next who waits, with what is begun, and reports
// whether there is one: what has priority does not wait for the work of others.
func (t *turns) share(first bool) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.waiting) == 0 || first && !t.waiting[0].first {
		return false
	}
	t.next()
	return true
}

func (t *turns) next() {
	if len(t.waiting) == 0 {
		t.taken = false
		return
	}
	close(t.waiting[0].mine)
	t.waiting = slices.Delete(t.waiting, 0, 1)
}
