package builtin

import (
	"bytes"
	"context"
	"encoding/binary"
	"image"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/at-wat/ebml-go"
	"github.com/at-wat/ebml-go/webm"
	"github.com/rs/zerolog"
	"golang.org/x/image/webp"

	"streamspark/internal/celebration"
	"streamspark/internal/money"
)

// small is a generator of tiny pictures, ten a second.
func small(t testing.TB, dir, ffmpeg string) *Generator {
	t.Helper()
	g, err := New(Options{Dir: dir, FFmpeg: ffmpeg, Log: zerolog.Nop()})
	if err != nil {
		t.Fatal(err)
	}
	g.measure = func(recipe, bool) size { return size{96, 54, 10} }
	t.Cleanup(func() {
		if err := g.Close(); err != nil {
			t.Error(err)
		}
	})
	return g
}

// order is silent, because composing takes the longest of all.
func order() celebration.Order {
	return celebration.Order{
		Celebration: 7, RequestID: "request-7", Donor: "Екатерина 🎉", Amount: money.Rubles(1500),
		Tier: 1, AspectRatio: "16:9", Duration: 2 * time.Second, Seed: 5,
	}
}

// finish looks until the clip is done, fetches it and returns it with the
// percentages seen on the way.
func finish(t testing.TB, g *Generator, op celebration.Operation) ([]byte, []int) {
	t.Helper()
	var percents []int
	for deadline := time.Now().Add(2 * time.Minute); ; {
		p, err := g.Poll(t.Context(), op)
		if err != nil {
			t.Fatal(err)
		}
		percents = append(percents, p.Percent)
		if p.Done {
			break
		}
		if time.Now().After(deadline) {
			t.Fatalf("the clip is not done: %v", percents)
		}
		time.Sleep(5 * time.Millisecond)
	}
	var clip bytes.Buffer
	if err := g.Fetch(t.Context(), op, &clip); err != nil {
		t.Fatal(err)
	}
	return clip.Bytes(), percents
}

func start(t testing.TB, g *Generator, o celebration.Order) celebration.Operation {
	t.Helper()
	op, err := g.Start(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	return op
}

// film is a WebM as the library reads it.
type film struct {
	Header  webm.EBMLHeader `ebml:"EBML"`
	Segment webm.Segment    `ebml:"Segment"`
}

func read(t testing.TB, clip []byte) film {
	t.Helper()
	var f film
	if err := ebml.Unmarshal(bytes.NewReader(clip), &f, ebml.WithIgnoreUnknown(true)); err != nil {
		t.Fatalf("the clip is no WebM: %v", err)
	}
	return f
}

// frames are the pictures of a film, still pressed.
func (f film) frames() [][]byte {
	var frames [][]byte
	for _, c := range f.Segment.Cluster {
		for _, b := range c.SimpleBlock {
			if b.TrackNumber == 1 {
				frames = append(frames, b.Data[0])
			}
		}
	}
	return frames
}

func decode(t testing.TB, frame []byte) *image.YCbCr {
	t.Helper()
	even := append(bytes.Clone(frame), make([]byte, len(frame)%2)...)
	file := append([]byte("RIFF"), binary.LittleEndian.AppendUint32(nil, uint32(12+len(even)))...)
	file = binary.LittleEndian.AppendUint32(append(file, "WEBPVP8 "...), uint32(len(frame)))
	picture, err := webp.Decode(bytes.NewReader(append(file, even...)))
	if err != nil {
		t.Fatal(err)
	}
	return picture.(*image.YCbCr)
}

// spread is how much the brightness varies in the middle of a picture.
func spread(p *image.YCbCr) int {
	least, most := 255, 0
	for y := p.Rect.Dy() / 4; y < p.Rect.Dy()*3/4; y++ {
		for x := p.Rect.Dx() / 4; x < p.Rect.Dx()*3/4; x++ {
			v := int(p.Y[y*p.YStride+x])
			least, most = min(least, v), max(most, v)
		}
	}
	return most - least
}

func files(t testing.TB, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

func TestAClipIsAWholeFilm(t *testing.T) {
	dir := t.TempDir()
	g := small(t, dir, "")
	o := order()
	o.Audio = true
	clip, percents := finish(t, g, start(t, g, o))
	f := read(t, clip)
	if f.Header.DocType != "webm" || f.Segment.Info.Duration != 2000 {
		t.Errorf("it is %q of %g ms", f.Header.DocType, f.Segment.Info.Duration)
	}
	if n := len(f.Segment.Tracks.TrackEntry); n != 2 {
		t.Errorf("it has %d tracks", n)
	}
	frames := f.frames()
	if len(frames) != 20 {
		t.Fatalf("it has %d frames, want 20", len(frames))
	}
	picture := decode(t, frames[15])
	if picture.Rect.Dx() != 96 || picture.Rect.Dy() != 54 || spread(picture) < 100 {
		t.Errorf("a frame is %v, and its middle has %d levels", picture.Rect, spread(picture))
	}
	for i := 1; i < len(percents); i++ {
		if percents[i] < percents[i-1] {
			t.Errorf("the progress goes back: %v", percents)
		}
	}
	if percents[len(percents)-1] != 100 {
		t.Errorf("it ends at %d percent", percents[len(percents)-1])
	}
	if left := files(t, dir); len(left) != 0 {
		t.Errorf("these files are left over: %v", left)
	}
}

func TestASilentClipHasNoSound(t *testing.T) {
	g := small(t, t.TempDir(), "")
	clip, _ := finish(t, g, start(t, g, order()))
	if n := len(read(t, clip).Segment.Tracks.TrackEntry); n != 1 {
		t.Errorf("it has %d tracks", n)
	}
}

func TestTheSameOperationIsTheSameClip(t *testing.T) {
	g := small(t, t.TempDir(), "")
	first, _ := finish(t, g, start(t, g, order()))
	again, _ := finish(t, g, start(t, g, order()))
	if !bytes.Equal(first, again) {
		t.Error("the same operation gave two clips")
	}
	other := order()
	other.Seed = 6
	if clip, _ := finish(t, g, start(t, g, other)); bytes.Equal(first, clip) {
		t.Error("another seed gave the same clip")
	}
}

func TestAnOperationOutlivesTheProgram(t *testing.T) {
	dir := t.TempDir()
	before := small(t, dir, "")
	op := start(t, before, order())
	if _, err := before.Poll(t.Context(), op); err != nil {
		t.Fatal(err)
	}
	if err := before.Close(); err != nil {
		t.Fatal(err)
	}
	after := small(t, dir, "")
	clip, _ := finish(t, after, op)
	if len(read(t, clip).frames()) != 20 {
		t.Error("the clip is not whole")
	}
}

func TestALostFileIsMadeAgain(t *testing.T) {
	dir := t.TempDir()
	g := small(t, dir, "")
	op := start(t, g, order())
	wait(t, g, op)
	for _, name := range files(t, dir) {
		if err := os.Remove(filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	if err := g.Fetch(context.Background(), op, &bytes.Buffer{}); err == nil {
		t.Error("a file that is gone was fetched")
	}
	finish(t, g, op)
}

// wait looks until the clip is done.
func wait(t testing.TB, g *Generator, op celebration.Operation) {
	t.Helper()
	for deadline := time.Now().Add(2 * time.Minute); ; time.Sleep(5 * time.Millisecond) {
		p, err := g.Poll(t.Context(), op)
		if err != nil {
			t.Fatal(err)
		}
		if p.Done {
			return
		}
		if time.Now().After(deadline) {
			t.Fatal("the clip is not done")
		}
	}
}
