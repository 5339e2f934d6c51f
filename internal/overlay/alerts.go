package overlay

import (
	"context"
	"fmt"
	"math"
	"slices"
	"time"

	"streamspark/internal/celebration"
)

const (
	// alertAge is how late a thank-you may come. After that it would puzzle
	// more than please.
	alertAge = 10 * time.Minute
	// alertBurst is how many are sent in one go; the next go is alertPause
	// later. A page shows them one after the other anyway.
	alertBurst = 20
	alertPause = time.Second
	alertRetry = 5 * time.Second // after those that were up could not be noted
	// alertsOut is how many may wait in the pages. The others wait here.
	alertsOut = 100
	// alertHold is how long one stays where the settings say nothing, and
	// alertLeave how long its card takes to leave.
	alertHold  = 7 * time.Second
	alertLeave = 500 * time.Millisecond
	// alertUp is how long after its turn one is up that an old page shows,
	// which says nothing of that.
	alertUp = time.Second
	// alertLost is how long after its turn one is told again that a page
	// should have said something of.
	alertLost = 20 * time.Second
	// leftWait is how long it may take to find out how long clips take.
	leftWait = time.Second
)

// thanks is a thank-you that pages were told and that is not up yet as far
// as we know. It is noted as shown once it is: one that is lost with its
// page, or with the program, is shown again by the next.
type thanks struct {
	of    celebration.Celebration
	frame []byte
	hold  time.Duration
	told  map[*page]time.Time // when about its turn comes there
}

// due returns when something must be done about it if no page says anything.
func (t *thanks) due() time.Time {
	var due time.Time
	for p, turn := range t.told {
		if at := turn.Add(patienceWith(p)); due.IsZero() || at.Before(due) {
			due = at
		}
	}
	return due
}

func patienceWith(p *page) time.Duration {
	if p.acks {
		return alertLost
	}
	return alertUp
}

// keyOf names a thank-you. One that the streamer asks for again is another.
func keyOf(c celebration.Celebration) string {
	again := int64(0)
	if !c.ThankAt.IsZero() {
		again = c.ThankAt.UnixMilli()
	}
	return fmt.Sprintf("%d-%d", c.ID, again)
}

// thank sends the thank-yous that are due to the pages that viewers see, and
// those that a page has lost to the next one. It waits for a new read of
// the store where one is due.
func (o *Overlay) thank(ctx context.Context) {
	d := &o.state
	now := time.Now()
	pages := o.viewedPages()
	if d.pause.Clear || len(pages) == 0 {
		for _, t := range d.thanks {
			clear(t.told)
		}
	} else {
		o.expireAlerts(now)
	}
	if len(d.thanked) > 0 && !now.Before(d.noteAt) {
		o.saveThanked(ctx)
	}
	if d.pause.Clear || d.pause.Quiet || len(pages) == 0 || d.stale {
		return
	}
	o.addAlerts(ctx, now)
	for _, t := range d.thanks {
		for _, p := range pages {
			o.alertPage(p, t, now)
		}
	}
}

// expireAlerts acts upon those whose time has passed: on an old page one is
// up by then, another page has lost it.
func (o *Overlay) expireAlerts(now time.Time) {
	for _, t := range slices.Clone(o.state.thanks) {
		for p, turn := range t.told {
			if now.Before(turn.Add(patienceWith(p))) {
				continue
			}
			if !p.acks {
				o.alertShown(t)
				break
			}
			delete(t.told, p)
			o.state.stale = true // it may be too old by now
		}
	}
}

// pruneAlerts removes those that are on no page and not to be shown (any
// more), after a read of the store.
func (o *Overlay) pruneAlerts() {
	d := &o.state
	wanted := map[string]bool{}
	for _, c := range d.alerts {
		wanted[keyOf(c)] = true
	}
	for _, c := range d.thanked {
		delete(wanted, keyOf(c))
	}
	d.thanks = slices.DeleteFunc(d.thanks, func(t *thanks) bool { return len(t.told) == 0 && !wanted[keyOf(t.of)] })
	d.alerts = slices.DeleteFunc(d.alerts, func(c celebration.Celebration) bool { return !wanted[keyOf(c)] })
}

