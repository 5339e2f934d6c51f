package webtest

import (
	"context"
	"errors"
	"os"
	"time"

	"github.com/shopspring/decimal"

	"streamspark/internal/celebration"
	"streamspark/internal/config"
	"streamspark/internal/logbuf"
	"streamspark/internal/money"
	"streamspark/internal/rates"
	"streamspark/internal/web/ports"
)

type fakeSource struct {
	GivenState ports.SourceState
	Err        error  // of all that may fail
	Code       string // the last one exchanged
	Token      string
	Calls      int // that changed something
	GivenList  []celebration.Donation
}

func (s *fakeSource) State() ports.SourceState { return s.GivenState }

func (s *fakeSource) AuthorizeURL(state string) (string, error) {
	if s.GivenState.ClientID == "" || !s.GivenState.HasSecret {
		return "", &ports.NotConfigured{Missing: []string{"donationalerts.client_id"}}
	}
	return "https://donations.example/oauth/authorize?client_id=123&state=" + state, s.Err
}

func (s *fakeSource) Exchange(_ context.Context, code string) error {
	s.Calls++
	s.Code = code
	return s.Err
}

func (s *fakeSource) SetToken(_ context.Context, token string) error {
	s.Calls++
	s.Token = token
	s.GivenState.HasToken = token != ""
	return s.Err
}

func (s *fakeSource) Disconnect(context.Context) error {
	s.Calls++
	return s.Err
}

func (s *fakeSource) Start(context.Context) error {
	s.Calls++
	return nil
}

func (s *fakeSource) Stop(context.Context) error {
	s.Calls++
	return s.Err
}

func (s *fakeSource) Test(context.Context) (string, int, error) { return "Streamer", 7, s.Err }

// Explained is an error of the source that can be shown. Its text cannot.
type Explained struct{ Final bool }

func (e Explained) Error() string { return "401 for Bearer " + SecretToken }

// Sentence is what a page says.
func (e Explained) Sentence() string { return "DonationAlerts said no." }

// Hint is what to do.
func (e Explained) Hint() string { return "Connect again." }

// Refused tells whether trying the same again cannot help.
func (e Explained) Refused() bool { return e.Final }

type fakeSettings struct {
	public         string
	GivenThreshold money.Amount
	GivenTiers     celebration.Tiers
	Prompt         string
	WasReset       string
	GivenBudget    celebration.Budget
	Saved          map[string]string
	Paid           bool
	more           []config.Value
	Err            error
}

func (s *fakeSettings) Threshold() money.Amount {
	if s.GivenThreshold.IsNone() {
		return s.GivenTiers.Threshold()
	}
	return s.GivenThreshold
}

func (s *fakeSettings) SetThreshold(_ context.Context, said, rubles money.Amount) error {
	if s.Err == nil {
		s.GivenThreshold = rubles
		s.GivenTiers[0].MinRub, s.GivenTiers[0].Said = rubles.Value(), money.Amount{}
		if said.Currency() != money.RUB {
			s.GivenTiers[0].Said = said
		}
	}
	return s.Err
}

func (s *fakeSettings) Tiers() celebration.Tiers { return s.GivenTiers }

func (s *fakeSettings) SetTiers(_ context.Context, tiers celebration.Tiers) error {
	if s.Err == nil {
		s.GivenTiers = tiers
	}
	return s.Err
}

func (s *fakeSettings) SystemPrompt() string { return s.Prompt }

func (s *fakeSettings) SetSystemPrompt(_ context.Context, prompt string) error {
	s.Prompt = prompt
	return s.Err
}

func (s *fakeSettings) Budget() celebration.Budget { return s.GivenBudget }

func (s *fakeSettings) Save(_ context.Context, values map[string]string) error {
	s.Saved = values
	return s.Err
}

func (s *fakeSettings) View() []config.Value {
	return append([]config.Value{
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
	s.WasReset = key
	return s.Err
}

func (s *fakeSettings) PublicURL() string         { return s.public }
func (s *fakeSettings) Generator() (string, bool) { return "builtin", s.Paid }

type fakeRates struct{ err error }

func (r *fakeRates) InRubles(_ context.Context, a money.Amount) (money.Amount, celebration.Rate, error) {
	if a.Currency() != "USD" {
		return money.Amount{}, celebration.Rate{}, errors.Join(errors.New("no rate, asked with "+SecretKey), r.err)
	}
	return a.In(money.RUB, money.Rubles(80).Value()), celebration.Rate{}, r.err
}

func (r *fakeRates) State(context.Context) rates.State {
	return rates.State{
		Table: &rates.Table{
			Source: "cbr", Published: time.Now(), Loaded: time.Now(), Rubles: map[money.Currency]decimal.Decimal{"USD": decimal.NewFromInt(80)},
		},
		Problems: []rates.Problem{{Provider: "open_er_api", Sentence: "no answer in time"}},
	}
}

type fakeClips struct {
	Root *os.Root
	Err  error
}

func (c *fakeClips) Open(name string) (*os.File, error) { return c.Root.Open(name) }

func (c *fakeClips) OpenKept(name string) (*os.File, error) { return c.Root.Open(name) }

func (c *fakeClips) Remove(name string) error {
	if c.Err != nil {
		return c.Err
	}
	return c.Root.Remove(name)
}

// FakeJournal is a log of the lines that a test gives it.
type FakeJournal struct{ Entries []logbuf.Entry }

// Since are the lines after one.
func (j *FakeJournal) Since(ms int64) (since []logbuf.Entry) {
	for _, e := range j.Entries {
		if e.ID > ms {
			since = append(since, e)
		}
	}
	return since
}

// Total is how many there are.
func (j *FakeJournal) Total() int { return len(j.Entries) }

type fakeMoney struct {
	GivenSpending ports.Spending
	Anew          bool
}

func (m *fakeMoney) Spending(context.Context) (ports.Spending, error) { return m.GivenSpending, nil }

func (m *fakeMoney) NewStream(context.Context) error {
	m.Anew = true
	return nil
}

func (s *fakeSource) List(context.Context, time.Time, time.Time) ([]celebration.Donation, error) {
	return s.GivenList, s.Err
}
