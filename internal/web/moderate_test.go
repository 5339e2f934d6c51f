package web

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"streamspark/internal/celebration"
	"streamspark/internal/fault"
	"streamspark/internal/money"
	"streamspark/internal/web/webtest"
)

// held records a donation whose words wait for a decision.
func heldWords(w *world) int64 {
	return w.Donate(celebration.Donation{Source: "donationalerts", ID: "h", Donor: "Ann", Message: "call 8 (999) 123-45-67", Amount: money.Rubles(73137)}, celebration.Held)
}

func (w *world) asModerator(cookie, method, path, body string, headers ...string) webtest.Answer {
	w.T.Helper()
	return w.Ask(method, path, body, append(headers, "Cookie", cookie, "Origin", w.HTTP.URL)...)
}

func TestAModeratorDecidesUnderTheLinksName(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id, cookie := heldWords(w), w.session(w.moderator("Anna", false))
	if a := w.asModerator(cookie, "GET", "/moderator/state", ""); a.StatusCode != http.StatusOK || !strings.Contains(a.Text, `"message":[{"text":"call 8 (999) 123-45-67"}]`) || !strings.Contains(a.Text, `"approve","mask","reject","block"`) {
		t.Fatalf("what waits is %d %s", a.StatusCode, a.Text)
	}
	if a := w.asModerator(cookie, "POST", "/moderator/decide", `{"celebration":1,"action":"forget"}`); a.StatusCode != http.StatusConflict {
		t.Errorf("another action is %d %s", a.StatusCode, a.Text)
	}
	if a := w.asModerator(cookie, "POST", "/moderator/decide", `{"celebration":1,"action":"block"}`); a.StatusCode != http.StatusOK {
		t.Fatalf("%d %s", a.StatusCode, a.Text)
	}
	decisions, err := w.Store.Decisions(t.Context(), 10)
	if err != nil || len(decisions) != 2 || decisions[0].By != (celebration.By{Via: celebration.ViaModerator, Who: "Anna"}) {
		t.Errorf("recorded is %+v, %v", decisions, err)
	}
	if c, err := w.Store.Celebration(t.Context(), id); err != nil || c.Status != celebration.Rejected || w.Settings.Get().Moderation.Block != "Ann" {
		t.Errorf("it is %s, blocked are %q, %v", c.Status, w.Settings.Get().Moderation.Block, err)
	}
	if a := w.asModerator(cookie, "POST", "/moderator/decide", `{"celebration":1,"action":"approve"}`); a.StatusCode != http.StatusConflict || !strings.Contains(a.Text, "moderator.decided") {
		t.Errorf("the second decision is %d %s", a.StatusCode, a.Text)
	}
}

// TestAModeratorListensToWhatWaits, is told that the stream does not, and may fetch no
// other recording.
func TestAModeratorListensToWhatWaits(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	gave := func(id, donor string) int64 {
		return w.Donate(celebration.Donation{Source: "donationalerts", ID: id, Donor: donor, Audio: "https://sounds.example/a.wav", Amount: money.Rubles(500)}, celebration.Held)
	}
	waits, words, budget := gave("1", "Ann"), heldWords(w), gave("2", "Bob")
	w.Move(budget, func(c *celebration.Celebration) { c.Reason = fault.Say(celebration.WhyBudgetDay) })
	cookie := w.session(w.moderator("Anna", false))
	if a := w.asModerator(cookie, "GET", "/moderator/state", ""); strings.Count(a.Text, `"audio":"An audio message. Nobody checks`) != 2 || strings.Contains(a.Text, "sounds.example") {
		t.Errorf("what waits is %s", a.Text)
	}
	path := func(id int64) string { return fmt.Sprintf("/moderator/audio/%d", id) }
	for id, want := range map[int64]int{waits: http.StatusOK, words: http.StatusNotFound, budget: http.StatusConflict, 99: http.StatusNotFound} {
		if a := w.asModerator(cookie, "GET", path(id), ""); a.StatusCode != want || want == http.StatusOK && a.Header.Get("Content-Type") != "audio/wav" {
			t.Errorf("the recording of %d is %d %q", id, a.StatusCode, a.Header.Get("Content-Type"))
		}
	}
	if a := w.Ask("GET", path(waits), ""); a.StatusCode != http.StatusUnauthorized {
		t.Errorf("without a link it is %d", a.StatusCode)
	}
	if a := w.asModerator(cookie, "POST", "/moderator/decide", fmt.Sprintf(`{"celebration":%d,"action":"approve"}`, waits)); a.StatusCode != http.StatusOK {
		t.Fatalf("%d %s", a.StatusCode, a.Text)
	}
	if c, err := w.Store.Celebration(t.Context(), waits); err != nil || c.Status != celebration.Approved || c.Recording != "" {
		t.Errorf("approved it is %s, to be played is %q, %v", c.Status, c.Recording, err)
	}
	if a := w.asModerator(cookie, "GET", path(waits), ""); a.StatusCode != http.StatusConflict {
		t.Errorf("once decided it is %d", a.StatusCode)
	}
}

