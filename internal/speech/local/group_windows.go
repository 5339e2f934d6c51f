package local

import (
	"context"
	"os/exec"
	"strconv"
	"syscall"
	"time"
)

// killWhole has a program killed with all that it started, and no window
// opened for it.
func killWhole(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{HideWindow: true}
	cmd.Cancel = func() error {
		ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
		defer cancel()
		if exec.CommandContext(ctx, "taskkill", "/T", "/F", "/PID", strconv.Itoa(cmd.Process.Pid)).Run() == nil { //nolint:gosec // a number
			return nil
		}
		return cmd.Process.Kill()
	}
}
