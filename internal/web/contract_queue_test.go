package web

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"streamspark/internal/celebration"
	"streamspark/internal/money"
)

// threeWait puts three clips into the queue.
func threeWait(w *world) {
	for _, name := range []string{"a.webm", "b.webm", "c.webm"} {
		w.AddClip(name, "x", 0)
		if _, err := w.Overlay.Play(w.T.Context(), name); err != nil {
			w.T.Error(err)
		}
	}
}

// wantQueue holds what waits, by number.
func wantQueue(want ...int64) func(*testing.T, *world) {
	return func(t *testing.T, w *world) {
		open, err := w.Store.OpenPlaybacks(t.Context())
		var got []int64
		for _, p := range open {
			got = append(got, p.ID)
		}
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("the queue is %v, want %v, %v", got, want, err)
		}
	}
}

// handsContract is what is done with what waits.
func handsContract() []exchange {
	move, drop, play, panics := "POST /api/queue/move", "POST /api/queue/drop", "POST /api/queue/play", "POST /api/queue/panic"
	table := []exchange{
		{name: "up", route: move, prepare: threeWait, body: `{"playback":3,"place":1}`, status: 200, says: `"place":1`, then: wantQueue(3, 1, 2)},
		{name: "as text", route: move, prepare: threeWait, body: `{"playback":"1","place":"2"}`, status: 200, then: wantQueue(2, 1, 3)},
		{name: "beyond", route: move, prepare: threeWait, body: `{"playback":1,"place":9223372036854775807}`, status: 200, then: wantQueue(2, 3, 1)},
		{name: "no place", route: move, body: `{"playback":1}`, status: 400, says: "place is missing"},
		{name: "place 0", route: move, body: `{"playback":1,"place":0}`, status: 400, says: "place"},
		{name: "good", route: drop, prepare: threeWait, body: `{"playback":2}`, status: 200, then: wantQueue(1, 3)},
		{name: "good", route: play, prepare: threeWait, body: `{"playback":3}`, status: 200, then: wantQueue(3, 1, 2)},
		{name: "good", route: panics, status: 200, says: `"cleared":true`, then: func(t *testing.T, w *world) {
			if !w.Overlay.Health().Paused {
				t.Error("it is not paused")
			}
		}},
		{
			name: "disk full", route: panics, status: 500, says: "The screen is clear",
			prepare: func(w *world) { w.BreakWrites("documents") },
		},
	}
	for _, route := range []string{move, drop, play} {
		for body, says := range map[string]string{
			`{}`:                                          "playback",
			`{"playback":1.5,"place":1}`:                  "playback",
			`{"playback":-1,"place":1}`:                   "playback",
			`{"playback":[],"place":1}`:                   "playback",
			`{"playback":null,"place":1}`:                 "playback",
			`{"playback":"","place":1}`:                   "playback",
			`{"playback":1e400,"place":1}`:                "playback",
			`{"playback":99999999999999999999,"place":1}`: "playback",
			`[1]`: "JSON object",
		} {
			table = append(table, exchange{name: body, route: route, body: body, status: 400, says: says})
		}
		table = append(table, exchange{name: "gone", route: route, body: `{"playback":42,"place":1}`, status: 404, says: "does not wait"})
	}
	return table
}

const stateShape = "{cleared:bool,donationalerts:string,generator:string,making:number,needs_me:number,paused:bool,paused_since:string," +
	"paused_why:string,player:bool,playing:bool,playing_amount:string,playing_currency:string,playing_donor:string,playing_message:string," +
	"rates:string,success:bool,today_count:number,today_rubles:string,waiting:number,widgets:number}"

