package e2e

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// typeInto writes into a field as a person does: with the event of each change.
func (p *page) typeInto(selector, text string) {
	p.t.Helper()
	p.do(chromedp.Evaluate[chromedp.Void](`(() => {
		const field = document.querySelector(` + "`" + selector + "`" + `);
		field.focus();
		field.value = ` + "`" + text + "`" + `;
		field.dispatchEvent(new Event('input', {bubbles: true}));
	})()`))
}

const saveButton = `document.querySelector('[data-bar=save]')`

// save saves what was changed on the page Look.
func (p *page) save() {
	p.t.Helper()
	p.click(saveButton)
	p.until(`document.getElementById('save-bar').hidden`)
}

func TestTheLookIsChosenOnItsPage(t *testing.T) {
	t.Parallel()
	p := start(t, true, nil)
	dir := p.dir + "/themes"
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "mine.css"), []byte(":root { --ink: #abcdef; }"), 0o600); err != nil {
		t.Fatal(err)
	}
	browser := openBrowser(t)
	widget := open(t, browser, p.app.URL()+"/widget")
	look := open(t, browser, p.app.URL()+"/look?lang=en")
	frame := `document.getElementById('rehearsal').contentDocument`

	// What is chosen is tried on in the frame, and not on the stream.
	look.until(frame + `.querySelector('.alert.on')`)
	look.do(chromedp.Evaluate[chromedp.Void](`document.querySelector('[name=theme][value=retro]').click()`))
	look.typeInto("#look-text", "{donor} gave <b>{amount}</b>")
	look.until(frame + `.documentElement.dataset.theme === 'retro'`)
	look.until(frame + `.querySelector('.alert .said')?.textContent === 'viewer42 gave <b>1000 ₽</b>'`)
	look.do(chromedp.Evaluate[chromedp.Void](`document.querySelector('[data-rehearse=scene]').click()`))
	look.until(frame + `.querySelector('.scene.on')`)
	look.until(`(() => {
		const canvas = ` + frame + `.querySelector('.scene.on');
		return canvas && canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data.some(byte => byte > 0);
	})()`)
	look.until(frame + `.querySelector('.scene') === null`)
	if eval[bool](widget, `'theme' in document.documentElement.dataset || (document.getElementById('stage').innerText + document.getElementById('thanks').innerText).trim() !== ''`) {
		t.Error("the stream saw the rehearsal")
	}
	if status, body := p.call("GET", "/api/queue", nil); status != 200 || !strings.Contains(string(body), `"widgets":1,`) {
		t.Errorf("the frame counts as a widget: %s", body)
	}

	// Saved, the running widget wears it at once, without a reload.
	widget.do(chromedp.Evaluate[chromedp.Void](`window.same = true`))
	look.save()
	widget.until(`document.documentElement.dataset.theme === 'retro'`)
	p.toggle()
	p.donate(map[string]any{"donor_name": "Ёжик <i>", "amount": 1500, "message": "Привет!"})
	widget.until(`document.querySelector('.alert .said')?.textContent === 'Ёжик <i> gave <b>1 500 ₽</b>'`)
	if !eval[bool](widget, `window.same && document.querySelectorAll('.alert b, .alert .said i').length === 0 && getComputedStyle(document.querySelector('.alert')).borderRadius === '0px'`) {
		t.Error("the widget was loaded anew, took text for markup, or does not wear the theme")
	}

	// A theme of one's own, and one that is gone again.
	if status, body := p.call("PUT", "/api/look", map[string]any{"theme": "mine"}); status != 200 {
		t.Fatalf("an own theme: %d %s", status, body)
	}
	widget.until(`getComputedStyle(document.body).color === 'rgb(171, 205, 239)'`)
	if status, body := p.call("PUT", "/api/look", map[string]any{"alert_text": "{name}"}); status != 400 || !strings.Contains(string(body), `"code":"config.bad_placeholder"`) {
		t.Errorf("an unknown placeholder is %d %s", status, body)
	}
}

