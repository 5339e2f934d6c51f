package donationalerts

import (
	"context"
	"strings"
	"sync"
	"time"

	"streamspark/internal/celebration"
	"streamspark/internal/fault"
	"streamspark/internal/provider"
	"streamspark/internal/source"
)

// Name is the Source of donations that come from here.
const Name = "donationalerts"

// options is what a Source is made with.
type options struct {
	provider.Setup

	BaseURL           string // "https://www.donationalerts.com"
	RealtimeURL       string // empty: the list is polled and nothing else
	AccessToken       string // the configuration's; one that was set by SetToken or OAuth, and saved, wins
	PollInterval      time.Duration
	ReconcileInterval time.Duration // how often the list is read while donations are pushed
	Now               func() time.Time
}

// Source is the connection to one DonationAlerts account. Each of its parts
// has a mutex of its own. They are taken in the order list, tokens, client,
// and realtime before none of them.
type Source struct {
	o        *options
	client   *client
	tokens   *tokens
	list     *list
	realtime *realtime

	mu   sync.Mutex   // guards what follows
	told source.State // what Changed was called for last
}

// Open returns the source with the connection that was saved.
func Open(ctx context.Context, setup provider.Setup) (source.Source, error) {
	v := setup.Values
	return open(ctx, &options{
		Setup: setup, BaseURL: strings.TrimRight(v.Text("base_url"), "/"), RealtimeURL: v.Text("realtime_url"),
		AccessToken: strings.TrimSpace(v.Secret("access_token").Reveal()), PollInterval: v.Duration("poll_interval"),
		ReconcileInterval: v.Duration("reconcile_interval"), Now: time.Now,
	})
}

func open(ctx context.Context, o *options) (*Source, error) {
	s := &Source{o: o, client: newClient(o)}
	s.tokens = &tokens{o: o, client: s.client, ended: s.ended}
	s.tokens.application.Store(&o.Application)
	if err := s.tokens.open(ctx); err != nil {
		return nil, err
	}
	s.list = &list{o: o, client: s.client, tokens: s.tokens, notify: s.notify}
	s.realtime = &realtime{
		o: o, client: s.client, tokens: s.tokens, list: s.list, notify: s.notify,
		timing: defaultTiming(), woken: make(chan struct{}, 1),
	}
	s.told = s.State()
	return s, nil
}

// ended records that the access token is not accepted any more.
func (s *Source) ended(epoch int, e *fault.Error) {
	s.list.ended(epoch, e)
	s.realtime.stop()
}

// change makes what the streamer decided of the present connection. The round
// and the realtime connection under way end, and every problem so far is
// forgotten: a decision of the streamer is a reason to try at once.
func (s *Source) change(ctx context.Context, decide func(c *connection, epoch int) error) error {
	defer s.notify()
	newTokens, err := s.tokens.update(ctx, true, decide)
	if err != nil {
		return err
	}
	s.list.restart(newTokens)
	s.realtime.restart()
	s.client.resume()
	return nil
}

// Start switches polling on. After a refused token it means: try once more.
func (s *Source) Start(ctx context.Context) error {
	return s.change(ctx, func(c *connection, _ int) error {
		if c.Access == "" && s.o.AccessToken != "" {
			*c = restore(nil, s.o.AccessToken) // the configuration's token is given back
			c.Since = s.o.Now()
		}
		if c.Access == "" {
			return refused(codeNoToken, nil)
		}
		c.Stopped = false
		return nil
	})
}

// Stop switches polling off, also over a restart, and ends the round that is
// under way.
func (s *Source) Stop(ctx context.Context) error {
	return s.change(ctx, func(c *connection, _ int) error {
		c.Stopped = true
		return nil
	})
}

// SetToken takes a token that the streamer made elsewhere, and starts
// polling with it; it cannot be renewed. The empty one clears and stops.
func (s *Source) SetToken(ctx context.Context, token string) error {
	token = strings.TrimSpace(token)
	if token == "" {
		return s.Disconnect(ctx)
	}
	if !provider.IsToken(token) {
		return refused(codeBadToken, nil)
	}
	scopes, _ := claims(token)
	return s.change(ctx, func(c *connection, _ int) error {
		*c = connection{Access: token, Scopes: scopes, Since: s.o.Now()}
		return nil
	})
}

// Disconnect forgets the tokens and stops polling. The configuration's token
// is not used either until Start. Donations known so far stay known.
func (s *Source) Disconnect(ctx context.Context) error {
	return s.change(ctx, func(c *connection, _ int) error {
		*c = connection{Cleared: true, Stopped: true}
		return nil
	})
}