func stateContract() []exchange {
	state := "GET /api/state"
	busy := func(w *world) {
		w.Donate(celebration.Donation{Source: "donationalerts", ID: "1"}, celebration.Held)
		w.Donate(celebration.Donation{Source: "donationalerts", ID: "2"}, celebration.Approved)
		w.Donate(celebration.Donation{Source: celebration.SourceTest, ID: "3"}, celebration.Failed)
		w.Move(1, func(c *celebration.Celebration) { c.AmountRUB = money.Rubles(300) })
		given := w.Donate(celebration.Donation{Source: celebration.SourceTest, ID: "4", Donor: "Ёлка\n", Amount: money.Rubles(1500), Message: "hi"},
			celebration.Approved, celebration.Submitting, celebration.Generating, celebration.Fetching)
		w.AddClip("given.webm", "x", 0)
		w.Move(given, func(c *celebration.Celebration) {
			c.Status, c.Clip = celebration.Ready, &celebration.Clip{Filename: "given.webm", ContentType: "video/webm", CreatedAt: time.Now(), Celebration: given}
		})
		w.Connect("p", true).Play()
		w.Connect("q", false)
		w.Pause("a break")
		threeWait(w)
	}
	cleared := func(w *world) {
		if err := w.Overlay.Panic(w.T.Context()); err != nil {
			w.T.Fatal(err)
		}
	}
	table := []exchange{
		{name: "quiet", route: state, status: 200, shape: stateShape},
		{name: "busy", route: state, prepare: busy, status: 200, shape: stateShape, says: `"playing_donor":"Ёлка"`},
		{name: "broken", route: state, prepare: unreadableQueue, status: 500},
		{name: "cleared", route: state, path: "/api/state?field=cleared", prepare: cleared, status: 200, says: "true"},
		{name: "unknown", route: state, path: "/api/state?field=colour", status: 400, says: "must be one of success, playing, "},
	}
	for field, want := range map[string]string{
		"success": "true", "playing": "true", "playing_donor": "Ёлка", "playing_amount": "1500", "playing_currency": "RUB", "playing_message": "hi",
		"paused": "true", "paused_why": "a break", "cleared": "false", "waiting": "3", "making": "1", "needs_me": "2", "player": "true",
		"widgets": "2", "donationalerts": "degraded", "rates": "ok", "generator": "ok", "today_count": "2", "today_rubles": "300",
	} {
		table = append(table, exchange{name: field, route: state, path: "/api/state?field=" + field, prepare: busy, status: 200, says: want, then: func(t *testing.T, w *world) {
			if a := w.ask("GET", "/api/state?field="+field, ""); a.Text != want || !strings.HasPrefix(a.Header.Get("Content-Type"), "text/plain") {
				t.Errorf("%s is %q of %s, want %q", field, a.Text, a.Header.Get("Content-Type"), want)
			}
		}})
	}
	return table
}

func TestEveryFieldOfTheStateCanBeAskedFor(t *testing.T) {
	w := newWorld(t)
	var whole map[string]any
	decode(t, w.ask("GET", "/api/state", ""), &whole)
	for name := range whole {
		got := w.ask("GET", "/api/state?field="+name, "")
		want, isText := whole[name].(string)
		if !isText {
			encoded, err := json.Marshal(whole[name])
			if err != nil {
				t.Fatal(err)
			}
			want = string(encoded)
		}
		if got.StatusCode != http.StatusOK || got.Text != want {
			t.Errorf("%s is %d %q, want %q", name, got.StatusCode, got.Text, want)
		}
	}
}

func TestTheQueueSaysWhatIsBeingMade(t *testing.T) {
	w := newWorld(t)
	w.Donate(celebration.Donation{Source: "donationalerts", ID: "1", Donor: "A", Amount: money.Rubles(1500)}, celebration.Approved)
	w.Donate(celebration.Donation{Source: "donationalerts", ID: "2", Donor: "B"}, celebration.Approved, celebration.Submitting, celebration.Generating)
	var answer struct {
		Making []struct {
			Donor string
			Place int
			ETA   *int `json:"eta_seconds"`
		}
	}
	decode(t, w.ask("GET", "/api/queue", ""), &answer)
	if len(answer.Making) != 2 || answer.Making[0].Donor != "B" || answer.Making[1].Place != 2 || answer.Making[1].ETA != nil {
		t.Errorf("it says %+v", answer.Making)
	}
}

// TestEachPostToTheQueueIsADecision goes over the routes: one that leaves no decision, or
// one without a name, fails.
func TestEachPostToTheQueueIsADecision(t *testing.T) {
	bodies := map[string]string{
		"move": `{"playback":%d,"place":1}`, "drop": `{"playback":%d}`, "play": `{"playback":%d}`,
	}
	for _, route := range newWorld(t).server.api.Routes() {
		verb, ours := strings.CutPrefix(route.Path, "/api/queue/")
		if !ours || route.Method != http.MethodPost {
			continue
		}
		t.Run(verb, func(t *testing.T) {
			w := newWorld(t)
			ready(w)
			shown, err := w.Store.AddReplay(t.Context(), 1, time.Now())
			if err != nil {
				t.Fatal(err)
			}
			body, about := bodies[verb], int64(1)
			if body == "" {
				about = 0
			} else {
				body = fmt.Sprintf(body, shown.ID)
			}
			w.ask("POST", route.Path, body, "Sec-Fetch-Site", "same-origin")
			got := w.ask("GET", "/api/decisions", "", "Accept-Language", "ru")
			var answer struct {
				Decisions []struct {
					Celebration       *int64
					Action, Name, Via string
				}
			}
			if err := json.Unmarshal([]byte(got.Text), &answer); err != nil || len(answer.Decisions) != 1 {
				t.Fatalf("the decisions are %s, %v", got.Text, err)
			}
			d := answer.Decisions[0]
			if d.Via != "page" || d.Name == "" || d.Name == "decided."+d.Action || (d.Celebration == nil) != (about == 0) || about > 0 && *d.Celebration != about {
				t.Errorf("the decision is %+v", d)
			}
			if page := w.ask("GET", "/settings", "", "Accept", "text/html", "Accept-Language", "ru"); !strings.Contains(page.Text, d.Name) {
				t.Errorf("the page does not say %q", d.Name)
			}
		})
	}
}
