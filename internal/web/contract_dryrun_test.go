package web

import (
	"strings"
	"testing"
	"time"

	"streamspark/internal/celebration"
	"streamspark/internal/money"
)

func dryRunContract() []exchange {
	route := "POST /api/dry-run"
	gave := func(w *world) {
		for id, message := range map[string]string{"1": "look at example.com", "2": "hi"} {
			w.Donate(celebration.Donation{Source: "donationalerts", ID: id, Donor: "Ann", Message: message, Amount: money.Rubles(1500), CreatedAt: time.Now()})
		}
	}
	totals := "{aired:number,blocked:number,clips:number,held:number,masked:number,skipped:number,spent_usd:string,waiting:number}"
	return []exchange{
		{
			name: "good", route: route, body: `{"settings":[{"key":"moderation.links","value":"hold"}]}`, prepare: gave, status: 200, says: `"changed":1,`,
			then: func(t *testing.T, w *world) {
				if len(w.Settings.Saved()) > 0 {
					t.Errorf("saved is %v", w.Settings.Saved())
				}
			},
		},
		{
			name: "empty", route: route, body: `{"settings":[{"key":"budget.per_day_usd","value":"1"}]}`, status: 200, says: `"since":null`,
			shape: "{after:" + totals + ",before:" + totals + ",changed:number,cut:bool,donations:[],says:string,since:null,success:bool}",
		},
		{name: "tiers", route: route, body: `{"tiers":[{"min_rub":2000}]}`, prepare: gave, status: 200, says: `"changed":2,`},
		{name: "bad tiers", route: route, body: `{"tiers":[{"min_rub":2000},{"min_rub":1000}]}`, prepare: gave, status: 400, says: "tiers[1].min_rub"},
		{name: "bad value", route: route, body: `{"settings":[{"key":"moderation.links","value":"maybe"}]}`, status: 400, says: "moderation.links"},
		{name: "no setting", route: route, body: `{"settings":[{"key":"moderation.nothing","value":"x"}]}`, status: 400, says: "settings[0].key"},
		{name: "a key", route: route, body: `{"settings":[{"key":"generation.aiml.api_key","value":"x"}]}`, status: 400, says: "dry_run.secret"},
		{name: "fixed", route: route, body: `{"settings":[{"key":"server.port","value":"1"}]}`, status: 400, says: "server.port"},
		{name: "nothing", route: route, body: `{}`, status: 400, says: "dry_run.nothing"},
	}
}

// TestADryRunSaysWhatWouldChangeFirst and how that differs, in the reader's language.
func TestADryRunSaysWhatWouldChangeFirst(t *testing.T) {
	w := newWorld(t)
	for id, message := range map[string]string{"1": "hi", "2": "look at example.com"} {
		w.Donate(celebration.Donation{Source: "donationalerts", ID: id, Donor: message, Message: message, Amount: money.Rubles(1500), CreatedAt: time.Now()})
	}
	got := w.ask("POST", "/api/dry-run", `{"settings":[{"key":"moderation.links","value":"block"}]}`).Text
	if strings.Index(got, `"donor":"look at example.com"`) > strings.Index(got, `"donor":"hi"`) {
		t.Errorf("what changes is not first: %s", got)
	}
	for _, want := range []string{`"status":"rejected","code":"blocked"`, `"says":"Rejected: `, `"blocked":1`, `"before":{"aired":`} {
		if !strings.Contains(got, want) {
			t.Errorf("it lacks %s: %s", want, got)
		}
	}
}

// TestWhatDecidesAboutDonationsCanBeTried on the page where it is edited, and what
// does not cannot; nor where names and sums are hidden.
func TestWhatDecidesAboutDonationsCanBeTried(t *testing.T) {
	w := newWorld(t)
	const button = "data-dry-run"
	for _, address := range []string{"/money", "/look"} {
		if got := strings.Count(w.ask("GET", address, "").Text, button); got != 1 {
			t.Errorf("%s has %d buttons", address, got)
		}
		if strings.Contains(w.Ask("GET", address, "", "Cookie", "discreet=on").Text, button) {
			t.Errorf("%s has one in streamer mode", address)
		}
	}
	rules := 0
	for _, s := range w.Settings.View() {
		for _, part := range []string{"moderation.", "limits.", "budget."} {
			if strings.HasPrefix(s.Key, part) {
				rules++
			}
		}
	}
	if got := strings.Count(w.ask("GET", "/settings", "").Text, button); got != rules {
		t.Errorf("the settings have %d buttons, for %d rules", got, rules)
	}
}
