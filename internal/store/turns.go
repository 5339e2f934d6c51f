package store

import (
	"context"
	"slices"
	"sync"
)

// ahead marks a context whose writes go before the others.
type ahead struct{}

// Ahead returns a context whose writes do not queue behind those of others:
// SQLite has one writer, and on a slow disk what the stream shows must not
// wait for what is being made.
func Ahead(ctx context.Context) context.Context { return context.WithValue(ctx, ahead{}, true) }

func isAhead(ctx context.Context) bool {
	first, _ := ctx.Value(ahead{}).(bool)
	return first
}

// turns gives the one writer to those who wait for it: first to those whose
// context is Ahead, then to the others, each in the order in which they came.
type turns struct {
	mu      sync.Mutex
	taken   bool
	waiting []turn
}

type turn struct {
	ahead bool
	mine  chan struct{}
}

// take waits for a turn, which its holder gives back with pass.
func (t *turns) take(ctx context.Context) error {
	t.mu.Lock()
	if !t.taken {
		t.taken = true
		t.mu.Unlock()
		return nil
	}
	first := isAhead(ctx)
	w := turn{ahead: first, mine: make(chan struct{})}
	at := len(t.waiting)
	if first {
		if other := slices.IndexFunc(t.waiting, func(w turn) bool { return !w.ahead }); other >= 0 {
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

// pass ends a turn.
func (t *turns) pass() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.next()
}

// share gives the turn to the next who waits, with what is begun, and reports
// whether there is one: what is Ahead does not wait for the work of others.
func (t *turns) share(ahead bool) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.waiting) == 0 || ahead && !t.waiting[0].ahead {
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
