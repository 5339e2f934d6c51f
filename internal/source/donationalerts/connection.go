package donationalerts

import (
	"context"
	"errors"
	"time"
)

// errChanged ends what was done for a connection that is no longer there.
var errChanged = errors.New("the connection to DonationAlerts was changed meanwhile")

// change makes what the streamer decided of the present connection: kept
// first, then used. The round under way ends, and every trouble so far is
// forgotten: a decision of the streamer is a reason to try at once.
func (s *Source) change(ctx context.Context, decide func(connection) (connection, error)) error {
	defer s.tell()
	s.writing.Lock()
	defer s.writing.Unlock()
	before, _ := s.present()
	next, err := decide(before)
	if err != nil {
		return err
	}
	if err := s.keep(ctx, next); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.conn = next
	if next.Access != before.Access || next.Refresh != before.Refresh {
		s.epoch++
		s.spare = nil
		s.health.good = false // nobody has asked with it yet
	}
	if s.cancel != nil {
		s.cancel()
	}
	s.forget()
	s.dead, s.barred, s.early, s.paused = false, nil, time.Time{}, time.Time{}
	s.health.fresh()
	return nil
}

// commit makes a renewed or completed form of the present connection the
// present one: kept first, then used.
func (s *Source) commit(ctx context.Context, epoch int, complete func(*connection)) error {
	s.writing.Lock()
	defer s.writing.Unlock()
	next, now := s.present()
	if now != epoch {
		return errChanged
	}
	complete(&next)
	if err := s.keep(ctx, next); err != nil {
		return err
	}
	s.mu.Lock()
	s.conn = next
	s.mu.Unlock()
	return nil
}

// present returns the connection and its epoch.
func (s *Source) present() (connection, int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.conn, s.epoch
}

// of returns the connection, if it is still that of the epoch.
func (s *Source) of(epoch int) (connection, error) {
	conn, now := s.present()
	switch {
	case now != epoch:
		return conn, errChanged
	case conn.Access == "":
		return conn, problem(CodeNoToken, nil)
	}
	return conn, nil
}
