package config

import (
	"net/url"
	"slices"
	"strings"

	"streamspark/internal/fault"
	"streamspark/internal/provider"
)

// Network is by which way calls leave. A provider's own proxy wins over
// that for all, which wins over the environment's.
type Network struct {
	Proxy        Secret // for all
	VPNAddresses bool
	Environment  ProxyEnvironment
}

// ProxyEnvironment are the proxies that the environment names for all
// programs: HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY, also in small
// letters, the capital ones first.
type ProxyEnvironment struct {
	HTTP, HTTPS Secret
	No          string
	HTTPFrom    string // the variable that named it
	HTTPSFrom   string
}

// readProxies reads the variables.
func readProxies(lookup func(string) string) ProxyEnvironment {
	first := func(names ...string) (value, name string) {
		for _, name := range names {
			for _, spelling := range []string{name, strings.ToLower(name)} {
				if value := strings.TrimSpace(lookup(spelling)); value != "" {
					return value, spelling
				}
			}
		}
		return "", ""
	}
	var found ProxyEnvironment
	http, from := first("HTTP_PROXY", "ALL_PROXY")
	found.HTTP, found.HTTPFrom = withScheme(http), from
	https, from := first("HTTPS_PROXY", "ALL_PROXY")
	found.HTTPS, found.HTTPSFrom = withScheme(https), from
	found.No, _ = first("NO_PROXY")
	return found
}

// withScheme adds the scheme that such a variable may leave out.
func withScheme(address string) Secret {
	if address == "" || strings.Contains(address, "://") {
		return Secret(address)
	}
	return Secret("http://" + address)
}

// complete refuses what the environment names and nobody can use: to go on
// without a proxy that is meant would be a guess.
func (n *Network) complete() error {
	if n.Proxy != "" {
		return nil
	}
	for name, value := range map[string]Secret{n.Environment.HTTPFrom: n.Environment.HTTP, n.Environment.HTTPSFrom: n.Environment.HTTPS} {
		if value != "" && !isProxy(value.Reveal()) {
			return fault.InvalidField(name, "config.bad_proxy")
		}
	}
	return nil
}

// isProxy reports whether a text is the address of a proxy.
func isProxy(value string) bool {
	u, err := url.Parse(value)
	return err == nil && slices.Contains([]string{"http", "https", "socks5", "socks5h"}, u.Scheme) &&
		u.Hostname() != "" && strings.Trim(u.Path, "/") == "" && u.RawQuery == "" && u.Fragment == ""
}

// proxy takes the address of a proxy, provider.Direct, or nothing.
func proxy(field func(*Config) *Secret) func(*Config, string) error {
	return func(c *Config, value string) error {
		value = strings.TrimSpace(value)
		if value != "" && value != provider.Direct && !isProxy(value) {
			return errValue
		}
		*field(c) = Secret(value)
		return nil
	}
}
