package outbound

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/net/dns/dnsmessage"

	"streamspark/internal/locale"
	"streamspark/internal/standin/standintest"
)

// through is a network whose every call takes one way.
func through(r Route) *Network { return &Network{Route: func(string) Route { return r }} }

func TestTheProxyOfACall(t *testing.T) {
	environment := Route{HTTPProxy: "http://plain:1", HTTPSProxy: "socks5://secure:2", NoProxy: "direct.example,.inside.example"}
	own := environment
	own.Proxy = "https://own:3"
	none := environment
	none.Proxy = Direct
	for _, test := range []struct {
		route    Route
		to, want string
	}{
		{environment, "http://a.example/", "http://plain:1"},
		{environment, "https://a.example/", "socks5://secure:2"},
		{environment, "https://direct.example/", ""},
		{environment, "https://x.inside.example/", ""},
		{environment, "https://localhost:5/", ""},
		{environment, "https://127.0.0.1/", ""},
		{own, "https://a.example/", "https://own:3"},
		{own, "http://a.example/", "https://own:3"},
		{own, "https://direct.example/", ""},
		{own, "http://[::1]:5/", ""},
		{none, "https://a.example/", ""},
		{Route{}, "https://a.example/", ""},
	} {
		to, err := url.Parse(test.to)
		if err != nil {
			t.Fatal(err)
		}
		got, err := test.route.ProxyFor(to)
		if err != nil || got != nil && got.String() != test.want || got == nil && test.want != "" {
			t.Errorf("%+v to %s: %v, %v", test.route, test.to, got, err)
		}
	}
}

// TestAnErrorNamesTheProxy, and never its password; and nothing was sent.
func TestAnErrorNamesTheProxy(t *testing.T) {
	var seen []string
	for _, socks := range []bool{false, true} {
		proxy := standintest.StartProxy(t, standintest.ProxyOptions{SOCKS: socks, User: "user", Password: "the-password"})
		good := proxy.URL()
		for name, test := range map[string]struct{ proxy, says string }{
			"no such host":         {good, "did not open the way to api.example:443"},
			"wrong password":       {strings.Replace(good, "the-password", "another-password", 1), "does not accept the user and the password"},
			"no password":          {strings.Replace(good, "user:the-password@", "", 1), "does not accept the user and the password, or asks for them"},
			"nobody there":         {strings.Replace(good, proxy.Host(), "127.0.0.1:9", 1), "does not answer (the connection was refused)"},
			"an answer of its own": {answers(t, http.StatusForbidden, "no"), "did not open the way to api.example:443 (it answered 403 Forbidden)"},
		} {
			_, err := through(Route{Proxy: test.proxy}).Client("x").Do(t.Context(), Request{URL: "https://api.example/v1?key=1"})
			text := ""
			if err != nil {
				text = says(err)
			}
			if !strings.Contains(text, "the proxy 127.0.0.1:") || !strings.Contains(text, test.says) || !strings.Contains(text, "network.proxy") {
				t.Errorf("%s: %v", name, err)
			}
			if problem, ours := OnTheWay(err); !ours || problem.IsZero() || Sent(err) {
				t.Errorf("%s: ours %v, sent %v", name, ours, Sent(err))
			}
			seen = append(seen, text)
		}
		to := &url.URL{Scheme: "wss", Host: "socket.example"}
		_, err := through(Route{Proxy: good}).Dial(t.Context(), "x", to)
		if err == nil || !strings.Contains(says(err), "the proxy "+proxy.Host()+" did not open the way to socket.example:443") {
			t.Errorf("a socket: %v", err)
		}
		seen = append(seen, says(err))
	}
	if all := strings.Join(seen, " "); strings.Contains(all, "password@") || strings.Contains(all, "-password") {
		t.Errorf("a password got out: %s", all)
	}
}

// TestAnotherProxyIsUsedAtOnce: no connection through the old one is used again.
func TestAnotherProxyIsUsedAtOnce(t *testing.T) {
	address := answers(t, http.StatusOK, "{}")
	names := map[string]string{"api.example:80": host(address)}
	first, second := standintest.StartProxy(t, standintest.ProxyOptions{Names: names}), standintest.StartProxy(t, standintest.ProxyOptions{SOCKS: true, Names: names})
	now := first
	client := (&Network{Route: func(string) Route { return Route{Proxy: now.URL()} }}).Client("x")
	for range 2 {
		if _, err := client.Do(t.Context(), Request{URL: "http://api.example/"}); err != nil {
			t.Fatal(err)
		}
	}
	now = second
	if _, err := client.Do(t.Context(), Request{URL: "http://api.example/"}); err != nil {
		t.Fatal(err)
	}
	if len(second.Asked()) != 1 {
		t.Error("the second proxy was not asked")
	}
}

