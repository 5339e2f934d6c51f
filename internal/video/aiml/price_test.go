package aiml

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"streamspark/internal/celebration"
	"streamspark/internal/locale"
	"streamspark/internal/outbound"
	"streamspark/internal/standin"
	"streamspark/internal/standin/standintest"
)

// TestThePriceIsWhatIsChargedInTheEnd holds the catalogue against the bill.
func TestThePriceIsWhatIsChargedInTheEnd(t *testing.T) {
	s := standintest.Start(t, standin.Options{})
	g := generator(s, nil)
	for _, model := range []string{
		"google/veo-3.1-t2v", "google/veo-3.1-t2v-fast", "google/veo-3.0-fast", "google/veo3",
		"google/veo-3.1-lite-generate-001", "google/gemini-omni-flash-preview",
	} {
		for _, resolution := range []string{"720p", "1080p"} {
			ordered := order()
			ordered.Model, ordered.Resolution, ordered.Duration = model, resolution, 7*time.Second
			price, err := g.Price(t.Context(), ordered)
			if err != nil {
				t.Errorf("%s: %v", model, err)
				continue
			}
			operation, err := g.Start(t.Context(), ordered)
			if err != nil {
				t.Fatal(err)
			}
			if progress, err := g.Poll(t.Context(), operation); err != nil || !progress.Cost.IsPositive() || !progress.Cost.Equal(price) {
				t.Errorf("%s at %s: the price was %s, charged was %s, %v", model, resolution, price, progress.Cost, err)
			}
		}
	}
}

func TestThePriceIsKeptAndAskedForAgain(t *testing.T) {
	s := standintest.Start(t, standin.Options{})
	g := generator(s, nil)
	age := func(d time.Duration) {
		kept := g.prices.known[order().Model]
		kept.At = kept.At.Add(-d)
		g.prices.known[order().Model] = kept
	}
	ask := func(want int, good bool) {
		t.Helper()
		price, err := g.Price(t.Context(), order())
		if good && (err != nil || price.String() != "1.04") || !good && (err == nil || !price.IsZero()) {
			t.Errorf("the price is %s, %v", price, err)
		}
		if got := s.Requests(standin.PartModels); got != want {
			t.Errorf("asked %d times, want %d", got, want)
		}
	}
	ask(1, true)
	ask(1, true)
	age(priceFresh)
	ask(2, true) // 304
	if time.Since(g.prices.known[order().Model].At) > time.Minute {
		t.Error("an unchanged price stays old")
	}
	s.Set(standin.PartModels, standin.Fault{Kind: standin.OtherShape})
	age(priceFresh)
	ask(3, true)
	s.Set(standin.PartModels, standin.Fault{Kind: standin.Status500})
	age(priceKept)
	ask(4, false)
	s.ClearFaults()
	ask(5, true)
}

func TestWithoutACatalogueThereIsNoPrice(t *testing.T) {
	s := standintest.Start(t, standin.Options{})
	for _, kind := range []standin.Kind{
		standin.Status404, standin.Status429, standin.Status500, standin.HTML, standin.HTML200, standin.Empty, standin.Cut,
		standin.Lost, standin.Endless, standin.OtherShape, standin.KindRedirect,
	} {
		s.Set(standin.PartModels, standin.Fault{Kind: kind, Redirect: s.URL()})
		if price, err := generator(s, nil).Price(t.Context(), order()); fate(err) != "unknown" || !price.IsZero() {
			t.Errorf("%s: %s, %v", kind, price, err)
		}
	}
	s.Set(standin.PartModels, standin.Fault{Kind: standin.Hang})
	ctx, stop := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer stop()
	if _, err := generator(s, nil).Price(ctx, order()); err == nil {
		t.Error("a price came from nowhere")
	}
}

