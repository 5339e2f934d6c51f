//go:build !linux

package dirtest

func inMemory() string { return "" }
