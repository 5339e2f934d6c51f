package pipeline

import (
	"cmp"
	"context"
	"crypto/rand"
	"math/big"
	"time"

	"streamspark/internal/celebration"
	"streamspark/internal/crash"
	"streamspark/internal/fault"
)

const (
	startTimeout = 25 * time.Second
	// lease is the time after which the answer to a submit counts as lost. It
	// is longer than the request may take.
	lease = 40 * time.Second
	// parting is how long a submit on the wire may still run when the program
	// stops, so that its answer is not lost.
	parting = 3 * time.Second
)

// submit orders the clip of a celebration, or stages its scene. The order with our request id and its reservation
// are committed before the request leaves, the operation before anything else
// happens.
func (p *Pipeline) submit(ctx context.Context, c *celebration.Celebration) error {
	set := p.chooseGenerator(*c, p.o.Settings())
	p.logFailover(*c, set)
	maker, ok := p.o.Maker(set.Generator)
	if !ok {
		moveTo(c, celebration.Skipped, fault.Say(celebration.WhyOff))
		return p.o.Store.Save(ctx, c)
	}
	if maker.drawsScenes() {
		stage(c, set)
		crash.At("scene: before")
		defer crash.At("scene: after")
		return p.o.Store.Save(ctx, c)
	}
	if err := maker.silent(); err != nil {
		return p.orderFailed(ctx, c, err)
	}
	if why, held := p.unplayableReason(ctx, *c, maker); held {
		moveTo(c, celebration.Held, why)
		return p.o.Store.Save(ctx, c)
	}
	claimed := *c
	claimed.Generator, claimed.Order = set.Generator, order(*c, set, maker)
	money, err := p.reservation(ctx, claimed, set, maker)
	if err != nil {
		return p.orderFailed(ctx, c, err)
	}
	if written, err := p.write(ctx, c, set, maker, money); written || err != nil {
		return err
	}
	claimed.Scene = nil
	claimed.Attempts = 0 // from here they count searches for a lost answer
	claimed.Status, claimed.Reason = celebration.Submitting, celebration.Reason{}
	claimed.Operation, claimed.Progress, claimed.Charged = "", 0, whilePending(maker)
	claimed.NextAt = time.Now().Add(lease)
	if claimed.SubmittedAt.IsZero() {
		claimed.SubmittedAt = time.Now()
		claimed.DeadlineFrom = claimed.SubmittedAt
	}
	crash.At("intent: before")
	if err := p.o.Store.Claim(ctx, &claimed, set.Places, money); err != nil {
		return p.orderFailed(ctx, c, err)
	}

	crash.At("intent: after")
	ctx, cancel := patient(ctx, startTimeout, parting)
	defer cancel()
	op, err := maker.Start(ctx, claimed.Order)
	p.answered(&claimed, maker, op, err, c.Attempts, set)
	crash.At("operation: before")
	defer crash.At("operation: after")
	return p.o.Store.Save(context.WithoutCancel(ctx), &claimed)
}

// answered sets the status that follows from the answer to Start.
func (p *Pipeline) answered(c *celebration.Celebration, maker Maker, op celebration.Operation, err error, attempts int, set Settings) {
	if err == nil {
		moveTo(c, celebration.Generating, celebration.Reason{})
		c.Operation = op
		return
	}
	log := p.o.Log.With().Int64("celebration", c.ID).Str("generator", c.Generator).Logger()
	f := p.classify(err)
	switch {
	case f.kind == fault.Permanent:
		log.Warn().Err(err).Msg("the generator refused the order")
		c.Charged = f.charged
		moveTo(c, celebration.Failed, f.why)
		return
	case f.notSent:
		log.Warn().Err(err).Msg("the generator did not accept the order")
		c.Charged = celebration.ChargedNo
		switch {
		case f.kind == fault.Unavailable:
			c.Status, c.Attempts = celebration.Approved, attempts
			c.SubmittedAt, c.DeadlineFrom = time.Time{}, time.Time{} // nothing left
			f.rest(c)
		case time.Since(c.DeadlineFrom) > set.Timeout:
			moveTo(c, celebration.Failed, fault.Say(celebration.WhyGaveUp, "after", set.Timeout, "cause", f.cause))
		default:
			c.Status, c.Attempts = celebration.Approved, attempts
			f.retry(c)
		}
		return
	}
	log.Error().Err(err).Msg("the answer to an order was lost")
	if _, ok := maker.Generator.(Finder); ok {
		beginSearch(c, f.cause)
		return
	}
	moveTo(c, celebration.Unknown, fault.Say(celebration.WhyAnswerLost))
}

// order returns the order for a celebration's clip.
func order(c celebration.Celebration, set Settings, maker Maker) celebration.Order {
	tier, d, written := set.Tiers.At(c.Tier), c.Donation, c.Public()
	o := celebration.Order{
		Celebration: c.ID,
		RequestID:   celebration.OrderPrefix + rand.Text(),
		Negative:    set.Negative,
		Donor:       written.Donor,
		Message:     written.Message,
		Amount:      d.Amount,
		Tier:        max(c.Tier, 0),
		Model:       cmp.Or(tier.Model, maker.Model),
		AspectRatio: set.AspectRatio,
		Resolution:  cmp.Or(tier.Resolution, set.Resolution),
		Duration:    cmp.Or(tier.Duration, set.Duration),
		Audio:       set.Audio,
		Seed:        seed(),
		Language:    set.Language,
	}
	frame := cmp.Or(tier.Prompt, set.Frame)
	o.Prompt, o.Writing = celebration.Prompt(frame, written), c.Order.Writing
	if o.Writing.IsWritten() {
		o.Prompt = celebration.WrittenPrompt(frame, o.Writing)
	}
	if d.Source == celebration.SourceManual {
		o.Prompt, _ = celebration.Visible(written.Message) // the streamer's own words need no quotes
		if set.Frame != "" {
			o.Prompt = set.Frame + "\n\n" + o.Prompt
		}
	}
	if c.Order.Edited {
		o.Prompt, o.Edited = c.Order.Prompt, true
	}
	return o
}

// seed returns a random number of 31 bits, which every provider accepts.
func seed() int64 {
	n, err := rand.Int(rand.Reader, big.NewInt(1<<31))
	if err != nil {
		return 1 // the random source of the system never fails
	}
	return n.Int64()
}

func whilePending(m Maker) celebration.Charged {
	if m.Paid {
		return celebration.ChargedUnknown
	}
	return celebration.ChargedNo
}

// patient returns a context that outlives its parent by the parting time, and
// never lasts longer than the limit.
func patient(parent context.Context, limit, parting time.Duration) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(parent), limit)
	stop := context.AfterFunc(parent, func() {
		select {
		case <-time.After(parting):
			cancel()
		case <-ctx.Done():
		}
	})
	return ctx, func() { stop(); cancel() }
}
