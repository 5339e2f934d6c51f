package widget

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"streamspark/internal/celebration"
	"streamspark/internal/store"
)

// Data is sent at once when something was committed, and what follows within
// sendEvery together. After an error it is tried again.
const (
	sendEvery  = 300 * time.Millisecond
	retryAfter = 5 * time.Second
)

// hub has the pages that want settings or data.
type hub struct {
	nudge chan struct{} // of capacity 1

	mu    sync.Mutex
	pages map[*subscription]struct{}
}

// subscription is one page.
type subscription struct {
	widget string
	needs  []string
	send   func(frame []byte) bool
	has    map[string]string // what it was sent last, by need; settings too
}

func newHub() hub { return hub{nudge: make(chan struct{}, 1), pages: map[*subscription]struct{}{}} }

// Subscribe sends a page of a widget its settings and the data that it needs, now
// and when they change, until end is called. It never waits, and neither may send.
// Needs that are not known are left out.
func (w *Widgets) Subscribe(widget string, needs []string, send func(frame []byte) bool) (end func()) {
	s := &subscription{widget: widget, send: send, has: map[string]string{}}
	for _, need := range needs {
		if _, known := kinds[need]; known && !slices.Contains(s.needs, need) {
			s.needs = append(s.needs, need)
		}
	}
	w.hub.mu.Lock()
	defer w.hub.mu.Unlock()
	w.hub.pages[s] = struct{}{}
	w.Refresh()
	return func() {
		w.hub.mu.Lock()
		defer w.hub.mu.Unlock()
		delete(w.hub.pages, s)
		w.Refresh() // it may have been the last
	}
}

// Refresh has what pages show read again: a setting, the language or the stream
// is another one. It never waits.
func (w *Widgets) Refresh() {
	select {
	case w.hub.nudge <- struct{}{}:
	default:
	}
}

// subscriptions returns the pages by their widgets.
func (w *Widgets) subscriptions() map[string][]*subscription {
	w.hub.mu.Lock()
	defer w.hub.mu.Unlock()
	all := map[string][]*subscription{}
	for s := range w.hub.pages {
		all[s.widget] = append(all[s.widget], s)
	}
	return all
}

// round is one reading of what all pages need.
type round struct {
	w        *Widgets
	now      time.Time
	language string
	tallies  map[time.Time]*tally // those of earlier rounds that are up to date
	used     map[time.Time]*tally
}

// tally returns what was given since a moment, and keeps it for the next round.
func (r *round) tally(ctx context.Context, since time.Time) (*tally, error) {
	since = since.UTC()
	t := r.tallies[since]
	if t == nil {
		var err error
		if t, err = readTally(ctx, r.w.o.Store, since); err != nil {
			return nil, err
		}
		r.tallies[since] = t
	}
	r.used[since] = t
	return t, nil
}

// Run sends pages what they need until ctx ends. While there are none it reads
// nothing.
func (w *Widgets) Run(ctx context.Context) error {
	var watch *store.Watch
	var changes <-chan struct{}
	tallies := map[time.Time]*tally{}
	stop := func() {
		if watch != nil {
			watch.Close()
		}
		watch, changes, tallies = nil, nil, map[time.Time]*tally{}
	}
	defer func() { stop() }()
	again := time.NewTimer(time.Hour)
	defer again.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-w.hub.nudge:
		case <-changes:
		case <-again.C:
		}
		pages := w.subscriptions()
		if len(pages) == 0 {
			stop()
			again.Stop()
			continue
		}
		if watch == nil {
			watch = w.o.Store.Watch()
			changes = watch.C
		}
		next, err := w.send(ctx, pages, tallies, watch.Take().Celebrations)
		tallies = next
		again.Reset(untilTomorrow(w.o.Now()))
		if err != nil && ctx.Err() == nil {
			w.o.Log.Error().Err(err).Msg("widgets could not be sent their data; it is tried again")
			tallies = map[time.Time]*tally{}
			again.Reset(retryAfter)
		}
		select {
		case <-ctx.Done():
		case <-time.After(sendEvery): // what comes meanwhile is gathered
		}
	}
}

// untilTomorrow returns how long until a month may end.
func untilTomorrow(now time.Time) time.Duration {
	return celebration.StartOfDay(now.Local(), 1).Sub(now)
}

// send reads what pages need and sends each what is new to it. It returns the
// tallies that were used.
func (w *Widgets) send(ctx context.Context, pages map[string][]*subscription, tallies map[time.Time]*tally, changed []int64) (map[time.Time]*tally, error) {
	for _, t := range tallies {
		if len(changed) > 0 {
			if err := t.refresh(ctx, w.o.Store, changed); err != nil {
				return nil, err
			}
		}
	}
	r := &round{w: w, now: w.o.Now(), language: w.o.Language(), tallies: tallies, used: map[time.Time]*tally{}}
	for _, name := range slices.Sorted(maps.Keys(pages)) {
		state := w.state(name)
		read := map[string]string{}
		for _, s := range pages[name] {
			for _, need := range s.needs {
				if _, done := read[need]; done {
					continue
				}
				data, err := kinds[need].read(ctx, r, state)
				if err != nil {
					return nil, fmt.Errorf("read %s: %w", need, err)
				}
				read[need] = encode(data)
			}
			r.sendTo(s, state, read)
		}
	}
	return r.used, nil
}

// state returns a widget as it is now. One without a descriptor has no settings.
func (w *Widgets) state(name string) *widgetState {
	d, err := w.descriptor(name)
	w.mu.Lock()
	defer w.mu.Unlock()
	if err != nil {
		return &widgetState{}
	}
	return &widgetState{d.values(w.saved[name].Values), w.saved[name]}
}

// sendTo sends a page its settings and data where they are not what it has.
func (r *round) sendTo(s *subscription, of *widgetState, read map[string]string) {
	if settings := encode(r.settings(s.widget, of.values)); settings != s.has["settings"] {
		s.has["settings"] = settings
		s.send([]byte(`{"type":"settings","values":` + settings + `}`))
	}
	frame := map[string]json.RawMessage{}
	for _, need := range s.needs {
		if data := read[need]; s.has[need] != data {
			s.has[need], frame[need] = data, json.RawMessage(data)
		}
	}
	if len(frame) > 0 {
		frame["type"], frame["now"] = json.RawMessage(`"data"`), json.RawMessage(encode(r.now.UnixMilli()))
		s.send([]byte(encode(frame)))
	}
}

// settings returns values as a page gets them: amounts also as text to show.
func (r *round) settings(widget string, v values) map[string]any {
	all := map[string]any{}
	maps.Copy(all, v)
	d, err := r.w.descriptor(widget)
	for _, s := range d.Settings {
		if err == nil && s.Type == Amount {
			all[s.Key] = r.sum(v.amount(s.Key))
		}
	}
	return all
}

// encode writes what can always be written: texts, numbers and truths.
func encode(value any) string {
	text, _ := json.Marshal(value)
	return string(text)
}
