package web

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"streamspark/internal/widget"
)

func widgetContract() []exchange {
	set, act := "PATCH /api/widgets/:name", "POST /api/widgets/:name/:action"
	goal, timer := "/api/widgets/goal", "/api/widgets/timer"
	started := func(w *world) {
		if err := w.Widgets.Act(w.T.Context(), "timer", widget.Restart, 0); err != nil {
			w.T.Fatal(err)
		}
	}
	saves := func(name, body, key string, want any) exchange {
		return exchange{name: name, route: set, path: goal, body: body, status: 200, says: `"name":"goal"`, then: func(t *testing.T, w *world) {
			if got := w.find("goal").Values[key]; got != want {
				t.Errorf("%s is %v, want %v", key, got, want)
			}
		}}
	}
	table := []exchange{
		{name: "good", route: "GET /api/widgets", status: 200, says: `/widget/goal/","width":900,"height":160,"needs":["sum"],"settings":[{"key":"title","type":"text","value":""`},
		saves("an amount as people write it", `{"target":"12 500,50 ₽"}`, "target", "12500.5"),
		saves("several", `{"target":7000,"percent":false}`, "percent", false),
		saves("a colour", `{"colour":"#FF00aa"}`, "colour", "#ff00aa"),
		saves("one line", `{"title":"  New\nmicrophone "}`, "title", "New microphone"),
		{name: "another widget's", route: set, path: "/api/widgets/player", body: `{"title":"x"}`, status: 404},
		{name: "anew", route: act, path: goal + "/restart", status: 200, says: `"since":"20`},
		{name: "not its action", route: act, path: goal + "/pause", status: 404},
		{name: "no widget", route: act, path: "/api/widgets/x/restart", status: 404},
		{name: "not started", route: act, path: timer + "/pause", status: 409},
		{name: "started", route: act, path: timer + "/restart", status: 200, says: `"running":true`},
		{name: "paused", route: act, path: timer + "/pause", prepare: started, status: 200, says: `"running":false`},
		{name: "resumed", route: act, path: timer + "/resume", prepare: started, status: 200, says: `"running":true`},
		{name: "added to", route: act, path: timer + "/add", body: `{"minutes":"-2,5"}`, prepare: started, status: 200, says: `"running":true`},
		{name: "nothing to add", route: act, path: timer + "/add", body: `{}`, status: 400, says: "minutes"},
		{name: "too much", route: act, path: timer + "/add", body: `{"minutes":6001}`, status: 400, says: `"field":"minutes"`},
		{name: "no number", route: act, path: timer + "/add", body: `{"minutes":"much"}`, status: 400, says: `"field":"minutes"`},
	}
	for body, says := range map[string]string{
		`{}`: "хотя бы одну", `{"percent":"yes"}`: `"field":"percent"`, `{"target":0.5}`: `"field":"target"`, `{"target":[1]}`: `"field":"target"`,
		`{"title":"` + strings.Repeat("я", 61) + `"}`: `"field":"title"`, `{"colour":"red"}`: `"field":"colour"`, `{"size":1}`: `"field":"size"`,
	} {
		table = append(table, exchange{name: body[:min(len(body), 30)], route: set, path: goal, body: body, status: http.StatusBadRequest, says: says})
	}
	return table
}

func (w *world) find(name string) widget.View {
	w.T.Helper()
	found, err := w.Widgets.Find(name)
	if err != nil {
		w.T.Fatal(err)
	}
	return found
}

// TestAWidgetsAddressHasItsKey where others can reach the program.
func TestAWidgetsAddressHasItsKey(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	if a := w.ask("GET", "/api/widgets", ""); !strings.Contains(a.Text, `/widget/timer/","`) || strings.Contains(a.Text, "key=") {
		t.Errorf("the addresses are in %s", a.Text)
	}
	if got := w.find("timer"); got.Since != (time.Time{}) || got.Running {
		t.Errorf("a new timer is %+v", got)
	}
}
