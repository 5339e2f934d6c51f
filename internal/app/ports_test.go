package app

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"streamspark/internal/web/api"
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
		got := withoutH264(api.Part{State: "ok"}, test.converts)
		if got.State != test.state || !strings.Contains(got.Why, "H.264") || !strings.Contains(got.Why, test.says) {
			t.Errorf("%s: %+v", name, got)
		}
	}
}
