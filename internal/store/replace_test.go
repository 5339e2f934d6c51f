package store

import (
	"errors"
	"io/fs"
	"testing"
	"time"

	"streamspark/internal/celebration"
)

// TestAClipIsReplacedByWhatItWasMadeInto: its showings that wait, and that it
// is a favourite, are the new one's.
func TestAClipIsReplacedByWhatItWasMadeInto(t *testing.T) {
	for name, now := range map[string]string{"another name": "a.webm", "the same name": "a.mp4"} {
		s, ctx := open(t, t.TempDir()), t.Context()
		first := celebration.Clip{Filename: "a.mp4", ContentType: "video/mp4", Size: 3, CreatedAt: time.UnixMilli(1000).UTC(), Video: "hevc", Audio: "aac"}
		made := celebration.Clip{Filename: now, ContentType: "video/webm", Size: 2, CreatedAt: time.UnixMilli(9000).UTC(), Video: "vp9", Audio: "opus"}
		if err := s.ImportClips(ctx, first); err != nil {
			t.Fatal(err)
		}
		if err := s.SetFavourite(ctx, "a.mp4", true); err != nil {
			t.Fatal(err)
		}
		if _, err := s.AddPlayback(ctx, "a.mp4", time.Now()); err != nil {
			t.Fatal(err)
		}
		if err := s.ReplaceClip(ctx, "a.mp4", made); err != nil {
			t.Fatal(err)
		}
		clips, err := s.Clips(ctx, 0)
		if err != nil || len(clips) != 1 || clips[0].Filename != now || clips[0].Video != "vp9" || !clips[0].Favourite || !clips[0].CreatedAt.Equal(first.CreatedAt) {
			t.Errorf("%s: the clips are %+v, %v", name, clips, err)
		}
		waiting, err := s.OpenPlaybacks(ctx)
		if err != nil || len(waiting) != 1 || waiting[0].Clip.Filename != now || waiting[0].Clip.Video != "vp9" {
			t.Errorf("%s: there wait %+v, %v", name, waiting, err)
		}
		if err := s.ReplaceClip(ctx, "gone.mp4", made); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s: one that is gone: %v", name, err)
		}
	}
}
