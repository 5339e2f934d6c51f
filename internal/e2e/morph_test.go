package e2e

import (
	"testing"

	"github.com/chromedp/chromedp"
)

// TestMorphMovesOnlyWhatChangedItsPlace: a row that keeps its order is not
// taken out of the page when the one before it goes, one that is moved keeps
// the focus, and one that changed stays the same element.
func TestMorphMovesOnlyWhatChangedItsPlace(t *testing.T) {
	t.Parallel()
	dashboard := open(t, openBrowser(t), start(t, false, nil).app.URL()+"/dashboard?lang=en")
	dashboard.until(isLive)
	dashboard.do(chromedp.Evaluate[chromedp.Void](`(async () => {
		const { name } = performance.getEntriesByType("resource").find(({ name }) => name.includes("/morph."));
		const { morph, parse } = await import(name);
		const rows = (...keys) => "<ol>" + keys.map((key) => "<li data-key=" + key + "><button>" + key + "</button></li>").join("") + "</ol>";
		const list = parse(rows("a", "b", "c"));
		document.body.append(list);
		const [, b, c] = list.children;
		c.firstElementChild.focus();
		const watch = new MutationObserver(() => {});
		watch.observe(list, { childList: true });
		morph(list, parse(rows("b", "c")));
		const removed = watch.takeRecords().flatMap(({ removedNodes }) => [...removedNodes]).map((row) => row.dataset.key);
		morph(list, parse(rows("c", "d", "b")));
		window.morphed = {
			removed: removed.join(), order: list.innerText.replace(/\s+/g, ""), same: list.children[0] === c && list.children[2] === b,
			focus: !list.moveBefore || document.activeElement === c.firstElementChild,
		};
	})().catch((error) => { window.morphed = String(error); })`))
	dashboard.until(`window.morphed`)
	const want = `{"removed":"a","order":"cdb","same":true,"focus":true}`
	if got := eval[string](dashboard, `JSON.stringify(window.morphed)`); got != want {
		t.Errorf("morphing gave %s, want %s", got, want)
	}
}
