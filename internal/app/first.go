package app

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"

	"streamspark/internal/web"
)

const firstKey = "first_start"

// firstStart remembers which steps of the first start were ever done, so
// that a tick stays when the widget is closed again.
type firstStart struct {
	keep documents
	mu   sync.Mutex
	now  web.FirstState
}

func openFirstStart(ctx context.Context, keep documents) (*firstStart, error) {
	f := &firstStart{keep: keep}
	kept, found, err := keep.Get(ctx, firstKey)
	if err == nil && found {
		err = json.Unmarshal(kept, &f.now)
	}
	if err != nil {
		return nil, fmt.Errorf("read how far the first start has come: %w", err)
	}
	return f, nil
}

// note keeps what is new.
func (f *firstStart) note(ctx context.Context, change func(*web.FirstState)) (web.FirstState, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	next := f.now
	change(&next)
	if next == f.now {
		return next, nil
	}
	kept, err := json.Marshal(next)
	if err == nil {
		err = f.keep.Put(ctx, firstKey, kept)
	}
	if err != nil {
		return f.now, fmt.Errorf("keep how far the first start has come: %w", err)
	}
	f.now = next
	return next, nil
}

// webFirst is the first start in the words of the web.
type webFirst struct{ a *App }

// State looks at what has happened since, until everything has.
func (w webFirst) State(ctx context.Context) (web.FirstState, error) {
	now, _ := w.a.first.note(ctx, func(*web.FirstState) {}) // nothing is kept: it cannot fail
	if now.Widget && now.Shown {
		return now, nil
	}
	widgets, shown := w.a.overlay.Health().Widgets, now.Shown
	if !shown {
		var err error
		if shown, err = w.a.store.TestShown(ctx); err != nil {
			return now, err
		}
	}
	return w.a.first.note(ctx, func(s *web.FirstState) {
		s.Widget, s.Shown = s.Widget || widgets > 0, shown
	})
}

// Mark notes what the streamer pressed.
func (w webFirst) Mark(ctx context.Context, what string) error {
	_, err := w.a.first.note(ctx, func(s *web.FirstState) {
		switch what {
		case "builtin":
			s.Builtin = true
		case "close":
			s.Closed = true
		case "open":
			s.Closed = false
		}
	})
	w.a.changed()
	return err
}
