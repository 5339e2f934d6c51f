package ui

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"streamspark/internal/celebration"
	"streamspark/internal/money"
	"streamspark/internal/web/webtest"
)

// rowsOf are the donations that a page shows, in their order.
func rowsOf(body string) string {
	var ids []string
	for _, found := range regexp.MustCompile(`id="celebration-(\d+)"`).FindAllStringSubmatch(body, -1) {
		ids = append(ids, found[1])
	}
	return strings.Join(ids, " ")
}

func TestTheDonationsAreFiltered(t *testing.T) {
	w := newWorld(t)
	if got := w.Ask("GET", "/donations", ""); !strings.Contains(got.Text, "No donations yet") {
		t.Error("the empty page does not say so")
	}
	for i, status := range []celebration.Status{celebration.Held, celebration.Failed, celebration.Skipped} {
		id := w.Donate(celebration.Donation{Source: "donationalerts", ID: fmt.Sprint(800 + i), Donor: "Зритель", Message: fmt.Sprintf("Сообщение %d", i)}, status)
		w.Move(id, func(c *celebration.Celebration) { c.AmountRUB = money.Rubles(int64(i+1) * 1000) })
	}
	w.Donate(celebration.Donation{Source: "donationalerts", ID: "x", Donor: "other"})
	tomorrow := time.Now().AddDate(0, 0, 1).Format(time.DateOnly)
	today := time.Now().Format(time.DateOnly)
	for _, tt := range []struct{ query, rows, says string }{
		{"", "4 3 2 1", "4 donations"},
		{"status=needs_me", "2 1", `aria-current="true">Needs me`},
		{"status=held", "1", `aria-current="true">Waits for you`},
		{"status=under_way", "4", "Found:"},
		{"q=" + url.QueryEscape("СООБЩЕНИЕ 1"), "2", `value="СООБЩЕНИЕ 1"`},
		{"q=802", "3", "1 donation"},
		{"donor=" + url.QueryEscape("зритель"), "3 2 1", "6 000 ₽"},
		{"of=2", "3 2 1", "<bdi>Зритель</bdi></span>"},
		{"min_rub=1000.5&max_rub=2000", "2", "open"},
		{"from=" + today + "&to=" + today, "4 3 2 1", `value="` + today},
		{"from=" + tomorrow, "", "Nothing matches"},
		{"q=nobody", "", `href="/donations">Show all`},
		{"q=%22%27%3B--", "", "Nothing matches"},
		{"before=3", "2 1", "rel=\"prev\""},
		{"after=3", "4 3 2 1", "4 donations"},
		{"status=nonsense", "4 3 2 1", "There is no such status"},
		{"from=nonsense", "4 3 2 1", "This is no date"},
		{"from=2026-02-02&to=2026-02-01&status=held", "1", "before the first one"},
		{"min_rub=much&status=held", "1", "This is no amount"},
		{"min_rub=3&max_rub=2", "3 2 1", "less than the least"},
		{"of=99", "4 3 2 1", "no such donor"},
		{"q=" + strings.Repeat("x", 201), "4 3 2 1", "too long"},
		{"before=x&after=-1", "4 3 2 1", "4 donations"},
	} {
		got := w.Ask("GET", "/donations?"+tt.query, "")
		webtest.CheckPage(t, tt.query, got.Text)
		if rows := rowsOf(got.Text); got.StatusCode != http.StatusOK || rows != tt.rows {
			t.Errorf("%q: %d, rows %q, want %q", tt.query, got.StatusCode, rows, tt.rows)
		}
		if !strings.Contains(got.Text, tt.says) {
			t.Errorf("%q does not say %q", tt.query, tt.says)
		}
	}
}

func TestTheDonationsArePagedBothWays(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for i := range 80 {
		w.Donate(celebration.Donation{Source: "donationalerts", ID: fmt.Sprint(i), Donor: "viewer"})
	}
	link := func(body, rel string) string {
		found := regexp.MustCompile(`rel="` + rel + `" href="([^"]+)"`).FindStringSubmatch(body)
		if found == nil {
			return ""
		}
		return html.UnescapeString(found[1])
	}
	first := w.Ask("GET", "/donations?q=viewer&lang=en", "").Text
	if link(first, "prev") != "" || !strings.HasPrefix(rowsOf(first), "80 79 ") || !strings.HasSuffix(rowsOf(first), " 51") {
		t.Errorf("the first page has %s", rowsOf(first))
	}
	second := w.Ask("GET", link(first, "next"), "").Text
	third := w.Ask("GET", link(second, "next"), "").Text
	if !strings.HasPrefix(rowsOf(third), "20 ") || link(third, "next") != "" || !strings.Contains(link(third, "prev"), "q=viewer") {
		t.Errorf("the last page has %s, before it %s", rowsOf(third), link(third, "prev"))
	}
	back := w.Ask("GET", link(third, "prev"), "").Text
	if rowsOf(back) != rowsOf(second) {
		t.Errorf("back there is %s", rowsOf(back))
	}
	if again := w.Ask("GET", link(back, "prev"), "").Text; rowsOf(again) != rowsOf(first) || link(again, "prev") != "" {
		t.Errorf("at the first page again there is %s", rowsOf(again))
	}
	if !strings.Contains(second, `href="?before=51&amp;lang=ru&amp;q=viewer"`) {
		t.Error("a choice of language loses the page")
	}
}

