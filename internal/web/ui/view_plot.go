package ui

import (
	"time"

	"github.com/shopspring/decimal"

	"streamspark/internal/money"
	"streamspark/internal/web/api"
)

// The plot's size in its own units; the page scales it.
const (
	plotWidth  = 720
	plotHeight = 180
	plotFloor  = 150 // where the bars stand; below it are the days
	plotTop    = 14
)

// plot is received and spent money by days, as bars side by side.
type plot struct {
	Days   []plotDay
	Most   money.Amount // what the highest bar stands for
	Empty  bool
	Width  int
	Height int
	Floor  int
	Top    int
}

// plotDay is one day of the plot.
type plotDay struct {
	At       time.Time
	Received money.Amount
	Spent    money.Amount // rubles
	Dollars  money.Amount
	In, Out  bar
	Mark     int  // where the day is written
	Marked   bool // not every day has space for its name
	Last     bool
}

type bar struct{ X, Y, Width, Height int }

func newPlot(days []api.Account) plot {
	most := decimal.Zero
	for _, d := range days {
		most = decimal.Max(most, d.Received.Value(), d.Rubles)
	}
	p := plot{Most: rubles(most), Empty: most.IsZero(), Width: plotWidth, Height: plotHeight, Floor: plotFloor, Top: plotTop}
	step := plotWidth / max(len(days), 1)
	wide := step * 2 / 5
	rise := func(x int, value decimal.Decimal) bar {
		height := 0
		if most.IsPositive() && value.IsPositive() {
			height = max(2, int(value.Mul(decimal.NewFromInt(plotFloor-plotTop)).Div(most).IntPart()))
		}
		return bar{x, plotFloor - height, wide, height}
	}
	for i, d := range days {
		x := i * step
		p.Days = append(p.Days, plotDay{
			At: d.Since, Received: d.Received, Spent: rubles(d.Rubles), Dollars: dollars(d.Dollars),
			In: rise(x+1, d.Received.Value()), Out: rise(x+1+wide, d.Rubles),
			Mark: x + step/2, Marked: (len(days)-1-i)%7 == 0, Last: i == len(days)-1,
		})
	}
	return p
}
