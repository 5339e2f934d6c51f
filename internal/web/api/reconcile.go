package api

import (
	"net/http"
	"time"

	"github.com/labstack/echo/v5"

	"streamspark/internal/celebration"
	"streamspark/internal/fault"
)

func (s *Server) reconcileRoutes() []Route {
	return []Route{
		{
			Method: "GET", Path: "/api/reconcile", Summary: "Compare the source's list of donations with the recorded ones.",
			Query: []Param{
				{Name: "source", Type: "string", Doc: "the id of a source that is connected; the first where it is left out"},
				{Name: "from", Type: "string", Doc: "a day, or a moment; 24 hours before to where it is left out"},
				{Name: "to", Type: "string", Doc: "a day to its end, or a moment, which is not included; now where it is left out"},
			},
			Out: reconcileAnswer{}, Guards: []echo.MiddlewareFunc{s.hooks.OwnPages}, Handler: s.reconcile,
		},
		withBody(Route{Method: "POST", Path: "/api/reconcile", Summary: "Record the donations that are missing here.", Out: takenAnswer{}}, s.importMissing),
	}
}

type reconcileAnswer struct {
	Success   bool            `json:"success"`
	From      *moment         `json:"from"`
	To        *moment         `json:"to"`
	Equal     bool            `json:"equal"`
	Theirs    int             `json:"theirs"`
	Ours      int             `json:"ours"`
	Missing   []donationView  `json:"missing" doc:"theirs has them, and ours not"`
	Extra     []string        `json:"extra" doc:"ids that ours alone has"`
	Differing []disparityView `json:"differing"`
	Undated   []string        `json:"undated" doc:"ids of theirs without a readable date"`
	Older     []string        `json:"older" doc:"ids from before the first connection, which ours need not have"`
}

type disparityView struct {
	ID     string `json:"id"`
	Field  string `json:"field"`
	Theirs string `json:"theirs"`
	Ours   string `json:"ours"`
}

// stretch is a time to compare, its end not included.
type stretch struct{ from, to time.Time }

// reconcile holds the list of an account against ours.
func (s *Server) reconcile(c *echo.Context) error {
	when, found, err := s.compare(c, stretchBody{c.QueryParam("source"), c.QueryParam("from"), c.QueryParam("to")})
	if err != nil {
		return err
	}
	answer := reconcileAnswer{
		Success: true, From: stamp(when.from), To: stamp(when.to), Equal: found.Equal(), Theirs: found.Theirs, Ours: found.Ours,
		Missing: donationViews(found.Missing), Extra: listed(found.Extra), Differing: []disparityView{},
		Undated: listed(found.Undated), Older: listed(found.Older),
	}
	for _, d := range found.Differing {
		answer.Differing = append(answer.Differing, disparityView(d))
	}
	return c.JSON(http.StatusOK, answer)
}

type stretchBody struct {
	Source string `json:"source" max:"40" doc:"the id of a source that is connected; the first where it is left out"`
	From   string `json:"from" max:"40" doc:"a day, or a moment" example:"2026-11-20"`
	To     string `json:"to" max:"40" doc:"a day to its end, or a moment" example:"2026-11-21"`
}

type takenAnswer struct {
	Success bool           `json:"success"`
	From    *moment        `json:"from"`
	To      *moment        `json:"to"`
	Taken   int            `json:"taken"`
	Missing []donationView `json:"missing"`
}

// importMissing records what we lack as any donation: what is old by now waits
// for the streamer.
func (s *Server) importMissing(c *echo.Context, in stretchBody, _ Given) error {
	when, found, err := s.compare(c, in)
	if err != nil {
		return err
	}
	if len(found.Missing) > 0 {
		if err := s.o.Pipeline.Deliver(c.Request().Context(), found.Missing); err != nil {
			return err
		}
	}
	return c.JSON(http.StatusOK, takenAnswer{
		Success: true, From: stamp(when.from), To: stamp(when.to), Taken: len(found.Missing), Missing: donationViews(found.Missing),
	})
}

func (s *Server) compare(c *echo.Context, in stretchBody) (when stretch, found celebration.Comparison, err error) {
	account, err := s.o.Account(in.Source)
	if err != nil {
		return when, found, err
	}
	state := account.State()
	if when, err = readStretch(in.From, in.To, s.o.Now().Add(state.ClockAhead)); err != nil {
		return when, found, err
	}
	if !state.HasToken {
		return when, found, noToken()
	}
	_ = http.NewResponseController(c.Response()).SetWriteDeadline(time.Time{}) // many pages take their time
	ctx := c.Request().Context()
	theirs, err := account.List(ctx, when.from, when.to)
	if err != nil {
		return when, found, SourceError(err, fault.Retry, "source.list_unread")
	}
	ids := make([]string, len(theirs))
	for i, d := range theirs {
		ids[i] = d.ID
	}
	ours, err := s.o.Store.Donations(ctx, account.ID(), when.from, when.to, ids)
	if err != nil {
		return when, found, err
	}
	return when, celebration.Compare(theirs, ours, when.from, when.to), nil
}

// readStretch reads two moments, or days of this computer's zone, of which
// the last is meant to its end. Without them it is the last day.
func readStretch(from, to string, now time.Time) (stretch, error) {
	when := stretch{to: now}
	var err error
	if to != "" {
		if when.to, err = readMoment("to", to, 1); err != nil {
			return when, err
		}
	}
	when.from = when.to.Add(-24 * time.Hour)
	if from != "" {
		if when.from, err = readMoment("from", from, 0); err != nil {
			return when, err
		}
	}
	if !when.from.Before(when.to) {
		return when, fault.InvalidField("from", "field.from_after_to")
	}
	return when, nil
}

// readMoment reads a moment, or a day, which is its beginning so many days on.
func readMoment(name, text string, days int) (time.Time, error) {
	if at, ok := dayOrMoment(text, days, time.Local); ok && at.Year() >= 2000 {
		return at, nil
	}
	return time.Time{}, fault.InvalidField(name, "field.not_moment")
}

func donationViews(all []celebration.Donation) []donationView {
	views := []donationView{}
	for _, d := range all {
		views = append(views, viewOfDonation(d))
	}
	return views
}

// listed returns a list that is never null.
func listed(ids []string) []string { return append([]string{}, ids...) }
