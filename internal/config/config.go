// Package config reads how StreamSpark is to run: from flags, from what the
// dashboard saved, from the environment, from the streamer's config.yaml,
// and from the defaults, in that order. It is strict: an unknown key or a
// bad value stops the start with a sentence that names it.
package config

import (
	"fmt"
	"net"
	"strconv"
	"time"

	"streamspark/internal/celebration"
)

// Config is one complete, checked set of values.
type Config struct {
	Server         Server
	DataDir        string
	VideosDir      string
	Keyring        bool
	Log            Log
	DonationAlerts DonationAlerts
	Rates          Rates
	Generation     Generation
	Downloads      Downloads
	Retention      Retention
	Tiers          celebration.Tiers
	Budget         celebration.Budget
	Overlay        Overlay
	Network        Network
}

// Server is where the program listens.
type Server struct {
	Host      string
	Port      int
	PublicURL string // without a slash at its end
}

// Log is how much is told, and in what form.
type Log struct{ Level, Format string }

// DonationAlerts is the connection to the service.
type DonationAlerts struct {
	ClientID          string
	ClientSecret      Secret
	RedirectURI       string
	AccessToken       Secret
	BaseURL           string
	RealtimeURL       string
	PollInterval      time.Duration
	ReconcileInterval time.Duration
	CatchUp           time.Duration
	AccountCurrency   string
	Proxy             Secret // of its own; see Network
}

// Rates is where exchange rates come from.
type Rates struct {
	Providers       []string
	APIKey          Secret
	CBRURL          string
	OpenERAPIURL    string
	ExchangeRateURL string
	CacheTTL        time.Duration
	MaxAge          time.Duration
	Proxy           Secret // of its own; see Network
}

// Generation is how clips are made.
type Generation struct {
	Provider       string
	SystemPrompt   string
	NegativePrompt string
	AspectRatio    string
	Resolution     string
	Duration       time.Duration
	Audio          bool
	Timeout        time.Duration
	PollInterval   time.Duration
	Concurrency    int
	Failover       bool
	AIML           AIML
	Gemini         Gemini
}

// AIML is the account at AIML API.
type AIML struct {
	APIKey     Secret
	BaseURL    string
	Model      string
	SubmitPath string
	Proxy      Secret // of its own; see Network
}

// Gemini is the account at Google.
type Gemini struct {
	APIKey  Secret
	BaseURL string
	Model   string
	Proxy   Secret // of its own; see Network
}

// Downloads limits what is fetched.
type Downloads struct {
	MaxBytes   int64
	AllowHosts []string
}

// Retention is how many clips are kept; 0 is no limit.
type Retention struct {
	Count int
	Age   time.Duration
	Bytes int64
}

// Overlay is how things are shown.
type Overlay struct {
	Volume      float64
	Alert       time.Duration
	MaxPlayback time.Duration
	Theme       string // the name of a style sheet of the widget
	AlertText   string // of a thank-you; empty: the widget's own
	Language    string // of the widget and of sums that are drawn; empty: that of the dashboard
}

// Secret is a value that does not print itself.
type Secret string

// String hides the secret, but for the fact that there is one.
func (s Secret) String() string {
	if s == "" {
		return ""
	}
	return "••••"
}

// GoString hides it from %#v as well.
func (s Secret) GoString() string { return s.String() }

// MarshalText hides it from every encoder.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// Reveal gives the secret to those who must send it.
func (s Secret) Reveal() string { return string(s) }

// Ending is the secret as the dashboard shows it: its last four characters,
// if enough stays hidden.
func (s Secret) Ending() string {
	if s == "" {
		return ""
	}
	if len(s) < 12 {
		return s.String()
	}
	return s.String() + string(s[len(s)-4:])
}

// Generator is the name of the generator that makes new clips: "auto"
// resolved by the keys that are there.
func (g Generation) Generator() string {
	if g.Provider != "auto" {
		return g.Provider
	}
	if g.AIML.APIKey != "" {
		return "aiml"
	}
	if g.Gemini.APIKey != "" {
		return "gemini"
	}
	return "builtin"
}

// complete fills in what follows from other values, and checks what
// concerns several of them.
func (c *Config) complete() error {
	if c.Server.PublicURL == "" {
		c.Server.PublicURL = "http://" + net.JoinHostPort(BrowserHost(c.Server.Host), strconv.Itoa(c.Server.Port))
	}
	if c.DonationAlerts.RedirectURI == "" {
		c.DonationAlerts.RedirectURI = c.Server.PublicURL + "/api/da/oauth/callback"
	}
	for i := 1; i < len(c.Tiers); i++ {
		if !c.Tiers[i].MinRub.GreaterThan(c.Tiers[i-1].MinRub) {
			return fmt.Errorf("tiers: each tier's min_rub must be larger than that of the one before it, and %s is not larger than %s",
				c.Tiers[i].MinRub, c.Tiers[i-1].MinRub)
		}
	}
	return nil
}

// BrowserHost is where a browser on this computer finds what listens on a
// host.
func BrowserHost(host string) string {
	ip := net.ParseIP(host)
	if ip != nil && (ip.IsUnspecified() || ip.Equal(net.IPv4(127, 0, 0, 1))) {
		return "localhost"
	}
	return host
}

// keyed checks that the chosen generator has its key, and that the proxies
// of the environment can be used, where nothing else is set.
func (c *Config) keyed() error {
	if err := c.Network.complete(); err != nil {
		return err
	}
	if c.Generation.Provider == "aiml" && c.Generation.AIML.APIKey == "" {
		return fmt.Errorf("generation.provider is aiml, and generation.aiml.api_key is missing: set it, or set generation.provider to auto or builtin")
	}
	if c.Generation.Provider == "gemini" && c.Generation.Gemini.APIKey == "" {
		return fmt.Errorf("generation.provider is gemini, and generation.gemini.api_key is missing: set it, or set generation.provider to auto or builtin")
	}
	return nil
}
