// Package bell provides a source that the streamer connects, as a newcomer
// would add it, for a test.
package bell

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"sync"
	"time"

	"streamspark/internal/celebration"
	"streamspark/internal/fault"
	"streamspark/internal/money"
	"streamspark/internal/outbound"
	"streamspark/internal/provider"
	"streamspark/internal/source"
)

const id, document = "bell", "bell.connection"

// Descriptor declares the source.
func Descriptor() provider.Descriptor {
	return provider.Descriptor{
		ID: id, Kind: provider.KindSource, Group: id, Sealed: []string{document}, Source: open,
		Keys: []provider.Key{
			{Name: "client_id", Type: provider.Text},
			{Name: "client_secret", Type: provider.Token, SentTo: "base_url"},
			{Name: "base_url", Type: provider.Address, Default: "https://bell.example"},
			{Name: "poll_interval", Type: provider.Duration, Default: "1s", AtStart: true},
		},
	}
}

// bell is the connection to one account. Its list is read while there is a token.
type bell struct {
	s  provider.Setup
	mu sync.Mutex
	a  source.Application

	token string
	bad   *fault.Error // how the last round ended
}

func open(ctx context.Context, s provider.Setup) (source.Source, error) {
	b := &bell{s: s, a: s.Application}
	kept, found, err := s.Secrets.Get(ctx, document)
	if found {
		err = json.Unmarshal(kept, &b.token)
	}
	return b, err
}

func (b *bell) ID() string               { return id }
func (b *bell) Webhook() *source.Webhook { return nil }

func (b *bell) State() source.State {
	b.mu.Lock()
	defer b.mu.Unlock()
	there := b.token != ""
	return source.State{
		Configured: b.a.ID != "" && b.a.Secret != "", ClientID: b.a.ID, HasSecret: b.a.Secret != "", RedirectURI: b.a.RedirectURI,
		HasToken: there, Polling: there, Connected: there && b.bad == nil, Problem: b.bad,
	}
}

func (b *bell) Status() source.Status {
	s := b.State()
	return source.Status{Configured: s.Configured, Connected: s.Connected, Problem: s.Problem}
}

func (b *bell) SetToken(ctx context.Context, token string) error {
	kept, err := json.Marshal(token)
	if err != nil {
		return err
	}
	if err := b.s.Secrets.Put(ctx, document, kept); err != nil {
		return err
	}
	b.mu.Lock()
	b.token = token
	b.mu.Unlock()
	b.s.Changed()
	return nil
}

func (b *bell) Disconnect(ctx context.Context) error { return b.SetToken(ctx, "") }
func (b *bell) Start(context.Context) error          { return nil }
func (b *bell) Stop(context.Context) error           { return nil }
func (b *bell) Close(context.Context) error          { return nil }

func (b *bell) Configure(a source.Application) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.a = a
}

func (b *bell) base() string { return b.s.Values.Text("base_url") }

func (b *bell) AuthorizeURL(state string) (string, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.base() + "/consent?" + url.Values{"client_id": {b.a.ID}, "redirect_uri": {b.a.RedirectURI}, "state": {state}}.Encode(), nil
}

func (b *bell) Connect(ctx context.Context, code string) error {
	var got struct{ Token string }
	if _, err := b.s.Client.Do(ctx, outbound.Request{Method: http.MethodPost, URL: b.base() + "/token", Form: url.Values{"code": {code}}, Decode: &got}); err != nil {
		return err
	}
	return b.SetToken(ctx, got.Token)
}

func (b *bell) Run(ctx context.Context) error {
	<-ctx.Done()
	return nil
}

func (b *bell) List(ctx context.Context, _, _ time.Time) (all []celebration.Donation, err error) {
	b.mu.Lock()
	r := outbound.Request{URL: b.base() + "/donations", Bearer: b.token}
	b.mu.Unlock()
	var rows []struct {
		ID, Donor string
		Rubles    int64
	}
	r.Decode = &rows
	if _, err := b.s.Client.Do(ctx, r); err != nil {
		return nil, err
	}
	for _, row := range rows {
		all = append(all, celebration.Donation{Source: id, ID: row.ID, Donor: row.Donor, Amount: money.Rubles(row.Rubles), CreatedAt: time.Now()})
	}
	return all, nil
}

func (b *bell) Test(ctx context.Context) (string, int, error) {
	all, err := b.List(ctx, time.Time{}, time.Time{})
	return id, len(all), err
}

func (b *bell) Poll(ctx context.Context) error {
	all, err := b.List(ctx, time.Time{}, time.Time{})
	if err == nil {
		err = b.s.Sink(ctx, all)
	}
	b.mu.Lock()
	b.bad, _ = fault.As(err)
	b.mu.Unlock()
	return err
}