// found returns what a model said of a clip.
func found(action celebration.Action, still int, why fault.Message) celebration.Screening {
	return celebration.Screening{By: celebration.ByModel, Model: "model-1", Action: action, Still: still, Why: why}
}

// mediaAnswer is what becomes of a request for a part of a clip.
type mediaAnswer struct {
	path, kind, text string
	status           int
	headers          []string // of the request
}

func (want mediaAnswer) is(a webtest.Answer) bool {
	switch {
	case a.StatusCode != want.status:
		return false
	case a.StatusCode >= http.StatusBadRequest:
		return true
	case want.kind != "" && a.Header.Get("Content-Type") != want.kind:
		return false
	}
	return a.Text == want.text && a.Header.Get("Cache-Control") == "private, no-cache" && a.Header.Get("ETag") != ""
}

// TestAModeratorSeesTheClipThatWaits, with its stills, in parts, by the donation's number,
// and no other clip.
func TestAModeratorSeesTheClipThatWaits(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ready(w)
	w.AddClip("secret.mp4", "0123456789", 0)
	w.AddPoster("secret.mp4")
	w.AddClip("lost.mp4", "0123456789", 0)
	waits := w.toSee("2", "secret.mp4", found(celebration.ActionHold, 2, fault.Say("verdict.violence", "model", "model-1")))
	money, lost, words := w.toSee("3", "secret.mp4", celebration.Screening{}), w.toSee("4", "lost.mp4", celebration.Screening{}), heldWords(w)
	w.Move(money, func(c *celebration.Celebration) { c.Reason = fault.Say(celebration.WhyBudgetDay) })
	w.Move(words, func(c *celebration.Celebration) {
		c.Clip = &celebration.Clip{Filename: "secret.mp4", ContentType: "video/mp4", Size: 10}
	})
	if err := w.Clips.Remove("lost.mp4"); err != nil {
		t.Fatal(err)
	}
	cookie := w.session(w.moderator("Anna", false))
	state := w.asModerator(cookie, "GET", "/moderator/state", "")
	if !strings.Contains(state.Text, `"clip":true,"stills":3,"found":2,"why":"Violence, says model-1: look at still 2. It airs when you press Show"`) || strings.Count(state.Text, `"clip":true`) != 2 || strings.Count(state.Text, `"stills"`) != 1 {
		t.Errorf("what waits is %s", state.Text)
	}
	clip, still := fmt.Sprintf("/moderator/clips/%d", waits), fmt.Sprintf("/moderator/stills/%d/", waits)
	told := state.Text
	for _, want := range []mediaAnswer{
		{path: clip, status: http.StatusOK, kind: "video/mp4", text: "0123456789"},
		{path: clip, status: http.StatusPartialContent, kind: "video/mp4", text: "34", headers: []string{"Range", "bytes=3-4"}},
		{path: clip, status: http.StatusNotModified, headers: []string{"If-None-Match", "*"}},
		{path: still + "1", status: http.StatusOK, kind: "image/jpeg", text: webtest.SmallJPEG()},
		{path: still + "3", status: http.StatusNotModified, headers: []string{"If-None-Match", "*"}},
		{path: still + "0", status: http.StatusNotFound},
		{path: still + "4", status: http.StatusNotFound},
		{path: still + "x", status: http.StatusNotFound},
		{path: "/moderator/clips/secret.mp4", status: http.StatusBadRequest},
		{path: "/moderator/clips/99", status: http.StatusNotFound},
		{path: "/moderator/clips/1", status: http.StatusConflict},
		{path: "/moderator/stills/1/1", status: http.StatusConflict},
		{path: fmt.Sprintf("/moderator/clips/%d", money), status: http.StatusConflict},
		{path: fmt.Sprintf("/moderator/stills/%d/1", money), status: http.StatusConflict},
		{path: fmt.Sprintf("/moderator/clips/%d", words), status: http.StatusConflict},
		{path: fmt.Sprintf("/moderator/clips/%d", lost), status: http.StatusNotFound},
		{path: fmt.Sprintf("/moderator/stills/%d/1", lost), status: http.StatusNotFound},
	} {
		a := w.asModerator(cookie, "GET", want.path, "", want.headers...)
		if !want.is(a) {
			t.Errorf("%s is %d %q %v", want.path, a.StatusCode, a.Text, a.Header)
		}
		told += fmt.Sprint(a.Header, a.Text)
		if a = w.Ask("GET", want.path, "", want.headers...); a.StatusCode != http.StatusUnauthorized {
			t.Errorf("without a link %s is %d", want.path, a.StatusCode)
		}
	}
	if strings.Contains(told, "secret") || strings.Contains(told, "lost.mp4") {
		t.Errorf("a moderator is told the name of a file: %s", told)
	}
	if a := w.asModerator(cookie, "POST", "/moderator/decide", fmt.Sprintf(`{"celebration":%d,"action":"reject"}`, waits)); a.StatusCode != http.StatusOK {
		t.Fatalf("%d %s", a.StatusCode, a.Text)
	}
	for _, path := range []string{clip, still + "1"} {
		if a := w.asModerator(cookie, "GET", path, ""); a.StatusCode != http.StatusConflict || !strings.Contains(a.Text, "moderator.decided") {
			t.Errorf("once decided %s is %d %s", path, a.StatusCode, a.Text)
		}
	}
}

