package e2e

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"streamspark/internal/standin"
)

// must makes a request that has to succeed.
func (p *program) must(method, path string, body any) {
	p.t.Helper()
	if status, answer := p.call(method, path, body); status != http.StatusOK {
		p.t.Fatalf("%s %s: %d %s", method, path, status, answer)
	}
}

// TestTheWidgetsFollowDonationsSettingsAndThePanicButton opens each widget as a
// source does, and changes what it shows without a reload.
func TestTheWidgetsFollowDonationsSettingsAndThePanicButton(t *testing.T) {
	t.Parallel()
	p := start(t, true, map[string]string{"generation.provider": "builtin", "donationalerts.catch_up": "1h"})
	browser := openBrowser(t)
	p.must("POST", "/api/queue/pause", nil)
	p.must("POST", "/api/widgets/timer/restart", nil)
	all := map[string]*page{}
	for _, name := range []string{"goal", "last", "top", "queue", "timer", "credits"} {
		all[name] = open(t, browser, p.app.URL()+"/widget/"+name+"/?lang=en")
		all[name].until(`'drawn' in document.body.dataset`)
		all[name].do(chromedp.Evaluate[chromedp.Void](`window.same = true`))
	}
	for _, name := range []string{"last", "top", "queue"} {
		if !eval[bool](all[name], `getComputedStyle(document.body).visibility === 'hidden'`) {
			t.Errorf("%s shows something before anything was given", name)
		}
	}

	donor, rude := "Anna <i>", "Rude <b>"
	viewer := func(name string, rubles int, ago time.Duration) int64 {
		return p.viewer(standin.Donation{
			Donor: &name, Amount: rubles, Currency: "RUB", CreatedAt: time.Now().Add(-ago), PayinSystem: map[string]string{"title": "card"},
		})
	}
	viewer(donor, 1500, 0)
	all["goal"].until(`document.querySelector('.raised').textContent === '1 500 ₽' && document.querySelector('.percent').textContent === '15 %'`)
	all["last"].until(`document.querySelector('.row .donor').textContent === 'Anna <i>' && document.querySelector('.row .sum').textContent === '1 500 ₽'`)
	all["top"].until(`document.querySelector('.row .donor').textContent === 'Anna <i>'`)
	all["queue"].until(`document.querySelector('.donor').textContent === 'Anna <i>' && getComputedStyle(document.body).visibility === 'visible'`)
	all["timer"].until(`/^02:1[45]:/.test(document.querySelector('.time').textContent)`)
	all["timer"].until(`document.querySelector('.title').textContent === 'Subathon'`)

	// It came too late to be decided by itself, and is rejected.
	id := viewer(rude, 9000, 5*time.Hour)
	p.until(id, "held")
	p.must("POST", fmt.Sprintf("/api/celebrations/%d/reject", id), nil)
	viewer("Boris", 2000, 0)
	all["last"].until(`[...document.querySelectorAll('.row .donor')].map((e) => e.textContent).join() === 'Boris,Anna <i>'`)
	all["top"].until(`[...document.querySelectorAll('.row .donor')].map((e) => e.textContent).join() === 'Boris,Anna <i>'`)
	all["goal"].until(`document.querySelector('.raised').textContent === '12 500 ₽' && document.querySelector('.title').textContent === 'Goal reached!'`)
	credits := open(t, browser, p.app.URL()+"/widget/credits/?lang=en")
	credits.until(`[...document.querySelectorAll('.name .donor')].map((e) => e.textContent).join() === 'Boris,Anna <i>'`)
	credits.until(`document.querySelector('.credits-roll').getAnimations().length === 1`)
	for name, widget := range all {
		if eval[bool](widget, `document.body.textContent.includes('Rude') || document.querySelector('.donor i, .donor b') !== null`) {
			t.Errorf("%s shows who was rejected, or takes a name for markup", name)
		}
	}

	// What is changed on the page is on the stream at once, or refused at its field.
	settings := open(t, browser, p.app.URL()+"/widgets?lang=en")
	settings.until(isLive)
	field := func(widget, key, value string) {
		t.Helper()
		settings.do(chromedp.Evaluate[chromedp.Void](fmt.Sprintf(`(() => {
			const field = document.querySelector('form[data-widget=%s] [name=%s]');
			field.value = %q;
			field.dispatchEvent(new Event('change', { bubbles: true }));
		})()`, widget, key, value)))
	}
	field("goal", "target", "much")
	settings.until(`document.querySelector('form[data-widget=goal] [name=target]').getAttribute('aria-invalid') === 'true'`)
	field("goal", "target", "50 000")
	settings.until(`document.querySelector('form[data-widget=goal] .form-done').textContent === 'Saved.' && document.querySelector('form[data-widget=goal] [aria-invalid]') === null`)
	all["goal"].until(`document.querySelector('.of').textContent === '/ 50 000 ₽' && document.querySelector('.title').textContent === 'Goal'`)
	field("last", "title", "Спасибо, друзья")
	all["last"].until(`document.querySelector('.title').textContent === 'Спасибо, друзья'`)
	field("last", "count", "1")
	all["last"].until(`document.querySelectorAll('.row').length === 1`)
	field("timer", "per", "0")

	// The timer stands still while it is paused, and what is added is added.
	button := func(action string) string {
		return fmt.Sprintf(`document.querySelector('[data-path="/api/widgets/timer/%s"]')`, action)
	}
	settings.click(button("pause"))
	all["timer"].until(`!document.querySelector('.pause').hidden`)
	still := eval[string](all["timer"], `document.querySelector('.time').textContent`)
	settings.until(button("resume"))
	settings.click(button("add"))
	all["timer"].until(`document.querySelector('.time').textContent !== '` + still + `' && !document.querySelector('.pause').hidden`)
	settings.click(button("resume"))
	all["timer"].until(`document.querySelector('.pause').hidden && !document.querySelector('.still')`)
	frame := `document.querySelector('#widgets-timer iframe')`
	settings.do(chromedp.Evaluate[chromedp.Void](frame + `.scrollIntoView()`))
	settings.until(frame + `.contentDocument.querySelector('.time').textContent.length === 8`)

	// The theme is the player's, and so is the panic button.
	p.must("PUT", "/api/look", map[string]any{"theme": "retro"})
	p.must("POST", "/api/queue/panic", nil)
	for name, widget := range all {
		widget.until(`document.documentElement.dataset.theme === 'retro'`)
		widget.until(`getComputedStyle(document.body).visibility === 'hidden'`)
		if !eval[bool](widget, `window.same`) {
			t.Errorf("%s was loaded anew", name)
		}
	}
	p.must("POST", "/api/queue/resume", nil)
	all["goal"].until(`getComputedStyle(document.body).visibility === 'visible'`)
}
