package overlay

import (
	"cmp"
	"context"
	"slices"
	"time"

	"streamspark/internal/celebration"
	"streamspark/internal/crash"
	"streamspark/internal/fault"
)

// The times that a player is given.
const (
	startWithin = 10 * time.Second // from play to started
	endSlack    = 10 * time.Second // from the clip's length to ended
	longest     = 60 * time.Second // of a clip, where the settings say nothing
	movesWithin = 12 * time.Second // a page says every 5 s that the pictures move
	earlySlack  = time.Second      // so much of a clip may be missing at its end

	// A page that was cut off connects again within a second. After a
	// restart of the program it may take a few.
	graceAfterCut     = 3 * time.Second
	graceAfterRestart = 10 * time.Second
)

// underWay reports whether a page was told to play and has not ended.
func (o *Overlay) underWay() bool {
	current := o.state.current
	return current != nil && (current.State == celebration.PlaybackSent || current.State == celebration.PlaybackStarted)
}

// holds reports whether the current playback was given to this page.
func (o *Overlay) holds(p *page) bool {
	return o.underWay() && p.id != "" && o.state.current.Player == p.id
}

// advance sends the next clip to the player if nothing plays. It waits for
// a new read of the store where one is due, because what came back to
// the queue comes first.
func (o *Overlay) advance(ctx context.Context) {
	d := &o.state
	if d.stale || !d.loaded || len(d.queue) == 0 || time.Now().Before(d.saveAt) {
		return
	}
	at, player := o.next(ctx)
	if player == nil || d.current != nil || d.pause.Paused {
		return
	}
	p := d.queue[at]
	if o.waitsForVoice(p, time.Now()) || o.removeUndecodable(ctx, p, player) {
		return
	}
	shown, err := o.readCredits(ctx, p)
	if err != nil {
		o.notSaved(p, err)
		return
	}
	p.State, p.Player, p.SentAt, p.Reason = celebration.PlaybackSent, player.id, time.Now(), celebration.Reason{}
	if shown != nil {
		p.CreditsLength = time.Duration(shown.DurationMS) * time.Millisecond
	}
	crash.At("sent: before")
	if err := o.store.SavePlayback(ctx, p); err != nil {
		o.notSaved(p, err)
		return
	}
	crash.At("sent: after")
	d.unsavable, d.saveAt = 0, time.Time{}
	d.queue = slices.Delete(d.queue, at, at+1)
	d.current, d.unsaved, d.lostAt = &p, false, time.Time{}
	d.lasts, d.movedAt, d.credits = 0, time.Time{}, shown
	o.log.Info().Int64("playback", p.ID).Str("clip", p.Clip.Filename).Str("page", player.id).Msg("a show was sent to the player")
	o.publisher.unlessCleared(func() { o.send(player, encode(o.order("play"))) })
}

// takeReport applies what a page reports of a playback. It counts only from
// the page that was told to play it, and only until it has ended: a report
// that is doubled, late or of another page changes nothing.
func (o *Overlay) takeReport(ctx context.Context, p *page, r report) {
	if !o.holds(p) || o.state.current.ID != r.Playback {
		o.log.Debug().Str("page", p.id).Str("type", r.Type).Int64("playback", r.Playback).Msg("ignored a report about another playback")
		if r.Type == "started" {
			o.send(p, stopFrame(r.Playback)) // it must not play unseen by us
		}
		return
	}
	switch r.Type {
	case "started":
		o.started(ctx, r)
	case "ended":
		if why, early := o.tooEarly(r); early {
			o.returnToQueue(ctx, why)
			return
		}
		o.state.failures.shown(p.id)
		o.end(ctx, celebration.PlaybackEnded, celebration.Reason{})
	case "failed":
		o.returnToQueue(ctx, fault.Say(celebration.WhyPlayerFailed, "cause", r.Why))
	}
}

// tooEarly reports whether a clip cannot have been shown whole when the page
// says that it ended. What the page says that it has played is believed, as
// far as there was time for it.
func (o *Overlay) tooEarly(r report) (why celebration.Reason, early bool) {
	p := *o.state.current
	length := o.length(p)
	if p.Clip.Duration <= 0 && o.state.lasts <= 0 {
		return why, false // nobody knows, or of a scene only about
	}
	since := p.StartedAt
	if since.IsZero() {
		since = p.SentAt
	}
	shown := time.Since(since)
	if r.Shown >= 0 {
		shown = min(r.Shown, shown+endSlack)
	}
	if length-shown <= max(earlySlack, length/4) {
		return why, false
	}
	return fault.Say(celebration.WhyEndedEarly, "shown", max(shown, 0).Round(time.Second), "length", length.Round(time.Second)), true
}

