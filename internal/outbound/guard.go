package outbound

import (
	"net"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"syscall"

	"code.dny.dev/ssrf"

	"streamspark/internal/fault"
)

// errAddress is said of an address that a file may not come from.
var errAddress = &problem{Message: fault.Say("outbound.not_public"), onTheWay: true}

// controller checks the IP address that is about to be connected to.
type controller = func(network, address string, c syscall.RawConn) error

// guard decides where the downloader may connect to.
type guard struct {
	allowed []string // "host" or "host:port": private ones that are welcome all the same
	public  *ssrf.Guardian
}

// newGuard makes a guard that lets public addresses pass only.
func newGuard(allowed []string) *guard {
	return &guard{
		allowed: slices.Clone(allowed),
		public:  ssrf.New(ssrf.WithAnyPort(), ssrf.WithNetworks("tcp4", "tcp6")),
	}
}

// check checks an address, also of a redirect, before it is called.
func (g *guard) check(u, proxy *url.URL) error {
	if u.Scheme != "http" && u.Scheme != "https" {
		return errAddress
	}
	target := withPort(u)
	if g.allows(target) {
		return nil
	}
	if ip, err := netip.ParseAddr(u.Hostname()); err == nil {
		if g.public.SafeAddr(ip) != nil {
			return errAddress
		}
		return nil
	}
	// A proxy resolves names itself. What is known not to be public without
	// asking anybody is ours to refuse, and so is the proxy itself.
	if proxy != nil && (target == withPort(proxy) || !publicName(u.Hostname())) {
		return errAddress
	}
	return nil
}

// publicName reports whether a host can be a name of the public internet.
// Names without a dot, those that stand for this computer or its network,
// and numbers in the spellings that resolvers take ("127.1", "0x7f000001")
// are none.
func publicName(host string) bool {
	host = strings.ToLower(strings.TrimSuffix(host, "."))
	at := strings.LastIndexByte(host, '.')
	if at < 0 {
		return false
	}
	last := host[at+1:]
	if strings.Trim(last, "0123456789") == "" || strings.HasPrefix(last, "0x") {
		return false
	}
	private := []string{"localhost", "localdomain", "local", "internal", "intranet", "lan", "home", "corp", "private"}
	return !slices.Contains(private, last) && !strings.HasSuffix(host, ".home.arpa")
}

// control checks the number that a name resolves to at the very moment of
// connecting, so a name that changes between two looks gains nothing.
func (g *guard) control(p proxyRoute) controller {
	return func(network, address string, c syscall.RawConn) error {
		if g.public.Safe(network, address, c) == nil {
			return nil
		}
		at, err := netip.ParseAddrPort(address)
		if err != nil {
			return errAddress
		}
		of, ok := g.translatedRange(at.Addr())
		if !ok {
			return errAddress
		}
		if p.vpn && p.https {
			return nil // and its certificate must be that of the name
		}
		// A name that leads to a range of VPNs, NAT64 or CGNAT, which may not be used.
		code := "outbound.vpn_not_allowed"
		if !p.https {
			code = "outbound.vpn_without_https"
		}
		return &problem{fault.Say(code, "host", p.host, "ip", at.Addr().String(), "range", of.String()), true}
	}
}

// translatedRange returns the range of an address that a VPN, NAT64 or CGNAT
// gives to public hosts. A NAT64 address is as public as the number in it.
func (g *guard) translatedRange(ip netip.Addr) (netip.Prefix, bool) {
	nat64 := netip.MustParsePrefix("64:ff9b::/96")
	if nat64.Contains(ip) {
		within := ip.As16()
		return nat64, g.public.SafeAddr(netip.AddrFrom4([4]byte(within[12:]))) == nil
	}
	for _, prefix := range []string{"198.18.0.0/15", "fc00::/18", "100.64.0.0/10"} {
		if of := netip.MustParsePrefix(prefix); of.Contains(ip) {
			return of, true
		}
	}
	return netip.Prefix{}, false
}

// allows reports whether "host:port" is on the streamer's list.
func (g *guard) allows(target string) bool {
	host, _, _ := net.SplitHostPort(target)
	return slices.Contains(g.allowed, target) || slices.Contains(g.allowed, host)
}
