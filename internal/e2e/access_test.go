package e2e

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// TestOffLoopbackWhatTheStartPrintsIsEnough signs a browser in with what
// the start printed, plays a clip in a widget of another browser, and ends
// both with a new token.
func TestOffLoopbackWhatTheStartPrintsIsEnough(t *testing.T) {
	t.Parallel()
	p := start(t, false, map[string]string{"server.host": "0.0.0.0"})
	printed := func(what string) string {
		var found string
		p.eventually(func() bool {
			found = regexp.MustCompile(`http://localhost:\d+/` + what + `\S+`).FindString(p.out.String())
			return found != ""
		}, func() string { return "no address with " + what + " is printed" })
		return found
	}
	if status, _ := p.call(http.MethodGet, "/api/queue", nil); status != http.StatusUnauthorized {
		t.Fatalf("without a token it is %d", status)
	}
	dashboard := open(t, openBrowser(t), printed("sign-in#"))
	dashboard.until(`location.pathname === "/dashboard" && document.getElementById("wire").dataset.state === "open"`)
	if eval[bool](dashboard, `(location.href + document.referrer + document.cookie).includes("`+strings.SplitN(printed("sign-in#"), "#", 2)[1]+`")`) {
		t.Error("the token is in the address, the referrer, or readable for scripts")
	}
	widget := open(t, openBrowser(t), printed(`widget\?key=`))
	widget.do(chromedp.Evaluate[chromedp.Void](watchVideo))
	widgets := func(most int) func() bool {
		return func() bool {
			dashboard.do(chromedp.Evaluate[chromedp.Void](`void fetch("/api/queue").then((r) => r.json()).then((q) => { window.widgets = q.widgets; })`))
			return eval[int](dashboard, "window.widgets ?? -1") == most
		}
	}
	p.eventually(widgets(1), func() string { return "the widget is not let in" })
	dashboard.do(chromedp.Evaluate[chromedp.Void](`void fetch("/test-donation", {method: "POST", headers: {"Content-Type": "application/json"}, body: '{"amount":1500,"donor_name":"viewer42"}'})`))
	widget.until(`document.querySelector('.scene.on')?.ariaLabel.startsWith('viewer42')`)
	widget.until(`seen.drawn === 1`)

	dashboard.do(chromedp.Navigate(p.app.URL() + "/settings"))
	dashboard.until(`document.getElementById("wire").dataset.state === "open"`)
	old := eval[string](dashboard, `document.querySelector("#access [data-copy*='widget?key=']").dataset.copy`)
	dashboard.click(`document.querySelector("#access [data-key=rotate]")`)
	dashboard.click(`document.getElementById("sure-yes")`)
	dashboard.until(`document.querySelector("#access [data-copy*='widget?key=']").dataset.copy !== "` + old + `"`)
	p.eventually(widgets(0), func() string { return "the widget of the old key stays" })
	dashboard.until(`document.getElementById("wire").dataset.state === "open"`) // who pressed stays
	if _, log, ok := strings.Cut(p.out.String(), "- "); !ok || strings.Contains(log, old) {
		t.Error("the key is in the log")
	}
}
