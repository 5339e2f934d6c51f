package overlay

import (
	"context"
	"time"

	"streamspark/internal/celebration"
	"streamspark/internal/crash"
)

// A playback that the store refuses to save is left alone for a while, so
// that the others go on.
const (
	maxFailures = 3
	leftAlone   = 5 * time.Minute
)

func (o *Overlay) requeue(ctx context.Context, p celebration.Playback, why celebration.Reason) {
	p.State, p.Reason, p.Player = celebration.PlaybackQueued, why, ""
	p.SentAt, p.StartedAt = time.Time{}, time.Time{}
	o.settle(ctx, p)
}

func (o *Overlay) end(ctx context.Context, how celebration.PlaybackState, why celebration.Reason) {
	next := *o.state.current
	next.State, next.Reason, next.EndedAt = how, why, time.Now()
	delete(o.state.failures.on, next.ID)
	o.settle(ctx, next)
}

// settle replaces the current playback and saves it.
func (o *Overlay) settle(ctx context.Context, next celebration.Playback) {
	o.state.current, o.state.unsaved = &next, true
	o.log.Info().Int64("playback", next.ID).Str("state", string(next.State)).Stringer("reason", next.Reason).Msg("a playback moved")
	o.save(ctx)
}

// save writes the current playback. As long as that fails nothing else
// plays, because nothing else could be saved either.
func (o *Overlay) save(ctx context.Context) {
	d := &o.state
	beforeSave(d.current.State)
	if err := o.store.SavePlayback(ctx, *d.current); err != nil {
		o.notSaved(*d.current, err)
		return
	}
	afterSave(d.current.State)
	d.unsaved, d.unsavable, d.saveAt = false, 0, time.Time{}
	if !o.underWay() {
		o.drop()
	}
}

// beforeSave marks the crash point before a save, as afterSave does after it.
func beforeSave(state celebration.PlaybackState) {
	switch state {
	case celebration.PlaybackStarted:
		crash.At("started: before")
	case celebration.PlaybackEnded:
		crash.At("ended: before")
	}
}

func afterSave(state celebration.PlaybackState) {
	switch state {
	case celebration.PlaybackStarted:
		crash.At("started: after")
	case celebration.PlaybackEnded:
		crash.At("ended: after")
	}
}

// notSaved plans the next try, and gives a playback a rest after a few.
func (o *Overlay) notSaved(p celebration.Playback, err error) {
	d := &o.state
	d.unsavable++
	d.saveAt = time.Now().Add(storeRetry().Doubled(d.unsavable))
	if d.unsavable < maxFailures {
		o.log.Error().Err(err).Int64("playback", p.ID).Msg("a playback cannot be saved; it is retried")
		return
	}
	o.log.Error().Err(err).Int64("playback", p.ID).Dur("for", leftAlone).Msg("a playback cannot be saved; it is retried later")
	d.aside[p.ID] = time.Now().Add(leftAlone)
	d.unsavable, d.saveAt = 0, time.Time{}
	if d.current != nil {
		o.sendTo(d.current.Player, stopFrame(d.current.ID))
	}
	o.drop()
}

// drop forgets the current playback; the store knows what became of it.
func (o *Overlay) drop() {
	d := &o.state
	d.current, d.unsaved, d.lostAt, d.stale = nil, false, time.Time{}, true
	d.lasts, d.movedAt, d.credits = 0, time.Time{}, nil
}
