package clip

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"streamspark/internal/fault"
)

// coded returns an error that errors.Is finds by its code.
func coded(code string) error { return &fault.Error{Code: code} }

// fillWith writes in small pieces, as a download does.
func fillWith(content []byte) func(io.Writer) error {
	return func(w io.Writer) error {
		for piece := range slices.Chunk(content, 1000) {
			if _, err := w.Write(piece); err != nil {
				return fmt.Errorf("the filler's own words: %w", err)
			}
		}
		return nil
	}
}

func TestReceive(t *testing.T) {
	f := open(t, Options{})
	for stem, want := range map[string]struct{ file, name, kind string }{
		"film":   {"tiny.mp4", "film.mp4", typeMP4},
		"movie-": {"tiny.webm", "movie-.webm", typeWebM},
	} {
		content := sample(t, want.file)
		clip, err := f.Receive(t.Context(), stem, func(w io.Writer) error {
			err := fillWith(content)(w)
			if clips, _ := f.List(); len(clips) > 0 && strings.HasPrefix(clips[0].Filename, stem) {
				t.Error("the clip is known before it is whole")
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if clip.Filename != want.name || clip.ContentType != want.kind || clip.Size != int64(len(content)) || !near(clip.Duration, time.Second) {
			t.Errorf("received %+v", clip)
		}
		if again, err := f.Inspect(clip.Filename); err != nil || again != clip {
			t.Errorf("it was told as %+v, and is %+v, %v", clip, again, err)
		}
		if got, err := os.ReadFile(filepath.Join(f.path, want.name)); err != nil || !bytes.Equal(got, content) {
			t.Errorf("%s: another content, %v", want.name, err)
		}
	}
	if got := names(t, f); got != "film.mp4 movie-.webm" {
		t.Errorf("the folder holds %q", got)
	}
}

// TestReceiveKeepsNoMoreThanWhatCameWhole: a file that came whole and is no
// clip was paid for; of one that cannot be gone on from nothing is left.
func TestReceiveKeepsNoMoreThanWhatCameWhole(t *testing.T) {
	video := sample(t, "tiny.mp4")
	own := errors.New("the connection was cut")
	for name, test := range map[string]struct {
		stem string
		fill func(io.Writer) error
		want error
		kept string
	}{
		"nothing":           {"a", fillWith(nil), coded(codeNotVideo), ""},
		"a web page":        {"a", fillWith([]byte(" <html>no</html>")), coded(codeNotVideo), "a.refused.txt"},
		"a message":         {"a", fillWith([]byte(`{"error":"no"}`)), coded(codeNotVideo), "a.refused.txt"},
		"cut":               {"a", fillWith(video[:len(video)-500]), coded(codeIncomplete), "a.refused.mp4"},
		"no film":           {"a", fillWith([]byte("no film")), coded(codeNotVideo), "a.refused.bin"},
		"the filler fails":  {"a", func(w io.Writer) error { _, _ = w.Write(video); return own }, own, ""},
		"too large":         {"a", fillWith(make([]byte, 9000)), coded("clip.too_large"), ""},
		"too large, hidden": {"a", func(w io.Writer) error { _, _ = w.Write(make([]byte, 9000)); return nil }, coded("clip.too_large"), ""},
		"endless":           {"a", func(w io.Writer) error { _, err := io.Copy(w, endless{}); return err }, coded("clip.too_large"), ""},
	} {
		f := open(t, Options{MaxBytes: 6000})
		if clip, err := f.Receive(t.Context(), test.stem, test.fill); !errors.Is(err, test.want) {
			t.Errorf("%s: %+v, %v; want %v", name, clip, err, test.want)
		}
		if got := names(t, f); got != test.kept || f.Kept("a") != test.kept {
			t.Errorf("%s: the folder holds %q and tells of %q", name, got, f.Kept("a"))
		}
	}
}

type endless struct{}

func (endless) Read(p []byte) (int, error) { return len(p), nil }

func TestReceiveTakesNoNameThatLeadsAway(t *testing.T) {
	f := open(t, Options{})
	for _, stem := range []string{"", ".", "..", "../a", "a/b", "a b", "a:veo", strings.Repeat("a", 300)} {
		_, err := f.Receive(t.Context(), stem, func(io.Writer) error { t.Error("it was filled"); return nil })
		if err == nil {
			t.Errorf("%q was taken", stem)
		}
	}
}

func TestReceiveStopsWhenNobodyWaits(t *testing.T) {
	f := open(t, Options{})
	ctx, stop := context.WithCancel(t.Context())
	_, err := f.Receive(ctx, "a", func(w io.Writer) error {
		stop()
		return fillWith(sample(t, "tiny.mp4"))(w)
	})
	if !errors.Is(err, context.Canceled) || names(t, f) != "" {
		t.Errorf("stopped while it came: %v, the folder holds %q", err, names(t, f))
	}
	ctx, stop = context.WithCancel(t.Context())
	_, err = f.Receive(ctx, "a", func(w io.Writer) error {
		defer stop()
		return fillWith(sample(t, "tiny.mp4"))(w)
	})
	if !errors.Is(err, context.Canceled) || names(t, f) != "" {
		t.Errorf("stopped at its end: %v, the folder holds %q", err, names(t, f))
	}
}

func TestReceiveLeavesNothingAfterAPanic(t *testing.T) {
	f := open(t, Options{})
	func() {
		defer func() { _ = recover() }()
		_, _ = f.Receive(t.Context(), "a", func(io.Writer) error { panic("a defect") })
	}()
	if got := names(t, f); got != "" {
		t.Errorf("the folder holds %q", got)
	}
}

func TestReceiveLooksAtTheDiskFirst(t *testing.T) {
	f := open(t, Options{MinFree: math.MaxInt64})
	_, err := f.Receive(t.Context(), "a", func(io.Writer) error { t.Error("it was filled"); return nil })
	if args := fault.MessageOf(err).Args; !fault.Is(err, CodeDiskFull) || !fault.Has(err, fault.DiskFull) || args["free"] == fault.Bytes(0) || args["needed"] != fault.Bytes(math.MaxInt64) {
		t.Errorf("%v", err)
	}
}

// TestReceiveKnowsWhoseFaultItIs: the clip that does not come is not our
// folder's fault, and a folder that is gone is not the clip's.
func TestReceiveKnowsWhoseFaultItIs(t *testing.T) {
	f := open(t, Options{})
	theirs := &fs.PathError{Op: "read", Path: "/secret", Err: syscall.EIO}
	if _, err := f.Receive(t.Context(), "a", func(io.Writer) error { return theirs }); !errors.Is(err, theirs) || fault.Has(err, fault.DiskFull) {
		t.Errorf("a clip that does not come: %v", err)
	}
	if err := f.Close(); err != nil { // nothing can be made in it then, on any system
		t.Fatal(err)
	}
	if _, err := f.Receive(t.Context(), "a", fillWith(sample(t, "tiny.mp4"))); !fault.Is(err, CodeUnwritable) {
		t.Errorf("a folder that is not there: %v", err)
	}
	err := writeFault(&fs.PathError{Op: "openat", Path: ".coming-1.part", Err: syscall.EROFS})
	if why := fault.MessageOf(err).Args["cause"]; why != syscall.EROFS.Error() {
		t.Errorf("it says %q", why)
	}
}

func TestReceiveReplacesItsOwnFileInOneStep(t *testing.T) {
	f := open(t, Options{})
	old := append(sample(t, "tiny.mp4"), box(8, "free")...)
	put(t, f, "a.mp4", old)
	reader, err := f.Open("a.mp4")
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Close()
	if _, err := f.Receive(t.Context(), "a", fillWith(sample(t, "tiny.mp4"))); err != nil {
		t.Fatal(err)
	}
	if got, err := io.ReadAll(reader); err != nil || !bytes.Equal(got, old) {
		t.Errorf("who read the old one lost it: %d bytes, %v", len(got), err)
	}
	if clip, ok := f.Existing(t.Context(), "a"); !ok || clip.Size != int64(len(sample(t, "tiny.mp4"))) {
		t.Errorf("the new one is %+v, %v", clip, ok)
	}
	// A try that fails leaves the old file as it was.
	if _, err := f.Receive(t.Context(), "a", fillWith([]byte("no"))); !errors.Is(err, coded(codeNotVideo)) {
		t.Error(err)
	}
	if _, ok := f.Existing(t.Context(), "a"); !ok || names(t, f) != "a.mp4 a.refused.bin" {
		t.Errorf("the folder holds %q", names(t, f))
	}
}

func TestReceiveManyAtOnce(t *testing.T) {
	f := open(t, Options{})
	var all sync.WaitGroup
	for i := range 16 {
		all.Go(func() {
			stem := fmt.Sprintf("c-%d", i%8) // also two for one name
			if _, err := f.Receive(t.Context(), stem, fillWith(sample(t, "tiny.webm"))); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if clips, err := f.List(); err != nil || len(clips) != 8 || strings.Contains(names(t, f), comingPrefix) {
		t.Errorf("%d clips, %v: %q", len(clips), err, names(t, f))
	}
}
