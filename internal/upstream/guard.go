package upstream

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"os"
	"slices"
	"strings"
	"time"

	"code.dny.dev/ssrf"
)

// errAddress is said of an address that a file may not come from.
var errAddress = errors.New("the address is not a public one")

// guard decides where the downloader may connect to.
type guard struct {
	allowed []string // "host" or "host:port": private ones that are welcome all the same
	proxies []string // "host:port" of the proxies of the environment
	public  *ssrf.Guardian
	next    http.RoundTripper
}

// newGuard makes a guard with a transport behind it that connects to
// public addresses only.
func newGuard(allowed []string) *guard {
	g := &guard{
		allowed: slices.Clone(allowed), proxies: proxies(),
		public: ssrf.New(ssrf.WithAnyPort(), ssrf.WithNetworks("tcp4", "tcp6")),
	}
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.ResponseHeaderTimeout = 20 * time.Second
	transport.DialContext = g.dial
	g.next = transport
	return g
}

// RoundTrip looks at each address, also of a redirect, before it is called.
func (g *guard) RoundTrip(r *http.Request) (*http.Response, error) {
	if err := g.check(r.URL); err != nil {
		return nil, err
	}
	return g.next.RoundTrip(r)
}

func (g *guard) check(u *url.URL) error {
	if u.Scheme != "http" && u.Scheme != "https" {
		return errAddress
	}
	target := withPort(u)
	if g.allows(target) {
		return nil
	}
	if slices.Contains(g.proxies, target) {
		return errAddress // a proxy is a way to a file, never its place
	}
	// A proxy resolves names itself; a bare private number is ours to refuse.
	if ip, err := netip.ParseAddr(u.Hostname()); err == nil && g.public.SafeAddr(ip) != nil {
		return errAddress
	}
	return nil
}

// dial looks at the number that a name stands for at the very moment of
// connecting, so a name that changes between two looks gains nothing.
func (g *guard) dial(ctx context.Context, network, address string) (net.Conn, error) {
	dialer := &net.Dialer{Timeout: 10 * time.Second}
	if g.allows(address) || slices.Contains(g.proxies, address) {
		return dialer.DialContext(ctx, network, address)
	}
	dialer.Control = g.public.Safe
	conn, err := dialer.DialContext(ctx, network, address)
	if errors.Is(err, ssrf.ErrProhibitedIP) {
		return nil, errAddress
	}
	return conn, err
}

// allows tells whether "host:port" is on the streamer's list.
func (g *guard) allows(target string) bool {
	host, _, _ := net.SplitHostPort(target)
	return slices.Contains(g.allowed, target) || slices.Contains(g.allowed, host)
}

// proxies are the proxies of the environment: they may be on this machine.
func proxies() []string {
	var found []string
	for _, name := range []string{"HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"} {
		value := os.Getenv(name)
		if value == "" {
			continue
		}
		if !strings.Contains(value, "://") {
			value = "http://" + value
		}
		if u, err := url.Parse(value); err == nil && u.Host != "" {
			found = append(found, withPort(u))
		}
	}
	return found
}

// withPort is the "host:port" that an address leads to.
func withPort(u *url.URL) string {
	port := u.Port()
	if port == "" {
		switch u.Scheme {
		case "https":
			port = "443"
		case "socks5", "socks5h":
			port = "1080"
		default:
			port = "80"
		}
	}
	return net.JoinHostPort(u.Hostname(), port)
}
