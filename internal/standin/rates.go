package standin

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/shopspring/decimal"
)

// quote is one currency's rate: rubles for one unit.
type quote struct {
	code, number, id, name string // id and name as the Central Bank has them
	nominal                int64  // how many units the Central Bank quotes
	rubles                 decimal.Decimal
}

// rateTable is what all three services of rates publish.
type rateTable struct {
	mu        sync.Mutex
	quotes    []quote
	published time.Time // now where zero
}

func (t *rateTable) start() {
	of := func(code, number, id, name string, nominal int64, rubles string) {
		t.quotes = append(t.quotes, quote{code, number, id, name, nominal, decimal.RequireFromString(rubles)})
	}
	of("USD", "840", "R01235", "Доллар США", 1, "80")
	of("EUR", "978", "R01239", "Евро", 1, "90")
	of("KZT", "398", "R01335", "Тенге", 100, "0.16")
	of("JPY", "392", "R01820", "Иен", 100, "0.53")
	of("BYN", "933", "R01090B", "Белорусский рубль", 1, "25")
	of("UAH", "980", "R01720", "Гривен", 10, "1.9")
	of("BRL", "986", "R01115", "Бразильский реал", 1, "14.5")
	of("TRY", "949", "R01700J", "Турецких лир", 10, "1.95")
	of("PLN", "985", "R01565", "Злотый", 1, "21.5")
	of("UZS", "860", "R01717", "Узбекских сумов", 10000, "0.0065")
	of("GBP", "826", "R01035", "Фунт стерлингов", 1, "104.25")
	of("CNY", "156", "R01375", "Юань", 1, "11.2")
	of("GEL", "981", "R01210", "Лари", 1, "29.4")
}

// now returns the table as it stands.
func (t *rateTable) now() (quotes []quote, published time.Time) {
	t.mu.Lock()
	defer t.mu.Unlock()
	published = t.published
	if published.IsZero() {
		published = time.Now()
	}
	return append([]quote(nil), t.quotes...), published
}

// inRubles returns what DonationAlerts puts beside an amount: its value in the
// currency of the account. It is null where that cannot be told.
func (t *rateTable) inRubles(amount any, currency string) any {
	text := fmt.Sprint(amount)
	value, err := decimal.NewFromString(text)
	// An exponent can make a few signs a number of a gigabyte.
	if err != nil || len(text) > 40 || value.Exponent() > 20 || value.Exponent() < -20 {
		return nil
	}
	currency = strings.ToUpper(currency)
	if currency == "RUB" {
		return json.Number(value.String())
	}
	quotes, _ := t.now()
	for _, q := range quotes {
		if q.code == currency {
			return json.Number(value.Mul(q.rubles).Round(2).String())
		}
	}
	return nil
}

// relativeTo returns the table in units for one of base; false where base is
// unknown.
func (t *rateTable) relativeTo(base string) (map[string]json.Number, time.Time, bool) {
	quotes, published := t.now()
	quotes = append(quotes, quote{code: "RUB", rubles: decimal.NewFromInt(1)})
	of := make(map[string]decimal.Decimal, len(quotes))
	for _, q := range quotes {
		of[q.code] = q.rubles
	}
	one, known := of[base]
	if !known {
		return nil, published, false
	}
	rates := make(map[string]json.Number, len(of))
	for code, rubles := range of {
		rate := decimal.Zero
		if !rubles.IsZero() {
			rate = one.DivRound(rubles, 8)
		}
		rates[code] = json.Number(rate.String())
	}
	return rates, published, true
}

// openER answers as open.er-api.com does.
func (s *Server) openER(w http.ResponseWriter, r *http.Request) {
	base := r.PathValue("base")
	rates, published, ok := s.rates.relativeTo(base)
	if !ok {
		writeJSON(w, http.StatusNotFound, rateError("unsupported-code"))
		return
	}
	writeJSON(w, http.StatusOK, latest(base, published, "rates", rates))
}

// exchangeRateV6 answers as exchangerate-api.com does with a key. Any key is
// good unless it begins with "wrong".
func (s *Server) exchangeRateV6(w http.ResponseWriter, r *http.Request) {
	base := r.PathValue("base")
	rates, published, ok := s.rates.relativeTo(base)
	switch {
	case strings.HasPrefix(r.PathValue("key"), "wrong"):
		writeJSON(w, http.StatusForbidden, rateError("invalid-key"))
	case !ok:
		writeJSON(w, http.StatusNotFound, rateError("unsupported-code"))
	default:
		writeJSON(w, http.StatusOK, latest(base, published, "conversion_rates", rates))
	}
}

// exchangeRateV4 answers as exchangerate-api.com does without a key.
func (s *Server) exchangeRateV4(w http.ResponseWriter, r *http.Request) {
	base := r.PathValue("base")
	rates, published, ok := s.rates.relativeTo(base)
	if !ok {
		writeJSON(w, http.StatusNotFound, rateError("unsupported_code"))
		return
	}
	writeJSON(w, http.StatusOK, map[string]any{
		"provider": s.URL(), "WARNING_UPGRADE_TO_V6": s.URL(), "terms": s.URL(),
		"base": base, "date": published.UTC().Format(time.DateOnly), "time_last_updated": published.Unix(),
		"rates": rates,
	})
}

// latest returns the envelope of both services' version 6. They differ in the
// name that the table goes by.
func latest(base string, published time.Time, name string, rates map[string]json.Number) map[string]any {
	next := published.Add(24 * time.Hour)
	return map[string]any{
		"result": "success", "provider": "stand-in", "documentation": "stand-in", "terms_of_use": "stand-in",
		"time_last_update_unix": published.Unix(), "time_last_update_utc": published.UTC().Format(time.RFC1123Z),
		"time_next_update_unix": next.Unix(), "time_next_update_utc": next.UTC().Format(time.RFC1123Z),
		"time_eol_unix": 0, "base_code": base, name: rates,
	}
}

func rateError(kind string) map[string]string {
	return map[string]string{"result": "error", "error-type": kind}
}
