package builtin

import (
	"runtime"
	"runtime/metrics"
	"sync/atomic"
	"testing"
	"time"

	"github.com/rs/zerolog"
)

// BenchmarkRender5s makes a clip of five seconds in its real size and says
// how long that takes, how much memory the whole program holds at most, and
// how much the generator keeps when it is idle again.
func BenchmarkRender5s(b *testing.B) {
	ways := map[string]string{"webm": ""}
	if found := FindFFmpeg(); found != "" {
		ways["mp4"] = found
	}
	for name, ffmpeg := range ways {
		b.Run(name, func(b *testing.B) { benchmarkRender(b, ffmpeg) })
	}
}

func benchmarkRender(b *testing.B, ffmpeg string) {
	g, err := New(Options{Dir: b.TempDir(), FFmpeg: ffmpeg, Log: zerolog.Nop()})
	if err != nil {
		b.Fatal(err)
	}
	defer func() {
		if err := g.Close(); err != nil {
			b.Error(err)
		}
	}()
	o := order()
	o.Duration, o.Audio = 5*time.Second, true
	before := heap()
	peak, stop := watchMemory()
	var size int
	for b.Loop() {
		clip, _ := finish(b, g, start(b, g, o))
		size = len(clip)
	}
	stop()
	b.ReportMetric(b.Elapsed().Seconds()/float64(b.N), "s/clip")
	b.ReportMetric(float64(peak.Load())/1e6, "MB-peak")
	b.ReportMetric((heap()-before)/1e6, "MB-kept")
	b.ReportMetric(float64(size)/1e6, "MB-file")
}

// heap is what is in use after the rest was collected.
func heap() float64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return float64(m.HeapAlloc)
}

// watchMemory notes the most that the program has taken from the system.
func watchMemory() (*atomic.Uint64, func()) {
	var peak atomic.Uint64
	done, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		sample := []metrics.Sample{{Name: "/memory/classes/total:bytes"}, {Name: "/memory/classes/heap/released:bytes"}}
		for {
			metrics.Read(sample)
			peak.Store(max(peak.Load(), sample[0].Value.Uint64()-sample[1].Value.Uint64()))
			select {
			case <-done:
				return
			case <-time.After(5 * time.Millisecond):
			}
		}
	}()
	return &peak, func() { close(done); <-ended }
}
