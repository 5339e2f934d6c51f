package e2e

import (
	"flag"
	"fmt"
	"os"
	"testing"
)

// TestMain leaves all of this out of -short: each test here starts the
// program, and most of them a browser.
func TestMain(m *testing.M) {
	flag.Parse()
	if testing.Short() {
		fmt.Println("e2e: not in -short")
		return
	}
	code := m.Run()
	chromium.close()
	os.Exit(code)
}
