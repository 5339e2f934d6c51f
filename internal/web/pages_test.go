package web

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"streamspark/internal/celebration"
	"streamspark/internal/money"
	"streamspark/internal/web/route"
)

const (
	hostileName    = `<script>alert("1")</script><b onclick='x'>bold</b>`
	hostileMessage = "\u202egnol\u202c </li><img src=x onerror=alert(1)> {{.}} ${1} \" ' ` 🎉🏳️‍🌈 "
)

// fillWorld puts a donation of every status into the store, and hostile ones.
func fillWorld(t *testing.T, w *world) (hostile int64) {
	t.Helper()
	made := []celebration.Status{celebration.Approved, celebration.Submitting, celebration.Generating, celebration.Fetching, celebration.Ready}
	paths := map[celebration.Status][]celebration.Status{
		celebration.Received: nil, celebration.WaitingRate: {celebration.WaitingRate}, celebration.Skipped: {celebration.Skipped},
		celebration.Held: {celebration.Held}, celebration.Rejected: {celebration.Rejected}, celebration.Approved: made[:1],
		celebration.Submitting: made[:2], celebration.Generating: made[:3], celebration.Fetching: made[:4], celebration.Ready: made,
		celebration.Playing: append(made[:5:5], celebration.Playing), celebration.Played: append(made[:5:5], celebration.Playing, celebration.Played),
		celebration.Failed: {celebration.Failed}, celebration.Unknown: append(made[:2:2], celebration.Unknown),
	}
	for _, status := range celebration.Statuses() {
		id := w.donate(celebration.Donation{Source: "donationalerts", ID: "d-" + string(status), Donor: "viewer", Amount: money.Rubles(1500)}, paths[status]...)
		if got, err := w.store.Celebration(t.Context(), id); err != nil || got.Status != status {
			t.Fatalf("%s is %s: %v", status, got.Status, err)
		}
	}
	dollars, err := money.Parse("20.5", "USD")
	if err != nil {
		t.Fatal(err)
	}
	evil := celebration.Donation{
		Source: "donationalerts", ID: "evil", Donor: hostileName, Message: hostileMessage + strings.Repeat("я", 450), Amount: dollars,
	}
	hostile = w.donate(evil)
	w.move(hostile, func(c *celebration.Celebration) {
		c.Status, c.Reason = celebration.Held, celebration.Because(celebration.WhyRefused, hostileMessage)
		c.AmountRUB, c.TierName, c.Order = money.Rubles(1640), hostileName, celebration.Order{RequestID: "r", Prompt: celebration.Prompt("", evil)}
		c.Rate = celebration.Rate{Currency: "USD", Rubles: "80.12", Source: "cbr", Published: time.Now()}
	})
	w.donate(celebration.Donation{Source: celebration.SourceTest, ID: "t"}, celebration.Skipped)
	bought(w)
	w.addClip("found.webm", "x", time.Hour)
	return hostile
}

// checkPage reads a page as a browser would, refuses what the policy would,
// and gives what it says.
func checkPage(t *testing.T, name, source string) string {
	t.Helper()
	var said strings.Builder
	tokens := html.NewTokenizer(strings.NewReader(source))
	for {
		switch tokens.Next() {
		case html.ErrorToken:
			return said.String()
		case html.TextToken:
			said.Write(tokens.Text())
			said.WriteByte('\n')
		case html.StartTagToken, html.SelfClosingTagToken:
			tag := tokens.Token()
			checkTag(t, name, tag)
			own := strings.Contains(tag.String(), `<img class="poster-picture" src="/posters/`)
			if tag.Data == "b" || tag.Data == "img" && !own {
				t.Errorf("%s: a viewer wrote markup: %s", name, tag)
			}
			for _, a := range tag.Attr {
				if a.Key == "title" || a.Key == "aria-label" || a.Key == "placeholder" {
					said.WriteString(a.Val + "\n")
				}
			}
		}
	}
}

func TestPagesAreSafeAndWholeInBothLanguages(t *testing.T) {
	w := newWorld(t)
	hostile := fillWorld(t, w)
	raw := regexp.MustCompile(`(?m)^\s*(?:` + strings.Join(prefixes(), "|") + `)\.[a-z_.]+\s*$`)
	pages := map[string]string{
		"/dashboard": "viewer", "/dock": "viewer", "/money": "#", "/clips": "found.webm", "/landing": "OBS", fmt.Sprintf("/celebrations/%d", hostile): strings.Repeat("я", 450),
		"/settings": "config.yaml", "/log": "streamspark.log", "/log?level=warn&part=web&celebration=5&q=x": "streamspark.log",
		"/look": "720p", "/celebrations/12": "viewer", "/celebrations/424242": "", "/celebrations/x": "", "/nothing": "", "/docs": "/api/queue/skip", "/docs/nothing": "",
	}
	for _, group := range route.Groups(w.server.forPrograms()) {
		pages["/docs/"+group.Name] = group.Lines[0].Summary
	}
	for path, wants := range pages {
		for _, lang := range []string{"en", "ru"} {
			name := lang + " " + path
			got := w.ask("GET", path, "", "Accept", "text/html", "Accept-Language", lang)
			said := checkPage(t, name, got.body)
			if !strings.Contains(got.body, `<html lang="`+lang+`"`) || !strings.Contains(said, wants) {
				t.Errorf("%s does not say %q", name, wants)
			}
			if (wants == "") != (got.StatusCode == http.StatusNotFound) {
				t.Errorf("%s answers %d", name, got.StatusCode)
			}
			if key := raw.FindString(html.UnescapeString(said)); key != "" {
				t.Errorf("%s shows a key of the catalogue: %q", name, key)
			}
			if strings.ContainsRune(said, '\u202e') {
				t.Errorf("%s turns the direction of the page", name)
			}
			if strings.Contains(got.body, "ZgotmplZ") || strings.Contains(got.body, "%!") || strings.Contains(got.body, "&lt;nil&gt;") {
				t.Errorf("%s was not rendered well", name)
			}
		}
	}
}

