package e2e

import (
	"slices"
	"testing"
)

func TestTheDemoIsDrivenFromItsViewersPage(t *testing.T) {
	t.Parallel()
	p := start(t, true, nil)
	browser := openBrowser(t)
	page := open(t, browser, p.app.URL()+"/demo?lang=en")
	page.shows("Demo: no real money")
	if n := eval[int](page, `document.querySelectorAll('.persona').length * 100 + document.querySelectorAll('.breakdown').length`); n != 808 {
		t.Errorf("there are %d personas and breakdowns", n)
	}
	page.click(`document.querySelector('.persona:nth-child(3) button')`)
	p.eventually(func() bool {
		all := p.newest()
		return len(all) == 1 && all[0].Donation.Donor == "Captain Ahab"
	}, func() string { return "the donation of the third persona never came" })

	page.click(`document.querySelector('.viewer-raid button')`)
	p.eventually(func() bool { return len(p.newest()) == 21 }, func() string { return "the raid is not whole" })

	// A breakdown is named on every page, in the reader's language, until it is mended.
	page.click(`document.querySelector('#break-credits button')`)
	page.until(`document.querySelector('#break-credits').dataset.state === 'broken'`)
	dashboard := open(t, browser, p.app.URL()+"/dashboard?lang=ru")
	dashboard.shows("На AIML кончились деньги")
	p.stand.Break("")
	if p.stand.Broken() != "" {
		t.Error("it is not mended")
	}
	for path, body := range map[string]map[string]any{"/demo/break": {"name": "all"}, "/demo/donate": {"amount": "-1"}} {
		if status, _ := p.call("POST", path, body); !slices.Contains([]int{400, 404}, status) {
			t.Errorf("%s takes %v: %d", path, body, status)
		}
	}
}

func TestWithoutADemoThereIsNoViewersPage(t *testing.T) {
	t.Parallel()
	p := start(t, false, nil)
	if status, _ := p.call("GET", "/demo", nil); status != 404 {
		t.Errorf("/demo is %d", status)
	}
	if status, _ := p.call("POST", "/demo/raid", map[string]any{}); status != 404 && status != 405 {
		t.Errorf("a raid is %d", status)
	}
}
