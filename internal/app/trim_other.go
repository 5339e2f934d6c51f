//go:build !linux

package app

// trimCode does nothing here.
func trimCode() {}
