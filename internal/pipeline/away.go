package pipeline

import (
	"context"
	"errors"
	"slices"

	"streamspark/internal/celebration"
	"streamspark/internal/fault"
	"streamspark/internal/store"
)

// What the streamer may decide about donations that came in the meantime.
const (
	Play   = "play"   // thank on the stream, and make nothing
	Make   = "make"   // a clip, as for a fresh one
	Ignore = "ignore" // let it be
)

// awayBatch is how many decisions are saved in one transaction.
const awayBatch = 100

// DecideAway carries out one decision about several celebrations that came
// while the streamer was away. It returns an error for each, or nil; none stops
// another. One that no longer waits stays as it is, so what was decided
// elsewhere holds.
func (p *Pipeline) DecideAway(ctx context.Context, ids []int64, action string, by celebration.By) []error {
	decision, known := map[string]Action{Play: Thank, Make: Approve, Ignore: Reject}[action]
	if !known {
		decision = Action(action) // the rules say no to each
	}
	failed := make([]error, 0, len(ids))
	for batch := range slices.Chunk(ids, awayBatch) {
		failed = append(failed, p.decideBatch(ctx, batch, decision, by)...)
	}
	done := 0
	for _, err := range failed {
		if err == nil {
			done++
		}
	}
	if done > 0 {
		p.o.Log.Info().Int("donations", done).Str("decision", string(decision)).Str("via", string(by.Via)).Str("who", by.Who).Msg("decided about donations of the meantime")
	}
	return failed
}

// decideBatch saves the decisions in one transaction. Those that could not be
// saved are retried one by one.
func (p *Pipeline) decideBatch(ctx context.Context, ids []int64, decision Action, by celebration.By) []error {
	failed := make([]error, len(ids))
	var all []*celebration.Celebration
	var places []int
	for i, id := range ids {
		c, err := p.decideUnsaved(ctx, id, decision, by, true)
		if failed[i] = err; err == nil {
			all, places = append(all, &c), append(places, i)
		}
	}
	saved, err := p.o.Store.SaveEach(ctx, all)
	for j, i := range places {
		if err == nil && saved[j] == nil {
			continue
		}
		_, failed[i] = p.decideOne(ctx, ids[i], decision, by, true)
	}
	return failed
}

// decideUnsaved reads a celebration and applies a decision that the rules
// allow, without saving it; as one of many, only if it still waits.
func (p *Pipeline) decideUnsaved(ctx context.Context, id int64, action Action, by celebration.By, ofMany bool) (celebration.Celebration, error) {
	c, err := p.o.Store.Celebration(ctx, id)
	if err != nil {
		return c, err
	}
	if ofMany && (c.Status != celebration.Held || c.Reason.Code != celebration.WhyCatchUp && c.Reason.Code != celebration.WhyRestored) {
		return c, fault.New(fault.Conflict, "decision.waits_no_more")
	}
	if err := mayDecide(c, action); err != nil {
		return c, err
	}
	if thanksOnly(c, action) { // see Decide
		return c, fault.New(fault.Conflict, "decision.thanked")
	}
	if decide(&c, action); c.Reason.Code == celebration.WhyByHand {
		c.Reason = by.Reason()
	}
	switch {
	case action == Approve && !ofMany:
		c.Verdict = c.Verdict.Released()
	case action == Mask:
		c.Soften(by)
	}
	c.Decided = decided(id, action, by)
	p.stageAtOnce(&c, p.o.Settings())
	// The streamer who approves one means it, also past a limit on one; who approves
	// all of many has not looked at each, and nobody else decides about money.
	c.Insisted = c.Insisted || (action == Approve || action == Mask) && !ofMany && by.IsStreamer()
	return c, nil
}

// decideOne decides and saves, and retries if the pipeline moved it meanwhile.
func (p *Pipeline) decideOne(ctx context.Context, id int64, action Action, by celebration.By, ofMany bool) (celebration.Celebration, error) {
	for {
		c, err := p.decideUnsaved(ctx, id, action, by, ofMany)
		if err != nil {
			return c, err
		}
		if err = p.o.Store.Save(ctx, &c); !errors.Is(err, store.ErrStale) {
			return c, err
		}
	}
}
