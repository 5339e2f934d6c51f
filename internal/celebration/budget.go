package celebration

import (
	"fmt"
	"strings"
	"time"

	"github.com/shopspring/decimal"
)

// Budget is the most that may be spent. Zero is no limit.
type Budget struct {
	PerDay    decimal.Decimal // US dollars in a day of the streamer's own time zone
	PerStream decimal.Decimal // US dollars in a stream
	PerDonor  int             // clips for one donor in a day
	MaxShare  decimal.Decimal // the part of a donation that its clip may cost: 0.5 is half
}

// Spent is what counts against a budget at one moment.
type Spent struct {
	Day    decimal.Decimal
	Stream decimal.Decimal
	Donor  int // clips for the donor of this order, today
}

// Purchase is an order before its money is set aside.
type Purchase struct {
	Price    decimal.Decimal     // US dollars
	Rubles   decimal.Decimal     // for one dollar; zero where no rate is known
	Donation decimal.NullDecimal // the donation's value in rubles, if there is a donation
	Donor    string              // see DonorKey
	Insisted bool                // the streamer approved it by hand
	DayEnds  time.Time           // when the next day begins
}

// OverBudget says which budget a purchase would pass. It is no trouble that
// passes by itself: the celebration waits for the streamer.
type OverBudget struct{ Why Reason }

func (o *OverBudget) Error() string { return o.Why.String() }

// Allows reports whether a purchase keeps within the budget; the error is an
// *OverBudget. The limits of the day and of the stream hold for the streamer
// too. Those that judge one donation alone do not hold for a donation that
// the streamer approved by hand.
func (b Budget) Allows(p Purchase, spent Spent) error {
	frees := p.DayEnds.Format("2006-01-02 15:04")
	day, stream := spent.Day.Add(p.Price), spent.Stream.Add(p.Price)
	share := p.Price.Mul(p.Rubles)
	rules := []struct {
		over bool
		why  Reason
	}{
		{limited(b.PerDay, day), Because(WhyBudgetDay, dollars(b.PerDay), dollars(spent.Day), dollars(p.Price), frees)},
		{limited(b.PerStream, stream), Because(WhyBudgetStream, dollars(b.PerStream), dollars(spent.Stream), dollars(p.Price))},
		{
			b.PerDonor > 0 && p.Donor != "" && spent.Donor >= b.PerDonor && !p.Insisted,
			Because(WhyBudgetDonor, fmt.Sprint(b.PerDonor), frees),
		},
		{
			b.MaxShare.IsPositive() && p.Donation.Valid && share.GreaterThan(p.Donation.Decimal.Mul(b.MaxShare)) && !p.Insisted,
			Because(WhyBudgetShare, dollars(p.Price), share.StringFixed(2)+" ₽", b.MaxShare.Shift(2).String()+" %"),
		},
	}
	for _, rule := range rules {
		if rule.over {
			return &OverBudget{rule.why}
		}
	}
	return nil
}

// NeedsRate reports whether a purchase can be judged only with a rate.
func (b Budget) NeedsRate() bool { return b.MaxShare.IsPositive() }

func limited(limit, would decimal.Decimal) bool {
	return limit.IsPositive() && would.GreaterThan(limit)
}

func dollars(d decimal.Decimal) string { return "$" + d.StringFixed(2) }

// DonorKey returns a donor's name as a budget counts it. Empty is nobody: two
// anonymous donations are not taken for one person's.
func DonorKey(name string) string { return strings.ToLower(Name(name, 100)) }
