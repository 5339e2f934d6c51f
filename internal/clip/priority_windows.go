package clip

import (
	"os/exec"
	"syscall"

	"golang.org/x/sys/windows"
)

// startLow starts a program that gives way to the game and to OBS.
func startLow(cmd *exec.Cmd) error {
	cmd.SysProcAttr = &syscall.SysProcAttr{CreationFlags: windows.BELOW_NORMAL_PRIORITY_CLASS}
	return cmd.Start()
}
