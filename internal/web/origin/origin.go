// Package origin checks for whom a request is and which page it comes from.
package origin

import (
	"net"
	"net/http"
	"regexp"
	"strconv"
	"strings"

	"streamspark/internal/fault"
)

// Hosts returns the hosts that are ours, such as "localhost:5002".
type Hosts func() []string

// Allows reports whether a request may change something: it comes from
// one of our own pages, or from no page at all. A browser says where a
// request comes from in Origin, or at least, of what it loads into a page,
// in Sec-Fetch-Site.
func (h Hosts) Allows(r *http.Request) bool {
	if !h.IsOwn(r) {
		return false
	}
	site := r.Header.Get("Sec-Fetch-Site")
	origins := r.Header.Values("Origin")
	if len(origins) == 0 {
		return site == "" || site == "same-origin" || site == "none"
	}
	// Browsers do not agree on what a WebSocket's Sec-Fetch-Site is; its
	// Origin is always there.
	if site == "cross-site" && r.Header.Get("Upgrade") == "" {
		return false
	}
	return len(origins) == 1 && h.isOwnOrigin(r, origins[0])
}

// isOwnOrigin compares the whole text: there is one way to write an origin.
func (h Hosts) isOwnOrigin(r *http.Request, origin string) bool {
	own := h()
	if host, ok := reached(r); ok {
		own = append(own, host)
	}
	for _, own := range own {
		if strings.EqualFold(origin, "http://"+own) || strings.EqualFold(origin, "https://"+own) {
			return true
		}
	}
	return false
}

// IsOwn reports whether a request names one of our hosts, or the very
// address at which it came in.
func (h Hosts) IsOwn(r *http.Request) bool {
	_, ok := reached(r)
	return ok || h.Has(r.Host)
}

// Has reports whether a host is one of ours.
func (h Hosts) Has(host string) bool {
	if host == "" {
		return false
	}
	for _, own := range h() {
		if strings.EqualFold(host, own) {
			return true
		}
	}
	return false
}

// Refuse returns the error of a host that is not ours: it names our hosts,
// and how to add one.
func (h Hosts) Refuse(r *http.Request) error {
	own := h()
	switch {
	case len(own) == 0:
		return fault.New(fault.Forbidden, "host.strange")
	case !regexp.MustCompile(`^[A-Za-z0-9.:\[\]-]{1,100}$`).MatchString(r.Host):
		return fault.New(fault.Forbidden, "host.strange_here", "own", own[0])
	}
	return fault.New(fault.Forbidden, "host.strange_name", "own", own[0], "host", r.Host)
}

// ErrForeign returns the error of a request from a page of somebody else.
func ErrForeign() error { return fault.New(fault.Forbidden, "request.other_site") }

// Changes reports whether a method is meant to change something.
func Changes(method string) bool {
	switch method {
	case http.MethodGet, http.MethodHead, http.MethodOptions:
		return false
	}
	return true
}

// reached returns the address at which a request came in, if its Host names
// just that: a number cannot be turned to us by somebody else, as a name can.
func reached(r *http.Request) (host string, ok bool) {
	local, ok := r.Context().Value(http.LocalAddrContextKey).(*net.TCPAddr)
	if !ok {
		return "", false
	}
	name, port, err := net.SplitHostPort(r.Host)
	if err != nil {
		name, port = strings.Trim(r.Host, "[]"), "80"
	}
	return r.Host, local.IP.Equal(net.ParseIP(name)) && port == strconv.Itoa(local.Port)
}
