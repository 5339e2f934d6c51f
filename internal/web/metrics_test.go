package web

import (
	"strings"
	"testing"

	"streamspark/internal/breaker"
)

func TestTheMetricsSayWhoDoesNotAnswer(t *testing.T) {
	w := newWorld(t)
	w.Breakers = map[string]breaker.State{"aiml": {State: breaker.Open}, "cbr": {State: breaker.HalfOpen}, "gemini": {State: breaker.Closed}}
	metrics := w.ask("GET", "/metrics", "").Text
	for _, line := range []string{`streamspark_breaker_open{provider="aiml"} 1`, `{provider="cbr"} 1`, `{provider="gemini"} 0`} {
		if !strings.Contains(metrics, line) {
			t.Errorf("the metrics lack %s", line)
		}
	}
}
