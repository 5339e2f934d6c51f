package store

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// BackupFile is a backup that is complete.
type BackupFile struct {
	Name string
	Size int64
	At   time.Time
}

// BackupFolder returns the absolute path of the folder of backups.
func (s *Store) BackupFolder() string {
	folder := filepath.Join(filepath.Dir(s.path), backupFolder)
	if absolute, err := filepath.Abs(folder); err == nil {
		return absolute
	}
	return folder
}

// Backups lists the backups, the newest first.
func (s *Store) Backups() ([]BackupFile, error) {
	paths, err := Backups(filepath.Dir(s.path))
	if err != nil {
		return nil, err
	}
	var found []BackupFile
	for _, path := range paths {
		if b, err := backupFile(path); err == nil { // one that was removed meanwhile is left out
			found = append(found, b)
		}
	}
	return found, nil
}

// WriteBackup writes a backup by hand, of the open database where its file is
// gone.
func (s *Store) WriteBackup(ctx context.Context) (BackupFile, error) {
	var path string
	var err error
	if s.Gone() != nil {
		path, err = s.BackupOpen(ctx)
	} else {
		path, err = Backup(ctx, filepath.Dir(s.path), "")
	}
	if err != nil {
		return BackupFile{}, err
	}
	return backupFile(path)
}

// OpenBackup opens one of the files that Backups lists. The error is
// fs.ErrNotExist for any other name.
func (s *Store) OpenBackup(name string) (*os.File, error) {
	paths, err := Backups(filepath.Dir(s.path))
	if err != nil {
		return nil, err
	}
	for _, path := range paths {
		if filepath.Base(path) == name {
			return os.Open(filepath.Clean(path))
		}
	}
	return nil, fs.ErrNotExist
}

func backupFile(path string) (BackupFile, error) {
	info, err := os.Stat(path)
	if err != nil {
		return BackupFile{}, err
	}
	return BackupFile{Name: filepath.Base(path), Size: info.Size(), At: info.ModTime()}, nil
}
