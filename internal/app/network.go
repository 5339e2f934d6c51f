package app

import (
	"cmp"
	"maps"
	"slices"

	"streamspark/internal/config"
	"streamspark/internal/fault"
	"streamspark/internal/outbound"
	"streamspark/internal/provider"
)

// newNetwork makes the network of all providers, which follows the settings.
func (a *App) newNetwork() *outbound.Network {
	return &outbound.Network{TLS: a.o.Trust, Redact: a.redact.Text, Route: func(provider string) outbound.Route {
		c := a.live.Get()
		return outbound.Route{
			Proxy: cmp.Or(a.ownProxies(c)[provider], c.Network.Proxy).Reveal(), HTTPProxy: c.Network.Environment.HTTP.Reveal(),
			HTTPSProxy: c.Network.Environment.HTTPS.Reveal(), NoProxy: c.Network.Environment.No, VPNAddresses: c.Network.VPNAddresses,
		}
	}}
}

// ownProxies returns the proxies that are for one provider alone, by route.
func (a *App) ownProxies(c config.Config) map[string]config.Secret {
	own := map[string]config.Secret{string(provider.KindRates): c.Rates.Proxy}
	for _, d := range a.providers {
		if proxy := c.Values(d.ID).Secret("proxy"); proxy != "" {
			own[route(d)] = proxy
		}
	}
	return own
}

// proxies returns which proxies calls go through.
func (a *App) proxies(c config.Config) (all []fault.Message) {
	add := func(code string, args ...any) { all = append(all, fault.Say(code, args...)) }
	environment := c.Network.Environment
	switch {
	case c.Network.Proxy == provider.Direct:
		if environment.HTTPS != "" || environment.HTTP != "" {
			add("terminal.proxy_ignored")
		}
	case c.Network.Proxy != "":
		add("terminal.proxy", "proxy", c.Network.Proxy.ProxyName(), "key", "network.proxy")
	case environment.HTTPS != "":
		add("terminal.proxy", "proxy", environment.HTTPS.ProxyName(), "key", environment.HTTPSFrom)
	}
	own := a.ownProxies(c)
	for _, name := range slices.Sorted(maps.Keys(own)) {
		title := provider.Title(name)
		if name == string(provider.KindRates) {
			title = fault.Say("terminal.rates")
		}
		switch proxy := own[name]; proxy {
		case "":
		case provider.Direct:
			add("terminal.proxy_none", "provider", title)
		default:
			add("terminal.proxy_own", "provider", title, "proxy", proxy.ProxyName())
		}
	}
	return all
}
