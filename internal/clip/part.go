package clip

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"streamspark/internal/celebration"
	"streamspark/internal/crash"
	"streamspark/internal/fault"
)

const (
	// partSuffix ends the name of what came of a clip so far, and tagSuffix
	// that of what is known of it.
	partSuffix = ".part"
	tagSuffix  = ".part.json"
	// keptSuffix comes before the ending of a whole file that is no clip.
	keptSuffix = ".refused"
	// syncEvery is how much may come between two looks that it is safe on the disk.
	syncEvery = 8 << 20
)

// Refused is the error of a whole file that is no clip. Its cause is a fault,
// and the file is kept.
type Refused struct {
	Cause error  // see Unshowable
	Name  string // of the file in the folder; empty: there was nothing in it
	Sum   string // its SHA-256
	// Film: it is no text in the place of a file, as a web page is. The same
	// film again would be refused again.
	Film bool
}

func (r *Refused) Error() string { return r.Cause.Error() }

// Unwrap returns why it is no clip.
func (r *Refused) Unwrap() error { return r.Cause }

// intake is a file that is still coming. It stops at its limit, or when
// nobody waits any more, and remembers why.
type intake struct {
	folder *Folder
	ctx    context.Context //nolint:containedctx // of the one Receive that it lives in
	stem   string
	name   string
	file   *os.File
	err    error

	size    int64  // what came
	safe    int64  // of that, what was synced
	tag     string // of the version that it is of
	own     bool   // its name is the stem's own: nobody else writes it
	started bool   // it is known where the next byte belongs
	begun   bool   // it is a download, which may be gone on from
	settled bool   // the file has another name by now
}

// partNote is what is known of a part across restarts.
type partNote struct {
	Tag  string `json:"tag"`
	Safe int64  `json:"safe"` // bytes that outlive a power cut
}

// intake opens the file that a clip comes in: what is there of it, or an
// empty one. Two that come for one stem at once do not share a file.
func (f *Folder) intake(ctx context.Context, stem string) (*intake, error) {
	in := &intake{folder: f, ctx: ctx, stem: stem}
	if _, taken := f.parts.LoadOrStore(stem, true); taken {
		name, file, err := f.coming("")
		in.name, in.file = name, file
		return in, err
	}
	in.own, in.name = true, stem+partSuffix
	file, err := f.root.OpenFile(in.name, os.O_RDWR|os.O_CREATE, 0o644)
	if err != nil {
		f.parts.Delete(stem)
		return nil, writeFault(err)
	}
	in.file = file
	var note partNote
	about, err := file.Stat()
	if kept, readErr := f.root.ReadFile(stem + tagSuffix); err == nil && readErr == nil && json.Unmarshal(kept, &note) == nil {
		in.tag, in.size = note.Tag, min(note.Safe, about.Size())
		in.safe = in.size
	}
	return in, nil
}

// SetAddress ignores where the clip comes from.
func (i *intake) SetAddress(string, bool) {}

// Kept returns what is here of which version of the file.
func (i *intake) Kept() (size int64, tag string) { return i.size, i.tag }

// Begin seeks to where the next bytes belong, and records which
// version of it they are of. A file that is too long is refused at once.
func (i *intake) Begin(at int64, tag string, total int64) error {
	i.begun = true
	if total > i.folder.maxBytes {
		i.err = tooLarge()
		return i.err
	}
	i.err = i.start(at, tag)
	return i.err
}

func (i *intake) start(at int64, tag string) error {
	i.started, i.size, i.safe, i.tag = true, at, at, tag
	if at == 0 { // noted before the first byte: what is there is of another version
		if err := i.note(); err != nil {
			return err
		}
	}
	_, err := i.file.Seek(at, io.SeekStart)
	return writeFault(errors.Join(i.file.Truncate(at), err))
}

func tooLarge() error { return fault.New(fault.Permanent, "clip.too_large") }

func (i *intake) Write(p []byte) (int, error) {
	if !i.started && i.err == nil {
		i.err = i.start(0, "")
	}
	switch {
	case i.err != nil:
	case i.ctx.Err() != nil:
		i.err = i.ctx.Err()
	case int64(len(p)) > i.folder.maxBytes-i.size:
		i.err = tooLarge()
	default:
		n, err := i.file.Write(p)
		i.err = writeFault(err)
		i.size += int64(n)
		crash.At("download: half")
		if i.err == nil && i.tag != "" && i.size-i.safe >= syncEvery {
			i.err = i.secure()
		}
		return n, i.err
	}
	return 0, i.err
}

// secure syncs what came to the disk, and records how much that is.
func (i *intake) secure() error {
	if err := i.file.Sync(); err != nil {
		return writeFault(err)
	}
	i.safe = i.size
	return i.note()
}

