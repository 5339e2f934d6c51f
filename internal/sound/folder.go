// Package sound keeps the streamer's own sounds of thank-yous: files that were
// checked, under the hash of their content.
package sound

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode"

	"streamspark/internal/celebration"
	"streamspark/internal/fault"
)

const (
	// MaxSize is the largest file that is taken, in bytes.
	MaxSize  = 2 << 20
	maxFiles = 100
	maxTitle = 60 // signs of the name that people see
)

// File is one sound.
type File struct {
	ID    string // what settings and addresses call it: the hash and the ending
	Title string // what the streamer's file was called
	Size  int64
}

// ContentType returns the type of what is in it.
func (f File) ContentType() string { return contentTypes[filepath.Ext(f.ID)] }

// Folder is where the files are. It is made when the first one comes.
type Folder struct{ path string }

// NewFolder returns the folder at a path.
func NewFolder(path string) Folder { return Folder{path} }

// List returns all sounds by their titles.
func (f Folder) List() ([]File, error) {
	entries, err := os.ReadDir(f.path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("list the sounds: %w", err)
	}
	var files []File
	for _, entry := range entries {
		file, ok := named(entry.Name())
		info, err := entry.Info()
		if !ok || err != nil || !info.Mode().IsRegular() {
			continue
		}
		file.Size = info.Size()
		files = append(files, file)
	}
	slices.SortFunc(files, func(a, b File) int {
		return cmp.Or(cmp.Compare(strings.ToLower(a.Title), strings.ToLower(b.Title)), cmp.Compare(a.ID, b.ID))
	})
	return files, nil
}

// Find returns the sound with an ID. One that is not there is fs.ErrNotExist.
func (f Folder) Find(id string) (File, error) {
	files, err := f.List()
	if err != nil {
		return File{}, err
	}
	if i := slices.IndexFunc(files, func(file File) bool { return file.ID == id }); i >= 0 {
		return files[i], nil
	}
	return File{}, fmt.Errorf("find the sound %s: %w", id, fs.ErrNotExist)
}

// Open opens a sound for reading. One that is not there is fs.ErrNotExist.
func (f Folder) Open(id string) (*os.File, File, error) {
	file, err := f.Find(id)
	if err != nil {
		return nil, File{}, err
	}
	opened, err := os.Open(filepath.Join(f.path, file.name()))
	return opened, file, err
}

// Save keeps a file that was called so. One that is there already is that one.
func (f Folder) Save(title string, content []byte) (File, error) {
	if len(content) > MaxSize {
		return File{}, fault.InvalidField("file", "sound.too_large", "max", fault.Bytes(MaxSize))
	}
	ending := endingOf(content)
	if ending == "" {
		return File{}, fault.InvalidField("file", "sound.unknown_kind")
	}
	files, err := f.List()
	if err != nil {
		return File{}, err
	}
	sum := sha256.Sum256(content)
	file := File{ID: hex.EncodeToString(sum[:8]) + ending, Title: titleOf(title), Size: int64(len(content))}
	if i := slices.IndexFunc(files, func(had File) bool { return had.ID == file.ID }); i >= 0 {
		return files[i], nil
	}
	if len(files) >= maxFiles {
		return File{}, fault.InvalidField("file", "sound.too_many", "max", maxFiles)
	}
	if err := f.write(file, content); err != nil {
		return File{}, fmt.Errorf("keep a sound: %w", err)
	}
	return file, nil
}

// write puts a file into the folder, whole or not at all.
func (f Folder) write(file File, content []byte) error {
	if err := os.MkdirAll(f.path, 0o750); err != nil {
		return err
	}
	coming, err := os.CreateTemp(f.path, ".coming-*")
	if err != nil {
		return err
	}
	_, err = coming.Write(content)
	err = errors.Join(err, coming.Sync(), coming.Close())
	if err == nil {
		err = os.Rename(coming.Name(), filepath.Join(f.path, file.name()))
	}
	if err != nil {
		return errors.Join(err, os.Remove(coming.Name()))
	}
	return nil
}

// Delete removes a sound. One that is not there is fs.ErrNotExist.
func (f Folder) Delete(id string) error {
	file, err := f.Find(id)
	if err != nil {
		return err
	}
	return os.Remove(filepath.Join(f.path, file.name()))
}

// name returns the name of the file: the hash, which is what counts, and its
// title for whoever looks into the folder.
func (f File) name() string {
	ending := filepath.Ext(f.ID)
	return strings.TrimSuffix(f.ID, ending) + " " + f.Title + ending
}

// named returns the sound that a file of the folder is.
func named(name string) (File, bool) {
	ending := filepath.Ext(name)
	hash, title, _ := strings.Cut(strings.TrimSuffix(name, ending), " ")
	file := File{ID: hash + ending, Title: title}
	return file, celebration.IsSoundFile(file.ID)
}

// titleOf returns what is left of a file's name for people, and for names of
// files on every system.
func titleOf(name string) string {
	name = name[strings.LastIndexAny(name, `/\`)+1:]
	name = strings.TrimSuffix(name, filepath.Ext(name))
	clean := strings.Map(func(sign rune) rune {
		if unicode.IsLetter(sign) || unicode.IsDigit(sign) || unicode.IsMark(sign) || strings.ContainsRune("-_()", sign) {
			return sign
		}
		return ' '
	}, name)
	title := []rune(strings.Join(strings.Fields(clean), " "))
	return cmp.Or(strings.TrimSpace(string(title[:min(len(title), maxTitle)])), "sound")
}
