package clip

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// download is a filler that a server with this file and tag would be. It goes
// on from what is kept and breaks off after so many bytes of the file.
type download struct {
	file   []byte
	tag    string
	breaks int
	asked  int64 // where it was begun last
}

var errBroke = errors.New("it broke off")

func (d *download) fill(w io.Writer) error {
	in, ok := w.(*intake)
	if !ok {
		return errors.New("it is no part")
	}
	kept, tag := in.Kept()
	if tag != d.tag {
		kept = 0
	}
	d.asked = kept
	if err := in.Begin(kept, d.tag, int64(len(d.file))); err != nil {
		return err
	}
	end := len(d.file)
	if d.breaks > 0 {
		end = d.breaks
	}
	if _, err := w.Write(d.file[kept:end]); err != nil || end == len(d.file) {
		return err
	}
	return errBroke
}

func TestADownloadGoesOnFromWhatCame(t *testing.T) {
	f := open(t, Options{})
	film := sample(t, "tiny.mp4")
	d := &download{file: film, tag: `"1"`, breaks: 1000}
	receive := func() error { _, err := f.Receive(t.Context(), "a", d.fill); return err }
	if err := receive(); !errors.Is(err, errBroke) || names(t, f) != "a.part a.part.json" || f.Kept("a") != "a.part" {
		t.Fatalf("%v, the folder holds %q", err, names(t, f))
	}
	d.breaks = 2000
	if err := receive(); !errors.Is(err, errBroke) || d.asked != 1000 {
		t.Fatalf("the second try began at %d: %v", d.asked, err)
	}
	// A restart knows it, and no try that does not even begin loses it.
	f = reopened(t, f)
	if _, err := f.Receive(t.Context(), "a", func(io.Writer) error { return errBroke }); !errors.Is(err, errBroke) {
		t.Fatal(err)
	}
	// What a power cut may have taken is not trusted.
	if err := os.WriteFile(filepath.Join(f.path, "a.part"), append(film[:2000:2000], make([]byte, 500)...), 0o600); err != nil {
		t.Fatal(err)
	}
	d.breaks = 0
	if err := receive(); err != nil || d.asked != 2000 {
		t.Fatalf("the last try began at %d: %v", d.asked, err)
	}
	if got, err := os.ReadFile(filepath.Join(f.path, "a.mp4")); err != nil || !bytes.Equal(got, film) || names(t, f) != "a.mp4" {
		t.Errorf("%d bytes came, %v; the folder holds %q", len(got), err, names(t, f))
	}
}

func TestAChangedFileStartsOver(t *testing.T) {
	f := open(t, Options{})
	film := sample(t, "tiny.mp4")
	old := &download{file: bytes.Repeat([]byte("x"), 6000), tag: `"1"`, breaks: 4000}
	if _, err := f.Receive(t.Context(), "a", old.fill); !errors.Is(err, errBroke) {
		t.Fatal(err)
	}
	d := &download{file: film, tag: `"2"`}
	if clip, err := f.Receive(t.Context(), "a", d.fill); err != nil || d.asked != 0 || clip.Size != int64(len(film)) {
		t.Errorf("it began at %d and is %+v, %v", d.asked, clip, err)
	}
	// So does one that nobody can tell apart from another, and one that is
	// written by somebody who knows nothing of parts.
	for _, next := range []func(io.Writer) error{(&download{file: film}).fill, fillWith(film)} {
		if _, err := f.Receive(t.Context(), "b", (&download{file: film, breaks: 4000}).fill); !errors.Is(err, errBroke) || f.Kept("b") != "b.part" {
			t.Fatalf("%v, kept is %q", err, f.Kept("b"))
		}
		if clip, err := f.Receive(t.Context(), "b", next); err != nil || clip.Size != int64(len(film)) {
			t.Errorf("%+v, %v", clip, err)
		}
	}
}

func TestATooLongDownloadIsRefusedBeforeItComes(t *testing.T) {
	f := open(t, Options{MaxBytes: 6000})
	d := &download{file: make([]byte, 9000), tag: `"1"`}
	if _, err := f.Receive(t.Context(), "a", d.fill); !errors.Is(err, coded("clip.too_large")) || names(t, f) != "" {
		t.Errorf("%v, the folder holds %q", err, names(t, f))
	}
}

func TestARefusedFileIsKeptAndKnownAgain(t *testing.T) {
	f := open(t, Options{})
	film := sample(t, "tiny.mp4")
	var sums []string
	for _, test := range []struct {
		file []byte
		film bool
	}{{film[:len(film)-500], true}, {film[:len(film)-500], true}, {[]byte("<html>wait</html>"), false}, {[]byte("RIFF....AVI "), true}} {
		_, err := f.Receive(t.Context(), "a", fillWith(test.file))
		var refused *Refused
		if !errors.As(err, &refused) || !Unshowable(err) || refused.Film != test.film {
			t.Fatalf("%+v, %v", refused, err)
		}
		sums = append(sums, refused.Sum)
		file, err := f.OpenKept(refused.Name)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := io.ReadAll(file); err != nil || !bytes.Equal(got, test.file) || names(t, f) != refused.Name {
			t.Errorf("kept are %d bytes, %v; the folder holds %q", len(got), err, names(t, f))
		}
		_ = file.Close()
	}
	if sums[0] != sums[1] || sums[1] == sums[2] || len(sums[0]) != 64 {
		t.Errorf("the sums are %q", sums)
	}
	for _, name := range []string{"", "a.mp4", "../a.part", "a.part.json", "a.refused.html", ".part"} {
		if file, err := f.OpenKept(name); err == nil {
			_ = file.Close()
			t.Errorf("%q was opened", name)
		}
	}
	// A version of the program that can read what was refused takes it.
	put(t, f, "a.refused.mp4", film)
	if clip, ok := f.Existing(t.Context(), "a"); !ok || clip.Filename != "a.mp4" || f.Kept("a") == "a.refused.mp4" {
		t.Errorf("%+v, %v", clip, ok)
	}
}

func TestWhatIsKeptGoesByItsAge(t *testing.T) {
	f := open(t, Options{})
	now := time.Now()
	for _, name := range []string{"a.part", "a.part.json", "b.refused.mp4", "c.mp4", "notes.txt", ".part", "d.refused.html", "e.part", "f.part"} {
		put(t, f, name, []byte("x"))
		if err := os.Chtimes(filepath.Join(f.path, name), now, now.Add(-time.Hour)); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Chtimes(filepath.Join(f.path, "e.part"), now, now); err != nil {
		t.Fatal(err)
	}
	f.parts.Store("f", true) // it is coming
	removed, err := f.RemoveKept(now.Add(-time.Minute))
	slices.Sort(removed)
	if err != nil || strings.Join(removed, " ") != "a.part a.part.json b.refused.mp4" {
		t.Errorf("removed %q, %v", removed, err)
	}
	if got := names(t, f); got != ".part c.mp4 d.refused.html e.part f.part notes.txt" {
		t.Errorf("the folder holds %q", got)
	}
}

// reopened is the folder after a restart.
func reopened(t *testing.T, f *Folder) *Folder {
	t.Helper()
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	again, err := Open(Options{Dir: f.path})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = again.Close() })
	return again
}
