package config

import (
	"slices"
	"strings"
)

// Effect says when a value that the dashboard saves is used.
type Effect string

// The effects.
const (
	AtOnce      Effect = "now"   // by the next piece of work
	AtNextStart Effect = "start" // rooms that read it once, when they open
	Elsewhere   Effect = "fixed" // not by the dashboard: it is needed before the store is open, or guards it
)

// effectOf finds the longest beginning of a key's name in the table.
func effectOf(name string) Effect {
	table := []struct {
		begins string
		effect Effect
	}{
		{"", AtNextStart},
		{"server.", Elsewhere},
		{"data_dir", Elsewhere},
		{"keyring", Elsewhere},
		{"downloads.allow_hosts", Elsewhere},
		{"donationalerts.client_id", AtOnce},
		{"donationalerts.client_secret", AtOnce},
		{"donationalerts.redirect_uri", AtOnce},
		{"donationalerts.catch_up", AtOnce},
		{"donationalerts.account_currency", AtOnce},
		{"generation.", AtOnce},
		{"retention.", AtOnce},
		// Where keys and tokens are sent, nobody who only has the dashboard may change.
		{"donationalerts.base_url", Elsewhere},
		{"donationalerts.realtime_url", Elsewhere},
		{"rates.cbr_url", Elsewhere},
		{"rates.open_er_api_url", Elsewhere},
		{"rates.exchangerate_api_url", Elsewhere},
		{"generation.aiml.base_url", Elsewhere},
		{"generation.gemini.base_url", Elsewhere},
		{tiersKey, AtOnce},
		{"budget.", AtOnce},
		{"overlay.", AtOnce},
		{"network.", AtOnce},
		{"donationalerts.proxy", AtOnce},
		{"rates.proxy", AtOnce},
	}
	longest := table[0]
	for _, row := range table {
		if strings.HasPrefix(name, row.begins) && len(row.begins) > len(longest.begins) {
			longest = row
		}
	}
	return longest.effect
}

// choicesOf are all values that a key may have, where those are few.
func choicesOf(name string) []string {
	truth := []string{"true", "false"}
	return map[string][]string{
		"keyring":                         truth,
		"log.level":                       {"debug", "info", "warn", "error"},
		"log.format":                      {"console", "json"},
		"donationalerts.account_currency": {"", "RUB"},
		"overlay.language":                {"", "en", "ru"},
		"generation.provider":             {"auto", "aiml", "gemini", "builtin", "off"},
		"generation.failover":             truth,
		"generation.aspect_ratio":         {"16:9", "9:16"},
		"generation.resolution":           {"720p", "1080p"},
		"generation.audio":                truth,
		"network.vpn_addresses":           truth,
	}[name]
}

// destinationOf names the setting that says where a secret is sent.
func destinationOf(secret string) string {
	return map[string]string{
		"donationalerts.client_secret": "donationalerts.base_url",
		"donationalerts.access_token":  "donationalerts.base_url",
		"rates.api_key":                "rates.exchangerate_api_url",
		"generation.aiml.api_key":      "generation.aiml.base_url",
		"generation.gemini.api_key":    "generation.gemini.base_url",
	}[secret]
}

// secretKey tells whether a key holds a secret.
func secretKey(name string) bool {
	name = strings.TrimPrefix(name, savedFor)
	return slices.ContainsFunc(keys(), func(k key) bool { return k.name == name && k.secret })
}