func (i *intake) note() error {
	if !i.own || !i.begun {
		return nil
	}
	encoded, err := json.Marshal(partNote{i.tag, i.safe})
	if err != nil {
		return err
	}
	return writeFault(i.folder.root.WriteFile(i.stem+tagSuffix, encoded, 0o644))
}

// leave closes the file. What broke off stays where it can be gone on from.
func (i *intake) leave() {
	keep := i.own && !i.settled && i.size > 0 && (i.begun || i.tag != "")
	if keep {
		keep = i.secure() == nil
	}
	_ = i.file.Close()
	if !keep {
		if !i.settled {
			_ = i.folder.root.Remove(i.name)
		}
		if i.own {
			_ = i.folder.root.Remove(i.stem + tagSuffix)
		}
	}
	if i.own {
		i.folder.parts.Delete(i.stem)
	}
}

// refuse keeps a whole file that is no clip, under a name that says so, and
// returns its error.
func (i *intake) refuse(cause error) error {
	sum, head := sha256.New(), make([]byte, 512)
	n, err := i.file.ReadAt(head, 0)
	if err != nil && !errors.Is(err, io.EOF) {
		return writeFault(err)
	}
	if _, err := i.file.Seek(0, io.SeekStart); err != nil {
		return writeFault(err)
	}
	if _, err := io.Copy(sum, i.file); err != nil {
		return writeFault(err)
	}
	ending, film := keptEnding(head[:n])
	refused := &Refused{Cause: cause, Sum: hex.EncodeToString(sum.Sum(nil)), Film: film}
	if n == 0 {
		return refused // there is nothing to keep
	}
	refused.Name = i.stem + keptSuffix + ending
	i.folder.forgetKept(i.stem)
	if err := i.folder.settle(i.file, i.name, refused.Name); err != nil {
		return writeFault(err)
	}
	i.settled = true
	return refused
}

// keptEnding returns the ending of a file that begins like this, so that it
// opens with the right program, and whether it may be a film at all.
func keptEnding(head []byte) (ending string, film bool) {
	text := bytes.TrimSpace(head)
	switch {
	case len(text) == 0:
		return ".bin", false
	case text[0] == '<':
		return ".txt", false
	case text[0] == '{', text[0] == '[':
		return ".txt", false
	case bytes.HasPrefix(head, []byte{0x1A, 0x45, 0xDF, 0xA3}):
		return ".webm", true
	case beginsMP4(head):
		return ".mp4", true
	}
	return ".bin", true
}

func keptEndings() []string { return []string{".mp4", ".webm", ".bin", ".txt"} }

// forgetKept removes what was kept of a stem.
func (f *Folder) forgetKept(stem string) {
	for _, ending := range keptEndings() {
		_ = f.root.Remove(stem + keptSuffix + ending)
	}
}

// Kept returns the name of what is there of a clip that did not arrive: a whole
// file that is none, or what came of one. It is empty where there is nothing.
func (f *Folder) Kept(stem string) string {
	for _, name := range keptNames(stem) {
		if about, err := f.root.Stat(name); err == nil && about.Mode().IsRegular() {
			return name
		}
	}
	return ""
}

func keptNames(stem string) []string {
	var names []string
	for _, ending := range keptEndings() { // what came whole is worth more
		names = append(names, stem+keptSuffix+ending)
	}
	return append(names, stem+partSuffix)
}

// OpenKept opens a file that Kept returns the name of.
func (f *Folder) OpenKept(name string) (*os.File, error) {
	stem, _, _ := strings.Cut(name, ".")
	if !ValidName(stem+".webm") || !slices.Contains(keptNames(stem), name) {
		return nil, badName()
	}
	return f.openRegular(name)
}

// RemoveKept removes what was kept before a moment, and returns its names.
func (f *Folder) RemoveKept(before time.Time) (names []string, err error) {
	entries, err := f.entries(".")
	if err != nil {
		return nil, err
	}
	for _, entry := range entries {
		name := entry.Name()
		stem, _, _ := strings.Cut(name, ".")
		if name != stem+tagSuffix && !slices.Contains(keptNames(stem), name) || !ValidName(stem+".webm") {
			continue
		}
		about, err := f.root.Lstat(name)
		if _, coming := f.parts.Load(stem); err != nil || coming || !about.Mode().IsRegular() || !about.ModTime().Before(before) {
			continue
		}
		if err := f.root.Remove(name); err != nil {
			return names, writeFault(err)
		}
		names = append(names, name)
	}
	return names, nil
}

// revive makes a clip of a file that was kept and passes the check by now.
func (f *Folder) revive(stem string) (celebration.Clip, bool) {
	for _, ending := range keptEndings()[:2] {
		kept := stem + keptSuffix + ending
		clip, err := f.Inspect(kept)
		if err != nil {
			continue
		}
		clip.Filename = stem + endingOf(clip.ContentType)
		if f.root.Rename(kept, clip.Filename) == nil {
			return clip, true
		}
	}
	return celebration.Clip{}, false
}
