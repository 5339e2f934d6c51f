package e2e

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	goruntime "runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/log"
	cdppage "github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// page is a tab of a real browser. An exception or an error in its console
// fails the test.
type page struct {
	t   testing.TB
	ctx context.Context
	mu  sync.Mutex
	bad []string
}

// browser finds a Chromium. That there is none is a failure: `make test`
// installs one.
func browser(t testing.TB) string {
	t.Helper()
	for _, name := range []string{os.Getenv("CHROMIUM"), "chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable"} {
		if name == "" {
			continue
		}
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	t.Fatal("no Chromium was found: run the tests by `make test`, which installs it, or name yours in CHROMIUM")
	return ""
}

// sharedBrowser is one browser for all tests, started by the first that needs it.
type sharedBrowser struct {
	once  sync.Once
	ctx   context.Context // nil: it could not be started
	close func()
	seats seats
}

var chromium = sharedBrowser{close: func() {}, seats: seats{free: make(chan struct{}, max(4, goruntime.NumCPU())), taken: map[string]int{}}}

// seats are for as many tests at once as leave each enough of a processor for
// what plays in real time. A test keeps its seat as long as it has a profile.
type seats struct {
	free  chan struct{}
	mu    sync.Mutex
	taken map[string]int // how many profiles each test has
}

func (s *seats) take(t testing.TB) {
	test, _, _ := strings.Cut(t.Name(), "/")
	if s.count(test, 1) == 1 {
		s.free <- struct{}{}
	}
	t.Cleanup(func() {
		if s.count(test, -1) == 0 {
			<-s.free
		}
	})
}

func (s *seats) count(test string, change int) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.taken[test] += change
	return s.taken[test]
}

func (s *sharedBrowser) start(t testing.TB) {
	t.Helper()
	path := browser(t)
	profile, err := os.MkdirTemp("", "e2e-browser")
	if err != nil {
		t.Fatal(err)
	}
	options := append(slices.Clone(chromedp.DefaultExecAllocatorOptions[:]),
		chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.UserDataDir(profile), chromedp.WindowSize(1280, 720),
		chromedp.Flag("accept-lang", "en-US,en"),                     // a Chromium without windows names no language by itself
		chromedp.Flag("autoplay-policy", "no-user-gesture-required"), // as in OBS
		chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-component-update", true),
		// Each profile has a window, whose address bar would start two pages of its own.
		chromedp.Flag("disable-features", "BlinkGenPropertyTrees,PaintHolding,Translate,WebUIOmniboxPopup,WebUIOmniboxAimPopup"),
		chromedp.Flag("disable-sync", true), chromedp.Flag("disable-dev-shm-usage", true), chromedp.Flag("mute-audio", false),
		chromedp.WSURLReadTimeout(patience),
	)
	allocator, stop := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, cancel := chromedp.NewContext(allocator)
	s.close = func() { cancel(); stop(); _ = os.RemoveAll(profile) }
	if err := chromedp.Do(ctx); err != nil {
		t.Fatalf("start the browser: %v", err)
	}
	s.ctx = ctx
}

// openBrowser returns a profile of its own in the browser, with tabs that
// open opens and nothing of another test's.
func openBrowser(t testing.TB) context.Context {
	t.Helper()
	chromium.seats.take(t)
	chromium.once.Do(func() { chromium.start(t) })
	if chromium.ctx == nil {
		t.Fatal("the browser could not be started for another test")
	}
	ctx, cancel := chromedp.NewContext(chromium.ctx, chromedp.WithNewBrowserContext())
	t.Cleanup(cancel)
	if err := chromedp.Do(ctx); err != nil {
		t.Fatalf("open a profile: %v", err)
	}
	return ctx
}

