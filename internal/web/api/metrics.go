package api

import (
	"fmt"
	"maps"
	"net/http"
	"runtime/metrics"
	"slices"
	"strings"

	"github.com/labstack/echo/v5"

	"streamspark/internal/breaker"
	"streamspark/internal/celebration"
)

// metrics writes what a Prometheus would collect, in its text format.
func (s *Server) metrics(c *echo.Context) error {
	ctx := c.Request().Context()
	totals, err := s.o.Store.Totals(ctx)
	if err != nil {
		return err
	}
	queue, err := s.o.Overlay.Queue(ctx)
	if err != nil {
		return err
	}

	var b strings.Builder
	family(&b, "streamspark_build_info", "gauge", "The version that runs.")
	fmt.Fprintf(&b, "streamspark_build_info{version=%q} 1\n", s.o.Version)
	family(&b, "streamspark_celebrations", "gauge", "Celebrations by status.")
	for _, status := range celebration.Statuses() {
		fmt.Fprintf(&b, "streamspark_celebrations{status=%q} %d\n", string(status), totals.ByStatus[status])
	}
	for _, m := range []struct {
		name, kind, help string
		value            float64
	}{
		{"streamspark_uptime_seconds", "gauge", "Seconds since the start.", s.o.Now().Sub(s.began).Seconds()},
		{"streamspark_donations", "gauge", "Donations recorded, tests apart.", float64(totals.Donations)},
		{"streamspark_clips", "gauge", "Clips in the gallery.", float64(totals.Clips)},
		{"streamspark_widgets", "gauge", "Players that are connected.", float64(queue.Widgets)},
		{"streamspark_widgets_visible", "gauge", "Widgets that are visible.", float64(queue.Visible)},
		{"streamspark_queue_length", "gauge", "Clips that wait to be played.", float64(len(queue.Waiting))},
		{"streamspark_queue_paused", "gauge", "1 while playing is paused.", oneIf(queue.Paused)},
		{"streamspark_playing", "gauge", "1 while a clip plays.", oneIf(queue.Playing != nil)},
		{"go_goroutines", "gauge", "Goroutines.", runtimeValue("/sched/goroutines:goroutines")},
		{"go_memory_heap_bytes", "gauge", "Bytes of live and not yet swept objects.", runtimeValue("/memory/classes/heap/objects:bytes")},
		{"go_memory_live_bytes", "gauge", "Bytes of the objects that the last collection found in use.", runtimeValue("/gc/heap/live:bytes")},
		{"go_memory_total_bytes", "gauge", "Bytes that the Go runtime took of the system.", runtimeValue("/memory/classes/total:bytes")},
	} {
		family(&b, m.name, m.kind, m.help)
		fmt.Fprintf(&b, "%s %g\n", m.name, m.value)
	}
	accounts := s.o.Accounts()
	family(&b, "streamspark_source_connected", "gauge", "1 while a source of donations answers.")
	for _, account := range accounts {
		fmt.Fprintf(&b, "streamspark_source_connected{source=%q} %g\n", account.ID(), oneIf(account.State().Connected))
	}
	family(&b, "streamspark_source_errors_total", "counter", "Failed rounds of asking a source of donations.")
	for _, account := range accounts {
		fmt.Fprintf(&b, "streamspark_source_errors_total{source=%q} %d\n", account.ID(), account.State().Errors)
	}
	family(&b, "streamspark_breaker_open", "gauge", "1 while a provider does not answer and is left alone.")
	breakers := s.o.Breakers()
	for _, id := range slices.Sorted(maps.Keys(breakers)) {
		fmt.Fprintf(&b, "streamspark_breaker_open{provider=%q} %g\n", id, oneIf(breakers[id].State != breaker.Closed))
	}
	return c.Blob(http.StatusOK, "text/plain; version=0.0.4; charset=utf-8", []byte(b.String()))
}

func family(b *strings.Builder, name, kind, help string) {
	fmt.Fprintf(b, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, kind)
}

func oneIf(yes bool) float64 {
	if yes {
		return 1
	}
	return 0
}

// runtimeValue reads one figure of the Go runtime, without stopping it.
func runtimeValue(name string) float64 {
	sample := []metrics.Sample{{Name: name}}
	metrics.Read(sample)
	if sample[0].Value.Kind() != metrics.KindUint64 {
		return 0
	}
	return float64(sample[0].Value.Uint64())
}
