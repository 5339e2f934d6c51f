package webtest

import (
	"context"
	"errors"
	"time"

	"github.com/shopspring/decimal"

	"streamspark/internal/celebration"
	"streamspark/internal/money"
	"streamspark/internal/pipeline"
	"streamspark/internal/store"
)

// fakeLine records what it is given; Then is what becomes of it at once.
type fakeLine struct {
	store *store.Store
	Last  celebration.Donation
	Then  func(*celebration.Celebration)
	Err   error
}

func (l *fakeLine) Take(ctx context.Context, d celebration.Donation) (int64, error) {
	l.Last = d
	if l.Err != nil {
		return 0, l.Err
	}
	ids, _, err := l.store.Record(ctx, []celebration.Donation{d}, time.Now())
	if err != nil {
		return 0, err
	}
	if l.Then != nil {
		return ids[0], move(ctx, l.store, ids[0], l.Then)
	}
	return ids[0], nil
}

// Preview makes the order of the prompt alone; dear is over a budget.
func (l *fakeLine) Preview(_ context.Context, d celebration.Donation) (celebration.Celebration, decimal.NullDecimal, error) {
	c := celebration.Celebration{Donation: d, Tier: 0, TierName: "Gold", Status: celebration.Approved, Generator: "aiml", AmountRUB: d.Amount}
	c.Order = celebration.Order{Prompt: celebration.Prompt("", d), Model: "veo", Resolution: "720p", Duration: 8 * time.Second, Audio: true}
	if d.Amount.Currency() == "XXX" {
		c.Tier, c.TierName, c.AmountRUB = -1, "", money.Amount{}
		c.Status, c.Reason = celebration.WaitingRate, celebration.Because(celebration.WhyNoRate, "XXX")
		return c, decimal.NullDecimal{}, l.Err
	}
	return c, decimal.NewNullDecimal(decimal.RequireFromString("1.04")), l.Err
}

func (l *fakeLine) Decide(ctx context.Context, id int64, action pipeline.Action) (celebration.Celebration, error) {
	to := map[pipeline.Action]celebration.Status{
		"approve": celebration.Approved, "reject": celebration.Rejected, "retry": celebration.Approved, "forget": celebration.Rejected,
		"thank": celebration.Skipped,
	}[action]
	c, err := l.store.Celebration(ctx, id)
	if err != nil {
		return c, err
	}
	if c.Status == to || !celebration.MayMove(c.Status, to) {
		return c, celebration.Refuse("a celebration that is "+string(c.Status)+" cannot be decided upon", nil)
	}
	err = move(ctx, l.store, id, func(c *celebration.Celebration) {
		c.Status, c.Reason = to, celebration.Because(celebration.WhyByHand)
	})
	return c, err
}

func (l *fakeLine) Reorder(ctx context.Context, id int64, prompt string) (celebration.Celebration, error) {
	c, err := l.store.Celebration(ctx, id)
	if err != nil {
		return c, err
	}
	if !c.Refused() {
		return c, celebration.Refuse("only an order that the generator refused can be sent again with another prompt", nil)
	}
	return c, move(ctx, l.store, id, func(c *celebration.Celebration) {
		c.Status, c.Reason, c.Order = celebration.Approved, celebration.Because(celebration.WhyNewPrompt), celebration.Order{Prompt: prompt, Edited: true}
	})
}

func (l *fakeLine) DecideAway(ctx context.Context, ids []int64, action string) []error {
	decision := map[string]pipeline.Action{"play": "thank", "make": "approve", "ignore": "reject"}[action]
	failed := make([]error, len(ids))
	for i, id := range ids {
		_, failed[i] = l.Decide(ctx, id, decision)
	}
	return failed
}

func (l *fakeLine) Deliver(ctx context.Context, donations []celebration.Donation) error {
	_, _, err := l.store.Record(ctx, donations, time.Now())
	return errors.Join(err, l.Err)
}

// Value takes a value where a celebration may have one.
func (l *fakeLine) Value(ctx context.Context, id int64, rubles money.Amount) (celebration.Celebration, error) {
	c, err := l.store.Celebration(ctx, id)
	if err == nil && !c.Valuable() {
		err = celebration.Refuse("only a donation that could not be read or priced can be valued by hand", nil)
	}
	if err != nil {
		return c, err
	}
	err = move(ctx, l.store, id, func(c *celebration.Celebration) {
		c.ValueByHand(rubles, time.Now())
		c.Status, c.Reason = celebration.Approved, celebration.Because(celebration.WhyByHand)
	})
	return c, err
}