// open opens an address in a tab of its own. A widget is small there: eight tests
// draw scenes at once, without a graphics card.
func open(t testing.TB, browser context.Context, address string) *page {
	t.Helper()
	ctx, cancel := chromedp.NewContext(browser)
	if err := chromedp.Do(ctx); err != nil {
		t.Fatalf("open a tab: %v", err)
	}
	p := &page{t: t}
	err := chromedp.Listen(ctx, func(event any) {
		switch e := event.(type) {
		case *runtime.EventExceptionThrown:
			p.complain(e.ExceptionDetails.Text + " " + thrown(e.ExceptionDetails))
		case *log.EventEntryAdded:
			// A refused request is not a defect of the page: tests provoke some.
			if e.Entry.Level == log.EntryLevelError && e.Entry.Source != log.EntrySourceNetwork {
				p.complain(e.Entry.Text)
			}
		}
	})
	if err != nil {
		t.Fatalf("listen to the tab: %v", err)
	}
	t.Cleanup(cancel)
	p.ctx = ctx
	if _, err := chromedp.Call(ctx, log.Enable, cdp.Empty{}); err != nil {
		t.Fatalf("listen to the console: %v", err)
	}
	t.Cleanup(func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		for _, complaint := range p.bad {
			t.Errorf("%s: the console says %s", address, complaint)
		}
	})
	if address == "about:blank" || strings.Contains(address, "/widget") {
		p.do(chromedp.EmulateViewport(480, 270))
	}
	p.do(chromedp.Navigate(address))
	return p
}

// before has a script run before those of each page that the tab opens.
func (p *page) before(script string) {
	p.t.Helper()
	source := cdppage.AddScriptToEvaluateOnNewDocumentParams{Source: script}
	if _, err := chromedp.Call(p.ctx, cdppage.AddScriptToEvaluateOnNewDocument, source); err != nil {
		p.t.Fatalf("prepare the tab: %v", err)
	}
}

func thrown(e *runtime.ExceptionDetails) string {
	if e.Exception != nil {
		return e.Exception.Description
	}
	return ""
}

func (p *page) complain(text string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.bad = append(p.bad, text)
}

// do carries actions out. They have a limit of their own: a page may have been
// open for long before its part of a test begins.
func (p *page) do(steps ...chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	ctx, done := context.WithTimeout(p.ctx, patience)
	defer done()
	if err := chromedp.Do(ctx, steps...); err != nil {
		p.t.Fatalf("in the browser: %v", err)
	}
}

// eval evaluates an expression to a value.
func eval[T any](p *page, expression string) T {
	p.t.Helper()
	ctx, done := context.WithTimeout(p.ctx, patience)
	defer done()
	value, err := chromedp.Run(ctx, chromedp.Evaluate[T](expression))
	if err != nil {
		p.t.Fatalf("in the browser, %s: %v", expression, err)
	}
	return value
}

// until waits for an expression to be true. One that cannot be evaluated is
// not true yet: the page may be on its way.
func (p *page) until(expression string) {
	p.t.Helper()
	look := `(() => { try { return (` + expression + `) ? '' : 'it is false'; } catch (e) { return String(e); } })()`
	deadline := time.Now().Add(patience)
	for said := eval[string](p, look); said != ""; said = eval[string](p, look) {
		if time.Now().After(deadline) {
			p.t.Fatalf("it never came true in the browser: %s\n%s\nthe page shows: %s", expression, said, p.text())
		}
		time.Sleep(50 * time.Millisecond)
	}
}

// click presses the mouse upon an element, as a person would.
func (p *page) click(element string) {
	p.t.Helper()
	p.reach(element)
	p.do(chromedp.Click(chromedp.JSPath(element)))
}

// reach waits until an element is there, has come to rest in sight, and
// nothing lies over it.
func (p *page) reach(element string) {
	p.t.Helper()
	p.until(`(() => {
		const e = ` + element + `;
		if (!e) return false;
		const { x, y, width, height } = e.getBoundingClientRect();
		const [at, before] = [String([x, y]), window.clickAt];
		window.clickAt = at;
		if (at !== before) return false;
		if (e.contains(document.elementFromPoint(x + width / 2, y + height / 2))) return true;
		e.scrollIntoView({ block: 'center', behavior: 'instant' }); // which Chromium 103 does smoothly all the same
		return false;
	})()`)
}

func (p *page) text() string {
	return eval[string](p, `document.body.innerText`)
}

// shows waits for a text on the page.
func (p *page) shows(text string) {
	p.t.Helper()
	p.until(fmt.Sprintf("document.body.innerText.includes(%q)", strings.TrimSpace(text)))
}
