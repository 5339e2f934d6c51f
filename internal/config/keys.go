package config

import (
	"strings"

	"github.com/shopspring/decimal"

	"streamspark/internal/money"
)

// key is one key of the configuration. The table below is the only place
// that knows them all: defaults, environment names, checks and the
// dashboard's view follow from it. What a few of them may be, and when a
// change is used, is in effect.go.
type key struct {
	name     string
	fallback string   // the default, as it is written in a file
	env      []string // the original's names; STREAMSPARK_… comes by itself
	may      string   // what it may be, for the sentence that refuses a value
	secret   bool
	set      func(*Config, string) error
}

const (
	mayBeText     = "any text"
	mayBeDuration = "a duration such as 30s, 5m or 1h, of at least one second"
	mayBeURL      = "an address that begins with http:// or https://"
	mayBeService  = "an address that begins with https:// (on this computer also http://), without a user name"
	mayBeDollars  = "an amount in US dollars such as 5 or 7.50, 0 for no limit"
)

func keys() []key {
	return []key{
		{
			"server.host", "127.0.0.1", nil, "a host name or an IP address", false,
			text(func(c *Config) *string { return &c.Server.Host }, notEmpty),
		},
		{
			"server.port", "5002",
			[]string{"PORT"},
			"a port from 1 to 65535, or 0 for any free one", false,
			number(func(c *Config) *int { return &c.Server.Port }, 0, 65535),
		},
		{
			"server.public_url", "", nil, mayBeURL, false,
			address(func(c *Config) *string { return &c.Server.PublicURL }, true),
		},
		{
			"data_dir", "data", nil, "the path of a folder", false,
			text(func(c *Config) *string { return &c.DataDir }, notEmpty),
		},
		{
			"videos_dir", "generated_videos", nil, "the path of a folder", false,
			text(func(c *Config) *string { return &c.VideosDir }, notEmpty),
		},
		{
			"keyring", "true", nil, "true or false", false,
			boolean(func(c *Config) *bool { return &c.Keyring }),
		},
		{
			"log.level", "info", nil, "debug, info, warn or error", false,
			choice("log.level", func(c *Config) *string { return &c.Log.Level }),
		},
		{
			"log.format", "console", nil, "console or json", false,
			choice("log.format", func(c *Config) *string { return &c.Log.Format }),
		},

		{
			"donationalerts.client_id", "",
			[]string{"DONATIONALERTS_CLIENT_ID", "DA_CLIENT_ID", "DONATIONALERTS_API_KEY"},
			mayBeText, false,
			text(func(c *Config) *string { return &c.DonationAlerts.ClientID }, anything),
		},
		{
			"donationalerts.client_secret", "",
			[]string{"DONATIONALERTS_CLIENT_SECRET", "DA_CLIENT_SECRET"},
			mayBeText, true,
			secret(func(c *Config) *Secret { return &c.DonationAlerts.ClientSecret }),
		},
		{
			"donationalerts.redirect_uri", "",
			[]string{"DONATIONALERTS_REDIRECT_URI", "DA_REDIRECT_URI"},
			mayBeURL, false,
			address(func(c *Config) *string { return &c.DonationAlerts.RedirectURI }, true),
		},
		{
			"donationalerts.access_token", "",
			[]string{"DONATIONALERTS_API_TOKEN"},
			mayBeText, true,
			secret(func(c *Config) *Secret { return &c.DonationAlerts.AccessToken }),
		},
		{
			"donationalerts.base_url", "https://www.donationalerts.com", nil, mayBeService, false,
			service(func(c *Config) *string { return &c.DonationAlerts.BaseURL }),
		},
		{
			"donationalerts.realtime_url", "wss://centrifugo.donationalerts.com/connection/websocket", nil, "an address that begins with wss:// (on this computer also ws://), or empty", false,
			text(func(c *Config) *string { return &c.DonationAlerts.RealtimeURL }, emptyOrSocket),
		},
		{
			"donationalerts.poll_interval", "2s", nil, mayBeDuration, false,
			duration(func(c *Config) *durationValue { return &c.DonationAlerts.PollInterval }),
		},
		{
			"donationalerts.reconcile_interval", "60s", nil, mayBeDuration, false,
			duration(func(c *Config) *durationValue { return &c.DonationAlerts.ReconcileInterval }),
		},
		{
			"donationalerts.catch_up", "5m", nil, mayBeDuration, false,
			duration(func(c *Config) *durationValue { return &c.DonationAlerts.CatchUp }),
		},
		{
			"donationalerts.account_currency", "", nil, "RUB, or empty", false,
			choice("donationalerts.account_currency", func(c *Config) *string { return &c.DonationAlerts.AccountCurrency }),
		},
		{
			"donationalerts.proxy", "", nil, mayBeProxy, true,
			proxy(func(c *Config) *Secret { return &c.DonationAlerts.Proxy }),
		},

		{
			"rates.providers", "cbr, open_er_api, exchangerate_api", nil, "a list of cbr, open_er_api and exchangerate_api", false,
			list(func(c *Config) *[]string { return &c.Rates.Providers }, "cbr", "open_er_api", "exchangerate_api"),
		},
		{
			"rates.api_key", "",
			[]string{"EXCHANGE_RATE_API_KEY"},
			mayBeText, true,
			secret(func(c *Config) *Secret { return &c.Rates.APIKey }),
		},
		{
			"rates.cbr_url", "https://www.cbr.ru", nil, mayBeService, false,
			service(func(c *Config) *string { return &c.Rates.CBRURL }),
		},
		{
			"rates.open_er_api_url", "https://open.er-api.com", nil, mayBeService, false,
			service(func(c *Config) *string { return &c.Rates.OpenERAPIURL }),
		},
		{
			"rates.exchangerate_api_url", "https://api.exchangerate-api.com", nil, mayBeService, false,
			service(func(c *Config) *string { return &c.Rates.ExchangeRateURL }),
		},
		{
			"rates.cache_ttl", "5m", nil, mayBeDuration, false,
			duration(func(c *Config) *durationValue { return &c.Rates.CacheTTL }),
		},
		{
			"rates.max_age", "72h", nil, mayBeDuration, false,
			duration(func(c *Config) *durationValue { return &c.Rates.MaxAge }),
		},
		{
			"rates.proxy", "", nil, mayBeProxy, true,
			proxy(func(c *Config) *Secret { return &c.Rates.Proxy }),
		},

		{
			"generation.provider", "auto", nil, "auto, aiml, gemini, builtin or off", false,
			choice("generation.provider", func(c *Config) *string { return &c.Generation.Provider }),
		},
		{
			"generation.system_prompt", "", nil, "a text of at most 4000 characters", false,
			text(func(c *Config) *string { return &c.Generation.SystemPrompt }, atMost(4000)),
		},
		{
			"generation.negative_prompt", "", nil, "a text of at most 1000 characters", false,
			text(func(c *Config) *string { return &c.Generation.NegativePrompt }, atMost(1000)),
		},
		{
			"generation.aspect_ratio", "16:9", nil, "16:9 or 9:16", false,
			choice("generation.aspect_ratio", func(c *Config) *string { return &c.Generation.AspectRatio }),
		},
		{
			"generation.resolution", "720p", nil, "720p or 1080p", false,
			choice("generation.resolution", func(c *Config) *string { return &c.Generation.Resolution }),
		},
		{
			"generation.duration", "8s", nil, "a duration from 2s to 15s", false,
			between(func(c *Config) *durationValue { return &c.Generation.Duration }, 2, 15),
		},
		{
			"generation.audio", "true", nil, "true or false", false,
			boolean(func(c *Config) *bool { return &c.Generation.Audio }),
		},
		{
			"generation.timeout", "20m", nil, mayBeDuration, false,
			duration(func(c *Config) *durationValue { return &c.Generation.Timeout }),
		},
		{
			"generation.poll_interval", "10s", nil, mayBeDuration, false,
			duration(func(c *Config) *durationValue { return &c.Generation.PollInterval }),
		},
		{
			"generation.concurrency", "2", nil, "a whole number from 1 to 20", false,
			number(func(c *Config) *int { return &c.Generation.Concurrency }, 1, 20),
		},
		{
			"generation.failover", "false", nil, "true or false", false,
			boolean(func(c *Config) *bool { return &c.Generation.Failover }),
		},
		{
			"generation.aiml.api_key", "",
			[]string{"AIMLAPI_KEY"},
			mayBeText, true,
			secret(func(c *Config) *Secret { return &c.Generation.AIML.APIKey }),
		},
		{
			"generation.aiml.base_url", "https://api.aimlapi.com", nil, mayBeService, false,
			service(func(c *Config) *string { return &c.Generation.AIML.BaseURL }),
		},
		{
			"generation.aiml.model", "google/veo-3.1-t2v-fast", nil, "the name of a model", false,
			text(func(c *Config) *string { return &c.Generation.AIML.Model }, isModel),
		},
		{
			"generation.aiml.submit_path", "/v2/video/generations", nil, "a path that begins with /", false,
			text(func(c *Config) *string { return &c.Generation.AIML.SubmitPath }, isPath),
		},
		{
			"generation.aiml.proxy", "", nil, mayBeProxy, true,
			proxy(func(c *Config) *Secret { return &c.Generation.AIML.Proxy }),
		},
		{
			"generation.gemini.api_key", "", nil, mayBeText, true,
			secret(func(c *Config) *Secret { return &c.Generation.Gemini.APIKey }),
		},
		{
			"generation.gemini.base_url", "https://generativelanguage.googleapis.com", nil, mayBeService, false,
			service(func(c *Config) *string { return &c.Generation.Gemini.BaseURL }),
		},
		{
			"generation.gemini.model", "gemini-omni-1.1-flash", nil, "the name of a model", false,
			text(func(c *Config) *string { return &c.Generation.Gemini.Model }, isModel),
		},
		{
			"generation.gemini.proxy", "", nil, mayBeProxy, true,
			proxy(func(c *Config) *Secret { return &c.Generation.Gemini.Proxy }),
		},

		{
			"network.proxy", "", nil, mayBeProxy, true,
			proxy(func(c *Config) *Secret { return &c.Network.Proxy }),
		},
		{
			"network.vpn_addresses", "true", nil, "true or false", false,
			boolean(func(c *Config) *bool { return &c.Network.VPNAddresses }),
		},

		{
			"downloads.max_bytes", "200MB", nil, "a size such as 200MB or 1GB", false,
			size(func(c *Config) *int64 { return &c.Downloads.MaxBytes }, 1),
		},
		{
			"downloads.allow_hosts", "", nil, "a list of hosts, with or without port", false,
			list(func(c *Config) *[]string { return &c.Downloads.AllowHosts }),
		},
		{
			"retention.count", "200", nil, "a whole number, 0 for no limit", false,
			number(func(c *Config) *int { return &c.Retention.Count }, 0, 1_000_000),
		},
		{
			"retention.age", "2160h", nil, "a duration such as 2160h (90 days), 0s for no limit", false,
			between(func(c *Config) *durationValue { return &c.Retention.Age }, 0, 100*365*24*3600),
		},
		{
			"retention.bytes", "10GB", nil, "a size such as 10GB, 0 for no limit", false,
			size(func(c *Config) *int64 { return &c.Retention.Bytes }, 0),
		},
		{tiersKey, `[{"min_rub":"1000"}]`, nil, "a list of tiers, each with a min_rub in rubles", false, setTiers},

		{"budget.per_day_usd", "0", nil, mayBeDollars, false, dollars(func(c *Config) *decimal.Decimal { return &c.Budget.PerDay })},
		{"budget.per_stream_usd", "0", nil, mayBeDollars, false, dollars(func(c *Config) *decimal.Decimal { return &c.Budget.PerStream })},
		{
			"budget.per_donor_per_day", "0", nil, "a whole number of clips, 0 for no limit", false,
			number(func(c *Config) *int { return &c.Budget.PerDonor }, 0, 10_000),
		},
		{
			"budget.max_share", "0", nil, "a share such as 0.5 or 50 % for half of the donation, 0 for no limit", false,
			exact(func(c *Config) *decimal.Decimal { return &c.Budget.MaxShare }, money.ParseShare),
		},

		{
			"overlay.volume", "0.8", nil, "a number from 0 to 1, or a percentage such as 80 %", false,
			fraction(func(c *Config) *float64 { return &c.Overlay.Volume }),
		},
		{
			"overlay.alert_seconds", "7s", nil, "a duration from 1s to 60s", false,
			between(func(c *Config) *durationValue { return &c.Overlay.Alert }, 1, 60),
		},
		{
			"overlay.max_playback", "60s", nil, "a duration from 5s to 600s", false,
			between(func(c *Config) *durationValue { return &c.Overlay.MaxPlayback }, 5, 600),
		},
		{"overlay.theme", "spark", nil, "the name of a theme: small letters, digits and -, at most 32", false, setTheme},
		{
			"overlay.language", "", nil, "en or ru, or empty for the language of the dashboard", false,
			choice("overlay.language", func(c *Config) *string { return &c.Overlay.Language }),
		},
		{"overlay.alert_text", "", nil, mayBeAlertText, false, setAlertText},
	}
}

const tiersKey = "tiers"

// envNames are the variables that may hold a key, the first one winning.
func (k key) envNames() []string {
	own := "STREAMSPARK_" + strings.ToUpper(strings.ReplaceAll(k.name, ".", "_"))
	return append([]string{own}, k.env...)
}

func number(field func(*Config) *int, least, most int) func(*Config, string) error {
	return func(c *Config, value string) error {
		n, err := money.ParseWhole(value)
		if err != nil || n < int64(least) || n > int64(most) {
			return errValue
		}
		*field(c) = int(n)
		return nil
	}
}
