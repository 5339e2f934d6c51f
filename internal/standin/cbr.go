package standin

import (
	"encoding/xml"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/shopspring/decimal"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
)

// The Central Bank's XML.
type (
	valCurs struct {
		XMLName xml.Name `xml:"ValCurs"`
		Date    string   `xml:"Date,attr,omitempty"`
		Name    string   `xml:"name,attr,omitempty"`
		Valutes []valute `xml:"Valute"`
		Text    string   `xml:",chardata"`
	}
	valute struct {
		ID        string `xml:"ID,attr"`
		NumCode   string `xml:"NumCode"`
		CharCode  string `xml:"CharCode"`
		Nominal   string `xml:"Nominal"`
		Name      string `xml:"Name"`
		Value     string `xml:"Value"`
		VunitRate string `xml:"VunitRate"`
	}
)

// cbr answers as the Central Bank of Russia does: windows-1251, a price for
// several units of the cheap currencies, decimal commas.
func (s *Server) cbr(w http.ResponseWriter, r *http.Request) {
	quotes, published := s.rates.now()
	day := published.In(moscow())
	if asked := r.URL.Query().Get("date_req"); asked != "" {
		var err error
		if day, err = time.Parse("02/01/2006", asked); err != nil {
			writeXML1251(w, http.StatusOK, valCurs{Text: "Error in parameters"})
			return
		}
	}
	table := valCurs{Date: day.Format("02.01.2006"), Name: "Foreign Currency Market"}
	for _, q := range quotes {
		table.Valutes = append(table.Valutes, valute{
			ID: q.id, NumCode: q.number, CharCode: q.code, Name: q.name,
			Nominal:   strconv.FormatInt(q.nominal, 10),
			Value:     comma(q.rubles.Mul(decimal.NewFromInt(q.nominal)).StringFixed(4)),
			VunitRate: comma(q.rubles.String()),
		})
	}
	writeXML1251(w, http.StatusOK, table)
}

func writeXML1251(w http.ResponseWriter, status int, table valCurs) {
	body, err := xml.Marshal(table)
	if err == nil {
		body, err = encoding.ReplaceUnsupported(charmap.Windows1251.NewEncoder()).Bytes(body)
	}
	if err != nil {
		http.Error(w, "the table cannot be written", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/xml; charset=windows-1251")
	w.WriteHeader(status)
	_, _ = w.Write(append([]byte(`<?xml version="1.0" encoding="windows-1251"?>`), body...))
}

func comma(number string) string { return strings.Replace(number, ".", ",", 1) }

// moscow returns the time zone of the table's date. It has no summer time.
func moscow() *time.Location { return time.FixedZone("MSK", 3*60*60) }
