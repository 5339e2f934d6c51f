package e2e

import (
	"flag"
	"fmt"
	"os"
	"runtime"
	"strconv"
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
	// Most tests wait for a program. Those with a browser wait for a seat too.
	if err := flag.Set("test.parallel", strconv.Itoa(max(16, 4*runtime.NumCPU()))); err != nil {
		panic(err) // the flag is the testing package's own
	}
	code := m.Run()
	chromium.close()
	_ = os.Remove(victimPath()) // it may not have been built
	os.Exit(code)
}
