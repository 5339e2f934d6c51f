package celebration

import (
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"streamspark/internal/fault"
	"streamspark/internal/money"
)

// Budget is the most that may be spent. Zero is no limit.
type Budget struct {
	PerDay    decimal.Decimal // US dollars in a day of the streamer's own time zone
	PerStream decimal.Decimal // US dollars in a stream
	PerDonor  int             // clips for one donor in a day
	MaxShare  decimal.Decimal // the part of a donation that its clip may cost: 0.5 is half

	PerHour    int           // clips for one donor within an hour
	DonorPause time.Duration // between two clips for one donor
	Pause      time.Duration // between two clips for anybody
}

// Spent is what counts against a budget at one moment.
type Spent struct {
	Day    decimal.Decimal
	Stream decimal.Decimal
	Donor  int // clips for the donor of this order, today

	// Of clips for other donations: when those of the last hour for this donor were
	// ordered, the newest first, and when the last one was, for this donor and at all.
	DonorHour []time.Time
	DonorLast time.Time
	Last      time.Time
	Now       time.Time
}

// Purchase is an order before its money is set aside.
type Purchase struct {
	Price    decimal.Decimal     // US dollars
	Rubles   decimal.Decimal     // for one dollar; zero where no rate is known
	Donation decimal.NullDecimal // the donation's value in rubles, if there is a donation
	Donor    string              // see DonorKey
	Insisted bool                // the streamer approved it by hand
	DayEnds  time.Time           // when the next day begins
	Clip     bool                // it is one: how often they may be ordered applies
}

// Allows returns which limit of the budget a purchase would pass: a fault of
// the kind OverBudget, whose code is that of a reason. It is no trouble that
// passes by itself: the celebration waits for the streamer. The limits of the
// day and of the stream hold for the streamer too. Those that judge one
// donation alone do not hold for a donation that the streamer approved by hand.
func (b Budget) Allows(p Purchase, spent Spent) error {
	day, stream := spent.Day.Add(p.Price), spent.Stream.Add(p.Price)
	share := p.Price.Mul(p.Rubles)
	rules := []struct {
		over bool
		why  Reason
	}{
		{limited(b.PerDay, day), fault.Say(WhyBudgetDay, "budget", dollars(b.PerDay), "spent", dollars(spent.Day), "price", dollars(p.Price), "frees", p.DayEnds)},
		{limited(b.PerStream, stream), fault.Say(WhyBudgetStream, "budget", dollars(b.PerStream), "spent", dollars(spent.Stream), "price", dollars(p.Price))},
		{
			b.PerDonor > 0 && p.Donor != "" && spent.Donor >= b.PerDonor && !p.Insisted,
			fault.Say(WhyBudgetDonor, "limit", b.PerDonor, "frees", p.DayEnds),
		},
		{
			b.MaxShare.IsPositive() && p.Donation.Valid && share.GreaterThan(p.Donation.Decimal.Mul(b.MaxShare)) && !p.Insisted,
			fault.Say(WhyBudgetShare, "price", dollars(p.Price), "rubles", money.New(share.Round(2), money.RUB).Sum(), "share", b.MaxShare.Shift(2).String()+" %"),
		},
	}
	for _, rule := range rules {
		if rule.over {
			return overBudget(rule.why)
		}
	}
	if p.Clip && p.Donation.Valid && !p.Insisted {
		return b.tooOften(p, spent)
	}
	return nil
}

// tooOften returns which limit on how often clips are ordered a purchase would pass.
// A donor without a name is nobody, whose clips only the pause between all of them
// limits.
func (b Budget) tooOften(p Purchase, spent Spent) error {
	if n := b.PerHour; n > 0 && p.Donor != "" && len(spent.DonorHour) >= n {
		return overBudget(fault.Say(WhyLimitHour, "limit", n, "frees", spent.DonorHour[n-1].Add(time.Hour)))
	}
	for _, pause := range []struct {
		code string
		last time.Time
		wait time.Duration
	}{{WhyLimitDonor, spent.DonorLast, b.DonorPause}, {WhyLimitPause, spent.Last, b.Pause}} {
		frees := pause.last.Add(pause.wait)
		if pause.wait > 0 && !pause.last.IsZero() && spent.Now.Before(frees) && (pause.code == WhyLimitPause || p.Donor != "") {
			return overBudget(fault.Say(pause.code, "wait", pause.wait, "frees", frees))
		}
	}
	return nil
}

func overBudget(why Reason) error {
	return &fault.Error{Kind: fault.OverBudget, Code: why.Code, Args: why.Args}
}

// NeedsRate reports whether a purchase can be judged only with a rate.
func (b Budget) NeedsRate() bool { return b.MaxShare.IsPositive() }

func limited(limit, would decimal.Decimal) bool {
	return limit.IsPositive() && would.GreaterThan(limit)
}

func dollars(d decimal.Decimal) fault.Sum { return money.New(d, "USD").Sum() }

// DonorKey returns a donor's name as a budget counts it. Empty is nobody: two
// anonymous donations are not taken for one person's.
func DonorKey(name string) string { return strings.ToLower(Name(name, 100)) }
