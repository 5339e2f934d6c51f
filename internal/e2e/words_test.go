package e2e

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

func TestTheWidgetFollowsTheLanguageOfTheDashboard(t *testing.T) {
	t.Parallel()
	p := start(t, true, nil)
	browser := openBrowser(t)
	widget := open(t, browser, p.app.URL()+"/widget")
	english := open(t, browser, p.app.URL()+"/widget?lang=en")
	open(t, browser, p.app.URL()+"/dashboard?lang=ru").until(`document.documentElement.lang === 'ru'`)
	widget.until(`document.documentElement.lang === 'ru'`)
	p.toggle()
	p.donate(map[string]any{"donor_name": "\u3164", "amount": "1 500,50 ₽", "message": "Привет!"})
	widget.until(`document.querySelector('.alert .thanks')?.textContent === 'Спасибо!' && document.querySelector('.alert .amount').textContent === '1 500,50 ₽'`)
	english.until(`document.querySelector('.alert .thanks')?.textContent === 'Thank you!' && document.querySelector('.alert .amount').textContent === '1 500.50 ₽'`)
	if !eval[bool](widget, `document.querySelector('.alert .donor').hidden`) {
		t.Error("a name that cannot be seen is shown")
	}

	// The setting wins over the dashboard.
	if status, body := p.call("PUT", "/api/settings/overlay.language", map[string]any{"value": "en"}); status != 200 {
		t.Fatalf("%d %s", status, body)
	}
	widget.until(`document.documentElement.lang === 'en' && document.querySelector('#about h1').textContent.startsWith('This is')`)
	if status, _ := p.call("PUT", "/api/settings/overlay.language", map[string]any{"value": "fr"}); status != 400 {
		t.Error("a language that is not there is taken")
	}
}

func TestCustomCSSOfOBSWorksOnTheWidget(t *testing.T) {
	t.Parallel()
	p := start(t, true, nil)
	widget := open(t, openBrowser(t), p.app.URL()+"/widget")
	// As the browser source of OBS does it.
	widget.do(chromedp.Evaluate[chromedp.Void](`{
		const css = document.createElement('style');
		css.innerHTML = 'body { outline: 7px solid rgb(1, 2, 3); }';
		document.querySelector('head').appendChild(css);
	}`))
	widget.until(`getComputedStyle(document.body).outlineColor === 'rgb(1, 2, 3)'`)
}

func TestTheWidgetInATabSaysWhatItIs(t *testing.T) {
	t.Parallel()
	p := start(t, true, nil)
	browser := openBrowser(t)
	shown := `document.querySelector('#about').checkVisibility()`
	tab := open(t, browser, p.app.URL()+"/widget?lang=en")
	tab.do(chromedp.Evaluate[chromedp.Void](`dispatchEvent(new Event('pointermove'))`))
	tab.until(shown)
	tab.shows("OBS shows this page")
	p.donate(map[string]any{"amount": 1500})
	tab.until(`document.querySelector('.alert, .scene') && !` + shown)

	preview := open(t, browser, p.app.URL()+"/widget?preview=1")
	obs := open(t, browser, p.app.URL()+"/landing")
	obs.before(`window.obsstudio = {}`)
	obs.do(chromedp.Navigate(p.app.URL() + "/widget"))
	obs.until(`document.querySelector('#about')`)
	for name, page := range map[string]*page{"a preview": preview, "OBS": obs} {
		page.do(chromedp.Evaluate[chromedp.Void](`dispatchEvent(new Event('pointermove'))`))
		if eval[bool](page, shown) {
			t.Errorf("it is said to %s", name)
		}
	}
	look := open(t, browser, p.app.URL()+"/look")
	look.until(`document.getElementById('rehearsal').contentDocument?.querySelector('#about')`)
	if !eval[bool](look, `document.getElementById('rehearsal').contentDocument.querySelector('#about').hidden`) {
		t.Error("it is said in the frame of the page Look")
	}
}

func TestWhatWasTypedIsNotLostUnasked(t *testing.T) {
	t.Parallel()
	p := start(t, true, nil)
	page := open(t, openBrowser(t), p.app.URL()+"/money?lang=en")
	asks := `(() => { const leave = new Event('beforeunload', { cancelable: true }); dispatchEvent(leave); return leave.defaultPrevented; })()`
	if eval[bool](page, asks) {
		t.Error("it asks where nothing was typed")
	}
	page.typeInto("[name=per_day_usd]", "7,50 $")
	page.until(asks)
	save := chromedp.Evaluate[chromedp.Void](`document.querySelector('form[data-path="/api/budget"] button').click()`)
	page.do(save)
	page.until(`document.querySelector('form[data-path="/api/budget"] .form-done').textContent !== ''`)
	if eval[bool](page, asks) {
		t.Error("it asks after everything was saved")
	}
	if _, body := p.call("GET", "/api/budget", nil); !strings.Contains(string(body), `"7.5"`) {
		t.Errorf("the budget is %s", body)
	}

	// While the program is gone, saving says so and loses nothing.
	page.typeInto("[name=per_day_usd]", "8")
	if err := p.stop(); err != nil {
		t.Fatal(err)
	}
	page.do(save)
	page.until(`document.querySelector('form[data-path="/api/budget"] .form-error').textContent.startsWith('Not saved: StreamSpark does not answer')`)
	if !eval[bool](page, asks+` && document.querySelector('[name=per_day_usd]').value === '8'`) {
		t.Error("what was typed is lost")
	}
}
