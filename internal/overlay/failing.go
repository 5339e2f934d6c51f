package overlay

import (
	"context"

	"streamspark/internal/celebration"
	"streamspark/internal/fault"
)

const (
	// pauseAfter is after how many failures in a row, whatever failed, the
	// queue is paused: it is not the clips then.
	pauseAfter = 3
	// standBackAfter is how many failures in a row put a page behind the others.
	standBackAfter = 2
)

// failures are what went wrong lately.
type failures struct {
	row    int                       // one after the other, on all pages
	ofPage map[string]int            // one after the other, by the page's id
	on     map[int64]map[string]bool // by playback: the pages that could not show it
}

func newFailures() failures {
	return failures{ofPage: map[string]int{}, on: map[int64]map[string]bool{}}
}

// add records that a page could not show a playback.
func (f *failures) add(page string, playback int64) {
	f.row++
	f.ofPage[page]++
	if f.on[playback] == nil {
		f.on[playback] = map[string]bool{}
	}
	f.on[playback][page] = true
}

// shown records that a page has shown something to its end.
func (f *failures) shown(page string) {
	f.row = 0
	delete(f.ofPage, page)
}

// standsBack reports whether other pages come before this one.
func (f *failures) standsBack(page string) bool { return f.ofPage[page] >= standBackAfter }

// returnToQueue puts a playback that did not go well back into the queue, once,
// for another page if there is one. After too many of them, whatever they
// were, it is not this one's fault: it waits, and playing is paused.
func (o *Overlay) returnToQueue(ctx context.Context, why celebration.Reason) {
	d := &o.state
	next := *d.current
	o.sendTo(next.Player, stopFrame(next.ID))
	d.failures.add(next.Player, next.ID)
	switch {
	case d.failures.row >= pauseAfter:
		o.pauseByItself(ctx, fault.Say(celebration.WhyFailedInARow, "n", d.failures.row, "cause", why))
		d.failures.row = 0
		o.requeue(ctx, next, why)
	case next.Returns > 0:
		o.end(ctx, celebration.PlaybackFailed, why)
	default:
		next.Returns++
		o.requeue(ctx, next, why)
	}
}

// pauseByItself pauses for this reason, unless it is paused.
func (o *Overlay) pauseByItself(ctx context.Context, why celebration.Reason) {
	d := &o.state
	if d.pause.Paused {
		return
	}
	next := o.pausedFor(why)
	if err := o.savePause(ctx, next); err != nil {
		o.log.Error().Err(err).Msg("playing is paused; this could not be saved and ends with a restart")
		d.pause = next
	}
	o.log.Error().Stringer("reason", why).Msg("playing was paused")
}

// skip ends what plays because the streamer wants it.
func (o *Overlay) skip(ctx context.Context) {
	if !o.underWay() {
		return
	}
	o.sendTo(o.state.current.Player, stopFrame(o.state.current.ID))
	o.end(ctx, celebration.PlaybackSkipped, fault.Say(celebration.WhySkippedByHand))
}
