package app

import (
	"cmp"

	"streamspark/internal/config"
	"streamspark/internal/outbound"
	"streamspark/internal/source/donationalerts"
)

// newNetwork makes the network of all providers, which follows the settings.
func (a *App) newNetwork() *outbound.Network {
	return &outbound.Network{TLS: a.o.Trust, Route: func(provider string) outbound.Route {
		c := a.live.Get()
		return outbound.Route{
			Proxy: cmp.Or(ownProxies(c)[provider], c.Network.Proxy).Reveal(), HTTPProxy: c.Network.Environment.HTTP.Reveal(),
			HTTPSProxy: c.Network.Environment.HTTPS.Reveal(), NoProxy: c.Network.Environment.No, VPNAddresses: c.Network.VPNAddresses,
		}
	}}
}

// ownProxies are the proxies that are for one provider alone.
func ownProxies(c config.Config) map[string]config.Secret {
	return map[string]config.Secret{
		donationalerts.Name: c.DonationAlerts.Proxy, "rates": c.Rates.Proxy,
		"aiml": c.Generation.AIML.Proxy, "gemini": c.Generation.Gemini.Proxy,
	}
}

// ways says in one line each by which proxies calls leave.
func ways(c config.Config) []string {
	var lines []string
	environment := c.Network.Environment
	switch {
	case c.Network.Proxy == config.Direct:
		if environment.HTTPS != "" || environment.HTTP != "" {
			lines = append(lines, "No proxy is used, as network.proxy says, although the environment names one.")
		}
	case c.Network.Proxy != "":
		lines = append(lines, "Calls to other servers go through "+c.Network.Proxy.ProxyName()+", as network.proxy says.")
	case environment.HTTPS != "":
		lines = append(lines, "Calls to other servers go through "+environment.HTTPS.ProxyName()+", as "+environment.HTTPSFrom+" says.")
	}
	for _, provider := range []string{donationalerts.Name, "rates", "aiml", "gemini"} {
		switch own := ownProxies(c)[provider]; own {
		case "":
		case config.Direct:
			lines = append(lines, "Calls to "+provider+" go through no proxy.")
		default:
			lines = append(lines, "Calls to "+provider+" go through "+own.ProxyName()+".")
		}
	}
	return lines
}

// proxySecrets are the users and passwords of all proxies.
func proxySecrets(c config.Config) (found []string) {
	all := []config.Secret{c.Network.Proxy, c.Network.Environment.HTTP, c.Network.Environment.HTTPS}
	for _, own := range ownProxies(c) {
		all = append(all, own)
	}
	for _, proxy := range all {
		found = append(found, proxy.Within()...)
	}
	return found
}
