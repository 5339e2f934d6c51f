// Package config reads the configuration from flags, from what the dashboard
// saved, from the environment, from the streamer's config.yaml, and from the
// defaults, in that order. An unknown key or a bad value stops the start with
// a sentence that names it.
package config

import (
	"cmp"
	"fmt"
	"net"
	"slices"
	"strconv"
	"time"

	"github.com/shopspring/decimal"

	"streamspark/internal/celebration"
	"streamspark/internal/fault"
	"streamspark/internal/moderation"
	"streamspark/internal/money"
	"streamspark/internal/provider"
)

// Config is one complete, checked set of values.
type Config struct {
	Server     Server
	DataDir    string
	VideosDir  string
	Keyring    bool
	Log        Log
	Rates      Rates
	Generation Generation
	Downloads  Downloads
	Retention  Retention
	Tiers      celebration.Tiers
	Budget     celebration.Budget
	Overlay    Overlay
	Speech     Speech
	Text       Text
	Network    Network
	Moderation moderation.Settings
	Limits     Limits
	Hold       Hold
	Providers  map[string]provider.Values // by ID; nobody changes it
}

// Off in the place of a generator means that no clips are made.
const Off = "off"

// Server is where the program listens.
type Server struct {
	Host      string
	Port      int
	PublicURL string // without a slash at its end

	ModeratorListen string // where the page of moderators alone is open in the network; empty: nowhere
	ModeratorTLS    bool   // it has a certificate of its own
	ModeratorURL    string // how a moderator's browser reaches it; empty: at the addresses of this computer
}

// Log is how much is told, and in what form.
type Log struct{ Level, Format string }

// Rates is where exchange rates come from.
type Rates struct {
	Providers []string // in the order in which they are asked
	CacheTTL  time.Duration
	MaxAge    time.Duration
	Proxy     Secret // of its own; see Network
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
	Review         celebration.Reviewer // of clips of tiers that say nothing

	usable []usable // generators that have all that they need, in order
}

// usable is a generator that could make clips.
type usable struct {
	id   string
	paid bool
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
	SceneWords  string // the streamer's topics as they are written
	Topics      []celebration.Topic
	Language    string // of the widget and of sums that are drawn; empty: that of the dashboard
	Sound       string // of a thank-you, see celebration.IsSound
	SoundVolume float64
	celebration.Look
}

// Speech is how donations are spoken.
type Speech struct {
	Provider string
	Least    decimal.Decimal // rubles from which on a donation is spoken
	Text     string          // of what is said; empty: the program's own
	Rate     float64         // 1 is the speed of the voice
	Volume   float64
	Longest  time.Duration
	Wait     time.Duration // of an alert for its voice
	// LongestAudio is how much of an audio message is played.
	LongestAudio time.Duration

	usable []usable // all, in order
}

// Speaker returns the ID of the provider that speaks with a voice of a tier, in
// general with none: for "auto" the first that costs nothing, which also speaks
// what only a tier wants spoken.
func (s Speech) Speaker(voice string) string {
	switch {
	case voice != "" && voice != celebration.VoiceOn:
		return voice
	case s.Provider != "auto" && (s.Provider != Off || voice == ""):
		return s.Provider
	}
	for _, u := range s.usable {
		if !u.paid {
			return u.id
		}
	}
	return Off
}

// Text is who writes the prompts of clips.
type Text struct {
	Provider string
	Timeout  time.Duration

	usable []usable // those with a key, in order
	judge  string   // the first of them that judges texts for nothing
}

// FreeJudge returns the ID of the provider that is asked for nothing about what viewers
// wrote; empty where none is.
func (c Config) FreeJudge() string {
	if !c.Moderation.AsksFree() {
		return ""
	}
	return c.Text.judge
}

// TextJudge returns the ID of the provider whose text model is asked about what viewers
// wrote; empty where none is.
func (c Config) TextJudge() string {
	if !c.Moderation.AsksText() {
		return ""
	}
	return c.Text.Judge()
}

// Judge returns the ID of the provider whose text model may be asked about what viewers
// wrote: the one that writes prompts, else the first that has a key; empty where none
// has.
func (t Text) Judge() string {
	switch id := t.Writer(); {
	case id != Off:
		return id
	case len(t.usable) > 0:
		return t.usable[0].id
	}
	return ""
}

// Screener returns the ID of the provider that is asked about stills of clips before
// they air; empty where none is.
func (c Config) Screener() string {
	asks := func(t celebration.Tier) bool {
		return cmp.Or(t.Review, c.Generation.Review) == celebration.ReviewerModel
	}
	if !slices.ContainsFunc(c.Tiers, asks) {
		return ""
	}
	return c.Text.judge
}

// CanScreen reports whether there is a service with a key that judges pictures.
func (c Config) CanScreen() bool { return c.Text.judge != "" }

