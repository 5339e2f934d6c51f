package web

import (
	"net/http"
	"strings"
	"testing"

	"streamspark/internal/web/webtest"
)

func TestADiscreetPageHoldsNothingPrivate(t *testing.T) {
	w := newWorld(t)
	paths := w.FillPrivate(t)
	open := ""
	for _, path := range paths {
		open += w.ask("GET", path, "", "Accept", "text/html").Text
		for _, lang := range []string{"en", "ru"} {
			got := w.ask("GET", path, "", "Accept", "text/html", "Cookie", "discreet=on; lang="+lang)
			webtest.CheckPage(t, path, got.Text)
			for _, word := range w.Private() {
				if strings.Contains(got.Text, word) {
					t.Errorf("%s %s shows %q", lang, path, word)
				}
			}
			if strings.Contains(got.Text, "<video") {
				t.Errorf("%s plays a clip, which shows a name", path)
			}
			if !strings.Contains(path, "clips?") && (!strings.Contains(got.Text, `data-discreet="on"`) || !strings.Contains(got.Text, `class="streamer-mode"`)) {
				t.Errorf("%s does not say that it is discreet", path)
			}
		}
	}
	for _, word := range []string{"Тайный", "секрет на ушко", "4 321", "54.32", "Demo Streamer", w.HTTP.URL + "/widget", "prompt with", "<video"} {
		if !strings.Contains(open, word) {
			t.Errorf("this test looks for %q, which no page shows anyway", word)
		}
	}
}

func TestTheDiscreetSwitch(t *testing.T) {
	w := newWorld(t)
	got := w.ask("GET", "/donations?q=x&discreet=on", "")
	if cookies := got.Cookies(); len(cookies) != 1 || cookies[0].Name != "discreet" || cookies[0].Value != "on" || cookies[0].SameSite != http.SameSiteLaxMode {
		t.Errorf("the cookies are %v", cookies)
	}
	if !strings.Contains(got.Text, `href="?discreet=off&amp;q=x"`) {
		t.Error("the page cannot be undone where it is")
	}
	on := func(query string, headers ...string) bool {
		return strings.Contains(w.ask("GET", "/dashboard"+query, "", headers...).Text, `data-discreet="on"`)
	}
	for _, tt := range []struct {
		query   string
		headers []string
		want    bool
	}{
		{"", nil, false},
		{"", []string{"Cookie", "discreet=on"}, true},
		{"?discreet=off", []string{"Cookie", "discreet=on"}, false},
		{"?discreet=off", []string{"Cookie", "discreet=on", "Sec-Fetch-Site", "same-origin"}, false},
		{"?discreet=off", []string{"Cookie", "discreet=on", "Sec-Fetch-Site", "cross-site"}, true}, // a link in a chat
		{"?discreet=maybe", []string{"Cookie", "discreet=on"}, true},
		{"", []string{"Cookie", "discreet=\"><b>"}, false},
	} {
		if got := on(tt.query, tt.headers...); got != tt.want {
			t.Errorf("%s %v is discreet: %v", tt.query, tt.headers, got)
		}
	}
}
