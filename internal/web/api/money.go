package api

import (
	"cmp"
	"context"
	"net/http"
	"time"

	"github.com/labstack/echo/v5"
	"github.com/shopspring/decimal"

	"streamspark/internal/celebration"
	"streamspark/internal/fault"
	"streamspark/internal/money"
)

// maxEntries is how many entries of the ledger one answer holds.
const maxEntries = 10_000

func (s *Server) moneyRoutes() []Route {
	return []Route{
		{
			Method: "GET", Path: "/api/budget", Summary: "Show the budgets and what is spent of them, in dollars and rubles.",
			Out: budgetAnswer{}, Handler: s.getBudget,
		},
		withBody(Route{
			Method: "PUT", Path: "/api/budget", Summary: "Change budgets; fields that are left out stay as they are, 0 or an empty text removes a limit.", Out: budgetAnswer{},
		}, s.setBudget),
		{Method: "POST", Path: "/api/stream", Summary: "Begin a new stream, for its budget.", Out: budgetAnswer{}, Handler: s.newStream},
		{
			Method: "GET", Path: "/api/ledger", Summary: "List reservations and charges, the newest first.",
			Query: []Param{
				{Name: "from", Type: "string", Doc: "a day such as 2026-11-21, or a time"},
				{Name: "to", Type: "string", Doc: "a day to its end, or a time, which is not included"},
				{Name: "format", Type: "string", Doc: "json or csv", Default: "json"},
			},
			Out: ledgerAnswer{}, Media: "text/csv", Handler: s.getLedger,
		},
		{
			Method: "GET", Path: "/api/money", Summary: "Add up what was received and spent: today, this stream, this month, and day by day.",
			Query: []Param{{Name: "format", Type: "string", Doc: "json, or csv for the days", Default: "json"}},
			Out:   moneyAnswer{}, Media: "text/csv", Handler: s.getMoney,
		},
	}
}

type budgetAnswer struct {
	Success   bool         `json:"success"`
	Budget    budgetView   `json:"budget"`
	Day       spendingView `json:"day"`
	Stream    spendingView `json:"stream"`
	RubPerUSD *string      `json:"rub_per_usd" doc:"null: no rate is known"`
}

type budgetView struct {
	PerDay    string `json:"per_day_usd"`
	PerStream string `json:"per_stream_usd"`
	PerDonor  int    `json:"per_donor_per_day"`
	MaxShare  string `json:"max_share"`
}

// Spending is what counts against the budgets now.
type Spending struct {
	Spent   celebration.Spent
	Day     time.Time // when today began, where the streamer lives
	DayEnds time.Time
	Stream  time.Time       // when the stream began
	Rubles  decimal.Decimal // for one dollar; zero where no rate is known
}

// Spending returns what counts against the budgets now. Without a rate the
// rubles are unknown, and everything else is known.
func (o Options) Spending(ctx context.Context) (Spending, error) {
	day, stream := celebration.StartOfDay(o.Now(), 0), o.Stream.Get().Since
	spent, err := o.Store.Spent(ctx, day, stream)
	s := Spending{Spent: spent, Day: day, DayEnds: celebration.StartOfDay(day, 1), Stream: stream}
	if _, rate, err := o.Rates.InRubles(ctx, money.New(decimal.NewFromInt(1), "USD")); err == nil {
		s.Rubles, _ = decimal.NewFromString(rate.Rubles)
	}
	return s, err
}

// spendingView is what is spent since a moment, and what is left of a
// budget: null where there is none, or no rate.
type spendingView struct {
	Since    *moment `json:"since"`
	Frees    *moment `json:"frees" doc:"when the day of the budget ends"`
	SpentUSD string  `json:"spent_usd"`
	SpentRUB *string `json:"spent_rub"`
	LeftUSD  *string `json:"left_usd"`
	LeftRUB  *string `json:"left_rub"`
}

func (s *Server) getBudget(c *echo.Context) error {
	m, err := s.o.Spending(c.Request().Context())
	if err != nil {
		return err
	}
	b := s.o.Config.Get().Budget
	answer := budgetAnswer{
		Success: true,
		Budget:  budgetView{b.PerDay.String(), b.PerStream.String(), b.PerDonor, b.MaxShare.String()},
		Day:     newSpendingView(m.Spent.Day, b.PerDay, m.Day, m.DayEnds, m.Rubles),
		Stream:  newSpendingView(m.Spent.Stream, b.PerStream, m.Stream, time.Time{}, m.Rubles),
	}
	if m.Rubles.IsPositive() {
		answer.RubPerUSD = new(m.Rubles.String())
	}
	return c.JSON(http.StatusOK, answer)
}

func newSpendingView(spent, limit decimal.Decimal, since, frees time.Time, rubles decimal.Decimal) spendingView {
	v := spendingView{Since: stamp(since), Frees: stamp(frees), SpentUSD: spent.String(), SpentRUB: inRubles(spent, rubles)}
	if limit.IsPositive() {
		left := decimal.Max(limit.Sub(spent), decimal.Zero)
		v.LeftUSD, v.LeftRUB = new(left.String()), inRubles(left, rubles)
	}
	return v
}

