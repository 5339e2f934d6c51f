package api

import (
	"testing"
	"time"

	"streamspark/internal/logbuf"
)

func TestALineOfTheLogAsText(t *testing.T) {
	e := logbuf.Entry{At: time.UnixMilli(10), Level: "warn", Message: "slow", Part: "rates", Fields: map[string]any{"tries": 2.0}}
	if got, want := lineText(e), "1970-01-01T00:00:00.010Z WARN rates slow tries=2\n"; got != want {
		t.Errorf("it is %q, want %q", got, want)
	}
}
