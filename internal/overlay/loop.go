package overlay

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"streamspark/internal/backoff"
	"streamspark/internal/celebration"
	"streamspark/internal/socket"
)

// The store is read at once when something was committed. Commits that follow
// within readAgain are read together; the pause doubles with each read that
// follows on another, up to readEvery, and while the store returns errors up
// to lastRetry.
const (
	readAgain  = 2 * time.Millisecond
	readEvery  = 25 * time.Millisecond
	firstRetry = time.Second
	lastRetry  = 30 * time.Second
	storeWait  = 5 * time.Second // the longest that one call may take
	leaveWait  = 2 * time.Second // for the pages to receive the close
)

// storeRetry returns the policy of reading and saving again.
func storeRetry() backoff.Policy { return backoff.Policy{First: firstRetry, Last: lastRetry} }

const pauseKey = "overlay/pause"

// pause is the document under pauseKey.
type pause struct {
	Paused bool      `json:"paused"`
	Since  time.Time `json:"since,omitzero"`
	Why    string    `json:"why,omitempty"` // the streamer's own words
	// Reason is why the queue was paused by itself.
	Reason celebration.Reason `json:"reason,omitzero"`
	Clear  bool               `json:"clear,omitempty"` // nothing may be on the screen, no thank-you either
	Quiet  bool               `json:"quiet,omitempty"` // thank-yous wait too
	Until  time.Time          `json:"until,omitzero"`  // when it ends by itself

	// What qualified from Waited on is thanked for late, until Late: it had to wait.
	Waited time.Time `json:"waited,omitzero"`
	Late   time.Time `json:"late,omitzero"`
}

// loopState is what the loop knows. Nothing else reads or writes it.
type loopState struct {
	pages   []*page // in the order in which they came
	arrival int     // counts them

	pause  pause
	loaded bool // the pause was read

	queue   []celebration.Playback
	current *celebration.Playback // sent or started, or its end is not saved yet
	unsaved bool                  // current is not in the store as it is here
	endBy   time.Time             // when a started one must have ended
	lostAt  time.Time             // when its player was lost; zero: it is there
	grace   time.Duration         // how long a lost player may take to come back
	credits *credits              // of current, if it shows some and was sent by this run
	lasts   time.Duration         // how long current is, as its player says; 0: it does not
	movedAt time.Time             // when its player last said that its pictures move

	lastScene string // which scene was shown last

	// aside holds playbacks that the store would not take a change of, and
	// until when they are left alone, so that one bad record stops no other.
	aside     map[int64]time.Time
	unsavable int       // failures of saving, one after the other
	saveAt    time.Time // when saving is tried again

	conversions conversionState
	failures    failures  // of showing
	skippedAt   time.Time // when somebody skipped last

	making  int
	alerts  []celebration.Celebration // to thank for, those told to pages among them
	thanks  []*thanks                 // told to pages, and not up yet as far as we know
	thanked []celebration.Celebration // up, and not saved yet
	alertAt time.Time                 // no new alert before this; zero: at once
	voiceAt time.Time                 // when an alert has waited long enough for its voice
	noteAt  time.Time                 // when saving the thanked ones is tried again

	obsNoted  bool      // that OBS is in use is in the store
	tabsAfter time.Time // OBS was in use until a while before this; zero: it was not

	stale   bool          // the store may hold something new
	readAt  time.Time     // when it may be read next
	gather  time.Duration // the pause before that
	retries int           // of reading, one after the other

	shown   string // what Health was made of
	answers []func()
}

func newState() loopState {
	return loopState{stale: true, aside: map[int64]time.Time{}, failures: newFailures(), conversions: newFitting()}
}

// Run plays what is to be played until ctx ends, then closes the
// pages. It is called once.
func (o *Overlay) Run(ctx context.Context) error {
	defer o.closePages()
	wake := o.wake
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		o.step(ctx)
		timer.Stop()
		if due := o.due(); !due.IsZero() {
			timer.Reset(time.Until(due))
		}
		select {
		case <-ctx.Done():
			return nil
		case _, open := <-wake:
			if !open {
				wake = nil
			}
			o.state.stale = true
		case <-o.nudge:
			o.state.stale = true
		case f := <-o.inbox:
			o.handle(ctx, f)
		case <-timer.C:
		}
	}
}

// handle runs what was posted, in the time that the store may take.
func (o *Overlay) handle(ctx context.Context, f func(context.Context)) {
	ctx, cancel := context.WithTimeout(ctx, storeWait)
	defer cancel()
	f(ctx)
}

// step does all that is due now. It goes round again if a page turned out
// to be too slow for what it was told, because that changes the rest.
func (o *Overlay) step(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, storeWait)
	defer cancel()
	for again := true; again; {
		o.sweep(ctx)
		o.expire(ctx, time.Now())
		if o.state.stale && !time.Now().Before(o.state.readAt) {
			o.read(ctx)
		}
		o.endQuiet(ctx, time.Now())
		o.advance(ctx)
		o.thank(ctx)
		o.publish()
		again = o.anyDead()
	}
	for _, answer := range o.state.answers {
		answer()
	}
	o.state.answers = nil
}

