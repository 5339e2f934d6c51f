package clip

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"os"
	"syscall"

	"streamspark/internal/celebration"
	"streamspark/internal/crash"
)

// ErrTooLarge says that a clip is longer than downloads.max_bytes.
var ErrTooLarge = errors.New("the clip is too large")

// DiskFull says that there is not enough free disk for a clip.
type DiskFull struct{ Free, Needed uint64 }

func (d *DiskFull) Error() string {
	return fmt.Sprintf("not enough free disk: %d MB left, %d MB needed", d.Free>>20, d.Needed>>20)
}

// Unwritable says that the folder takes no file: its disk was made read-only,
// is broken, or is gone.
type Unwritable struct{ Cause error }

func (u *Unwritable) Error() string { return "the folder of clips cannot be written: " + u.Why() }

// Unwrap returns the error of the file.
func (u *Unwritable) Unwrap() error { return u.Cause }

// Why returns what the system says of it, without the name of a file.
func (u *Unwritable) Why() string {
	var said syscall.Errno
	if errors.As(u.Cause, &said) {
		return said.Error()
	}
	return u.Cause.Error()
}

// ours returns the error of a file of ours: not of the one that the clip comes
// from.
func ours(err error) error {
	if err == nil {
		return nil
	}
	return &Unwritable{err}
}

// Receive takes a clip in. What fill writes goes to a file that is still
// coming; if it is a whole video within the limit, it is synced and renamed
// to the stem with the ending of its kind, and only then told. What is whole
// and no clip is kept under another name and told in a Refused. What broke
// off is kept, to be gone on from, where fill is a download that can do that
// (see intake.Begin); else the file is gone.
//
// A stem belongs to one celebration. A file that already has the name is
// that celebration's own, from before a crash, and is replaced in one step:
// a reader sees the old one or the new one, whole.
func (f *Folder) Receive(ctx context.Context, stem string, fill func(io.Writer) error) (celebration.Clip, error) {
	if !ValidName(stem + ".webm") {
		return celebration.Clip{}, fmt.Errorf("receive a clip: %.60q cannot be its name", stem)
	}
	if free, err := f.Free(); err == nil && free < f.minFree {
		return celebration.Clip{}, &DiskFull{Free: free, Needed: f.minFree}
	}
	in, err := f.intake(ctx, stem)
	if err != nil {
		return celebration.Clip{}, f.writing(err)
	}
	defer in.leave()
	clip, err := f.take(in, fill)
	if Unshowable(err) {
		err = in.refuse(err)
	}
	if err != nil {
		return celebration.Clip{}, f.writing(err)
	}
	clip.Filename = stem + endingOf(clip.ContentType)
	if err := f.settle(in.file, in.name, clip.Filename); err != nil {
		return celebration.Clip{}, f.writing(ours(err))
	}
	in.settled = true
	f.forgetKept(stem)
	return clip, nil
}

// settle gives a file that is whole its name.
func (f *Folder) settle(file *os.File, temporary, name string) error {
	if err := file.Close(); err != nil { // first: Windows does not rename an open file
		return err
	}
	crash.At("download: whole")
	if err := f.root.Rename(temporary, name); err != nil {
		return err
	}
	defer crash.At("download: named")
	return f.sync()
}

// take fills the open file, checks it and sees it safe on the disk.
func (f *Folder) take(in *intake, fill func(io.Writer) error) (celebration.Clip, error) {
	err := fill(in)
	switch {
	case in.err != nil: // the cause, whatever fill made of it
		return celebration.Clip{}, in.err
	case err != nil:
		return celebration.Clip{}, err
	case in.ctx.Err() != nil:
		return celebration.Clip{}, in.ctx.Err()
	}
	clip, err := describe(in.file)
	if err != nil {
		return celebration.Clip{}, err
	}
	return clip, ours(in.file.Sync())
}

// coming makes a temporary file, of a clip or, in their folder, of a poster.
func (f *Folder) coming(folder string) (string, *os.File, error) {
	name := folder + comingPrefix + rand.Text() + comingSuffix
	file, err := f.root.OpenFile(name, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o644)
	return name, file, ours(err)
}

// sync sees a new name safe on the disk.
func (f *Folder) sync() error {
	dir, err := f.root.Open(".")
	if err != nil {
		return err
	}
	return errors.Join(syncDir(dir), dir.Close())
}

// writing says what was being tried, and knows a full disk.
func (f *Folder) writing(err error) error {
	if diskFull(err) {
		free, _ := f.Free()
		return &DiskFull{Free: free, Needed: f.minFree}
	}
	return fmt.Errorf("receive a clip: %w", err)
}

func endingOf(contentType string) string {
	if contentType == typeWebM {
		return ".webm"
	}
	return ".mp4"
}
