//go:build crash

package crash

import (
	"os"
	"path/filepath"
	"syscall"
	"time"
)

// At kills the program if this is the point that STREAMSPARK_CRASH_AT
// names. It happens once: the file that STREAMSPARK_CRASH_ONCE names tells
// that it did.
func At(point string) {
	once := os.Getenv("STREAMSPARK_CRASH_ONCE")
	if os.Getenv("STREAMSPARK_CRASH_AT") != point || once == "" {
		return
	}
	if _, err := os.Stat(once); err == nil {
		return
	}
	if os.WriteFile(filepath.Clean(once), []byte(point), 0o600) == nil {
		_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
		time.Sleep(time.Minute) // until it is dead
	}
}
