package donationalerts

import (
	"context"
	"errors"

	"streamspark/internal/celebration"
)

// joined notes that donations are pushed from now on. What came in before is
// read from the list: the server does not repeat what was missed.
func (s *Source) joined(epoch int) error {
	defer s.tell()
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.epoch != epoch {
		return errChanged
	}
	s.live.on, s.live.logged, s.live.words = true, false, ""
	s.demand()
	s.o.Log.Info().Msg("The realtime connection to DonationAlerts is there.")
	return nil
}

const (
	// arrivalsAhead is how many messages are read while others are written
	// down, and framesAtOnce how many frames of them are written together.
	arrivalsAhead = 256
	framesAtOnce  = 500
)

// arrival is what one message brought, or several, and why there is none
// after it.
type arrival struct {
	frames []frame
	broken int
	err    error
}

// gathered waits for a message and takes with it those that came meanwhile:
// the first donation is written down at once, what comes during that is
// written together. It returns false after the last.
func gathered(arrived <-chan arrival) (all arrival, open bool) {
	all, open = <-arrived
	for open && all.err == nil && len(all.frames) < framesAtOnce {
		select {
		case more, some := <-arrived:
			if !some {
				return all, true
			}
			all.frames, all.broken, all.err = append(all.frames, more.frames...), all.broken+more.broken, more.err
		default:
			return all, true
		}
	}
	return all, open
}

// listen takes in what is pushed until the connection ends. Beside it the
// list is read once; later rounds are Poll's.
func (s *Source) listen(ctx context.Context, epoch int, w *wire, channel string) error {
	ctx, cancel := context.WithCancel(ctx)
	caughtUp := make(chan struct{})
	go func() {
		defer close(caughtUp)
		_ = s.Poll(ctx) // its error is noted, and the next Poll tries again
	}()
	arrived := make(chan arrival, arrivalsAhead)
	go func() {
		defer close(arrived)
		for ctx.Err() == nil {
			frames, broken, err := w.next()
			select {
			case arrived <- arrival{frames, broken, err}:
			case <-ctx.Done():
			}
			if err != nil {
				return
			}
		}
	}()
	defer func() {
		cancel()
		w.hangUp()
		for range arrived { // until its reader has ended
		}
		<-caughtUp
	}()
	for {
		got, open := gathered(arrived)
		if !open {
			return ctx.Err()
		}
		missed := got.broken > 0
		err := error(nil)
		var rows []pushed
		for _, f := range got.frames {
			switch {
			case f.id != 0 || f.channel != channel:
			case f.push == pushUnsubscribed:
				err = errUnsubscribed
			case f.push == pushPublication:
				raw := f.donation()
				r := readRow(raw)
				if r.number == 0 {
					missed = true // the list has it in a shape that can be told apart
					continue
				}
				rows = append(rows, pushed{r, wasShown(raw)})
			}
		}
		if err = errors.Join(err, s.take(ctx, epoch, rows)); err == nil {
			err = got.err
		}
		if missed {
			s.mu.Lock()
			s.demand()
			s.mu.Unlock()
		}
		if err != nil {
			return err
		}
	}
}

// pushed is a donation that was pushed.
type pushed struct {
	row
	shown bool // it says that it was shown before
}

// take hands pushed donations over at once. It never moves the cursor: the
// next round does, after it has seen them in the list.
func (s *Source) take(ctx context.Context, epoch int, rows []pushed) error {
	var donations []celebration.Donation
	var again []string
	counted, now := 0, map[uint64]bool{} // those of this call
	s.mu.Lock()
	if s.epoch != epoch {
		s.mu.Unlock()
		return errChanged
	}
	for _, p := range rows {
		known := p.number <= s.live.at.Last || s.live.pushed[p.number] || now[p.number]
		now[p.number] = true
		if p.shown && known {
			again = append(again, p.donation.ID)
		}
		if p.shown && p.number <= s.live.at.First {
			continue // from before the connection: to be seen again, not to be celebrated
		}
		donations = append(donations, p.donation)
		if !known {
			counted++
		}
	}
	s.mu.Unlock()
	if err := s.intake(ctx, donations, counted); err != nil {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		s.o.Log.Warn().Err(err).Int("donations", len(donations)).Msg("Pushed donations could not be written down: they are read from the list.")
		s.mu.Lock()
		s.demand()
		s.mu.Unlock()
		return nil
	}
	s.remember(epoch, rows)
	s.tell()
	for _, id := range again {
		if s.o.Repeated != nil {
			s.o.Repeated(ctx, id)
		}
	}
	return nil
}

// remember notes what was pushed ahead of the cursor.
func (s *Source) remember(epoch int, rows []pushed) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.epoch != epoch {
		return
	}
	if s.live.pushed == nil || len(s.live.pushed) >= mostPushed {
		s.live.pushed = map[uint64]bool{}
	}
	for _, p := range rows {
		if p.number > s.live.at.Last {
			s.live.pushed[p.number] = true
		}
	}
}
