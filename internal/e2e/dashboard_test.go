package e2e

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"streamspark/internal/standin"
)

// isLive is true on a page that its socket keeps up to date.
const isLive = `document.getElementById('wire').dataset.state === 'open'`

// TestAFailedOneIsMadeByItsButton: what AIML refused is made when the
// streamer asks again, with a second order, and the row follows.
func TestAFailedOneIsMadeByItsButton(t *testing.T) {
	t.Parallel()
	p := start(t, true, map[string]string{"generation.poll_interval": "1s"})
	p.stand.SetJobTime(0)
	p.stand.Set(standin.PartSubmit, standin.Fault{Kind: standin.Refused, Times: 1})
	id := p.viewer(standin.Donation{Amount: 2000, Currency: "RUB"})
	p.until(id, "failed")
	dashboard := open(t, openBrowser(t), p.app.URL()+"/dashboard?lang=en")
	dashboard.until(isLive)
	row := fmt.Sprintf(`document.getElementById('celebration-%d')`, id)
	dashboard.until(row + `.dataset.status === 'failed'`)
	dashboard.click(row + `.querySelector('[data-path$="/retry"]')`)
	dashboard.until(row + `.dataset.status === 'ready' && ` + row + `.querySelector('[data-path$="/retry"]') === null`)
	if c := p.celebration(id); c.Status != "ready" || len(p.stand.Jobs()) != 1 || !strings.Contains(c.path(), "failed approved submitting") {
		t.Errorf("it is %s after %s, with %d orders taken", c.Status, c.path(), len(p.stand.Jobs()))
	}
}

// TestOnlyTheShowThatPlaysIsSkipped presses the button while one plays and
// another waits.
func TestOnlyTheShowThatPlaysIsSkipped(t *testing.T) {
	t.Parallel()
	p := start(t, false, nil)
	shows(p, "ash", "birch")
	browser := openBrowser(t)
	dashboard := open(t, browser, p.app.URL()+"/dashboard?lang=en")
	dashboard.until(isLive)
	if eval[bool](dashboard, `document.querySelector('[data-path="/api/queue/skip"]') !== null`) {
		t.Error("nothing plays, and it can be skipped")
	}
	widget := open(t, browser, p.app.URL()+"/widget")
	widget.until(showing)
	dashboard.until(`document.querySelector('.stage-who').textContent.includes('ash')`)
	dashboard.click(`document.querySelector('[data-path="/api/queue/skip"]')`)
	dashboard.until(`document.querySelector('.stage-who').textContent.includes('birch')`)
	widget.until(showing)
	if c := p.celebration(1); c.Status != "played" || c.Code != "skipped_by_hand" {
		t.Errorf("the skipped one is %s because %q", c.Status, c.Reason)
	}
	if c := p.until(2, "playing", "played"); c.Code != "" {
		t.Errorf("the next one is %s because %q", c.Status, c.Reason)
	}
}

// TestAPauseSaysSinceWhenAndWhyAlsoAfterARestart, and one click ends it.
func TestAPauseSaysSinceWhenAndWhyAlsoAfterARestart(t *testing.T) {
	t.Parallel()
	p := start(t, false, nil)
	shows(p, "ash")
	if status, body := p.call("POST", "/api/queue/pause", map[string]any{"reason": "back at nine <b>sharp</b>"}); status != 200 {
		t.Fatalf("pause: %d %s", status, body)
	}
	browser := openBrowser(t)
	said := func(p *program) string {
		dashboard := open(t, browser, p.app.URL()+"/dashboard?lang=en")
		dashboard.until(isLive)
		dashboard.shows("back at nine <b>sharp</b>")
		return eval[string](dashboard, `document.querySelector('.stage').innerText`)
	}
	before, since := said(p), p.queue().PausedSince
	p.mustStop()
	p = startIn(t, p.dir, false, nil)
	if after := said(p); after != before || !strings.Contains(after, "Since ") || p.queue().PausedSince != since {
		t.Errorf("before the restart it said\n%s\nafter it\n%s", before, after)
	}
	widget := open(t, browser, p.app.URL()+"/widget")
	dashboard := open(t, browser, p.app.URL()+"/dashboard?lang=en")
	dashboard.shows("Widget open")
	dashboard.click(`document.querySelector('[data-path="/api/queue/resume"]')`)
	widget.until(showing)
	dashboard.until(`!document.body.innerText.includes('back at nine')`)
}

// TestTheOtherLanguageIsTheSamePage keeps the page, its filter and what was
// looked for, and the next page is in it too.
func TestTheOtherLanguageIsTheSamePage(t *testing.T) {
	t.Parallel()
	p := start(t, false, nil)
	for i := range 3 {
		p.until(p.donate(map[string]any{"donor_name": fmt.Sprint("viewer ", i), "amount": 100 + i}), "skipped")
	}
	tab := open(t, openBrowser(t), p.app.URL()+"/donations?lang=en")
	tab.do(chromedp.Navigate(p.app.URL() + "/donations?status=skipped&q=viewer&min_rub=101"))
	for _, lang := range []string{"ru", "en", "ru"} {
		tab.until(`document.querySelectorAll('.donation').length === 2 && ` + isLive)
		tab.click(`document.querySelector('#look > summary')`)
		tab.click(`document.querySelector('#look a[hreflang="` + lang + `"]')`)
		tab.until(`document.documentElement.lang === '` + lang + `' && document.querySelectorAll('.donation').length === 2`)
		tab.until(`!location.search.includes('lang=')`)
		address, err := url.Parse(eval[string](tab, `location.href`))
		if err != nil {
			t.Fatal(err)
		}
		kept := address.Query()
		if address.Path != "/donations" || kept.Get("status") != "skipped" || kept.Get("q") != "viewer" || kept.Get("min_rub") != "101" {
			t.Errorf("in %s it is at %s", lang, address)
		}
	}
	tab.shows("Меньше порога")
	clickOn(tab, `document.querySelector('.donation a')`)
	tab.until(`location.pathname.startsWith('/celebrations/') && document.documentElement.lang === 'ru'`)
}

