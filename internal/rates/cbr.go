package rates

import (
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/shopspring/decimal"
	"golang.org/x/text/encoding/charmap"

	"streamspark/internal/money"
	"streamspark/internal/outbound"
)

const (
	cbrAddress = "https://www.cbr.ru"
	bodyLimit  = 2 << 20 // a whole table is some 10 kB
	loadTime   = 15 * time.Second
)

type cbr struct {
	client  *outbound.Client
	address string
}

// CBR returns the Central Bank of Russia: the official rates, set on working
// days for the next one. An empty address is the bank's own.
func CBR(c *outbound.Client, baseURL string) Provider {
	return cbr{client: c, address: base(baseURL, cbrAddress)}
}

func (cbr) Name() string { return "cbr" }

func (p cbr) Load(ctx context.Context) (Table, error) {
	answer, err := p.client.Do(ctx, outbound.Request{
		URL: p.address + "/scripts/XML_daily.asp", Limit: bodyLimit, Timeout: loadTime,
		Header: http.Header{"Accept": {"application/xml, text/xml"}},
	})
	if err != nil {
		return Table{}, err
	}
	return readCBR(answer.Body)
}

// readCBR reads the bank's own XML: windows-1251, decimal commas, and
// rubles for a nominal number of units, which differs from one to 10 000.
func readCBR(body []byte) (Table, error) {
	var sheet struct {
		XMLName xml.Name `xml:"ValCurs"`
		Date    string   `xml:"Date,attr"`
		Rows    []struct {
			Code    string `xml:"CharCode"`
			Nominal string `xml:"Nominal"`
			Value   string `xml:"Value"`
		} `xml:"Valute"`
	}
	decoder := xml.NewDecoder(bytes.NewReader(body))
	decoder.CharsetReader = charset
	if err := decoder.Decode(&sheet); err != nil {
		return Table{}, unusable("rates.no_table")
	}
	moscow := time.FixedZone("MSK", 3*3600)
	published, err := time.ParseInLocation("02.01.2006", sheet.Date, moscow)
	if err != nil {
		return Table{}, unusable("rates.date_unread")
	}
	table := Table{Published: published.UTC(), Rubles: map[money.Currency]decimal.Decimal{}}
	for _, row := range sheet.Rows {
		value, read := number(strings.Replace(row.Value, ",", ".", 1))
		nominal, whole := number(row.Nominal)
		if read && whole && nominal.IsInteger() && nominal.IsPositive() {
			table.Rubles[money.Currency(row.Code)] = value.DivRound(nominal, ratePlaces)
		}
	}
	return table, nil
}

func charset(name string, input io.Reader) (io.Reader, error) {
	if strings.EqualFold(name, "windows-1251") {
		return charmap.Windows1251.NewDecoder().Reader(input), nil
	}
	return nil, errors.ErrUnsupported
}

// base returns a base address without its last slash, or the service's own.
func base(address, own string) string {
	if address == "" {
		address = own
	}
	return strings.TrimRight(address, "/")
}
