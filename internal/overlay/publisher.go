package overlay

import (
	"slices"
	"sync"
)

// publisher sends the state to the pages. Panic clears it from outside the
// loop, which may be waiting for a slow disk; from then on nothing reaches a
// page until the loop has handled the panic.
type publisher struct {
	mu     sync.Mutex
	panics int // that the loop has not handled yet
	pages  []*page
	lost   []*page // pages that could not be sent a state; the loop has still to act on it
	state  state
	sent   string // the state as the pages have it
}

// join sends a page the state, and each later one.
func (c *publisher) join(p *page) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.pages = append(c.pages, p)
	if c.sent != "" {
		c.send(p, []byte(c.sent))
	}
}

func (c *publisher) leave(p *page) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.pages = slices.DeleteFunc(c.pages, func(q *page) bool { return q == p })
}

// clear clears all screens.
func (c *publisher) clear() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.panics++
	c.update(c.state)
}

// handled records that the loop has handled a panic.
func (c *publisher) handled() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.panics--
}

// publish sends the pages the state, if it differs from what they have. It
// returns the state as it was sent, and the pages that are gone or too slow.
func (c *publisher) publish(s state) (told string, lost []*page) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.update(s)
	lost, c.lost = c.lost, nil
	return c.sent, lost
}

func (c *publisher) update(s state) {
	if s.Type == "" {
		s.Type = "state" // nothing was published yet
	}
	if c.panics > 0 {
		s.Clear, s.Paused, s.Playing = true, true, nil
	}
	c.state = s
	frame := encode(s)
	if frame == nil || string(frame) == c.sent {
		return
	}
	c.sent = string(frame)
	for _, p := range c.pages {
		c.send(p, frame)
	}
}

func (c *publisher) send(p *page, frame []byte) {
	if !p.send(frame) {
		c.lost = append(c.lost, p)
	}
}

// unlessCleared calls send, unless the pages are to be clear.
func (c *publisher) unlessCleared(send func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.panics == 0 {
		send()
	}
}
