//go:build !linux && !darwin && !windows

package clip

import "os/exec"

func startLow(cmd *exec.Cmd) error { return cmd.Start() }
