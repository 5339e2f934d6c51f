package ui

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"streamspark/internal/celebration"
)

// TestOnlyWhatChangedIsRendered: a second round without a change renders none
// of the pieces again, and one after a decision those alone that it touches.
func TestOnlyWhatChangedIsRendered(t *testing.T) {
	w := newWorld(t)
	hostile := w.Fill(t)
	b := newBoard(w.pages)
	l := w.pages.reader(httptest.NewRequest(http.MethodGet, "/dashboard?lang=ru", nil))
	read := func() shown {
		t.Helper()
		if err := b.read(t.Context(), glance{beat: true, around: true}); err != nil {
			t.Fatal(err)
		}
		b.fresh = false // everything is read again
		view, err := b.pieces(l)
		if err != nil {
			t.Fatal(err)
		}
		return view
	}
	first := read()
	const mark = "<!-- from memory -->"
	for key, known := range w.pages.memo.pieces {
		known.html += mark
		w.pages.memo.pieces[key] = known
	}
	marked := func(view shown) (count int, fresh []string) {
		for _, p := range view.pieces {
			if len(p.HTML) > len(mark) && p.HTML[len(p.HTML)-len(mark):] == mark {
				count++
			} else if p.ID != "connections" { // each connection has its clock
				fresh = append(fresh, p.ID)
			}
		}
		return count, fresh
	}
	if count, fresh := marked(read()); count < 9 || len(fresh) > 0 {
		t.Errorf("of %d pieces %d come from memory, and without a change these do not: %v", len(first.pieces), count, fresh)
	}
	w.Move(hostile, func(c *celebration.Celebration) { c.Status = celebration.Rejected })
	if _, fresh := marked(read()); len(fresh) == 0 || len(fresh) > 4 {
		t.Errorf("after one decision these are rendered anew: %v", fresh)
	}
}
