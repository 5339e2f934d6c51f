package api

import (
	"encoding/csv"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v5"

	"streamspark/internal/web/problem"
)

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
	Clips     int     `json:"clips" doc:"orders that were not given back"`
	Spent     string  `json:"spent_usd"`
	InRubles  string  `json:"spent_rub" doc:"at the rate of each order"`
	Unpriced  int     `json:"clips_without_rate"`
}

type dayView struct {
	Day       string `json:"day" example:"2026-11-21"`
	Donations int    `json:"donations"`
	Received  string `json:"received_rub"`
	Clips     int    `json:"clips"`
	Spent     string `json:"spent_usd"`
	InRubles  string `json:"spent_rub"`
}

func newAccountView(p Purse) accountView {
	return accountView{
		Since: stamp(p.Since), Donations: p.Donations, Received: p.Received.Decimal(), Clips: p.Clips,
		Spent: p.Dollars.String(), InRubles: p.Rubles.StringFixed(2), Unpriced: p.Unpriced,
	}
}

func newDayView(p Purse) dayView {
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
	return "", problem.Bad("format in the address must be json or csv.")
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
