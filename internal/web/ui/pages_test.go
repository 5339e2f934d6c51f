package ui

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"streamspark/internal/celebration"
	"streamspark/internal/money"
	"streamspark/internal/web/webtest"
)

func TestAHostileDonationIsShownAsText(t *testing.T) {
	w := newWorld(t)
	hostile := w.Fill(t)
	for _, path := range []string{"/dashboard", fmt.Sprintf("/celebrations/%d", hostile)} {
		said := html.UnescapeString(webtest.CheckPage(t, path, w.Ask("GET", path, "").Text))
		for _, text := range []string{webtest.HostileName, "gnol </li><img src=x onerror=alert(1)> {{.}} ${1} \" ' `", "🎉🏳️‍🌈", "20.50 $", "≈ 1 640 ₽"} {
			if !strings.Contains(said, text) {
				t.Errorf("%s does not show %q", path, text)
			}
		}
	}
}

func TestTheEmptyDashboardSaysWhatToDo(t *testing.T) {
	w := newWorld(t)
	got := w.Ask("GET", "/dashboard", "")
	for _, want := range []string{
		`id="celebrations" data-list></ol>`, `id="gallery" data-list></ul>`, "No donations yet", "/api/sources/donationalerts/connect",
		w.HTTP.URL + "/widget", `value="1000"`, "No widget is open",
	} {
		if !strings.Contains(got.Text, want) {
			t.Errorf("the dashboard lacks %q", want)
		}
	}
	if len(got.Text) > 40_000 {
		t.Errorf("it weighs %d bytes", len(got.Text))
	}
}

func TestTheFullDashboardIsLight(t *testing.T) {
	w := newWorld(t)
	for i := range 80 {
		w.Donate(celebration.Donation{Source: "donationalerts", ID: fmt.Sprint(i), Donor: "viewer", Message: "Thank you for the stream!", Amount: money.Rubles(1500)})
	}
	got := w.Ask("GET", "/dashboard", "")
	if n := strings.Count(got.Text, `class="donation"`); n != shownCelebrations {
		t.Errorf("%d celebrations are shown, want %d", n, shownCelebrations)
	}
	if len(got.Text) > 100_000 {
		t.Errorf("it weighs %d bytes", len(got.Text))
	}
}

func TestChoicesAreRemembered(t *testing.T) {
	w := newWorld(t)
	got := w.Ask("GET", "/dashboard?lang=ru&theme=dark", "")
	cookies := map[string]string{}
	for _, c := range got.Cookies() {
		cookies[c.Name] = c.Value
		if c.SameSite != http.SameSiteLaxMode || c.MaxAge <= 0 {
			t.Errorf("the cookie is %+v", c)
		}
	}
	if cookies["lang"] != "ru" || cookies["theme"] != "dark" || !strings.Contains(got.Text, `lang="ru" data-theme="dark"`) {
		t.Errorf("the choices are %v", cookies)
	}
	got = w.Ask("GET", "/landing", "", "Cookie", "lang=ru; theme=light")
	if !strings.Contains(got.Text, `lang="ru" data-theme="light"`) || len(got.Cookies()) != 0 {
		t.Error("the choices are forgotten")
	}
	got = w.Ask("GET", "/dashboard?lang=xx&theme=%22%3E", "", "Cookie", `theme="><b>; lang=../x`)
	if !strings.Contains(got.Text, `lang="en" data-theme="auto"`) || len(got.Cookies()) != 0 {
		t.Error("what is no choice is taken for one")
	}
}

func TestStaticFiles(t *testing.T) {
	w := newWorld(t)
	page := w.Ask("GET", "/dashboard", "").Text
	files := regexp.MustCompile(`/static/[a-z.]+\?v=[0-9a-f]+`).FindAllString(page, -1)
	if len(files) < 5 {
		t.Fatalf("the page uses %v", files)
	}
	for _, file := range files {
		got := w.Ask("GET", file, "")
		tag := got.Header.Get("ETag")
		if got.StatusCode != http.StatusOK || tag == "" {
			t.Errorf("%s answers %d, tag %q", file, got.StatusCode, tag)
		}
		if again := w.Ask("GET", file, "", "If-None-Match", tag); again.StatusCode != http.StatusNotModified {
			t.Errorf("%s answers %d although it is the same", file, again.StatusCode)
		}
	}
	for _, path := range []string{"/static/", "/static/nope.js", "/static/../layout.html", "/static/%2e%2e/layout.html"} {
		if got := w.Ask("GET", path, ""); got.StatusCode == http.StatusOK {
			t.Errorf("%s is served", path)
		}
	}
	if got := w.Ask("GET", "/", ""); got.StatusCode != http.StatusTemporaryRedirect || got.Header.Get("Location") != "/dashboard" {
		t.Errorf("the root answers %d", got.StatusCode)
	}
}

func TestABrokenStoreIsAPage(t *testing.T) {
	w := newWorld(t)
	if err := w.Store.Close(); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"/dashboard", "/clips", "/celebrations/1"} {
		got := w.Ask("GET", path, "", "Accept-Language", "ru")
		if got.StatusCode != http.StatusInternalServerError || !strings.Contains(got.Text, "Что-то сломалось") || strings.Contains(got.Text, "sql") {
			t.Errorf("%s answers %d %s", path, got.StatusCode, got.Text)
		}
	}
}
