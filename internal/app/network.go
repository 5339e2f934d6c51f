package app

import (
	"cmp"
	"maps"
	"slices"

	"streamspark/internal/config"
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

// proxyLines describes in a line each which proxies calls go through.
func (a *App) proxyLines(c config.Config) []string {
	var lines []string
	environment := c.Network.Environment
	switch {
	case c.Network.Proxy == provider.Direct:
		if environment.HTTPS != "" || environment.HTTP != "" {
			lines = append(lines, "No proxy is used, as network.proxy says, although the environment names one.")
		}
	case c.Network.Proxy != "":
		lines = append(lines, "Calls to other servers go through "+c.Network.Proxy.ProxyName()+", as network.proxy says.")
	case environment.HTTPS != "":
		lines = append(lines, "Calls to other servers go through "+environment.HTTPS.ProxyName()+", as "+environment.HTTPSFrom+" says.")
	}
	own := a.ownProxies(c)
	for _, name := range slices.Sorted(maps.Keys(own)) {
		switch proxy := own[name]; proxy {
		case "":
		case provider.Direct:
			lines = append(lines, "Calls to "+name+" go through no proxy.")
		default:
			lines = append(lines, "Calls to "+name+" go through "+proxy.ProxyName()+".")
		}
	}
	return lines
}
