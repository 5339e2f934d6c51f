package clip

import (
	"context"
	"crypto/rand"
	"errors"
	"io"
	"os"
	"path"

	"streamspark/internal/celebration"
	"streamspark/internal/crash"
	"streamspark/internal/fault"
)

// Receive stores what fill writes as a clip. It goes to a temporary file; if
// that is a whole video within the limit, it is synced, renamed to the stem
// with the ending of its kind, and returned. What is whole and no clip is kept
// under another name, and the error is a Refused. What broke off is kept to be
// resumed, where fill is a download that can do that (see intake.Begin); else
// the file is removed. Errors of fill are returned as they are.
//
// A stem belongs to one celebration. A file that already has the name is
// that celebration's own, from before a crash, and is replaced in one step:
// a reader sees the old one or the new one, whole.
func (f *Folder) Receive(ctx context.Context, stem string, fill func(io.Writer) error) (celebration.Clip, error) {
	if !ValidName(stem + ".webm") {
		return celebration.Clip{}, badName()
	}
	if free, err := f.Free(); err == nil && free < f.minFree {
		return celebration.Clip{}, f.fullFault(free)
	}
	in, err := f.intake(ctx, stem)
	if err != nil {
		return celebration.Clip{}, f.diskFault(err)
	}
	defer in.leave()
	clip, err := f.take(in, fill)
	if Unshowable(err) {
		err = in.refuse(err)
	}
	if err != nil {
		return celebration.Clip{}, f.diskFault(err)
	}
	clip.Filename = stem + endingOf(clip.ContentType)
	if err := f.settle(in.file, in.name, clip.Filename); err != nil {
		return celebration.Clip{}, f.diskFault(writeFault(err))
	}
	in.settled = true
	f.forgetKept(stem)
	return clip, nil
}

// Save stores a video that somebody uploads. What is no clip is not kept, and is
// their mistake.
func (f *Folder) Save(ctx context.Context, stem string, video io.Reader) (celebration.Clip, error) {
	clip, err := f.Receive(ctx, stem, func(w io.Writer) error {
		_, err := io.Copy(w, video)
		return err
	})
	var refused *Refused
	if errors.As(err, &refused) {
		f.forgetKept(stem)
		why, _ := fault.As(refused.Cause)
		mistake := *why
		mistake.Kind = fault.Invalid
		return clip, &mistake
	}
	return clip, err
}

// settle renames a file that is complete to its name.
func (f *Folder) settle(file *os.File, temporary, name string) error {
	if err := file.Close(); err != nil { // first: Windows does not rename an open file
		return err
	}
	crash.At("download: whole")
	if err := f.root.Rename(temporary, name); err != nil {
		return err
	}
	defer crash.At("download: named")
	return f.sync(path.Dir(name))
}

// take fills the open file, checks it and syncs it.
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
	clip, _, err := describe(in.file)
	if err != nil {
		return celebration.Clip{}, err
	}
	return clip, writeFault(in.file.Sync())
}

// coming makes a temporary file, of a clip or, in their folder, of a poster.
func (f *Folder) coming(folder string) (string, *os.File, error) {
	name := folder + comingPrefix + rand.Text() + comingSuffix
	file, err := f.root.OpenFile(name, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o644)
	return name, file, writeFault(err)
}

// sync syncs the folder or one in it, so that a new name outlives a power cut.
func (f *Folder) sync(folder string) error {
	dir, err := f.root.Open(folder)
	if err != nil {
		return err
	}
	return errors.Join(syncDir(dir), dir.Close())
}

func endingOf(contentType string) string {
	if contentType == typeWebM {
		return ".webm"
	}
	return ".mp4"
}