// prefixes are the first words of the catalogue's keys.
func prefixes() []string {
	seen := map[string]bool{}
	for _, key := range catalogue().Keys() {
		first, _, _ := strings.Cut(key, ".")
		seen[first] = true
	}
	return sortedKeys(seen)
}

func TestAHostileDonationIsShownAsText(t *testing.T) {
	w := newWorld(t)
	hostile := fillWorld(t, w)
	for _, path := range []string{"/dashboard", fmt.Sprintf("/celebrations/%d", hostile)} {
		said := html.UnescapeString(checkPage(t, path, w.ask("GET", path, "").body))
		for _, text := range []string{hostileName, "gnol </li><img src=x onerror=alert(1)> {{.}} ${1} \" ' `", "🎉🏳️‍🌈", "20.50 $", "≈ 1 640 ₽"} {
			if !strings.Contains(said, text) {
				t.Errorf("%s does not show %q", path, text)
			}
		}
	}
}

func TestTheEmptyDashboardSaysWhatToDo(t *testing.T) {
	w := newWorld(t)
	got := w.ask("GET", "/dashboard", "")
	for _, want := range []string{
		`id="celebrations" data-list></ol>`, `id="gallery" data-list></ul>`, "No donations yet", "/api/da/oauth/login",
		w.http.URL + "/widget", `value="1000"`, "No widget is open",
	} {
		if !strings.Contains(got.body, want) {
			t.Errorf("the dashboard lacks %q", want)
		}
	}
	if len(got.body) > 40_000 {
		t.Errorf("it weighs %d bytes", len(got.body))
	}
}

func TestTheFullDashboardIsLight(t *testing.T) {
	w := newWorld(t)
	for i := range 80 {
		w.donate(celebration.Donation{Source: "donationalerts", ID: fmt.Sprint(i), Donor: "viewer", Message: "Thank you for the stream!", Amount: money.Rubles(1500)})
	}
	got := w.ask("GET", "/dashboard", "")
	if n := strings.Count(got.body, `class="gift"`); n != shownGifts {
		t.Errorf("%d celebrations are shown, want %d", n, shownGifts)
	}
	if len(got.body) > 100_000 {
		t.Errorf("it weighs %d bytes", len(got.body))
	}
}

func TestChoicesAreRemembered(t *testing.T) {
	w := newWorld(t)
	got := w.ask("GET", "/dashboard?lang=ru&theme=dark", "")
	cookies := map[string]string{}
	for _, c := range got.Cookies() {
		cookies[c.Name] = c.Value
		if c.SameSite != http.SameSiteLaxMode || c.MaxAge <= 0 {
			t.Errorf("the cookie is %+v", c)
		}
	}
	if cookies["lang"] != "ru" || cookies["theme"] != "dark" || !strings.Contains(got.body, `lang="ru" data-theme="dark"`) {
		t.Errorf("the choices are %v", cookies)
	}
	got = w.ask("GET", "/landing", "", "Cookie", "lang=ru; theme=light")
	if !strings.Contains(got.body, `lang="ru" data-theme="light"`) || len(got.Cookies()) != 0 {
		t.Error("the choices are forgotten")
	}
	got = w.ask("GET", "/dashboard?lang=xx&theme=%22%3E", "", "Cookie", `theme="><b>; lang=../x`)
	if !strings.Contains(got.body, `lang="en" data-theme="auto"`) || len(got.Cookies()) != 0 {
		t.Error("what is no choice is taken for one")
	}
}

func TestStaticFiles(t *testing.T) {
	w := newWorld(t)
	page := w.ask("GET", "/dashboard", "").body
	files := regexp.MustCompile(`/static/[a-z.]+\?v=[0-9a-f]+`).FindAllString(page, -1)
	if len(files) < 5 {
		t.Fatalf("the page uses %v", files)
	}
	for _, file := range files {
		got := w.ask("GET", file, "")
		tag := got.Header.Get("ETag")
		if got.StatusCode != http.StatusOK || tag == "" {
			t.Errorf("%s answers %d, tag %q", file, got.StatusCode, tag)
		}
		if again := w.ask("GET", file, "", "If-None-Match", tag); again.StatusCode != http.StatusNotModified {
			t.Errorf("%s answers %d although it is the same", file, again.StatusCode)
		}
	}
	for _, path := range []string{"/static/", "/static/nope.js", "/static/../layout.html", "/static/%2e%2e/layout.html"} {
		if got := w.ask("GET", path, ""); got.StatusCode == http.StatusOK {
			t.Errorf("%s is served", path)
		}
	}
	if got := w.ask("GET", "/", ""); got.StatusCode != http.StatusTemporaryRedirect || got.Header.Get("Location") != "/dashboard" {
		t.Errorf("the root answers %d", got.StatusCode)
	}
}

func TestABrokenStoreIsAPage(t *testing.T) {
	w := newWorld(t)
	if err := w.store.Close(); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"/dashboard", "/clips", "/celebrations/1"} {
		got := w.ask("GET", path, "", "Accept-Language", "ru")
		if got.StatusCode != http.StatusInternalServerError || !strings.Contains(got.body, "Что-то сломалось") || strings.Contains(got.body, "sql") {
			t.Errorf("%s answers %d %s", path, got.StatusCode, got.body)
		}
	}
}
