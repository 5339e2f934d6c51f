package config

import (
	"slices"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"streamspark/internal/celebration"
	"streamspark/internal/fault"
	"streamspark/internal/money"
	"streamspark/internal/provider"
)

// Effect is when a value that the dashboard saves is used.
type Effect string

// The effects.
const (
	AtOnce      Effect = "now"   // by the next piece of work
	AtNextStart Effect = "start" // by what reads it once
	Fixed       Effect = "fixed" // not by the dashboard: it is needed before the store is open, or guards it
)

// key is one key of the configuration. Defaults, environment names, checks
// and the dashboard's view follow from the schema, which has all of them.
type key struct {
	name     string
	fallback string        // the default, as it is written in a file
	may      fault.Message // what it may be, for the sentence that refuses a value
	effect   Effect        // AtOnce where empty
	env      []string      // the original's names; STREAMSPARK_… comes by itself
	choices  []string      // all values, where those are few
	kind     provider.Type
	sentTo   string // of a secret: the key that has the address it is sent to
	set      func(*Config, string) error
}

// secret reports whether values of the key are secrets.
func (k key) secret() bool { return k.kind.Secret() }

const tiersKey = "tiers"

// schema is all keys that there are: those of the program and those of its
// providers.
type schema struct {
	keys      []key
	byName    map[string]key
	providers []provider.Descriptor
}

func newSchema(providers []provider.Descriptor, languages ...string) *schema {
	s := &schema{keys: coreKeys(providers, languages), providers: providers, byName: map[string]key{}}
	for _, d := range providers {
		at := s.place(d.Group)
		for _, k := range d.Keys {
			if k.Shared == "" {
				s.keys = slices.Insert(s.keys, at, providerKey(d, k))
				at++
			}
		}
	}
	s.share()
	for _, k := range s.keys {
		s.byName[k.name] = k
	}
	return s
}

// share has the value of a key that providers share set for each of them.
func (s *schema) share() {
	for _, d := range s.providers {
		for _, k := range d.Keys {
			i := slices.IndexFunc(s.keys, func(own key) bool { return own.name == k.Shared })
			if i < 0 {
				continue
			}
			first, too := s.keys[i].set, providerKey(d, k).set
			s.keys[i].set = func(c *Config, value string) error {
				if err := first(c, value); err != nil {
					return err
				}
				return too(c, value)
			}
		}
	}
}

// place returns where the keys of a group go: behind what is there of its
// part, else before the rates.
func (s *schema) place(group string) int {
	part, _, _ := strings.Cut(group, ".")
	rates := 0
	for i, k := range slices.Backward(s.keys) {
		if strings.HasPrefix(k.name, part+".") {
			return i + 1
		}
		if strings.HasPrefix(k.name, "rates.") {
			rates = i
		}
	}
	return rates
}

func (s *schema) known(name string) bool {
	_, ok := s.byName[name]
	return ok
}

// secret reports whether a name in the saved documents is that of a secret
// or of the address that one was saved for.
func (s *schema) secret(name string) bool {
	return s.byName[strings.TrimPrefix(name, savedFor)].secret()
}

// providerKey returns the key of a provider as one of the configuration.
func providerKey(d provider.Descriptor, of provider.Key) key {
	k := key{name: d.Name(of.Name), fallback: of.Default, effect: AtOnce, env: of.Env, choices: of.Choices, kind: of.Type}
	switch {
	case of.Fixed():
		k.effect = Fixed
	case of.AtStart:
		k.effect = AtNextStart
	}
	if of.SentTo != "" {
		k.sentTo = d.Name(of.SentTo)
	}
	var normal func(string) (string, bool)
	k.may, normal = reading(of)
	k.set = func(c *Config, value string) error {
		text, ok := normal(value)
		if !ok {
			return errValue
		}
		if c.Providers == nil {
			c.Providers = map[string]provider.Values{}
		}
		c.Providers[d.ID] = c.Providers[d.ID].With(of.Name, text)
		return nil
	}
	return k
}