// TestADashboardUpdatesWithoutTakingAnythingAway types into a form, scrolls, and
// lets ten donations arrive and be made: beside the form in a wide window,
// above it on a phone.
func TestADashboardUpdatesWithoutTakingAnythingAway(t *testing.T) {
	t.Parallel()
	for name, width := range map[string]int64{"wide": 1280, "phone": 390} {
		t.Run(name, func(t *testing.T) {
			p := start(t, false, nil)
			for i := range 25 {
				p.donate(map[string]any{"donor_name": fmt.Sprint("earlier ", i), "amount": 10 + i})
			}
			dashboard := open(t, openBrowser(t), p.app.URL()+"/dashboard?lang=en")
			dashboard.do(chromedp.EmulateViewport(width, 720))
			dashboard.until(isLive)
			dashboard.until(`document.querySelectorAll('.donation').length >= 20`)
			takesNothingAway(t, p, dashboard)
		})
	}
}

func takesNothingAway(t *testing.T, p *program, dashboard *page) {
	t.Helper()
	field := `document.querySelector('#test [name="message"]')`
	eye := field + `.getBoundingClientRect().top`
	// No way of the window's own may still be under way.
	dashboard.do(chromedp.Evaluate[chromedp.Void](`document.documentElement.style.scrollBehavior = 'auto'; ` + field + `.value = ''`))
	dashboard.do(chromedp.Focus(chromedp.JSPath(field)), chromedp.KeyEvent("half a sente"))
	dashboard.do(chromedp.Evaluate[chromedp.Void](field + `.setSelectionRange(2, 6); window.stays = ` + field))
	dashboard.until(`(scrollBy(0, ` + eye + ` - 300), scrollY > 200 && Math.abs(` + eye + ` - 300) < 1)`)
	dashboard.do(chromedp.Evaluate[chromedp.Void](`document.documentElement.style.scrollBehavior = ''; window.began = ` + eye))
	at := eval[string](dashboard, where)
	for i := range 10 {
		p.donate(map[string]any{"donor_name": fmt.Sprint("new ", i), "amount": 1500 + i})
	}
	dashboard.until(`[...document.querySelectorAll('.donation[data-status="ready"]')].filter(g => g.innerText.includes('new ')).length === 10`)
	dashboard.until(`document.querySelectorAll('#queue [data-playback]').length === 10`)
	if now := eval[string](dashboard, where); now != at {
		t.Errorf("before it was\n%s\nnow it is\n%s", at, now)
	}
	if moved := eval[float64](dashboard, eye+` - window.began`); moved < -2 || moved > 2 {
		t.Errorf("the field is %.1f px from where it was in the window", moved)
	}
	if !eval[bool](dashboard, `window.stays === document.activeElement && window.stays.isConnected`) {
		t.Error("the field is another one")
	}
	// And one goes on where one was.
	dashboard.do(chromedp.KeyEvent("XY"))
	if text := eval[string](dashboard, field+`.value`); text != "haXY sente" {
		t.Errorf("typed on, it says %q", text)
	}
}

// where is what must stay: the text, what is marked in it, and the focus.
// Where the field is in the window is looked at by itself. How far the page
// is scrolled is not: one that grew above must be scrolled further.
const where = `(() => {
	const f = document.activeElement;
	return JSON.stringify({name: f.name, form: f.form?.dataset.path, value: f.value, from: f.selectionStart, to: f.selectionEnd});
})()`

// TestADashboardComesBackAfterARestart: while the program is away the page says
// so, and with the next run on the same port it heals by itself.
func TestADashboardComesBackAfterARestart(t *testing.T) {
	t.Parallel()
	p := start(t, false, nil)
	p.until(p.donate(map[string]any{"donor_name": "before", "amount": 100}), "skipped")
	address, err := url.Parse(p.app.URL())
	if err != nil {
		t.Fatal(err)
	}
	browser := openBrowser(t)
	var tabs []*page
	for _, path := range []string{"/dashboard", "/dock", "/donations", "/clips", "/money", "/celebrations/1"} {
		tab := open(t, browser, p.app.URL()+path+"?lang=en")
		tab.until(isLive)
		tab.do(chromedp.Evaluate[chromedp.Void](`window.same = true`))
		tabs = append(tabs, tab)
	}
	p.mustStop()
	for _, tab := range tabs {
		tab.until(`document.getElementById('wire').dataset.state === 'lost'`)
	}
	p = startIn(t, p.dir, false, map[string]string{"server.port": address.Port()})
	p.donate(map[string]any{"donor_name": "after", "amount": 1500})
	for _, tab := range tabs {
		tab.until(isLive)
		if !eval[bool](tab, `window.same === true`) {
			t.Errorf("%s was loaded anew", eval[string](tab, `location.pathname`))
		}
	}
	tabs[0].until(`document.querySelector('#celebrations').innerText.includes('after')`)
	tabs[1].until(`document.querySelector('#queue').innerText.includes('after')`)
}
