package api

import (
	"context"
	"encoding/csv"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v5"
	"github.com/shopspring/decimal"

	"streamspark/internal/celebration"
	"streamspark/internal/fault"
	"streamspark/internal/money"
	"streamspark/internal/store"
)

// PlotDays is how many days the plot of money shows.
const PlotDays = 30

// Account is the spending of a stretch of time.
type Account struct {
	Since     time.Time
	Donations int
	Received  money.Amount // rubles
	Clips     int
	Dollars   decimal.Decimal
	Rubles    decimal.Decimal // of the dollars, at the rate of each order
	Unpriced  int             // orders, of voices and texts too, whose rubles are not known
}

// Accounts are the sums that a streamer asks for.
type Accounts struct {
	Today, Stream, Month Account
	Days                 []Account // the last ones, the oldest first
	Spending             Spending
}

// AccountsOf adds them up. Days and months begin where the streamer lives.
func AccountsOf(ctx context.Context, o Options) (a Accounts, err error) {
	if a.Spending, err = o.Spending(ctx); err != nil {
		return a, err
	}
	today := a.Spending.Day
	first := celebration.StartOfDay(today, 1-PlotDays)
	month := celebration.StartOfMonth(today)
	starts := []time.Time{today, a.Spending.Stream, month}
	stretches := []store.Stretch{{From: today}, {From: a.Spending.Stream}, {From: month}}
	for i := range PlotDays {
		day := store.Stretch{From: celebration.StartOfDay(first, i)}
		if i < PlotDays-1 {
			day.To = celebration.StartOfDay(first, i+1)
		}
		starts, stretches = append(starts, day.From), append(stretches, day)
	}
	flows, err := o.Store.Flows(ctx, stretches)
	if err != nil {
		return a, err
	}
	accounts := make([]Account, len(flows))
	for i, f := range flows {
		accounts[i] = Account{starts[i], f.Donations, f.Received, f.Clips, f.Dollars, f.Rubles, f.Unpriced}
	}
	a.Today, a.Stream, a.Month, a.Days = accounts[0], accounts[1], accounts[2], accounts[3:]
	return a, nil
}

type moneyAnswer struct {
	Success bool        `json:"success"`
	Today   accountView `json:"today"`
	Stream  accountView `json:"stream"`
	Month   accountView `json:"month"`
	Days    []dayView   `json:"days" doc:"the last 30, the oldest first"`
}

type accountView struct {
	Since     *moment `json:"since"`
	Donations int     `json:"donations" doc:"tests apart"`
	Received  string  `json:"received_rub"`
	Clips     int     `json:"clips" doc:"orders of clips that were not given back; what was spent has voices and texts too"`
	Spent     string  `json:"spent_usd"`
	InRubles  string  `json:"spent_rub" doc:"at the rate of each order"`
	Unpriced  int     `json:"clips_without_rate" doc:"orders whose rubles are not known, of voices and texts too"`
}

type dayView struct {
	Day       string `json:"day" example:"2026-11-21"`
	Donations int    `json:"donations"`
	Received  string `json:"received_rub"`
	Clips     int    `json:"clips"`
	Spent     string `json:"spent_usd"`
	InRubles  string `json:"spent_rub"`
}

func newAccountView(p Account) accountView {
	return accountView{
		Since: stamp(p.Since), Donations: p.Donations, Received: p.Received.Decimal(), Clips: p.Clips,
		Spent: p.Dollars.String(), InRubles: p.Rubles.StringFixed(2), Unpriced: p.Unpriced,
	}
}

func newDayView(p Account) dayView {
	return dayView{
		Day: p.Since.Format(time.DateOnly), Donations: p.Donations, Received: p.Received.Decimal(), Clips: p.Clips,
		Spent: p.Dollars.String(), InRubles: p.Rubles.StringFixed(2),
	}
}

func (s *Server) getMoney(c *echo.Context) error {
	format, err := queryFormat(c)
	if err != nil {
		return err
	}
	a, err := AccountsOf(c.Request().Context(), s.o)
	if err != nil {
		return err
	}
	answer := moneyAnswer{Success: true, Today: newAccountView(a.Today), Stream: newAccountView(a.Stream), Month: newAccountView(a.Month)}
	for _, day := range a.Days {
		answer.Days = append(answer.Days, newDayView(day))
	}
	if format == "json" {
		return c.JSON(http.StatusOK, answer)
	}
	rows := [][]string{{"day", "donations", "received_rub", "clips", "spent_usd", "spent_rub"}}
	for _, d := range answer.Days {
		rows = append(rows, []string{d.Day, strconv.Itoa(d.Donations), d.Received, strconv.Itoa(d.Clips), d.Spent, d.InRubles})
	}
	return sendTable(c, "streamspark-days.csv", rows)
}

// queryFormat reads whether JSON or a table is wanted.
func queryFormat(c *echo.Context) (string, error) {
	switch format := c.QueryParam("format"); format {
	case "", "json":
		return "json", nil
	case "csv":
		return format, nil
	}
	return "", fault.InvalidField("format", "query.not_one_of", "choices", []string{"json", "csv"})
}

// sendTable answers with rows for a spreadsheet.
func sendTable(c *echo.Context, name string, rows [][]string) error {
	var b strings.Builder
	if err := csv.NewWriter(&b).WriteAll(rows); err != nil {
		return err
	}
	c.Response().Header().Set("Content-Disposition", `attachment; filename="`+name+`"`)
	return c.Blob(http.StatusOK, "text/csv; charset=utf-8", []byte(b.String()))
}