// addAlerts takes up what is to be thanked for and on no page.
func (o *Overlay) addAlerts(ctx context.Context, now time.Time) {
	d := &o.state
	if now.Before(d.alertAt) {
		return
	}
	known := map[string]*thanks{}
	out := 0
	for _, t := range d.thanks {
		known[keyOf(t.of)] = t
		if len(t.told) > 0 {
			out++
		}
	}
	var fresh []int
	for i, c := range d.alerts {
		if t := known[keyOf(c)]; t == nil || len(t.told) == 0 {
			fresh = append(fresh, i)
		}
	}
	fresh, voices := o.spokenFor(fresh, now)
	count := min(len(fresh), alertBurst, alertsOut-out)
	if count <= 0 {
		return
	}
	places := places(d.alerts, d.making)
	left, set := o.timeLeft(ctx, places), o.settings()
	for n, i := range fresh[:count] {
		c := d.alerts[i]
		public := c.Thanked()
		hold := voices[i].holdWith(o.holdFor(len(fresh) - 1 - n))
		frame := encode(alert{
			Type:        "alert",
			Celebration: c.ID,
			Key:         keyOf(c),
			Donor:       celebration.Name(public.Donor, maxDonor),
			Amount:      c.Donation.Amount.InLanguage(set.Language),
			Message:     celebration.Legible(public.Message, maxMessage),
			Place:       places[i],
			ETASeconds:  int(math.Ceil(left[c.ID].Seconds())),
			HoldMS:      hold.Milliseconds(),
			Theme:       set.Tiers.At(c.Tier).Theme,
			Sound:       set.soundOf(c.Tier),
			Voice:       voices[i].frame(),
		})
		if t := known[keyOf(c)]; t != nil { // a page has lost it
			t.frame, t.hold = frame, hold
			continue
		}
		d.thanks = append(d.thanks, &thanks{of: c, frame: frame, hold: hold, told: map[*page]time.Time{}})
		o.alertOthers(frame)
	}
	if count < len(fresh) {
		d.alertAt = now.Add(alertPause)
	}
}

// alertOthers sends it to pages that are not players, once.
func (o *Overlay) alertOthers(frame []byte) {
	o.publisher.unlessCleared(func() {
		for _, p := range o.state.pages {
			if p.widget != widgetPlayer {
				o.send(p, frame)
			}
		}
	})
}

// alertPage sends a page a thank-you that it does not know.
func (o *Overlay) alertPage(p *page, t *thanks, now time.Time) {
	if _, knows := t.told[p]; knows || p.dead {
		return
	}
	o.publisher.unlessCleared(func() {
		o.send(p, t.frame)
		if p.dead {
			return
		}
		turn := now
		if p.cards.After(turn) {
			turn = p.cards
		}
		t.told[p], p.cards = turn, turn.Add(t.hold+alertLeave)
	})
}

// holdFor returns how long a thank-you stays. When many wait, each stays more
// briefly, so that the last is still thanked in time.
func (o *Overlay) holdFor(waiting int) time.Duration {
	const calm, shortest = 3, 1500 * time.Millisecond
	hold := o.settings().Alert
	if hold <= 0 {
		hold = alertHold
	}
	if waiting <= calm {
		return hold
	}
	return max(min(shortest, hold), hold*calm/time.Duration(waiting))
}

// acknowledged handles a page's report that it shows a thank-you. Only a page
// that viewers see counts.
func (o *Overlay) acknowledged(p *page, key string) {
	if !slices.Contains(o.viewedPages(), p) {
		return
	}
	for _, t := range o.state.thanks {
		if keyOf(t.of) == key {
			o.alertShown(t)
			return
		}
	}
}

// alertShown records that a thank-you was shown. It is saved with the next step.
func (o *Overlay) alertShown(up *thanks) {
	d := &o.state
	d.thanks = slices.DeleteFunc(d.thanks, func(t *thanks) bool { return t == up })
	d.thanked = append(d.thanked, up.of)
}

// saveThanked saves which thank-yous were up, all of them at once.
func (o *Overlay) saveThanked(ctx context.Context) {
	d := &o.state
	if err := o.store.SaveAlerted(ctx, d.thanked, time.Now()); err != nil {
		o.log.Error().Err(err).Int("thank-yous", len(d.thanked)).Msg("shown alerts cannot be saved; it is retried")
		d.noteAt = time.Now().Add(alertRetry)
		return
	}
	o.pruneAlerts() // while it is known which they were
	d.thanked, d.noteAt = nil, time.Time{}
}

// forgetAlerts forgets what a page was told: it is gone, or shows it no more.
func (o *Overlay) forgetAlerts(p *page) {
	p.cards = time.Time{}
	for _, t := range o.state.thanks {
		delete(t.told, p)
	}
}

// timeLeft returns about how long the clips of the thank-yous at these places
// still take, by celebration, where that is known. No thank-you waits for it.
func (o *Overlay) timeLeft(ctx context.Context, places []int) map[int64]time.Duration {
	if o.left == nil || slices.Max(places) == 0 {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, leftWait)
	defer cancel()
	left, err := o.left(ctx)
	if err != nil {
		o.log.Warn().Err(err).Msg("the time left for clips is not known; alerts do not show it")
		return nil
	}
	return left
}

// places returns for each thank-you which place its clip has among the making
// ones: these are the youngest of them. One that is ready has none: 0.
func places(alerts []celebration.Celebration, making int) []int {
	inMaking := func(c celebration.Celebration) bool { return slices.Contains(celebration.Making(), c.Status) }
	count := 0
	for _, c := range alerts {
		if inMaking(c) {
			count++
		}
	}
	found := make([]int, len(alerts))
	place := max(making-count, 0)
	for i, c := range alerts {
		if inMaking(c) {
			place++
			found[i] = place
		}
	}
	return found
}
