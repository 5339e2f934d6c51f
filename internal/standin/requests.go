package standin

import (
	"sync"
	"time"
)

const requestsKept = 100

// entry is one request that came in.
type entry struct {
	Number int64     `json:"number"`
	At     time.Time `json:"at"`
	Part   Part      `json:"part"`
	Method string    `json:"method"`
	Path   string    `json:"path"` // without query: it may hold a code
	Fault  Kind      `json:"fault,omitempty"`
	Answer string    `json:"answer"` // the status, or what became of it
}

// requestLog counts all requests and remembers the last ones.
type requestLog struct {
	mu     sync.Mutex
	counts map[Part]int
	number int64
	last   []*entry // oldest first
}

func (l *requestLog) start() { l.counts = make(map[Part]int) }

// add records a request that has come in and is not answered yet.
func (l *requestLog) add(e entry) *entry {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.counts[e.Part]++
	l.number++
	e.Number, e.At, e.Answer = l.number, time.Now().UTC(), "…"
	kept := &e
	l.last = append(l.last, kept)
	if len(l.last) > requestsKept {
		l.last = l.last[1:]
	}
	return kept
}

// answered records the answer to a request.
func (l *requestLog) answered(e *entry, answer string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	e.Answer = answer
}

// newest returns the last requests, newest first.
func (l *requestLog) newest() []entry {
	l.mu.Lock()
	defer l.mu.Unlock()
	entries := make([]entry, 0, len(l.last))
	for i := len(l.last) - 1; i >= 0; i-- {
		entries = append(entries, *l.last[i])
	}
	return entries
}
