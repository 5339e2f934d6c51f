package ui

import (
	"context"
	"net/http"
	"time"

	"github.com/labstack/echo/v5"
	"github.com/shopspring/decimal"

	"streamspark/internal/celebration"
	"streamspark/internal/money"
	"streamspark/internal/web/api"
)

const (
	moneyPage = "money"
	// moneyFresh is how long the sums are shown without a change in the
	// store: a day may end meanwhile.
	moneyFresh = 10 * time.Second
	shownCosts = 50
)

// moneyView is the page of money. The form for the budgets is apart: a live
// update never touches it.
type moneyView struct {
	Sums   []sumView
	Plot   plot
	Costs  []costView
	Budget []budgetField
}

// sumView is one card: today, this stream, this month.
type sumView struct {
	Key       string
	Since     time.Time
	Donations int
	Clips     int
	Received  money.Amount
	Spent     money.Amount // dollars
	InRubles  money.Amount
	Unpriced  int
	Limited   bool
	Limit     money.Amount
	Left      money.Amount
	Percent   int
	Full      bool // a tenth of the budget is left, or less
	Actions   []action
}

// costView is one order's money.
type costView struct {
	Element     string
	Celebration int64
	At          time.Time
	Generator   string
	Model       string
	State       string
	Tone        string
	Cost        money.Amount
	InRubles    money.Amount
	Price       money.Amount // where the charge differs from it
}

// budgetField is one field of the form, with what it begins with.
type budgetField struct{ Name, Key, Mode, Value string }

// dollars returns an amount as it is: a text may cost less than a cent.
func dollars(d decimal.Decimal) money.Amount { return money.New(d, "USD") }

// rubles returns whole rubles, and less than one as it is.
func rubles(d decimal.Decimal) money.Amount {
	if whole := d.Round(0); !whole.IsZero() {
		d = whole
	}
	return money.New(d, money.RUB)
}

func (p *Pages) readMoney(ctx context.Context) (moneyView, error) {
	a, err := api.AccountsOf(ctx, p.o)
	if err != nil {
		return moneyView{}, err
	}
	entries, err := p.o.Store.Entries(ctx, time.Time{}, time.Time{}, shownCosts)
	if err != nil {
		return moneyView{}, err
	}
	b := p.o.Config.Get().Budget
	v := moneyView{
		Sums: []sumView{
			newSum("money.today", a.Today, b.PerDay), newSum("money.stream", a.Stream, b.PerStream), newSum("money.month", a.Month, decimal.Zero),
		},
		Plot: newPlot(a.Days),
		Budget: []budgetField{
			{"per_day_usd", "budget.day", "decimal", orEmpty(b.PerDay)},
			{"per_stream_usd", "budget.stream", "decimal", orEmpty(b.PerStream)},
			{"per_donor_per_day", "budget.donor", "numeric", orEmpty(decimal.NewFromInt(int64(b.PerDonor)))},
			{"max_share", "budget.share", "decimal", orEmpty(b.MaxShare)},
		},
	}
	v.Sums[1].Actions = []action{{
		Key: "action.stream", Class: "button-small button-quiet", Path: "/api/stream", Done: "done.stream", Confirm: "confirm.stream",
	}}
	for _, e := range entries {
		v.Costs = append(v.Costs, newCost(e))
	}
	return v, nil
}

func newSum(key string, p api.Account, limit decimal.Decimal) sumView {
	v := sumView{
		Key: key, Since: p.Since, Donations: p.Donations, Clips: p.Clips, Received: p.Received,
		Spent: dollars(p.Dollars), InRubles: rubles(p.Rubles), Unpriced: p.Unpriced,
	}
	if limit.IsPositive() {
		left := decimal.Max(limit.Sub(p.Dollars), decimal.Zero)
		v.Limited, v.Limit, v.Left = true, dollars(limit), dollars(left)
		v.Percent = int(decimal.Min(p.Dollars.Div(limit).Shift(2), decimal.NewFromInt(100)).IntPart())
		v.Full = v.Percent >= 90
	}
	return v
}

func newCost(e celebration.Entry) costView {
	tones := map[celebration.EntryState]string{
		celebration.EntryReserved: "busy", celebration.EntryCharged: "done", celebration.EntryReleased: "calm", celebration.EntryUnknown: "odd",
	}
	v := costView{
		Element: "cost-" + e.Order, Celebration: e.Celebration, At: e.At, Generator: "generator." + e.Generator, Model: e.Model,
		State: "entry." + string(e.State), Tone: tones[e.State], Cost: dollars(e.Cost()),
	}
	if e.Rubles.IsPositive() {
		v.InRubles = rubles(e.Cost().Mul(e.Rubles))
	}
	if e.Charge.Valid && !e.Charge.Decimal.Equal(e.Price) {
		v.Price = dollars(e.Price)
	}
	return v
}

func orEmpty(d decimal.Decimal) string {
	if d.IsZero() {
		return ""
	}
	return d.String()
}

func (p *Pages) money(c *echo.Context) error {
	v, err := p.readMoney(c.Request().Context())
	if err != nil {
		return p.broken(c, "the page of money", err)
	}
	return p.show(c, http.StatusOK, moneyPage, page{Title: "money.title", Live: moneyPage, Body: v})
}

// sums are what a page shows of sums, as it was last read.
type sums[T any] struct {
	view T
	at   time.Time
}

// get returns them. They are read again only after a change, or when they have
// become old.
func (s *sums[T]) get(now time.Time, changed bool, read func() (T, error)) (T, error) {
	if !changed && now.Sub(s.at) <= moneyFresh {
		return s.view, nil
	}
	view, err := read()
	if err == nil {
		s.view, s.at = view, now
	}
	return view, err
}

// moneyPieces renders what of the page is live.
func (d *Live) moneyPieces(ctx context.Context, l reader, changed bool) ([]piece, error) {
	v, err := d.board.money.get(d.p.o.Now(), changed, func() (moneyView, error) { return d.p.readMoney(ctx) })
	if err != nil {
		return nil, err
	}
	s := d.p.newSheet(l)
	s.add("money-sums", "money-sums", v.Sums)
	s.add("money-plot", "money-plot", v.Plot)
	s.add("money-costs", "money-costs", v.Costs)
	return s.all.pieces, s.err
}
