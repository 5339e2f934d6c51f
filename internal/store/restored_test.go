package store

import (
	"context"
	"errors"
	"path/filepath"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"streamspark/internal/celebration"
	"streamspark/internal/fault"
)

// restored backs the database up and goes back to it, with all that may be
// repeated held.
func restored(t *testing.T, s *Store, dir string) (again *Store, held int) {
	t.Helper()
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	backup, err := Backup(t.Context(), dir, filepath.Join(t.TempDir(), "backup.db"))
	if err != nil {
		t.Fatal(err)
	}
	_, err = Restore(t.Context(), dir, backup, nil, func(ctx context.Context, copied *Store, r Restored) error {
		var err error
		held, err = copied.HoldRestored(ctx, r, fault.Say(celebration.WhyRestored, "backup", "yesterday"))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return open(t, dir), held
}

// oneInEach makes a celebration in each status.
func oneInEach(t *testing.T, s *Store) map[celebration.Status]int64 {
	t.Helper()
	ids := map[celebration.Status]int64{}
	for _, status := range celebration.Statuses() {
		c := take(t, s, string(status))[0]
		walk(t, s, &c, wayTo(status)...)
		ids[status] = c.ID
	}
	return ids
}

// TestHowFarARestoreWasDealtWithIsOfThatOne: another begins anew.
func TestHowFarARestoreWasDealtWithIsOfThatOne(t *testing.T) {
	dir, ctx := t.TempDir(), t.Context()
	s := open(t, dir)
	take(t, s, "one")
	if _, _, found, err := s.Restored(ctx); err != nil || found {
		t.Fatalf("it is restored before it was: %v", err)
	}
	for range 2 {
		s, _ = restored(t, s, dir)
		r, after, found, err := s.Restored(ctx)
		if err != nil || !found || after.Recalled || !after.At.Equal(r.At) || after.Waiting {
			t.Fatalf("it says %+v, %+v, %v, %v", r, after, found, err)
		}
		after.Recalled = true
		if err := s.SaveAftermath(ctx, after); err != nil {
			t.Fatal(err)
		}
		if _, again, _, err := s.Restored(ctx); err != nil || again != after {
			t.Errorf("after it, it says %+v, %v", again, err)
		}
		// The time of a restore is kept to the second.
		if err := s.PutAll(ctx, map[string][]byte{aftermathDoc: []byte(`{"at":"2026-01-01T00:00:00Z","recalled":true}`)}); err != nil {
			t.Fatal(err)
		}
	}
}

// TestARestoreHoldsWhatIsNotYetAtTheGenerator: with the reason; all else is
// as it was.
func TestARestoreHoldsWhatIsNotYetAtTheGenerator(t *testing.T) {
	t.Parallel()
	dir, ctx := t.TempDir(), t.Context()
	s := open(t, dir)
	ids := oneInEach(t, s)
	s, held := restored(t, s, dir)
	if _, after, _, err := s.Restored(ctx); err != nil || held != 3 || !after.Waiting {
		t.Errorf("%d were held, %+v, %v", held, after, err)
	}
	for status, id := range ids {
		c, err := s.Celebration(ctx, id)
		if err != nil {
			t.Fatal(err)
		}
		want := status
		switch status {
		case celebration.Received, celebration.WaitingRate, celebration.Approved:
			want = celebration.Held
		}
		if c.Status != want || (want != status) != (c.Reason.Code == celebration.WhyRestored) {
			t.Errorf("%s became %s because of %q", status, c.Status, c.Reason)
		}
	}
	if away, err := s.Away(ctx); err != nil || away.Count != 3 {
		t.Errorf("%d wait to be decided upon together, %v", away.Count, err)
	}
}

// wayTo is a legal way from received to a status.
func wayTo(to celebration.Status) []celebration.Status {
	ways := map[celebration.Status][]celebration.Status{celebration.Received: {}}
	for line := []celebration.Status{celebration.Received}; len(line) > 0; line = line[1:] {
		for _, next := range celebration.Statuses() {
			if _, known := ways[next]; !known && celebration.CanTransition(line[0], next) {
				ways[next] = append(append([]celebration.Status{}, ways[line[0]]...), next)
				line = append(line, next)
			}
		}
	}
	return ways[to]
}

// TestChargesThatNoCelebrationKnowsCountForTheBudgets, once.
func TestChargesThatNoCelebrationKnowsCountForTheBudgets(t *testing.T) {
	s, ctx := open(t, t.TempDir()), t.Context()
	now := time.Now()
	charged := func(order, usd string, failed bool) celebration.KnownOrder {
		o := celebration.KnownOrder{Order: order, Operation: celebration.Operation("job-" + order), Model: "veo", At: now, Failed: failed}
		if usd != "" {
			o.Charge = decimal.NewNullDecimal(decimal.RequireFromString(usd))
		}
		return o
	}
	all := []celebration.KnownOrder{charged("ss-a", "1.04", false), charged("ss-b", "0.52", false), charged("ss-failed", "1", true), charged("ss-unknown", "", false), charged("ss-zero", "0", false)}
	for round, want := range []int{2, 0} {
		if fresh, err := s.AddOrders(ctx, "aiml", all); err != nil || fresh != want {
			t.Errorf("round %d: %d new, %v", round, fresh, err)
		}
	}
	if news, err := s.Correct(ctx, "aiml", "job-ss-b", decimal.RequireFromString("0.60")); err != nil || !news {
		t.Errorf("a correction: %v, %v", news, err)
	}
	spent, err := s.Spent(ctx, now.Add(-time.Hour), now.Add(-time.Hour))
	if err != nil || spent.Day.String() != "1.64" || spent.Stream.String() != "1.64" {
		t.Errorf("spent %s and %s, %v", spent.Day, spent.Stream, err)
	}
	entries, err := s.Entries(ctx, time.Time{}, time.Time{}, 10)
	if err != nil || len(entries) != 2 || entries[0].Celebration != 0 || entries[0].State != celebration.EntryCharged {
		t.Errorf("the ledger has %+v, %v", entries, err)
	}
}

// TestTheLedgerOfAnOlderVersionIsKept, whole, when it learns of charges
// without a celebration.
func TestTheLedgerOfAnOlderVersionIsKept(t *testing.T) {
	dir := t.TempDir()
	firstVersion(t, dir)
	db := atVersion(t, dir, 7)
	_, err := db.ExecContext(t.Context(), `
		INSERT INTO ledger (order_id, celebration, generator, model, donor, operation, state, price, charge, rubles, at, settled_at)
		SELECT 'ss-' || value, value, 'aiml', 'veo', 'x', 'job-' || value, 'charged', 1000000 * value, 500000 * value, '90', 1790000000000 + value, 1790000000000
		FROM json_each('[1, 2, 3]')`)
	if err := errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
	s := open(t, dir)
	entries, err := s.Entries(t.Context(), time.Time{}, time.Time{}, 10)
	if err != nil || len(entries) != 3 {
		t.Fatalf("%d entries are left, %v", len(entries), err)
	}
	for i, e := range entries { // the newest first
		n := int64(3 - i)
		if e.Celebration != n || !e.Charge.Decimal.Equal(decimal.New(5*n, -1)) || e.At.UnixMilli() != 1790000000000+n {
			t.Errorf("entry %d is %+v", n, e)
		}
	}
}
