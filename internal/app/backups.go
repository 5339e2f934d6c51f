package app

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"

	"streamspark/internal/store"
	"streamspark/internal/web/ports"
)

// webBackups are the backups in the data folder, in the words of the web.
type webBackups struct{ a *App }

func (w webBackups) dir() string { return w.a.live.Get().DataDir }

// List gives the newest first.
func (w webBackups) List() ([]ports.Backup, error) {
	paths, err := store.Backups(w.dir())
	if err != nil {
		return nil, err
	}
	var found []ports.Backup
	for _, path := range paths {
		if backup, err := lookAt(path); err == nil { // one that was removed meanwhile is left out
			found = append(found, backup)
		}
	}
	return found, nil
}

func lookAt(path string) (ports.Backup, error) {
	info, err := os.Stat(path)
	if err != nil {
		return ports.Backup{}, err
	}
	return ports.Backup{Name: filepath.Base(path), Size: info.Size(), At: info.ModTime()}, nil
}

// Make writes one now, of the open database where its file is gone.
func (w webBackups) Make(ctx context.Context) (ports.Backup, error) {
	write := func() (string, error) { return store.Backup(ctx, w.dir(), "") }
	if w.a.store.Gone() != nil {
		write = func() (string, error) { return w.a.store.Rescue(ctx) }
	}
	path, err := write()
	if err != nil {
		return ports.Backup{}, err
	}
	w.a.log.Info().Str("part", "upkeep").Str("file", path).Msg("wrote a backup by hand")
	return lookAt(path)
}

// Open opens one of those that List gives, and no other file.
func (w webBackups) Open(name string) (*os.File, error) {
	paths, err := store.Backups(w.dir())
	if err != nil {
		return nil, err
	}
	for _, path := range paths {
		if filepath.Base(path) == name {
			return os.Open(path)
		}
	}
	return nil, fs.ErrNotExist
}

// Folder returns where they lie.
func (w webBackups) Folder() string {
	folder := filepath.Join(w.dir(), "backups")
	if whole, err := filepath.Abs(folder); err == nil {
		return whole
	}
	return folder
}
