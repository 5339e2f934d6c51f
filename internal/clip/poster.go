package clip

import (
	"bytes"
	"errors"
	"image/jpeg"
	"io/fs"
	"os"

	"streamspark/internal/fault"
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

func posterPath(name string) string { return posterFolder + "/" + name + posterEnding }

// checkPoster returns an error unless the bytes are a JPEG of a fitting size.
// All of it is decoded: what a page shows must not be half a picture.
func checkPoster(content []byte) error {
	about, err := jpeg.DecodeConfig(bytes.NewReader(content))
	fits := len(content) <= MaxPoster && max(about.Width, about.Height) <= maxPosterSide && min(about.Width, about.Height) >= 16
	if err == nil && fits {
		_, err = jpeg.Decode(bytes.NewReader(content))
	}
	if err != nil || !fits {
		return fault.Wrap(err, fault.Invalid, "poster.not_one")
	}
	return nil
}

// SavePoster stores the still picture of a clip that is in the folder, in
// one step. It replaces an earlier one.
func (f *Folder) SavePoster(name string, content []byte) error {
	return f.savePicture(name, posterPath(name), content)
}

// OpenPoster opens the poster of a clip for reading; a missing one is
// fs.ErrNotExist.
func (f *Folder) OpenPoster(name string) (*os.File, error) {
	if !ValidName(name) {
		return nil, badName()
	}
	return f.openRegular(posterPath(name))
}

// Has reports whether a clip is in the folder. It does not open it.
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

// TidyPosters removes the posters and stills of clips that are gone and what a
// crash left half written, and returns which clips have a poster.
func (f *Folder) TidyPosters() (map[string]bool, error) {
	found := map[string]bool{}
	entries, err := f.entries(posterFolder)
	if errors.Is(err, fs.ErrNotExist) {
		return found, nil
	}
	if err != nil {
		return nil, err
	}
	for _, entry := range entries {
		name, still, ours := clipOfPicture(entry.Name())
		switch {
		case !entry.Type().IsRegular() || !ours && !isComing(name):
		case f.Has(name):
			found[name] = found[name] || !still
		default:
			if err := f.root.Remove(posterFolder + "/" + entry.Name()); err != nil && !errors.Is(err, fs.ErrNotExist) {
				return nil, writeFault(err)
			}
		}
	}
	return found, nil
}

// removePoster removes the poster and the stills of a clip that was deleted. One
// that stays is no harm: the next start removes it.
func (f *Folder) removePoster(name string) {
	_ = f.root.Remove(posterPath(name))
	for number := range len(stillsAt) {
		_ = f.root.Remove(stillPath(name, number+1))
	}
}