func inRubles(usd, rubles decimal.Decimal) *string {
	if !rubles.IsPositive() {
		return nil
	}
	return new(usd.Mul(rubles).StringFixed(2))
}

type budgetBody struct {
	PerDay    *Number `json:"per_day_usd" doc:"dollars in a day" example:"5"`
	PerStream *Number `json:"per_stream_usd" doc:"dollars in a stream"`
	PerDonor  *Number `json:"per_donor_per_day" doc:"clips for one donor in a day"`
	MaxShare  *Number `json:"max_share" doc:"0.5: a clip may cost half of its donation"`
}

// setBudget changes the budgets that are named, all or none.
func (s *Server) setBudget(c *echo.Context, in budgetBody, got Given) error {
	values := map[string]string{}
	for name, value := range map[string]*Number{
		"per_day_usd": in.PerDay, "per_stream_usd": in.PerStream, "per_donor_per_day": in.PerDonor, "max_share": in.MaxShare,
	} {
		if value != nil {
			values["budget."+name] = cmp.Or(string(*value), "0")
		}
	}
	if got.Known == 0 {
		return fault.New(fault.Invalid, "budget.no_fields")
	}
	if err := s.o.Save(c.Request().Context(), values); err != nil {
		return atField(err, "budget.")
	}
	s.hooks.Changed()
	return s.getBudget(c)
}

func (s *Server) newStream(c *echo.Context) error {
	now := s.o.Now()
	if _, err := s.o.Stream.Update(c.Request().Context(), func(before celebration.Stream) celebration.Stream { return before.Next(now) }); err != nil {
		return err
	}
	s.o.Widgets.Refresh()
	s.hooks.Changed()
	return s.getBudget(c)
}

type ledgerAnswer struct {
	Success  bool        `json:"success"`
	Entries  []entryView `json:"entries"`
	TotalUSD string      `json:"total_usd"`
}

// entryView is one order's money. Difference is what was charged more or
// less than was set aside; null where the charge is not known.
type entryView struct {
	Order       string  `json:"order"`
	Celebration int64   `json:"celebration"`
	Generator   string  `json:"generator"`
	Model       string  `json:"model"`
	State       string  `json:"state"`
	PriceUSD    string  `json:"price_usd"`
	ChargeUSD   *string `json:"charge_usd"`
	Difference  *string `json:"difference_usd"`
	CostUSD     string  `json:"cost_usd"`
	CostRUB     *string `json:"cost_rub"`
	At          *moment `json:"at"`
	Settled     *moment `json:"settled_at"`
}

func newEntryView(e celebration.Entry) entryView {
	v := entryView{
		Order: e.Order, Celebration: e.Celebration, Generator: e.Generator, Model: e.Model, State: string(e.State),
		PriceUSD: e.Price.String(), CostUSD: e.Cost().String(), CostRUB: inRubles(e.Cost(), e.Rubles),
		At: stamp(e.At), Settled: stamp(e.Settled),
	}
	if e.Charge.Valid {
		v.ChargeUSD, v.Difference = new(e.Charge.Decimal.String()), new(e.Charge.Decimal.Sub(e.Price).String())
	}
	return v
}

func (s *Server) getLedger(c *echo.Context) error {
	from, err := queryMoment(c, "from", 0)
	if err != nil {
		return err
	}
	to, err := queryMoment(c, "to", 1)
	if err != nil {
		return err
	}
	format, err := queryFormat(c)
	if err != nil {
		return err
	}
	entries, err := s.o.Store.Entries(c.Request().Context(), from, to, maxEntries)
	if err != nil {
		return err
	}
	if format == "csv" {
		return writeLedger(c, entries)
	}
	answer, total := ledgerAnswer{Success: true, Entries: []entryView{}}, decimal.Zero
	for _, e := range entries {
		answer.Entries = append(answer.Entries, newEntryView(e))
		total = total.Add(e.Cost())
	}
	answer.TotalUSD = total.String()
	return c.JSON(http.StatusOK, answer)
}

// writeLedger responds with the entries as a table for a spreadsheet.
func writeLedger(c *echo.Context, entries []celebration.Entry) error {
	rows := [][]string{{"at", "celebration", "order", "generator", "model", "state", "price_usd", "charge_usd", "cost_usd", "cost_rub"}}
	for _, e := range entries {
		v := newEntryView(e)
		rows = append(rows, []string{
			text(v.At), decimal.NewFromInt(v.Celebration).String(), v.Order, v.Generator, v.Model, v.State, v.PriceUSD, text(v.ChargeUSD), v.CostUSD, text(v.CostRUB),
		})
	}
	return sendTable(c, "streamspark-ledger.csv", rows)
}

func text[T ~string](s *T) string {
	if s == nil {
		return ""
	}
	return string(*s)
}

// queryMoment reads a time, or a day where the streamer lives: its beginning,
// or that of a later one.
func queryMoment(c *echo.Context, name string, later int) (time.Time, error) {
	given := c.QueryParam(name)
	if given == "" {
		return time.Time{}, nil
	}
	at, ok := dayOrMoment(given, later, time.Local)
	if !ok {
		return at, fault.InvalidField(name, "query.not_moment")
	}
	return at, nil
}
