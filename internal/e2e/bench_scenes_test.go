package e2e

import (
	"fmt"
	"os"
	"strconv"
	"testing"
	"text/tabwriter"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/performance"
	"github.com/chromedp/cdproto/systeminfo"
	"github.com/chromedp/chromedp"
)

// effort is the CPU time of a page: of its main thread, and of all processes
// that draw and sound, without the browser around it. Unlike frames a second
// it depends little on what else the machine does.
type effort struct{ main, all time.Duration }

func (e effort) since(before effort) effort {
	return effort{e.main - before.main, e.all - before.all}
}

// measureEffort lets the page count CPU time instead of the time that passes.
func (p *page) measureEffort() {
	p.t.Helper()
	params := performance.EnableParams{TimeDomain: performance.EnableTimeDomainThreadTicks}
	if _, err := chromedp.Call(p.ctx, performance.Enable, params); err != nil {
		p.t.Fatal(err)
	}
}

// effort is what the page cost so far.
func (p *page) effort() (sum effort) {
	p.t.Helper()
	metrics, err := chromedp.Call(p.ctx, performance.GetMetrics, cdp.Empty{})
	if err != nil {
		p.t.Fatal(err)
	}
	for _, metric := range metrics.Metrics {
		if metric.Name == "TaskDuration" {
			sum.main = time.Duration(metric.Value * float64(time.Second))
		}
	}
	processes, err := chromedp.CallBrowser(p.ctx, systeminfo.GetProcessInfo, cdp.Empty{})
	if err != nil {
		p.t.Fatal(err)
	}
	for _, process := range processes.ProcessInfo {
		if process.Type == "browser" {
			continue
		}
		sum.all += time.Duration(process.CPUTime * float64(time.Second))
	}
	return sum
}

// BenchmarkScenes plays every scene in its three productions over 1920x1080
// with software rendering. `make bench BENCH=Scenes/letter/3` plays one.
func BenchmarkScenes(b *testing.B) {
	p := openScenes(b)
	p.do(chromedp.EmulateViewport(1920, 1080))
	p.measureEffort()
	w := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "scene/production\tframes a second\tslowest frame\tmain thread a frame\tmain thread, of a core\tall that draws, of a core")
	for _, id := range askOf[[]string](p, "bench.js", "ids") {
		b.Run(id, func(b *testing.B) {
			for production := 1; production <= 3; production++ {
				b.Run(strconv.Itoa(production), func(*testing.B) {
					before := p.effort()
					played := askOf[struct{ Frames, Seconds, Slowest float64 }](p, "bench.js", "plays", id, production)
					cost := p.effort().since(before)
					fmt.Fprintf(w, "%s/%d\t%.0f\t%.0f ms\t%.1f ms\t%.0f %%\t%.0f %%\n", id, production, played.Frames/played.Seconds, played.Slowest,
						cost.main.Seconds()*1000/played.Frames, cost.main.Seconds()/played.Seconds*100, cost.all.Seconds()/played.Seconds*100)
				})
			}
		})
	}
	_ = w.Flush()
}
