package rates

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/rs/zerolog"
	"golang.org/x/text/encoding/charmap"

	"streamspark/internal/locale"
	"streamspark/internal/outbound"
	"streamspark/internal/provider"
	"streamspark/internal/standin"
	"streamspark/internal/standin/standintest"
)

const secretKey = "0123456789abcdefsecret"

// services are all providers of a stand-in with their parts.
func services(s *standin.Probe, c *outbound.Client) map[standin.Part][]Provider {
	return map[standin.Part][]Provider{
		standin.PartCBR:    {CBR(c, s.CBRURL())},
		standin.PartOpenER: {OpenERAPI(c, s.OpenERURL()+"/")},
		standin.PartExchangeRate: {
			ExchangeRateAPI(c, s.ExchangeRateURL(), ""),
			ExchangeRateAPI(c, s.ExchangeRateURL(), secretKey),
		},
	}
}

func TestEachServiceIsReadRight(t *testing.T) {
	s := standintest.Start(t, standin.Options{})
	s.SetRate("TRY", "1.9543")
	published := time.Now().Add(-3 * time.Hour).Truncate(time.Second)
	s.SetRatesTime(published)
	for part, providers := range services(s, outbound.New(nil)) {
		for _, p := range providers {
			r := newRates(nil, p)
			for currency, rubles := range map[string]string{
				"USD": "80", "EUR": "90", "KZT": "0.16", "JPY": "0.53", "BYN": "25", "UAH": "1.9", "UZS": "0.01", "TRY": "1.95",
			} {
				costs(t, r, currency, rubles, p.Name())
			}
			unpriced(t, r, "XAU", locale.English().Message(provider.Title(p.Name()))+": it has no rate for XAU")
			table := r.State(t.Context()).Table
			early, late := published.Add(-24*time.Hour), published.Add(time.Second)
			if table.Published.Before(early) || table.Published.After(late) {
				t.Errorf("%s: published %v, want about %v", part, table.Published, published)
			}
		}
		if got := s.Requests(part); got != len(providers) {
			t.Errorf("%s was asked %d times", part, got)
		}
	}
}

// TestEachFaultIsASentence drives each service through each fault: the
// provider gives no table and says why, no key shows, and it recovers.
func TestEachFaultIsASentence(t *testing.T) {
	s := standintest.Start(t, standin.Options{})
	client := outbound.New(nil)
	for part, providers := range services(s, client) {
		for _, p := range providers {
			for kind, says := range map[standin.Kind]string{
				standin.Status400: "400", standin.Status401: "401", standin.Status403: "403", standin.Status404: "404",
				standin.Status429: "429", standin.Status500: "500", standin.HTML: "502", standin.HTML200: "",
				standin.Cut: "", standin.Lost: "", standin.Endless: "", standin.Empty: "", standin.OtherShape: "",
				standin.KindRedirect: "302", standin.Status408: "408", standin.Status409: "409", standin.Status503: "503",
				standin.Nulls: "", standin.Huge: "larger",
			} {
				s.Set(part, standin.Fault{Kind: kind, Redirect: s.URL() + "/elsewhere"})
				table, err := p.Load(t.Context())
				if err == nil {
					table, err = table.usable(time.Now())
				}
				if err == nil || !strings.Contains(locale.English().Detail(err), says) {
					t.Errorf("%s, %s: %v, %v", part, kind, table, err)
				} else if strings.Contains(err.Error(), secretKey) {
					t.Errorf("%s, %s: the key shows: %v", part, kind, err)
				}
			}
			for _, kind := range []standin.Kind{standin.Strings, standin.WrongType} { // read all the same
				s.Set(part, standin.Fault{Kind: kind})
				costs(t, newRates(nil, p), "USD", "80", p.Name())
			}
			s.ClearFaults()
			if _, err := p.Load(t.Context()); err != nil {
				t.Errorf("%s did not recover: %v", part, err)
			}
		}
	}
}

func TestAChainOfServices(t *testing.T) {
	s := standintest.Start(t, standin.Options{})
	c := outbound.New(nil)
	r := New(Options{
		Providers: []Provider{CBR(c, s.CBRURL()), OpenERAPI(c, s.OpenERURL()), ExchangeRateAPI(c, s.ExchangeRateURL(), "")},
		TTL:       time.Nanosecond, Pause: time.Nanosecond, Log: zerolog.Nop(),
	})
	costs(t, r, "USD", "80", "cbr")
	s.Set(standin.PartCBR, standin.Fault{Kind: standin.Status500})
	costs(t, r, "USD", "80", "open_er_api")
	s.Set(standin.PartOpenER, standin.Fault{Kind: standin.HTML200})
	s.SetRate("USD", "81")
	costs(t, r, "USD", "81", "exchangerate_api")
	s.ClearFaults()
	costs(t, r, "USD", "81", "cbr")
}

func TestAKeyThatIsNotAccepted(t *testing.T) {
	s := standintest.Start(t, standin.Options{})
	p := ExchangeRateAPI(outbound.New(nil), s.ExchangeRateURL(), "wrong/"+secretKey)
	_, err := p.Load(t.Context())
	if err == nil || !strings.Contains(locale.English().Detail(err), "rates.api_key") || strings.Contains(err.Error(), secretKey) {
		t.Errorf("%v", err)
	}
}

