package store

import (
	"errors"
	"io/fs"
	"slices"
	"testing"
	"time"

	"streamspark/internal/celebration"
	"streamspark/internal/fault"
)

// ready makes a celebration whose clip waits to be shown.
func ready(t *testing.T, s *Store, id string) celebration.Celebration {
	t.Helper()
	c := take(t, s, id)[0]
	walk(t, s, &c, celebration.Approved, celebration.Submitting, celebration.Generating, celebration.Fetching)
	c.Clip = &celebration.Clip{
		Filename: id + ".webm", ContentType: "video/webm", Size: 10, Duration: 5 * time.Second,
		CreatedAt: time.UnixMilli(1000).UTC(), Celebration: c.ID,
	}
	walk(t, s, &c, celebration.Ready)
	return c
}

func head(t *testing.T, s *Store) celebration.Playback {
	t.Helper()
	queue, err := s.OpenPlaybacks(t.Context())
	if err != nil || len(queue) == 0 {
		t.Fatalf("the queue is %v, %v", queue, err)
	}
	return queue[0]
}

func status(t *testing.T, s *Store, id int64) celebration.Status {
	t.Helper()
	c, err := s.Celebration(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	return c.Status
}

func TestAReadyClipIsQueuedOnceAndMovesWithItsPlayback(t *testing.T) {
	s := open(t, t.TempDir())
	c := ready(t, s, "a")
	for range 3 {
		if err := s.EnqueueReady(t.Context(), time.Now()); err != nil {
			t.Fatal(err)
		}
	}
	queue, err := s.OpenPlaybacks(t.Context())
	if err != nil || len(queue) != 1 {
		t.Fatalf("the queue is %v, %v", queue, err)
	}
	p := queue[0]
	if p.Donor != c.Donation.Donor || p.Clip.Duration != 5*time.Second || p.Amount.String() != "1 500.50 $" || p.Replay || p.Tier != c.Tier {
		t.Errorf("it would show %+v", p)
	}
	p.State, p.Player, p.SentAt = celebration.PlaybackSent, "page", time.Now()
	steps := []struct {
		state celebration.PlaybackState
		want  celebration.Status
	}{
		{celebration.PlaybackSent, celebration.Ready},
		{celebration.PlaybackStarted, celebration.Playing},
		{celebration.PlaybackEnded, celebration.Played},
	}
	for _, step := range steps {
		p.State = step.state
		if err := s.SavePlayback(t.Context(), p); err != nil {
			t.Fatal(err)
		}
		if got := status(t, s, c.ID); got != step.want {
			t.Errorf("%s leaves it %s, want %s", step.state, got, step.want)
		}
	}
	if queue, _ = s.OpenPlaybacks(t.Context()); len(queue) != 0 {
		t.Errorf("it is still queued: %v", queue)
	}
	if err := s.EnqueueReady(t.Context(), time.Now()); err != nil {
		t.Fatal(err)
	}
	if queue, _ = s.OpenPlaybacks(t.Context()); len(queue) != 0 {
		t.Error("a played clip was queued again")
	}
}

func TestACutShowingGoesBackAndAFailedOneFails(t *testing.T) {
	s := open(t, t.TempDir())
	c := ready(t, s, "a")
	if err := s.EnqueueReady(t.Context(), time.Now()); err != nil {
		t.Fatal(err)
	}
	p := head(t, s)
	for _, step := range []struct {
		state celebration.PlaybackState
		want  celebration.Status
	}{
		{celebration.PlaybackStarted, celebration.Playing},
		{celebration.PlaybackQueued, celebration.Ready},
		{celebration.PlaybackFailed, celebration.Failed},
	} {
		p.State, p.Reason = step.state, fault.Say(celebration.WhyNoEnd)
		if err := s.SavePlayback(t.Context(), p); err != nil {
			t.Fatal(err)
		}
		if got := status(t, s, c.ID); got != step.want {
			t.Errorf("%s leaves it %s, want %s", step.state, got, step.want)
		}
	}
	replay, err := s.AddPlayback(t.Context(), "a.webm", time.Now())
	if err != nil || !replay.Replay || replay.Clip.Filename != "a.webm" {
		t.Fatalf("a replay of a failed showing: %+v, %v", replay, err)
	}
	replay.State = celebration.PlaybackFailed
	if err := s.SavePlayback(t.Context(), replay); err != nil || status(t, s, c.ID) != celebration.Failed {
		t.Errorf("a replay that failed leaves %s, %v", status(t, s, c.ID), err)
	}
}

func TestAReplayNeverFailsWhatWasPlayed(t *testing.T) {
	s := open(t, t.TempDir())
	c := ready(t, s, "a")
	walk(t, s, &c, celebration.Playing, celebration.Played)
	p, err := s.AddPlayback(t.Context(), "a.webm", time.Now())
	if err != nil {
		t.Fatal(err)
	}
	for _, state := range []celebration.PlaybackState{celebration.PlaybackStarted, celebration.PlaybackQueued, celebration.PlaybackStarted, celebration.PlaybackFailed} {
		p.State = state
		if err := s.SavePlayback(t.Context(), p); err != nil {
			t.Fatal(err)
		}
	}
	if got := status(t, s, c.ID); got != celebration.Played {
		t.Errorf("it is %s", got)
	}
	if _, err := s.AddPlayback(t.Context(), "none.webm", time.Now()); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a clip that is not there: %v", err)
	}
}

