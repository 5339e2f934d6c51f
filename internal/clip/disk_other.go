//go:build !linux && !darwin && !windows

package clip

import (
	"errors"
	"os"
	"syscall"
)

// freeBytes returns an error, as this system does not say: then a clip is
// received all the same, and a full disk shows when it is written to.
func freeBytes(string) (uint64, error) {
	return 0, errors.ErrUnsupported
}

func diskFull(err error) bool { return errors.Is(err, syscall.ENOSPC) }

func syncDir(dir *os.File) error { return dir.Sync() }
