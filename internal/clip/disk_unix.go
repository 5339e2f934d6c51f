//go:build linux || darwin

package clip

import (
	"errors"
	"os"

	"golang.org/x/sys/unix"
)

func freeBytes(path string) (uint64, error) {
	var about unix.Statfs_t
	if err := unix.Statfs(path, &about); err != nil {
		return 0, err
	}
	return about.Bavail * uint64(about.Bsize), nil
}

func diskFull(err error) bool {
	return errors.Is(err, unix.ENOSPC) || errors.Is(err, unix.EDQUOT)
}

func syncDir(dir *os.File) error { return dir.Sync() }
