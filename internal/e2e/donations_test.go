package e2e

import (
	"fmt"
	"testing"

	"github.com/chromedp/chromedp"
)

// TestDonationsAreFoundOpenedAndApproved goes the way of a streamer who
// looks for one donation among others, and back.
func TestDonationsAreFoundOpenedAndApproved(t *testing.T) {
	t.Parallel()
	p := start(t, false, map[string]string{"generation.provider": "builtin"})
	var wanted int64
	for i := range 60 {
		id := p.donate(map[string]any{"donor_name": fmt.Sprintf("Зритель %d", i%3), "amount": 100 + i, "message": fmt.Sprintf("Сообщение номер %d", i)})
		if i == 7 {
			wanted = id
		}
	}
	p.until(wanted, "skipped")
	browser := openBrowser(t)
	tab := open(t, browser, p.app.URL()+"/donations?lang=ru")
	tab.until(`document.querySelectorAll('.donation').length === 30 && document.getElementById('wire').dataset.state === 'open'`)
	tab.click(`document.querySelector('a[rel="next"]')`)
	tab.until(`document.querySelectorAll('.donation').length === 30 && location.search.includes('before=')`)

	// The filter by its chip, then the search, then a sum.
	eval[bool](tab, `([...document.querySelectorAll('.chips a')].find(a => a.innerText.trim() === 'Без клипа').click(), true)`)
	tab.until(`location.search.includes('status=skipped') && document.querySelector('.chips [aria-current]')?.innerText.trim() === 'Без клипа'`)
	eval[bool](tab, `(document.getElementById('filter-q').value = 'зритель 1', document.getElementById('filter-max').value = '110', document.querySelector('.filter-form').requestSubmit(), true)`)
	tab.until(`location.search.includes('max_rub=110') && document.querySelectorAll('.donation').length === 4`)

	// One of them: its own page, where it is made anyway.
	eval[bool](tab, fmt.Sprintf(`(document.querySelector('#celebration-%d a').click(), true)`, wanted))
	tab.until(fmt.Sprintf(`location.pathname === '/celebrations/%d' && document.getElementById('wire').dataset.state === 'open'`, wanted))
	tab.shows("Сообщение номер 7")
	tab.click(`document.querySelector('[data-key="action.anyway"]')`)
	p.until(wanted, "ready", "playing", "played")
	tab.shows("Готов к показу")

	// Back: the filter is still there, and the one that was made is not in it.
	eval[bool](tab, `(document.querySelector('.crumb a').click(), true)`)
	tab.until(`location.pathname === '/donations' && document.querySelectorAll('.donation').length === 3`)
	if kept := eval[string](tab, `['status', 'q', 'max_rub'].map((name) => new URLSearchParams(location.search).get(name)).join()`); kept != "skipped,зритель 1,110" {
		t.Errorf("of the filter is left %s", kept)
	}
	if q := eval[string](tab, `document.getElementById('filter-q').value`); q != "зритель 1" {
		t.Errorf("it looks for %q", q)
	}

	// What comes meanwhile is told and not pushed in.
	tab.until(`document.getElementById('wire').dataset.state === 'open'`)
	p.donate(map[string]any{"donor_name": "Зритель 1", "amount": 105, "message": "Ещё одно"})
	tab.shows("1 новая")
	tab.click(`document.querySelector('#donations-new a')`)
	tab.until(`document.querySelectorAll('.donation').length === 4`)

	// Before the dashboard is shown on stream: one click, and nothing private is left.
	tab.do(chromedp.Navigate(p.app.URL() + "/donations?discreet=on"))
	tab.until(`document.getElementById('wire').dataset.state === 'open' && document.querySelector('.streamer-mode')`)
	p.donate(map[string]any{"donor_name": "Тайный", "amount": 777})
	tab.until(`document.querySelector('#donations-new a')`)
	// The sums are words of their own: the hash of a file may have such digits.
	if eval[bool](tab, `/Зритель|Тайный|\b(777|105)\b/.test(document.documentElement.outerHTML)`) {
		t.Errorf("the discreet page shows %s", tab.text())
	}
	tab.click(`document.querySelector('.streamer-mode')`)
	tab.shows("Тайный")
}
