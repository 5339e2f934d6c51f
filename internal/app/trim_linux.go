package app

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"syscall"
)

// unmapProgram unmaps the code and the constants of the program, which a start
// maps nearly whole and an idle program hardly needs. What is needed again is
// mapped again from the system's cache of the file, without a read from the
// disk. A failure only leaves it mapped.
func unmapProgram() {
	program, err := os.Executable()
	if err != nil {
		return
	}
	maps, err := os.ReadFile("/proc/self/smaps")
	if err != nil {
		return
	}
	var first, end uintptr // of the mapping that the lines are about; 0, 0: leave it
	for line := range strings.Lines(string(maps)) {
		fields := strings.Fields(line)
		switch {
		case len(fields) > 4 && !strings.HasSuffix(fields[0], ":"):
			first, end = 0, 0
			if len(fields) == 6 && fields[5] == program && !strings.Contains(fields[1], "w") {
				_, _ = fmt.Sscanf(fields[0], "%x-%x", &first, &end)
			}
		case slices.Equal(fields, []string{"Anonymous:", "0", "kB"}) && first < end: // else it holds what the file does not
			_, _, _ = syscall.Syscall(syscall.SYS_MADVISE, first, end-first, syscall.MADV_DONTNEED)
		}
	}
}
