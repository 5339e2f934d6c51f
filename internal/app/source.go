package app

import (
	"context"
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
	return w.source.AuthorizeURL(state)
}

// Exchange connects and reads the list at once: what is there now is what
// came before, and the next donation is the first to be celebrated.
func (w webSource) Exchange(ctx context.Context, code string) error {
	if err := w.source.Exchange(ctx, code); err != nil {
		return err
	}
	_ = w.source.Poll(ctx) // what went wrong is in its State, and the next round tries again
	return nil
}

func (w webSource) SetToken(ctx context.Context, token string) error {
	return w.source.SetToken(ctx, token)
}

func (w webSource) Disconnect(ctx context.Context) error {
	return w.source.Disconnect(ctx)
}

func (w webSource) Start(ctx context.Context) error { return w.source.Start(ctx) }

func (w webSource) Stop(ctx context.Context) error { return w.source.Stop(ctx) }

func (w webSource) Test(ctx context.Context) (string, int, error) {
	return w.source.Test(ctx)
}

// List reads their list between two moments.
func (w webSource) List(ctx context.Context, from, to time.Time) ([]celebration.Donation, error) {
	return w.source.List(ctx, from, to)
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
