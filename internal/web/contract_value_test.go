package web

import (
	"net/http"
	"strconv"
	"strings"
	"testing"

	"streamspark/internal/celebration"
	"streamspark/internal/fault"
	"streamspark/internal/web/webtest"
)

func unread(id string) celebration.Donation {
	d := webtest.Viewer(id)
	d.Unreadable, d.Raw = `"USDT" is no currency`, `{"id":5,"amount":"10","currency":"USDT","username":"<b>Odd</b>"}`
	return d
}

func valueContract() []exchange {
	value, audio := "POST /api/celebrations/:id/value", "GET /api/celebrations/:id/audio"
	odd := func(w *world) { w.Donate(unread("odd"), celebration.WaitingRate) }
	spoken := func(w *world) {
		d := webtest.Viewer("1")
		d.Audio = "https://sounds.example/a.wav"
		w.Donate(d)
	}
	aloud := "POST /api/celebrations/:id/aloud"
	return []exchange{
		{name: "heard", route: aloud, path: "/api/celebrations/1/aloud", prepare: spoken, status: 200, says: `"aloud"`},
		{name: "no audio message", route: aloud, path: "/api/celebrations/1/aloud", prepare: one, status: 404, says: "no audio message"},
		{name: "unknown", route: aloud, path: "/api/celebrations/7/aloud", status: 404, says: "no celebration"},
		{name: "enough", route: value, path: "/api/celebrations/1/value", body: `{"amount_rub":1500}`, prepare: odd, status: 200, says: `"amount_rub":"1500"`},
		{name: "nothing", route: value, path: "/api/celebrations/1/value", body: `{"amount_rub":0}`, prepare: odd, status: 400, says: "more than 0"},
		{name: "priced", route: value, path: "/api/celebrations/1/value", body: `{"amount_rub":5}`, prepare: ready, status: 409, says: "by hand"},
		{name: "voice", route: audio, path: "/api/celebrations/1/audio", prepare: spoken, status: 200},
		{name: "none", route: audio, path: "/api/celebrations/1/audio", prepare: one, status: 404, says: "no audio message"},
		{name: "unknown", route: audio, path: "/api/celebrations/7/audio", status: 404, says: "no celebration"},
	}
}

func TestADonationIsValuedByHand(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.Donate(unread("odd"), celebration.Failed)
	w.Move(id, func(c *celebration.Celebration) { c.Reason = fault.Say(celebration.WhyUnreadable, "words", "USDT") })
	page := w.Ask("GET", "/celebrations/1", "")
	for _, words := range []string{"&#34;currency&#34;:&#34;USDT&#34;", "&lt;b&gt;Odd", `data-path="/api/celebrations/1/value"`, "/api/celebrations/1/approve"} {
		if !strings.Contains(page.Text, words) {
			t.Errorf("its page lacks %s", words)
		}
	}
	discreet := w.Ask("GET", "/celebrations/1", "", "Cookie", "discreet=on")
	if strings.Contains(discreet.Text, "Odd") || strings.Contains(discreet.Text, "USDT") {
		t.Error("a discreet page shows what came")
	}
	for body, want := range map[string]string{
		`{}`: "amount_rub is missing", `{"amount_rub":0}`: "more than 0", `{"amount_rub":-5}`: "amount_rub", `{"amount_rub":"many"}`: "amount_rub",
	} {
		if a := w.ask("POST", "/api/celebrations/1/value", body); a.StatusCode != http.StatusBadRequest || !strings.Contains(a.Text, want) {
			t.Errorf("%s is %d %s", body, a.StatusCode, a.Text)
		}
	}
	a := w.ask("POST", "/api/celebrations/1/value", `{"amount_rub":"1500.50"}`)
	if a.StatusCode != http.StatusOK || !strings.Contains(a.Text, `"amount_rub":"1500.5"`) || !strings.Contains(a.Text, `"source":"by_hand"`) {
		t.Errorf("it is %d %s", a.StatusCode, a.Text)
	}
	if a := w.ask("POST", "/api/celebrations/1/value", `{"amount_rub":5}`); a.StatusCode != http.StatusConflict {
		t.Errorf("one that goes on already is %d %s", a.StatusCode, a.Text)
	}
	if a := w.ask("POST", "/api/celebrations/99/value", `{"amount_rub":5}`); a.StatusCode != http.StatusNotFound {
		t.Errorf("none is %d %s", a.StatusCode, a.Text)
	}
}

func TestAnAudioMessageIsPlayedOnItsPage(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for id, address := range map[string]string{"a": "https://sounds.example/a.wav", "b": "https://elsewhere.example/b.wav", "c": ""} {
		d := webtest.Viewer(id)
		d.Audio = address
		number := "/" + strconv.FormatInt(w.Donate(d, celebration.Held), 10)
		a := w.ask("GET", "/api/celebrations"+number+"/audio", "", "Sec-Fetch-Site", "same-origin")
		page := w.Ask("GET", "/celebrations"+number, "").Text
		element := `<audio class="voice" src="/api/celebrations` + number + `/audio"`
		switch id {
		case "a":
			if a.StatusCode != http.StatusOK || a.Header.Get("Content-Type") != "audio/wav" || !strings.HasPrefix(a.Text, "RIFF") || a.Header.Get("X-Content-Type-Options") != "nosniff" {
				t.Errorf("it is %d %s %q", a.StatusCode, a.Header.Get("Content-Type"), a.Text)
			}
			if !strings.Contains(page, element) || strings.Contains(page, "sounds.example") {
				t.Error("its page has no place to hear it, or names the other host")
			}
			if strings.Contains(w.Ask("GET", "/celebrations"+number, "", "Cookie", "discreet=on").Text, "<audio") {
				t.Error("a discreet page lets it be spoken")
			}
			if a := w.ask("GET", "/api/celebrations"+number+"/audio", "", "Sec-Fetch-Site", "cross-site"); a.StatusCode != http.StatusForbidden {
				t.Errorf("for a page of somebody else it is %d", a.StatusCode)
			}
		case "b":
			if a.StatusCode != http.StatusBadGateway || !strings.Contains(a.Text, "could not be fetched") {
				t.Errorf("trouble is %d %s", a.StatusCode, a.Text)
			}
		case "c":
			if a.StatusCode != http.StatusNotFound || strings.Contains(page, "<audio") {
				t.Errorf("where there is none it is %d %s", a.StatusCode, a.Text)
			}
		}
	}
}