func TestThePromptIsShownForATypedDonationAndTiersAreSaved(t *testing.T) {
	t.Parallel()
	p := start(t, true, nil)
	look := open(t, openBrowser(t), p.app.URL()+"/look?lang=en")
	look.until(`document.querySelector('#wire').dataset.state === 'open'`)
	look.typeInto("#sample-donor", "Ведьмак <b>")
	look.until(`document.querySelector('#look-prompt .quote').textContent.includes('"Ведьмак <b>"')`)
	look.typeInto("#sample-amount", "12,5")
	look.until(`document.querySelector('.prompt-preview-why').textContent.includes('elow the threshold of 1 000')`)
	if n := len(p.newest()); n != 0 {
		t.Errorf("%d donations were recorded", n)
	}

	// A second tier, typed first with a minimum that is taken.
	look.do(chromedp.Evaluate[chromedp.Void](`document.querySelector('[data-tier-add]').click()`))
	if got := eval[string](look, `document.activeElement.name`); got != "min_rub" {
		t.Errorf("the focus is on %q", got)
	}
	second := `[data-tier]:nth-child(2) `
	look.typeInto(second+`[name=min_rub]`, "1000")
	look.typeInto(second+`[name=volume]`, "35")
	look.click(saveButton)
	look.until(`document.querySelector('` + second + `[name=min_rub]').getAttribute('aria-invalid') === 'true'`)
	look.until(`document.querySelector('` + second + `[data-refused]').textContent.includes('more than 1')`)
	look.typeInto(second+`[name=min_rub]`, "500")
	look.typeInto(second+`[name=name]`, "Small")
	look.do(chromedp.Evaluate[chromedp.Void](`(() => {
		const row = document.querySelector('[data-tier]:nth-child(2)');
		row.querySelector('[name=voice]').value = 'off';
		row.querySelector('[name=production]').value = '3';
		row.querySelector('[name=review]').value = 'off';
		for (const name of ['cat', 'rocket']) row.querySelector('[name=scenes][value=' + name + ']').click();
	})()`))
	look.save()
	if got := eval[string](look, `[...document.querySelectorAll('#tiers [name=min_rub]')].map((field) => field.value).join()`); got != "500,1000" {
		t.Errorf("the tiers stand as %s", got)
	}
	if _, body := p.call("GET", "/api/tiers", nil); !strings.Contains(string(body), `{"name":"Small","min_rub":"500","min":"","prompt":"","model":"","resolution":"","duration":"","volume":"0.35","theme":"","sound":"","sound_volume":"","voice":"off","scenes":["cat","rocket"],"production":3,"review":"off"}`) {
		t.Errorf("the tiers are %s", body)
	}

	// The clip of that tier is as loud as it says.
	p.stand.SetJobTime(0)
	widget := openWidget(t, p)
	id := p.donate(map[string]any{"amount": 600, "paid": true})
	widget.until(`Math.abs((document.querySelector('video')?.volume ?? 1) - 0.35) < 0.001`)
	p.until(id, "played", "failed")
}

func TestATierIsShownInItsOwnTheme(t *testing.T) {
	t.Parallel()
	p := start(t, true, nil)
	widget := open(t, openBrowser(t), p.app.URL()+"/widget")
	if status, body := p.call("PUT", "/api/tiers", map[string]any{"tiers": []map[string]any{{"min_rub": 100}, {"min_rub": 1000, "theme": "retro"}}}); status != 200 {
		t.Fatalf("save tiers: %d %s", status, body)
	}
	const corner = `getComputedStyle(document.querySelector('.alert')).borderTopLeftRadius`
	for _, given := range []struct {
		amount int
		square bool // as cards of retro are
	}{{5000, true}, {200, false}} {
		p.toggle()
		id := p.donate(map[string]any{"amount": given.amount})
		widget.until(`document.querySelector('.alert.on')`)
		if square := eval[string](widget, corner) == "0px"; square != given.square {
			t.Errorf("for %d the corners of the card are %s", given.amount, eval[string](widget, corner))
		}
		p.toggle() // the scene may take over the card
		widget.until(`document.querySelector('.scene.on')`)
		if retro := eval[bool](widget, `getComputedStyle(document.querySelector('.scene')).fontFamily.includes('mono')`); retro != given.square {
			t.Errorf("for %d the scene has the theme: %v", given.amount, retro)
		}
		if eval[bool](widget, `'theme' in document.documentElement.dataset`) {
			t.Error("the page has the theme of the tier")
		}
		p.until(id, "played")
		widget.until(`document.querySelector('.alert') === null`)
	}
}
