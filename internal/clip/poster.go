package clip

import (
	"bytes"
	"errors"
	"fmt"
	"image/jpeg"
	"io/fs"
	"os"
	"strings"
)

const (
	// posterFolder is the hidden folder beside the clips in which their
	// still pictures lie, each named like its clip and then .jpg.
	posterFolder = ".posters"
	posterEnding = ".jpg"

	// MaxPoster is how many bytes a poster may have.
	MaxPoster = 200 << 10
	// maxPosterSide is how many dots wide or high it may be.
	maxPosterSide = 1280
)

// ErrNotPoster says that something cannot be a poster; the text around it
// says what is wrong with it.
var ErrNotPoster = errors.New("it is not a poster")

func posterPath(name string) string { return posterFolder + "/" + name + posterEnding }

// checkPoster reports whether the bytes are a JPEG of a fitting size. All of
// it is decoded: what a page shows must not be half a picture.
func checkPoster(content []byte) error {
	if len(content) > MaxPoster {
		return fmt.Errorf("%w: it is larger than %d kB", ErrNotPoster, MaxPoster>>10)
	}
	about, err := jpeg.DecodeConfig(bytes.NewReader(content))
	if err != nil {
		return fmt.Errorf("%w: it is no JPEG picture", ErrNotPoster)
	}
	if about.Width > maxPosterSide || about.Height > maxPosterSide || about.Width < 16 || about.Height < 16 {
		return fmt.Errorf("%w: its sides must have 16 to %d dots", ErrNotPoster, maxPosterSide)
	}
	if _, err := jpeg.Decode(bytes.NewReader(content)); err != nil {
		return fmt.Errorf("%w: it is cut or broken", ErrNotPoster)
	}
	return nil
}

// SavePoster keeps the still picture of a clip that is in the folder, in
// one step. One that it had is replaced.
func (f *Folder) SavePoster(name string, content []byte) error {
	if err := checkPoster(content); err != nil {
		return err
	}
	if !f.Has(name) {
		return fmt.Errorf("keep a poster of the clip %.60q: %w", name, fs.ErrNotExist)
	}
	if err := f.root.Mkdir(posterFolder, 0o750); err != nil && !errors.Is(err, fs.ErrExist) {
		return f.writing(err)
	}
	temporary, file, err := f.coming(posterFolder + "/")
	if err != nil {
		return f.writing(err)
	}
	_, err = file.Write(content)
	if err = errors.Join(err, file.Close()); err == nil {
		err = f.root.Rename(temporary, posterPath(name))
	}
	if err != nil {
		_ = f.root.Remove(temporary) // the next start removes it
		return f.writing(err)
	}
	return nil
}

// OpenPoster opens the poster of a clip for reading; a missing one is
// fs.ErrNotExist.
func (f *Folder) OpenPoster(name string) (*os.File, error) {
	if !ValidName(name) {
		return nil, fmt.Errorf("open the poster of the clip %.60q: %w", name, fs.ErrInvalid)
	}
	path := posterPath(name)
	about, err := f.root.Lstat(path) // first: opening a pipe would wait for its other end
	if err != nil {
		return nil, fmt.Errorf("open a poster: %w", err)
	}
	if !about.Mode().IsRegular() {
		return nil, fmt.Errorf("open the poster of the clip %s: it is not a file: %w", name, fs.ErrNotExist)
	}
	file, err := f.root.Open(path)
	if err != nil {
		return nil, fmt.Errorf("open a poster: %w", err)
	}
	return file, nil
}

// Has reports whether a clip lies in the folder, without looking into it.
func (f *Folder) Has(name string) bool {
	if !ValidName(name) {
		return false
	}
	about, err := f.root.Stat(name)
	return err == nil && about.Mode().IsRegular()
}

// Gone reports whether a clip is surely not in the folder: where the folder
// cannot be read it is not known.
func (f *Folder) Gone(name string) bool {
	_, err := f.root.Stat(name)
	return errors.Is(err, fs.ErrNotExist)
}

// TidyPosters removes the posters of clips that are gone and what a crash
// left half written, and tells which clips have one.
func (f *Folder) TidyPosters() (map[string]bool, error) {
	found := map[string]bool{}
	dir, err := f.root.Open(posterFolder)
	if errors.Is(err, fs.ErrNotExist) {
		return found, nil
	}
	if err != nil {
		return nil, fmt.Errorf("look through the posters: %w", err)
	}
	defer dir.Close()
	entries, err := dir.ReadDir(-1)
	if err != nil {
		return nil, fmt.Errorf("look through the posters: %w", err)
	}
	for _, entry := range entries {
		name, ours := strings.CutSuffix(entry.Name(), posterEnding)
		switch {
		case !entry.Type().IsRegular() || !ours && !isComing(name):
		case f.Has(name):
			found[name] = true
		default:
			if err := f.root.Remove(posterFolder + "/" + entry.Name()); err != nil && !errors.Is(err, fs.ErrNotExist) {
				return nil, fmt.Errorf("remove a poster whose clip is gone: %w", err)
			}
		}
	}
	return found, nil
}

// removePoster removes the poster of a clip that was deleted. One that
// stays is no harm: the next start removes it.
func (f *Folder) removePoster(name string) { _ = f.root.Remove(posterPath(name)) }
