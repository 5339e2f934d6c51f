package donationalerts

import (
	"context"
	"errors"
	"strconv"
	"time"

	"streamspark/internal/backoff"
	"streamspark/internal/celebration"
	"streamspark/internal/outbound"
)

// State is how the connection stands.
type State struct {
	Configured     bool   // there are a client id, a secret and a redirect address: signing in works
	HasToken       bool   // there is a token, good or not
	FromConfig     bool   // it is the configuration's
	Connected      bool   // DonationAlerts took the token, and answered well when it was last asked
	NeedsReconnect bool   // only connecting again, or another token, helps
	Polling        bool   // the list is being read; false for a refused token too
	TokenEnding    string // the last four characters of a long token, to know it by
	Account        string // the name, where it is known
	Scopes         string // what the token may do, with spaces between; empty where it is not known

	Realtime        string // "on", "off", "connecting" or "no_scope"
	RealtimeProblem string // why donations are not pushed, a sentence; empty where they are, or are not wanted
	RealtimeHint    string // what to do about it

	LastPoll    time.Time // when a page of the list was last read; zero: not yet
	Problem     string    // what went wrong last, a sentence; empty: nothing
	ProblemCode string
	Hint        string    // what to do about it
	RetryAt     time.Time // not asked again before this; zero: at the next poll
	Errors      int       // failed rounds since the program's start
	Row         int       // failed rounds in a row, up to the last one
	Donations   int       // new donations taken in since then

	// ClockAhead is how far their clock is ahead of this computer's, in whole
	// minutes; 0 where both agree within a minute, or nobody knows.
	ClockAhead time.Duration
}

// health is how the rounds went.
type health struct {
	lastPoll  time.Time
	good      bool // the last answer was a good one
	problem   *Problem
	logged    string // the failure that was logged last, until a good round
	tries     int    // failed rounds running
	retryAt   time.Time
	errors    int
	donations int
}

// fresh forgets the trouble but not the counts.
func (h *health) fresh() {
	h.problem, h.tries, h.retryAt, h.logged = nil, 0, time.Time{}, ""
}

// State tells how the connection stands.
func (s *Source) State() State {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.state()
}

// state returns State for those who hold mu.
func (s *Source) state() State {
	st := State{
		Configured: len(s.application.Load().missing()) == 0,
		HasToken:   s.conn.Access != "",
		FromConfig: s.conn.FromConfig,
		Scopes:     s.conn.Scopes,
		LastPoll:   s.health.lastPoll,
		RetryAt:    s.health.retryAt,
		Errors:     s.health.errors,
		Row:        s.health.tries,
		Donations:  s.health.donations,
	}
	if n := len(s.conn.Access); n >= 12 {
		st.TokenEnding = s.conn.Access[n-4:]
	}
	if s.conn.Account != nil {
		st.Account = s.conn.Account.Name
	}
	if ahead, _ := s.clock.ahead(s.o.Now()); ahead.Abs() > time.Minute {
		st.ClockAhead = ahead.Round(time.Minute)
	}
	st.Realtime = s.realtime()
	st.RealtimeProblem, st.RealtimeHint = s.realtimeWords(st.Realtime)
	st.Connected = st.HasToken && s.health.good
	st.Polling = st.HasToken && !s.dead && !s.conn.Stopped
	if s.paused.After(st.RetryAt) && s.paused.After(s.o.Now()) {
		st.RetryAt = s.paused
	}
	p := s.health.problem
	if s.barred != nil {
		p = s.barred
	}
	if p != nil {
		st.Problem, st.ProblemCode, st.Hint = p.Sentence, p.Code, p.Hint
		st.NeedsReconnect = st.HasToken && p.Reconnect
	}
	return st
}

// tell calls Changed if there is something new. No lock may be held.
func (s *Source) tell() {
	s.mu.Lock()
	now := s.state()
	changed := now != s.told
	s.told = now
	s.mu.Unlock()
	if changed && s.o.Changed != nil {
		s.o.Changed()
	}
}

// finish notes how a round ended and gives back its error. A round that was
// ended from outside counts as nothing.
func (s *Source) finish(outer, inner context.Context, err error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.cancel = nil
	switch {
	case err == nil && inner.Err() == nil:
		s.recovered()
		return nil
	case outer.Err() != nil:
		return outer.Err()
	case inner.Err() != nil, errors.Is(err, errChanged):
		return nil // the streamer changed the connection
	}
	p := explain(err)
	h := &s.health
	h.errors++
	h.tries++
	h.problem, h.good = p, false
	h.retryAt = time.Time{}
	if !s.dead { // a dead token is not asked again at all
		wait := max(backoff.Step().Wait(h.tries, celebration.RetryAfter(err)), s.o.PollInterval)
		h.retryAt = s.o.Now().Add(wait)
	}
	if sign := p.sign(); sign != h.logged {
		h.logged = sign
		s.o.Log.Warn().Str("code", p.Code).AnErr("cause", p.Cause).Msg(p.Sentence + " " + p.Hint)
	}
	return p
}

// recovered notes that DonationAlerts answers as it should. mu is held.
func (s *Source) recovered() {
	if s.health.logged != "" {
		s.o.Log.Info().Int("failed_rounds", s.health.tries).Msg("DonationAlerts works again.")
	}
	if s.dead {
		s.dead = false
		s.wake()
	}
	s.health.fresh()
	s.health.good = true
}

// sign tells failures apart for the log: the same one is written once.
func (p *Problem) sign() string {
	return p.Code + " " + strconv.Itoa(outbound.Status(p.Cause))
}
