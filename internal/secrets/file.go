package secrets

import (
	"errors"
	"os"
	"path/filepath"
)

// WriteFile writes a file that only its owner may read, whole or not at all, and syncs it
// to the disk.
func WriteFile(path string, content []byte) error {
	coming := path + ".coming"
	file, err := os.OpenFile(filepath.Clean(coming), os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = file.Write(content)
	if err = errors.Join(err, file.Sync(), file.Close()); err == nil {
		err = os.Rename(coming, path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(coming))
	}
	if folder, err := os.Open(filepath.Dir(path)); err == nil {
		_ = folder.Sync() // the name too, where a system has that
		_ = folder.Close()
	}
	return nil
}
