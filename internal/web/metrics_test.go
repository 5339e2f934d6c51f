package web

import (
	"strings"
	"testing"

	"streamspark/internal/web/api"
)

func TestTheMetricsSayWhoDoesNotAnswer(t *testing.T) {
	w := newWorld(t)
	w.Breakers = []api.Breaker{{Provider: "aiml", State: "open"}, {Provider: "cbr", State: "half-open"}, {Provider: "gemini", State: "closed"}}
	metrics := w.ask("GET", "/metrics", "").Text
	for _, line := range []string{`streamspark_breaker_open{provider="aiml"} 1`, `{provider="cbr"} 1`, `{provider="gemini"} 0`} {
		if !strings.Contains(metrics, line) {
			t.Errorf("the metrics lack %s", line)
		}
	}
}