// reading returns what a value of a provider's key may be, and the function
// that normalizes one and reports whether it may be that.
func reading(of provider.Key) (allowed fault.Message, normal func(string) (string, bool)) {
	checked := func(ok check) func(string) (string, bool) {
		return func(value string) (string, bool) { return value, ok(value) }
	}
	trimmed := func(ok check) func(string) (string, bool) {
		return func(value string) (string, bool) {
			value = strings.TrimSpace(value)
			return value, ok(value)
		}
	}
	switch of.Type {
	case provider.Token:
		return may("token"), trimmed(provider.IsToken)
	case provider.BotToken:
		return may("bot_token"), trimmed(provider.IsBotToken)
	case provider.Proxy:
		return may("proxy"), trimmed(func(value string) bool { return value == "" || value == provider.Direct || isProxy(value) })
	case provider.Address: // nobody on the way may read the key that is sent there
		return may("service"), func(value string) (string, bool) {
			value = withoutSlash(value)
			return value, isPrivateWay(value, "https", "http")
		}
	case provider.Link:
		return may("link"), func(value string) (string, bool) {
			value = withoutSlash(value)
			return value, value == "" || isAddress(value, "https", "http")
		}
	case provider.Socket:
		return may("socket"), checked(emptyOrSocket)
	case provider.Model:
		return may("model"), checked(isModel)
	case provider.Path:
		return may("path"), checked(isPath)
	case provider.Bool:
		return may("bool"), checked(isTruth)
	case provider.Duration:
		return may("duration"), checked(isDuration)
	case provider.Dollars:
		return may("dollars_or_unknown"), price
	case provider.Text:
	}
	if len(of.Choices) > 0 {
		return oneOf(of.Choices), checked(func(value string) bool { return slices.Contains(of.Choices, value) })
	}
	return may("text"), checked(anything)
}

// may returns what a value may be, for pages and refusals.
func may(code string, args ...any) fault.Message { return fault.Say("may."+code, args...) }

// oneOf returns that a value may be one of the choices.
func oneOf(choices []string) fault.Message {
	if slices.Contains(choices, "") {
		return may("one_of_or_empty", "choices", slices.DeleteFunc(slices.Clone(choices), func(choice string) bool { return choice == "" }))
	}
	return may("one_of", "choices", choices)
}

// envNames returns the variables that may hold a key, the first one winning.
func (k key) envNames() []string {
	own := "STREAMSPARK_" + strings.ToUpper(strings.ReplaceAll(k.name, ".", "_"))
	return append([]string{own}, k.env...)
}

