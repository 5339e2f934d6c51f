package e2e

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// BenchmarkLiveUpdate measures from the answer to a change, which is after
// its commit, to the changed page in a browser on this computer: a donation
// that arrives on the dashboard, and a queue that is paused and resumed.
// Both clocks are this computer's.
func BenchmarkLiveUpdate(b *testing.B) {
	const changes = 50
	address, _, _ := process(b, b.TempDir())
	tab := benchTab(b)
	if err := chromedp.Do(tab, chromedp.Navigate(address+"/dashboard?lang=en")); err != nil {
		b.Fatal(err)
	}
	waitIn(b, tab, `document.getElementById('wire').dataset.state === 'open'`)
	script(b, tab, `window.at = {}; new MutationObserver(() => {
		for (const row of document.querySelectorAll('.donation')) at[row.querySelector('.donation-who a').textContent] ??= Date.now();
		at[document.querySelector('[data-path="/api/queue/resume"]') ? 'paused' : 'running'] ??= Date.now();
	}).observe(document.getElementById('content'), {subtree: true, childList: true, attributes: true, characterData: true});`)
	var donations, pauses []time.Duration
	for i := range changes {
		// At any moment between two rounds of the dashboard, and not just after one.
		<-time.After(time.Duration(150+i*37%100) * time.Millisecond)
		donor := fmt.Sprint("donor ", i)
		if err := post(b.Context(), address+"/test-donation", fmt.Sprintf(`{"donor_name":%q,"amount":100}`, donor)); err != nil {
			b.Fatal(err)
		}
		donations = append(donations, shown(b, tab, donor, time.Now()))
		<-time.After(time.Duration(150+i*53%100) * time.Millisecond)
		what, name := "pause", "paused"
		if i%2 == 1 {
			what, name = "resume", "running"
		}
		script(b, tab, fmt.Sprintf(`delete at[%q]`, name))
		if err := post(b.Context(), address+"/api/queue/"+what, `{}`); err != nil {
			b.Fatal(err)
		}
		pauses = append(pauses, shown(b, tab, name, time.Now()))
	}
	fmt.Printf("a donation committed to its row on the open dashboard: p50 %v, p99 %v of %d\n", percentile(donations, 50), percentile(donations, 99), changes)
	fmt.Printf("pause or resume committed to the button on the open dashboard: p50 %v, p99 %v of %d\n", percentile(pauses, 50), percentile(pauses, 99), changes)
}

// shown is how long after a moment the page had what it is asked for.
func shown(b *testing.B, tab context.Context, name string, since time.Time) time.Duration {
	b.Helper()
	place := fmt.Sprintf(`at[%q]`, name)
	waitIn(b, tab, place+` !== undefined`)
	at, err := chromedp.Run(tab, chromedp.Evaluate[float64](place))
	if err != nil {
		b.Fatal(err)
	}
	return max(0, time.UnixMilli(int64(at)).Sub(since))
}

// benchTab is a tab of a browser of its own, set up as people have it.
func benchTab(b testing.TB) context.Context {
	b.Helper()
	options := append(slices.Clone(chromedp.DefaultExecAllocatorOptions[:]), chromedp.ExecPath(browser(b)), chromedp.NoSandbox,
		chromedp.DisableGPU, chromedp.UserDataDir(b.TempDir()), chromedp.WSURLReadTimeout(patience))
	allocator, stop := chromedp.NewExecAllocator(context.WithoutCancel(b.Context()), options...)
	ctx, cancel := chromedp.NewContext(allocator)
	b.Cleanup(func() { cancel(); stop() })
	if err := chromedp.Do(ctx); err != nil {
		b.Fatal(err)
	}
	return ctx
}

func script(b *testing.B, tab context.Context, text string) {
	b.Helper()
	if err := chromedp.Do(tab, chromedp.Evaluate[chromedp.Void](text)); err != nil {
		b.Fatal(err)
	}
}

func waitIn(b *testing.B, tab context.Context, expression string) {
	b.Helper()
	for began := time.Now(); ; time.Sleep(10 * time.Millisecond) {
		holds, err := chromedp.Run(tab, chromedp.Evaluate[bool]("Boolean("+expression+")"))
		if err != nil {
			b.Fatal(err)
		}
		if holds {
			return
		}
		if time.Since(began) > patience {
			b.Fatalf("it never came true: %s", expression)
		}
	}
}

// BenchmarkWeight weighs every page with its styles and scripts, as a
// browser loads them for the first time, with 300 donations in the program.
func BenchmarkWeight(b *testing.B) {
	dir := crowded(b, 300)
	spread(b, dir, 3*time.Hour)
	address, _, _ := process(b, dir)
	for _, path := range everyPage() {
		if path == "/nowhere" {
			continue
		}
		printWeight(b, address, path, path)
	}
}

// BenchmarkClips reads the gallery with 10 000 clips in it.
func BenchmarkClips(b *testing.B) {
	const count = 10_000
	dir := crowded(b, 100)
	videos := filepath.Join(dir, "generated_videos")
	change(b, dir, fmt.Sprintf(`WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d)
		INSERT INTO clips (filename, content_type, size, duration_ms, created_at, celebration, favourite, poster)
		SELECT printf('celebration_%%06d_BENCHMARK.webm', i), 'video/webm', 32311, 2000, %d + i * 1000, i %% 100 + 1, i %% 50 = 0, 1 FROM n`,
		count, time.Now().UnixMilli()-count*1000))
	manyNames(b, filepath.Join(videos, "celebration_%06d_BENCHMARK.webm"), count, "../standin/media/clip.webm")
	manyNames(b, filepath.Join(videos, ".posters", "celebration_%06d_BENCHMARK.webm.jpg"), count, "../standin/media/clip.webm") // never looked at
	address, _, ready := process(b, dir)
	fmt.Printf("start to the first 200 on /status with %d clips: %v\n", count, ready.Round(time.Millisecond))
	for _, one := range []struct{ name, path string }{
		{"first page", "/clips"},
		{"favourites", "/clips?favourite=true"},
		{"searched", "/clips?q=viewer"},
	} {
		printBytes(b, address, one.path, fmt.Sprintf("/clips of %d, %s", count, one.name))
	}
}

// manyNames lays one file into a folder under many names.
func manyNames(b *testing.B, pattern string, count int, from string) {
	b.Helper()
	content, err := os.ReadFile(from)
	if err != nil {
		b.Fatal(err)
	}
	first := fmt.Sprintf(pattern, 1)
	if err := errors.Join(os.MkdirAll(filepath.Dir(first), 0o755), os.WriteFile(first, content, 0o600)); err != nil {
		b.Fatal(err)
	}
	for i := 2; i <= count; i++ {
		if err := os.Link(first, fmt.Sprintf(pattern, i)); err != nil {
			b.Fatal(err)
		}
	}
}

// printBytes asks for a page one time after the other.
func printBytes(b *testing.B, address, path, name string) {
	b.Helper()
	const times = 100
	var first, whole []time.Duration
	for range times {
		asked := time.Now()
		response, err := http.Get(address + path)
		if err != nil {
			b.Fatal(err)
		}
		first = append(first, time.Since(asked))
		_, _ = io.Copy(io.Discard, response.Body)
		response.Body.Close()
		whole = append(whole, time.Since(asked))
		if response.StatusCode != http.StatusOK {
			b.Fatalf("%s: %s", path, response.Status)
		}
	}
	fmt.Printf("GET %s: first byte p50 %v, p99 %v; full page p50 %v, p99 %v\n", name,
		percentile(first, 50), percentile(first, 99), percentile(whole, 50), percentile(whole, 99))
}