// TestPrivateNamesAreNotForAProxyEither: it resolves names, so what cannot be
// public is refused before it is asked; and it is no place of files itself.
func TestPrivateNamesAreNotForAProxyEither(t *testing.T) {
	proxy := standintest.StartProxy(t, standintest.ProxyOptions{})
	files := through(Route{Proxy: "http://proxy.example:3128"}).Downloader("x", []string{"nas.local"})
	files.http.Transport.(*providerTransport).network.Route = func(string) Route { return Route{Proxy: proxy.URL()} }
	for _, place := range []string{
		"router", "localhost.", "a.localhost", "printer.local", "x.internal", "fritz.box.home.arpa", "127.1", "10.1", "2130706433", "0x7f000001",
		"127.0.0.0x1", "0177.0.0.1", "10.0.0.1", "192.168.0.1", "169.254.169.254", "198.18.0.1", "100.64.0.1",
		"[::1]", "[fe80::1]", "[fd00::1]", "[fc00::1]", "[64:ff9b::808:808]", "[::ffff:10.0.0.1]", "intranet", "host.lan",
	} {
		if _, err := get(t, files, "https://"+place+"/clip.mp4"); err == nil || !strings.Contains(says(err), "not a public one") {
			t.Errorf("%s: %v", place, err)
		}
	}
	if asked := proxy.Asked(); len(asked) > 0 {
		t.Errorf("the proxy was asked for %v", asked)
	}
	for _, place := range []string{"cdn.example.com", "nas.local", "8.8.8.8", "x.0xf.example"} {
		if _, err := get(t, files, "https://"+place+"/clip.mp4"); err == nil || !strings.Contains(says(err), "did not open the way") {
			t.Errorf("%s: %v", place, err)
		}
	}
	// A name of the proxy's own address.
	g, itself := newGuard(nil), &url.URL{Scheme: "http", Host: "proxy.example.com:3128"}
	if err := g.check(&url.URL{Scheme: "http", Host: "proxy.example.com:3128"}, itself); !errors.Is(err, errAddress) {
		t.Errorf("the proxy as a place: %v", err)
	}
}

// TestTheRangesOfVPNs: a host of a provider's answer may lead there over
// https, if the streamer does not forbid it, and nowhere else.
func TestTheRangesOfVPNs(t *testing.T) {
	g := newGuard(nil)
	for address, of := range map[string]string{
		"198.18.0.7": "198.18.0.0/15", "198.19.255.254": "198.18.0.0/15", "fc00::1": "fc00::/18", "64:ff9b::808:808": "64:ff9b::/96",
		"100.64.0.1": "100.64.0.0/10", "100.127.255.254": "100.64.0.0/10",
		"127.0.0.1": "", "10.0.0.1": "", "172.16.0.1": "", "192.168.1.1": "", "169.254.169.254": "", "0.0.0.0": "", "224.0.0.1": "",
		"::1": "", "fe80::1": "", "fd00::1": "", "fc00:4000::1": "", "198.51.100.1": "", "192.0.2.1": "",
		"64:ff9b::7f00:1": "", "64:ff9b::a00:1": "", "64:ff9b::c0a8:1": "", "64:ff9b::a9fe:a9fe": "", "64:ff9b::c612:1": "", "64:ff9b:1::808:808": "",
	} {
		ip := netip.MustParseAddr(address)
		network := "tcp6"
		if ip.Is4() {
			network = "tcp4"
		}
		for _, p := range []proxyRoute{{https: true, vpn: true}, {https: true}, {vpn: true}} {
			p.host = "cdn.example.com"
			err := g.control(p)(network, netip.AddrPortFrom(ip, 443).String(), nil)
			var refused *problem
			switch {
			case of == "" && !errors.Is(err, errAddress):
				t.Errorf("%s: %v", address, err)
			case of == "":
			case p.https && p.vpn && err != nil:
				t.Errorf("%s over https: %v", address, err)
			case p.https && p.vpn:
			case !errors.As(err, &refused) || !strings.Contains(locale.English().Message(refused.Message), "cdn.example.com leads to "+address+", of the range "+of):
				t.Errorf("%s: %v", address, err)
			case p.https != (refused.Code == "outbound.vpn_not_allowed"):
				t.Errorf("%s says %v", address, err)
			}
		}
	}
	_, err := get(t, through(Route{Proxy: Direct, VPNAddresses: true}).Downloader("x", nil), "https://198.18.0.1/")
	if err == nil || !strings.Contains(says(err), "not a public one") {
		t.Errorf("a bare number: %v", err)
	}
}

