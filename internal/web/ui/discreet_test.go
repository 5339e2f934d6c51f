package ui

import (
	"fmt"
	"strings"
	"testing"
)

func TestADiscreetDashboardIsSentNothingPrivate(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.FillPrivate(t)
	w.run()
	for _, page := range []string{"dashboard", "detail-1", "donations%3Fids%3D1%2C2%2C3", "clips", "dock"} {
		var open, closed update
		for range 3 { // what they show may move between the two
			open = w.open("page="+page).until("the whole", isUpdate)
			closed = w.open("discreet=on&page="+page).until("the whole", isUpdate)
			if len(open.Pieces) == len(closed.Pieces) {
				break
			}
		}
		for _, word := range w.Private() {
			for _, p := range closed.Pieces {
				if strings.Contains(p.HTML, word) {
					t.Errorf("%s: %s has %q", page, p.ID, word)
				}
			}
		}
		if len(open.Pieces) != len(closed.Pieces) || !strings.Contains(fmt.Sprint(open.Pieces), "Тайный") {
			t.Errorf("%s: %d pieces, discreetly %d", page, len(open.Pieces), len(closed.Pieces))
		}
	}
}