// TestAModeratorIsToldWhatWasFoundInAClip, where that names no file and no sum.
func TestAModeratorIsToldWhatWasFoundInAClip(t *testing.T) {
	t.Parallel()
	const nothing, secret = "The clip waits to be seen first", "/home/me/secret.mp4: 73137"
	says := func(code string) fault.Message { return fault.Say(code, "model", "model-1") }
	for want, screening := range map[string]celebration.Screening{
		"Violence, says model-1: look at still 2. It airs when you press Show":                                 found(celebration.ActionHold, 2, says("verdict.violence")),
		"Sexual content about minors, says model-1: look at still 1. Watch all of it before you show it":       found(celebration.ActionBlock, 1, says("verdict.minors")),
		"It was not checked: model-1 did not answer. Watch it: it airs when you press Show":                    found(celebration.ActionHold, 0, says("screening.silent")),
		"It was not checked: no key of OpenAI is set, and there is nobody else to ask. Watch it: it airs when": celebration.Unscreened("", fault.Say("screening.no_model")),
		nothing:               {},
		nothing + `","at`:     found(celebration.ActionHold, 0, fault.Say("screening.no_stills", "cause", secret)),
		nothing + `","at":"2`: found(celebration.ActionHold, 1, fault.Say("unforeseen", "cause", secret)),
	} {
		w := newWorld(t)
		w.AddClip("a.mp4", "0123456789", 0)
		id := w.toSee("1", "a.mp4", screening)
		if screening.IsZero() {
			w.Move(id, func(c *celebration.Celebration) {
				c.Reason = fault.Say(celebration.WhyMute, "codec", "ac3", "cause", secret)
			})
		}
		if a := w.asModerator(w.session(w.moderator("Anna", true)), "GET", "/moderator/state", ""); !strings.Contains(a.Text, `"why":"`+want) || strings.Contains(a.Text, "secret") {
			t.Errorf("it is not %q: %s", want, a.Text)
		}
	}
}

// timed is a response whose deadline is set.
type timed struct {
	*httptest.ResponseRecorder
	set int
}

func (r *timed) SetWriteDeadline(time.Time) error { r.set++; return nil }

