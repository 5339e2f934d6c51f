package app

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"streamspark/internal/celebration"
	"streamspark/internal/config"
	"streamspark/internal/source"
	"streamspark/internal/source/donationalerts"
	"streamspark/internal/source/webhook"
	"streamspark/internal/web/ports"
)

// webSource is the source in the words of the web.
type webSource struct {
	source *donationalerts.Source
	live   *config.Live
}

// sourceProblem lets the web ask a problem of the source for its words.
type sourceProblem struct{ p *donationalerts.Problem }

func (s sourceProblem) Error() string    { return s.p.Error() }
func (s sourceProblem) Unwrap() error    { return s.p }
func (s sourceProblem) Sentence() string { return s.p.Sentence }
func (s sourceProblem) Hint() string     { return s.p.Hint }

// Refused reports whether the person must do something, as opposed to a
// trouble that may pass.
func (s sourceProblem) Refused() bool {
	return slices.Contains([]string{
		donationalerts.CodeBadToken, donationalerts.CodeNoToken, donationalerts.CodeNoCode, donationalerts.CodeCodeRefused,
		donationalerts.CodeClientRefused, donationalerts.CodeTokenRefused, donationalerts.CodeScope, donationalerts.CodeNotConfigured,
		donationalerts.CodeTooLong,
	}, s.p.Code)
}

// inWebWords fits an error of the source to what the web looks for.
func inWebWords(err error) error {
	var missing *donationalerts.NotConfigured
	if errors.As(err, &missing) {
		return &ports.NotConfigured{Missing: missing.Missing}
	}
	var p *donationalerts.Problem
	if errors.As(err, &p) {
		return sourceProblem{p}
	}
	return err
}

// ID returns the name of the source.
func (w webSource) ID() string { return donationalerts.Name }

// Status returns how the connection stands.
func (w webSource) Status() source.Status {
	s := w.source.State()
	return source.Status{Configured: s.Configured || s.HasToken, Connected: s.Connected, Account: s.Account, Problem: s.Problem}
}

func (w webSource) State() ports.SourceState {
	s, c := w.source.State(), w.live.Get()
	da := c.Values(donationalerts.Name)
	return ports.SourceState{
		Configured: s.Configured, HasToken: s.HasToken, Connected: s.Connected, NeedsReconnect: s.NeedsReconnect,
		Polling: s.Polling, Account: s.Account, ClientID: da.Text("client_id"), RedirectURI: redirectURI(c),
		HasSecret: da.Text("client_secret") != "", TokenEnding: s.TokenEnding, LastPoll: s.LastPoll, RetryAt: s.RetryAt, Realtime: s.Realtime,
		Problem: s.Problem, Errors: s.Errors, Row: s.Row, Donations: s.Donations, ClockAhead: s.ClockAhead,
	}
}

func (w webSource) AuthorizeURL(state string) (string, error) {
	address, err := w.source.AuthorizeURL(state)
	return address, inWebWords(err)
}

// Exchange connects and reads the list at once: what is there now is what
// came before, and the next donation is the first to be celebrated.
func (w webSource) Exchange(ctx context.Context, code string) error {
	if err := w.source.Exchange(ctx, code); err != nil {
		return inWebWords(err)
	}
	_ = w.source.Poll(ctx) // what went wrong is in its State, and the next round tries again
	return nil
}

func (w webSource) SetToken(ctx context.Context, token string) error {
	return inWebWords(w.source.SetToken(ctx, token))
}

func (w webSource) Disconnect(ctx context.Context) error {
	return inWebWords(w.source.Disconnect(ctx))
}

func (w webSource) Start(ctx context.Context) error { return inWebWords(w.source.Start(ctx)) }

func (w webSource) Stop(ctx context.Context) error { return inWebWords(w.source.Stop(ctx)) }

func (w webSource) Test(ctx context.Context) (string, int, error) {
	check, err := w.source.Test(ctx)
	return check.Account, check.Rows, inWebWords(err)
}

// List reads their list between two moments.
func (w webSource) List(ctx context.Context, from, to time.Time) ([]celebration.Donation, error) {
	found, err := w.source.List(ctx, from, to)
	return found, inWebWords(err)
}

// openWebhook opens the source that other programs send donations to.
func (a *App) openWebhook(ctx context.Context) (err error) {
	a.webhook, err = webhook.New(ctx, webhook.Options{Secrets: a.secrets(a.key, a.lost), Sink: a.line.Deliver})
	return err
}

// webhookExample returns a command that sends a signed donation.
func (a *App) webhookExample() string {
	return webhook.Example(a.webhook.Secret(), strings.TrimSuffix(a.URL(), "/")+"/api/sources/"+webhook.ID+"/donations")
}
