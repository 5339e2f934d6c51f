package speech

import (
	"cmp"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
	"sync"
	"time"

	"streamspark/internal/fault"
)

// Key is all that decides how something sounds.
type Key struct {
	Provider, Voice, Settings, Lang, Text string
	Rate                                  float64
}

// Name returns the name of the file of what was spoken so.
func (k Key) Name() string {
	text, err := json.Marshal(struct {
		Version int
		Key
	}{Version, k})
	if err != nil {
		panic(err) // texts and a number, which config bounds
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

// Cache keeps what was spoken, so that a replay never pays. The files that
// were not used for the longest time go first.
type Cache struct {
	root *os.Root
	max  int64
	mu   sync.Mutex // one writer
}

// OpenCache opens the cache in a folder, which it makes.
func OpenCache(dir string, maxBytes int64) (*Cache, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fault.Wrap(err, fault.DiskFull, "speech.no_folder", "path", dir)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fault.Wrap(err, fault.DiskFull, "speech.no_folder", "path", dir)
	}
	return &Cache{root: root, max: maxBytes}, nil
}

// Close closes the folder.
func (c *Cache) Close() error { return c.root.Close() }

// place returns the file of a name, in one of 256 folders.
func place(name string) (string, bool) {
	if len(name) != 2*sha256.Size || strings.Trim(name, "0123456789abcdef") != "" {
		return "", false
	}
	return path.Join(name[:2], name[2:]), true
}

// Get returns what was spoken under a name. A file that is damaged is none.
func (c *Cache) Get(name string) (Audio, bool) {
	at, ok := place(name)
	if !ok {
		return Audio{}, false
	}
	file, err := c.root.Open(at)
	if err != nil {
		return Audio{}, false
	}
	defer file.Close()
	body, err := io.ReadAll(io.LimitReader(file, MaxBytes+1))
	if err != nil {
		return Audio{}, false
	}
	a, err := Read(body)
	if err != nil {
		return Audio{}, false
	}
	now := time.Now()
	_ = c.root.Chtimes(at, now, now) // else it only goes earlier
	return a, true
}

// Put keeps what was spoken. It is there in whole or not at all.
func (c *Cache) Put(name string, a Audio) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	at, ok := place(name)
	if !ok {
		return fault.New(fault.Permanent, "speech.not_kept")
	}
	part := at + "." + rand.Text()[:8] + ".part"
	err := errors.Join(c.makeFolder(path.Dir(at)), c.write(part, a.Body))
	if err == nil {
		err = c.root.Rename(part, at)
	}
	if err != nil {
		_ = c.root.Remove(part) // the next sweep does
		return fault.Wrap(err, fault.DiskFull, "speech.not_kept")
	}
	c.sweep(at)
	return nil
}

func (c *Cache) makeFolder(dir string) error {
	if err := c.root.Mkdir(dir, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	return nil
}

func (c *Cache) write(name string, body []byte) error {
	file, err := c.root.OpenFile(name, os.O_CREATE|os.O_WRONLY|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = file.Write(body)
	return errors.Join(err, file.Sync(), file.Close())
}

// sweep removes the oldest files above the limit, and parts that a crash left. The newest
// file stays, however large it is.
func (c *Cache) sweep(newest string) {
	type kept struct {
		path string
		info fs.FileInfo
	}
	var files []kept
	total := int64(0)
	// What cannot be read now is read the next time.
	_ = fs.WalkDir(c.root.FS(), ".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return nil //nolint:nilerr // the others count
		}
		info, err := entry.Info()
		if err != nil {
			return nil //nolint:nilerr // it is gone
		}
		if strings.HasSuffix(path, ".part") {
			_ = c.root.Remove(path)
			return nil
		}
		files, total = append(files, kept{path, info}), total+info.Size()
		return nil
	})
	slices.SortFunc(files, func(a, b kept) int {
		return cmp.Or(a.info.ModTime().Compare(b.info.ModTime()), strings.Compare(a.path, b.path))
	})
	for _, f := range files {
		if total <= c.max {
			return
		}
		if f.path != newest && c.root.Remove(f.path) == nil {
			total -= f.info.Size()
		}
	}
}