// coreKeys returns the keys that are no provider's.
func coreKeys(providers []provider.Descriptor, languages []string) []key {
	ids := func(kind provider.Kind) (found []string) {
		for _, d := range provider.OfKind(providers, kind) {
			found = append(found, d.ID)
		}
		return found
	}
	rates := ids(provider.KindRates)
	generators := append(append([]string{"auto"}, ids(provider.KindGenerator)...), Off)
	speakers := append(append([]string{"auto"}, ids(provider.KindSpeech)...), Off)
	writers := append(append([]string{"auto"}, ids(provider.KindText)...), Off)
	voices := append([]string{celebration.VoiceOff, celebration.VoiceOn}, ids(provider.KindSpeech)...)
	truth := []string{"true", "false"}
	keys := []key{
		{name: "server.host", fallback: "127.0.0.1", effect: Fixed, may: may("host"), set: text(func(c *Config) *string { return &c.Server.Host }, notEmpty)},
		{
			name: "server.port", fallback: "5002", effect: Fixed, env: []string{"PORT"}, may: may("port"),
			set: number(func(c *Config) *int { return &c.Server.Port }, 0, 65535),
		},
		{name: "server.public_url", effect: Fixed, may: may("link"), set: address(func(c *Config) *string { return &c.Server.PublicURL }, true)},
		{name: "server.moderator_listen", effect: Fixed, may: may("listen"), set: text(func(c *Config) *string { return &c.Server.ModeratorListen }, emptyOr(isListen))},
		{name: "server.moderator_tls", fallback: "true", effect: Fixed, choices: truth, set: boolean(func(c *Config) *bool { return &c.Server.ModeratorTLS })},
		{name: "server.moderator_url", effect: Fixed, may: may("link"), set: address(func(c *Config) *string { return &c.Server.ModeratorURL }, true)},
		{name: "data_dir", fallback: "data", effect: Fixed, may: may("folder"), set: text(func(c *Config) *string { return &c.DataDir }, notEmpty)},
		{name: "videos_dir", fallback: "generated_videos", effect: AtNextStart, may: may("folder"), set: text(func(c *Config) *string { return &c.VideosDir }, notEmpty)},
		{name: "keyring", fallback: "true", effect: Fixed, choices: truth, set: boolean(func(c *Config) *bool { return &c.Keyring })},
		{name: "log.level", fallback: "info", effect: AtNextStart, choices: []string{"debug", "info", "warn", "error"}, set: word(func(c *Config) *string { return &c.Log.Level })},
		{name: "log.format", fallback: "console", effect: AtNextStart, choices: []string{"console", "json"}, set: word(func(c *Config) *string { return &c.Log.Format })},

		{
			name: "rates.providers", fallback: strings.Join(rates, ", "), effect: AtNextStart, may: may("list_of", "choices", rates),
			set: list(func(c *Config) *[]string { return &c.Rates.Providers }, rates...),
		},
		{name: "rates.cache_ttl", fallback: "5m", effect: AtNextStart, may: may("duration"), set: duration(func(c *Config) *durationValue { return &c.Rates.CacheTTL })},
		{name: "rates.max_age", fallback: "72h", effect: AtNextStart, may: may("duration"), set: duration(func(c *Config) *durationValue { return &c.Rates.MaxAge })},
		{name: "rates.proxy", may: may("proxy"), kind: provider.Proxy, set: proxy(func(c *Config) *Secret { return &c.Rates.Proxy })},

		{name: "generation.provider", fallback: "auto", choices: generators, set: word(func(c *Config) *string { return &c.Generation.Provider })},
		{name: "generation.system_prompt", may: may("text_within", "max", 4000), set: text(func(c *Config) *string { return &c.Generation.SystemPrompt }, atMost(4000))},
		{name: "generation.negative_prompt", may: may("text_within", "max", 1000), set: text(func(c *Config) *string { return &c.Generation.NegativePrompt }, atMost(1000))},
		{name: "generation.aspect_ratio", fallback: "16:9", choices: []string{"16:9", "9:16"}, set: word(func(c *Config) *string { return &c.Generation.AspectRatio })},
		{name: "generation.resolution", fallback: "720p", choices: resolutions(), set: word(func(c *Config) *string { return &c.Generation.Resolution })},
		{name: "generation.duration", fallback: "8s", may: may("duration_within", "min", 2*time.Second, "max", 15*time.Second), set: durationBetween(func(c *Config) *durationValue { return &c.Generation.Duration }, 2, 15)},
		{name: "generation.audio", fallback: "true", choices: truth, set: boolean(func(c *Config) *bool { return &c.Generation.Audio })},
		{name: "generation.review", fallback: string(celebration.ReviewerNone), choices: reviewers(), set: word(func(c *Config) *string { return (*string)(&c.Generation.Review) })},
		{name: "generation.timeout", fallback: "20m", may: may("duration"), set: duration(func(c *Config) *durationValue { return &c.Generation.Timeout })},
		{name: "generation.poll_interval", fallback: "10s", may: may("duration"), set: duration(func(c *Config) *durationValue { return &c.Generation.PollInterval })},
		{name: "generation.concurrency", fallback: "2", may: may("whole_within", "min", 1, "max", 20), set: number(func(c *Config) *int { return &c.Generation.Concurrency }, 1, 20)},
		{name: "generation.failover", fallback: "false", choices: truth, set: boolean(func(c *Config) *bool { return &c.Generation.Failover })},

		{name: "network.proxy", may: may("proxy"), kind: provider.Proxy, set: proxy(func(c *Config) *Secret { return &c.Network.Proxy })},
		{name: "network.vpn_addresses", fallback: "true", choices: truth, set: boolean(func(c *Config) *bool { return &c.Network.VPNAddresses })},

		{name: "downloads.max_bytes", fallback: "200MB", effect: AtNextStart, may: may("size"), set: size(func(c *Config) *int64 { return &c.Downloads.MaxBytes }, 1)},
		{name: "downloads.allow_hosts", effect: Fixed, may: may("hosts"), set: list(func(c *Config) *[]string { return &c.Downloads.AllowHosts })},

		{name: "retention.count", fallback: "200", may: may("whole_or_none"), set: number(func(c *Config) *int { return &c.Retention.Count }, 0, 1_000_000)},
		{
			name: "retention.age", fallback: "2160h", may: may("age"),
			set: durationBetween(func(c *Config) *durationValue { return &c.Retention.Age }, 0, 100*365*24*3600),
		},
		{name: "retention.bytes", fallback: "10GB", may: may("size_or_none"), set: size(func(c *Config) *int64 { return &c.Retention.Bytes }, 0)},
		{name: tiersKey, fallback: `[{"min_rub":"1000"}]`, may: may("tiers"), set: setTiers(voices)},

		{name: "budget.per_day_usd", fallback: "0", may: may("dollars"), set: dollars(func(c *Config) *decimal.Decimal { return &c.Budget.PerDay })},
		{name: "budget.per_stream_usd", fallback: "0", may: may("dollars"), set: dollars(func(c *Config) *decimal.Decimal { return &c.Budget.PerStream })},
		{name: "budget.per_donor_per_day", fallback: "0", may: may("clips_or_none"), set: number(func(c *Config) *int { return &c.Budget.PerDonor }, 0, 10_000)},
		{
			name: "budget.max_share", fallback: "0", may: may("share"),
			set: exact(func(c *Config) *decimal.Decimal { return &c.Budget.MaxShare }, money.ParseShare),
		},

		{name: "limits.per_donor_per_hour", fallback: "0", may: may("clips_or_none"), set: number(func(c *Config) *int { return &c.Budget.PerHour }, 0, 10_000)},
		{name: "limits.donor_cooldown", fallback: "0s", may: mayBePause(), set: durationBetween(func(c *Config) *durationValue { return &c.Budget.DonorPause }, 0, longestPause)},
		{name: "limits.cooldown", fallback: "0s", may: mayBePause(), set: durationBetween(func(c *Config) *durationValue { return &c.Budget.Pause }, 0, longestPause)},
		{name: "limits.message_min_rub", fallback: "0", may: may("rubles"), set: rubles(func(c *Config) *decimal.Decimal { return &c.Limits.Message })},
		{name: "limits.link_min_rub", fallback: "0", may: may("rubles"), set: rubles(func(c *Config) *decimal.Decimal { return &c.Limits.Link })},

		{name: "overlay.volume", fallback: "0.8", may: may("part"), set: fraction(func(c *Config) *float64 { return &c.Overlay.Volume })},
		{name: "overlay.alert_seconds", fallback: "7s", may: may("duration_within", "min", time.Second, "max", time.Minute), set: durationBetween(func(c *Config) *durationValue { return &c.Overlay.Alert }, 1, 60)},
		{name: "overlay.max_playback", fallback: "60s", may: may("duration_within", "min", 5*time.Second, "max", 10*time.Minute), set: durationBetween(func(c *Config) *durationValue { return &c.Overlay.MaxPlayback }, 5, 600)},
		{name: "overlay.theme", fallback: "spark", may: may("theme"), set: text(func(c *Config) *string { return &c.Overlay.Theme }, isTheme)},
		{
			name: "overlay.language", choices: append([]string{""}, languages...), may: may("language", "choices", languages),
			set: word(func(c *Config) *string { return &c.Overlay.Language }),
		},
		{name: "overlay.alert_text", may: may("alert_text"), set: setAlertText},
		{name: "overlay.scene_words", may: may("scene_words", "max", maxTopics), set: setSceneWords},
		{name: "overlay.sound", fallback: celebration.DefaultSting, may: mayBeSound(), set: text(func(c *Config) *string { return &c.Overlay.Sound }, celebration.IsSound)},
		{name: "overlay.sound_volume", fallback: "0.7", may: may("part"), set: fraction(func(c *Config) *float64 { return &c.Overlay.SoundVolume })},
		{name: "overlay.alert_place", may: may("place", "min", celebration.MinSide), set: text(func(c *Config) *string { return &c.Overlay.AlertPlace }, emptyOr(celebration.IsPlace))},
		{name: "overlay.show_place", may: may("place", "min", celebration.MinSide), set: text(func(c *Config) *string { return &c.Overlay.ShowPlace }, emptyOr(celebration.IsPlace))},
		{name: "overlay.accent_color", may: may("color"), set: text(func(c *Config) *string { return &c.Overlay.AccentColor }, emptyOr(celebration.IsColor))},
		{name: "overlay.text_color", may: may("color"), set: text(func(c *Config) *string { return &c.Overlay.TextColor }, emptyOr(celebration.IsColor))},
		{name: "overlay.card_color", may: may("color"), set: text(func(c *Config) *string { return &c.Overlay.CardColor }, emptyOr(celebration.IsColor))},
		{name: "overlay.radius", may: may("radius", "max", celebration.MaxRadius), set: text(func(c *Config) *string { return &c.Overlay.Radius }, emptyOr(celebration.IsRadius))},
		{name: "overlay.font", may: may("font"), set: text(func(c *Config) *string { return &c.Overlay.Font }, emptyOr(celebration.IsFont))},
		{name: "overlay.entrance", choices: append([]string{""}, celebration.Entrances()...), set: word(func(c *Config) *string { return &c.Overlay.Entrance })},

		{name: "speech.provider", fallback: "auto", choices: speakers, set: word(func(c *Config) *string { return &c.Speech.Provider })},
		{name: "speech.min_rub", fallback: "0", may: may("rubles"), set: rubles(func(c *Config) *decimal.Decimal { return &c.Speech.Least })},
		{name: "speech.text", may: may("text_within", "max", 200), set: text(func(c *Config) *string { return &c.Speech.Text }, atMost(200))},
		{name: "speech.rate", fallback: "1", may: may("number_within", "min", minRate, "max", maxRate), set: speed(func(c *Config) *float64 { return &c.Speech.Rate })},
		{name: "speech.volume", fallback: "0.8", may: may("part"), set: fraction(func(c *Config) *float64 { return &c.Speech.Volume })},
		{name: "speech.max_seconds", fallback: "25s", may: may("duration_within", "min", 3*time.Second, "max", time.Minute), set: durationBetween(func(c *Config) *durationValue { return &c.Speech.Longest }, 3, 60)},
		{name: "speech.audio_seconds", fallback: "60s", may: may("duration_within", "min", 3*time.Second, "max", 3*time.Minute), set: durationBetween(func(c *Config) *durationValue { return &c.Speech.LongestAudio }, 3, 180)},
		{name: "speech.wait", fallback: "3s", may: may("duration_within", "min", 0*time.Second, "max", 10*time.Second), set: durationBetween(func(c *Config) *durationValue { return &c.Speech.Wait }, 0, 10)},
		{name: "text.provider", fallback: "auto", choices: writers, set: word(func(c *Config) *string { return &c.Text.Provider })},
		{name: "text.timeout", fallback: "15s", may: may("duration_within", "min", 3*time.Second, "max", time.Minute), set: durationBetween(func(c *Config) *durationValue { return &c.Text.Timeout }, 3, 60)},
	}
	keys = append(keys, moderationKeys()...)
	for i, k := range keys {
		if len(k.choices) > 0 {
			keys[i].set = choice(k.choices, k.set)
			if k.may.IsZero() {
				keys[i].may = oneOf(k.choices)
			}
		}
		if k.effect == "" {
			keys[i].effect = AtOnce
		}
	}
	return keys
}

// longestPause is the longest pause between clips, in seconds.
const longestPause = 24 * 3600

func mayBePause() fault.Message {
	return may("duration_within", "min", time.Duration(0), "max", longestPause*time.Second)
}

func mayBeSound() fault.Message { return may("sound", "choices", celebration.Stings()) }

func resolutions() []string { return []string{"720p", "1080p"} }
