package ui

import (
	"testing"
	"time"

	"streamspark/internal/celebration"
)

func TestEveryStatusHasALook(t *testing.T) {
	for _, status := range celebration.Statuses() {
		if statusStyles[status] == (statusStyle{}) {
			t.Errorf("%s has no look", status)
		}
	}
	if got := clock(68 * time.Second); got != "1:08" {
		t.Errorf("a clip of 68 seconds is shown as %s", got)
	}
}
