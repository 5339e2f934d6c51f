//go:build !crash

// Package crash marks the points before and after each write at which a crash
// must do no harm. In an ordinary build a point does nothing. Built with the
// tag crash, the program kills itself at the point that the environment names.
package crash

// At marks a crash point. Its name stands nowhere else in the code.
func At(string) {}
