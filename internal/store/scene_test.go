package store

import (
	"errors"
	"fmt"
	"io/fs"
	"reflect"
	"testing"
	"time"

	"streamspark/internal/celebration"
)

// staged records a donation that has its scene at once.
func staged(t *testing.T, s *Store, id string) celebration.Celebration {
	t.Helper()
	ids, _, err := s.RecordPriced(t.Context(), []celebration.Donation{donation(id)}, time.Now(), func(c *celebration.Celebration, _ func() bool) {
		c.Status, c.Generator = celebration.Ready, "builtin"
		c.Scene = &celebration.Scene{Seed: 7, Production: celebration.Fanfare}
	})
	must(t, err)
	c, err := s.Celebration(t.Context(), ids[0])
	must(t, err)
	return c
}

func TestASceneIsKeptWithItsCelebrationAndItsPlaybacks(t *testing.T) {
	t.Parallel()
	s, ctx := open(t, t.TempDir()), t.Context()
	c := staged(t, s, "a")
	if got := fmt.Sprint(statusesOf(c)); got != "[received approved ready]" || c.Generator != "builtin" {
		t.Errorf("it went %s, by %q", got, c.Generator)
	}
	must(t, s.EnqueueReady(ctx, time.Now()))
	p := head(t, s)
	if p.Scene == nil || !reflect.DeepEqual(p.Scene, c.Scene) || p.Clip.Filename != "" || p.Length() != 12*time.Second {
		t.Fatalf("queued is %+v", p)
	}
	p.State, p.StartedAt = celebration.PlaybackStarted, time.Now()
	p.Scene = &celebration.Scene{Seed: 7, Production: celebration.Fanfare, ID: "rocket"}
	must(t, s.SavePlayback(ctx, p))
	if last, err := s.LastScene(ctx); last != "rocket" || err != nil {
		t.Errorf("shown last was %q, %v", last, err)
	}
	p.State = celebration.PlaybackEnded
	must(t, s.SavePlayback(ctx, p))
	again, err := s.AddReplay(ctx, c.ID, time.Now())
	if err != nil || again.Scene == nil || again.Scene.ID != "rocket" || !again.Replay {
		t.Errorf("the replay is %+v, %v", again, err)
	}

	if _, err := s.AddReplay(ctx, take(t, s, "b")[0].ID, time.Now()); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("one with nothing to show: %v", err)
	}
	totalsHold(t, s)
}

// TestARecordingIsForTheGallery: the stream gets the scene that it was made of,
// and keeps it where the recording is deleted.
func TestARecordingIsForTheGallery(t *testing.T) {
	t.Parallel()
	s, ctx := open(t, t.TempDir()), t.Context()
	c := staged(t, s, "a")
	c.Clip = &celebration.Clip{Filename: "a.webm", ContentType: "video/webm", CreatedAt: time.Now(), Celebration: c.ID}
	must(t, s.Save(ctx, &c))
	again, err := s.AddPlayback(ctx, "a.webm", time.Now())
	if err != nil || again.Scene == nil || again.Clip.Filename != "" {
		t.Errorf("played by its clip it is %+v, %v", again, err)
	}
	must(t, s.DeleteClip(ctx, "a.webm"))
	if open, err := s.OpenPlaybacks(ctx); err != nil || len(open) != 1 {
		t.Errorf("without the clip %d wait, %v", len(open), err)
	}
	if c, _ = s.Celebration(ctx, c.ID); c.Status != celebration.Ready || c.Clip != nil || c.Scene == nil {
		t.Errorf("it is %s, with %v and %v", c.Status, c.Clip, c.Scene)
	}
}

func TestNothingIsReadyWithoutAShow(t *testing.T) {
	t.Parallel()
	s := open(t, t.TempDir())
	_, _, err := s.RecordPriced(t.Context(), []celebration.Donation{donation("a")}, time.Now(), func(c *celebration.Celebration, _ func() bool) {
		c.Status = celebration.Ready
	})
	if err == nil {
		t.Error("a donation was ready as it came")
	}
}

