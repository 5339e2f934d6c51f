package e2e

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// queue is what the API tells of the queue.
type queue struct {
	Paused, Cleared bool
	PausedSince     string `json:"paused_since"`
	Playing         *struct{ Donor string }
	Waiting         []struct {
		ID            int64
		Donor, Reason string
	}
}

func (l queue) String() string {
	var donors []string
	for _, p := range l.Waiting {
		donors = append(donors, p.Donor)
	}
	return strings.Join(donors, " ")
}

func (p *program) queue() queue {
	p.t.Helper()
	status, body := p.call("GET", "/api/queue", nil)
	var l queue
	if err := json.Unmarshal(body, &l); err != nil || status != http.StatusOK {
		p.t.Fatalf("GET /api/queue: %d %s", status, body)
	}
	return l
}

// untilQueue waits for an order, in the program and on the page.
func (p *program) untilQueue(dashboard *page, want string) {
	p.t.Helper()
	p.eventually(func() bool { return p.queue().String() == want }, func() string {
		return fmt.Sprintf("the queue is %q, want %q", p.queue(), want)
	})
	dashboard.until(fmt.Sprintf(`[...document.querySelectorAll('[data-queue] bdi')].map(b => b.textContent).join(' ') === %q`, want))
	dashboard.until(`document.querySelector('.in-hand, [aria-busy]') === null`)
}

// shows has the shows of these donors wait: nobody plays them yet.
func shows(p *program, donors ...string) {
	p.t.Helper()
	for _, donor := range donors {
		p.until(p.donate(map[string]any{"donor_name": donor, "amount": 1500}), "ready")
	}
}

// handle is the handle of a donor's row.
func handle(donor string) chromedp.JSPath {
	return chromedp.JSPath(fmt.Sprintf(`[...document.querySelectorAll('[data-playback]')].find(li => li.innerText.includes(%q)).querySelector('[data-handle]')`, donor))
}

// held returns the donor whose handle has the focus.
const held = `document.activeElement.closest('[data-playback]')?.querySelector('bdi').textContent`

func TestTheQueueIsInMyHands(t *testing.T) {
	t.Parallel()
	p := start(t, false, nil)
	shows(p, "ash", "birch", "cedar")
	browser := openBrowser(t)
	dashboard := open(t, browser, p.app.URL()+"/dashboard?lang=en")
	dashboard.until(`document.getElementById('wire').dataset.state === 'open'`)
	p.untilQueue(dashboard, "ash birch cedar")

	dashboard.do(chromedp.Focus(handle("ash")), chromedp.KeyEvent(kb.ArrowDown, chromedp.KeyModifiers(chromedp.ModifierAlt)))
	p.untilQueue(dashboard, "birch ash cedar")
	if who := eval[string](dashboard, held); who != "ash" {
		t.Errorf("the focus is at %q", who)
	}
	dashboard.do(chromedp.KeyEvent(" "))
	dashboard.until(`document.getElementById('said').textContent.startsWith('Lifted from place 2 of 3')`)
	dashboard.do(chromedp.KeyEvent(kb.ArrowDown), chromedp.KeyEvent(kb.ArrowUp), chromedp.KeyEvent(kb.ArrowDown), chromedp.KeyEvent(" "))
	p.untilQueue(dashboard, "birch cedar ash")
	dashboard.until(`document.getElementById('said').textContent === 'Put down at place 3 of 3.'`)
	dashboard.do(chromedp.KeyEvent(" "), chromedp.KeyEvent(kb.ArrowUp), chromedp.KeyEvent(kb.Escape)) // thought better of it
	dashboard.until(`document.getElementById('said').textContent === 'Back at place 3 of 3.'`)
	p.untilQueue(dashboard, "birch cedar ash")

	dashboard.do(chromedp.DragAndDrop(handle("ash"), handle("birch")))
	p.untilQueue(dashboard, "ash birch cedar")

	dashboard.click(fmt.Sprintf(`%s.closest('li').querySelector('[data-path="/api/queue/drop"]')`, handle("birch")))
	p.untilQueue(dashboard, "ash cedar")
	dashboard.click(fmt.Sprintf(`%s.closest('li').querySelector('[data-path="/api/queue/play"]')`, handle("cedar")))
	p.untilQueue(dashboard, "cedar ash")
	if c := p.celebration(2); c.Status != "played" || c.Code != "skipped_by_hand" || c.Scene == nil {
		t.Errorf("the dropped one is %+v", c)
	}
}

