package web

import (
	"context"
	"errors"
	"os"
	"time"

	"streamspark/internal/celebration"
	"streamspark/internal/money"
	"streamspark/internal/web/ports"
)

type fakeSource struct {
	state ports.SourceState
	err   error  // of all that may fail
	code  string // the last one exchanged
	token string
	calls int // that changed something
	list  []celebration.Donation
}

func (s *fakeSource) State() ports.SourceState { return s.state }

func (s *fakeSource) AuthorizeURL(state string) (string, error) {
	if s.state.ClientID == "" || !s.state.HasSecret {
		return "", &ports.NotConfigured{Missing: []string{"donationalerts.client_id"}}
	}
	return "https://donations.example/oauth/authorize?client_id=123&state=" + state, s.err
}

func (s *fakeSource) Exchange(_ context.Context, code string) error {
	s.calls++
	s.code = code
	return s.err
}

func (s *fakeSource) SetToken(_ context.Context, token string) error {
	s.calls++
	s.token = token
	s.state.HasToken = token != ""
	return s.err
}

func (s *fakeSource) Disconnect(context.Context) error {
	s.calls++
	return s.err
}

func (s *fakeSource) Start(context.Context) error {
	s.calls++
	return nil
}

func (s *fakeSource) Stop(context.Context) error {
	s.calls++
	return s.err
}

func (s *fakeSource) Test(context.Context) (string, int, error) { return "Streamer", 7, s.err }

// explained is an error of the source that can be shown. Its text cannot.
type explained struct{ refused bool }

func (e explained) Error() string    { return "401 for Bearer " + secretToken }
func (e explained) Sentence() string { return "DonationAlerts said no." }
func (e explained) Hint() string     { return "Connect again." }
func (e explained) Refused() bool    { return e.refused }

type fakeSettings struct {
	public    string
	threshold money.Amount
	tiers     celebration.Tiers
	prompt    string
	reset     string
	budget    celebration.Budget
	saved     map[string]string
	paid      bool
	more      []ports.Setting
	err       error
}

func (s *fakeSettings) Threshold() money.Amount {
	if s.threshold.IsNone() {
		return s.tiers.Threshold()
	}
	return s.threshold
}

func (s *fakeSettings) SetThreshold(_ context.Context, rubles money.Amount) error {
	if s.err == nil {
		s.threshold = rubles
	}
	return s.err
}

func (s *fakeSettings) Tiers() celebration.Tiers { return s.tiers }

func (s *fakeSettings) SetTiers(_ context.Context, tiers celebration.Tiers) error {
	if s.err == nil {
		s.tiers = tiers
	}
	return s.err
}

func (s *fakeSettings) SystemPrompt() string { return s.prompt }

func (s *fakeSettings) SetSystemPrompt(_ context.Context, prompt string) error {
	s.prompt = prompt
	return s.err
}

func (s *fakeSettings) Budget() celebration.Budget { return s.budget }

func (s *fakeSettings) Save(_ context.Context, values map[string]string) error {
	s.saved = values
	return s.err
}

func (s *fakeSettings) View() []ports.Setting {
	return append([]ports.Setting{
		{Key: "videos_dir", Value: "clips", Origin: "file", Effect: "start", May: "the path of a folder"},
		{Key: "generation.aiml.api_key", Value: "••••efgh", Origin: "environment", Effect: "now", Secret: true, May: "any text"},
		{Key: "generation.provider", Value: "auto", Origin: "dashboard", Saved: true, Effect: "now", May: "auto or off", Choices: []string{"auto", "off"}},
		{Key: "server.port", Value: "5002", Origin: "default", Effect: "fixed", May: "a port"},
		{Key: "retention.count", Value: "200", Origin: "default", Effect: "now", May: "a whole number, 0 for no limit"},
		{Key: "generation.duration", Value: "8s", Origin: "flag", Effect: "now", May: "any text"},
		{Key: "generation.audio", Value: "true", Origin: "default", Effect: "now", May: "any text"},
		{Key: "overlay.volume", Value: "0.35", Origin: "file", Effect: "now", May: "any text"},
		{Key: "overlay.theme", Value: "neon", Origin: "dashboard", Effect: "now", May: "any text"},
	}, s.more...)
}

func (s *fakeSettings) Reset(_ context.Context, key string) error {
	s.reset = key
	return s.err
}

func (s *fakeSettings) PublicURL() string         { return s.public }
func (s *fakeSettings) Generator() (string, bool) { return "builtin", s.paid }

type fakeRates struct{ err error }

func (r *fakeRates) InRubles(_ context.Context, a money.Amount) (money.Amount, celebration.Rate, error) {
	if a.Currency() != "USD" {
		return money.Amount{}, celebration.Rate{}, errors.Join(errors.New("no rate, asked with "+secretKey), r.err)
	}
	return a.In(money.RUB, money.Rubles(80).Value()), celebration.Rate{}, r.err
}

func (r *fakeRates) State(context.Context) ports.RatesState {
	return ports.RatesState{
		Source: "cbr", Published: time.Now(), Loaded: time.Now(),
		Rubles: map[money.Currency]string{"USD": "80"}, Problems: map[string]string{"open_er_api": "no answer in time"},
	}
}

type fakeClips struct {
	root *os.Root
	err  error
}

func (c *fakeClips) Open(name string) (*os.File, error) { return c.root.Open(name) }

func (c *fakeClips) Remove(name string) error {
	if c.err != nil {
		return c.err
	}
	return c.root.Remove(name)
}

type fakeJournal struct{ entries []ports.Entry }

func (j *fakeJournal) Since(ms int64) (since []ports.Entry) {
	for _, e := range j.entries {
		if e.ID > ms {
			since = append(since, e)
		}
	}
	return since
}

func (j *fakeJournal) Total() int { return len(j.entries) }

type fakeMoney struct {
	spending ports.Spending
	anew     bool
}

func (m *fakeMoney) Spending(context.Context) (ports.Spending, error) { return m.spending, nil }

func (m *fakeMoney) NewStream(context.Context) error {
	m.anew = true
	return nil
}
