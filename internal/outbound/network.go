package outbound

import (
	"context"
	"crypto/tls"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"golang.org/x/net/http/httpproxy"

	"streamspark/internal/fault"
)

// Direct stands in the place of a proxy's address where there is to be none.
const Direct = "direct"

const connectTime = 10 * time.Second

// Route is how the calls to one provider leave this computer.
type Route struct {
	// Proxy is the address of a proxy, with its user and password: http,
	// https, socks5 or socks5h; or Direct; or empty for those of the
	// environment. It is the proxy that resolves names, in each case.
	Proxy string
	// What the environment says. NoProxy holds for Proxy as well.
	HTTPProxy, HTTPSProxy, NoProxy string
	// VPNAddresses lets a file come over https from a host whose name leads
	// to a range of VPNs, NAT64 or CGNAT.
	VPNAddresses bool
}

// ProxyFor returns the proxy on the way to an address, nil for none. This
// computer itself is never called through one.
func (r Route) ProxyFor(to *url.URL) (*url.URL, error) {
	c := httpproxy.Config{HTTPProxy: r.HTTPProxy, HTTPSProxy: r.HTTPSProxy, NoProxy: r.NoProxy}
	switch r.Proxy {
	case "":
	case Direct:
		return nil, nil //nolint:nilnil // no proxy, and no error
	default:
		c.HTTPProxy, c.HTTPSProxy = r.Proxy, r.Proxy
	}
	proxy, err := c.ProxyFunc()(to)
	if err != nil {
		return nil, proxyTrouble("outbound.proxy_unusable")
	}
	return proxy, nil
}

// Network makes the clients of all providers, so that each call, also of
// one that is made already, goes the way that is set at that moment.
type Network struct {
	// Route returns the present way to a provider.
	Route func(provider string) Route
	// TLS is whom to trust; the system's authorities where nil.
	TLS *tls.Config
	// Redact takes secrets out of what the other side said; it may be nil.
	Redact func(text string) string
}

// Client returns a client for the API of a provider.
func (n *Network) Client(provider string) *Client {
	c := New(&providerTransport{network: n, provider: provider})
	c.redact = n.Redact
	return c
}

// Downloader returns a downloader of the files that a provider's answers
// name. The hosts in allowed ("127.0.0.1:9", "localhost") may have private
// addresses all the same.
func (n *Network) Downloader(provider string, allowed []string) *Downloader {
	return &Downloader{
		http:    &http.Client{Transport: &providerTransport{network: n, provider: provider, guard: newGuard(allowed)}, CheckRedirect: follow},
		silence: maxSilence,
	}
}

// Dial connects to the host and port of an address, through the proxy if
// there is one: for what is no request, such as a WebSocket. TLS is for the
// caller.
func (n *Network) Dial(ctx context.Context, provider string, to *url.URL) (net.Conn, error) {
	web := *to
	web.Scheme = strings.NewReplacer("wss", "https", "ws", "http").Replace(to.Scheme)
	proxy, err := n.Route(provider).ProxyFor(&web)
	var conn net.Conn
	if err == nil {
		conn, err = n.connect(ctx, proxy, withPort(&web), nil)
	}
	if err != nil {
		return nil, (&Failure{Problem: plain(err), Cause: bareCause(err), OnTheWay: onTheWay(err)}).Fault(fault.Say("outbound.connect", "host", to.Host))
	}
	return conn, nil
}

// connect opens a connection to "host:port". A control, where there is one,
// looks at each number before it is called; the numbers of a proxy are the
// streamer's own choice.
func (n *Network) connect(ctx context.Context, proxy *url.URL, address string, control controller) (net.Conn, error) {
	if proxy != nil {
		return tunnel(ctx, proxy, address, n.TLS)
	}
	dialer := &net.Dialer{Timeout: connectTime, Control: control}
	return dialer.DialContext(ctx, "tcp", address)
}

// providerTransport is the transport of one client.
type providerTransport struct {
	network  *Network
	provider string
	guard    *guard // of a downloader

	mu    sync.Mutex
	route Route
	next  *http.Transport
}

// proxyRoute is what is decided about a request before its connection is made.
type proxyRoute struct {
	proxy *url.URL
	https bool
	host  string
	vpn   bool
}

type proxyRouteKey struct{}

// RoundTrip makes one call by the present route.
func (r *providerTransport) RoundTrip(request *http.Request) (*http.Response, error) {
	route := r.network.Route(r.provider)
	proxy, err := route.ProxyFor(request.URL)
	if err != nil {
		return nil, err
	}
	if r.guard != nil {
		if err := r.guard.check(request.URL, proxy); err != nil {
			return nil, err
		}
	}
	p := proxyRoute{proxy, request.URL.Scheme == "https", request.URL.Hostname(), route.VPNAddresses}
	return r.transport(route).RoundTrip(request.WithContext(context.WithValue(request.Context(), proxyRouteKey{}, p)))
}

// CloseIdleConnections closes what is open and not used.
func (r *providerTransport) CloseIdleConnections() {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.next != nil {
		r.next.CloseIdleConnections()
	}
}

// transport returns the one of a route: a connection by an earlier route is not
// used again.
func (r *providerTransport) transport(route Route) *http.Transport {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.next != nil && r.route == route {
		return r.next
	}
	if r.next != nil {
		r.next.CloseIdleConnections()
	}
	next := http.DefaultTransport.(*http.Transport).Clone()
	next.Proxy = nil // the dialling knows it
	next.DialContext = r.dial
	if r.network.TLS != nil {
		next.TLSClientConfig = r.network.TLS.Clone()
	}
	if r.guard != nil {
		next.ResponseHeaderTimeout = 20 * time.Second
	}
	r.route, r.next = route, next
	return next
}

func (r *providerTransport) dial(ctx context.Context, _, address string) (net.Conn, error) {
	p, _ := ctx.Value(proxyRouteKey{}).(proxyRoute)
	var control controller
	if r.guard != nil && !r.guard.allows(address) {
		control = r.guard.control(p)
	}
	conn, err := r.network.connect(ctx, p.proxy, address, control)
	if err != nil {
		return nil, err
	}
	return &meter{Conn: conn}, nil
}

// withPort returns the "host:port" that an address leads to.
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

// plainNetwork returns one without a proxy.
func plainNetwork() *Network {
	return &Network{Route: func(string) Route { return Route{Proxy: Direct} }}
}
