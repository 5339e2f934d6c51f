//go:build !linux

package store

import "path/filepath"

// lockOf returns what is locked so that a database is opened by one program: a
// file beside it, where it really lies. Elsewhere than on Linux a lock on the
// file itself would keep SQLite out as well.
func lockOf(path string) string {
	if real, err := filepath.EvalSymlinks(path); err == nil {
		path = real
	}
	return path + ".lock"
}
