package donationalerts

import (
	"slices"
	"strings"
	"time"
)

// The words of State.Realtime.
const (
	RealtimeOff        = "off"        // not wanted: no address, no good token, or polling is stopped
	RealtimeConnecting = "connecting" // not there, and tried again; the list is polled meanwhile
	RealtimeOn         = "on"         // donations are pushed; the list is read now and then
	RealtimeNoScope    = "no_scope"   // the token may not listen: the list is polled
)

const scopeRealtime = "oauth-donation-subscribe"

// mostPushed is how many pushed ids above the cursor are remembered. A round
// forgets them; only an account whose list cannot be read gets that far.
const mostPushed = 10_000

// live is how the realtime connection stands. mu guards it. The zero value
// is good: not there, and nothing known against it.
type live struct {
	on     bool
	barred bool      // the token may not listen
	words  string    // what went wrong last, a sentence
	logged bool      // its absence was logged
	next   time.Time // while on: no round is needed before this
	asked  int       // counts the demands for a round
	at     cursor    // how far the list was taken, for the account of the token
	pushed map[uint64]bool
	end    func() // ends the connection; nil where there is none
}

// wanted reports whether there should be a realtime connection.
func (s *Source) wanted() (epoch int, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.epoch, s.realtime() == RealtimeOn || s.realtime() == RealtimeConnecting
}

// realtime returns the word of State. mu is held.
func (s *Source) realtime() string {
	switch {
	case s.o.RealtimeURL == "" || s.closed || s.dead || s.conn.Access == "" || s.conn.Stopped:
		return RealtimeOff
	case s.live.barred || !mayListen(s.conn.Scopes):
		return RealtimeNoScope
	case s.live.on:
		return RealtimeOn
	}
	return RealtimeConnecting
}

// mayListen reports whether scopes allow to listen; unknown ones may.
func mayListen(scopes string) bool {
	known := strings.Fields(scopes)
	return len(known) == 0 || slices.Contains(known, scopeRealtime) || slices.Contains(known, "*")
}

// realtimeWords returns the sentence and the hint of State. mu is held.
func (s *Source) realtimeWords(word string) (sentence, hint string) {
	switch {
	case word == RealtimeNoScope:
		return "DonationAlerts is asked for new donations every few seconds: the access token may not listen to them.",
			"Connect DonationAlerts again and allow what is asked for: then a donation shows at once."
	case word == RealtimeConnecting && s.live.words != "":
		return s.live.words, "Donations are read from the list meanwhile. " + byItself
	}
	return "", ""
}

// covered reports whether a round can be left out, as pushes bring what is new
// and the list was compared not long ago. mu is held.
func (s *Source) covered(now time.Time) bool { return s.live.on && now.Before(s.live.next) }

// demand asks for a round at the next poll. mu is held.
func (s *Source) demand() {
	s.live.next = time.Time{}
	s.live.asked++
}

// reconciled notes that everything that was there when a round began has been
// taken, unless another round was asked for since.
func (s *Source) reconciled(epoch, asked int, began time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.epoch == epoch && s.live.asked == asked {
		s.live.next = began.Add(s.o.ReconcileInterval)
	}
}

// moved notes how far the list was taken.
func (s *Source) moved(epoch int, at cursor) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.epoch != epoch || at.Last < s.live.at.Last {
		return
	}
	s.live.at = at
	for id := range s.live.pushed {
		if id <= at.Last {
			delete(s.live.pushed, id)
		}
	}
}

// cameByPush reports whether a donation was handed over when it was pushed.
func (s *Source) cameByPush(id uint64) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.live.pushed[id]
}

// wake lets Run look again at what is wanted. It never waits.
func (s *Source) wake() {
	select {
	case s.woken <- struct{}{}:
	default:
	}
}

// forget drops what is known of the realtime connection, and the connection.
// mu is held.
func (s *Source) forget() {
	if s.live.end != nil {
		s.live.end()
	}
	s.live = live{asked: s.live.asked}
	s.wake()
}
