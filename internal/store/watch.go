package store

import (
	"maps"
	"slices"
	"sync"
)

// Change is what one or more commits touched.
type Change struct {
	Celebrations []int64 // in rising order
	Playbacks    bool
	Clips        bool
	Files        []string // the clips, by their names

	resting bool // nothing has a step to do that had none before
}

func (c *Change) clip(filename string) { c.Clips, c.Files = true, append(c.Files, filename) }

// Watch is one listener. C gets a token when something changed; Take then
// gives all that changed since the last Take. A slow listener loses
// nothing: what it has not taken yet is gathered, not queued.
type Watch struct {
	C    chan struct{}
	mu   sync.Mutex
	ids  map[int64]struct{}
	file map[string]struct{}
	rest Change
	due  bool // only of what has a step to do
	of   *watchers
}

type watchers struct {
	mu  sync.Mutex
	all map[*Watch]struct{}
}

// Watch begins to listen. Close ends it.
func (s *Store) Watch() *Watch { return s.listen(map[int64]struct{}{}) }

// Wake begins to listen for those who ask the store anyway: it tells that
// something changed, and gathers nothing for Take.
func (s *Store) Wake() *Watch { return s.listen(nil) }

// WakeDue begins to listen as Wake does, for whoever does steps: most donations are
// skipped when they are recorded, and have none.
func (s *Store) WakeDue() *Watch {
	w := s.listen(nil)
	s.watch.mu.Lock()
	defer s.watch.mu.Unlock()
	w.due = true
	return w
}

func (s *Store) listen(ids map[int64]struct{}) *Watch {
	w := &Watch{C: make(chan struct{}, 1), ids: ids, file: map[string]struct{}{}, of: &s.watch}
	s.watch.mu.Lock()
	defer s.watch.mu.Unlock()
	if s.watch.all == nil {
		s.watch.all = map[*Watch]struct{}{}
	}
	s.watch.all[w] = struct{}{}
	return w
}

// Close stops listening.
func (w *Watch) Close() {
	w.of.mu.Lock()
	defer w.of.mu.Unlock()
	delete(w.of.all, w)
}

// Take returns what changed since the last call.
func (w *Watch) Take() Change {
	w.mu.Lock()
	defer w.mu.Unlock()
	what := w.rest
	what.Celebrations = slices.Sorted(maps.Keys(w.ids))
	what.Files = slices.Sorted(maps.Keys(w.file))
	w.rest = Change{}
	clear(w.ids)
	clear(w.file)
	return what
}

func (w *Watch) add(what Change) {
	if w.ids != nil {
		w.mu.Lock()
		for _, id := range what.Celebrations {
			w.ids[id] = struct{}{}
		}
		for _, name := range what.Files {
			w.file[name] = struct{}{}
		}
		w.rest.Playbacks = w.rest.Playbacks || what.Playbacks
		w.rest.Clips = w.rest.Clips || what.Clips
		w.mu.Unlock()
	}
	select {
	case w.C <- struct{}{}:
	default:
	}
}

func (ws *watchers) notify(what Change) {
	if len(what.Celebrations) == 0 && !what.Playbacks && !what.Clips {
		return
	}
	ws.mu.Lock()
	defer ws.mu.Unlock()
	for w := range ws.all {
		if !w.due || !what.resting {
			w.add(what)
		}
	}
}
