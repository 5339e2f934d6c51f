package e2e

import (
	"fmt"
	"io"
	"log"
	"maps"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"streamspark/internal/standin"
	"streamspark/internal/standin/standintest"
)

// outside is a stand-in that outlives the programs of a test, with the
// configuration that leads to it.
type outside struct {
	stand *standin.Probe
	dir   string
	flags map[string]string
}

func newOutside(t *testing.T) outside {
	t.Helper()
	stand := standintest.Start(t, standin.Options{})
	access, _ := stand.IssueTokens()
	return outside{stand: stand, dir: t.TempDir(), flags: map[string]string{
		"donationalerts.base_url": stand.DonationAlertsURL(), "donationalerts.realtime_url": stand.RealtimeURL(),
		"donationalerts.access_token": access, "donationalerts.poll_interval": "1s",
		"rates.cbr_url": stand.CBRURL(), "rates.open_er_api_url": stand.OpenERURL(), "rates.exchangerate_api_url": stand.ExchangeRateURL(),
		"generation.provider": "aiml", "generation.aiml.base_url": stand.AIMLURL(), "generation.aiml.api_key": standin.AIMLKey,
		"generation.poll_interval": "1s", "downloads.allow_hosts": stand.Host(),
	}}
}

// run starts the program with some keys changed, and waits until it has
// read the list of donations for the first time, where it can.
func (o outside) run(t *testing.T, change map[string]string) *program {
	t.Helper()
	flags := maps.Clone(o.flags)
	maps.Copy(flags, change)
	p := startIn(t, o.dir, false, flags)
	p.stand = o.stand
	if change["donationalerts.base_url"] == "" {
		p.eventually(func() bool {
			_, body := p.call("GET", "/api/stats", nil)
			return strings.Contains(string(body), `"lastPoll":"`)
		}, func() string { return "it never read the list" })
	}
	return p
}

// ways are addresses where nothing can be had, and what is said of them.
func ways(t *testing.T) map[string]struct{ address, says string } {
	t.Helper()
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	closed.Close()
	plain := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(plain.Close)
	untrusted := httptest.NewUnstartedServer(http.NotFoundHandler())
	untrusted.Config.ErrorLog = log.New(io.Discard, "", 0)
	untrusted.StartTLS()
	t.Cleanup(untrusted.Close)
	return map[string]struct{ address, says string }{
		"refused":           {"http://" + closed.Addr().String(), "the connection was refused"},
		"no such name":      {"https://nowhere.invalid", "the host was not found: is there an internet connection?"},
		"no TLS there":      {strings.Replace(plain.URL, "http:", "https:", 1), "HTTP response to HTTPS"},
		"a untrusted's TLS": {untrusted.URL, "certificate"},
	}
}

// TestAnAddressThatLeadsNowhere: the donation waits and says why, others
// that do not need that address are celebrated, and once the address is
// right it is made and paid for once.
func TestAnAddressThatLeadsNowhere(t *testing.T) {
	t.Parallel()
	for name, way := range ways(t) {
		for part, test := range map[string]func(*testing.T, string, string){
			"aiml": generatorNowhere, "rates": ratesNowhere, "donationalerts": donationsNowhere,
		} {
			t.Run(part+" "+name, func(t *testing.T) {
				t.Parallel()
				test(t, way.address, way.says)
			})
		}
	}
}

func generatorNowhere(t *testing.T, address, says string) {
	o := newOutside(t)
	p := o.run(t, map[string]string{"generation.aiml.base_url": address})
	id := p.viewer(standin.Donation{Amount: 2000, Currency: "RUB"})
	var c celebration
	p.eventually(func() bool { c = p.celebration(id); return c.Status == "approved" && strings.Contains(c.Reason, says) }, func() string {
		return fmt.Sprintf("it went %s and says %q; want that it says %q", c.path(), c.Reason, says)
	})
	if c.Charged != "no" {
		t.Errorf("it says %q, charged %s", c.Reason, c.Charged)
	}
	p.mustStop()
	p = o.run(t, nil)
	p.until(id, "ready")
	p.until(p.viewer(standin.Donation{Amount: 3000, Currency: "RUB"}), "ready")
	if n := len(o.stand.Jobs()); n != 2 {
		t.Errorf("%d orders for two donations", n)
	}
}

func ratesNowhere(t *testing.T, address, says string) {
	o := newOutside(t)
	p := o.run(t, map[string]string{
		"rates.cbr_url": address, "rates.open_er_api_url": address, "rates.exchangerate_api_url": address,
	})
	id := p.viewer(standin.Donation{Amount: 25, Currency: "USD"})
	if c := p.until(id, "waiting_rate"); c.Code != "no_rate" {
		t.Errorf("it says %q", c.Reason)
	}
	if _, body := p.call("GET", "/api/rates", nil); strings.Count(string(body), says) < 3 {
		t.Errorf("the rates say %s; want %q of each", body, says)
	}
	p.until(p.viewer(standin.Donation{Amount: 2000, Currency: "RUB"}), "ready")
	p.mustStop()
	p = o.run(t, nil)
	p.until(id, "ready")
	p.until(p.viewer(standin.Donation{Amount: 30, Currency: "USD"}), "ready")
}

func donationsNowhere(t *testing.T, address, says string) {
	o := newOutside(t)
	o.run(t, nil).mustStop()
	p := o.run(t, map[string]string{"donationalerts.base_url": address})
	o.stand.Donate(standin.Donation{Amount: 2000, Currency: "RUB"})
	var body []byte
	p.eventually(func() bool {
		_, body = p.call("GET", "/status", nil)
		return strings.Contains(string(body), says)
	}, func() string { return fmt.Sprintf("it says %s; want %q", body, says) })
	p.until(p.donate(map[string]any{"amount": 2000}), "ready")
	p.mustStop()
	p = o.run(t, nil)
	p.eventually(func() bool { return len(p.newest()) == 2 }, func() string { return "what came meanwhile was lost" })
	p.until(p.newest()[0].ID, "ready")
	p.until(p.viewer(standin.Donation{Amount: 3000, Currency: "RUB"}), "ready")
}

// mustStop ends the program in peace.
func (p *program) mustStop() {
	p.t.Helper()
	if err := p.stop(); err != nil {
		p.t.Fatal(err)
	}
}