// TestWhatTheDrawingGeneratorHadBegunWaitsForAScene: an earlier version made
// films itself, and could be stopped in the middle of each step.
func TestWhatTheDrawingGeneratorHadBegunWaitsForAScene(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := open(t, dir)
	begun := map[celebration.Status]int64{}
	for _, way := range [][]celebration.Status{
		{celebration.Approved, celebration.Submitting},
		{celebration.Approved, celebration.Submitting, celebration.Generating},
		{celebration.Approved, celebration.Submitting, celebration.Generating, celebration.Fetching},
	} {
		last := way[len(way)-1]
		c := take(t, s, string(last))[0]
		c.Generator, c.Order.RequestID, c.Operation, c.SubmittedAt = "builtin", "ss-"+string(last), "builtin1.x", time.Now()
		for _, status := range way {
			walk(t, s, &c, status)
		}
		begun[last] = c.ID
	}
	paid := take(t, s, "paid")[0]
	paid.Generator, paid.Order.RequestID = "aiml", "ss-paid"
	walk(t, s, &paid, celebration.Approved)
	walk(t, s, &paid, celebration.Submitting)
	must(t, s.Close())

	// As the version before this left it.
	db := atVersion(t, dir, 19)
	for _, statement := range []string{
		`ALTER TABLE celebrations DROP COLUMN recording`, `ALTER TABLE celebrations DROP COLUMN unspoken`,
		`DROP INDEX playbacks_ended`, `ALTER TABLE playbacks DROP COLUMN credits`,
		`DROP INDEX celebrations_scenes`, `DROP INDEX playbacks_scenes`, `ALTER TABLE playbacks DROP COLUMN scene`, `ALTER TABLE celebrations DROP COLUMN scene`,
		`DELETE FROM goose_db_version WHERE version_id >= 16`,
	} {
		_, err := db.ExecContext(t.Context(), statement)
		must(t, err)
	}
	must(t, db.Close())

	s = open(t, dir)
	for from, id := range begun {
		c, err := s.Celebration(t.Context(), id)
		must(t, err)
		if c.Status != celebration.Approved || c.Order.RequestID != "" || c.Operation != "" || !c.SubmittedAt.IsZero() || c.Moves[len(c.Moves)-1].Status != celebration.Approved {
			t.Errorf("%s became %+v", from, c)
		}
		c.Scene = &celebration.Scene{Seed: 1, Production: celebration.FullScene}
		walk(t, s, &c, celebration.Ready)
	}
	if due, err := s.DueUnordered(t.Context(), time.Now(), 10); err != nil || len(due) != 0 {
		t.Errorf("due are still %d, %v", len(due), err)
	}
	if c, err := s.Celebration(t.Context(), paid.ID); err != nil || c.Status != celebration.Submitting || c.Order.RequestID != "ss-paid" {
		t.Errorf("the paid order is %+v, %v", c, err)
	}
	totalsHold(t, s)
}

func TestWhatWasNeverOrderedNeedsNoPlace(t *testing.T) {
	t.Parallel()
	s, ctx := open(t, t.TempDir()), t.Context()
	fresh, refused := take(t, s, "fresh")[0], take(t, s, "refused")[0]
	walk(t, s, &fresh, celebration.Approved)
	refused.SubmittedAt = time.Now()
	walk(t, s, &refused, celebration.Approved)
	if due, err := s.Due(ctx, time.Now().Add(time.Second), 0, 10); err != nil || len(due) != 0 {
		t.Errorf("without a place due are %d, %v", len(due), err)
	}
	due, err := s.DueUnordered(ctx, time.Now().Add(time.Second), 10)
	if err != nil || len(due) != 1 || due[0].ID != fresh.ID {
		t.Errorf("due are %d, %v", len(due), err)
	}
}

func statusesOf(c celebration.Celebration) (all []celebration.Status) {
	for _, m := range c.Moves {
		all = append(all, m.Status)
	}
	return all
}
