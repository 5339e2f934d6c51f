package e2e

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// counted counts what a page has under way that costs something.
const counted = `window.cost = { frames: 0, intervals: new Set(), contexts: 0 };
const [frame, every, stop] = [requestAnimationFrame, setInterval, clearInterval];
window.setInterval = (...given) => { const id = every(...given); cost.intervals.add(id); return id; };
window.clearInterval = (id) => { cost.intervals.delete(id); stop(id); };
window.requestAnimationFrame = (call) => { cost.frames += 1; return frame(call); };
window.AudioContext = class extends AudioContext { constructor(...given) { super(...given); cost.contexts += 1; } };`

// openWith opens the widget with a script that runs before its own.
func openWith(t *testing.T, browser context.Context, p *program, script string) *page {
	t.Helper()
	w := open(t, browser, "about:blank")
	w.before(script)
	w.do(chromedp.Navigate(p.app.URL() + "/widget"))
	return w
}

// strokes makes every donation a short scene, as that of the lowest of three tiers.
func (p *program) strokes() {
	p.t.Helper()
	body := map[string]any{"tiers": []map[string]any{{"min_rub": 100}, {"min_rub": 100_000}, {"min_rub": 200_000}}}
	if status, answer := p.call("PUT", "/api/tiers", body); status != http.StatusOK {
		p.t.Fatalf("set the tiers: %d %s", status, answer)
	}
}

func TestASceneShowsWhateverViewersWrite(t *testing.T) {
	t.Parallel()
	p := start(t, false, nil)
	p.strokes()
	widget := openWith(t, openBrowser(t), p, counted)
	widget.do(chromedp.EmulateViewport(640, 360))
	for _, donation := range []struct{ donor, message string }{
		{"🔥", "🎉🎂👨‍👩‍👧"}, {"سارة", "مرحبا بالعالم"}, {"田中さくら", "誕生日おめでとう"}, {"", strings.Repeat("слово <b> ", 50)}, {"\u202e\u200b", ""},
	} {
		id := p.donate(map[string]any{"donor_name": donation.donor, "amount": 1500, "message": donation.message})
		if c := p.until(id, "played", "failed"); c.Status != "played" || c.Scene == nil || c.Scene.Production != 1 {
			t.Errorf("%q, %q became %s because %q, with the scene %+v", donation.donor, donation.message, c.Status, c.Reason, c.Scene)
		}
	}

	// Then the widget costs nothing.
	widget.until(clearStage)
	widget.until(`cost.contexts > 0 && cost.intervals.size === 0`)
	widget.do(chromedp.Evaluate[chromedp.Void](`cost.before = cost.frames; setTimeout(() => { cost.idle = cost.frames - cost.before; }, 1000)`))
	widget.until(`cost.idle !== undefined`)
	if n := eval[int](widget, `cost.idle`); n != 0 {
		t.Errorf("an idle widget asks for %d frames", n)
	}
}

func TestASceneIsClearedAtOnce(t *testing.T) {
	t.Parallel()
	p := start(t, false, map[string]string{"overlay.volume": "0", "overlay.sound": "off"})
	widget := openWith(t, openBrowser(t), p, counted)
	id := p.donate(map[string]any{"donor_name": "viewer42", "amount": 1500})
	widget.until(showing)
	if status, body := p.call("POST", "/api/queue/panic", nil); status != http.StatusOK {
		t.Fatalf("panic: %d %s", status, body)
	}
	widget.until(clearStage)
	p.until(id, "ready")
	if status, body := p.call("POST", "/api/queue/resume", nil); status != http.StatusOK {
		t.Fatalf("resume: %d %s", status, body)
	}
	widget.until(showing)
	if c := p.until(id, "played", "failed"); c.Status != "played" {
		t.Errorf("after the screen was cleared it is %s because %q", c.Status, c.Reason)
	}
	if n := eval[int](widget, `cost.contexts`); n != 0 {
		t.Errorf("without volume there are %d audio contexts", n)
	}
}

// thankedFor keeps who had a card, also who had one beside their scene, and
// which thank-yous the page says were up.
const thankedFor = `window.cards = [];
window.both = [];
window.thanked = new Set();
new MutationObserver(() => {
	const donor = document.querySelector('.alert.on .donor')?.textContent;
	if (donor && cards.at(-1) !== donor) cards.push(donor);
	if (donor && document.querySelector('.scene.on')?.ariaLabel.startsWith(donor)) both.push(donor);
}).observe(document, { subtree: true, childList: true, attributes: true });
const send = WebSocket.prototype.send;
WebSocket.prototype.send = function (frame) {
	const { type, key } = JSON.parse(frame);
	if (type === 'thanked') thanked.add(key);
	send.call(this, frame);
};`

