package app

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"streamspark/internal/celebration"
	"streamspark/internal/fault"
	"streamspark/internal/money"
	"streamspark/internal/standin"
)

// withMaker returns flags of a program that has clips made for money. Nothing is
// asked of anybody while it does not run.
func withMaker() map[string]string {
	return map[string]string{"generation.provider": "aiml", "generation.aiml.api_key": standin.AIMLKey, "retention.count": "1"}
}

// given is a donation whose celebration went through these statuses at a
// generator that makes clips: see withMaker.
func (a *App) given(t *testing.T, name string, moves ...celebration.Status) int64 {
	t.Helper()
	id, err := a.pipeline.Record(t.Context(), celebration.Donation{
		Source: celebration.SourceTest, Paid: true, ID: name, Donor: name, Amount: money.Rubles(1500), CreatedAt: time.Now(),
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, status := range moves {
		c, err := a.store.Celebration(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		c.Status, c.Generator = status, "aiml"
		if err := a.store.Save(t.Context(), &c); err != nil {
			t.Fatal(err)
		}
		if status == celebration.Submitting {
			time.Sleep(2 * time.Millisecond) // so that making it takes some time
		}
	}
	return id
}

func TestAThankYouSaysWhenItsClipIsThere(t *testing.T) {
	t.Parallel()
	a := newApp(t, t.TempDir(), withMaker())
	waits := a.given(t, "first", celebration.Approved)
	if left, err := a.timeLeft(t.Context()); err != nil || len(left) != 0 {
		t.Errorf("before any clip was made: %v, %v", left, err)
	}
	a.given(t, "made", celebration.Approved, celebration.Submitting, celebration.Generating, celebration.Fetching, celebration.Ready)
	left, err := a.timeLeft(t.Context())
	if err != nil || len(left) != 1 || left[waits] <= 0 {
		t.Errorf("it says %v, %v", left, err)
	}
	if said := a.thanks(t, 2); said[waits] <= 0 || len(said) != 2 {
		t.Errorf("the widget is told of %v seconds", said)
	}

	maker := a.makers["aiml"]
	maker.Ready = func() error { return fault.New(fault.Unavailable, "provider.silent", "provider", "aiml") }
	a.makers["aiml"] = maker
	if left, err := a.timeLeft(t.Context()); err != nil || len(left) != 0 {
		t.Errorf("of a generator that does not answer: %v, %v", left, err)
	}
}

func TestNobodyKnowsTheEndOfALongLine(t *testing.T) {
	t.Parallel()
	a := newApp(t, t.TempDir(), withMaker())
	a.given(t, "made", celebration.Approved, celebration.Submitting, celebration.Generating, celebration.Fetching, celebration.Ready)
	for i := range celebration.LongestLine + 1 {
		a.given(t, strconv.Itoa(i), celebration.Approved)
	}
	if left, err := a.timeLeft(t.Context()); err != nil || len(left) != 0 {
		t.Errorf("of %d it says %d, %v", celebration.LongestLine+1, len(left), err)
	}
}

// thanks gives the seconds in the thank-yous that a widget is told.
func (a *App) thanks(t *testing.T, n int) map[int64]int {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	ended := make(chan error, 1)
	go func() { ended <- a.overlay.Run(ctx) }()
	defer func() {
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	}()
	server := httptest.NewServer(a.web.Handler())
	defer server.Close()
	host := http.Header{"Host": {a.listener.Addr().String()}}
	ws, response, err := websocket.DefaultDialer.DialContext(ctx, "ws"+strings.TrimPrefix(server.URL, "http")+"/ws/widget", host)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	defer ws.Close()
	if err := ws.WriteMessage(websocket.TextMessage, []byte(`{"type":"hello","id":"obs","widget":"player","visible":true}`)); err != nil {
		t.Fatal(err)
	}
	said := map[int64]int{}
	for len(said) < n {
		var frame struct {
			Type        string `json:"type"`
			Celebration int64  `json:"celebration"`
			ETASeconds  int    `json:"eta_seconds"`
		}
		if err := ws.ReadJSON(&frame); err != nil {
			t.Fatalf("after %v: %v", said, err)
		}
		if frame.Type == "alert" {
			said[frame.Celebration] = frame.ETASeconds
		}
	}
	return said
}
