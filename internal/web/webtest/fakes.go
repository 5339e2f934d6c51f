package webtest

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"streamspark/internal/check"
	"streamspark/internal/config"
	"streamspark/internal/locale"
	"streamspark/internal/provider"
	"streamspark/internal/rates"
	"streamspark/internal/secrets"
	"streamspark/internal/source"
	"streamspark/internal/source/donationalerts"
	"streamspark/internal/source/webhook"
	"streamspark/internal/store"
	"streamspark/internal/telegram"
	"streamspark/internal/video/aiml"
	"streamspark/internal/video/gemini"
	"streamspark/internal/video/scene"
)

// Settings is a configuration.
type Settings struct {
	*config.Live
	T testing.TB
}

// given is what the file of the configuration says at the start.
const given = `
videos_dir: clips
tiers:
  - min_rub: 1000
generation:
  provider: builtin
  duration: 8s
  audio: true
overlay:
  volume: 0.35
  theme: neon
`

func newSettings(t testing.TB, keep *store.Store, sealed *secrets.Store) *Settings {
	t.Helper()
	file := filepath.Join(t.TempDir(), "config.yaml")
	if err := os.WriteFile(file, []byte(given), 0o600); err != nil {
		t.Fatal(err)
	}
	layers, err := config.Read(config.Source{Path: file, Flags: map[string]string{"server.port": "5002"}, Providers: Providers(), Languages: locale.Codes()})
	if err != nil {
		t.Fatal(err)
	}
	live, err := config.New(layers)
	if err != nil {
		t.Fatal(err)
	}
	s := &Settings{Live: live, T: t}
	if err := live.OpenSaved(t.Context(), keep, sealed); err != nil {
		t.Fatal(err)
	}
	return s
}

// Providers returns those that package app lists.
func Providers() []provider.Descriptor {
	return []provider.Descriptor{
		donationalerts.Descriptor(), webhook.Descriptor(),
		rates.CBRDescriptor(), rates.OpenERAPIDescriptor(), rates.ExchangeRateAPIDescriptor(),
		aiml.Descriptor(), gemini.Descriptor(), scene.Descriptor(), telegram.Descriptor(),
	}
}

// Set saves settings, keys and values in turn.
func (s *Settings) Set(keysAndValues ...string) {
	s.T.Helper()
	values := map[string]string{}
	for pair := range slices.Chunk(keysAndValues, 2) {
		values[pair[0]] = pair[len(pair)-1]
	}
	if err := s.SaveAll(s.T.Context(), values); err != nil {
		s.T.Fatal(err)
	}
}

// Saved returns what the dashboard saved; secrets are masked.
func (s *Settings) Saved() map[string]string {
	saved := map[string]string{}
	for _, v := range s.View() {
		if v.Saved {
			saved[v.Key] = v.Value
		}
	}
	return saved
}

// newChecks returns the checks of a program that nobody gave a key.
func (s *Server) newChecks() *check.Checks {
	return check.New(check.Options{
		Config: s.Settings.Live, Accounts: []source.Account{s.Source}, Rates: s.Rates, Heal: func(...string) {}, Works: func(context.Context) {},
		Setup: func(d provider.Descriptor, c config.Config) provider.Setup {
			return provider.Setup{Values: c.Values(d.ID)}
		},
	})
}