// Writer returns the ID of the provider that writes prompts: for "auto" the first
// that has a key.
func (t Text) Writer() string {
	switch {
	case t.Provider != "auto":
		return t.Provider
	case len(t.usable) > 0:
		return t.usable[0].id
	}
	return Off
}

// Hold is which donations wait for the streamer, for how long, and what is decided then.
type Hold struct {
	Mode      celebration.Mode
	Within    time.Duration // 0: for ever
	Otherwise string        // mask or reject
}

// Limits are the rubles from which on parts of what a donor wrote are shown. How often
// clips are ordered is in Budget.
type Limits struct {
	Message decimal.Decimal
	Link    decimal.Decimal
}

// Secret is a value that does not print itself.
type Secret = provider.Secret

// Values returns the values of a provider's keys.
func (c Config) Values(id string) provider.Values { return c.Providers[id] }

// Generator returns the ID of the generator that makes new clips: "auto"
// resolved by the keys that are there.
func (g Generation) Generator() string {
	if g.Provider != "auto" {
		return g.Provider
	}
	if len(g.usable) == 0 {
		return Off
	}
	return g.usable[0].id
}

// Paid reports whether orders at the generator that makes new clips cost money.
func (g Generation) Paid() bool {
	chosen := g.Generator()
	return slices.ContainsFunc(g.usable, func(u usable) bool { return u.id == chosen && u.paid })
}

// Others returns the generators that make new clips while the chosen one does
// not answer, in order: none unless failover is on, never one without a key,
// and a free one only where the choice was left to the program.
func (g Generation) Others() (others []string) {
	chosen := g.Generator()
	for _, u := range g.usable {
		switch {
		case u.id == chosen && !u.paid:
			return nil
		case u.id != chosen && (u.paid || g.Provider == "auto"):
			others = append(others, u.id)
		}
	}
	if !g.Failover || chosen == Off {
		return nil
	}
	return others
}

// complete fills in what follows from other values, and checks what
// concerns several of them.
func (c *Config) complete(providers []provider.Descriptor) error {
	if c.Server.PublicURL == "" {
		c.Server.PublicURL = "http://" + net.JoinHostPort(BrowserHost(c.Server.Host), strconv.Itoa(c.Server.Port))
	}
	for _, d := range provider.OfKind(providers, provider.KindGenerator) {
		if d.Ready(c.Values(d.ID)) {
			c.Generation.usable = append(c.Generation.usable, usable{d.ID, d.Paid})
		}
	}
	for _, d := range provider.OfKind(providers, provider.KindSpeech) {
		c.Speech.usable = append(c.Speech.usable, usable{d.ID, d.Paid})
	}
	for _, d := range provider.OfKind(providers, provider.KindText) {
		if d.Ready(c.Values(d.ID)) {
			c.Text.usable = append(c.Text.usable, usable{d.ID, d.Paid})
			if d.Moderates {
				c.Text.judge = cmp.Or(c.Text.judge, d.ID)
			}
		}
	}
	for i := 1; i < len(c.Tiers); i++ {
		if !c.Tiers[i].MinRub.GreaterThan(c.Tiers[i-1].MinRub) {
			return fault.InvalidField(fmt.Sprintf("tiers[%d].min_rub", i), "config.tiers_not_rising", "tier", i+1, "min", money.New(c.Tiers[i-1].MinRub, money.RUB))
		}
	}
	return nil
}

// BrowserHost returns where a browser on this computer finds what listens on a
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
func (c *Config) keyed(providers []provider.Descriptor) error {
	if err := c.Network.complete(); err != nil {
		return err
	}
	lacks := func(key, id, code string) error {
		if d, ok := provider.Find(providers, id); ok && !d.Ready(c.Values(d.ID)) {
			return fault.InvalidField(key, code, "provider", d.ID, "key", d.MissingKey(c.Values(d.ID)))
		}
		return nil
	}
	if err := cmp.Or(lacks("generation.provider", c.Generation.Provider, "config.no_key"), lacks("speech.provider", c.Speech.Provider, "config.no_voice_key"), lacks("text.provider", c.Text.Provider, "config.no_text_key")); err != nil {
		return err
	}
	if c.Moderation.AsksText() && c.TextJudge() == "" {
		return fault.InvalidField("moderation.model", "config.no_text_judge")
	}
	if c.Moderation.AsksFree() && c.Text.judge == "" {
		i := slices.IndexFunc(providers, func(d provider.Descriptor) bool { return d.Moderates })
		if i < 0 {
			return fault.InvalidField("moderation.model", "config.no_judge")
		}
		if err := lacks("moderation.model", providers[i].ID, "config.no_judge_key"); err != nil {
			return err
		}
	}
	for i, t := range c.Tiers {
		if err := lacks(fmt.Sprintf("%s[%d].voice", tiersKey, i), t.Voice, "config.no_voice_key"); err != nil {
			return err
		}
	}
	return nil
}
