package overlay

import (
	"context"
	"time"

	"streamspark/internal/celebration"
)

const (
	// lateFor is how long thank-yous that had to wait may still be shown after that.
	lateFor = time.Hour
	// quietRetry is when ending a quiet time that could not be saved is tried again.
	quietRetry = 5 * time.Second
)

// Quiet does what Pause does, and has thank-yous wait too: they are shown when it
// ends, however long it took. It ends by Resume, or by itself after a while; zero is
// no end. What pages already show or have lined up is shown to its end.
func (o *Overlay) Quiet(ctx context.Context, why string, lasts time.Duration) error {
	return o.do(ctx, func(ctx context.Context) error {
		next := o.paused(celebration.OneLine(why, maxReason))
		if next.Quiet = true; lasts > 0 {
			next.Until = time.Now().Add(lasts).UTC()
		}
		return o.savePause(ctx, next)
	})
}

// endQuiet resumes once the time is over.
func (o *Overlay) endQuiet(ctx context.Context, now time.Time) {
	d := &o.state
	if !d.loaded || !d.pause.Paused || d.pause.Until.IsZero() || now.Before(d.pause.Until) {
		return
	}
	if err := o.resume(ctx); err != nil {
		o.log.Error().Err(err).Msg("the quiet time is over; this could not be saved and is retried")
		d.pause.Until = now.Add(quietRetry)
		return
	}
	o.log.Info().Msg("the quiet time is over")
	o.read(ctx)
}

// after returns a pause with what is to be remembered of the one before it: since when
// thank-yous have waited.
func (p pause) after(before pause, now time.Time) pause {
	if before.Late.IsZero() || now.Before(before.Late) {
		p.Waited, p.Late = before.Waited, before.Late
	}
	switch {
	case p.Quiet && p.Waited.IsZero():
		p.Waited = now.Add(-alertAge).UTC()
		p.Late = time.Time{}
	case p.Quiet:
		p.Late = time.Time{}
	case before.Quiet:
		p.Late = now.Add(lateFor).UTC()
	}
	return p
}

// oldestAlert returns since when what qualified is still to be thanked for.
func (p pause) oldestAlert(now time.Time) time.Time {
	oldest := now.Add(-alertAge)
	if !p.Waited.IsZero() && (p.Late.IsZero() || now.Before(p.Late)) && p.Waited.Before(oldest) {
		return p.Waited
	}
	return oldest
}
