package e2e

import (
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// BenchmarkHistory measures what must not grow with the number of donations
// that there are already: with none, 100 000 and a million. Each history is
// made once.
func BenchmarkHistory(b *testing.B) {
	for _, count := range []int{0, 100_000, 1_000_000} {
		b.Run(strconv.Itoa(count), func(b *testing.B) {
			dir := b.TempDir()
			if count > 0 {
				dir = crowded(b, count)
				spread(b, dir, 30*time.Second)
				// As it is where a donation was decided upon when it came, and not all of them just now.
				change(b, dir, `UPDATE celebrations SET next_at = created_at, updated_at = created_at`)
			}
			name := fmt.Sprintf("with %d donations", count)
			b.Run("answers", func(b *testing.B) { answers(b, dir, name) })
			if count > 0 {
				b.Run("filters", func(b *testing.B) { filtered(b, dir, name) })
			}
			b.Run("recorded", func(b *testing.B) { testDonations(b, dir, name) })
			b.Run("pushed", func(b *testing.B) { pushed(b, dir, name) })
		})
	}
}

// answers measures how long the addresses take that are asked for often, and
// the CPU time of the program for each.
func answers(b *testing.B, dir, name string) {
	const times = 100
	address, pid, ready := process(b, dir)
	fmt.Printf("start to the first 200 on /status, %s: %v\n", name, ready.Round(time.Millisecond))
	for _, path := range []string{
		"/api/state", "/metrics", "/api/stats", "/money", "/api/money", "/donations", "/donations?q=" + url.QueryEscape("спасибо"), "/dashboard",
	} {
		get(b, address+path) // the statements are prepared, and the templates read
		began, _ := worked(pid)
		var taken []time.Duration
		for range times {
			asked := time.Now()
			get(b, address+path)
			taken = append(taken, time.Since(asked))
		}
		cpu, _ := worked(pid)
		shown, _ := url.PathUnescape(path)
		fmt.Printf("GET %s, %s: p50 %v, p99 %v, %.2f ms of CPU time\n", shown, name,
			percentile(taken, 50), percentile(taken, 99), float64(cpu-began)/times/1e6)
	}
	fmt.Printf("memory after that, %s: %.1f MB resident\n", name, resident(pid))
}

// get reads a page to its end.
func get(b *testing.B, address string) {
	b.Helper()
	response, err := http.Get(address)
	if err != nil {
		b.Fatal(err)
	}
	defer response.Body.Close()
	if _, err := io.Copy(io.Discard, response.Body); err != nil || response.StatusCode != http.StatusOK {
		b.Fatalf("%s: %s, %v", address, response.Status, err)
	}
}

// testDonations measures what a test donation below the threshold costs that
// was on disk before it was answered: from one client, and from 16.
func testDonations(b *testing.B, dir, name string) {
	const donations = 2000
	address, pid, _ := process(b, dir)
	for _, clients := range []int{1, 16} {
		client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: clients}}
		var sending sync.WaitGroup
		before, _ := worked(pid)
		handed, dirtied := written(pid)
		began := time.Now()
		for range clients {
			sending.Go(func() {
				for range donations / clients {
					if err := postBy(b.Context(), client, address+"/test-donation", `{"donor_name":"viewer","amount":1,"message":"Hello, stream!"}`); err != nil {
						b.Error(err)
						return
					}
				}
			})
		}
		sending.Wait()
		took := time.Since(began)
		after, _ := worked(pid)
		handedNow, dirtiedNow := written(pid)
		fmt.Printf("a test donation from %d clients, %s: %.0f a second, %.2f ms of CPU time, %.1f kB handed to the system, %.1f kB of pages to the disk\n",
			clients, name, donations/took.Seconds(), float64(after-before)/donations/1e6,
			float64(handedNow-handed)/donations/1000, float64(dirtiedNow-dirtied)/donations/1000)
	}
}

// written is how many bytes a process handed to the system so far, and how
// many of them the system has to bring to the disk, in whole pages of its own.
// Both are 0 where it does not say.
func written(pid int) (handed, dirtied int64) {
	text, _ := os.ReadFile(fmt.Sprintf("/proc/%d/io", pid))
	for line := range strings.Lines(string(text)) {
		name, value, _ := strings.Cut(strings.TrimSpace(line), ": ")
		n, _ := strconv.ParseInt(value, 10, 64)
		switch name {
		case "wchar":
			handed = n
		case "write_bytes":
			dirtied = n
		}
	}
	return handed, dirtied
}
