package api

import (
	"context"
	"net/http"
	"slices"

	"github.com/labstack/echo/v5"

	"streamspark/internal/fault"
	"streamspark/internal/locale"
	"streamspark/internal/source"
)

func (s *Server) sourcesRoutes() []Route {
	return []Route{
		{
			Method: "GET", Path: "/api/sources", Summary: "List the sources of donations with their state and actions.",
			Out: sourceList{}, Handler: s.listSources,
		},
		{
			Method: "GET", Path: "/api/sources/:source/state", Summary: "Show the state and the actions of a source.",
			Out: sourceState{}, Handler: s.showSource,
		},
		{
			Method: "POST", Path: "/api/sources/:source/:do", Summary: "Start, stop, test, rotate the secret of, or disconnect a source.",
			Out: sourceDone{}, Handler: s.doSource,
		},
		withBody(Route{
			Method: "POST", Path: "/api/sources/:source/token", Summary: "Use a token that you have; empty forgets it.", Out: Done{},
		}, s.setSourceToken),
		s.applicationRoute("/api/sources/:source/application", ""),
		withBody(Route{
			Method: "POST", Path: "/api/sources/:source/donations",
			Summary: "Record a donation that another program sends, signed by the Standard Webhooks specification: webhook-id, webhook-timestamp and webhook-signature. The signature stands in for the token.",
			Out:     Done{},
		}, func(*echo.Context, donationBody, Given) error { return nil }).handledBy(s.receive),
	}
}

// handledBy sets a handler that reads the body by itself: its signature is
// that of the bytes.
func (r Route) handledBy(handler echo.HandlerFunc) Route {
	r.Handler = handler
	return r
}

type donationBody struct {
	ID       string `json:"id" doc:"the same id is recorded once; if missing: webhook-id" example:"order-1042"`
	Donor    string `json:"donor" doc:"empty: anonymous" example:"Anna"`
	Amount   string `json:"amount" doc:"a positive decimal, as text or as a number" example:"150.50"`
	Currency string `json:"currency" example:"RUB"`
	Message  string `json:"message" example:"Hello!"`
}

type sourceView struct {
	ID         string     `json:"id"`
	Configured bool       `json:"configured" doc:"donations can come in, or the streamer can sign in"`
	Connected  bool       `json:"connected"`
	Account    string     `json:"account"`
	Problem    string     `json:"problem" doc:"what is wrong, in English; empty: nothing"`
	Code       string     `json:"code,omitempty" doc:"of the problem, for programs; it does not change" example:"webhook.no_secret"`
	Args       fault.Args `json:"args,omitempty" doc:"what the sentence of the problem was made with, by name"`
	Actions    []string   `json:"actions" doc:"for POST /api/sources/{source}/{do}"`
	Webhook    string     `json:"webhook" doc:"where others send donations; empty: nowhere"`
}

type sourceList struct {
	Success bool         `json:"success"`
	Sources []sourceView `json:"sources"`
}

type sourceState struct {
	Success bool       `json:"success"`
	Source  sourceView `json:"source"`
}

type sourceDone struct {
	Success bool   `json:"success"`
	Message string `json:"message"`
	Secret  string `json:"secret" doc:"the new one, after rotate; else empty"`
}

func (s *Server) listSources(c *echo.Context) error {
	list := sourceList{Success: true, Sources: []sourceView{}}
	for _, src := range s.o.Sources {
		list.Sources = append(list.Sources, s.viewOfSource(src))
	}
	return c.JSON(http.StatusOK, list)
}

func (s *Server) showSource(c *echo.Context) error {
	src, err := s.source(c)
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, sourceState{true, s.viewOfSource(src)})
}

func (s *Server) viewOfSource(src source.Source) sourceView {
	status := src.Status()
	view := sourceView{
		ID: src.ID(), Configured: status.Configured, Connected: status.Connected, Account: status.Account, Actions: []string{},
	}
	if status.Problem != nil {
		said := s.o.Clean(status.Problem.Message())
		view.Problem, view.Code, view.Args = locale.Capital(locale.English().Message(said)), said.Code, said.Args
	}
	for _, name := range sourceActions() {
		if actionOf(src, name) != nil {
			view.Actions = append(view.Actions, name)
		}
	}
	if src.Webhook() != nil {
		view.Webhook = s.o.WebhookAt(src.ID())
	}
	return view
}

func sourceActions() []string { return []string{"start", "stop", "test", "rotate", "disconnect"} }

// actionOf returns what an action does to a source; nil where the source has
// no such action. Only rotate returns a secret.
func actionOf(src source.Source, name string) func(context.Context) (secret string, err error) {
	plain := func(do func(context.Context) error) func(context.Context) (string, error) {
		return func(ctx context.Context) (string, error) { return "", do(ctx) }
	}
	account, connects := src.(source.Account)
	hook := src.Webhook()
	switch {
	case name == "start" && connects:
		return plain(account.Start)
	case name == "stop" && connects:
		return plain(account.Stop)
	case name == "test" && connects:
		return plain(func(ctx context.Context) error { _, _, err := account.Test(ctx); return err })
	case name == "rotate" && hook != nil:
		return hook.Rotate
	case name == "disconnect":
		return plain(src.Disconnect)
	}
	return nil
}

func (s *Server) source(c *echo.Context) (source.Source, error) {
	id := c.Param("source")
	i := slices.IndexFunc(s.o.Sources, func(src source.Source) bool { return src.ID() == id })
	if i < 0 {
		return nil, fault.New(fault.NotFound, "source.not_found")
	}
	return s.o.Sources[i], nil
}

func (s *Server) doSource(c *echo.Context) error {
	src, err := s.source(c)
	if err != nil {
		return err
	}
	do := actionOf(src, c.Param("do"))
	if do == nil {
		return fault.New(fault.NotFound, "source.no_action")
	}
	secret, err := do(c.Request().Context())
	if err != nil {
		return SourceError(err, fault.Retry, "source.action_failed")
	}
	s.hooks.Changed()
	return c.JSON(http.StatusOK, sourceDone{Success: true, Message: "Done", Secret: secret})
}

// receive records a donation before it answers.
func (s *Server) receive(c *echo.Context) error {
	src, err := s.source(c)
	if err != nil {
		return err
	}
	hook := src.Webhook()
	if hook == nil {
		return fault.New(fault.NotFound, "source.takes_nothing")
	}
	if err := hook.Receive(c.Request()); err != nil {
		return err
	}
	return s.done(c, "Recorded")
}
