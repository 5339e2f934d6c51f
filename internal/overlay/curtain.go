package overlay

import (
	"slices"
	"sync"
)

// curtain is what goes between the loop and the screens. Panic lets it down
// from outside the loop, which may be waiting for a slow disk, and from then
// on nothing reaches a screen until the loop has taken the panic in.
type curtain struct {
	mu    sync.Mutex
	down  int // panics that the loop has not taken in yet
	pages []*page
	lost  []*page // they did not take a state, and the loop has still to act on that
	state state
	told  string // the state as the pages know it
}

// join has a page told the state, and each later one.
func (c *curtain) join(p *page) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.pages = append(c.pages, p)
	if c.told != "" {
		c.send(p, []byte(c.told))
	}
}

func (c *curtain) leave(p *page) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.pages = slices.DeleteFunc(c.pages, func(q *page) bool { return q == p })
}

// fall clears all screens.
func (c *curtain) fall() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.down++
	c.tell(c.state)
}

// rise records that the loop has handled a panic.
func (c *curtain) rise() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.down--
}

// publish sends the pages the state, if it differs from what they have. It
// returns the state as it was sent, and the pages that are gone or too slow.
func (c *curtain) publish(s state) (told string, lost []*page) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.tell(s)
	lost, c.lost = c.lost, nil
	return c.told, lost
}

func (c *curtain) tell(s state) {
	if s.Type == "" {
		s.Type = "state" // nothing was published yet
	}
	if c.down > 0 {
		s.Clear, s.Paused, s.Playing = true, true, nil
	}
	c.state = s
	frame := encode(s)
	if frame == nil || string(frame) == c.told {
		return
	}
	c.told = string(frame)
	for _, p := range c.pages {
		c.send(p, frame)
	}
}

func (c *curtain) send(p *page, frame []byte) {
	if !p.send(frame) {
		c.lost = append(c.lost, p)
	}
}

// unlessDown sends something to a screen, or leaves it if the screens are to
// be clear.
func (c *curtain) unlessDown(send func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.down == 0 {
		send()
	}
}
