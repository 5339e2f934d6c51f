package pipeline

import (
	"cmp"
	"context"
	"errors"

	"streamspark/internal/celebration"
	"streamspark/internal/crash"
	"streamspark/internal/fault"
	"streamspark/internal/store"
)

// MayWrite reports whether a text model may be asked for a celebration's prompt: it
// was not, the streamer wrote none, and of the message something is public.
func MayWrite(c celebration.Celebration) bool {
	return !c.Order.Edited && c.Order.RequestID == "" && c.Order.Writing.IsZero() &&
		c.Public().Message != "" && c.Donation.Source != celebration.SourceManual
}

// write has the prompt written of a celebration whose clip would be ordered now,
// where that costs money and the budgets allow it, and saves it. The order is then
// the next step. It reports whether it did.
func (p *Pipeline) write(ctx context.Context, c *celebration.Celebration, set Settings, maker Maker, needs *store.Reservation) (bool, error) {
	if p.o.Write == nil || !maker.Paid || !MayWrite(*c) {
		return false, nil
	}
	if err := p.o.Store.CanReserve(ctx, needs); err != nil {
		return true, p.orderFailed(ctx, c, err)
	}
	_, err := p.saveWritten(ctx, *c, set)
	if fault.Is(err, codeNotWritten) {
		return false, nil
	}
	return true, err
}

// WritePrompt has the prompt written of a celebration that waits for the streamer,
// who sees it before it is sent.
func (p *Pipeline) WritePrompt(ctx context.Context, id int64) (celebration.Celebration, error) {
	c, err := p.o.Store.Celebration(ctx, id)
	switch {
	case err != nil:
		return c, err
	case c.Status != celebration.Held || !MayWrite(c):
		return c, fault.New(fault.Conflict, "text.not_now")
	case p.o.Write == nil:
		return c, fault.New(fault.Conflict, codeNotWritten)
	}
	return p.saveWritten(ctx, c, p.o.Settings())
}

// harmless returns a writing, or without its words where the lists find anything in
// them: a model may do what a donor wrote.
func (s Settings) harmless(w celebration.Writing) celebration.Writing {
	if !w.IsWritten() || s.Moderate == nil {
		return w
	}
	if v := s.verdict("", w.Scene+"\n"+w.Mood+"\n"+w.Sound); v.Action.IsStricter(celebration.ActionAllow) {
		w.Scene, w.Mood, w.Sound, w.Why = "", "", "", fault.MessageOf(fault.New(fault.Permanent, "text.found", "cause", v.Why()))
	}
	return w
}

// codeNotWritten is of the fault that there is no text model, or nothing to write
// about.
const codeNotWritten = "text.off"

// saveWritten has the prompt written and saves it, also where the streamer decided
// meanwhile: it is paid for.
func (p *Pipeline) saveWritten(ctx context.Context, c celebration.Celebration, set Settings) (celebration.Celebration, error) {
	frame := cmp.Or(set.Tiers.At(c.Tier).Prompt, set.Frame)
	crash.At("writing: before")
	written := set.harmless(p.o.Write(ctx, c, frame))
	crash.At("writing: after")
	if written.IsZero() {
		return c, fault.New(fault.Conflict, codeNotWritten)
	}
	ctx = context.WithoutCancel(ctx)
	for {
		c.Order.Writing = written
		if written.IsWritten() {
			c.Order.Prompt = celebration.WrittenPrompt(frame, written)
		}
		err := p.o.Store.Save(ctx, &c)
		if !errors.Is(err, store.ErrStale) {
			return c, err
		}
		if c, err = p.o.Store.Celebration(ctx, c.ID); err != nil || !MayWrite(c) {
			return c, err
		}
	}
}