func TestTheCelebrationKnowsTheListItCameFrom(t *testing.T) {
	w := newWorld(t)
	for i := range 3 {
		w.Donate(celebration.Donation{Source: "donationalerts", ID: fmt.Sprint(i), Donor: "viewer"})
	}
	got := w.Ask("GET", "/celebrations/2", "", "Referer", w.HTTP.URL+"/donations?q=view&evil=1").Text
	for _, want := range []string{`href="/donations?q=view"`, `href="/celebrations/1"`, `href="/celebrations/3"`, `href="/donations?of=2"`} {
		if !strings.Contains(got, want) {
			t.Errorf("the page lacks %s", want)
		}
	}
	for _, referer := range []string{"", "http://elsewhere.example/donations?q=x", w.HTTP.URL + "/dashboard?q=x", "://"} {
		if got := w.Ask("GET", "/celebrations/2", "", "Referer", referer).Text; !strings.Contains(got, `<p class="crumb"><a href="/donations">`) {
			t.Errorf("from %q it leads elsewhere", referer)
		}
	}
}

func TestThePageOfDonationsIsLive(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for i := range 3 {
		w.Donate(celebration.Donation{Source: "donationalerts", ID: fmt.Sprint(i), Donor: "viewer"}, celebration.Held)
	}
	w.Donate(celebration.Donation{Source: "donationalerts", ID: "other", Donor: "other"}, celebration.Skipped)
	w.run()
	body := w.Ask("GET", "/donations?status=needs_me", "").Text
	live := html.UnescapeString(regexp.MustCompile(`data-live="([^"]+)"`).FindStringSubmatch(body)[1])
	v := w.open("page=" + url.QueryEscape(live))
	whole := v.until("the whole", isUpdate)
	shown := func(u update) (n int) {
		for _, p := range u.Pieces {
			if strings.HasPrefix(p.ID, "celebration-") {
				n++
			}
		}
		return n
	}
	if shown(whole) != 3 || !strings.Contains(whole.piece("donations-found"), "3 donations") || strings.Contains(whole.piece("donations-new"), "<a") {
		t.Errorf("the whole is %v", whole.Pieces)
	}
	// One that no longer matches stays in its place.
	w.Move(2, func(c *celebration.Celebration) { c.Status = celebration.Rejected })
	news := v.until("the move", func(u update) bool { return shown(u) > 0 })
	if shown(news) != 1 || !strings.Contains(news.piece("celebration-2"), "Rejected") {
		t.Errorf("the move sends %v", news.Pieces)
	}
	v.shows("donations-found", "2 donations")
	// What does not match is not told of; what matches is told and not shown.
	w.Donate(celebration.Donation{Source: "donationalerts", ID: "new other", Donor: "other"})
	id := w.Donate(celebration.Donation{Source: "donationalerts", ID: "new", Donor: "new"}, celebration.Held)
	news = v.until("the new one", func(u update) bool { return u.piece("donations-new") != "" })
	if fresh := news.piece("donations-new"); !strings.Contains(fresh, "1 new") || !strings.Contains(fresh, `href="/donations?status=needs_me"`) {
		t.Errorf("it is told %s", fresh)
	}
	if news.piece(fmt.Sprintf("celebration-%d", id)) != "" {
		t.Error("a new one is pushed in")
	}
	for _, page := range []string{"donations?", "donations?%zz", "donations?ids=x,,-1", "donations?ids=1&of=99"} {
		w.open("page="+url.QueryEscape(page)).until("anything", func(update) bool { return true })
	}
}

// TestThePageOfDonationsIsLight weighs a full page of the rows with the most
// buttons, in the language with the longest words, with every
// style and script that it loads, uncompressed.
func TestThePageOfDonationsIsLight(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for i := range 80 {
		w.Donate(celebration.Donation{
			Source: "donationalerts", ID: fmt.Sprint(i), Donor: fmt.Sprintf("Зритель %d", i),
			Message: "Спасибо за стрим, пусть победа будет за нами! 🎉", Amount: money.Rubles(1500),
		}, celebration.Held)
	}
	webtest.HoldWeight(t, "/donations", w.Ask("GET", "/donations", "", "Accept-Language", "ru").Text, 30_000)
}