// TestAClipHasTimeForEachPart on a listener that limits the time of an answer; and leaves
// no deadline behind where there is no limit.
func TestAClipHasTimeForEachPart(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.AddClip("a.mp4", strings.Repeat("x", 200_000), 0)
	w.AddPoster("a.mp4")
	id := w.toSee("1", "a.mp4", celebration.Screening{})
	cookie := w.session(w.moderator("Anna", false))
	clip, still := fmt.Sprintf("/moderator/clips/%d", id), fmt.Sprintf("/moderator/stills/%d/1", id)
	for limit, least := range map[time.Duration]map[string]int{
		20 * time.Second: {clip: 6, still: 1, "/moderator/state": 0},
		0:                {clip: 0, still: 0},
	} {
		for path, want := range least {
			r := httptest.NewRequestWithContext(context.WithValue(t.Context(), http.ServerContextKey, &http.Server{WriteTimeout: limit}), "GET", w.HTTP.URL+path, nil) //nolint:gosec // it serves nobody
			r.Header.Set("Cookie", cookie)
			a := &timed{ResponseRecorder: httptest.NewRecorder()}
			w.server.Moderators().ServeHTTP(a, r)
			if a.Code != http.StatusOK || a.set < want || want == 0 && a.set != 0 || path == clip && a.Body.Len() != 200_000 {
				t.Errorf("with a limit of %v %s is %d, %d bytes, its deadline set %d times", limit, path, a.Code, a.Body.Len(), a.set)
			}
		}
	}
}

func TestAModeratorPausesAndResumesNoClearedScreen(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	cookie := w.session(w.moderator("Anna", false))
	if a := w.asModerator(cookie, "POST", "/moderator/queue", `{"action":"pause"}`); a.StatusCode != http.StatusOK || !w.Overlay.Health().Paused {
		t.Errorf("a pause is %d %s", a.StatusCode, a.Text)
	}
	if err := w.Overlay.Panic(t.Context()); err != nil {
		t.Fatal(err)
	}
	if a := w.asModerator(cookie, "POST", "/moderator/queue", `{"action":"resume"}`); a.StatusCode != http.StatusConflict || !w.Overlay.Health().Cleared {
		t.Errorf("a cleared screen is resumed: %d %s", a.StatusCode, a.Text)
	}
}

