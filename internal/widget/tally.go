package widget

import (
	"cmp"
	"context"
	"slices"
	"time"

	"streamspark/internal/celebration"
	"streamspark/internal/store"
)

// tally is what was given since a moment. After it was read once only what
// changed is read again.
type tally struct {
	since time.Time
	given []store.Given // in the order of ids
}

func readTally(ctx context.Context, s *store.Store, since time.Time) (*tally, error) {
	given, err := s.GivenSince(ctx, since)
	return &tally{since, given}, err
}

// refresh reads celebrations again that changed.
func (t *tally) refresh(ctx context.Context, s *store.Store, ids []int64) error {
	changed, err := s.GivenOf(ctx, ids, t.since)
	if err != nil {
		return err
	}
	t.given = slices.DeleteFunc(t.given, func(g store.Given) bool {
		_, found := slices.BinarySearch(ids, g.ID)
		return found
	})
	t.given = append(t.given, changed...)
	slices.SortFunc(t.given, func(a, b store.Given) int { return cmp.Compare(a.ID, b.ID) })
	return nil
}

// inTime returns what was given in the order of time.
func (t *tally) inTime() []store.Given {
	byTime := func(a, b store.Given) int { return a.At.Compare(b.At) }
	if slices.IsSortedFunc(t.given, byTime) {
		return t.given
	}
	return slices.SortedStableFunc(slices.Values(t.given), byTime)
}

// donors adds up what each donor gave whose name may be shown.
func (t *tally) donors() []store.Donor { return store.DonorsOf(t.given) }

// periods are of which time a list of donors is.
var periods = map[string]func(w *Widgets) time.Time{
	"stream": func(w *Widgets) time.Time { return w.o.Stream() },
	"month":  func(w *Widgets) time.Time { return celebration.StartOfMonth(w.o.Now().Local()) },
}
