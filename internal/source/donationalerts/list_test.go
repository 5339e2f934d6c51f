package donationalerts

import (
	"slices"
	"testing"
	"time"

	"streamspark/internal/celebration"
	"streamspark/internal/standin"
)

func numbersOf(t *testing.T, all []celebration.Donation) []int64 {
	t.Helper()
	var ids []int64
	for _, d := range all {
		ids = append(ids, number(t, d.ID))
	}
	return ids
}

func TestTheListBetweenTwoMoments(t *testing.T) {
	w := ready(t)
	now := time.Now().Truncate(time.Second)
	var ids []int64
	for i := range 100 { // an hour apart, the oldest first: four pages
		ids = append(ids, w.donateAt(now.Add(time.Duration(i-100)*time.Hour)))
	}
	undated := w.standIns.Donate(standin.Donation{Amount: 10, Currency: "RUB", Extra: map[string]any{"created_at": "soon"}})
	before, requests := w.keep.puts, w.standIns.Requests(standin.PartDonations)
	found, err := w.List(t.Context(), now.Add(-40*time.Hour), now.Add(-10*time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	want := append([]int64{undated}, ids[60:90]...)
	slices.Reverse(want[1:])
	if got := numbersOf(t, found); !slices.Equal(got, want) {
		t.Errorf("listed %v, want %v", got, want)
	}
	if asked := w.standIns.Requests(standin.PartDonations) - requests; asked != 3 {
		t.Errorf("%d pages were read, want 3", asked)
	}
	if w.keep.puts != before || len(w.got()) != 0 {
		t.Error("it moved the cursor or took something in")
	}
	w.poll() // the round takes in all of it
	if len(w.got()) != 101 {
		t.Errorf("%d were taken in", len(w.got()))
	}
}

func TestTheListSaysWhatIsOlderThanTheConnection(t *testing.T) {
	w := newWorld(t, standin.Options{})
	older := w.donateAt(time.Now().Add(-time.Hour))
	w.connect()
	for _, when := range []string{"before the first round", "after it"} {
		newer := w.donateAt(time.Now().Add(2 * time.Second))
		found, err := w.List(t.Context(), time.Now().Add(-2*time.Hour), time.Now().Add(time.Hour))
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range found {
			if id := number(t, d.ID); id == older && !d.Older || id == newer && d.Older {
				t.Errorf("%s: %d is older: %v", when, id, d.Older)
			}
		}
		w.poll()
	}
}

func TestWhatStopsTheListBetweenTwoMoments(t *testing.T) {
	long := time.Now().AddDate(-1, 0, 0)
	tests := []struct {
		name    string
		prepare func(*world)
		code    string
	}{
		{"no token", func(w *world) { _ = w.Disconnect(w.t.Context()) }, codeNoToken},
		{"trouble", func(w *world) { w.standIns.Set(standin.PartDonations, standin.Fault{Kind: standin.Status500}) }, codeTrouble},
		{"too much", func(w *world) { w.donate(30*maxListPages + 1) }, codeTooLong},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := ready(t)
			tt.prepare(w)
			found, err := w.List(t.Context(), long, time.Now())
			if p := asProblem(t, err); p.Code != tt.code || found != nil {
				t.Errorf("%d found, %s, want %s", len(found), p.Code, tt.code)
			}
		})
	}
}

func TestAPageIsOlderAsAWhole(t *testing.T) {
	now := time.Now()
	at := func(when time.Time) row { return row{donation: celebration.Donation{CreatedAt: when}} }
	p := page{rows: []row{at(now), at(time.Time{}), at(now.Add(-time.Hour))}}
	undated := page{rows: []row{at(time.Time{})}}
	if p.before(now) || !p.before(now.Add(time.Second)) || undated.before(now) || (page{}).before(now) {
		t.Error("whether a page is older is told wrong")
	}
}