// TestTheFreezeAfter16KB: the connection of an answer, of a file, and of a
// poll that is the last of several on one connection.
func TestTheFreezeAfter16KB(t *testing.T) {
	t.Parallel()
	left := context.Background()
	sends := func(n int, hang bool) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Length", "5000000")
			if !hang {
				w.Header().Del("Content-Length")
			}
			_, _ = io.WriteString(w, strings.Repeat(" ", n))
			if !hang {
				return
			}
			_ = http.NewResponseController(w).Flush()
			select {
			case <-r.Context().Done():
			case <-left.Done():
			}
		}
	}
	var cases sync.WaitGroup // each waits for a time of silence, twice
	defer cases.Wait()
	for name, test := range map[string]struct {
		before, last int
		want         bool
	}{
		"an answer":             {0, 15 << 10, true},
		"a poll among others":   {5, 500, true},
		"a short answer":        {0, 500, false},
		"in the middle of much": {0, 300 << 10, false},
	} {
		cases.Go(func() {
			calls := 0
			address := serve(t, func(w http.ResponseWriter, r *http.Request) {
				if calls++; calls <= test.before {
					sends(3<<10, false)(w, r)
					return
				}
				sends(test.last, true)(w, r)
			})
			client := New(nil)
			var err error
			for range test.before + 1 {
				_, err = client.Do(t.Context(), Request{URL: address, Timeout: 200 * time.Millisecond})
			}
			problem, ours := OnTheWay(err)
			if ours != test.want || ours != strings.Contains(locale.English().Message(problem), "another network, a proxy or a VPN") || !Sent(err) || err == nil {
				t.Errorf("%s: %v", name, err)
			}
			calls = test.before
			files := NewDownloader([]string{host(address)})
			files.silence = 200 * time.Millisecond
			_, err = get(t, files, address)
			if _, ours := OnTheWay(err); ours != (test.last == 15<<10) || err == nil {
				t.Errorf("%s, as a file: %v", name, err)
			}
		})
	}
}

// TestAPageOfAGuard: Cloudflare's 403 is not the service's.
func TestAPageOfAGuard(t *testing.T) {
	for name, test := range map[string]struct {
		status int
		header string
		body   string
		want   bool
	}{
		"a page":                {http.StatusForbidden, "", "<!DOCTYPE html><title>Attention Required! | Cloudflare</title>", true},
		"a challenge":           {http.StatusServiceUnavailable, "challenge", "<html>Just a moment...</html>", true},
		"the service's own":     {http.StatusForbidden, "", `{"message":"You've run out of credits"}`, false},
		"a page of the service": {http.StatusBadGateway, "", "<html>502</html>", false},
	} {
		address := serve(t, func(w http.ResponseWriter, _ *http.Request) {
			if test.header != "" {
				w.Header().Set("Cf-Mitigated", test.header)
			}
			w.WriteHeader(test.status)
			_, _ = io.WriteString(w, test.body)
		})
		_, err := New(nil).Do(t.Context(), Request{URL: address})
		if Blocked(err) != test.want || strings.Contains(says(err), "a proxy or a VPN") != test.want || Status(err) != test.status {
			t.Errorf("%s: %v", name, err)
		}
		_, err = get(t, NewDownloader([]string{host(address)}), address)
		if Blocked(err) != test.want {
			t.Errorf("%s, as a file: %v", name, err)
		}
	}
}

// TestANameThatLeadsToAVPN asks a resolver of its own: the sentence says the
// host, the range and the setting, and with it the file is asked for there.
func TestANameThatLeadsToAVPN(t *testing.T) {
	resolver, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = resolver.Close() })
	go resolve(resolver, [4]byte{198, 18, 0, 7})
	before := net.DefaultResolver
	t.Cleanup(func() { net.DefaultResolver = before })
	net.DefaultResolver = &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, "udp", resolver.LocalAddr().String())
	}}
	const address = "https://cdn.example.com/clip.mp4?sig=secret"
	for vpn, want := range map[bool]string{
		false: "the host cdn.example.com leads to 198.18.0.7, of the range 198.18.0.0/15 of VPNs and carriers: network.vpn_addresses allows it",
		true:  "",
	} {
		ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond) // nobody is there
		err := through(Route{VPNAddresses: vpn}).Downloader("aiml", nil).Reach(ctx, address)
		cancel()
		problem, ours := OnTheWay(err)
		if err == nil || ours != !vpn || locale.English().Message(problem) != want || strings.Contains(says(err), "secret") {
			t.Errorf("allowed %v: %v", vpn, err)
		}
	}
	err = through(Route{VPNAddresses: true}).Downloader("aiml", nil).Reach(t.Context(), "http://cdn.example.com/")
	if problem, _ := OnTheWay(err); problem.Code != "outbound.vpn_without_https" {
		t.Errorf("without https: %v", err)
	}
}

// resolve answers every question for an IPv4 address with one.
func resolve(conn net.PacketConn, ip [4]byte) {
	question := make([]byte, 512)
	for {
		n, from, err := conn.ReadFrom(question)
		if err != nil {
			return
		}
		var asked dnsmessage.Message
		if asked.Unpack(question[:n]) != nil || len(asked.Questions) != 1 {
			continue
		}
		answer := dnsmessage.Message{Header: dnsmessage.Header{ID: asked.ID, Response: true, RecursionAvailable: true}, Questions: asked.Questions}
		if q := asked.Questions[0]; q.Type == dnsmessage.TypeA {
			answer.Answers = []dnsmessage.Resource{{
				Header: dnsmessage.ResourceHeader{Name: q.Name, Type: q.Type, Class: q.Class, TTL: 60}, Body: &dnsmessage.AResource{A: ip},
			}}
		}
		if packed, err := answer.Pack(); err == nil {
			_, _ = conn.WriteTo(packed, from)
		}
	}
}