func TestAlertsAreSentOnce(t *testing.T) {
	s := open(t, t.TempDir())
	taken := take(t, s, "a", "b")
	walk(t, s, &taken[0], celebration.Approved)
	due, err := s.ToAlert(t.Context(), time.Now().Add(-time.Minute))
	if err != nil || len(due) != 1 || due[0].ID != taken[0].ID {
		t.Fatalf("to thank: %v, %v", due, err)
	}
	if late, _ := s.ToAlert(t.Context(), time.Now().Add(time.Minute)); len(late) != 0 {
		t.Errorf("thanked long after: %v", late)
	}
	if err := s.SaveAlerted(t.Context(), due, time.Now()); err != nil {
		t.Fatal(err)
	}
	if due, _ = s.ToAlert(t.Context(), time.Now().Add(-time.Minute)); len(due) != 0 {
		t.Errorf("thanked twice: %v", due)
	}
	walk(t, s, &taken[0], celebration.Submitting) // the alert did not make the line's copy stale
}

func TestAThankYouMayBeLateForItsClip(t *testing.T) {
	s := open(t, t.TempDir())
	since := time.Now().Add(-time.Minute)
	want := func(when string, ids ...int64) []celebration.Celebration {
		t.Helper()
		due, err := s.ToAlert(t.Context(), since)
		if err != nil || !slices.Equal(idsOf(due), ids) {
			t.Errorf("%s %v are to be thanked, want %v, %v", when, idsOf(due), ids, err)
		}
		return due
	}
	c := ready(t, s, "a")
	walk(t, s, &c, celebration.Playing)
	want("while it plays", c.ID)
	walk(t, s, &c, celebration.Played)
	due := want("after it was played", c.ID)
	failed := take(t, s, "b")[0]
	walk(t, s, &failed, celebration.Failed) // it was never approved
	want("beside one that never qualified", c.ID)
	if err := s.SaveAlerted(t.Context(), due, time.Now()); err != nil {
		t.Fatal(err)
	}
	want("once it was up")

	// Asked for again, also while the one before is being noted.
	if err := s.AskThanks(t.Context(), celebration.Decision{At: time.Now(), Celebration: c.ID}, ""); err != nil {
		t.Fatal(err)
	}
	before := want("asked for again", c.ID)
	if !before[0].IsThanked() || before[0].Version != c.Version {
		t.Errorf("it is %+v", before[0])
	}
	if err := s.AskThanks(t.Context(), celebration.Decision{At: time.Now().Add(time.Second), Celebration: c.ID}, ""); err != nil {
		t.Fatal(err)
	}
	if err := s.SaveAlerted(t.Context(), before, time.Now()); err != nil {
		t.Fatal(err)
	}
	again := want("asked for once more", c.ID)
	if err := s.SaveAlerted(t.Context(), again, time.Now()); err != nil {
		t.Fatal(err)
	}
	want("in the end")
	if err := s.AskThanks(t.Context(), celebration.Decision{At: time.Now(), Celebration: 99}, ""); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("nobody is thanked: %v", err)
	}
}

func TestADeletedClipIsNotShown(t *testing.T) {
	s := open(t, t.TempDir())
	c := ready(t, s, "a")
	if err := s.EnqueueReady(t.Context(), time.Now()); err != nil {
		t.Fatal(err)
	}
	if clips, err := s.Clips(t.Context(), 0); err != nil || len(clips) != 1 {
		t.Fatalf("the clips are %v, %v", clips, err)
	}
	if err := s.DeleteClip(t.Context(), "a.webm"); err != nil {
		t.Fatal(err)
	}
	if queue, _ := s.OpenPlaybacks(t.Context()); len(queue) != 0 {
		t.Errorf("it is still queued: %v", queue)
	}
	got, _ := s.Celebration(t.Context(), c.ID)
	if got.Status != celebration.Failed || got.Clip != nil || got.Reason.Code != celebration.WhyClipDeleted {
		t.Errorf("it is %s because %s, with %v", got.Status, got.Reason, got.Clip)
	}
	if err := s.DeleteClip(t.Context(), "a.webm"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("deleted twice: %v", err)
	}
	if err := s.ImportClips(t.Context(), celebration.Clip{Filename: "old.mp4", ContentType: "video/mp4"}); err != nil {
		t.Fatal(err)
	}
	if p, err := s.AddPlayback(t.Context(), "old.mp4", time.Now()); err != nil || p.Celebration != 0 {
		t.Errorf("a clip that was found: %+v, %v", p, err)
	}
}
