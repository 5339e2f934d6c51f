package clip

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"streamspark/internal/fault"
)

const (
	// stillSide is how many pixels wide or high a still is at the most.
	stillSide = 512
	// stillsTimeout is the most that all of a clip may take: a game may have the computer.
	stillsTimeout = time.Minute
)

// stillsAt is where in a clip the stills of it are, in percent of its length.
var stillsAt = []int{15, 50, 85}

// Stills returns how many stills are taken of a clip. They are counted from 1.
func Stills() int { return len(stillsAt) }

// stillPath returns where a still lies: beside the poster, under a name that no
// clip's poster has.
func stillPath(name string, number int) string {
	return posterPath(name + stillMark + strconv.Itoa(number))
}

const stillMark = "-still"

// clipOfPicture returns whose poster or still has this name; not ok where it is neither.
func clipOfPicture(picture string) (name string, still, ok bool) {
	if name, ok = strings.CutSuffix(picture, posterEnding); !ok {
		return picture, false, false
	}
	for number := range len(stillsAt) {
		if of, is := strings.CutSuffix(name, stillMark+strconv.Itoa(number+1)); is {
			return of, true, true
		}
	}
	return name, false, true
}

// TakeStills has ffmpeg take the stills of a clip, as JPEGs. It is all of them or an
// error: what cannot be seen was not looked at.
func (f *Folder) TakeStills(ctx context.Context, name string) ([][]byte, error) {
	if f.ffmpeg == "" {
		return nil, fault.New(fault.Permanent, "clip.no_ffmpeg")
	}
	about, coded, err := f.inspect(name) // also sees that it is what its name says, here in the folder
	if err != nil {
		return nil, err
	}
	if about.Duration <= 0 {
		return nil, fault.New(fault.Permanent, "clip.no_length")
	}
	ctx, cancel := context.WithTimeout(ctx, stillsTimeout)
	defer cancel()
	stills := make([][]byte, len(stillsAt))
	for i, percent := range stillsAt {
		at := about.Duration * time.Duration(percent) / 100
		stills[i], err = takeFrame(ctx, f.ffmpeg, filepath.Join(f.path, name), about.ContentType, coded, at, stillSide)
		switch {
		case err != nil:
			return nil, err
		case len(stills[i]) == 0:
			return nil, fault.New(fault.Permanent, "clip.no_picture_at", "at", at)
		}
		if err := checkPoster(stills[i]); err != nil {
			return nil, err
		}
	}
	return stills, nil
}

// SaveStills stores the stills of a clip that is in the folder. They replace earlier
// ones.
func (f *Folder) SaveStills(name string, stills [][]byte) error {
	if len(stills) != len(stillsAt) {
		return fault.New(fault.Invalid, "poster.not_one")
	}
	for i, content := range stills {
		if err := f.savePicture(name, stillPath(name, i+1), content); err != nil {
			return err
		}
	}
	return nil
}

// HasStills reports whether the stills of a clip are there.
func (f *Folder) HasStills(name string) bool {
	if !ValidName(name) {
		return false
	}
	for number := range len(stillsAt) {
		if about, err := f.root.Stat(stillPath(name, number+1)); err != nil || !about.Mode().IsRegular() {
			return false
		}
	}
	return true
}

// OpenStill opens a still of a clip for reading; a missing one is fs.ErrNotExist.
func (f *Folder) OpenStill(name string, number int) (*os.File, error) {
	if !ValidName(name) || number < 1 || number > len(stillsAt) {
		return nil, readFault(fs.ErrNotExist)
	}
	return f.openRegular(stillPath(name, number))
}

// savePicture stores a picture of a clip that is in the folder, in one step. It
// replaces an earlier one.
func (f *Folder) savePicture(name, path string, content []byte) error {
	if err := checkPoster(content); err != nil {
		return err
	}
	if !f.Has(name) {
		return readFault(fs.ErrNotExist)
	}
	if err := f.root.Mkdir(posterFolder, 0o750); err != nil && !errors.Is(err, fs.ErrExist) {
		return f.diskFault(writeFault(err))
	}
	temporary, file, err := f.coming(posterFolder + "/")
	if err != nil {
		return f.diskFault(err)
	}
	_, err = file.Write(content)
	if err = errors.Join(err, file.Close()); err == nil {
		err = f.root.Rename(temporary, path)
	}
	if err != nil {
		_ = f.root.Remove(temporary) // the next start removes it
		return f.diskFault(writeFault(err))
	}
	return nil
}
