package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"streamspark/internal/celebration"
	"streamspark/internal/fault"
	"streamspark/internal/money"
)

// migrated returns the file of an empty database: to migrate one for each
// test takes most of their time.
var migrated = sync.OnceValues(func() ([]byte, error) {
	dir, err := os.MkdirTemp("", "store")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	s, err := Open(context.Background(), dir)
	if err != nil {
		return nil, err
	}
	if err := s.Close(); err != nil {
		return nil, err
	}
	return os.ReadFile(filepath.Join(dir, File))
})

func open(t *testing.T, dir string) *Store {
	t.Helper()
	if found, err := os.ReadDir(dir); err == nil && len(found) == 0 {
		content, err := migrated()
		if err == nil {
			err = os.WriteFile(filepath.Join(dir, File), content, 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	s, err := Open(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func donation(id string) celebration.Donation {
	amount, _ := money.Parse("1500.50", "USD")
	return celebration.Donation{
		Source: "test", ID: id, Donor: "Зритель 🎉", Message: "<b>hi</b>", Amount: amount,
		InUserCurrency: "120040", CreatedAt: time.UnixMilli(1_790_000_000_000).UTC(),
		Audio: "https://example.org/a.wav", ByHand: true, Raw: "{}",
	}
}

func take(t *testing.T, s *Store, ids ...string) []celebration.Celebration {
	t.Helper()
	var donations []celebration.Donation
	for _, id := range ids {
		donations = append(donations, donation(id))
	}
	numbers, _, err := s.Record(t.Context(), donations, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	var taken []celebration.Celebration
	for _, n := range numbers {
		c, err := s.Celebration(t.Context(), n)
		if err != nil {
			t.Fatal(err)
		}
		taken = append(taken, c)
	}
	return taken
}

// walk saves the celebration at each status in turn.
func walk(t *testing.T, s *Store, c *celebration.Celebration, through ...celebration.Status) {
	t.Helper()
	for _, status := range through {
		c.Status = status
		if err := s.Save(t.Context(), c); err != nil {
			t.Fatalf("to %s: %v", status, err)
		}
	}
}

func TestADonationIsRecordedOnce(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	for range 3 {
		ids, fresh, err := s.Record(t.Context(), []celebration.Donation{donation("a"), donation("b"), donation("a")}, time.Now())
		if err != nil || len(ids) != 3 || ids[0] != ids[2] {
			t.Fatalf("got %v, %v", ids, err)
		}
		if fresh != 2 && fresh != 0 {
			t.Errorf("%d were new", fresh)
		}
		_ = s.Close()
		s = open(t, dir)
	}
	c, err := s.Celebration(t.Context(), 1)
	if err != nil {
		t.Fatal(err)
	}
	want := donation("a")
	if got := c.Donation; fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("read back\n%v, want\n%v", got, want)
	}
	if c.Status != celebration.Received || c.Tier != -1 || len(c.Moves) != 1 || !c.AmountRUB.IsNone() {
		t.Errorf("it begins as %+v", c)
	}
}

func TestEverythingOfACelebrationIsReadBack(t *testing.T) {
	s := open(t, t.TempDir())
	c := take(t, s, "a")[0]
	c.Status, c.Reason = celebration.WaitingRate, fault.Say(celebration.WhyNoRate, "currency", "USD")
	c.AmountRUB = money.New(decimal.RequireFromString("120040.07"), money.RUB)
	c.Rate = celebration.Rate{Currency: "USD", Rubles: "80.0001", Source: "cbr", Published: time.UnixMilli(5000).UTC()}
	c.Tier, c.TierName, c.Generator, c.Operation, c.Progress = 1, "Gold", "aiml", "a:b/c", 40
	c.Order = celebration.Order{
		Celebration: c.ID, RequestID: "ss-1", Prompt: "p", Negative: "n", Donor: "d", Message: "m", Amount: c.Donation.Amount,
		Tier: 1, Model: "veo", AspectRatio: "16:9", Resolution: "720p", Duration: 8 * time.Second, Audio: true, Seed: 7, Language: "ru",
	}
	c.Charged, c.Attempts = celebration.ChargedUnknown, 3
	c.SubmittedAt, c.NextAt, c.DeadlineFrom = time.UnixMilli(1000).UTC(), time.UnixMilli(2000).UTC(), time.UnixMilli(3000).UTC()
	if err := s.Save(t.Context(), &c); err != nil {
		t.Fatal(err)
	}
	got, err := s.Celebration(t.Context(), c.ID)
	if err != nil {
		t.Fatal(err)
	}
	if len(got.Moves) != 2 || got.Moves[1].Reason.String() != c.Reason.String() {
		t.Errorf("its moves are %v", got.Moves)
	}
	got.Moves, c.Moves = nil, nil
	c.UpdatedAt = got.UpdatedAt
	if fmt.Sprintf("%+v", got) != fmt.Sprintf("%+v", c) {
		t.Errorf("read back\n%+v, want\n%+v", got, c)
	}
}

func TestAStaleSaveAndAnIllegalMoveAreRefused(t *testing.T) {
	s := open(t, t.TempDir())
	first := take(t, s, "a")[0]
	second := first
	walk(t, s, &first, celebration.Approved)
	second.Status = celebration.Skipped
	if err := s.Save(t.Context(), &second); !errors.Is(err, ErrStale) {
		t.Errorf("a stale save gives %v", err)
	}
	first.Status = celebration.Played
	if err := s.Save(t.Context(), &first); err == nil {
		t.Error("approved went to played")
	}
	if c, _ := s.Celebration(t.Context(), first.ID); c.Status != celebration.Approved || len(c.Moves) != 2 {
		t.Errorf("it is %s after %d moves", c.Status, len(c.Moves))
	}
	if _, err := s.Celebration(t.Context(), 99); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a celebration that is not there gives %v", err)
	}
}

func TestPlacesAtTheGeneratorAreNotOversold(t *testing.T) {
	s := open(t, t.TempDir())
	var wg sync.WaitGroup
	results := make(chan error, 20)
	for i := range 20 {
		c := take(t, s, fmt.Sprint(i))[0]
		walk(t, s, &c, celebration.Approved)
		wg.Go(func() {
			c.Status = celebration.Submitting
			results <- s.Claim(t.Context(), &c, 3, nil)
		})
	}
	wg.Wait()
	close(results)
	claimed := 0
	for err := range results {
		switch {
		case err == nil:
			claimed++
		case !errors.Is(err, ErrNoPlace):
			t.Error(err)
		}
	}
	if claimed != 3 {
		t.Errorf("%d got a place of 3", claimed)
	}
	due, err := s.Due(t.Context(), time.Now(), 3, 50)
	if err != nil || len(due) != 3 {
		t.Errorf("%d are due, want only the three that have a place (%v)", len(due), err)
	}
	if due, _ = s.Due(t.Context(), time.Now(), 5, 50); len(due) != 5 {
		t.Errorf("with two places free %d are due, want 5", len(due))
	}
}

func TestASubmitThatIsSearchedForTakesNoPlace(t *testing.T) {
	s := open(t, t.TempDir())
	lost, next := take(t, s, "lost")[0], take(t, s, "next")[0]
	walk(t, s, &lost, celebration.Approved)
	walk(t, s, &next, celebration.Approved)
	lost.Status = celebration.Submitting
	if err := s.Claim(t.Context(), &lost, 1, nil); err != nil {
		t.Fatal(err)
	}
	next.Status = celebration.Submitting
	if err := s.Claim(t.Context(), &next, 1, nil); !errors.Is(err, ErrNoPlace) {
		t.Errorf("a place that is taken gives %v", err)
	}
	lost.Attempts, lost.NextAt = 1, time.Now().Add(time.Hour)
	if err := s.Save(t.Context(), &lost); err != nil {
		t.Fatal(err)
	}
	if due, err := s.Due(t.Context(), time.Now(), 1, 10); err != nil || len(due) != 1 || due[0].ID != next.ID {
		t.Errorf("due are %v, %v", due, err)
	}
	if err := s.Claim(t.Context(), &next, 1, nil); err != nil {
		t.Errorf("the search keeps the next one out: %v", err)
	}
}

func TestWhatIsDueComesInOrder(t *testing.T) {
	s := open(t, t.TempDir())
	now := time.Now()
	taken := take(t, s, "a", "b", "c")
	taken[0].NextAt = now.Add(time.Hour)
	taken[1].NextAt = now.Add(-time.Second)
	taken[2].NextAt = now.Add(-time.Minute)
	for i := range taken {
		if err := s.Save(t.Context(), &taken[i]); err != nil {
			t.Fatal(err)
		}
	}
	due, err := s.Due(t.Context(), now, 1, 10)
	if err != nil || len(due) != 2 || due[0].ID != taken[2].ID {
		t.Errorf("due are %v, %v", due, err)
	}
	next, ok, err := s.NextDue(t.Context(), now)
	if err != nil || !ok || next.UnixMilli() != taken[0].NextAt.UnixMilli() {
		t.Errorf("the next step is at %v (%v, %v)", next, ok, err)
	}
}

func TestTheFolderBelongsToOneProgram(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	if _, err := Open(t.Context(), dir); !errors.Is(err, ErrInUse) {
		t.Errorf("a second one gets %v", err)
	}
	_ = s.Close()
	open(t, dir)
	if info, err := os.Stat(filepath.Join(dir, File)); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the database may be read by others: %v, %v", info.Mode(), err)
	}
}

func TestAFileThatIsNoDatabaseIsSaid(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, File), []byte("this is a text and no database at all, whatever its name says"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(t.Context(), dir); err == nil {
		t.Error("it was opened")
	}
}

func TestAWatchLosesNothingAndIsToldAfterTheCommit(t *testing.T) {
	s := open(t, t.TempDir())
	w := s.Watch()
	defer w.Close()
	take(t, s, "a", "b")
	take(t, s, "c")
	<-w.C
	if got := w.Take(); fmt.Sprint(got.Celebrations) != "[1 2 3]" {
		t.Errorf("heard of %v", got.Celebrations)
	}
	take(t, s, "a")
	if got := w.Take(); len(got.Celebrations) != 0 {
		t.Errorf("a known donation is told as a change: %v", got)
	}
	if err := s.Put(t.Context(), "k", []byte("v")); err != nil {
		t.Fatal(err)
	}
	select {
	case <-w.C:
		t.Error("a document is told as a change")
	default:
	}
}

// TestWhatIsSkippedAtOnceWakesNobodyWhoDoesSteps but with it what has a step does, and
// so does all that happens later.
func TestWhatIsSkippedAtOnceWakesNobodyWhoDoesSteps(t *testing.T) {
	s := open(t, t.TempDir())
	w, all := s.WakeDue(), s.Wake()
	defer w.Close()
	defer all.Close()
	record := func(first string, more ...string) (ids []int64) {
		donations := []celebration.Donation{donation(first)}
		for _, id := range more {
			donations = append(donations, donation(id))
		}
		ids, _, err := s.RecordPriced(t.Context(), donations, time.Now(), func(c *celebration.Celebration, _ func() bool) {
			if c.Donation.ID != "due" {
				c.Status = celebration.Skipped
			}
		})
		must(t, err)
		return ids
	}
	isWoken := func(want bool, what string) {
		t.Helper()
		select {
		case <-w.C:
			if !want {
				t.Errorf("%s woke it", what)
			}
		default:
			if want {
				t.Errorf("%s did not wake it", what)
			}
		}
		<-all.C // everybody else is
	}
	ids := record("skipped", "skipped too")
	isWoken(false, "what was skipped")
	record("due", "skipped with it")
	isWoken(true, "what is due")
	c, err := s.Celebration(t.Context(), ids[0])
	must(t, err)
	c.Status = celebration.Held
	must(t, s.Save(t.Context(), &c))
	isWoken(true, "a save")
}

func TestDocuments(t *testing.T) {
	s := open(t, t.TempDir())
	ctx := t.Context()
	if _, found, err := s.Get(ctx, "k"); found || err != nil {
		t.Errorf("found %v, %v", found, err)
	}
	for _, value := range []string{"one", "two"} {
		if err := s.Put(ctx, "k", []byte(value)); err != nil {
			t.Fatal(err)
		}
		if got, found, err := s.Get(ctx, "k"); string(got) != value || !found || err != nil {
			t.Errorf("got %q, %v, %v", got, found, err)
		}
	}
	if err := errors.Join(s.Delete(ctx, "k"), s.Delete(ctx, "k")); err != nil {
		t.Error(err)
	}
	if _, found, _ := s.Get(ctx, "k"); found {
		t.Error("it is still there")
	}
}

func TestListsAndTotals(t *testing.T) {
	s := open(t, t.TempDir())
	taken := take(t, s, "a", "b", "c", "d")
	for i, status := range []celebration.Status{celebration.Skipped, celebration.Held, celebration.Approved} {
		taken[i].AmountRUB = money.New(decimal.RequireFromString("100.10"), money.RUB)
		walk(t, s, &taken[i], status)
	}
	page, err := s.Celebrations(t.Context(), Filter{Limit: 2})
	if err != nil || len(page) != 2 || page[0].ID != 4 {
		t.Fatalf("the first page is %v, %v", page, err)
	}
	page, _ = s.Celebrations(t.Context(), Filter{Before: page[1].ID})
	if len(page) != 2 || page[0].ID != 2 {
		t.Errorf("the second page is %v", page)
	}
	page, _ = s.Celebrations(t.Context(), Filter{Statuses: []celebration.Status{celebration.Held}, Sources: []string{"test", "x"}})
	if len(page) != 1 || page[0].Status != celebration.Held {
		t.Errorf("the held ones are %v", page)
	}
	totals, err := s.Totals(t.Context())
	if err != nil || totals.Donations != 0 || totals.ByStatus[celebration.Received] != 1 {
		t.Errorf("tests count as donations: %+v, %v", totals, err)
	}
	real := donation("r")
	real.Source = "donationalerts"
	ids, _, err := s.Record(t.Context(), []celebration.Donation{real}, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	c, _ := s.Celebration(t.Context(), ids[0])
	c.AmountRUB = money.New(decimal.RequireFromString("0.1"), money.RUB)
	walk(t, s, &c, celebration.Approved)
	if totals, _ = s.Totals(t.Context()); totals.Donations != 1 || totals.Rubles.Decimal() != "0.1" {
		t.Errorf("the totals are %+v", totals)
	}
	if n, err := s.Making(t.Context()); n != 2 || err != nil {
		t.Errorf("%d are being made, %v", n, err)
	}
}

// TestTheLineBeginsWithTheOldest holds that of a line too long to be read
// the end is left out, and not what is made next.
func TestTheLineBeginsWithTheOldest(t *testing.T) {
	s := open(t, t.TempDir())
	var donations []celebration.Donation
	for i := range 6 {
		donations = append(donations, donation(fmt.Sprint("line ", i)))
	}
	ids, _, err := s.Record(t.Context(), donations, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	for i, id := range ids {
		c, err := s.Celebration(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		switch i {
		case 0: // not in the line
		case 4:
			walk(t, s, &c, celebration.Approved, celebration.Submitting)
		default:
			walk(t, s, &c, celebration.Approved)
		}
	}
	line, err := s.InProgress(t.Context(), 3)
	var found []int64
	for _, c := range line {
		found = append(found, c.ID)
	}
	if want := []int64{ids[4], ids[1], ids[2]}; err != nil || !slices.Equal(found, want) {
		t.Errorf("the line begins with %v, want %v: %v", found, want, err)
	}
}

// recordMany records so many donations at once.
func recordMany(t *testing.T, s *Store, n int) {
	t.Helper()
	many := make([]celebration.Donation, n)
	for i := range many {
		many[i] = donation(fmt.Sprint(i))
	}
	if _, fresh, err := s.Record(t.Context(), many, time.Now()); err != nil || fresh != n {
		t.Fatal(fresh, err)
	}
}

// TestADonationWritesFewPages counts the pages that the commit of a donation
// adds to the log of the database. Each is a part of what every donation costs.
func TestADonationWritesFewPages(t *testing.T) {
	s := open(t, t.TempDir())
	var size, before int64
	must(t, s.read.QueryRowContext(t.Context(), `PRAGMA page_size`).Scan(&size))
	if size != 2048 {
		t.Errorf("a page has %d bytes", size)
	}
	const donations = 2 * searchBatch
	for i := range donations + 1 {
		_, _, err := s.RecordPriced(t.Context(), []celebration.Donation{donation(fmt.Sprint(i))}, time.Now(), func(c *celebration.Celebration, _ func() bool) {
			c.Status, c.AmountRUB, c.Verdict = celebration.Skipped, money.Rubles(1), celebration.NewVerdict(nil)
		})
		must(t, err)
		info, err := os.Stat(s.path + "-wal")
		must(t, err)
		switch i {
		case 0:
			before = info.Size()
		case donations:
			if pages := float64(info.Size()-before) / float64(size+24) / donations; pages > 8 {
				t.Errorf("a donation writes %.1f pages", pages)
			}
		}
	}
}

// TestACelebrationIsReadAtOneMoment: its status and its history belong together, also
// while somebody saves it.
func TestACelebrationIsReadAtOneMoment(t *testing.T) {
	t.Parallel()
	s := open(t, t.TempDir())
	c := take(t, s, "1")[0]
	saved := make(chan error, 1)
	go func() {
		var err error
		for i := 0; i < 400 && err == nil; i++ {
			c.Status = []celebration.Status{celebration.Held, celebration.Approved}[i%2]
			err = s.Save(t.Context(), &c)
		}
		saved <- err
	}()
	for {
		read, err := s.Celebration(t.Context(), c.ID)
		if err != nil {
			t.Fatal(err)
		}
		if last := read.Moves[len(read.Moves)-1]; last.Status != read.Status {
			t.Fatalf("it is %s, and its last move was to %s", read.Status, last.Status)
		}
		select {
		case err := <-saved:
			if err != nil {
				t.Fatal(err)
			}
			return
		default:
		}
	}
}
