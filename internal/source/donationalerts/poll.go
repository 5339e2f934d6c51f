package donationalerts

import (
	"context"
	"slices"
	"time"

	"streamspark/internal/celebration"
)

// pagesARound is the most pages that one round reads: with the rate limit
// about 20 s. A longer reading goes on in the next round.
const pagesARound = 20

// Poll makes one round: it reads what is new in the list and hands it over.
// It returns at once while polling is stopped, there is no good token, a
// pause after an error is not over, or another round is under way; and where
// donations are pushed, until the list is to be compared again. Its error was
// noted and logged already.
func (s *Source) Poll(ctx context.Context) error {
	defer s.tell()
	if !s.polling.TryLock() {
		return nil
	}
	defer s.polling.Unlock()
	inner, cancel := context.WithCancel(ctx)
	defer cancel()
	epoch, asked, ok := s.begin(cancel)
	if !ok {
		return nil
	}
	began := s.o.Now()
	err := s.round(inner, epoch)
	if err == nil && s.place.reading == nil {
		s.reconciled(epoch, asked, began)
	}
	return s.finish(ctx, inner, err)
}

// begin reports whether a round may be made now, and for which demand.
func (s *Source) begin(cancel func()) (epoch, asked int, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.o.Now()
	if s.closed || s.dead || s.conn.Access == "" || s.conn.Stopped ||
		now.Before(s.health.retryAt) || now.Before(s.paused) || s.covered(now) {
		return 0, 0, false
	}
	s.cancel = cancel
	return s.epoch, s.live.asked, true
}

// round reads up to pagesARound pages, and delivers what is new once the
// reading has reached the cursor.
func (s *Source) round(ctx context.Context, epoch int) error {
	who, err := s.account(ctx, epoch)
	if err != nil {
		return err
	}
	if s.place.epoch != epoch {
		s.place = place{epoch: epoch}
	}
	if s.place.reading == nil {
		at, known, err := s.cursorOf(ctx, who.ID)
		if err != nil {
			return err
		}
		s.place.reading = newReading(at, known)
	}
	r := s.place.reading
	for range pagesARound {
		if r.done { // by now, or in a round before that could not hand it over
			return s.hand(ctx, who.ID, r)
		}
		p, err := s.page(ctx, epoch, r.next)
		if err != nil {
			return err
		}
		s.mu.Lock()
		s.health.lastPoll = s.o.Now()
		s.mu.Unlock()
		if err := r.take(p, s.since()); err != nil {
			s.place.reading = nil
			return err
		}
	}
	if r.done {
		return s.hand(ctx, who.ID, r)
	}
	s.o.Log.Info().Int("pages", r.next-1).Msg("Many donations were missed: reading further back.")
	return nil
}

// since returns when the present connection was made, by the server's clock.
// Where that is not known, everything that is there counts as older. The list
// has whole seconds: what was given in the second of the connection was given
// after it. The two clocks are compared to a second.
func (s *Source) since() time.Time {
	conn, _ := s.present()
	drift := s.drift()
	switch {
	case conn.Since.IsZero():
		return s.o.Now().Add(drift)
	case conn.ByTheirs || drift == 0:
		return conn.Since.Truncate(time.Second)
	}
	return conn.Since.Add(drift - time.Second).Truncate(time.Second)
}

// connectedAt returns the present moment, by the server's clock where that is
// known: ours may be set right before the list is first read.
func (s *Source) connectedAt() (at time.Time, theirs bool) {
	drift := s.drift()
	if drift != 0 {
		drift -= time.Second
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	_, theirs = s.clock.ahead(s.o.Now())
	return s.o.Now().Add(drift), theirs
}

// hand delivers what a finished reading found, oldest first, and then moves
// the cursor.
func (s *Source) hand(ctx context.Context, account string, r *reading) error {
	if r.first {
		// Kept before anything is handed over: what is new is above it, even
		// if the program dies here.
		if err := s.keepCursor(ctx, account, r.at); err != nil {
			return err
		}
	}
	fresh := oldestFirst(slices.DeleteFunc(slices.Clone(r.rows), func(x row) bool {
		return s.place.seen[x.donation.ID]
	}))
	donations := make([]celebration.Donation, len(fresh))
	at, counted := r.at, 0
	for i, x := range fresh {
		donations[i] = x.donation
		donations[i].Older = x.number <= r.at.First && (x.number > 0 || r.first)
		if x.number > r.at.Last && !s.cameByPush(x.number) {
			counted++
		}
		at.Last = max(at.Last, x.number)
	}
	if err := s.intake(ctx, donations, counted); err != nil {
		return err
	}
	if at != r.at {
		if err := s.keepCursor(ctx, account, at); err != nil {
			return err
		}
	}
	s.moved(s.place.epoch, at)
	s.place.seen, s.place.reading = r.ids, nil
	return nil
}

// intake hands donations over, by whatever road they came. The counted ones
// are those that are certainly new.
func (s *Source) intake(ctx context.Context, donations []celebration.Donation, counted int) error {
	if len(donations) == 0 {
		return nil
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	drift := s.drift()
	for i := range donations {
		donations[i].ClockAhead = drift
	}
	if err := s.o.Deliver(ctx, donations); err != nil {
		return problem(CodeNotTaken, err)
	}
	s.mu.Lock()
	s.health.donations += counted
	s.mu.Unlock()
	return nil
}
