package video_test

import (
	"io"
	"testing"

	"streamspark/internal/clip"
	"streamspark/internal/outbound"
	"streamspark/internal/standin"
)

// begun records where a download begins in its file, and passes all on.
type begun struct {
	outbound.Part
	io.Writer
	at []int64
}

func (b *begun) Begin(at int64, tag string, total int64) error {
	b.at = append(b.at, at)
	return b.Part.Begin(at, tag, total)
}

// TestAClipThatBreaksOffIsGoneOnWith: what came is kept in the folder, also
// behind a breaker and over a restart, and only the rest is fetched.
func TestAClipThatBreaksOffIsGoneOnWith(t *testing.T) {
	each(t, func(t *testing.T, s *subject) {
		if s.parts[2] == s.parts[1] { // a clip within an answer comes as a whole
			return
		}
		g := s.open()
		op := start(t, s, g)
		untilDone(t, s, g, op)
		dir := t.TempDir()
		receive := func() (*begun, error) {
			folder, err := clip.Open(clip.Options{Dir: dir, MinFree: 1})
			if err != nil {
				t.Fatal(err)
			}
			defer folder.Close()
			in := new(begun)
			_, err = folder.Receive(t.Context(), "clip", func(w io.Writer) error {
				in.Part, in.Writer = outbound.PartOf(w), w
				return s.note(s.open().Fetch(t.Context(), op, in))
			})
			return in, err
		}
		s.standIns.Set(s.parts[2], standin.Fault{Kind: standin.Cut, Times: 1})
		if in, err := receive(); err == nil || len(in.at) != 1 || in.at[0] != 0 {
			t.Fatalf("the first try began at %v: %v", in.at, err)
		}
		if in, err := receive(); err != nil || len(in.at) != 1 || in.at[0] == 0 {
			t.Errorf("the second try began at %v: %v", in.at, err)
		}
	})
}