// TestAModeratorBlocksTheDonorOfWhatPlays: it is skipped, and nothing of that donor is
// shown from then on.
func TestAModeratorBlocksTheDonorOfWhatPlays(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.AddClip("a.mp4", "0123456789", 0)
	id := w.toSee("1", "a.mp4", celebration.Screening{})
	found, err := w.Store.Celebration(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	playback, err := w.Store.AddPlayback(t.Context(), "a.mp4", time.Now())
	if err != nil {
		t.Fatal(err)
	}
	cookie := w.session(w.moderator("Anna", false))
	if a := w.asModerator(cookie, "POST", "/moderator/queue", `{"action":"block"}`); a.StatusCode != http.StatusBadRequest {
		t.Errorf("of nothing it is %d %s", a.StatusCode, a.Text)
	}
	if a := w.asModerator(cookie, "POST", "/moderator/queue", `{"action":"block","playback":99}`); a.StatusCode != http.StatusNotFound {
		t.Errorf("of what was never shown it is %d %s", a.StatusCode, a.Text)
	}
	if a := w.asModerator(cookie, "POST", "/moderator/queue", fmt.Sprintf(`{"action":"block","playback":%d}`, playback.ID)); a.StatusCode != http.StatusOK {
		t.Fatalf("%d %s", a.StatusCode, a.Text)
	}
	if set := w.Settings.Get().Moderation; set.Block != found.Donation.Donor {
		t.Errorf("blocked is %q", set.Block)
	}
	decided, err := w.Store.Decisions(t.Context(), 10)
	if err != nil || len(decided) != 2 || decided[0].Action != "skip" || decided[1].Action != "block" || decided[1].Celebration != id || decided[1].Who != "Anna" {
		t.Errorf("recorded is %+v, %v", decided, err)
	}
}

// TestWhyADonationWaitsNamesNoSum: one that waits for its age says so, and not what else
// was found.
func TestWhyADonationWaitsNamesNoSum(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	heldWords(w)
	w.Move(1, func(c *celebration.Celebration) {
		c.Reason = fault.Say(celebration.WhyCatchUp, "age", 20*time.Hour)
		c.Verdict = celebration.NewVerdict([]celebration.Find{{
			Field: celebration.FieldMessage, To: 2, Action: celebration.ActionMask, Category: celebration.CategoryMinimum, Code: celebration.CodeMessageMin, By: celebration.ByRule, Min: "73137",
		}})
	})
	a := w.asModerator(w.session(w.moderator("Anna", false)), "GET", "/moderator/state", "")
	if !strings.Contains(a.Text, `"why":"First seen 20 h after it was made`) || strings.Contains(strings.NewReplacer(",", "", " ", "", "\u00a0", "").Replace(a.Text), "73137") {
		t.Errorf("it is told %s", a.Text)
	}
}

func TestAModeratorSeesNoSumsWithoutTheRight(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	heldWords(w)
	w.Move(1, func(c *celebration.Celebration) { c.AmountRUB = money.Rubles(73137) })
	for _, sums := range []bool{false, true} {
		cookie := w.session(w.moderator("Anna", sums))
		ws := w.moderatorSocket(t, cookie)
		_, frame, err := ws.ReadMessage()
		if err != nil {
			t.Fatal(err)
		}
		all := string(frame) + w.asModerator(cookie, "GET", "/moderator/state", "").Text + w.asModerator(cookie, "POST", "/moderator/decide", `{"celebration":99,"action":"approve"}`).Text
		plain := strings.NewReplacer(",", "", " ", "", "\u00a0", "", "\u202f", "").Replace(all)
		if strings.Contains(plain, "73137") != sums || strings.Contains(all, `"sum"`) != sums || strings.Contains(plain, "₽") != sums {
			t.Errorf("with sums %v it is told %s", sums, all)
		}
	}
}

// TestWhatABudgetHoldsIsTheStreamers: a moderator sees that it waits, and decides nothing.
func TestWhatABudgetHoldsIsTheStreamers(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := heldWords(w)
	w.Move(id, func(c *celebration.Celebration) {
		c.Reason = fault.Say(celebration.WhyBudgetDay, "left", "73137", "price", "73137", "limit", "73137")
	})
	for _, sums := range []bool{false, true} {
		cookie := w.session(w.moderator("Anna", sums))
		a := w.asModerator(cookie, "GET", "/moderator/state", "")
		if !strings.Contains(a.Text, "Waits for the streamer") || !strings.Contains(a.Text, `"actions":[]`) || strings.Contains(a.Text, "budget") != sums || !sums && strings.Contains(a.Text, "73") && strings.Contains(a.Text, "137") {
			t.Errorf("with sums %v it is told %s", sums, a.Text)
		}
		for _, action := range []string{"approve", "mask", "reject", "block"} {
			if a := w.asModerator(cookie, "POST", "/moderator/decide", `{"celebration":1,"action":"`+action+`"}`); a.StatusCode != http.StatusConflict {
				t.Errorf("%s is %d %s", action, a.StatusCode, a.Text)
			}
		}
	}
	if c, err := w.Store.Celebration(t.Context(), id); err != nil || c.Status != celebration.Held || w.Settings.Get().Moderation.Block != "" {
		t.Errorf("it is %s, %v", c.Status, err)
	}
}

// moderatorSocket connects a page of a moderator.
func (w *world) moderatorSocket(t *testing.T, cookie string) *websocket.Conn {
	t.Helper()
	header := http.Header{"Cookie": {cookie}, "Origin": {w.HTTP.URL}}
	ws, response, err := websocket.DefaultDialer.Dial("ws"+strings.TrimPrefix(w.HTTP.URL, "http")+"/moderator/ws", header)
	if err != nil {
		t.Fatal(err)
	}
	_ = response.Body.Close()
	t.Cleanup(func() { _ = ws.Close() })
	if err := ws.SetReadDeadline(time.Now().Add(20 * time.Second)); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan struct{})
	t.Cleanup(func() { stop(); <-ended })
	go func() { defer close(ended); _ = w.server.moderate.Run(ctx) }()
	return ws
}

