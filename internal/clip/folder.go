// Package clip keeps the folder of finished clips. A file with the name of a
// video is a whole, checked video: one that is still being written has another
// name, and one that turned out to be something else never gets one. Nothing
// outside the folder can be reached through it.
package clip

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"streamspark/internal/celebration"
	"streamspark/internal/fault"
)

const (
	defaultMaxBytes = 200 << 20
	defaultMinFree  = 500 << 20
	maxName         = 200

	// A file that is still coming: hidden, and not named like a video.
	comingPrefix = ".coming-"
	comingSuffix = ".part"
)

// Options is what a folder is opened with. What is zero has a default.
type Options struct {
	Dir      string
	MaxBytes int64  // of one clip; 200 MB
	MinFree  uint64 // of the disk, before a clip is received; 500 MB
	FFmpeg   string // the program that converts clips; empty: none does
}

// Folder is the folder of clips. It is safe for concurrent use.
type Folder struct {
	path       string
	root       *os.Root
	maxBytes   int64
	minFree    uint64
	ffmpeg     string
	converting chan struct{} // holds one while a clip is converted
	parts      sync.Map      // the stems whose part somebody writes
}

// Open opens the folder, makes it where it is missing, proves that it can
// be written, and removes what a crash left half received.
func Open(o Options) (*Folder, error) {
	path, err := filepath.Abs(o.Dir)
	if err != nil {
		return nil, unusable(o.Dir, err)
	}
	if err := os.MkdirAll(path, 0o750); err != nil {
		return nil, unusable(path, err)
	}
	root, err := os.OpenRoot(path)
	if err != nil {
		return nil, unusable(path, err)
	}
	f := &Folder{path: path, root: root, maxBytes: o.MaxBytes, minFree: o.MinFree, ffmpeg: o.FFmpeg, converting: make(chan struct{}, 1)}
	if f.maxBytes <= 0 {
		f.maxBytes = defaultMaxBytes
	}
	if f.minFree == 0 {
		f.minFree = defaultMinFree
	}
	if err := f.tidy(); err != nil {
		_ = root.Close()
		return nil, unusable(path, err)
	}
	return f, nil
}

func unusable(dir string, err error) error {
	return fault.Wrap(err, fault.Permanent, "clip.folder_unusable", "dir", dir, "cause", systemWords(err))
}

// Close closes the folder.
func (f *Folder) Close() error { return f.root.Close() }

// tidy removes leftovers and tries whether a file can be made.
func (f *Folder) tidy() error {
	for _, folder := range []string{".", recapFolder} {
		entries, err := f.entries(folder)
		if err != nil && folder == "." {
			return err
		}
		for _, entry := range entries {
			if name := entry.Name(); isComing(name) {
				if err := f.root.Remove(folder + "/" + name); err != nil {
					return err
				}
			}
		}
	}
	name, file, err := f.coming("")
	if err != nil {
		return err
	}
	return errors.Join(file.Close(), f.root.Remove(name))
}

func isComing(name string) bool {
	return strings.HasPrefix(name, comingPrefix) && strings.HasSuffix(name, comingSuffix)
}

// ValidName reports whether a name can be that of a clip: Latin letters,
// digits and "_.-", the ending .mp4 or .webm, nothing hidden, no "..".
func ValidName(name string) bool {
	lower := strings.ToLower(name)
	if !strings.HasSuffix(lower, ".mp4") && !strings.HasSuffix(lower, ".webm") {
		return false
	}
	strange := func(r rune) bool {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9':
			return false
		}
		return !strings.ContainsRune("_.-", r)
	}
	return len(name) <= maxName && name[0] != '.' && !strings.Contains(name, "..") && !strings.ContainsFunc(name, strange)
}

// Open opens a clip for reading. A name that is not a clip's, and one that
// leads out of the folder, is an error; a missing clip is fs.ErrNotExist, and
// so is what is no file.
func (f *Folder) Open(name string) (*os.File, error) {
	if !ValidName(name) {
		return nil, badName()
	}
	return f.openRegular(name)
}

// openRegular opens a file of the folder. What is no file is fs.ErrNotExist;
// this is asked first, as opening a pipe would wait for its other end.
func (f *Folder) openRegular(name string) (*os.File, error) {
	about, err := f.root.Stat(name)
	if err == nil && !about.Mode().IsRegular() {
		err = fs.ErrNotExist
	}
	if err != nil {
		return nil, readFault(err)
	}
	file, err := f.root.Open(name)
	return file, readFault(err)
}

// Remove deletes a clip and its poster. A missing clip is fs.ErrNotExist.
func (f *Folder) Remove(name string) error {
	if !ValidName(name) {
		return badName()
	}
	f.removePoster(name)
	if err := f.root.Remove(name); errors.Is(err, fs.ErrNotExist) {
		return readFault(err)
	} else {
		return writeFault(err)
	}
}

// Inspect checks a clip and describes it. The error of a file that cannot be
// shown is Unshowable.
func (f *Folder) Inspect(name string) (celebration.Clip, error) {
	clip, _, err := f.inspect(name)
	return clip, err
}

// inspect checks a clip, describes it and returns how its colors are coded.
func (f *Folder) inspect(name string) (celebration.Clip, colors, error) {
	file, err := f.Open(name)
	if err != nil {
		return celebration.Clip{}, colors{}, err
	}
	defer file.Close()
	clip, coded, err := describe(file)
	if err != nil {
		return celebration.Clip{}, colors{}, err
	}
	clip.Filename = name
	return clip, coded, nil
}

// describe checks an open file and describes it.
func describe(file *os.File) (celebration.Clip, colors, error) {
	about, err := file.Stat()
	if err != nil {
		return celebration.Clip{}, colors{}, readFault(err)
	}
	found, err := check(file, about.Size())
	if err != nil {
		return celebration.Clip{}, colors{}, readFault(err)
	}
	return celebration.Clip{
		ContentType: found.contentType, Size: about.Size(), Duration: found.duration,
		Video: found.video, Audio: found.audio,
		CreatedAt: about.ModTime().UTC().Truncate(time.Millisecond),
	}, found.colors, nil
}

// Existing returns the finished clip of a stem, if there is a whole one: a
// crash may have come between its rename and the note of it, or what was kept
// as no clip is one for this version of the program.
func (f *Folder) Existing(ctx context.Context, stem string) (celebration.Clip, bool) {
	for _, ending := range []string{".mp4", ".webm"} {
		if ctx.Err() != nil {
			break
		}
		if clip, err := f.Inspect(stem + ending); err == nil {
			return clip, true
		}
	}
	return f.revive(stem)
}

// Names returns what is in the folder under the name of a video. Inspect
// reports whether it is one.
func (f *Folder) Names() ([]string, error) {
	entries, err := f.entries(".")
	if err != nil {
		return nil, err
	}
	var names []string
	for _, entry := range entries {
		if name := entry.Name(); ValidName(name) {
			names = append(names, name)
		}
	}
	return names, nil
}

// entries returns all that is in the folder, or in one in it. It opens no file:
// there may be very many.
func (f *Folder) entries(folder string) ([]fs.DirEntry, error) {
	dir, err := f.root.Open(folder)
	if err != nil {
		return nil, readFault(err)
	}
	defer dir.Close()
	entries, err := dir.ReadDir(-1)
	return entries, readFault(err)
}

// Free returns how many bytes the disk of the folder has left.
func (f *Folder) Free() (uint64, error) {
	free, err := freeBytes(f.path)
	return free, readFault(err)
}
