package e2e

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"strings"
	"sync"
	"testing"
	"text/tabwriter"
	"time"
)

// figures are what was measured, with what is aimed at, at each length of the
// history.
type figures struct {
	histories []int
	names     []string
	aims      map[string]string
	values    map[string]map[int]string
}

// add prints a figure and keeps it for the table. An empty aim is none.
func (f *figures) add(history int, name, aim, format string, values ...any) {
	if f.values[name] == nil {
		f.names, f.aims[name], f.values[name] = append(f.names, name), aim, map[int]string{}
	}
	value := fmt.Sprintf(format, values...)
	f.values[name][history] = value
	fmt.Printf("with %d donations, %s: %s\n", history, name, value)
}

func (f *figures) print() {
	w := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
	fmt.Fprint(w, "\nwith a history of")
	for _, history := range f.histories {
		fmt.Fprint(w, "\t", history)
	}
	fmt.Fprintln(w, "\taim")
	for _, name := range f.names {
		fmt.Fprint(w, name)
		for _, history := range f.histories {
			fmt.Fprint(w, "\t", f.values[name][history])
		}
		fmt.Fprintln(w, "\t"+f.aims[name])
	}
	_ = w.Flush()
}

// BenchmarkHistory measures what must not grow with the number of donations
// that there are already: with none, 100 000 and a million, or as many as
// STREAMSPARK_BENCH_HISTORY says. Each history is made once.
func BenchmarkHistory(b *testing.B) {
	f := &figures{aims: map[string]string{}, values: map[string]map[int]string{}}
	for text := range strings.SplitSeq(os.Getenv("STREAMSPARK_BENCH_HISTORY"), ",") {
		if count, err := strconv.Atoi(text); err == nil {
			f.histories = append(f.histories, count)
		}
	}
	if len(f.histories) == 0 {
		f.histories = []int{0, 100_000, 1_000_000}
	}
	for _, count := range f.histories {
		b.Run(strconv.Itoa(count), func(b *testing.B) {
			dir := b.TempDir()
			if count > 0 {
				dir = crowded(b, count)
				spread(b, dir, 30*time.Second)
				// As it is where a donation was decided upon when it came, and not all of them just now.
				change(b, dir, `UPDATE celebrations SET next_at = created_at, updated_at = created_at`)
			}
			add := func(name, aim, format string, values ...any) { f.add(count, name, aim, format, values...) }
			b.Run("idle", func(b *testing.B) { idle(b, dir, add) })
			b.Run("answers", func(b *testing.B) { answers(b, dir, add) })
			if count > 0 {
				b.Run("filters", func(b *testing.B) { filtered(b, dir, fmt.Sprintf("with %d donations", count)) })
			}
			b.Run("recorded", func(b *testing.B) { testDonations(b, dir, add) })
			b.Run("pushed", func(b *testing.B) { pushed(b, dir, add) })
		})
	}
	f.print()
}

// adder takes a figure, and what is aimed at.
type adder func(name, aim, format string, values ...any)

// idle measures a program with nothing configured and no page open.
func idle(b *testing.B, dir string, add adder) {
	_, pid, ready := process(b, dir)
	time.Sleep(20 * time.Second) // the start is over
	const watched = 20 * time.Second
	cpu, sleeps := worked(pid)
	time.Sleep(watched)
	cpuAfter, sleepsAfter := worked(pid)
	add("start to the first 200 on /status", "", "%v", ready.Round(time.Millisecond))
	add("idle: wakeups a second", "< 2", "%.1f", float64(sleepsAfter-sleeps)/watched.Seconds())
	add("idle: CPU time a second", "", "%.2f ms", float64(cpuAfter-cpu)/1e6/watched.Seconds())
	add("idle: resident, and without its file", "< 25 MB", "%.1f, %.1f MB", memory(pid, "VmRSS"), memory(pid, "RssAnon"))
}