func TestARevokedLinkIsDeadAtOnce(t *testing.T) {
	t.Parallel()
	for name, end := range map[string]func(w *world) error{
		"revoked": func(w *world) error { return w.Moderators.Revoke(t.Context(), 1) },
		"renewed": func(w *world) error { _, _, err := w.Moderators.Renew(t.Context(), 1); return err },
	} {
		w := newWorld(t)
		heldWords(w)
		token := w.moderator("Anna", false)
		cookie := w.session(token)
		ws := w.moderatorSocket(t, cookie)
		if _, _, err := ws.ReadMessage(); err != nil || !w.Moderators.IsOnline(1) {
			t.Fatalf("%s: not connected, %v", name, err)
		}
		if err := end(w); err != nil {
			t.Fatal(err)
		}
		var closed *websocket.CloseError
		for closed == nil {
			if _, _, err := ws.ReadMessage(); err != nil && !errors.As(err, &closed) {
				t.Fatal(err)
			}
		}
		if closed.Code != websocket.ClosePolicyViolation {
			t.Errorf("%s: its socket ends with %v", name, closed)
		}
		for _, a := range []webtest.Answer{
			w.asModerator(cookie, "GET", "/moderator/state", ""), w.asModerator(cookie, "POST", "/moderator/decide", `{"celebration":1,"action":"approve"}`),
			w.asModerator(cookie, "POST", "/moderator/queue", `{"action":"pause"}`), w.Ask("POST", "/moderator/session", `{"token":"`+token+`"}`),
		} {
			if a.StatusCode != http.StatusUnauthorized || !strings.Contains(a.Text, "moderator.revoked") {
				t.Errorf("%s: %s is %d %s", name, a.Request.URL, a.StatusCode, a.Text)
			}
		}
		if c, _ := w.Store.Celebration(t.Context(), 1); c.Status != celebration.Held || w.Overlay.Health().Paused {
			t.Errorf("%s: it decided, %s", name, c.Status)
		}
	}
}

func TestModeratorsNeedALinkFromOurOwnPage(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	heldWords(w)
	cookie := w.session(w.moderator("Anna", false))
	approve := `{"celebration":1,"action":"approve"}`
	for name, a := range map[string]webtest.Answer{
		"401 no cookie":     w.Ask("POST", "/moderator/decide", approve),
		"401 wrong cookie":  w.Ask("POST", "/moderator/decide", approve, "Cookie", "streamspark_moderator=x"),
		"401 no state":      w.Ask("GET", "/moderator/state", ""),
		"401 no socket":     w.Ask("GET", "/moderator/ws", "", "Connection", "Upgrade", "Upgrade", "websocket"),
		"403 another site":  w.Ask("POST", "/moderator/decide", approve, "Cookie", cookie, "Origin", "https://evil.example"),
		"403 another host":  w.Ask("GET", "/moderator/state", "", "Cookie", cookie, "Host", "evil.example"),
		"415 a form":        w.Ask("POST", "/moderator/decide", approve, "Cookie", cookie, "Content-Type", "text/plain"),
		"405 GET acts not":  w.Ask("GET", "/moderator/decide?celebration=1&action=approve", "", "Cookie", cookie),
		"413 a large body":  w.Ask("POST", "/moderator/session", `{"token":"`+strings.Repeat("x", 9000)+`"}`),
		"404 another file":  w.Ask("GET", "/moderator/static/app.js", "", "Cookie", cookie),
		"200 an own script": w.Ask("GET", "/moderator/static/moderator.js", ""),
	} {
		if want, _, _ := strings.Cut(name, " "); want != strings.Fields(a.Status)[0] {
			t.Errorf("%s: %d %s", name, a.StatusCode, a.Text)
		}
	}
	for i := range 30 {
		a := w.Ask("POST", "/moderator/session", `{"token":"AAAAAAAAAAAAAAAAAAAAAAAAAA"}`)
		if a.StatusCode == http.StatusTooManyRequests && a.Header.Get("Retry-After") != "" {
			break
		}
		if i == 29 {
			t.Error("wrong tokens have no end")
		}
	}
	if c, err := w.Store.Celebration(t.Context(), 1); err != nil || c.Status != celebration.Held {
		t.Errorf("it is %s, %v", c.Status, err)
	}
}