// due returns when step must be called next if nothing else happens; zero:
// never.
func (o *Overlay) due() time.Time {
	d := &o.state
	var due time.Time
	sooner := func(t time.Time) {
		if !t.IsZero() && (due.IsZero() || t.Before(due)) {
			due = t
		}
	}
	if d.current != nil {
		sooner(o.deadline())
	}
	if d.stale {
		sooner(d.readAt)
	}
	if d.loaded && d.pause.Paused {
		sooner(d.pause.Until)
	}
	if d.current == nil && len(d.queue) > 0 {
		sooner(d.saveAt)
	}
	sooner(d.alertAt)
	sooner(d.voiceAt)
	sooner(d.noteAt)
	sooner(d.tabsAfter)
	for _, t := range d.thanks {
		sooner(t.due())
	}
	for _, until := range d.aside {
		sooner(until)
	}
	return due
}

// read learns what is to be shown. What is found sent or started and is
// not ours was under way when the program last ended.
func (o *Overlay) read(ctx context.Context) {
	d := &o.state
	now := time.Now()
	if now.Sub(d.readAt) >= d.gather { // nothing was committed for a while
		d.gather = readAgain
	} else {
		d.gather = min(2*d.gather, readEvery)
	}
	d.stale, d.readAt = false, now.Add(d.gather)
	if err := o.readStore(ctx, now); err != nil {
		if !errors.Is(err, context.Canceled) {
			o.log.Error().Err(err).Msg("the overlay cannot read the queue; it is retried")
		}
		d.retries++
		d.stale, d.readAt = true, now.Add(storeRetry().Doubled(d.retries))
		return
	}
	d.retries = 0
}

func (o *Overlay) readStore(ctx context.Context, now time.Time) error {
	d := &o.state
	if !d.loaded {
		if err := o.loadPause(ctx); err != nil {
			return err
		}
		o.loadDecodes(ctx)
		var err error
		if d.lastScene, err = o.store.LastScene(ctx); err != nil {
			return err
		}
	}
	if err := o.store.EnqueueReady(ctx, now); err != nil {
		return fmt.Errorf("queue what is ready: %w", err)
	}
	open, err := o.store.OpenPlaybacks(ctx)
	if err != nil {
		return fmt.Errorf("list what is queued: %w", err)
	}
	if d.making, err = o.store.Making(ctx); err != nil {
		return fmt.Errorf("count what is being made: %w", err)
	}
	d.alerts = nil
	if len(o.viewedPages()) > 0 && !d.pause.Clear {
		if d.alerts, err = o.store.ToAlert(ctx, d.pause.oldestAlert(now)); err != nil {
			return fmt.Errorf("list whom to thank: %w", err)
		}
		o.pruneAlerts()
	}
	o.sort(open, now)
	return nil
}

// sort takes over a fresh list of open playbacks.
func (o *Overlay) sort(open []celebration.Playback, now time.Time) {
	d := &o.state
	d.queue = d.queue[:0]
	kept := false
	var stray *celebration.Playback
	for _, p := range open {
		until, aside := d.aside[p.ID]
		switch {
		case d.current != nil && p.ID == d.current.ID:
			kept = true
		case aside && now.Before(until):
		case p.State == celebration.PlaybackQueued:
			d.queue = append(d.queue, p)
		case stray == nil:
			stray = &p
		}
	}
	if d.current != nil && !kept {
		o.log.Info().Int64("playback", d.current.ID).Msg("the playing clip was removed from the queue")
		o.sendTo(d.current.Player, stopFrame(d.current.ID))
		o.drop()
	}
	if d.current == nil && stray != nil {
		d.current, d.unsaved = stray, false
		d.lostAt, d.grace = now, graceAfterRestart
	}
}

func (o *Overlay) loadPause(ctx context.Context) error {
	document, found, err := o.store.Get(ctx, pauseKey)
	if err != nil {
		return fmt.Errorf("read whether playing is paused: %w", err)
	}
	if found {
		if err := json.Unmarshal(document, &o.state.pause); err != nil {
			o.log.Error().Err(err).Msg("the saved pause cannot be read; playing is not paused")
			o.state.pause = pause{}
		}
	}
	if _, o.state.obsNoted, err = o.store.Get(ctx, obsKey); err != nil {
		return fmt.Errorf("read whether OBS is in use: %w", err)
	}
	if o.state.obsNoted { // its page may need a moment longer than a tab to come back
		o.state.tabsAfter = time.Now().Add(obsLasts)
	}
	o.state.loaded = true
	return nil
}

func (o *Overlay) savePause(ctx context.Context, next pause) error {
	next = next.after(o.state.pause, time.Now())
	document, err := json.Marshal(next)
	if err != nil {
		return fmt.Errorf("write the note of the pause: %w", err)
	}
	if err := o.store.Put(ctx, pauseKey, document); err != nil {
		return fmt.Errorf("save the pause: %w", err)
	}
	o.state.pause, o.state.loaded = next, true
	return nil
}

// closePages closes the sockets and waits until the pages have received it.
func (o *Overlay) closePages() {
	close(o.stopped)
	defer o.work.Wait()
	for _, p := range o.state.pages {
		p.close(socket.GoingAway, stopping)
	}
	late := time.NewTimer(leaveWait)
	defer late.Stop()
	for _, p := range o.state.pages {
		select {
		case <-p.done:
		case <-late.C:
			return
		}
	}
}
