package ui

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"

	"streamspark/internal/celebration"
	"streamspark/internal/store"
	"streamspark/internal/web/ports"
	"streamspark/internal/web/webtest"
)

// halfStore is a store of which some cannot be read: the first celebration,
// and what the board counts.
type halfStore struct {
	ports.Store
	broken *atomic.Bool
}

func (s halfStore) Celebration(ctx context.Context, id int64) (celebration.Celebration, error) {
	if id == 1 && s.broken.Load() {
		return celebration.Celebration{}, errors.New("its row is damaged")
	}
	return s.Store.Celebration(ctx, id)
}

func (s halfStore) Totals(ctx context.Context) (store.Totals, error) {
	if s.broken.Load() {
		return store.Totals{}, errors.New("nothing can be counted")
	}
	return s.Store.Totals(ctx)
}

// TestAPageThatCannotBeReadHoldsUpNoOther runs the rounds by hand. Each has
// another order of the dashboards.
func TestAPageThatCannotBeReadHoldsUpNoOther(t *testing.T) {
	for bad, says := range map[string]string{
		pageOf(1): pageOf(1) + ": its row is damaged", dashboardPage: "dashboard: nothing can be counted",
		listingPage + "of=1&ids=2": "donations: its row is damaged",
	} {
		t.Run(bad, func(t *testing.T) {
			w := newWorld(t)
			broken := &atomic.Bool{}
			broken.Store(true)
			w.pages.o.Store = halfStore{w.Store, broken}
			for i := range 4 {
				w.Donate(webtest.Viewer(fmt.Sprint(i)))
			}
			failing := w.open("page=" + strings.NewReplacer("?", "%3F", "&", "%26", "=", "%3D").Replace(bad))
			others := map[string]*watcher{}
			for _, page := range []string{pageOf(2), pageOf(3), pageOf(4), "donations%3Fids=2,3,4"} {
				others[page] = w.open("page=" + page)
			}
			d := w.desk
			webtest.Until(t, "all are there", func() bool { return len(d.present()) == len(others)+1 })
			for i := range 8 {
				for id := range int64(3) {
					w.Move(id+2, func(c *celebration.Celebration) {
						c.Status, c.Reason = celebration.Skipped, celebration.Because(celebration.WhyBelowThreshold, fmt.Sprintf("%d ₽", i))
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
			if log := w.Log.String(); !strings.Contains(log, says) {
				t.Errorf("the log does not say %q: %s", says, log)
			}
			broken.Store(false)
			d.round(t.Context(), glance{beat: true})
			if u, err := failing.next(); err != nil || u.Type != "update" {
				t.Errorf("mended, it is told %q, %v", u.Type, err)
			}
		})
	}
}
