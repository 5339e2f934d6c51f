package app

import (
	"context"

	"streamspark/internal/web/ports"
)

// webFirst is the first start in the words of the web. Which of its steps
// were ever done is kept, so that a tick stays when the widget is closed.
type webFirst struct{ a *App }

// State looks at what has happened since, until everything has.
func (w webFirst) State(ctx context.Context) (ports.FirstState, error) {
	now := w.a.first.value()
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
	return w.a.first.change(ctx, func(s ports.FirstState) ports.FirstState {
		s.Widget, s.Shown = s.Widget || widgets > 0, shown
		return s
	})
}

// Mark notes what the streamer pressed.
func (w webFirst) Mark(ctx context.Context, what string) error {
	_, err := w.a.first.change(ctx, func(s ports.FirstState) ports.FirstState {
		switch what {
		case "builtin":
			s.Builtin = true
		case "close":
			s.Closed = true
		case "open":
			s.Closed = false
		}
		return s
	})
	w.a.changed()
	return err
}
