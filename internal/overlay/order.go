package overlay

import (
	"context"
	"fmt"
	"time"

	"streamspark/internal/celebration"
	"streamspark/internal/fault"
)

const (
	// whyPanic is what a pause says that Panic began.
	whyPanic = "panic"
	// skipOnce is how long after a skip another one that names no playback
	// is taken for a second press of the same button.
	skipOnce = 2 * time.Second
)

// Panic clears the screen: what plays stops at once and goes back to the
// front of the queue, thank-yous vanish, and nothing is shown until Resume,
// also after a restart. What was cut is not counted against the clip: the
// streamer wanted the screen clear, not this clip gone.
//
// The screens are cleared first of all, from outside the loop: it may be
// waiting for a slow disk. Then it is saved, so that a restart does not play
// on. If that fails it holds as long as the program runs, and the error says
// that. It is carried out even if whoever pressed does not wait for it.
func (o *Overlay) Panic(ctx context.Context) error {
	o.publisher.clear()
	answer := make(chan error, 1)
	go func() { answer <- o.do(context.WithoutCancel(ctx), o.panic) }()
	select {
	case err := <-answer:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (o *Overlay) panic(ctx context.Context) error {
	d := &o.state
	next := o.paused(whyPanic)
	next.Clear = true
	next = next.after(d.pause, time.Now())
	d.pause, d.loaded = next, true
	o.publisher.handled()
	err := o.savePause(ctx, next)
	if err != nil {
		o.log.Error().Err(err).Msg("the screen is cleared and playing paused; this could not be saved and ends with a restart")
	}
	d.alerts = nil
	if !o.underWay() {
		return err
	}
	cut := *d.current
	o.requeue(ctx, cut, fault.Say(celebration.WhyPanic))
	o.sendTo(cut.Player, stopFrame(cut.ID))
	return err
}

// paused returns the pause that is to be now. One that holds already keeps its
// beginning, and a clear screen stays clear.
func (o *Overlay) paused(why string) pause {
	next := pause{Paused: true, Since: time.Now().UTC(), Why: why}
	if before := o.state.pause; before.Paused {
		next.Since, next.Clear = before.Since, before.Clear
	}
	return next
}

// pausedFor returns a pause for a reason of the program's own.
func (o *Overlay) pausedFor(why celebration.Reason) pause {
	next := o.paused("")
	next.Reason = why
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
		why := fault.Say(celebration.WhySkippedByHand)
		if err := o.store.DropPlayback(ctx, id, why, time.Now()); err != nil {
			return fmt.Errorf("drop from the queue: %w", err)
		}
		o.rereadNow()
		return nil
	})
}

// PlayNow makes a playback that waits the next one, and skips what plays.
// While nothing could follow, because playing is paused, nobody plays or can show
// it, or the clip is converted first, what plays is left alone. The errors are those of Move.
func (o *Overlay) PlayNow(ctx context.Context, id int64) error {
	return o.do(ctx, func(ctx context.Context) error {
		if err := o.store.MovePlayback(ctx, id, 1); err != nil {
			return fmt.Errorf("move to the front of the queue: %w", err)
		}
		delete(o.state.aside, id) // it is asked for: it may be tried again
		delete(o.state.conversions.failed, id)
		o.rereadNow()
		if o.state.pause.Paused || o.player() == nil || o.mustWait(id) {
			return nil
		}
		o.skip(ctx)
		return nil
	})
}

// Skip ends the playback of this number if it is what plays, else nothing:
// it has ended by itself, or somebody skipped it already. Zero is whatever
// plays; then two presses in a row are one.
func (o *Overlay) Skip(ctx context.Context, id int64) error {
	return o.do(ctx, func(ctx context.Context) error {
		d := &o.state
		now := time.Now()
		if !o.underWay() || id != 0 && id != d.current.ID || id == 0 && now.Before(d.skippedAt.Add(skipOnce)) {
			return nil
		}
		d.skippedAt = now
		o.skip(ctx)
		return nil
	})
}

// Toggle pauses where playing is not paused, and resumes where it is. It returns
// which of them it did.
func (o *Overlay) Toggle(ctx context.Context) (paused bool, err error) {
	pauses := false
	err = o.do(ctx, func(ctx context.Context) error {
		if o.state.pause.Paused {
			return o.resume(ctx)
		}
		pauses = true
		return o.savePause(ctx, o.paused(""))
	})
	if err != nil {
		return false, err // the loop may only now come to it
	}
	return pauses, nil
}

// rereadNow has the loop read the store before anything else plays.
func (o *Overlay) rereadNow() {
	o.state.stale, o.state.readAt = true, time.Time{}
}
