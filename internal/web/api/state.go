package api

import (
	"context"
	"encoding/json"
	"maps"
	"net/http"
	"reflect"
	"slices"
	"time"

	"github.com/labstack/echo/v5"

	"streamspark/internal/celebration"
	"streamspark/internal/fault"
	"streamspark/internal/store"
)

// stateAnswer is how things stand, flat and with the same types always, for
// a button that shows one of them. Where there is nothing to say a text is
// empty. Fields may be added, none is ever taken away.
type stateAnswer struct {
	Success         bool   `json:"success"`
	Playing         bool   `json:"playing"`
	PlayingDonor    string `json:"playing_donor"`
	PlayingAmount   string `json:"playing_amount"`
	PlayingCurrency string `json:"playing_currency"`
	PlayingMessage  string `json:"playing_message"`
	Paused          bool   `json:"paused"`
	PausedSince     string `json:"paused_since"`
	PausedWhy       string `json:"paused_why"`
	Cleared         bool   `json:"cleared"`
	Waiting         int    `json:"waiting"`
	Making          int    `json:"making"`
	NeedsMe         int    `json:"needs_me"`
	Player          bool   `json:"player"`
	Widgets         int    `json:"widgets"`
	DonationAlerts  string `json:"donationalerts"`
	Generator       string `json:"generator"`
	Rates           string `json:"rates"`
	TodayCount      int    `json:"today_count"`
	TodayRubles     string `json:"today_rubles"`
}

// state responds with the current state, or with ?field= a part of it as plain
// text.
func (s *Server) state(c *echo.Context) error {
	name := c.QueryParam("field")
	if name != "" && !slices.Contains(stateFields(), name) {
		return fault.InvalidField("field", "query.not_one_of", "choices", stateFields())
	}
	answer, err := s.readState(c)
	if err != nil {
		return err
	}
	if name != "" {
		return c.String(http.StatusOK, answer.field(name))
	}
	return c.JSON(http.StatusOK, answer)
}

func (s *Server) readState(c *echo.Context) (stateAnswer, error) {
	ctx := c.Request().Context()
	answer := stateAnswer{Success: true}
	q, err := s.o.Overlay.Queue(ctx)
	if err != nil {
		return answer, err
	}
	counts, err := s.o.Store.ByStatus(ctx)
	if err != nil {
		return answer, err
	}
	count, rubles, err := s.o.Store.Since(ctx, celebration.StartOfDay(s.o.Now().Local(), 0))
	if err != nil {
		return answer, err
	}
	answer.Paused, answer.Cleared, answer.PausedWhy = q.Paused, q.Cleared, WhyPaused(q.Health)
	if since := stamp(q.PausedSince); q.Paused && since != nil {
		answer.PausedSince = string(*since)
	}
	answer.Waiting, answer.Player, answer.Widgets = len(q.Waiting), q.Player != "", q.Widgets
	answer.NeedsMe, answer.TodayCount, answer.TodayRubles = Needing(counts), count, rubles.Decimal()
	for _, status := range celebration.Making() {
		answer.Making += counts[status]
	}
	if p := q.Playing; p != nil {
		answer.Playing = true
		answer.PlayingDonor, answer.PlayingMessage = celebration.Name(p.Donor, 100), celebration.Legible(p.Message, 2000)
		if !p.Amount.IsNone() {
			answer.PlayingAmount, answer.PlayingCurrency = p.Amount.Decimal(), string(p.Amount.Currency())
		}
	}
	answer.DonationAlerts = sourcePart(s.o.Source.ID(), s.o.Source.State()).State
	answer.Generator, answer.Rates = s.o.GeneratorPart().State, ratesPart(s.o.Rates.State(ctx)).State
	return answer, nil
}

// stateFields returns the names of its fields, as the JSON has them.
func stateFields() []string {
	var names []string
	for field := range reflect.TypeFor[stateAnswer]().Fields() {
		names = append(names, field.Tag.Get("json"))
	}
	return names
}

// field returns one of its fields as bare text.
func (answer stateAnswer) field(name string) string {
	encoded, _ := json.Marshal(answer) // texts, numbers and truths alone: it cannot fail
	var fields map[string]json.RawMessage
	_ = json.Unmarshal(encoded, &fields) // it was just written
	var text string
	if json.Unmarshal(fields[name], &text) == nil {
		return text
	}
	return string(fields[name])
}

// Work is what is being made, in the order of the pipeline, and how long such
// clips took lately.
type Work struct {
	Orders []celebration.Celebration // the first of them
	Total  int
	Times  map[string]time.Duration // by generator
}

// WorkOf reads what is being made.
func WorkOf(ctx context.Context, from *store.Store) (w Work, err error) {
	if w.Orders, err = from.InProgress(ctx, celebration.LongestLine); err != nil {
		return w, err
	}
	if w.Total = len(w.Orders); w.Total == celebration.LongestLine { // there may be more
		if w.Total, err = from.Making(ctx); err != nil {
			return w, err
		}
	}
	w.Times, err = from.MakingTimes(ctx)
	return w, err
}

// Left returns of each order about how long until its clip is made, by the
// generator that would make it now; negative where that is not known.
func (w Work) Left(o Options) []time.Duration {
	generator, _ := o.Generator()
	if other, ok := o.StandIn(); ok {
		generator = other
	}
	times := maps.Clone(w.Times)
	for silent := range o.Silent() {
		delete(times, silent) // nobody knows how long it will be silent
	}
	return celebration.TimeLeft(w.Orders, times, generator, max(o.Config.Get().Generation.Concurrency, 1), o.Now())
}

// Needing counts those that wait for the streamer.
func Needing(counts map[celebration.Status]int) int {
	n := 0
	for _, status := range celebration.Undecided() {
		n += counts[status]
	}
	return n
}