// Poll makes one round: it reads what is new in the list and delivers it. It
// returns at once while polling is stopped, there is no good token, a pause
// after an error is not over, or another round is under way; and where
// donations are pushed, until the list is to be compared again. Its error was
// noted and logged already.
func (s *Source) Poll(ctx context.Context) error { return s.list.poll(ctx) }

// Run keeps the realtime connection while there is a token that may subscribe
// and polling is not stopped, until ctx ends. Poll must be called beside it,
// at PollInterval: it reads the list as often as is needed.
func (s *Source) Run(ctx context.Context) error {
	if s.o.RealtimeURL != "" {
		s.realtime.run(ctx)
	}
	return nil
}

// List reads the list as far as it is about the time from one moment until
// before another, newest first, beside the rounds and within the same rate
// limit. It moves no cursor and delivers nothing. Rows without a readable
// date are among it, as far as pages were read.
func (s *Source) List(ctx context.Context, from, to time.Time) ([]celebration.Donation, error) {
	defer s.notify()
	found, err := s.list.read(ctx, from, to)
	if err != nil {
		return nil, explain(err)
	}
	return found, nil
}

// Test asks for the account and page 1 of its list, whether polling is on or
// not, and delivers nothing. The account's name is empty where the token may
// not ask for it.
func (s *Source) Test(ctx context.Context) (account string, donations int, err error) {
	defer s.notify()
	s.client.resume()
	_, epoch := s.tokens.present()
	who, err := readAccount(s.tokens.ask(ctx, epoch, s.client.get(userPath, nil)))
	if err != nil {
		return "", 0, explain(err)
	}
	p, err := s.list.page(ctx, epoch, 1)
	if err != nil {
		return "", 0, explain(err)
	}
	if s.tokens.revive(epoch) {
		s.list.recovered() // and the next round comes at once
		s.realtime.wake()
	}
	return who.Name, len(p.rows), nil
}

// Close ends the round that is under way and waits for a renewal of the
// tokens, which must not be cut short, as long as ctx allows. Call it before
// the keeper goes away.
func (s *Source) Close(ctx context.Context) error {
	s.list.close()
	s.realtime.restart()
	return s.tokens.source.Close(ctx)
}

// ID returns the name of the source.
func (s *Source) ID() string { return Name }

// Webhook returns nil: donations are read or pushed, not sent.
func (s *Source) Webhook() *source.Webhook { return nil }

// Status returns how the connection stands, in short.
func (s *Source) Status() source.Status {
	st := s.State()
	return source.Status{Configured: st.Configured || st.HasToken, Connected: st.Connected, Account: st.Account, Problem: st.Problem}
}

// State returns how the connection stands.
func (s *Source) State() source.State {
	conn, _, usable := s.tokens.usable()
	h, _, _ := s.list.status()
	app := s.tokens.application.Load()
	st := source.State{
		Configured: len(missing(*app)) == 0, ClientID: app.ID, HasSecret: app.Secret != "", RedirectURI: app.RedirectURI, RegisterURL: registerURL,
		HasToken: conn.Access != "", Polling: usable,
		LastPoll: h.lastPoll, RetryAt: h.retryAt, Errors: h.errors, Row: h.tries, Donations: h.donations, Problem: h.problem,
	}
	if n := len(conn.Access); n >= 12 {
		st.TokenEnding = conn.Access[n-4:]
	}
	if conn.Account != nil {
		st.Account = conn.Account.Name
	}
	if ahead, _ := s.client.ahead(); ahead.Abs() > time.Minute {
		st.ClockAhead = ahead.Round(time.Minute)
	}
	st.Realtime, st.RealtimeProblem, _ = s.realtime.word()
	st.Connected = st.HasToken && h.good
	if paused := s.client.pausedUntil(); paused.After(st.RetryAt) && paused.After(s.o.Now()) {
		st.RetryAt = paused
	}
	if e, ok := fault.As(s.tokens.source.Refused()); ok {
		st.Problem = e
	}
	st.NeedsReconnect = st.HasToken && st.Problem != nil && needsReconnect(st.Problem)
	return st
}

// notify calls Changed if State has changed. No lock may be held.
func (s *Source) notify() {
	now := s.State()
	s.mu.Lock()
	changed := now != s.told
	s.told = now
	s.mu.Unlock()
	if changed && s.o.Changed != nil {
		s.o.Changed()
	}
}

// connectedAt returns the present moment, by the server's clock where that is
// known: ours may be set right before the list is first read.
func (s *Source) connectedAt() (at time.Time, theirs bool) {
	drift := s.client.drift()
	if drift != 0 {
		drift -= time.Second
	}
	_, theirs = s.client.ahead()
	return s.o.Now().Add(drift), theirs
}
