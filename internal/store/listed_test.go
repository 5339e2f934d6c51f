package store

import (
	"reflect"
	"testing"
	"time"

	"streamspark/internal/celebration"
)

// TestAListIsNeverOlderThanTheDatabase changes all that changes of a
// celebration and its clip, with and without a new version, and lists it again.
func TestAListIsNeverOlderThanTheDatabase(t *testing.T) {
	s, ctx := open(t, t.TempDir()), t.Context()
	take(t, s, "before")
	c := ready(t, s, "a")
	waits := take(t, s, "waits")[0]
	waits.NextAt = time.Now().Add(time.Hour)
	walk(t, s, &waits, celebration.WaitingRate)
	made := celebration.Clip{Filename: "a.webm", ContentType: "video/mp4", Size: 7, Duration: time.Second, Video: "vp9", Audio: "opus"}
	other := made
	other.Filename = "b.webm"
	for _, step := range []struct {
		what   string
		change func() error
	}{
		{"listed first", func() error { return nil }},
		{"thanked", func() error { return s.SaveAlerted(ctx, []celebration.Celebration{c}, time.Now()) }},
		{"to be thanked again", func() error { return s.AskThanks(ctx, celebration.Decision{At: time.Now(), Celebration: c.ID}, "") }},
		{"made due", func() error { return s.RetryWaiting(ctx) }},
		{"the clip converted", func() error { return s.ReplaceClip(ctx, "a.webm", made) }},
		{"the clip under another name", func() error { return s.ReplaceClip(ctx, "a.webm", other) }},
		{"the clip deleted", func() error { return s.DeleteClip(ctx, "b.webm") }},
	} {
		before, err := s.Celebrations(ctx, Filter{})
		must(t, err)
		must(t, step.change())
		got, err := s.Celebrations(ctx, Filter{})
		must(t, err)
		want, err := s.list(ctx, `ORDER BY c.id DESC`)
		must(t, err)
		if !reflect.DeepEqual(got, want) || len(got) != 3 {
			t.Errorf("%s: listed are\n%+v\nand stored\n%+v", step.what, got, want)
		}
		if step.what != "listed first" && reflect.DeepEqual(before, got) {
			t.Errorf("%s: nothing changed", step.what)
		}
	}
}

// TestWhatCannotBeReadIsNeverListed lists a celebration with a column that
// makes no sense twice: what was read of it must not pass for all of it.
func TestWhatCannotBeReadIsNeverListed(t *testing.T) {
	s, ctx := open(t, t.TempDir()), t.Context()
	c := take(t, s, "a")[0]
	must(t, s.change(ctx, func(tx *tx, _ *Change) error {
		_, err := tx.exec(`UPDATE celebrations SET reason = 'no JSON' WHERE id = $1`, c.ID)
		return err
	}))
	for range 2 {
		if got, err := s.Celebrations(ctx, Filter{}); err == nil {
			t.Errorf("listed %+v", got)
		}
	}
}