func TestPauseAndPanicHoldAndClearTheScreen(t *testing.T) {
	t.Parallel()
	p := start(t, false, nil)
	shows(p, "ash")
	browser := openBrowser(t)
	dock := open(t, browser, "about:blank")
	dock.do(chromedp.EmulateViewport(400, 600), chromedp.Navigate(p.app.URL()+"/dock?lang=en"))
	dock.until(`document.getElementById('wire').dataset.state === 'open'`)
	dock.until(`document.documentElement.scrollWidth <= window.innerWidth`)
	dock.shows("Nobody is playing")
	dock.click(`document.querySelector('[data-path="/api/queue/pause"]')`)
	dock.shows("Paused")

	widget := open(t, browser, p.app.URL()+"/widget")
	dock.shows("Widget open")
	before := p.queue()
	if !before.Paused || before.PausedSince == "" || before.Playing != nil || before.String() != "ash" {
		t.Errorf("paused it is %+v", before)
	}
	dock.click(`document.querySelector('[data-path="/api/queue/resume"]')`)
	widget.until(`document.querySelector('#stage canvas')?.getAttribute('aria-label').startsWith('ash · ')`)

	dock.do(chromedp.KeyEvent(kb.F8))
	widget.until(clearStage)
	dock.until(`document.getElementById('now').dataset.mood === 'cleared'`)
	after := p.queue()
	if !after.Cleared || !after.Paused || after.Playing != nil || after.String() != "ash" || after.Waiting[0].Reason == "" {
		t.Errorf("after the panic it is %+v", after)
	}
	// No thank-you comes up either, and a restart keeps all of that.
	p.donate(map[string]any{"donor_name": "dogwood", "amount": 1500})
	if err := p.stop(); err != nil {
		t.Fatal(err)
	}
	p = startIn(t, p.dir, false, nil)
	p.eventually(func() bool {
		again := p.queue()
		return again.Cleared && again.PausedSince == after.PausedSince && strings.HasPrefix(again.String(), "ash")
	}, func() string { return fmt.Sprintf("after a restart it is %+v", p.queue()) })
	if status, body := p.call("GET", "/api/state?field=cleared", nil); status != http.StatusOK || string(body) != "true" {
		t.Errorf("the state says %d %q", status, body)
	}
	widget = open(t, browser, p.app.URL()+"/widget")
	if status, body := p.call("POST", "/api/queue/resume", nil); status != http.StatusOK {
		t.Fatalf("resume: %d %s", status, body)
	}
	widget.shows("dogwood") // is thanked now
	widget.until(showing)
	if now := p.queue(); now.Playing == nil || now.Playing.Donor != "ash" {
		t.Errorf("after it is resumed %+v plays", now.Playing)
	}
}

// finger is one that touches a page.
type finger struct{ *page }

func (f finger) touch(kind input.DispatchTouchEventType, points ...*input.TouchPoint) {
	f.t.Helper()
	if points == nil {
		points = []*input.TouchPoint{}
	}
	if _, err := chromedp.Call(f.ctx, input.DispatchTouchEvent, input.DispatchTouchEventParams{Type: kind, TouchPoints: points}); err != nil {
		f.t.Fatal(err)
	}
}

// drag moves from the middle of one element to that of another, as slowly as
// fingers do.
func (f finger) drag(from, to string) {
	f.t.Helper()
	f.reach(from)
	at := func(element string) (found [2]float64) {
		return eval[[2]float64](f.page, `(() => { const r = (`+element+`).getBoundingClientRect(); return [r.x + r.width / 2, r.y + r.height / 2]; })()`)
	}
	start, end := at(from), at(to)
	f.touch(input.DispatchTouchEventTypeTouchStart, &input.TouchPoint{X: start[0], Y: start[1]})
	for i := 1.0; i <= 10; i++ {
		f.touch(input.DispatchTouchEventTypeTouchMove, &input.TouchPoint{X: start[0] + (end[0]-start[0])*i/10, Y: start[1] + (end[1]-start[1])*i/10})
	}
	f.touch(input.DispatchTouchEventTypeTouchEnd)
}

// TestTheQueueIsUnderMyFinger holds that on a phone the handle drags, and
// that beside it the page is scrolled.
func TestTheQueueIsUnderMyFinger(t *testing.T) {
	t.Parallel()
	p := start(t, false, nil)
	shows(p, "ash", "birch", "cedar")
	phone := open(t, openBrowser(t), "about:blank")
	phone.do(chromedp.EmulateViewport(360, 640, chromedp.EmulateMobile, chromedp.EmulateTouch), chromedp.Navigate(p.app.URL()+"/dashboard?lang=en"))
	phone.until(`document.getElementById('wire').dataset.state === 'open'`)
	p.untilQueue(phone, "ash birch cedar")

	finger{phone}.drag(string(handle("ash")), string(handle("cedar")))
	p.untilQueue(phone, "birch cedar ash")
	finger{phone}.drag(string(handle("ash")), string(handle("birch")))
	p.untilQueue(phone, "ash birch cedar")

	before := eval[float64](phone, `scrollY`)
	finger{phone}.drag(string(handle("cedar"))+`.closest('li').querySelector('bdi')`, string(handle("ash")))
	phone.until(fmt.Sprintf(`scrollY > %f + 20`, before))
	p.untilQueue(phone, "ash birch cedar")
}
