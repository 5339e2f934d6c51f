//go:build linux || darwin

package clip

import (
	"os/exec"

	"golang.org/x/sys/unix"
)

// startLow starts a program that gives way to the game and to OBS. One that
// cannot be told to runs like any other.
func startLow(cmd *exec.Cmd) error {
	err := cmd.Start()
	if err == nil {
		_ = unix.Setpriority(unix.PRIO_PROCESS, cmd.Process.Pid, 10)
	}
	return err
}
