package web

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"streamspark/internal/celebration"
	"streamspark/internal/money"
	"streamspark/internal/web/webtest"
)

// askAndWait asks for a test donation and waits for its end, in its own
// goroutine. It returns when the celebration is there.
func askAndWait(ctx context.Context, t *testing.T, w *world) (answers chan int) {
	t.Helper()
	answers = make(chan int, 1)
	go func() {
		r, err := http.NewRequestWithContext(ctx, http.MethodPost, w.HTTP.URL+"/test-donation?wait=true", strings.NewReader(`{"amount":1500}`))
		if err != nil {
			t.Error(err)
			return
		}
		r.Header.Set("Content-Type", "application/json")
		response, err := http.DefaultTransport.RoundTrip(r)
		if err != nil {
			answers <- 0
			return
		}
		response.Body.Close()
		answers <- response.StatusCode
	}()
	webtest.Until(t, "the donation is taken", func() bool {
		_, err := w.Store.Celebration(t.Context(), 1)
		return err == nil
	})
	return answers
}

// next is the answer that must come.
func next(t *testing.T, answers chan int) int {
	t.Helper()
	select {
	case code := <-answers:
		return code
	case <-time.After(2 * time.Minute):
		t.Fatal("there is no answer")
		return 0
	}
}

func still(t *testing.T, answers chan int, status celebration.Status) {
	t.Helper()
	select {
	case code := <-answers:
		t.Fatalf("at %s it is answered with %d", status, code)
	case <-time.After(50 * time.Millisecond):
	}
}

func TestWaitingForAClip(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	answers := askAndWait(t.Context(), t, w)
	other := w.Donate(webtest.Viewer("other"))
	for _, status := range []celebration.Status{celebration.Approved, celebration.Submitting, celebration.Generating, celebration.Fetching} {
		w.Move(1, func(c *celebration.Celebration) { c.Status = status })
		w.Move(other, func(c *celebration.Celebration) { c.Progress++ })
		still(t, answers, status)
	}
	w.Move(1, func(c *celebration.Celebration) {
		c.Status, c.AmountRUB = celebration.Ready, money.Rubles(1500)
		c.Clip = &celebration.Clip{Filename: "a.mp4", ContentType: "video/mp4"}
	})
	if code := next(t, answers); code != http.StatusOK {
		t.Errorf("it is %d", code)
	}
}

func TestWaitingEndsWithTheProgram(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	answers := askAndWait(t.Context(), t, w)
	ctx, stop := context.WithCancel(t.Context())
	stop()
	if err := w.server.Run(ctx); err != nil && ctx.Err() == nil {
		t.Error(err)
	}
	if code := next(t, answers); code != http.StatusAccepted {
		t.Errorf("it is %d", code)
	}
	if a := w.ask(http.MethodPost, "/api/generate-veo-video?wait=true", `{"prompt":"a cat"}`); a.StatusCode != http.StatusAccepted {
		t.Errorf("afterwards it is %d", a.StatusCode)
	}
}

func TestWaitingEndsWithTheClient(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx, leave := context.WithCancel(t.Context())
	answers := askAndWait(ctx, t, w)
	leave()
	if code := next(t, answers); code != 0 {
		t.Errorf("it is %d", code)
	}
	webtest.Until(t, "the request is logged as left", func() bool { return strings.Contains(w.Log.String(), `"status":499`) })
	if strings.Contains(w.Log.String(), `"level":"error"`) {
		t.Errorf("that somebody leaves is no error: %s", w.Log)
	}
}
