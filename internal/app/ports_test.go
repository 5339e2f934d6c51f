package app

import (
	"context"
	"net/http"
	"strings"
	"testing"
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
