package store

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"streamspark/internal/celebration"
	"streamspark/internal/fault"
	"streamspark/internal/money"
)

// meanwhile makes so many donations that came while the streamer was away,
// an hour apart.
func meanwhile(t *testing.T, s *Store, n int) []int64 {
	t.Helper()
	var donations []celebration.Donation
	for i := range n {
		d := donation(fmt.Sprint("away ", i))
		d.CreatedAt = d.CreatedAt.Add(time.Duration(i) * time.Hour)
		donations = append(donations, d)
	}
	ids, _, err := s.Record(t.Context(), donations, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	var all []*celebration.Celebration
	for _, id := range ids {
		c, err := s.Celebration(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		c.Status, c.Reason = celebration.Held, fault.Say(celebration.WhyCatchUp, "age", `2h "quoted"`)
		c.AmountRUB = money.New(decimal.New(150010, -2), money.RUB)
		all = append(all, &c)
	}
	if failed, err := s.SaveEach(t.Context(), all); err != nil || errors.Join(failed...) != nil {
		t.Fatal(err, failed)
	}
	return ids
}

// TestWhatWaitsIsListedFromTheOldest: with what came while the streamer was away, and
// without it.
func TestWhatWaitsIsListedFromTheOldest(t *testing.T) {
	t.Parallel()
	s := open(t, t.TempDir())
	away := meanwhile(t, s, 2)
	ids, _, err := s.Record(t.Context(), []celebration.Donation{donation("first"), donation("second"), donation("third")}, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	for i, status := range []celebration.Status{celebration.Held, celebration.Held, celebration.Skipped} {
		c, err := s.Celebration(t.Context(), ids[i])
		if err != nil {
			t.Fatal(err)
		}
		if c.Status = status; s.Save(t.Context(), &c) != nil {
			t.Fatal("not saved")
		}
	}
	numbers := func(all []celebration.Celebration) (ids []int64) {
		for _, c := range all {
			ids = append(ids, c.ID)
		}
		return ids
	}
	all, err := s.Waiting(t.Context(), 3)
	if got := numbers(all); err != nil || !slices.Equal(got, append(slices.Clone(away), ids[0])) {
		t.Errorf("waiting are %v, %v", got, err)
	}
	count, here, err := s.WaitingHere(t.Context(), 1)
	if got := numbers(here); err != nil || count != 2 || !slices.Equal(got, ids[:1]) {
		t.Errorf("of %d here are %v, %v", count, got, err)
	}
}

func TestWhatCameWhileTheStreamerWasAwayIsCounted(t *testing.T) {
	t.Parallel()
	s := open(t, t.TempDir())
	if a, err := s.Away(t.Context()); err != nil || a.Count != 0 || a.Newest != 0 || !a.First.IsZero() || a.Rubles.String() != "0 ₽" {
		t.Errorf("nothing is %+v, %v", a, err)
	}
	others := take(t, s, "held otherwise", "skipped late", "just in")
	others[0].Reason = fault.Say(celebration.WhyNoDate)
	walk(t, s, &others[0], celebration.Held)
	others[1].Reason = fault.Say(celebration.WhyCatchUp, "age", "1h")
	walk(t, s, &others[1], celebration.Skipped)

	const many = 300
	ids := meanwhile(t, s, many)
	a, err := s.Away(t.Context())
	first := donation("x").CreatedAt
	if err != nil || a.Count != many || a.Rubles.Decimal() != "450030" || a.Newest != ids[many-1] ||
		!a.First.Equal(first) || !a.Last.Equal(first.Add((many-1)*time.Hour)) {
		t.Errorf("counted %+v, %v", a, err)
	}
}

func TestWhatCameMeanwhileIsListedInPages(t *testing.T) {
	s := open(t, t.TempDir())
	ids := meanwhile(t, s, 250)
	var listed []int64
	for after := int64(0); ; after = listed[len(listed)-1] {
		page, err := s.AwayList(t.Context(), after, 100)
		if err != nil {
			t.Fatal(err)
		}
		if len(page) == 0 {
			break
		}
		for _, c := range page {
			listed = append(listed, c.ID)
		}
	}
	all, err := s.AwayIDs(t.Context(), 0)
	some, err2 := s.AwayIDs(t.Context(), ids[9])
	if !slices.Equal(listed, ids) || !slices.Equal(all, ids) || !slices.Equal(some, ids[:10]) {
		t.Errorf("%d are listed, %d by id, %d up to the tenth: %v %v", len(listed), len(all), len(some), err, err2)
	}

	rows, err := s.read.QueryContext(t.Context(), `EXPLAIN QUERY PLAN SELECT count(*) FROM celebrations c WHERE `+awaits())
	if err != nil {
		t.Fatal(err)
	}
	plan, err := collect(rows, func(row scanner) (step string, err error) {
		var skip int
		err = row.Scan(&skip, &skip, &skip, &step)
		return step, err
	})
	if err != nil || !strings.Contains(strings.Join(plan, "; "), "celebrations_away") {
		t.Errorf("it is found by %v, %v", plan, err)
	}
}

func TestOneThatWasChangedMeanwhileStopsNoneOfTheOthers(t *testing.T) {
	s := open(t, t.TempDir())
	taken := take(t, s, "a", "b", "c")
	stale := taken[1]
	walk(t, s, &taken[1], celebration.Held)
	watch := s.Watch()
	defer watch.Close()
	var all []*celebration.Celebration
	for _, c := range []*celebration.Celebration{&taken[0], &stale, &taken[2]} {
		c.Status = celebration.Skipped
		all = append(all, c)
	}
	failed, err := s.SaveEach(t.Context(), all)
	if err != nil || failed[0] != nil || !errors.Is(failed[1], ErrStale) || failed[2] != nil {
		t.Fatalf("failed %v, %v", failed, err)
	}
	if told := watch.Take().Celebrations; !slices.Equal(told, []int64{taken[0].ID, taken[2].ID}) {
		t.Errorf("told of %v", told)
	}
	walk(t, s, &taken[0], celebration.Approved) // its version is the new one

	taken[0].Status, taken[2].Status = celebration.Submitting, celebration.Played // there is no such way
	if _, err := s.SaveEach(t.Context(), []*celebration.Celebration{&taken[0], &taken[2]}); err == nil {
		t.Error("an illegal move is saved")
	}
	if c, _ := s.Celebration(t.Context(), taken[0].ID); c.Status != celebration.Approved {
		t.Errorf("half of it is saved: %s", c.Status)
	}
}

func TestWhomToThank(t *testing.T) {
	s := open(t, t.TempDir())
	now := time.Now()
	s.now = func() time.Time { return now }
	toAlert := func() (ids []int64) {
		t.Helper()
		found, err := s.ToAlert(t.Context(), now.Add(-10*time.Minute))
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range found {
			ids = append(ids, c.ID)
		}
		return ids
	}
	ids, _, err := s.Record(t.Context(), []celebration.Donation{donation("made"), donation("thanked"), donation("small"), donation("old")}, now.Add(-time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	move := func(id int64, status celebration.Status, why string) {
		t.Helper()
		c, err := s.Celebration(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		c.Reason, c.NextAt = fault.Say(why), now
		walk(t, s, &c, status)
	}
	for _, id := range ids[:2] {
		move(id, celebration.Held, celebration.WhyCatchUp)
	}
	move(ids[2], celebration.Skipped, celebration.WhyBelowThreshold)
	if got := toAlert(); len(got) != 0 {
		t.Errorf("%v are thanked before anybody decided", got)
	}
	move(ids[0], celebration.Approved, celebration.WhyByHand)
	move(ids[1], celebration.Skipped, celebration.WhyThanked)
	move(ids[2], celebration.Skipped, celebration.WhyThanked)
	if got := toAlert(); !slices.Equal(got, ids[:3]) {
		t.Errorf("%v are to be thanked, want %v", got, ids[:3])
	}
	for range 2 { // to save it again is no decision
		c, err := s.Celebration(t.Context(), ids[2])
		if err != nil || len(c.Moves) != 3 || c.Moves[2].Reason.Code != celebration.WhyThanked {
			t.Fatalf("its history is %v, %v", c.Moves, err)
		}
		walk(t, s, &c, c.Status)
	}
	if err := s.SaveAlerted(t.Context(), []celebration.Celebration{{ID: ids[2]}}, now); err != nil {
		t.Fatal(err)
	}
	now = now.Add(11 * time.Minute)
	if got := toAlert(); !slices.Equal(got, ids[1:2]) {
		t.Errorf("later %v are to be thanked, want %v", got, ids[1:2])
	}
	now = now.Add(thankLasts)
	if got := toAlert(); len(got) != 0 {
		t.Errorf("a day later %v are to be thanked", got)
	}
}

func TestDonationsAreListedForAComparison(t *testing.T) {
	s := open(t, t.TempDir())
	taken := take(t, s, "a", "b", "undated", "later", `odd "id"`)
	at := donation("x").CreatedAt
	for i, made := range []time.Time{at, at.Add(time.Hour), {}, at.AddDate(0, 0, 1), at.AddDate(0, 0, 2)} {
		if _, err := s.write.ExecContext(t.Context(), `UPDATE donations SET made_at = $2 WHERE id = $1`, taken[i].ID, millis(made)); err != nil {
			t.Fatal(err)
		}
	}
	found, err := s.Donations(t.Context(), "test", at, at.Add(2*time.Hour), []string{"undated", "b", `odd "id"`, "unknown"})
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, d := range found {
		ids = append(ids, d.ID)
	}
	if want := []string{"a", "b", "undated", `odd "id"`}; !slices.Equal(ids, want) || found[0].Amount.Decimal() != "1500.5" {
		t.Errorf("found %v, want %v", ids, want)
	}
	if found, err := s.Donations(t.Context(), "elsewhere", at, at.Add(time.Hour), nil); err != nil || len(found) != 0 {
		t.Errorf("of another source: %v, %v", found, err)
	}
}
