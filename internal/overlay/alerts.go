package overlay

import (
	"context"
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
	alertRetry = 5 * time.Second // after one could not be noted
	// alertHold is how long one stays where the settings say nothing.
	alertHold = 7 * time.Second
	// leftWait is how long it may take to find out how long clips take.
	leftWait = time.Second
)

// thank sends the alerts that are due to all pages, each once: it is noted
// first, so that a crash in between loses a thank-you, never doubles one.
func (o *Overlay) thank(ctx context.Context) {
	d := &o.desk
	if len(d.alerts) == 0 || d.pause.Clear || !o.watched() || time.Now().Before(d.alertAt) {
		return
	}
	places := places(d.alerts, d.making)
	hold := o.settings().Alert
	if hold <= 0 {
		hold = alertHold
	}
	count := min(len(d.alerts), alertBurst)
	left := o.timeLeft(ctx, places[:count])
	for i, c := range d.alerts[:count] {
		if err := o.store.SaveAlerted(ctx, c.ID, time.Now()); err != nil {
			o.log.Error().Err(err).Int64("celebration", c.ID).Msg("a thank-you cannot be noted, so it is not shown yet; it is tried again")
			d.alerts, d.alertAt = nil, time.Now().Add(alertRetry)
			return
		}
		frame := encode(alert{
			Type:        "alert",
			Celebration: c.ID,
			Donor:       celebration.OneLine(c.Donation.Donor, maxDonor),
			Amount:      c.Donation.Amount.String(),
			Message:     celebration.OneLine(c.Donation.Message, maxMessage),
			Place:       places[i],
			ETASeconds:  int(math.Ceil(left[c.ID].Seconds())),
			HoldMS:      hold.Milliseconds(),
		})
		for _, p := range d.pages {
			o.send(p, frame)
		}
	}
	if count < len(d.alerts) {
		d.alertAt = time.Now().Add(alertPause)
	}
	d.alerts = nil
}

// timeLeft says about how long the clips of the thank-yous at these places
// still take, by celebration, where that is known. No thank-you waits for it.
func (o *Overlay) timeLeft(ctx context.Context, places []int) map[int64]time.Duration {
	if o.left == nil || slices.Max(places) == 0 {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, leftWait)
	defer cancel()
	left, err := o.left(ctx)
	if err != nil {
		o.log.Warn().Err(err).Msg("how long the clips still take is not known, so no thank-you says it")
		return nil
	}
	return left
}

// places says for each thank-you which place its clip has among the making
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
