package standin

import (
	"sync"
	"time"
)

const journalSize = 100

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

// journal counts all requests and remembers the last ones.
type journal struct {
	mu     sync.Mutex
	counts map[Part]int
	number int64
	last   []*entry // oldest first
}

func (j *journal) start() { j.counts = make(map[Part]int) }

// add notes a request that has come in and is not answered yet.
func (j *journal) add(e entry) *entry {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.counts[e.Part]++
	j.number++
	e.Number, e.At, e.Answer = j.number, time.Now().UTC(), "…"
	kept := &e
	j.last = append(j.last, kept)
	if len(j.last) > journalSize {
		j.last = j.last[1:]
	}
	return kept
}

// answered notes what a request was answered.
func (j *journal) answered(e *entry, answer string) {
	j.mu.Lock()
	defer j.mu.Unlock()
	e.Answer = answer
}

// newest returns the last requests, newest first.
func (j *journal) newest() []entry {
	j.mu.Lock()
	defer j.mu.Unlock()
	entries := make([]entry, 0, len(j.last))
	for i := len(j.last) - 1; i >= 0; i-- {
		entries = append(entries, *j.last[i])
	}
	return entries
}

// Requests counts what came in for a part, also what was refused.
func (s *Sandbox) Requests(p Part) int {
	s.journal.mu.Lock()
	defer s.journal.mu.Unlock()
	return s.journal.counts[p]
}
