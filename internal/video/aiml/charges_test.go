package aiml

import (
	"context"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"streamspark/internal/celebration"
	"streamspark/internal/outbound"
	"streamspark/internal/standin"
	"streamspark/internal/standin/standintest"
)

func TestTheListOfChargesIsReadPageByPage(t *testing.T) {
	s := standintest.Start(t, standin.Options{})
	s.SetJobTime(0)
	g := generator(s, nil)
	since := time.Now()
	operations := map[celebration.Operation]bool{}
	for range pageSize + 20 {
		operation, err := g.Start(t.Context(), order())
		if err != nil {
			t.Fatal(err)
		}
		operations[operation] = true
	}
	price, err := g.Price(t.Context(), order())
	if err != nil {
		t.Fatal(err)
	}
	charges, err := g.Charges(t.Context(), since)
	if err != nil {
		t.Fatal(err)
	}
	for operation := range operations {
		if !charges[operation].Equal(price) {
			t.Errorf("%s was charged %s, want %s", operation, charges[operation], price)
		}
	}
	s.SetLogDelay(time.Hour)
	if late, err := g.Charges(t.Context(), since); err != nil || len(late) != 0 {
		t.Errorf("what is not listed yet: %v, %v", late, err)
	}
}

func TestWhatWasPaidBackIsTakenOff(t *testing.T) {
	answer := `{"data":[
		{"direction":"TOPUP","type":"REFUND","amount":{"usd":1.5},"reference_id":"a"},
		{"direction":"CHARGE","type":"MODEL_USAGE","amount":{"usd":"1.5"},"reference_id":"a"},
		{"direction":"CHARGE","amount":{"credits":500000},"reference_id":"b"},
		{"direction":"CHARGE","amount":{"usd":-3},"reference_id":"c"},
		{"direction":"CHARGE","amount":{"usd":1e9},"reference_id":"d"},
		{"direction":"CHARGE","amount":{"usd":1},"reference_id":null},
		{"direction":"CHARGE","amount":null,"reference_id":"e"}],"pagination":{"has_more":false,"next_cursor":"x"}}`
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write([]byte(answer))
	}))
	defer server.Close()
	g := New(Options{Client: outbound.New(nil), BaseURL: server.URL, Key: "k"})
	charges, err := g.Charges(t.Context(), time.Now())
	if err != nil || len(charges) != 2 || !charges["a"].IsZero() || !charges["b"].Equal(decimal.RequireFromString("0.25")) {
		t.Errorf("%v, %v", charges, err)
	}
	answer = `{"rows":[]}`
	if charges, err := g.Charges(t.Context(), time.Now()); err == nil {
		t.Errorf("an answer of another shape: %v", charges)
	}
}

type documents map[string][]byte

func (s documents) Get(_ context.Context, key string) ([]byte, bool, error) {
	value, ok := s[key]
	return value, ok, nil
}

func (s documents) Put(_ context.Context, key string, value []byte) error {
	s[key] = value
	return nil
}

func TestTheLastPricesOutliveTheProgram(t *testing.T) {
	s := standintest.Start(t, standin.Options{})
	kept := documents{}
	keeping := func(o *Options) { o.Keep = kept }
	want, err := generator(s, keeping).Price(t.Context(), order())
	if err != nil {
		t.Fatal(err)
	}
	_ = s.Close() // the catalogue is gone
	if got, err := generator(s, keeping).Price(t.Context(), order()); err != nil || !got.Equal(want) {
		t.Errorf("the kept price is %s, %v; want %s", got, err, want)
	}
	if got, err := generator(s, nil).Price(t.Context(), order()); err == nil {
		t.Errorf("without a kept price it says %s", got)
	}
}
