package ui

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/labstack/echo/v5"

	"streamspark/internal/widget"
)

// widgetsPage is the page with the widgets besides the player.
const widgetsPage = "widgets"

// widgetCard is a widget on the page: its preview, its address and its form.
type widgetCard struct {
	Name, Address string
	Width, Height int
	Fields        []widgetField
	State         widgetStatus
}

// widgetField is a setting in a form.
type widgetField struct {
	ID, Label, Hint string // keys of the catalog, but for ID; no hint is empty
	Key             string
	Type            widget.Type
	Text            string // its value
	On              bool   // of a switch; of a colour: it is the theme's
	Min, Max        string // of a number; the most characters of a text
	Choices         []choice
	Unit            string
	Factor          int64 // seconds in the unit
}

// widgetStatus is what of a widget changes beside its settings. A live update
// replaces it.
type widgetStatus struct {
	Name                             string
	Since                            time.Time
	Counts, Timer, Running, CanPause bool
}

// noColour stands in the field of a colour that is the theme's.
const noColour = "#8b5cff"

// secondsIn are the seconds in each unit in which a form asks for a time.
var secondsIn = map[string]int64{"seconds": 1, "minutes": 60, "hours": 3600}

func (p *Pages) widgets(c *echo.Context) error {
	l := p.reader(c.Request())
	base := p.o.Config.Get().Server.PublicURL
	var cards []widgetCard
	for _, w := range p.o.Widgets.All() {
		card := widgetCard{Name: w.Name, Address: p.o.WidgetNamedAt(base, w.Name), Width: w.Size[0], Height: w.Size[1], State: statusOf(w)}
		for _, s := range w.Settings {
			card.Fields = append(card.Fields, fieldOfWidget(l, w, s))
		}
		cards = append(cards, card)
	}
	return p.show(c, http.StatusOK, widgetsPage, page{Title: "widgets.page", Live: widgetsPage, Body: cards})
}

func fieldOfWidget(l reader, w widget.View, s widget.Setting) widgetField {
	label := "widgets." + w.Name + "." + s.Key
	f := widgetField{ID: "widgets-" + w.Name + "-" + s.Key, Label: label, Key: s.Key, Type: s.Type, Unit: s.Unit, Factor: 1}
	if l.Has(label + ".hint") {
		f.Hint = label + ".hint"
	}
	f.Min, f.Max = strconv.FormatInt(s.Min, 10), strconv.FormatInt(s.Max, 10)
	switch value := w.Values[s.Key].(type) {
	case bool:
		f.On = value
	case int64:
		f.Text = strconv.FormatInt(value, 10)
		if s.Type == widget.Time {
			f.Factor = secondsIn[s.Unit]
			in := func(seconds int64) string {
				return strconv.FormatFloat(float64(seconds)/float64(f.Factor), 'f', -1, 64)
			}
			f.Text, f.Min, f.Max = in(value), in(s.Min), in(s.Max)
		}
	default:
		f.Text = fmt.Sprint(value)
		if f.Type == widget.Colour && f.Text == "" { // such a field cannot be empty
			f.Text, f.On = noColour, true
		}
	}
	for _, one := range s.Choices {
		f.Choices = append(f.Choices, choice{Code: one, Key: label + "." + one, Here: one == f.Text})
	}
	return f
}

func statusOf(w widget.View) widgetStatus {
	actions := w.Actions()
	return widgetStatus{
		Name: w.Name, Since: w.Since, Running: w.Running, Counts: slices.Contains(actions, widget.Restart),
		Timer: slices.Contains(actions, widget.Pause), CanPause: !w.Since.IsZero(),
	}
}

// widgets renders what of the page may change while it is looked at.
func (b *board) widgets(_ context.Context, l reader) ([]piece, error) {
	s := b.p.newSheet(l)
	for _, w := range b.p.o.Widgets.All() {
		if status := statusOf(w); status.Counts {
			s.add("widgets-status-"+w.Name, "widgets-status", status)
		}
	}
	return s.all.pieces, s.err
}
