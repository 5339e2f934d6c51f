package ui

import (
	"fmt"
	"strings"
	"testing"

	"streamspark/internal/celebration"
	"streamspark/internal/fault"
	"streamspark/internal/store"
	"streamspark/internal/store/storetest"
	"streamspark/internal/web/webtest"
)

// TestAPageThatCannotBeReadHoldsUpNoOther runs the rounds by hand. Each has
// another order of the dashboards.
func TestAPageThatCannotBeReadHoldsUpNoOther(t *testing.T) {
	t.Parallel()
	const breakRow, mendRow = `UPDATE celebrations SET progress = 'x' WHERE id = 1`, `UPDATE celebrations SET progress = 0 WHERE id = 1`
	for bad, tt := range map[string]struct{ says, damage, repair string }{
		pageOf(1):                  {pageOf(1) + ": read celebration 1", breakRow, mendRow},
		dashboardPage:              {"dashboard: read the totals", `INSERT INTO statuses VALUES ('x', 'x', 0, 0)`, `DELETE FROM statuses WHERE status = 'x'`},
		listingPage + "of=1&ids=2": {"donations: read celebration 1", breakRow, mendRow},
	} {
		t.Run(bad, func(t *testing.T) {
			w := newWorld(t)
			for i := range 4 {
				w.Donate(webtest.Viewer(fmt.Sprint(i)))
			}
			storetest.Exec(t, w.Store, tt.damage)
			failing := w.open("page=" + strings.NewReplacer("?", "%3F", "&", "%26", "=", "%3D").Replace(bad))
			others := map[string]*watcher{}
			for _, page := range []string{pageOf(2), pageOf(3), pageOf(4), "donations%3Fids=2,3,4"} {
				others[page] = w.open("page=" + page)
			}
			d := w.live
			webtest.Until(t, "all are there", func() bool { return len(d.present()) == len(others)+1 })
			for i := range 8 {
				for id := range int64(3) {
					w.Move(id+2, func(c *celebration.Celebration) {
						c.Status, c.Reason = celebration.Skipped, fault.Say(celebration.WhyBelowThreshold, "threshold", fmt.Sprintf("%d ₽", i))
					})
				}
				d.round(t.Context(), glance{beat: true, stored: store.Change{Celebrations: []int64{2, 3, 4}}})
				for page, v := range others {
					if u, err := v.next(); err != nil || u.Type != "update" {
						t.Errorf("round %d: %s is told %q, %v", i, page, u.Type, err)
					}
				}
				if u, err := failing.next(); err != nil || u.Type != "beat" {
					t.Errorf("round %d: it is told %q, %v", i, u.Type, err)
				}
			}
			if log := w.Log.String(); !strings.Contains(log, tt.says) {
				t.Errorf("the log does not say %q: %s", tt.says, log)
			}
			storetest.Exec(t, w.Store, tt.repair)
			d.round(t.Context(), glance{beat: true})
			if u, err := failing.next(); err != nil || u.Type != "update" {
				t.Errorf("mended, it is told %q, %v", u.Type, err)
			}
		})
	}
}
