package web

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"streamspark/internal/celebration"
	"streamspark/internal/store"
	"streamspark/internal/web/api"
)

const budgetShape = "{budget:{max_share:string,per_day_usd:string,per_donor_per_day:number,per_stream_usd:string}," +
	"day:{frees:string,left_rub:string,left_usd:string,since:string,spent_rub:string,spent_usd:string},rub_per_usd:string," +
	"stream:{frees:null,left_rub:null,left_usd:null,since:string,spent_rub:string,spent_usd:string},success:bool}"

const accountShape = "{clips:number,clips_without_rate:number,donations:number,received_rub:string,since:string,spent_rub:string,spent_usd:string}"

func moneyContract() []exchange {
	spending := func(w *world) {
		bought(w)
		w.Settings.Set("budget.per_day_usd", "5")
	}
	put := "PUT /api/budget"
	return []exchange{
		{name: "good", route: "GET /api/budget", prepare: spending, status: 200, shape: budgetShape, says: `"left_usd":"4.2","left_rub":"336.00"`},
		{
			name: "good", route: put, body: `{"per_day_usd":5.5,"max_share":"0.5"}`, prepare: spending, status: 200, shape: budgetShape,
			then: func(t *testing.T, w *world) {
				if b := w.Settings.Get().Budget; b.PerDay.String() != "5.5" || b.MaxShare.String() != "0.5" {
					t.Errorf("saved is %+v", b)
				}
			},
		},
		{name: "nothing", route: put, body: `{"per_week_usd":5}`, status: 400, says: "per_day_usd"},
		{name: "no number", route: put, body: `{"per_day_usd":true}`, status: 400, says: "per_day_usd"},
		{
			name: "refused", route: put, body: `{"per_day_usd":-1}`, status: 400, says: "per_day_usd",
		},
		{
			name: "good", route: "POST /api/stream", prepare: spending, status: 200, shape: budgetShape,
			then: func(t *testing.T, w *world) {
				if time.Since(w.Stream.Get().Since) > time.Minute {
					t.Error("no new stream began")
				}
			},
		},
		{
			name: "good", route: "GET /api/ledger", prepare: bought, status: 200, says: `"cost_rub":"72.00"`,
			shape: "{entries:[{at:string,celebration:number,charge_usd:null,cost_rub:string,cost_usd:string,difference_usd:null,generator:string," +
				"model:string,order:string,price_usd:string,settled_at:string,state:string}],success:bool,total_usd:string}",
		},
		{name: "empty", route: "GET /api/ledger", path: "/api/ledger?from=2026-11-21&to=2026-11-22T00:00:00Z", status: 200, says: `"entries":[]`},
		{name: "a plus in the address", route: "GET /api/ledger", path: "/api/ledger?to=2026-11-21T00:00:00+03:00", status: 200, says: `"entries":[]`},
		{name: "bad day", route: "GET /api/ledger", path: "/api/ledger?from=yesterday", status: 400, says: "2026-11-21"},
		{
			name: "good", route: "GET /api/money", prepare: bought, status: 200, says: `"spent_rub":"72.00"`,
			shape: "{days:[{clips:number,day:string,donations:number,received_rub:string,spent_rub:string,spent_usd:string}]," +
				"month:" + accountShape + ",stream:" + accountShape + ",success:bool,today:" + accountShape + "}",
		},
		{name: "bad format", route: "GET /api/money", path: "/api/money?format=xls", status: 400, says: "csv"},
		{name: "bad format", route: "GET /api/ledger", path: "/api/ledger?format=xls", status: 400, says: "csv"},
	}
}

func TestMoneyIsATableToo(t *testing.T) {
	w := newWorld(t)
	bought(w)
	days := w.ask("GET", "/api/money?format=csv", "")
	if lines := strings.Split(strings.TrimSpace(days.Text), "\n"); len(lines) != 1+api.PlotDays || !strings.HasSuffix(lines[api.PlotDays], ",0,0,1,0.8,72.00") {
		t.Errorf("the days are %q", days.Text)
	}
	got := w.ask("GET", "/api/ledger?format=csv", "")
	if got.StatusCode != http.StatusOK || got.Header.Get("Content-Type") != "text/csv; charset=utf-8" {
		t.Errorf("%d, %s", got.StatusCode, got.Header.Get("Content-Type"))
	}
	if want := ",1,ss-1,aiml,veo,reserved,0.8,,0.8,72.00\n"; len(got.Text) < len(want) || got.Text[len(got.Text)-len(want):] != want {
		t.Errorf("the table is %q", got.Text)
	}
}

func TestALedgerReachesToTheEndOfItsLastDay(t *testing.T) {
	w := newWorld(t)
	bought(w)
	entries, err := w.Store.Entries(t.Context(), time.Time{}, time.Time{}, 1)
	if err != nil || len(entries) != 1 {
		t.Fatalf("there is %v, %v", entries, err)
	}
	at := entries[0].At.Local()
	day, before, after := at.Format(time.DateOnly), at.AddDate(0, 0, -1).Format(time.DateOnly), at.AddDate(0, 0, 1).Format(time.DateOnly)
	for query, want := range map[string]int{
		"from=" + day + "&to=" + day: 1, "to=" + day: 1, "from=" + day: 1, "to=" + before: 0, "from=" + after: 0,
		"to=" + at.UTC().Truncate(time.Second).Format(time.RFC3339):    0,
		"to=" + at.UTC().Add(time.Hour).Format("2006-01-02T15:04:05Z"): 1,
	} {
		var answer struct{ Entries []any }
		decode(t, w.ask("GET", "/api/ledger?"+query, ""), &answer)
		if len(answer.Entries) != want {
			t.Errorf("%s has %d entries, want %d", query, len(answer.Entries), want)
		}
	}
	if document := w.ask("GET", "/openapi.json", ""); !strings.Contains(document.Text, "a day to its end, or a time, which is not included") {
		t.Error("the document does not say so")
	}
}

// TestOnlyClipsAreCountedAsClips on the page of money and in the API, where a voice and
// a text were paid for too.
func TestOnlyClipsAreCountedAsClips(t *testing.T) {
	w := newWorld(t)
	bought(w)
	for _, order := range []string{store.SpeechPrefix + "1-x", store.TextPrefix + "1-x"} {
		if err := w.Store.ReserveRequest(t.Context(), &store.Reservation{
			Entry: celebration.Entry{Order: order, Celebration: 1, Generator: "openai", Price: decimal.RequireFromString("0.0004")},
			Allow: func(celebration.Spent) error { return nil },
		}); err != nil {
			t.Fatal(err)
		}
	}
	if got := w.ask("GET", "/api/money", "").Text; !strings.Contains(got, `"clips":1,"spent_usd":"0.8008"`) {
		t.Errorf("the API answers %s", got)
	}
	page := w.ask("GET", "/money", "").Text
	for _, want := range []string{"0.80 $", "1 clip<", "0.0004 $", "2 orders without a known rate"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page has no %q", want)
		}
	}
}