// started records that the clip runs, that it still runs on a page that was
// away, or that its pictures still move. How long the clip is, the page knows
// better than the file says.
func (o *Overlay) started(ctx context.Context, r report) {
	d := &o.state
	now := time.Now()
	back := !d.lostAt.IsZero()
	d.lostAt, d.lasts = time.Time{}, max(d.lasts, r.Lasts)
	if r.Moves {
		d.movedAt = now
	}
	if d.current.State == celebration.PlaybackSent {
		next := *d.current
		next.State, next.StartedAt = celebration.PlaybackStarted, now
		if next.Scene != nil && r.Scene != "" {
			chosen := *next.Scene
			chosen.ID = r.Scene
			next.Scene, d.lastScene = &chosen, r.Scene
		}
		d.endBy = now.Add(o.limit(next))
		o.settle(ctx, next)
		return
	}
	start := d.current.StartedAt
	endBy := start.Add(o.limit(*d.current))
	if back {
		endBy = later(endBy, now.Add(endSlack))
	}
	d.endBy = later(d.endBy, endBy)
	if bound := start.Add(o.longest(*d.current)); bound.Before(d.endBy) {
		d.endBy = bound
	}
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// longest returns how long a show may play.
func (o *Overlay) longest(p celebration.Playback) time.Duration {
	if !p.Credits.IsZero() {
		return celebration.LongestCredits + endSlack
	}
	if most := o.settings().MaxPlayback; most > 0 {
		return most
	}
	return longest
}

// length returns how much of a show there is to show.
func (o *Overlay) length(p celebration.Playback) time.Duration {
	length := cmp.Or(o.state.lasts, p.Length())
	if length <= 0 {
		return o.longest(p)
	}
	return min(length, o.longest(p))
}

// limit returns when a started show must have ended: the longest that the file
// or the page says counts.
func (o *Overlay) limit(p celebration.Playback) time.Duration {
	known := max(o.state.lasts, p.Length())
	if known <= 0 {
		return o.longest(p)
	}
	return min(known+endSlack, o.longest(p))
}

// stillMoves reports whether the page that plays said a moment ago that the
// pictures move.
func (o *Overlay) stillMoves(now time.Time) bool {
	return !o.state.movedAt.IsZero() && now.Sub(o.state.movedAt) <= movesWithin
}

// deadline returns when something must be done about the current playback.
func (o *Overlay) deadline() time.Time {
	d := &o.state
	switch {
	case d.unsaved:
		return d.saveAt
	case !d.lostAt.IsZero():
		return d.lostAt.Add(d.grace)
	case d.current.State == celebration.PlaybackSent:
		return d.current.SentAt.Add(startWithin)
	}
	return d.endBy
}

// expire acts on the moments that have passed.
func (o *Overlay) expire(ctx context.Context, now time.Time) {
	d := &o.state
	if !d.alertAt.IsZero() && !now.Before(d.alertAt) {
		d.alertAt, d.stale = time.Time{}, true
	}
	if !now.Before(d.voiceAt) { // what waited for its voice goes on now, or when a page is back
		d.voiceAt = time.Time{}
	}
	if !d.tabsAfter.IsZero() && !now.Before(d.tabsAfter) {
		d.tabsAfter, d.stale = time.Time{}, true
		o.saveOBS(ctx, o.tabsWait())
	}
	for id, until := range d.aside {
		if !now.Before(until) {
			delete(d.aside, id)
			d.stale = true
		}
	}
	if d.current == nil {
		if !now.Before(d.saveAt) {
			d.saveAt = time.Time{}
		}
		return
	}
	if now.Before(o.deadline()) {
		return
	}
	o.overdue(ctx, *d.current)
}

// overdue does what follows when the current playback's deadline has passed.
func (o *Overlay) overdue(ctx context.Context, p celebration.Playback) {
	d := &o.state
	switch {
	case d.unsaved:
		o.save(ctx)
	case !d.lostAt.IsZero():
		o.sendTo(p.Player, stopFrame(p.ID))
		o.gone(ctx, d.lostAt)
	case p.State == celebration.PlaybackSent:
		o.returnToQueue(ctx, fault.Say(celebration.WhyNoStart, "limit", startWithin))
	case max(d.lasts, p.Clip.Duration) <= 0 || max(d.lasts, p.Clip.Duration) > o.longest(p):
		o.log.Info().Int64("playback", p.ID).Dur("limit", o.longest(p)).Msg("a clip reached the longest playback and was ended")
		o.sendTo(p.Player, stopFrame(p.ID))
		o.end(ctx, celebration.PlaybackEnded, celebration.Reason{})
	case o.stillMoves(time.Now()):
		o.longerThanSaid(ctx, p)
	default:
		o.returnToQueue(ctx, fault.Say(celebration.WhyNoEnd))
	}
}

// longerThanSaid extends a clip that moves beyond its length, up to the
// bound of all clips. What is ended there was shown, and is not shown again.
func (o *Overlay) longerThanSaid(ctx context.Context, p celebration.Playback) {
	now, bound := time.Now(), p.StartedAt.Add(o.longest(p))
	if now.Before(bound) {
		o.state.endBy = now.Add(min(endSlack, bound.Sub(now)))
		return
	}
	o.log.Info().Int64("playback", p.ID).Dur("limit", o.longest(p)).Msg("a clip is longer than its stated length; it was ended")
	o.sendTo(p.Player, stopFrame(p.ID))
	o.end(ctx, celebration.PlaybackEnded, fault.Say(celebration.WhyStillMoving))
}

// gone judges a playback whose player went away at this moment. What was
// shown by half counts as shown; less is shown again from its start, once.
// One that was cut twice the streamer is asked about.
func (o *Overlay) gone(ctx context.Context, at time.Time) {
	p := *o.state.current
	started := p.State == celebration.PlaybackStarted
	switch {
	case p.Cuts > 0:
		o.end(ctx, celebration.PlaybackFailed, fault.Say(celebration.WhyCutTwice))
	case started && at.Sub(p.StartedAt)*2 >= o.length(p):
		o.end(ctx, celebration.PlaybackEnded, fault.Say(celebration.WhyEndAssumed))
	default:
		p.Cuts++
		o.requeue(ctx, p, fault.Say(celebration.WhyPlayerGone))
	}
}
