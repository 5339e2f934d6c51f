package app

import (
	"fmt"
	"os"
	"strings"
	"syscall"
)

// trimCode unmaps the program's code, which a start maps nearly whole and an
// idle program hardly needs. What is needed again is mapped again from the
// system's cache of the file, without a read from the disk. A failure only
// leaves it mapped.
func trimCode() {
	program, err := os.Executable()
	if err != nil {
		return
	}
	maps, err := os.ReadFile("/proc/self/maps")
	if err != nil {
		return
	}
	for mapping := range strings.Lines(string(maps)) {
		fields := strings.Fields(mapping)
		// Code alone: a page that was written to would be lost.
		if len(fields) != 6 || fields[1] != "r-xp" || fields[5] != program {
			continue
		}
		var first, end uintptr
		if _, err := fmt.Sscanf(fields[0], "%x-%x", &first, &end); err == nil {
			_, _, _ = syscall.Syscall(syscall.SYS_MADVISE, first, end-first, syscall.MADV_DONTNEED)
		}
	}
}
