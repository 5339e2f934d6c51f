package e2e

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// TestATestCostsNothingUnlessItsPriceIsTicked, with a paid generator in use.
func TestATestCostsNothingUnlessItsPriceIsTicked(t *testing.T) {
	t.Parallel()
	o := newOutside(t)
	p := o.run(t, nil)
	dashboard := open(t, openBrowser(t), p.app.URL()+"/dashboard?lang=en")
	dashboard.until(`document.getElementById('wire').dataset.state === 'open'`)
	dashboard.until(`!document.querySelector('[data-order]').hidden`)
	button := `document.querySelector('#test button:not([type=button])')`
	if label := dashboard.text(); !strings.Contains(label, "Order the clip from AIML") || eval[string](dashboard, button+`.innerText.trim()`) != "Send" {
		t.Errorf("what costs money is not said, or is the first choice: %s", label)
	}
	send := func(count int) {
		dashboard.do(chromedp.Evaluate[chromedp.Void](button + `.click()`)) // wherever what is live moves it to
		p.eventually(func() bool { return len(p.newest()) == count }, func() string { return "it was not sent" })
		p.until(p.newest()[0].ID, "ready")
	}
	send(1)
	if n := len(o.stand.Jobs()); n != 0 {
		t.Fatalf("a free test ordered %d clips", n)
	}
	dashboard.click(`document.querySelector('[name=paid]')`)
	dashboard.until(`/about \$\d+\.\d\d/.test(` + button + `.innerText)`)
	send(2)
	if n := len(o.stand.Jobs()); n != 1 {
		t.Errorf("ticked, it ordered %d clips", n)
	}
	dashboard.until(`!document.querySelector('[name=paid]').checked && ` + button + `.innerText.trim() === 'Send'`)
	send(3)
	if n := len(o.stand.Jobs()); n != 1 {
		t.Errorf("the tick was for one, and %d were ordered", n)
	}
}