// answers measures how long the addresses take that are asked for often, and
// the CPU time of the program for each: while nothing changes, and for the
// pages also after a donation each.
func answers(b *testing.B, dir string, add adder) {
	const times = 100
	address, pid, _ := process(b, dir)
	measure := func(path, name, aim string, before func()) {
		get(b, address+path) // the statements are prepared, and the templates read
		began, _ := worked(pid)
		var taken []time.Duration
		for range times {
			before()
			asked := time.Now()
			get(b, address+path)
			taken = append(taken, time.Since(asked))
		}
		cpu, _ := worked(pid)
		add(name, aim, "%s, CPU %.2f ms", spans(taken), float64(cpu-began)/times/1e6)
	}
	for _, path := range []string{"/api/state", "/metrics", "/api/stats", "/money", "/api/money", "/donations", "/dashboard"} {
		measure(path, "GET "+path, "5 ms", func() {})
	}
	measure("/donations?q="+url.QueryEscape("спасибо"), "GET /donations, a common word", "50 ms", func() {})
	for _, path := range []string{"/money", "/donations", "/dashboard"} {
		measure(path, "GET "+path+" after a donation", "5 ms", func() {
			if err := post(b.Context(), address+"/test-donation", `{"donor_name":"viewer","amount":1}`); err != nil {
				b.Fatal(err)
			}
			time.Sleep(20 * time.Millisecond) // what follows from it is over
		})
	}
	add("resident after that, and without its file", "", "%.1f, %.1f MB", memory(pid, "VmRSS"), memory(pid, "RssAnon"))
}

// spans returns the middle of some lengths of time, and of 100 the second
// longest.
func spans(times []time.Duration) string {
	ms := func(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }
	return fmt.Sprintf("p50 %.1f ms, p99 %.1f ms", ms(percentile(times, 50)), ms(percentile(times, 99)))
}

// get reads a page to its end.
func get(b *testing.B, address string) []byte {
	b.Helper()
	response, err := http.Get(address)
	if err != nil {
		b.Fatal(err)
	}
	defer response.Body.Close()
	content, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode != http.StatusOK {
		b.Fatalf("%s: %s, %v", address, response.Status, err)
	}
	return content
}

// testDonations measures what a test donation below the threshold costs that
// was on disk before it was answered: from one client, and from 16.
func testDonations(b *testing.B, dir string, add adder) {
	address, pid, _ := process(b, dir)
	for _, clients := range []int{1, 16} {
		donations, aim := 1000, ""
		if clients > 1 {
			donations, aim = 4000, "2000 a second"
		}
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
		name := fmt.Sprintf("test donations of %d clients", clients)
		add(name, aim, "%.0f a second", float64(donations)/took.Seconds())
		add(name+": CPU time each", "< 1 ms", "%.2f ms", float64(after-before)/float64(donations)/1e6)
		add(name+": written each", "< 20 kB", "%.1f kB handed to the system, %.1f kB of pages",
			float64(handedNow-handed)/float64(donations)/1000, float64(dirtiedNow-dirtied)/float64(donations)/1000)
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

// deleted measures the deletion of clips.
func (p *liveProgram) deleted(b *testing.B, add adder) {
	var answer struct{ Clips []struct{ Filename string } }
	if err := json.Unmarshal(get(b, p.url+"/api/clips"), &answer); err != nil || len(answer.Clips) == 0 {
		b.Fatalf("no clips are listed: %v", err)
	}
	clips := answer.Clips[:min(len(answer.Clips), 20)]
	before, _ := worked(p.pid)
	var taken []time.Duration
	for _, clip := range clips {
		asked := time.Now()
		request, err := http.NewRequestWithContext(b.Context(), http.MethodDelete, p.url+"/api/delete-video/"+url.PathEscape(clip.Filename), http.NoBody)
		if err != nil {
			b.Fatal(err)
		}
		response, err := http.DefaultClient.Do(request)
		if err != nil || response.StatusCode != http.StatusOK {
			b.Fatal(response, err)
		}
		response.Body.Close()
		taken = append(taken, time.Since(asked))
	}
	after, _ := worked(p.pid)
	add("deleting a clip", "", "%s, CPU %.1f ms", spans(taken), float64(after-before)/float64(len(clips))/1e6)
}
