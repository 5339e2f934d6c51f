package e2e

import (
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// requests are those that a tab sends from now on.
type requests struct {
	mu        sync.Mutex
	addresses []string
}

func (r *requests) list() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.addresses)
}

// listen begins to note the requests of a tab.
func listen(tab *page) *requests {
	tab.t.Helper()
	r := &requests{}
	err := chromedp.Listen(tab.ctx, func(event any) {
		if e, ok := event.(*network.EventRequestWillBeSent); ok {
			r.mu.Lock()
			defer r.mu.Unlock()
			r.addresses = append(r.addresses, e.Request.URL)
		}
	})
	if err == nil {
		_, err = chromedp.Call(tab.ctx, network.Enable, network.EnableParams{})
	}
	if err != nil {
		tab.t.Fatalf("listen to the network: %v", err)
	}
	return r
}

// TestNoPagePolls watches the network of every page for ten seconds in
// which nothing happens: not one request may leave.
func TestNoPagePolls(t *testing.T) {
	t.Parallel()
	p := fill(t)
	p.untilPosters(3)
	browser := openBrowser(t)
	seen := map[string]*requests{}
	for _, path := range everyPage() {
		tab := open(t, browser, p.app.URL()+path)
		tab.until(`document.readyState === 'complete' && document.body.innerText.length > 50`)
		tab.until(`document.getElementById('wire') === null || ` + isLive)
		rest(tab) // what belongs to opening it is loaded
		seen[path] = listen(tab)
	}
	<-time.After(10 * time.Second)
	for path, sent := range seen {
		if list := sent.list(); len(list) > 0 {
			t.Errorf("%s asks with nobody touching it: %s", path, list)
		}
	}
	// So that silence says something: one that does ask is heard.
	tab := open(t, browser, p.app.URL()+"/landing")
	sent := listen(tab)
	eval[bool](tab, `(fetch('/status'), true)`)
	p.eventually(func() bool {
		return slices.ContainsFunc(sent.list(), func(address string) bool { return strings.HasSuffix(address, "/status") })
	}, func() string { return "a request was not heard" })
}
