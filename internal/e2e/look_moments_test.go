package e2e

import (
	"context"
	"fmt"
	"net/http"
	"testing"

	"github.com/chromedp/chromedp"

	"streamspark/internal/standin"
)

// scenery stands in for the game behind the widget.
const scenery = `document.documentElement.style.setProperty('background', 'linear-gradient(160deg, #23395b, #406e8e 45%, #8ea8c3 60%, #2b2d42)')`

// halt is a script that stops the frames of a page at a moment: a picture of it takes
// longer than the moment lasts.
const halt = `window.haltAt = Infinity;
window.halted = [];
const frame = requestAnimationFrame;
window.requestAnimationFrame = (call) => frame((time) => { if (time < haltAt) call(time); else halted.push(call); });
window.goOn = () => { haltAt = Infinity; halted.splice(0).forEach((call) => requestAnimationFrame(call)); };`

// lookAtTheStream uses a demo for a while and takes the two pictures that
// README shows.
func lookAtTheStream(t *testing.T, dir string) {
	p := start(t, true, map[string]string{"generation.provider": "builtin"})
	if status, body := p.call("POST", "/api/first-start", map[string]any{"do": "close"}); status != http.StatusOK { // as on the second evening
		t.Fatalf("close the first steps: %d %s", status, body)
	}
	browser := openBrowser(t)
	widget := openWith(t, browser, p, halt)
	widget.do(chromedp.EmulateViewport(1920, 1080), chromedp.Evaluate[chromedp.Void](scenery))
	give := func(donor, message, currency string, amount float64) int64 {
		return p.viewer(standin.Donation{Donor: &donor, Message: &message, Currency: currency, Amount: amount, PayinSystem: map[string]string{"title": "card"}})
	}
	give("Ёлка", "Мало, но от души", "RUB", 300)
	give("", "Анонимный привет", "RUB", 150)
	give("Мария", "Спасибо за вечер! Пусть победа будет за нами 🎉", "RUB", 5000)
	widget.until(showing)
	tab := view{"stream", "/dashboard", "en", 1440, 1000, true}.open(t, browser, p) // before the moment, which does not last
	last := give("nightowl_77", "This stream is on fire, greetings from Berlin! 🔥", "EUR", 25)
	p.until(last, "playing")
	widget.until(`document.querySelector('.scene.on') && (haltAt = performance.now() + 4600)`)
	widget.until(`halted.length > 0`)
	shoot(widget, dir, "widget.png")
	shoot(tab, dir, "dashboard.png")
	widget.do(chromedp.Evaluate[chromedp.Void](`goOn()`))
	p.until(last, "played", "failed")
}

// lookAtTheWidget takes the widget in its states.
func lookAtTheWidget(t *testing.T, dir string) {
	p := start(t, false, nil)
	browser := openBrowser(t)
	widget := open(t, browser, p.app.URL()+"/widget")
	for _, size := range []struct {
		name          string
		width, height int64
	}{{"wide", 1920, 1080}, {"upright", 1080, 1920}, {"small", 480, 270}} {
		widget.do(chromedp.EmulateViewport(size.width, size.height), chromedp.Evaluate[chromedp.Void](scenery))
		p.toggle()
		id := p.donate(map[string]any{"donor_name": "Мария", "amount": 1500, "message": "Спасибо за вечер! 🎉"})
		widget.shows("Мария")
		rest(widget)
		shoot(widget, dir, "widget-thanks-"+size.name+".png")
		p.toggle()
		widget.until(showing)
		rest(widget)
		shoot(widget, dir, "widget-scene-"+size.name+".png")
		for message := range hostile() {
			p.donate(map[string]any{"donor_name": message[:min(len(message), 90)], "message": message, "amount": 1_234_567.5})
			break
		}
		widget.until(`[...document.querySelectorAll('body *')].some(e => e.children.length === 0 && e.textContent.includes('1 234 567') && e.checkVisibility?.())`)
		rest(widget)
		shoot(widget, dir, "widget-hostile-"+size.name+".png")
		p.until(id, "played")
		p.call("POST", "/api/queue/panic", map[string]any{})
		widget.until(clearStage)
		p.call("POST", "/api/queue/resume", map[string]any{})
		p.eventually(func() bool { l := p.queue(); return l.Playing == nil && len(l.Waiting) == 0 }, func() string { return "it never ends" })
	}
}

// lookAtTheLost takes pages whose program has gone.
func lookAtTheLost(t *testing.T, browser context.Context, p *program, dir string) {
	var tabs []*page
	list := []view{
		{"lost", "/dashboard", "en", 1440, 900, true},
		{"lost", "/dashboard", "ru", 360, 740, false},
		{"lost", "/dock", "ru", 400, 600, true},
	}
	for _, v := range list {
		tabs = append(tabs, v.open(t, browser, p))
	}
	p.mustStop()
	for i, v := range list {
		tabs[i].until(`document.getElementById('wire').dataset.state === 'lost'`)
		shoot(tabs[i], dir, v.name())
	}
}

// lookAtWhatOpens takes what lies over a page: its menu, a question, a
// notice, a clip that is watched.
func lookAtWhatOpens(t *testing.T, browser context.Context, p *program, dir string) {
	for name, act := range map[string]string{
		"menu":   `document.querySelector('#look > summary').click()`,
		"sure":   `document.querySelector('[data-key="action.delete"]').click()`,
		"notice": `document.querySelector('[data-path="/api/queue/skip"], [data-copy]').click()`,
		"cinema": `document.querySelector('[data-watch]').click()`,
	} {
		for _, v := range []view{
			{"open-" + name, "/dashboard", "en", 1440, 900, false},
			{"open-" + name, "/dashboard", "ru", 360, 740, true},
		} {
			tab := v.open(t, browser, p)
			tab.do(chromedp.Evaluate[chromedp.Void](act))
			rest(tab)
			shoot(tab, dir, v.name())
		}
	}
}

// rest lets what moves come to stand.
func rest(tab *page) {
	tab.t.Helper()
	then := eval[float64](tab, `performance.now() + 1500`)
	tab.until(fmt.Sprintf(`performance.now() > %f`, then))
}