func TestTheKeyChoosesTheHost(t *testing.T) {
	for _, test := range []struct{ address, key, want string }{
		{"", "", "https://api.exchangerate-api.com/v4/latest/USD"},
		{"", "k", "https://v6.exchangerate-api.com/v6/k/latest/USD"},
		{"https://api.exchangerate-api.com/", "k", "https://v6.exchangerate-api.com/v6/k/latest/USD"},
		{"http://localhost:1/x", "", "http://localhost:1/x/v4/latest/USD"},
		{"http://localhost:1/x/", "a/b?", "http://localhost:1/x/v6/a%2Fb%3F/latest/USD"},
	} {
		if got := ExchangeRateAPI(nil, test.address, test.key).(exchangeRate).url; got != test.want {
			t.Errorf("%q with key %q: %s", test.address, test.key, got)
		}
	}
}

// TestAnswersThatTheStandInNeverGives are answers in full, with what the
// error says of them; empty: a dollar at 80.
func TestAnswersThatTheStandInNeverGives(t *testing.T) {
	const row = `<Valute><CharCode>USD</CharCode><Nominal>1</Nominal><Value>80,0</Value></Valute>`
	cbrOf := func(date, rows string) string {
		return `<?xml version="1.0" encoding="windows-1251"?><ValCurs Date="` + date + `">` + rows + `</ValCurs>`
	}
	erOf := func(rest string) string { return `{"result":"success",` + rest + `}` }
	const published, rubles = `"time_last_update_unix":1700000000`, `"rates":{"USD":1,"RUB":80}`
	for name, test := range map[string]struct{ service, body, says string }{
		"nominal of nothing":   {"cbr", cbrOf("14.11.2023", strings.Replace(row, ">1<", ">0<", 1)), "no usable rate"},
		"no number":            {"cbr", cbrOf("14.11.2023", strings.Replace(row, "80,0", "1.080,0", 1)), "no usable rate"},
		"a number that grows":  {"cbr", cbrOf("14.11.2023", strings.Replace(row, "80,0", "1e999999999", 1)), "no usable rate"},
		"a bad row beside":     {"cbr", cbrOf("14.11.2023", row+"<Valute><CharCode>EUR</CharCode></Valute>"), ""},
		"unknown fields":       {"cbr", cbrOf("14.11.2023", "<X>Рубль</X>"+row), ""},
		"no date":              {"cbr", cbrOf("", row), "date"},
		"odd date":             {"cbr", cbrOf("2023-11-14", row), "date"},
		"not the bank's XML":   {"cbr", `<?xml version="1.0"?><rss></rss>`, "not the bank's table"},
		"another encoding":     {"cbr", `<?xml version="1.0" encoding="koi8-r"?><ValCurs/>`, "not the bank's table"},
		"strings":              {"er", erOf(published + `,"base_code":"USD","rates":{"USD":"1","RUB":"80","EUR":null}`), ""},
		"an error in a 200":    {"er", `{"result":"error","error-type":"quota-reached"}`, "quota-reached"},
		"no ruble":             {"er", erOf(published + `,"base_code":"USD","rates":{"USD":1}`), "ruble"},
		"zero ruble":           {"er", erOf(published + `,"base_code":"USD","rates":{"USD":1,"RUB":0}`), "ruble"},
		"another base":         {"er", erOf(published + `,"base_code":"EUR",` + rubles), "one dollar"},
		"no time":              {"er", erOf(`"base_code":"USD",` + rubles), "published"},
		"a ruble without end":  {"er", erOf(published + `,"base_code":"USD","rates":{"RUB":1e999999999}`), "ruble"},
		"a dust of a currency": {"er", erOf(published + `,"base_code":"USD","rates":{"RUB":80,"ABC":1e-29}`), ""},
	} {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			body, err := charmap.Windows1251.NewEncoder().String(test.body)
			if err != nil {
				t.Error(err)
			}
			_, _ = w.Write([]byte(body))
		}))
		p := CBR(outbound.New(nil), server.URL)
		if test.service == "er" {
			p = OpenERAPI(outbound.New(nil), server.URL)
		}
		table, err := p.Load(t.Context())
		if err == nil {
			table, err = table.usable(time.Now())
		}
		switch {
		case test.says == "" && (err != nil || table.Rubles["USD"].String() != "80"):
			t.Errorf("%s: %v, %v", name, table, err)
		case test.says != "" && (err == nil || !strings.Contains(locale.English().Detail(err), test.says)):
			t.Errorf("%s: %v, %v; want that it says %q", name, table, err, test.says)
		}
		server.Close()
	}
}

// FuzzTables: whatever a service sends, it is a table of believable rates
// or an error.
func FuzzTables(f *testing.F) {
	f.Add([]byte(`<?xml version="1.0" encoding="windows-1251"?><ValCurs Date="14.11.2023"><Valute><CharCode>USD</CharCode><Nominal>1</Nominal><Value>80,0</Value></Valute></ValCurs>`))
	f.Add([]byte(`{"result":"success","time_last_update_unix":1700000000,"base_code":"USD","rates":{"USD":1,"RUB":80,"KZT":5e2}}`))
	f.Add([]byte(`{"base":"USD","time_last_updated":1700000000,"rates":{"RUB":"1e-30"}}`))
	f.Add([]byte(`{"base":"USD","time_last_updated":"1700000000","rates":{"RUB":"80","USD":null}}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		for _, read := range []func([]byte) (Table, error){readCBR, func(body []byte) (Table, error) {
			var found sheet
			if err := json.Unmarshal(body, &found); err != nil {
				return Table{}, err
			}
			return found.table()
		}} {
			table, err := read(body)
			if err == nil {
				table, err = table.usable(time.Now())
			}
			if err != nil {
				continue
			}
			for code, rubles := range table.Rubles {
				if len(code) != 3 || !rubles.IsPositive() || len(rubles.String()) > 2*maxRateLength {
					t.Errorf("%q at %s", code, rubles)
				}
			}
		}
	})
}
