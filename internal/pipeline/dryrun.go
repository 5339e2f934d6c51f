package pipeline

import (
	"maps"
	"slices"
	"time"

	"github.com/rs/zerolog"
	"github.com/shopspring/decimal"

	"streamspark/internal/celebration"
	"streamspark/internal/fault"
	"streamspark/internal/money"
)

// Past is what a dry run goes over: a stream as it is recorded.
type Past struct {
	Since     time.Time
	Donations []celebration.Celebration // the oldest first
	Entries   []celebration.Entry       // of the ledger, the newest first, for the prices of clips
	Known     map[string]bool           // donors who had given before, by celebration.DonorKey
	Spent     decimal.Decimal           // US dollars on the day on which it began, before it
}

// Outcome is where rules alone take a donation, without anybody's decisions.
type Outcome struct {
	celebration.Celebration                 // at the first status at which it waits, is shown, or ends
	Clip                    bool            // one is ordered; its status is approved
	Price                   decimal.Decimal // of it, in US dollars
}

// IsMasked reports whether it airs with a part of its words hidden.
func (o Outcome) IsMasked() bool {
	return o.IsAired() && o.Verdict.Action.IsStricter(celebration.ActionAllow)
}

// IsAired reports whether viewers would see it.
func (o Outcome) IsAired() bool {
	return o.Status == celebration.Approved || o.Status == celebration.Ready
}

// SameAs reports whether nothing differs between two outcomes of one donation.
func (o Outcome) SameAs(other Outcome) bool {
	return o.Status == other.Status && o.Reason.Code == other.Reason.Code && o.Tier == other.Tier && o.Public() == other.Public() &&
		o.Generator == other.Generator && o.Price.Equal(other.Price)
}

// DryRun returns what would have become of the donations of a stream by some
// settings, by the steps of the pipeline itself. Nothing is recorded, nobody is asked:
// a value in rubles is the saved one, and a price that of an earlier clip.
func (p *Pipeline) DryRun(past Past, set Settings) []Outcome {
	quiet := &Pipeline{p.o} // nothing of it belongs into the log
	quiet.o.Log = zerolog.Nop()
	set.Stream, set.AsksModel = past.Since, false
	known := map[string]bool{}
	maps.Copy(known, past.Known)
	orders := purchases{known: known, since: past.Since, before: past.Spent}
	outcomes := make([]Outcome, len(past.Donations))
	for i, recorded := range past.Donations {
		outcomes[i] = quiet.tryOut(recorded, past, set, &orders)
	}
	return outcomes
}

// tryOut takes one donation through all steps up to its order.
func (p *Pipeline) tryOut(recorded celebration.Celebration, past Past, set Settings, orders *purchases) (o Outcome) {
	set.Day = celebration.StartOfDay(recorded.CreatedAt, 0)
	o = Outcome{Celebration: celebration.Celebration{
		ID: recorded.ID, Donation: recorded.Donation, CreatedAt: recorded.CreatedAt, Tier: -1, Status: celebration.Received,
		Known: orders.known[donorOf(recorded)],
	}}
	c := &o.Celebration
	defer func() {
		if donor := donorOf(recorded); donor != "" && o.Status.MayBeShown() {
			orders.known[donor] = true
		}
	}()
	if err := assess(c, set, savedRate(recorded)); err != nil {
		c.Status, c.Reason = celebration.WaitingRate, fault.Say(celebration.WhyNoRate, "currency", string(c.Donation.Amount.Currency()))
	}
	if c.Status != celebration.Approved {
		return o
	}
	set = p.chooseGenerator(*c, set)
	c.Generator = set.Generator
	maker, ok := p.o.Maker(set.Generator)
	switch {
	case !ok:
		stop(c, celebration.Skipped, fault.Say(celebration.WhyOff))
	case maker.drawsScenes():
		c.Status = celebration.Ready
	default:
		o.Clip = true
		c.Order.Model = order(*c, set, maker).Model
		if maker.Paid {
			p.tryOrder(&o, past, set, orders)
		}
	}
	return o
}

// tryOrder has a paid clip judged by the budgets and limits.
func (p *Pipeline) tryOrder(o *Outcome, past Past, set Settings, orders *purchases) {
	c := &o.Celebration
	price, rubles := past.priceOf(*c)
	purchase := purchaseFor(*c, set.Day, price)
	purchase.Rubles = rubles
	var err error
	switch {
	case !price.IsPositive():
		err = fault.New(fault.OverBudget, celebration.WhyNoPrice, "cause", fault.Say("dry_run.no_price"))
	case !rubles.IsPositive() && set.Budget.NeedsRate() && purchase.Donation.Valid:
		err = fault.New(fault.OverBudget, celebration.WhyNoRate, "currency", "USD")
	default:
		err = set.Budget.Allows(purchase, orders.spent(purchase.Donor, c.CreatedAt))
	}
	if err != nil {
		stop(c, celebration.Held, fault.MessageOf(err))
		o.Clip = false
		return
	}
	o.Price = price
	orders.all = append(orders.all, made{purchase.Donor, c.CreatedAt, price})
}

// savedRate converts by what was saved with a donation.
func savedRate(recorded celebration.Celebration) inRubles {
	rate, _ := decimal.NewFromString(recorded.Rate.Rubles)
	return func(a money.Amount) (money.Amount, celebration.Rate, error) {
		switch {
		case a.Currency() == money.RUB:
			return a, celebration.Rate{}, nil
		case a.Currency() == recorded.Donation.Amount.Currency() && a.Value().Equal(recorded.Donation.Amount.Value()) && !recorded.AmountRUB.IsNone():
			return recorded.AmountRUB, recorded.Rate, nil
		case rate.IsPositive() && recorded.Rate.Currency == a.Currency():
			return a.Convert(money.RUB, rate), recorded.Rate, nil
		}
		return money.Amount{}, celebration.Rate{}, fault.New(fault.Retry, celebration.WhyNoRate)
	}
}

// priceOf returns what the ledger says that such a clip costs, and a dollar: for the
// donation itself, or else at last. They are zero where it has none.
func (p Past) priceOf(c celebration.Celebration) (price, rubles decimal.Decimal) {
	for _, own := range []bool{true, false} {
		for _, e := range p.Entries {
			if own && e.Celebration != c.ID {
				continue
			}
			if price.IsZero() && e.Generator == c.Generator && e.Model == c.Order.Model {
				price = e.Price
			}
			if rubles.IsZero() {
				rubles = e.Rubles
			}
		}
	}
	return price, rubles
}

// purchases are the clips of a dry run, and the donors who are known by then.
type purchases struct {
	known  map[string]bool
	since  time.Time
	before decimal.Decimal
	all    []made
}

type made struct {
	donor string
	at    time.Time
	price decimal.Decimal
}

// spent returns what counts against the budgets of an order at a moment.
func (p *purchases) spent(donor string, now time.Time) celebration.Spent {
	day := celebration.StartOfDay(now, 0)
	s := celebration.Spent{Now: now}
	if !p.since.Before(day) {
		s.Day = p.before
	}
	for _, m := range slices.Backward(p.all) {
		s.Stream = s.Stream.Add(m.price)
		today := !m.at.Before(day)
		if today {
			s.Day = s.Day.Add(m.price)
		}
		s.Last = later(s.Last, m.at)
		if m.donor != donor {
			continue
		}
		s.DonorLast = later(s.DonorLast, m.at)
		if today {
			s.Donor++
		}
		if m.at.After(now.Add(-time.Hour)) {
			s.DonorHour = append(s.DonorHour, m.at)
		}
	}
	return s
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}
