package web

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"streamspark/internal/celebration"
	"streamspark/internal/money"
	"streamspark/internal/web/ports"
)

// private is what a discreet page must not hold, and what stands for it.
func private(w *world) []string {
	return []string{
		"Тайный", "секрет на ушко", "4321", "4 321", "54.32", "54,32", "Account Name", "client-77", "abcd",
		w.http.URL + "/widget", w.http.URL + "/api/da", "prompt with Тайный",
	}
}

// fillPrivate puts what is private in every place where a page shows it.
func fillPrivate(t *testing.T, w *world) (paths []string) {
	t.Helper()
	dollars, err := money.Parse("54.32", "USD")
	if err != nil {
		t.Fatal(err)
	}
	w.source.state = ports.SourceState{
		Configured: true, HasToken: true, Connected: true, Polling: true, Account: "Account Name", ClientID: "client-77",
		HasSecret: true, TokenEnding: "abcd", RedirectURI: w.http.URL + "/api/da/oauth/callback", Problem: "Look at " + w.http.URL + "/api/da once.",
	}
	for i, status := range []celebration.Status{celebration.Held, celebration.Failed, celebration.Skipped} {
		id := w.donate(celebration.Donation{Source: "donationalerts", ID: fmt.Sprint("d", i), Donor: "Тайный", Message: "секрет на ушко", Amount: dollars})
		w.move(id, func(c *celebration.Celebration) {
			c.Status, c.AmountRUB, c.Generator = status, money.Rubles(4321), "aiml"
			c.Rate = celebration.Rate{Currency: "USD", Rubles: "4321", Source: "cbr", Published: time.Now()}
			c.Reason = celebration.Because(celebration.WhyDisagrees, "4 321 ₽", "54.32 $")
			c.Order = celebration.Order{RequestID: "r", Prompt: "prompt with Тайный"}
		})
		paths = append(paths, fmt.Sprintf("/celebrations/%d", id))
	}
	ready(w)
	saved := w.donate(celebration.Donation{Source: "donationalerts", ID: "clip", Donor: "Тайный", Message: "секрет на ушко", Amount: dollars},
		celebration.Approved, celebration.Submitting, celebration.Generating, celebration.Fetching)
	w.addClip("celebration_5.mp4", "video", 0)
	w.move(saved, func(c *celebration.Celebration) {
		c.Status, c.AmountRUB = celebration.Ready, money.Rubles(4321)
		c.Clip = &celebration.Clip{Filename: "celebration_5.mp4", ContentType: "video/mp4", Size: 5, Duration: 5 * time.Second, CreatedAt: time.Now(), Celebration: saved}
	})
	w.settings.more = []ports.Setting{
		{Key: "donationalerts.client_id", Value: "client-77", Effect: "now"},
		{Key: "donationalerts.redirect_uri", Value: w.http.URL + "/api/da/oauth/callback", Effect: "now"},
	}
	w.settings.budget.PerDay = dollars.Value()
	w.overlay.queue = ports.Queue{Widgets: 1, Visible: 1, Player: "p", Playing: &celebration.Playback{
		ID: 9, Celebration: 1, Donor: "Тайный", Message: "секрет на ушко", Amount: dollars, State: celebration.PlaybackStarted, StartedAt: time.Now(),
	}}
	return append(paths, "/dashboard", "/dock", "/clips", "/donations", "/donations?status=needs_me", "/donations?of=1", "/money", "/landing", "/docs", "/docs/clips", "/celebrations/4", "/settings", "/look", "/log", "/nothing")
}

func TestADiscreetPageHoldsNothingPrivate(t *testing.T) {
	w := newWorld(t)
	paths := fillPrivate(t, w)
	open := ""
	for _, path := range paths {
		open += w.ask("GET", path, "", "Accept", "text/html").body
		for _, lang := range []string{"en", "ru"} {
			got := w.ask("GET", path, "", "Accept", "text/html", "Cookie", "discreet=on; lang="+lang)
			checkPage(t, path, got.body)
			for _, word := range private(w) {
				if strings.Contains(got.body, word) {
					t.Errorf("%s %s shows %q", lang, path, word)
				}
			}
			if strings.Contains(got.body, "<video") {
				t.Errorf("%s plays a clip, which shows a name", path)
			}
			if !strings.Contains(path, "clips?") && (!strings.Contains(got.body, `data-discreet="on"`) || !strings.Contains(got.body, `class="veil"`)) {
				t.Errorf("%s does not say that it is discreet", path)
			}
		}
	}
	for _, word := range []string{"Тайный", "секрет на ушко", "4 321", "54.32", "Account Name", w.http.URL + "/widget", "prompt with", "<video"} {
		if !strings.Contains(open, word) {
			t.Errorf("this test looks for %q, which no page shows anyway", word)
		}
	}
}

func TestADiscreetDeskSendsNothingPrivate(t *testing.T) {
	w := newWorld(t)
	fillPrivate(t, w)
	w.run()
	for _, page := range []string{"dashboard", "detail-1", "donations%3Fids%3D1%2C2%2C3", "clips", "dock"} {
		open := w.open("page="+page).until("the whole", isUpdate)
		closed := w.open("discreet=on&page="+page).until("the whole", isUpdate)
		for _, word := range private(w) {
			for _, p := range closed.Pieces {
				if strings.Contains(p.HTML, word) {
					t.Errorf("%s: %s has %q", page, p.ID, word)
				}
			}
		}
		if len(open.Pieces) != len(closed.Pieces) || !strings.Contains(fmt.Sprint(open.Pieces), "Тайный") {
			t.Errorf("%s: %d pieces, discreetly %d", page, len(open.Pieces), len(closed.Pieces))
		}
	}
}

func TestTheDiscreetSwitch(t *testing.T) {
	w := newWorld(t)
	got := w.ask("GET", "/donations?q=x&discreet=on", "")
	if cookies := got.Cookies(); len(cookies) != 1 || cookies[0].Name != "discreet" || cookies[0].Value != "on" || cookies[0].SameSite != http.SameSiteLaxMode {
		t.Errorf("the cookies are %v", cookies)
	}
	if !strings.Contains(got.body, `href="?discreet=off&amp;q=x"`) {
		t.Error("the page cannot be undone where it is")
	}
	on := func(query string, headers ...string) bool {
		return strings.Contains(w.ask("GET", "/dashboard"+query, "", headers...).body, `data-discreet="on"`)
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