// TestTheListenerForModeratorsHasNothingElse asks it for every address of the program.
func TestTheListenerForModeratorsHasNothingElse(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	token := w.moderator("Anna", false)
	apart := httptest.NewServer(w.server.Moderators())
	t.Cleanup(apart.Close)
	ask := func(method, path string) int {
		r, _ := http.NewRequestWithContext(t.Context(), method, apart.URL+path, strings.NewReader("{}"))
		r.Header.Set("Content-Type", "application/json")
		response, err := http.DefaultTransport.RoundTrip(r)
		if err != nil {
			t.Fatal(err)
		}
		_ = response.Body.Close()
		return response.StatusCode
	}
	now := time.Now()
	w.Now = func() time.Time { now = now.Add(time.Second); return now } // so that no limit is reached
	asked := 0
	for _, route := range w.server.echo.Router().Routes() {
		if strings.HasPrefix(route.Path, "/moderator") {
			continue
		}
		asked++
		path := strings.NewReplacer(":", "1", "*", "player/index.html").Replace(route.Path)
		if got := ask(route.Method, path); got != http.StatusNotFound {
			t.Errorf("%s %s is %d", route.Method, path, got)
		}
	}
	if asked < 80 {
		t.Errorf("only %d addresses were tried", asked)
	}
	for path, want := range map[string]int{"/moderator": http.StatusOK, "/moderator/clips/1": http.StatusUnauthorized, "/moderator/stills/1/1": http.StatusUnauthorized, "/moderator/videos/celebration_1.mp4": http.StatusNotFound} {
		if got := ask("GET", path); got != want {
			t.Errorf("%s is %d", path, got)
		}
	}
	document, _, _ := w.Store.Get(t.Context(), "moderators")
	if log := w.Log.String(); strings.Contains(log, token) || strings.Contains(string(document), token) {
		t.Error("the token is in the log or in the store")
	}
}

func TestModeratorsAreLimited(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	at := time.Now()
	w.Now = func() time.Time { return at }
	statuses := map[int]int{}
	for range 80 {
		statuses[w.Ask("GET", "/moderator/state", "").StatusCode]++
	}
	if statuses[http.StatusTooManyRequests] == 0 || statuses[http.StatusUnauthorized] < 50 {
		t.Errorf("the statuses are %v", statuses)
	}
	for range 350 { // clips and their stills never keep a decision waiting
		statuses[w.Ask("GET", "/moderator/stills/1/1", "", "X-Forwarded-For", "203.0.113.8").StatusCode]++
	}
	if statuses[http.StatusTooManyRequests] < 50 {
		t.Errorf("stills have no end: %v", statuses)
	}
	if a := w.Ask("GET", "/moderator/state", "", "X-Forwarded-For", "203.0.113.8"); a.StatusCode != http.StatusUnauthorized {
		t.Errorf("after many stills the state is %d", a.StatusCode)
	}
	if a := w.Ask("GET", "/moderator/state", "", "X-Forwarded-For", "198.51.100.9, 203.0.113.7"); a.StatusCode != http.StatusUnauthorized {
		t.Errorf("another visitor of the same tunnel is refused: %d", a.StatusCode)
	}
}

func TestTheModeratorsPageReadsInBothLanguages(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for lang, says := range map[string]string{"en": "Waiting for a decision", "ru": "Ждут решения"} {
		a := w.Ask("GET", "/moderator?lang="+lang, "")
		webtest.CheckPage(t, "moderator", a.Text)
		_, after, _ := strings.Cut(a.Text, `id="words">`)
		words, _, _ := strings.Cut(after, "</script>")
		var known map[string]string
		if err := json.Unmarshal([]byte(words), &known); err != nil || known["approve"] == "" || !strings.Contains(a.Text, says) {
			t.Errorf("%s: %v, words %s", lang, err, words)
		}
		if policy := a.Header.Values("Content-Security-Policy"); len(policy) != 1 || !strings.Contains(policy[0], "default-src 'none'") || a.Header.Get("Referrer-Policy") != "no-referrer" {
			t.Errorf("its headers are %v", a.Header)
		}
	}
	if all := slices.Collect(strings.Lines(w.Log.String())); len(all) == 0 {
		t.Error("nothing is logged")
	}
}