// TestASceneTakesOverTheCard of a thank-you that comes with it, or waits for it.
func TestASceneTakesOverTheCard(t *testing.T) {
	t.Parallel()
	p := start(t, false, map[string]string{"overlay.alert_seconds": "60s"})
	widget := openWith(t, openBrowser(t), p, thankedFor)
	p.player(true)
	p.until(p.donate(map[string]any{"donor_name": "first", "amount": 1500}), "played")

	p.toggle()
	second := p.donate(map[string]any{"donor_name": "second", "amount": 1500})
	widget.until(`document.querySelector('.alert.on .donor')?.textContent === 'second'`)
	p.toggle()
	p.until(second, "played")
	widget.until(`!document.querySelector('.alert')`) // which would stay for a minute
	if n, both := eval[int](widget, `thanked.size`), eval[string](widget, `both.join()`); n != 2 || both != "" {
		t.Errorf("%d count as thanked, cards stood beside the scenes of %q", n, both)
	}

	// One whose scene is told but slow has no card before it begins.
	widget.do(chromedp.Evaluate[chromedp.Void](`import('/widget/player/thanks.js').then(({ Thanks }) => {
		const up = [];
		const page = { mayShow: () => true, showing: () => null, report: (key) => up.push(key), sound: () => {}, speak: () => null };
		const thanks = new Thanks(page);
		thanks.add({ celebration: 7, key: 'told', donor: 'third', amount: '1 ₽', message: '' });
		thanks.scene({ celebration: 7, running: false });
		setTimeout(() => {
			thanks.scene({ celebration: 7, running: true });
			setTimeout(() => { window.up = up.join(); }, 3000);
		}, 600);
	})`))
	widget.until(`window.up !== undefined`)
	if got := eval[string](widget, `up + (cards.includes('third') ? ' with a card' : '')`); got != "told" {
		t.Errorf("the slow one was up: %q", got)
	}
}

func TestASceneThatCannotBeDrawnSaysWhy(t *testing.T) {
	t.Parallel()
	p := start(t, false, nil)
	widget := openWith(t, openBrowser(t), p, thankedFor+`HTMLCanvasElement.prototype.getContext = () => null;`)
	c := p.until(p.donate(map[string]any{"donor_name": "viewer42", "amount": 1500}), "failed", "played")
	if c.Status != "failed" || !strings.Contains(c.Reason, "scene") {
		t.Errorf("without a 2D context it is %s because %q", c.Status, c.Reason)
	}
	widget.until(`cards.join() === 'viewer42'`) // which it could not take over
}

func TestASceneMovesLittleWhereThatIsAsked(t *testing.T) {
	t.Parallel()
	p := start(t, false, nil)
	p.strokes()
	widget := open(t, openBrowser(t), "about:blank")
	_, err := chromedp.Call(widget.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{{Name: "prefers-reduced-motion", Value: "reduce"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	widget.do(chromedp.Navigate(p.app.URL() + "/widget"))
	id := p.donate(map[string]any{"donor_name": "viewer42", "amount": 1500})
	if c := p.until(id, "played", "failed"); c.Status != "played" {
		t.Errorf("it is %s because %q", c.Status, c.Reason)
	}
}

// TestASceneIsSavedAsAVideo looks at a scene in the gallery and records it.
func TestASceneIsSavedAsAVideo(t *testing.T) {
	t.Parallel()
	p := start(t, false, nil)
	p.strokes()
	id := p.donate(map[string]any{"donor_name": "Ёлка", "amount": 1500, "message": "Привет!"})
	p.until(id, "ready")
	tab := open(t, openBrowser(t), p.app.URL()+"/clips?lang=en")
	card := fmt.Sprintf(`document.getElementById('scene-%d')`, id)
	picture := card + `.querySelector('[data-scene]')`
	tab.until(card + `.querySelector('canvas').width === 480`) // its poster

	// It plays while one points at it, and only then.
	tab.reach(picture)
	point := func(over string) {
		box := eval[[]float64](tab, `(() => { const { x, y } = `+over+`.getBoundingClientRect(); return [x + 9, y + 9]; })()`)
		tab.do(chromedp.MouseEvent(chromedp.MouseMoved, box[0], box[1]))
	}
	point(picture)
	tab.until(picture + `.dataset.playing === ''`)
	if n := eval[int](tab, `document.querySelectorAll('[data-playing]').length`); n != 1 {
		t.Errorf("%d scenes play", n)
	}
	point(`document.querySelector('h1')`)
	tab.until(`document.querySelector('[data-playing]') === null`)

	clickOn(tab, card+`.querySelector('[data-record]')`)
	tab.until(card + `?.querySelector('[data-record]').getAttribute('aria-busy') === 'true'`)
	tab.until(card + ` === null`) // it is a clip now
	c := p.celebration(id)
	if c.Scene == nil || c.Clip == nil || c.Clip.DurationMS < 2500 || c.Status != "ready" {
		t.Fatalf("it became %+v", c)
	}
	if status, _ := p.call("POST", fmt.Sprintf("/api/celebrations/%d/play", id), nil); status != http.StatusOK {
		t.Errorf("play: %d", status)
	}
	tab.do(chromedp.Evaluate[chromedp.Void](fmt.Sprintf(`(() => {
		const video = document.createElement('video');
		video.muted = true;
		video.id = 'saved';
		video.src = %q;
		document.body.append(video);
		video.play();
	})()`, c.Clip.URL)))
	tab.until(`document.getElementById('saved').videoWidth === 1920 && document.getElementById('saved').ended`)
	if seconds := eval[float64](tab, `document.getElementById('saved').duration`); seconds < 2.5 || seconds > 6 {
		t.Errorf("the video has %g s", seconds)
	}
	if eval[float64](tab, `document.getElementById('saved').webkitAudioDecodedByteCount`) == 0 {
		t.Error("the video has no sound")
	}
}