func TestHowPricesAreRead(t *testing.T) {
	const m = `{"data":[{"id":"google/veo-3.1-t2v-fast","pricing":`
	for name, test := range map[string]struct{ body, want string }{
		"fixed":           {m + `{"kind":"fixed","currency":"USD","units":[{"price":0.1,"unit":"second","per":1}]}}]}`, "0.8"},
		"fixed, by name":  {m + `{"kind":"fixed","currency":"USD","units":[{"name":"second","price":0.1,"per":1}]}}]}`, "0.8"},
		"an unknown name": {m + `{"kind":"fixed","units":[{"name":"token","price":0.1,"per":1}]}}]}`, "“token”"},
		"by ten seconds":  {m + `{"kind":"fixed","units":[{"price":"1.5","unit":"seconds","per":"10"}]}}]}`, "1.2"},
		"variant":         {m + `{"kind":"variants","variants":[{"when":{"resolution":"1080p"},"price":9,"unit":"second","per":1},{"when":{"resolution":"720P"},"price":0.39,"unit":"second","per":1}]}}]}`, "3.12"},
		"two dimensions":  {m + `{"kind":"variants","variants":[{"when":{"audio":true,"duration":8},"price":0.3,"unit":"second","per":1},{"when":{"audio":false},"price":9,"unit":"second","per":1},{"when":{"duration":"4"},"price":9,"unit":"second","per":1}]}}]}`, "2.4"},
		"left open":       {m + `{"kind":"variants","variants":[{"when":{"mood":"merry"},"price":0.1,"unit":"second","per":1},{"when":{"mood":"sad"},"price":0.2,"unit":"second","per":1}]}}]}`, "1.6"},
		"no variant":      {m + `{"kind":"variants","variants":[{"when":{"resolution":"4k"},"price":0.1,"unit":"second","per":1}]}}]}`, "no price for such"},
		"variable":        {m + `{"kind":"variable","currency":"USD"}}]}`, "only afterwards"},
		"a new kind":      {m + `{"kind":"auction"}}]}`, "“auction”"},
		"euros":           {m + `{"kind":"fixed","currency":"EUR","units":[{"price":0.1,"unit":"second","per":1}]}}]}`, "“EUR”"},
		"without per":     {m + `{"kind":"fixed","units":[{"price":0.1,"unit":"second"}]}}]}`, "cannot be read"},
		"per nothing":     {m + `{"kind":"fixed","units":[{"price":0.1,"unit":"second","per":0}]}}]}`, "cannot be read"},
		"negative":        {m + `{"kind":"fixed","units":[{"price":-0.1,"unit":"second","per":1}]}}]}`, "cannot be read"},
		"free":            {m + `{"kind":"fixed","units":[{"price":0,"unit":"second","per":1}]}}]}`, "cannot be read"},
		"a fortune":       {m + `{"kind":"fixed","units":[{"price":100000,"unit":"second","per":1}]}}]}`, "cannot be right"},
		"astronomic":      {m + `{"kind":"fixed","units":[{"price":"1e999999","unit":"second","per":1}]}}]}`, "cannot be read"},
		"tokens":          {m + `{"kind":"fixed","units":[{"price":0.1,"unit":"token","per":1000000}]}}]}`, "“token”"},
		"several":         {m + `{"kind":"fixed","units":[{"price":1,"unit":"second","per":1},{"price":2,"unit":"second","per":1}]}}]}`, "several prices"},
		"none":            {m + `{"kind":"fixed","units":[]}}]}`, "no price for such"},
		"no pricing":      {m + `null}]}`, "without a price"},
		"another model":   {`{"data":[{"id":"acme/film"}]}`, "does not list the model"},
		"empty list":      {`{"data":[]}`, "does not list the model"},
		"no list":         {`{"object":"list"}`, "no list of models"},
	} {
		price, err := answering(t, 200, test.body).Price(t.Context(), order())
		if err != nil && (!strings.Contains(locale.English().Detail(err), test.want) || !price.IsZero()) || err == nil && price.String() != test.want {
			t.Errorf("%s: %s, %v; want %s", name, price, err, test.want)
		}
	}
	odd := order()
	odd.Duration = 0
	if _, err := answering(t, 200, m+`{"kind":"fixed","units":[{"price":0.1,"unit":"second","per":1}]}}]}`).Price(t.Context(), odd); err == nil {
		t.Error("a clip of no length has a price")
	}
	if _, err := answering(t, 200, `{}`).Price(t.Context(), celebration.Order{}); err == nil {
		t.Error("no model has a price")
	}
}

func TestTheCatalogueIsAskedWithoutTheKey(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "" || r.URL.String() != "/v1/models?id=google%2Fveo-3.1-t2v-fast&include=pricing" {
			t.Errorf("asked %s with %v", r.URL, r.Header)
		}
		w.WriteHeader(http.StatusNotModified) // of nothing that was known
	}))
	defer server.Close()
	g := New(Options{Client: outbound.New(nil), BaseURL: server.URL, Key: "k"})
	if _, err := g.Price(t.Context(), order()); err == nil {
		t.Error("304 of nothing is a price")
	}
}

func TestWhatAJobCost(t *testing.T) {
	for meta, want := range map[string]string{
		`{"usage":{"credits_used":120000,"usd_spent":0.07}}`: "0.07",
		`{"usage":{"credits_used":120000}}`:                  "0.06",
		`{"usage":{"credits_used":"120000","usd_spent":-1}}`: "0.06",
		`{"usage":{"credits_used":0,"usd_spent":null}}`:      "0",
		`{"usage":[]}`: "0", `null`: "0", `[]`: "0", `{"usage":{"usd_spent":1e400}}`: "0",
	} {
		if got := spent([]byte(meta)); !got.Equal(decimal.RequireFromString(want)) {
			t.Errorf("%s: %s, want %s", meta, got, want)
		}
	}
}

// FuzzPrice: whatever the catalogue says, a price is above zero and sane, or
// there is none.
func FuzzPrice(f *testing.F) {
	f.Add(`{"data":[{"id":"google/veo-3.1-t2v-fast","pricing":{"kind":"fixed","units":[{"price":0.1,"unit":"second","per":1}]}}]}`)
	f.Add(`{"data":[{"id":"google/veo-3.1-t2v-fast","pricing":{"kind":"variants","variants":[{"when":{"resolution":"720p"},"price":1e-9,"unit":"second","per":3}]}}]}`)
	f.Fuzz(func(t *testing.T, body string) {
		var list models
		if json.Unmarshal([]byte(body), &list) != nil {
			return
		}
		listed, err := list.listing(order().Model)
		if err != nil {
			return
		}
		cost, err := listed.Pricing.priceOf(order())
		if (err == nil) != cost.IsPositive() || cost.GreaterThan(decimal.NewFromInt(maxPrice)) {
			t.Errorf("%s: %s, %v", body, cost, err)
		}
	})
}
