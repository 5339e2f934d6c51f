package rates

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"time"

	"github.com/shopspring/decimal"

	"streamspark/internal/celebration"
	"streamspark/internal/fault"
	"streamspark/internal/money"
	"streamspark/internal/outbound"
	"streamspark/internal/provider"
)

const (
	openAddress  = "https://open.er-api.com"
	v4Address    = "https://api.exchangerate-api.com"
	v6Address    = "https://v6.exchangerate-api.com"
	dollar       = money.Currency("USD")
	pathOfLatest = "/latest/USD"
)

// exchangeRate is any of the three services of one maker: they differ in
// their path and in the name of one field.
type exchangeRate struct {
	client *outbound.Client
	name   string
	url    string
	key    string
}

// OpenERAPI returns the provider open.er-api.com: daily rates without a key.
// They are asked for in dollars, not in rubles: for one ruble most would have
// few digits left. An empty address is the service's own.
func OpenERAPI(c *outbound.Client, baseURL string) Provider {
	return exchangeRate{client: c, name: "open_er_api", url: base(baseURL, openAddress) + "/v6" + pathOfLatest}
}

// ExchangeRateAPI returns the provider exchangerate-api.com: version 6 with a
// key, version 4 without. The two live at different hosts, so with a key the
// address that version 4 has by default stands for that of version 6; any
// other address is used as it is, for both.
func ExchangeRateAPI(c *outbound.Client, baseURL, key string) Provider {
	address := base(baseURL, v4Address)
	if key == "" {
		return exchangeRate{client: c, name: "exchangerate_api", url: address + "/v4" + pathOfLatest}
	}
	if address == v4Address {
		address = v6Address
	}
	return exchangeRate{
		client: c, name: "exchangerate_api", key: key,
		url: address + "/v6/" + url.PathEscape(key) + pathOfLatest,
	}
}

func (p exchangeRate) Name() string { return p.name }

func (p exchangeRate) Load(ctx context.Context) (Table, error) {
	var found sheet
	_, err := p.client.Do(ctx, outbound.Request{URL: p.url, Secret: p.key, Limit: bodyLimit, Timeout: loadTime, Decode: &found})
	if err != nil {
		status := outbound.Status(err)
		if p.key != "" && (status == http.StatusUnauthorized || status == http.StatusForbidden) {
			return Table{}, fault.Wrap(err, fault.Retry, "rates.key_refused", "key", provider.Setting(group+".api_key"))
		}
		return Table{}, err
	}
	return found.table()
}

// sheet is the answer of all three versions. A json.Number may be a text.
type sheet struct {
	Result      string                 `json:"result"`
	ErrorType   string                 `json:"error-type"`
	Base        string                 `json:"base"`
	BaseCode    string                 `json:"base_code"`
	Updated     json.Number            `json:"time_last_update_unix"`
	UpdatedV4   json.Number            `json:"time_last_updated"`
	Rates       map[string]json.Number `json:"rates"`
	Conversions map[string]json.Number `json:"conversion_rates"`
}

func (s sheet) table() (Table, error) {
	if s.Result == "error" {
		return Table{}, unusable("rates.refused", "words", celebration.OneLine(s.ErrorType, 60))
	}
	if s.Base+s.BaseCode != string(dollar) {
		return Table{}, unusable("rates.not_for_dollar")
	}
	rows := s.Rates
	if len(s.Conversions) > 0 {
		rows = s.Conversions
	}
	perDollar := make(map[string]decimal.Decimal, len(rows))
	for code, text := range rows {
		if units, ok := number(text.String()); ok {
			perDollar[code] = units
		}
	}
	rubles, err := crossed(perDollar, dollar)
	if err != nil {
		return Table{}, err
	}
	table := Table{Rubles: rubles}
	of6, _ := s.Updated.Int64() // what is no number is no time
	of4, _ := s.UpdatedV4.Int64()
	if updated := max(of6, of4); updated > 0 {
		table.Published = time.Unix(updated, 0).UTC()
	}
	return table, nil
}
