package store

import (
	"errors"
	"io/fs"
	"slices"
	"sync"
	"testing"
	"time"

	"streamspark/internal/celebration"
	"streamspark/internal/fault"
)

// queueOf makes a queue of so many clips and gives the numbers in order.
func queueOf(t *testing.T, s *Store, clips ...string) []int64 {
	t.Helper()
	for _, clip := range clips {
		ready(t, s, clip)
		if err := s.EnqueueReady(t.Context(), time.Now()); err != nil {
			t.Fatal(err)
		}
	}
	return order(t, s)
}

func order(t *testing.T, s *Store) []int64 {
	t.Helper()
	open, err := s.OpenPlaybacks(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var ids []int64
	for _, p := range open {
		ids = append(ids, p.ID)
	}
	return ids
}

func TestTheOrderIsTheStreamersAndOutlivesARestart(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	queueOf(t, s, "a", "b", "c", "d")
	tests := []struct {
		id    int64
		place int
		want  []int64
	}{
		{4, 1, []int64{4, 1, 2, 3}},
		{4, 1, []int64{4, 1, 2, 3}},
		{4, 3, []int64{1, 2, 4, 3}},
		{1, 99, []int64{2, 4, 3, 1}},
		{3, -5, []int64{3, 2, 4, 1}},
	}
	for _, tt := range tests {
		if err := s.MovePlayback(t.Context(), tt.id, tt.place); err != nil {
			t.Fatal(err)
		}
		if got := order(t, s); !slices.Equal(got, tt.want) {
			t.Errorf("%d to place %d gives %v, want %v", tt.id, tt.place, got, tt.want)
		}
	}
	if _, err := s.AddPlayback(t.Context(), "b.webm", time.Now()); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = open(t, dir)
	if got := order(t, s); !slices.Equal(got, []int64{3, 2, 4, 1, 5}) {
		t.Errorf("after a restart the order is %v: what is new comes last", got)
	}
}

func TestWhatIsUnderWayComesBackToTheFront(t *testing.T) {
	s := open(t, t.TempDir())
	queueOf(t, s, "a", "b", "c")
	p := head(t, s)
	p.State = celebration.PlaybackSent
	if err := s.SavePlayback(t.Context(), p); err != nil {
		t.Fatal(err)
	}
	for _, err := range []error{s.MovePlayback(t.Context(), 1, 2), s.DropPlayback(t.Context(), 1, celebration.Reason{}, time.Now())} {
		if !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("what is under way was taken for one that waits: %v", err)
		}
	}
	if err := s.MovePlayback(t.Context(), 3, 1); err != nil {
		t.Fatal(err)
	}
	p.State = celebration.PlaybackQueued
	if err := s.SavePlayback(t.Context(), p); err != nil {
		t.Fatal(err)
	}
	if got := order(t, s); !slices.Equal(got, []int64{1, 3, 2}) {
		t.Errorf("the order is %v", got)
	}
}

func TestADroppedOneIsSkippedAndKeepsItsClip(t *testing.T) {
	s := open(t, t.TempDir())
	queueOf(t, s, "a", "b")
	why := fault.Say(celebration.WhySkippedByHand)
	watch := s.Watch()
	defer watch.Close()
	if err := s.DropPlayback(t.Context(), 1, why, time.Now()); err != nil {
		t.Fatal(err)
	}
	if what := watch.Take(); !what.Playbacks || !slices.Equal(what.Celebrations, []int64{1}) {
		t.Errorf("it told %+v", what)
	}
	if err := s.EnqueueReady(t.Context(), time.Now()); err != nil {
		t.Fatal(err)
	}
	if got := order(t, s); !slices.Equal(got, []int64{2}) {
		t.Errorf("the order is %v", got)
	}
	c, err := s.Celebration(t.Context(), 1)
	if err != nil || c.Status != celebration.Played || c.Reason.Code != celebration.WhySkippedByHand || c.Clip == nil {
		t.Errorf("its celebration is %s because %s, %v", c.Status, c.Reason, err)
	}
	if _, err := s.AddPlayback(t.Context(), "a.webm", time.Now()); err != nil {
		t.Errorf("it cannot be played again: %v", err)
	}
	for _, id := range []int64{1, 42} {
		if err := s.DropPlayback(t.Context(), id, why, time.Now()); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("dropping %d gives %v", id, err)
		}
		if err := s.MovePlayback(t.Context(), id, 1); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("moving %d gives %v", id, err)
		}
	}
}

