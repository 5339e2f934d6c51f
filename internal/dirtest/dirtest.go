// Package dirtest puts the temporary folders of tests in memory, where a
// commit to the database costs no wait for the disk.
package dirtest

import "os"

// Main sets TMPDIR to a folder in memory with space for the tests, if the
// system has one. It is called by a package's TestMain.
func Main() {
	if dir := inMemory(); dir != "" {
		_ = os.Setenv("TMPDIR", dir)
	}
}
