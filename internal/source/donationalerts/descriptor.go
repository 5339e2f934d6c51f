package donationalerts

import "streamspark/internal/provider"

// Descriptor declares DonationAlerts.
func Descriptor() provider.Descriptor {
	return provider.Descriptor{
		ID: Name, Kind: provider.KindSource, Group: Name, Alias: "da",
		Sealed: []string{keyConnection}, SealedSince: true, Source: Open,
		AudioHosts: []string{"donationalerts.ru", "donationalerts.com"},
		Keys: []provider.Key{
			{Name: "client_id", Type: provider.Text, Env: []string{"DONATIONALERTS_CLIENT_ID", "DA_CLIENT_ID", "DONATIONALERTS_API_KEY"}},
			{Name: "client_secret", Type: provider.Token, SentTo: "base_url", Env: []string{"DONATIONALERTS_CLIENT_SECRET", "DA_CLIENT_SECRET"}},
			{Name: "redirect_uri", Type: provider.Link, Env: []string{"DONATIONALERTS_REDIRECT_URI", "DA_REDIRECT_URI"}},
			{Name: "access_token", Type: provider.Token, SentTo: "base_url", Env: []string{"DONATIONALERTS_API_TOKEN"}, AtStart: true},
			{Name: "base_url", Type: provider.Address, Default: "https://www.donationalerts.com"},
			{Name: "realtime_url", Type: provider.Socket, Default: "wss://centrifugo.donationalerts.com/connection/websocket"},
			{Name: "poll_interval", Type: provider.Duration, Default: "2s", AtStart: true},
			{Name: "reconcile_interval", Type: provider.Duration, Default: "60s", AtStart: true},
			{Name: "catch_up", Type: provider.Duration, Default: "5m"},
			{Name: "account_currency", Type: provider.Text, Choices: []string{"", "RUB"}},
			{Name: "proxy", Type: provider.Proxy},
		},
		StandIn: map[string]string{
			"base_url": "/da", "realtime_url": "/da/connection/websocket",
			"client_id": "9001", "client_secret": "standinSecret0123456789abcdefghijklmnopq",
		},
	}
}
