package e2e

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	words "streamspark/internal/celebration"
	"streamspark/internal/money"
	"streamspark/internal/store"
)

// The benchmarks measure the built program from outside and print figures.
// They assert nothing but that it works.

// binary is the program that make bench built.
func binary(b *testing.B) string {
	b.Helper()
	path := os.Getenv("STREAMSPARK_BENCH_BINARY")
	if path == "" {
		b.Fatal("run the benchmarks by `make bench`, which builds the program first")
	}
	return path
}

// process starts the program and waits for its first answer.
func process(b *testing.B, dir string, args ...string) (url string, pid int, ready time.Duration) {
	b.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	port := strconv.Itoa(listener.Addr().(*net.TCPAddr).Port)
	listener.Close()
	command := exec.Command(binary(b), append([]string{"--port", port, "--data-dir", filepath.Join(dir, "data")}, args...)...)
	command.Dir = dir
	command.Env = append(os.Environ(), "STREAMSPARK_KEYRING=false", "STREAMSPARK_VIDEOS_DIR="+filepath.Join(dir, "generated_videos"))
	began := time.Now()
	if err := command.Start(); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		_ = command.Process.Signal(os.Interrupt)
		_ = command.Wait()
	})
	url = "http://127.0.0.1:" + port
	for {
		response, err := http.Get(url + "/status")
		if err == nil {
			_, _ = io.Copy(io.Discard, response.Body)
			response.Body.Close()
			if response.StatusCode == http.StatusOK {
				return url, command.Process.Pid, time.Since(began)
			}
		}
		if time.Since(began) > patience {
			b.Fatal("it does not answer")
		}
		time.Sleep(time.Millisecond)
	}
}

// filled is a data folder with so many celebrations in it.
func filled(b *testing.B, count int) string {
	b.Helper()
	dir := b.TempDir()
	s, err := store.Open(b.Context(), filepath.Join(dir, "data"))
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	var donations []words.Donation
	for i := range count {
		donations = append(donations, words.Donation{
			Source: "donationalerts", ID: strconv.Itoa(i), Donor: "viewer", Message: "Hello, stream!",
			Amount: money.Rubles(500), CreatedAt: time.Now(), Older: true,
		})
	}
	ids, _, err := s.Record(b.Context(), donations, time.Now())
	if err != nil {
		b.Fatal(err)
	}
	for _, id := range ids {
		c, err := s.Celebration(b.Context(), id)
		if err != nil {
			b.Fatal(err)
		}
		c.Status = words.Skipped
		if err := s.Save(b.Context(), &c); err != nil {
			b.Fatal(err)
		}
	}
	return dir
}

// memory is one figure of a process's memory in MB, where the system tells it.
// Of VmRSS, the resident memory, RssAnon is the process's own: the rest are
// pages of its file, which the system keeps while nobody else needs the memory.
func memory(pid int, figure string) float64 {
	status, err := os.Open(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0
	}
	defer status.Close()
	for lines := bufio.NewScanner(status); lines.Scan(); {
		if rest, ok := strings.CutPrefix(lines.Text(), figure+":"); ok {
			kb, _ := strconv.ParseFloat(strings.Fields(rest)[0], 64)
			return kb / 1024
		}
	}
	return 0
}

func BenchmarkStart(b *testing.B) {
	dir := filled(b, 10_000)
	info, err := os.Stat(binary(b))
	if err != nil {
		b.Fatal(err)
	}
	var starts []time.Duration
	for range 5 {
		b.Run("start", func(b *testing.B) {
			_, _, ready := process(b, dir)
			starts = append(starts, ready)
		})
	}
	slices.Sort(starts)
	fmt.Printf("start to the first 200 on /status, 10 000 celebrations: median %v, slowest %v\n", starts[2].Round(time.Millisecond), starts[4].Round(time.Millisecond))
	fmt.Printf("binary: %.1f MB\n", float64(info.Size())/(1<<20))
}

func BenchmarkAnswers(b *testing.B) {
	url, _, _ := process(b, filled(b, 10_000))
	for _, path := range []string{"/api/settings", "/widget"} {
		const clients, each = 8, 1500
		times := make([]time.Duration, 0, clients*each)
		var mu sync.Mutex
		var wg sync.WaitGroup
		client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: clients}}
		began := time.Now()
		for range clients {
			wg.Go(func() {
				mine := make([]time.Duration, 0, each)
				for range each {
					asked := time.Now()
					response, err := client.Get(url + path)
					if err != nil {
						b.Error(err)
						return
					}
					_, _ = io.Copy(io.Discard, response.Body)
					response.Body.Close()
					mine = append(mine, time.Since(asked))
				}
				mu.Lock()
				times = append(times, mine...)
				mu.Unlock()
			})
		}
		wg.Wait()
		took := time.Since(began)
		fmt.Printf("GET %s: %.0f requests a second, p50 %v, p99 %v (8 clients on the same %d cores)\n", path,
			float64(len(times))/took.Seconds(), percentile(times, 50), percentile(times, 99), runtime.NumCPU())
	}
}

func percentile(times []time.Duration, p int) time.Duration {
	if len(times) == 0 {
		return 0
	}
	slices.Sort(times)
	return times[min(len(times)*p/100, len(times)-1)].Round(10 * time.Microsecond)
}

// post sends JSON from a benchmark.
func post(ctx context.Context, url, body string) error {
	return postBy(ctx, http.DefaultClient, url, body)
}

func postBy(ctx context.Context, client *http.Client, url, body string) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewBufferString(body))
	if err != nil {
		return err
	}
	request.Header.Set("Content-Type", "application/json")
	response, err := client.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	_, _ = io.Copy(io.Discard, response.Body) // so that the connection is used again
	if response.StatusCode >= 300 {
		return fmt.Errorf("%s: %s", url, response.Status)
	}
	return nil
}
