package overlay

import (
	"context"
	"errors"
	"fmt"
	"time"

	"streamspark/internal/celebration"
)

const (
	// whyPanic is what a pause says that Panic began.
	whyPanic = "panic"
	// panicWait is how long the screen may stay as it is while a panic is
	// being saved: less than a clip needs to be seen.
	panicWait = 500 * time.Millisecond
)

// Panic clears the screen: what plays stops at once and goes back to the
// front of the queue, thank-yous vanish, and nothing is shown until Resume,
// also after a restart. What was cut is not counted against the clip: the
// streamer wanted the screen clear, not this clip gone.
//
// It is saved first, like all else, so that a restart in between does not
// play on. A store that does not answer keeps no clip on the screen: then
// it holds as long as the program runs, and the error says that.
func (o *Overlay) Panic(ctx context.Context) error {
	return o.do(ctx, o.panic)
}

func (o *Overlay) panic(ctx context.Context) error {
	d := &o.desk
	ctx, cancel := context.WithTimeout(ctx, panicWait)
	defer cancel()
	next := o.paused(whyPanic)
	next.Clear = true
	err := o.savePause(ctx, next)
	if err != nil {
		d.pause, d.loaded = next, true
		o.log.Error().Err(err).Msg("the screen is cleared and playing paused; this could not be saved and would not outlive a restart")
	}
	d.alerts = nil
	if !o.underWay() {
		return err
	}
	cut := *d.current
	o.requeue(ctx, cut, celebration.Because(celebration.WhyPanic))
	o.tell(cut.Player, stopFrame(cut.ID))
	return err
}

// paused is the pause that is to be now. One that holds already keeps its
// beginning, and a clear screen stays clear.
func (o *Overlay) paused(why string) pause {
	next := pause{Paused: true, Since: time.Now().UTC(), Why: why}
	if before := o.desk.pause; before.Paused {
		next.Since, next.Clear = before.Since, before.Clear
	}
	return next
}

// Move brings a playback that waits to a place in the queue: 1 is the next.
// The error is fs.ErrNotExist, wrapped, if it does not wait (any more).
func (o *Overlay) Move(ctx context.Context, id int64, place int) error {
	return o.do(ctx, func(ctx context.Context) error {
		if err := o.store.MovePlayback(ctx, id, place); err != nil {
			return fmt.Errorf("move in the queue: %w", err)
		}
		o.rereadNow()
		return nil
	})
}

// Drop takes a playback that waits out of the queue, as skipped. Its clip
// stays and can be played again. The errors are those of Move.
func (o *Overlay) Drop(ctx context.Context, id int64) error {
	return o.do(ctx, func(ctx context.Context) error {
		why := celebration.Because(celebration.WhySkippedByHand)
		if err := o.store.DropPlayback(ctx, id, why, time.Now()); err != nil {
			return fmt.Errorf("drop from the queue: %w", err)
		}
		o.rereadNow()
		return nil
	})
}

// PlayNow makes a playback that waits the next one, and skips what plays.
// While nothing could follow, because playing is paused or nobody plays,
// what plays is left alone. The errors are those of Move.
func (o *Overlay) PlayNow(ctx context.Context, id int64) error {
	return o.do(ctx, func(ctx context.Context) error {
		if err := o.store.MovePlayback(ctx, id, 1); err != nil {
			return fmt.Errorf("move to the front of the queue: %w", err)
		}
		delete(o.desk.aside, id) // it is asked for: it may be tried again
		o.rereadNow()
		if o.desk.pause.Paused || o.player() == nil {
			return nil
		}
		if err := o.skip(ctx); !errors.Is(err, ErrNothingPlays) {
			return err
		}
		return nil
	})
}

// rereadNow has the loop look into the store before anything else plays.
func (o *Overlay) rereadNow() {
	o.desk.stale, o.desk.readAt = true, time.Time{}
}
