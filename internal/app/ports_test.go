package app

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"streamspark/internal/locale"
	"streamspark/internal/overlay"
)

func TestASkipOfNothingIsNoError(t *testing.T) {
	a := newApp(t, t.TempDir(), nil)
	ctx, cancel := context.WithCancel(t.Context())
	over := make(chan error, 1)
	go func() { over <- a.overlay.Run(ctx) }()
	status, body := a.ask(t, http.MethodPost, "/api/queue/skip", "")
	if status != http.StatusOK || !strings.Contains(body, `"playing":null`) {
		t.Errorf("it is answered with %d %s", status, body)
	}
	cancel()
	if err := <-over; err != nil {
		t.Errorf("the overlay ended with %v", err)
	}
}

func TestStatusSaysThatOBSLacksH264(t *testing.T) {
	for name, test := range map[string]struct {
		converts    bool
		state, says string
	}{"with ffmpeg": {true, "ok", "clips are converted"}, "without": {false, "degraded", "Install ffmpeg"}} {
		got := overlayPart(overlay.Health{Player: "p", LacksH264: true}, test.converts)
		if says := locale.English().Sentences(got.Why); got.State != test.state || !strings.Contains(says, "H.264") || !strings.Contains(says, test.says) {
			t.Errorf("%s: %+v", name, got)
		}
	}
}
