package e2e

import (
	"fmt"
	"math"
	"net/http"
	"os"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// openLook opens the page Look when its widget shows the sample.
func openLook(t *testing.T, p *program) *page {
	t.Helper()
	look := open(t, openBrowser(t), p.app.URL()+"/look?lang=en")
	look.do(chromedp.EmulateViewport(1440, 900))
	look.until(`document.querySelector('#wire').dataset.state === 'open'`)
	look.until(`document.getElementById('rehearsal').contentDocument.querySelector('.alert.on')`)
	return look
}

// place returns what a field of a place says.
func (p *page) place(name string) string {
	p.t.Helper()
	return eval[string](p, `document.querySelector('[name=`+name+`_place]').value`)
}

// dragBox drags a frame, or a handle of it, by so many percent of the canvas.
func (p *page) dragBox(element string, right, down float64) {
	p.t.Helper()
	fromX, fromY, x, y := p.way(element, right, down)
	p.do(
		chromedp.MouseEvent(chromedp.MousePressed, fromX, fromY, chromedp.ButtonLeft),
		chromedp.MouseEvent(chromedp.MouseMoved, (fromX+x)/2, (fromY+y)/2, chromedp.ButtonLeft),
		chromedp.MouseEvent(chromedp.MouseMoved, x, y, chromedp.ButtonLeft),
		chromedp.MouseEvent(chromedp.MouseReleased, x, y, chromedp.ButtonLeft),
	)
}

// touchBox drags as dragBox, with a finger.
func (p *page) touchBox(element string, right, down float64) {
	p.t.Helper()
	fromX, fromY, x, y := p.way(element, right, down)
	for _, event := range []input.DispatchTouchEventParams{
		{Type: input.DispatchTouchEventTypeTouchStart, TouchPoints: []*input.TouchPoint{{X: fromX, Y: fromY}}},
		{Type: input.DispatchTouchEventTypeTouchMove, TouchPoints: []*input.TouchPoint{{X: (fromX + x) / 2, Y: (fromY + y) / 2}}},
		{Type: input.DispatchTouchEventTypeTouchMove, TouchPoints: []*input.TouchPoint{{X: x, Y: y}}},
		{Type: input.DispatchTouchEventTypeTouchEnd, TouchPoints: []*input.TouchPoint{}},
	} {
		if _, err := chromedp.Call(p.ctx, input.DispatchTouchEvent, event); err != nil {
			p.t.Fatal(err)
		}
	}
}

// way returns where a drag by so many percent of the canvas begins and ends.
func (p *page) way(element string, right, down float64) (fromX, fromY, x, y float64) {
	p.t.Helper()
	at := eval[[]float64](p, fmt.Sprintf(`(() => {
		const box = document.querySelector(%q).getBoundingClientRect();
		const canvas = document.getElementById('canvas').getBoundingClientRect();
		return [box.left + box.width / 2, box.top + box.height / 2, canvas.width / 100, canvas.height / 100];
	})()`, element))
	return at[0], at[1], at[0] + right*at[2], at[1] + down*at[3]
}

// stands returns where the card, or the stage of clips, stands in a widget, in
// percent of its page.
func stands(p *page, inside, selector string) []float64 {
	p.t.Helper()
	return eval[[]float64](p, fmt.Sprintf(`(() => {
		const page = %s;
		const { left, top, right, bottom } = page.querySelector(%q).getBoundingClientRect();
		const { clientWidth: wide, clientHeight: high } = page.documentElement;
		return [left / wide, top / high, right / wide, bottom / high].map((side) => side * 100);
	})()`, inside, selector))
}

func TestTheThankYouIsPlacedByMouse(t *testing.T) {
	t.Parallel()
	p := start(t, true, map[string]string{"overlay.alert_seconds": "60s"})
	browser := openBrowser(t)
	widget := open(t, browser, p.app.URL()+"/widget")
	widget.do(chromedp.Evaluate[chromedp.Void](`window.same = true`))
	look := openLook(t, p)
	if wide := eval[float64](look, `document.getElementById('canvas').clientWidth`); wide < 900 {
		t.Errorf("the canvas is %v px wide", wide)
	}
	if got := look.place("alert"); got != "" {
		t.Fatalf("there is a place at the start: %s", got)
	}
	look.until(`document.querySelector('[data-box=alert]').getAttribute('aria-label').includes('as in the theme')`)

	// It is dragged near the middle of the left edge, and snaps to both.
	look.dragBox("[data-box=alert]", -65.5, 33.8)
	var left, top, wide, high float64
	if _, err := fmt.Sscan(look.place("alert"), &left, &top, &wide, &high); err != nil || left != 2 || math.Abs(top+high/2-50) > 0.02 {
		t.Fatalf("it was dragged to %s: %v", look.place("alert"), err)
	}
	// A corner is dragged: the proportions stay, and so does the other corner.
	look.dragBox("[data-box=alert] [data-edge=se]", 12, 3)
	var wider, higher float64
	if _, err := fmt.Sscan(look.place("alert"), &left, &top, &wider, &higher); err != nil || left != 2 || wider < wide+8 || math.Abs(wider/higher-wide/high) > 0.02 {
		t.Errorf("it was resized to %s from %v × %v: %v", look.place("alert"), wide, high, err)
	}
	const frame = `document.getElementById('rehearsal').contentDocument`
	inFrame := fmt.Sprintf(`(() => { const r = %s.querySelector('.alert').getBoundingClientRect(); return r.left >= %v * 12.8 - 1 && r.right <= %v * 12.8 + 1; })()`, frame, left, left+wider)
	look.until(inFrame)

	// Saved, the widget on the stream moves, without a reload.
	look.save()
	want := look.place("alert")
	if _, body := p.call(http.MethodGet, "/api/look", nil); !strings.Contains(string(body), `"alert_place":"`+want+`"`) {
		t.Errorf("saved is %s, want %s", body, want)
	}
	p.toggle() // no scene takes over the card
	p.donate(map[string]any{"donor_name": "Anna", "amount": 1500, "message": "Hello"})
	widget.until(`document.querySelector('.alert.on')`)
	// It comes in from the side.
	widget.until(fmt.Sprintf(`(() => { const r = document.querySelector('.alert').getBoundingClientRect(); return r.left >= innerWidth * %v / 100 - 1 && r.left <= innerWidth / 10 && r.right <= innerWidth * %v / 100 + 1; })()`, left, left+wider))
	if at := stands(widget, "document", ".alert"); at[0] > 10 || at[1] < top-0.1 || at[3] > top+higher+0.1 {
		t.Errorf("on the stream it stands at %v, its place is %s", at, want)
	}
	look.click(`document.querySelector('[data-place-theme]')`)
	look.save()
	widget.until(`document.querySelector('.alert')?.getBoundingClientRect().left > innerWidth / 2`)
	if !eval[bool](widget, `window.same`) {
		t.Error("the widget was loaded anew")
	}
}

func TestTheThankYouIsPlacedByTouch(t *testing.T) {
	t.Parallel()
	p := start(t, true, nil)
	look := openLook(t, p)
	look.touchBox("[data-box=alert]", -20.3, 15)
	var left, top, wide, high float64
	if _, err := fmt.Sscan(look.place("alert"), &left, &top, &wide, &high); err != nil {
		t.Fatalf("it was dragged to %q: %v", look.place("alert"), err)
	}
	look.touchBox("[data-box=alert] [data-edge=sw]", -9, 5)
	var lefter, same, wider, higher float64
	if _, err := fmt.Sscan(look.place("alert"), &lefter, &same, &wider, &higher); err != nil || same != top || lefter > left-8 || math.Abs(lefter+wider-left-wide) > 0.02 || math.Abs(wider/higher-wide/high) > 0.02 {
		t.Errorf("from %v %v %v %v it was resized to %s: %v", left, top, wide, high, look.place("alert"), err)
	}
	if scrolled := eval[float64](look, `scrollY`); scrolled != 0 {
		t.Errorf("the page scrolled by %v", scrolled)
	}
}

func TestAClipStandsInItsChosenPlace(t *testing.T) {
	t.Parallel()
	p := start(t, true, nil)
	p.stand.SetJobTime(0)
	p.choose(map[string]any{"show_place": "61 5 36 36"})
	widget := openWidget(t, p)
	widget.do(chromedp.Evaluate[chromedp.Void](`setInterval(() => {
		const frame = document.querySelector('.clip.on .frame');
		if (frame?.querySelector('video').currentTime > 0 && frame.getAnimations().length === 0) {
			const { left, top, right, bottom } = frame.getBoundingClientRect();
			window.stood ??= [left / innerWidth, top / innerHeight, right / innerWidth, bottom / innerHeight].map((side) => side * 100);
		}
	}, 20)`))
	p.donate(map[string]any{"amount": 1500, "paid": true})
	widget.until(`window.stood`)
	for i, want := range []float64{61, 5, 97, 41} {
		if at := eval[[]float64](widget, `window.stood`); math.Abs(at[i]-want) > 0.1 {
			t.Fatalf("it stands at %v", at)
		}
	}
}

// goesBack undoes until the thank-you stands where it stood before.
func (p *page) goesBack(place string, undo func()) {
	p.t.Helper()
	for steps := 0; p.place("alert") != place; steps++ {
		if steps == 6 {
			p.t.Fatalf("undo goes to %q, not to %q", p.place("alert"), place)
		}
		undo()
	}
}

func TestPlacesAreChosenByKeyboardAndPreset(t *testing.T) {
	t.Parallel()
	p := start(t, true, nil)
	look := openLook(t, p)
	look.click(`document.querySelector('[data-point="8"]')`)
	look.do(chromedp.Evaluate[chromedp.Void](`document.querySelector('[data-box=alert]').focus()`))
	before := look.place("alert")
	var left, top, wide, high float64
	if _, err := fmt.Sscan(before, &left, &top, &wide, &high); err != nil || left+wide != 98 || top+high != 98 {
		t.Fatalf("bottom right is %q", before)
	}
	look.do(
		chromedp.KeyEvent(kb.ArrowLeft), chromedp.KeyEvent(kb.ArrowLeft), chromedp.KeyEvent(kb.ArrowUp),
		chromedp.KeyEvent(kb.ArrowRight, chromedp.KeyModifiers(chromedp.ModifierShift)), chromedp.KeyEvent(kb.ArrowUp, chromedp.KeyModifiers(chromedp.ModifierShift)),
	)
	if got, want := look.place("alert"), fmt.Sprintf("%v %v %v %v", left-2, top-1, wide+1, high-1); got != want {
		t.Errorf("the keys moved it to %s, want %s", got, want)
	}
	if label := eval[string](look, `document.activeElement.getAttribute('aria-label')`); label != fmt.Sprintf("Thank-you: %.0f %% from the left, %.0f %% from the top, %.0f × %.0f %%", left-2, top-1, wide+1, high-1) {
		t.Errorf("its label is %q", label)
	}

	// Undo goes back, step by step, and what keys do in a row is one or several; redo forth.
	look.goesBack(before, func() { look.do(chromedp.KeyEvent("z", chromedp.KeyModifiers(chromedp.ModifierCtrl))) })
	look.do(chromedp.KeyEvent("Z", chromedp.KeyModifiers(chromedp.ModifierCtrl|chromedp.ModifierShift)))
	look.until(`document.querySelector('[name=alert_place]').value !== '` + before + `'`)
	look.goesBack("", func() { look.click(`document.querySelector('[data-bar=undo]')`) })
	look.until(`document.querySelector('[name=alert_place]').value === '' && document.querySelector('[data-bar=save]').disabled`)

	// Clips and scenes, by one click; the widget of the frame shows it.
	look.click(`document.querySelector('[data-select=show]')`)
	look.click(`document.querySelector('[data-preset=corner]')`)
	look.until(`document.getElementById('rehearsal').contentDocument.getElementById('stage').classList.contains('placed')`)
	if at := stands(look, `document.getElementById('rehearsal').contentDocument`, "#stage"); math.Abs(at[0]-62) > 0.1 || math.Abs(at[1]-62) > 0.1 || math.Abs(at[2]-98) > 0.1 || math.Abs(at[3]-98) > 0.1 {
		t.Errorf("the corner is at %v", at)
	}

	// Leaving is asked about until it is saved or discarded.
	const asks = `(() => { const leave = new Event('beforeunload', { cancelable: true }); dispatchEvent(leave); return leave.defaultPrevented; })()`
	if !eval[bool](look, asks) {
		t.Error("the page may be left with changes")
	}
	look.click(`document.querySelector('[data-bar=discard]')`)
	if look.place("show") != "" || eval[bool](look, asks) || !eval[bool](look, `document.getElementById('save-bar').hidden`) {
		t.Errorf("discarded, the show stands at %q", look.place("show"))
	}

	// Saved, it is still there after a reload.
	look.click(`document.querySelector('[data-preset=strip]')`)
	look.save()
	look.do(chromedp.Reload())
	look.until(`document.querySelector('[data-box=show]')?.style.width === '100%'`)
	if got := look.place("show"); got != "0 64 100 36" {
		t.Errorf("after a reload it stands at %q", got)
	}
}

func TestAScreenshotStaysInTheBrowser(t *testing.T) {
	t.Parallel()
	p := start(t, true, nil)
	look := openLook(t, p)
	look.do(chromedp.Evaluate[chromedp.Void](`window.sent = [];
		const real = window.fetch;
		window.fetch = (...all) => { window.sent.push(String(all[0])); return real(...all); };
		void (async () => {
			const canvas = Object.assign(document.createElement('canvas'), { width: 3200, height: 1800 });
			canvas.getContext('2d').fillRect(0, 0, 3200, 1800);
			const picture = await new Promise((done) => canvas.toBlob(done, 'image/png'));
			const carried = new DataTransfer();
			carried.items.add(new File([picture], 'game.png', { type: 'image/png' }));
			document.getElementById('canvas').dispatchEvent(new DragEvent('drop', { dataTransfer: carried, bubbles: true, cancelable: true }));
		})()`))
	const shown = `document.querySelector('[data-shot]').style.backgroundImage.startsWith('url("data:image/jpeg')`
	look.until(shown)
	if kept := eval[string](look, `localStorage.getItem('streamspark.screenshot').slice(0, 15) + window.sent.join()`); kept != "data:image/jpeg" {
		t.Errorf("kept, or sent: %s", kept)
	}
	look.do(chromedp.Reload())
	look.until(shown)
	look.click(`document.querySelector('[data-shot-remove]')`)
	if eval[bool](look, shown+` || localStorage.getItem('streamspark.screenshot') !== null`) {
		t.Error("it cannot be removed")
	}
}

func TestThemesColorsAndFontAreTriedOn(t *testing.T) {
	t.Parallel()
	p := start(t, true, map[string]string{"overlay.alert_seconds": "60s"})
	browser := openBrowser(t)
	widget := open(t, browser, p.app.URL()+"/widget")
	look := openLook(t, p)

	// Each theme is shown by the card of the widget in it.
	look.until(`[...document.querySelectorAll('.theme-sample')].every((place) => place.shadowRoot?.querySelector('.alert .donor')?.textContent === 'viewer42')`)
	const corner = `getComputedStyle(document.querySelector('[data-theme-sample=%s] .theme-sample').shadowRoot.querySelector('.alert')).borderTopLeftRadius`
	if square, round := eval[string](look, fmt.Sprintf(corner, "retro")), eval[string](look, fmt.Sprintf(corner, "spark")); square != "0px" || round == "0px" {
		t.Errorf("the corners of retro are %s, of spark %s", square, round)
	}

	look.typeInto("#look-accent_color", "#00AA55")
	look.typeInto("#look-text_color", "#112233")
	look.typeInto("#look-card_color", "red")
	look.click(saveButton)
	look.until(`document.querySelector('#look-card_color').getAttribute('aria-invalid') === 'true' && document.activeElement.id === 'look-card_color'`)
	look.typeInto("#look-card_color", "#ffeedd")
	look.typeInto("#look-text_color", "#eeddcc")
	look.shows("Text: hard to read on the card. The contrast is 1")
	look.typeInto("#look-text_color", "#112233")
	look.until(`!document.getElementById('look-contrasts').textContent.includes('Text')`)
	look.typeInto("#look-radius", "0")
	look.typeInto("#look-entrance", "pop")
	look.typeInto("#look-font", "Press Start 2P")
	look.save()
	p.toggle() // no scene takes over the card
	p.donate(map[string]any{"donor_name": "Ёжик", "amount": 1500})
	widget.until(`document.querySelector('.alert.on')`)
	widget.until(`document.fonts.check('20px "Press Start 2P"', 'Ё') && [...document.fonts].some(({ family, status }) => family.includes('Press Start 2P') && status === 'loaded')`)
	worn := eval[[]string](widget, `(() => {
		const { color, backgroundColor, backgroundImage, borderTopLeftRadius, fontFamily } = getComputedStyle(document.querySelector('.alert'));
		const root = getComputedStyle(document.documentElement);
		return [color, backgroundColor, borderTopLeftRadius, fontFamily.split(',')[0], root.getPropertyValue('--accent-from').trim(), root.getPropertyValue('--enter').trim()];
	})()`)
	if got, want := strings.Join(worn, "|"), `rgb(17, 34, 51)|rgba(255, 238, 221, 0.933)|0px|"Press Start 2P"|#00aa55|scale(0.3)`; got != want {
		t.Errorf("the widget wears %s, want %s", got, want)
	}
	if dir := os.Getenv("LOOK_DIR"); dir != "" {
		shoot(look, dir, "editor.png")
		shoot(widget, dir, "widget.png")
	}
}

const (
	frameOfLook = `document.getElementById('rehearsal').contentDocument`
	samples     = `[...document.querySelectorAll('.theme-sample')].map((place) => place.shadowRoot)`
)

// TestAnUntouchedPageLookRests: once the thank-you has come nothing moves, in the
// page, in its frame and in the cards of the themes.
func TestAnUntouchedPageLookRests(t *testing.T) {
	t.Parallel()
	p := start(t, true, nil)
	look := open(t, openBrowser(t), "about:blank")
	look.before(counted)
	look.do(chromedp.EmulateViewport(1440, 900), chromedp.Navigate(p.app.URL()+"/look?lang=en"))
	look.until(frameOfLook + `.querySelector('.alert.on')`)
	look.until(samples + `.every((root) => root?.querySelector('.alert.on'))`)
	look.until(`[document, ` + frameOfLook + `, ...` + samples + `].every((root) => root.getAnimations().length === 0)`)
	const asked = `cost.frames + document.getElementById('rehearsal').contentWindow.cost.frames`
	look.do(chromedp.Evaluate[chromedp.Void](`(() => {
		const before = ` + asked + `;
		let frames = 30;
		const next = () => { frames -= 1; if (frames > 0) frame(next); else window.more = ` + asked + ` - before; };
		frame(next);
	})()`))
	look.until(`window.more !== undefined`)
	if more := eval[int](look, `window.more`); more > 0 {
		t.Errorf("it asks for %d animation frames while 30 are drawn", more)
	}
}

// came records what begins to move in a root, by its transitions.
const came = `window.came = [];
for (const root of [` + frameOfLook + `, ...` + samples + `]) root.addEventListener('transitionrun', ({ propertyName, target }) => {
	if (target.matches('.alert')) came.push([propertyName, target.getRootNode().host?.parentElement.dataset.themeSample ?? ''].join(' '));
});`

// TestAnEntranceIsPlayedWhenItIsPicked on the canvas, and that of a theme by its
// card. Who wants less motion sees none.
func TestAnEntranceIsPlayedWhenItIsPicked(t *testing.T) {
	t.Parallel()
	p := start(t, true, nil)
	look := openLook(t, p)
	look.until(samples + `.every((root) => root?.querySelector('.alert.on'))`)
	look.do(chromedp.Evaluate[chromedp.Void](came))
	look.typeInto("#look-entrance", "pop")
	look.until(`came.includes('transform ')`)
	look.reach(`document.querySelector('[data-theme-sample=neon]')`)
	at := eval[[]float64](look, `(({ left, top }) => [left + 9, top + 9])(document.querySelector('[data-theme-sample=neon]').getBoundingClientRect())`)
	look.do(chromedp.MouseEvent(chromedp.MouseMoved, at[0], at[1]))
	look.until(`came.includes('transform neon')`)
	look.do(
		chromedp.Evaluate[chromedp.Void](`document.querySelector('[name=theme][value=spark]').focus()`), chromedp.KeyEvent(kb.ArrowRight),
	)
	other := eval[string](look, `document.querySelector('[name=theme]:checked').value`)
	look.until(`came.includes('transform ` + other + `')`)

	features := []*emulation.MediaFeature{{Name: "prefers-reduced-motion", Value: "reduce"}}
	if _, err := chromedp.Call(look.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: features}); err != nil {
		t.Fatal(err)
	}
	look.do(chromedp.Evaluate[chromedp.Void](`window.came.length = 0`))
	look.typeInto("#look-entrance", "drop")
	look.until(`came.includes('opacity ')`)
	look.do(chromedp.MouseEvent(chromedp.MouseMoved, 1, 1), chromedp.MouseEvent(chromedp.MouseMoved, at[0], at[1]))
	look.until(`came.includes('opacity neon')`)
	if moved := eval[string](look, `came.filter((what) => what.startsWith('transform')).join()`); moved != "" {
		t.Errorf("with less motion there is %s", moved)
	}
}
