package standin

import (
	"encoding/xml"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/encoding/charmap"
)

// table1251 reads the Central Bank's XML as a client of it must.
func table1251(t *testing.T, body string) (table valCurs) {
	t.Helper()
	decoder := xml.NewDecoder(strings.NewReader(body))
	decoder.CharsetReader = func(charset string, in io.Reader) (io.Reader, error) {
		if charset != "windows-1251" {
			t.Errorf("the charset is %s", charset)
		}
		return charmap.Windows1251.NewDecoder().Reader(in), nil
	}
	if err := decoder.Decode(&table); err != nil {
		t.Fatal(err)
	}
	return table
}

func TestCentralBank(t *testing.T) {
	s := started(t, Options{})
	s.SetRatesTime(time.Date(2026, 11, 20, 22, 30, 0, 0, time.UTC))
	s.SetRate("USD", "80.1234")
	s.SetRate("EUR", "")
	s.SetRate("XAU", "9999.5")
	answer := call(t, "GET", s.CBRURL()+"/scripts/XML_daily.asp", "")
	if answer.StatusCode != http.StatusOK || !strings.Contains(answer.Header.Get("Content-Type"), "windows-1251") {
		t.Fatalf("%d %s", answer.StatusCode, answer.Header.Get("Content-Type"))
	}
	if !strings.Contains(answer.body, "\xc4\xee\xeb\xeb\xe0\xf0") { // the dollar's name in windows-1251
		t.Error("the names are not in windows-1251")
	}
	table := table1251(t, answer.body)
	if table.Date != "21.11.2026" { // it is tomorrow in Moscow
		t.Errorf("the date is %s", table.Date)
	}
	got := map[string]valute{}
	for _, v := range table.Valutes {
		got[v.CharCode] = v
	}
	want := map[string][4]string{ // nominal, value, for one, name
		"USD": {"1", "80,1234", "80,1234", "Доллар США"},
		"KZT": {"100", "16,0000", "0,16", "Тенге"},
		"UZS": {"10000", "65,0000", "0,0065", "Узбекских сумов"},
		"XAU": {"1", "9999,5000", "9999,5", "XAU"},
	}
	for code, w := range want {
		if v := got[code]; [4]string{v.Nominal, v.Value, v.VunitRate, v.Name} != w {
			t.Errorf("%s is %+v", code, v)
		}
	}
	if _, there := got["EUR"]; there || len(got) < 12 {
		t.Errorf("%d currencies, with the euro: %v", len(got), there)
	}
	of := call(t, "GET", s.CBRURL()+"/scripts/XML_daily.asp?date_req=05/03/2026", "")
	if table := table1251(t, of.body); table.Date != "05.03.2026" {
		t.Errorf("the date asked for is answered by %s", table.Date)
	}
	if wrong := call(t, "GET", s.CBRURL()+"/scripts/XML_daily.asp?date_req=2026", ""); len(table1251(t, wrong.body).Valutes) != 0 {
		t.Error("a wrong date brings rates")
	}
}

func TestTablesInJSON(t *testing.T) {
	s := started(t, Options{})
	published := time.Date(2026, 11, 20, 0, 2, 31, 0, time.UTC)
	s.SetRatesTime(published)
	cases := []struct {
		name, address, table, base string
		status                     int
		kind                       string
	}{
		{"open.er-api", s.OpenERURL() + "/v6/latest/USD", "rates", "base_code", 200, ""},
		{"version 4", s.ExchangeRateURL() + "/v4/latest/USD", "rates", "base", 200, ""},
		{"version 6", s.ExchangeRateURL() + "/v6/KEY/latest/USD", "conversion_rates", "base_code", 200, ""},
		{"open.er-api, no such base", s.OpenERURL() + "/v6/latest/XXX", "", "", 404, "unsupported-code"},
		{"version 4, no such base", s.ExchangeRateURL() + "/v4/latest/XXX", "", "", 404, "unsupported_code"},
		{"version 6, no such base", s.ExchangeRateURL() + "/v6/KEY/latest/XXX", "", "", 404, "unsupported-code"},
		{"version 6, wrong key", s.ExchangeRateURL() + "/v6/wrong-key/latest/USD", "", "", 403, "invalid-key"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			answer := call(t, "GET", c.address, "")
			var fields map[string]any
			answer.into(t, &fields)
			if answer.StatusCode != c.status {
				t.Fatalf("answered %d", answer.StatusCode)
			}
			if c.kind != "" {
				if fields["result"] != "error" || fields["error-type"] != c.kind {
					t.Errorf("the error is %v", fields)
				}
				return
			}
			rates, _ := fields[c.table].(map[string]any)
			if fields[c.base] != "USD" || rates["USD"] != 1.0 || rates["RUB"] != 80.0 || rates["KZT"] != 500.0 || rates["EUR"] != 0.88888889 {
				t.Errorf("the table is %v", fields)
			}
			updated, ok := fields["time_last_update_unix"]
			if !ok {
				updated = fields["time_last_updated"]
			}
			if updated != float64(published.Unix()) {
				t.Errorf("published at %v", updated)
			}
		})
	}
	if s.Requests(PartOpenER) != 2 || s.Requests(PartExchangeRate) != 5 {
		t.Errorf("counted %d and %d", s.Requests(PartOpenER), s.Requests(PartExchangeRate))
	}
}
