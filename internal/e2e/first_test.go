package e2e

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"streamspark/internal/standin"
)

// TestFromNothingToATestClipByTheList does what the list of the first steps
// says and nothing else. What OBS does here is a second tab.
func TestFromNothingToATestClipByTheList(t *testing.T) {
	t.Parallel()
	stand, err := standin.StartProbe(standin.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer stand.Close()
	p := start(t, false, map[string]string{"donationalerts.base_url": stand.DonationAlertsURL(), "donationalerts.realtime_url": ""})
	b := openBrowser(t)
	dashboard := open(t, b, p.app.URL()+"/dashboard?lang=en")
	done := func(step string) string {
		return `document.querySelector('#first [data-key="` + step + `"]').dataset.done === 'true'`
	}
	dashboard.shows("0 of 4 done")
	dashboard.until(`document.getElementById('wire').dataset.state === 'open'`)

	// Connect: the keys are used at once, without another start.
	dashboard.do(chromedp.SendKeys(chromedp.CSS("#donationalerts-app-id"), standin.ClientID))
	dashboard.do(chromedp.SendKeys(chromedp.CSS("#donationalerts-app-secret"), standin.ClientSecret))
	press(dashboard, "Save")
	connect := `#first a[href="/api/sources/donationalerts/connect"]`
	dashboard.until(`document.querySelector('` + connect + `')`)
	dashboard.click(`document.querySelector('` + connect + `')`)
	dashboard.until(`/allow/i.test(document.body.innerText)`)
	press(dashboard, "Allow")
	dashboard.until(`location.pathname === '/dashboard' && ` + done("source"))
	dashboard.until(`document.getElementById('wire').dataset.state === 'open'`)

	press(dashboard, "Stay with live scenes")
	dashboard.until(done("generator"))

	address := eval[string](dashboard, `document.querySelector('#first [data-key="widget"] [data-copy]').dataset.copy`)
	widget := open(t, b, address)
	widget.do(chromedp.Evaluate[chromedp.Void](watchVideo))
	dashboard.until(done("widget"))

	press(dashboard, "Send a test donation")
	widget.until(`seen.drawn === 1`)
	dashboard.shows("All first steps are done")

	// Closed for good, and opened again from the settings.
	press(dashboard, "Close this list")
	dashboard.until(`document.getElementById('first').hidden`)
	dashboard.do(chromedp.Navigate(p.app.URL() + "/settings"))
	dashboard.until(`document.getElementById('wire').dataset.state === 'open'`)
	press(dashboard, "Open it again")
	dashboard.until(`!document.querySelector('#first-again [data-key="open"]')`)

	if raw := database(t, p.dir); strings.Contains(raw, standin.ClientSecret) {
		t.Error("the secret of the application lies open in the database")
	}
}

// database is all that lies in the files of the database.
func database(t *testing.T, dir string) string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*.db*"))
	if err != nil || len(files) == 0 {
		t.Fatalf("there is no database: %v", err)
	}
	var all strings.Builder
	for _, file := range files {
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		all.Write(content)
	}
	return all.String()
}

// TestTheLogIsLiveAndFiltered watches a line come, and one not come.
func TestTheLogIsLiveAndFiltered(t *testing.T) {
	t.Parallel()
	p := start(t, false, nil)
	b := openBrowser(t)
	all := open(t, b, p.app.URL()+"/log?lang=en")
	grave := open(t, b, p.app.URL()+"/log?level=error")
	for _, tab := range []*page{all, grave} {
		tab.until(`document.getElementById('wire').dataset.state === 'open'`)
	}
	lines := `document.querySelectorAll('#log-lines li').length`
	before := eval[int](grave, lines)
	p.call("POST", "/api/queue/pause", nil)
	all.shows("POST /api/queue/pause")
	// Many more come while somebody reads at the top: the place is kept.
	for range 60 {
		p.call("POST", "/api/queue/resume", nil)
	}
	all.until(lines + ` > 55`)
	all.do(chromedp.Evaluate[chromedp.Void](`document.getElementById('log-box').scrollTop = 0`))
	for range 5 {
		p.call("POST", "/api/queue/pause", nil)
	}
	all.until(`!document.getElementById('log-end').hidden`)
	if at := eval[float64](all, `document.getElementById('log-box').scrollTop`); at != 0 {
		t.Errorf("the page jumped to %v", at)
	}
	if after := eval[int](grave, lines); after != before {
		t.Errorf("a page of errors alone shows %d more lines", after-before)
	}
	if status, text := p.call("GET", "/api/logs?format=text&q=queue/pause", nil); status != http.StatusOK || strings.Count(string(text), "\n") != 6 {
		t.Errorf("the file is %d %s", status, text)
	}
}

// TestSettingsAreChangedInPlace edits a value, gives it back, and tests the
// connections, on the page itself.
func TestSettingsAreChangedInPlace(t *testing.T) {
	t.Parallel()
	p := start(t, true, nil)
	tab := open(t, openBrowser(t), p.app.URL()+"/settings?lang=en")
	tab.until(`document.getElementById('wire').dataset.state === 'open'`)
	row := `document.getElementById('set-retention-count')`
	tab.do(chromedp.Evaluate[chromedp.Void](row + `.querySelector('details').open = true`))
	tab.do(chromedp.Evaluate[chromedp.Void](row + `.querySelector('input').select()`))
	tab.do(chromedp.SendKeys(chromedp.CSS("#set-retention-count-value"), "7\n"))
	tab.until(row + `.querySelector('.setting-value span').textContent === '7'`)
	tab.click(`document.querySelector('#set-retention-count [data-key="back"]')`)
	tab.until(row + `.querySelector('.setting-value span').textContent === '200' && ` + row + `.querySelector('input').value === '200'`)
	for card, says := range map[string]string{
		"aiml": "AIML accepts the key", "gemini": "Gemini accepts the key", "builtin": "are ready", "rates": "The rates work", "donationalerts": "The connection works",
	} {
		tab.do(chromedp.Evaluate[chromedp.Void](`document.querySelector('#card-` + card + ` [data-check]').click()`))
		tab.until(`document.querySelector('#card-` + card + ` .checked').textContent.includes('` + says + `')`)
	}
	if got := len(p.stand.Jobs()) + len(p.stand.GeminiJobs()); got != 0 {
		t.Errorf("the tests made %d paid orders", got)
	}
	press(tab, "Back up now")
	tab.until(`document.querySelectorAll('#backup-list li').length > 0`)
}