func TestManyHandsLoseNothing(t *testing.T) {
	s := open(t, t.TempDir())
	ids := queueOf(t, s, "a", "b", "c", "d", "e", "f")
	var hands sync.WaitGroup
	for hand := range 4 {
		hands.Go(func() {
			for i := range 10 {
				if err := s.MovePlayback(t.Context(), ids[(hand+i)%4], 1+(hand*i)%6); err != nil {
					t.Error(err)
				}
			}
		})
	}
	for _, id := range ids[4:] {
		if err := s.DropPlayback(t.Context(), id, celebration.Reason{}, time.Now()); err != nil {
			t.Error(err)
		}
	}
	hands.Wait()
	got := order(t, s)
	slices.Sort(got)
	if !slices.Equal(got, ids[:4]) {
		t.Errorf("what waits is %v, want %v", got, ids[:4])
	}
}

// TestAnOlderQueueKeepsItsOrder opens a database of the first version.
func TestAnOlderQueueKeepsItsOrder(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	atFirstVersion(t, dir, `INSERT INTO playbacks (celebration, filename, replay, state, reason, player, returns, cuts, created_at, sent_at, started_at, ended_at)
		SELECT 0, 'a.webm', 1, value, '', '', 0, 0, 0, 0, 0, 0 FROM json_each('["ended", "queued", "queued"]') ORDER BY key`)
	s := open(t, dir)
	if err := s.ImportClips(t.Context(), celebration.Clip{Filename: "a.webm"}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.AddPlayback(t.Context(), "a.webm", time.Now()); err != nil {
		t.Fatal(err)
	}
	if got := order(t, s); !slices.Equal(got, []int64{2, 3, 4}) {
		t.Errorf("the order is %v", got)
	}
}

func TestHowLongClipsTook(t *testing.T) {
	s := open(t, t.TempDir())
	now := time.Now()
	s.now = func() time.Time { return now }
	made := func(id, generator string, took time.Duration) celebration.Celebration {
		c := take(t, s, id)[0]
		c.Generator = generator
		walk(t, s, &c, celebration.Approved)
		now = now.Add(time.Hour) // waiting in line is not counted
		walk(t, s, &c, celebration.Submitting, celebration.Generating, celebration.Fetching)
		now = now.Add(took)
		c.Clip = &celebration.Clip{Filename: id + ".webm", Celebration: c.ID}
		walk(t, s, &c, celebration.Ready)
		return c
	}
	if times, err := s.MakingTimes(t.Context()); err != nil || len(times) != 0 {
		t.Errorf("of nothing: %v, %v", times, err)
	}
	made("a", "aiml", time.Minute)
	made("b", "aiml", time.Hour)
	shown := made("c", "aiml", 2*time.Minute)
	made("d", "builtin", 3*time.Second)
	now = now.Add(time.Hour)
	walk(t, s, &shown, celebration.Playing, celebration.Ready) // it came back to the queue
	times, err := s.MakingTimes(t.Context())
	if err != nil || len(times) != 2 || times["aiml"] != 2*time.Minute || times["builtin"] != 3*time.Second {
		t.Errorf("%v, %v", times, err)
	}
}

func TestWhatCameInToday(t *testing.T) {
	s := open(t, t.TempDir())
	noon := time.Now()
	give := func(id, source string, older bool, seen time.Time) {
		d := donation(id)
		d.Source, d.Older = source, older
		ids, _, err := s.Record(t.Context(), []celebration.Donation{d}, seen)
		if err != nil {
			t.Fatal(err)
		}
		c, err := s.Celebration(t.Context(), ids[0])
		if err != nil {
			t.Fatal(err)
		}
		c.AmountRUB = c.Donation.Amount
		walk(t, s, &c, celebration.Held)
	}
	give("yesterday", "donationalerts", false, noon.Add(-24*time.Hour))
	give("a", "donationalerts", false, noon)
	give("b", "donationalerts", false, noon)
	give("before us", "donationalerts", true, noon)
	give("t", celebration.SourceTest, false, noon)
	give("m", celebration.SourceManual, false, noon)
	n, rubles, err := s.Since(t.Context(), noon.Add(-time.Hour))
	if err != nil || n != 2 || rubles.Decimal() != "3001" {
		t.Errorf("%d donations of %s, %v", n, rubles, err)
	}
	if counts, err := s.ByStatus(t.Context()); err != nil || counts[celebration.Held] != 6 {
		t.Errorf("%v, %v", counts, err)
	}
}
