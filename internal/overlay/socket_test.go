package overlay

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"
	"github.com/rs/zerolog"
)

// patience is how long a test waits for what must happen on a busy machine.
const patience = 2 * time.Minute

// served is an overlay behind a real server.
type served struct {
	t       *testing.T
	store   *kept
	overlay *Overlay
	wake    chan struct{}
	server  *httptest.Server
	end     context.CancelFunc
	ended   chan error
}

func open(t *testing.T, allow func(*http.Request) bool) *served {
	h := &served{t: t, store: &kept{}, wake: make(chan struct{}, 1), ended: make(chan error, 1)}
	h.store.open(t)
	h.overlay = New(Options{
		Store: h.store.Store, Wake: h.wake, AllowOrigin: allow, Log: zerolog.Nop(),
		Settings: func() Settings { return Settings{Volume: 0.8} },
	})
	h.server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := h.overlay.Serve(w, r); err != nil {
			w.WriteHeader(http.StatusServiceUnavailable)
		}
	}))
	t.Cleanup(h.server.Close)
	ctx, end := context.WithCancel(context.Background())
	h.end = end
	go func() { h.ended <- h.overlay.Run(ctx) }()
	t.Cleanup(end)
	return h
}

func (h *served) dial(header http.Header) (*websocket.Conn, *http.Response, error) {
	return websocket.DefaultDialer.Dial("ws"+strings.TrimPrefix(h.server.URL, "http"), header)
}

func (h *served) connect() *websocket.Conn {
	h.t.Helper()
	conn, _, err := h.dial(nil)
	if err != nil {
		h.t.Fatal(err)
	}
	h.t.Cleanup(func() { _ = conn.Close() })
	return conn
}

func (h *served) says(conn *websocket.Conn, frame string) {
	h.t.Helper()
	if err := conn.WriteMessage(websocket.TextMessage, []byte(frame)); err != nil {
		h.t.Fatal(err)
	}
}

// await reads frames until one is of this type and holds for which.
func (h *served) await(conn *websocket.Conn, kind string, which func(map[string]any) bool) map[string]any {
	h.t.Helper()
	if err := conn.SetReadDeadline(time.Now().Add(patience)); err != nil {
		h.t.Fatal(err)
	}
	for {
		var frame map[string]any
		if err := conn.ReadJSON(&frame); err != nil {
			h.t.Fatalf("waiting for %s: %v", kind, err)
		}
		if frame["type"] == kind && which(frame) {
			return frame
		}
	}
}

func anything(map[string]any) bool { return true }

// closing reads until the connection ends and gives the code of its end.
func (h *served) closing(conn *websocket.Conn) int {
	h.t.Helper()
	if err := conn.SetReadDeadline(time.Now().Add(patience)); err != nil {
		h.t.Fatal(err)
	}
	for {
		if _, _, err := conn.ReadMessage(); err != nil {
			var closed *websocket.CloseError
			if !errors.As(err, &closed) {
				h.t.Fatalf("it ended with %v", err)
			}
			return closed.Code
		}
	}
}

func TestAClipFromQueuedToPlayedOverASocket(t *testing.T) {
	h := open(t, nil)
	player := h.connect()
	h.says(player, `{"type":"hello","id":"p1","widget":"player","visible":true}`)
	h.await(player, "state", func(f map[string]any) bool { return f["player"] == "p1" })
	other := h.connect() // not before: the older of the two plays, and they may join in any order
	h.says(other, `{"type":"hello","id":"p2","widget":"player","visible":true}`)
	h.store.ready(8 * time.Second)
	h.wake <- struct{}{}
	h.await(player, "play", func(f map[string]any) bool { return f["playback"] == 1.0 })
	h.says(player, `{"type":"started","playback":1}`)
	h.await(other, "state", func(f map[string]any) bool { return f["playing"] != nil })
	h.says(player, `{"type":"ended","playback":1,"shown_ms":8000}`)
	h.await(other, "state", func(f map[string]any) bool { return f["playing"] == nil })
	if p := h.store.playback(1); p.State != ended {
		t.Errorf("it is %s", p.State)
	}
	if err := player.Close(); err != nil {
		t.Fatal(err)
	}
	h.await(other, "state", func(f map[string]any) bool { return f["player"] == "p2" })
}

func TestASocketClosesWithTheProgram(t *testing.T) {
	h := open(t, nil)
	page := h.connect()
	h.await(page, "state", anything)
	h.end()
	if code := h.closing(page); code != websocket.CloseGoingAway {
		t.Errorf("it was closed with %d", code)
	}
	if err := <-h.ended; err != nil {
		t.Error(err)
	}
	if _, response, err := h.dial(nil); err == nil || response == nil || response.StatusCode != http.StatusServiceUnavailable {
		t.Errorf("a late page gets %v", err)
	}
	if err := h.overlay.Skip(t.Context(), 0); !errors.Is(err, ErrStopped) {
		t.Errorf("a late skip gives %v", err)
	}
}

func TestWhoMayNotStay(t *testing.T) {
	tests := []struct {
		name  string
		frame string
		times int
		code  int
	}{
		{"nonsense", `what?`, maxGarbage, websocket.ClosePolicyViolation},
		{"a report before hello", `{"type":"ended","playback":1}`, maxGarbage, websocket.ClosePolicyViolation},
		{"a frame that is too long", strings.Repeat("a", maxFrame+1), 1, websocket.CloseMessageTooBig},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			h := open(t, nil)
			page := h.connect()
			for range test.times {
				h.says(page, test.frame)
			}
			if code := h.closing(page); code != test.code {
				t.Errorf("it was closed with %d, want %d", code, test.code)
			}
		})
	}
}

func TestSomeNonsenseIsForgiven(t *testing.T) {
	h := open(t, nil)
	page := h.connect()
	for range maxGarbage - 1 {
		h.says(page, `{"type":"dance"}`)
	}
	h.says(page, `{"type":"hello","id":"p1","widget":"player","visible":true}`)
	h.await(page, "state", func(f map[string]any) bool { return f["player"] == "p1" })
}

func TestAForeignPageIsRefused(t *testing.T) {
	own := "http://localhost:5002"
	tests := []struct {
		name   string
		allow  func(*http.Request) bool
		origin string
		status int
	}{
		{"another site", nil, "https://example.com", http.StatusForbidden},
		{"a sandboxed frame", nil, "null", http.StatusForbidden},
		{"no browser", nil, "", http.StatusSwitchingProtocols},
		{"what the rule lets in", func(r *http.Request) bool { return r.Header.Get("Origin") == own }, own, http.StatusSwitchingProtocols},
		{"what the rule keeps out", func(r *http.Request) bool { return r.Header.Get("Origin") == own }, "http://localhost:1", http.StatusForbidden},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			h := open(t, test.allow)
			header := http.Header{}
			if test.origin != "" {
				header.Set("Origin", test.origin)
			}
			conn, response, err := h.dial(header)
			if response == nil || response.StatusCode != test.status {
				t.Fatalf("it gets %v", err)
			}
			if conn != nil {
				_ = conn.Close()
			}
		})
	}
}

// TestUntrustedPagesKeepNobodyOut holds that a source in OBS finds a place, and is
// the player, however many programs hold theirs and whatever they say.
func TestUntrustedPagesKeepNobodyOut(t *testing.T) {
	h := open(t, nil)
	for i := range maxPages {
		untrusted := h.connect()
		h.says(untrusted, fmt.Sprintf(`{"type":"hello","id":"s%d","widget":"player","obs":true,"acks":true,"visible":true,"active":true}`, i))
		h.await(untrusted, "state", func(map[string]any) bool { return true })
	}
	// The server may meet the silent ones in another order than they were
	// opened: the first that is closed is its oldest.
	first := make(chan int, maxUnidentified+1)
	for range maxUnidentified + 1 {
		silent := h.connect()
		go func() {
			var err error
			for err == nil {
				_, _, err = silent.ReadMessage()
			}
			var closed *websocket.CloseError
			if errors.As(err, &closed) {
				first <- closed.Code
			}
		}()
	}
	if code := <-first; code != websocket.CloseTryAgainLater {
		t.Errorf("the oldest that says nothing was closed with %d", code)
	}
	source, _, err := h.dial(http.Header{"Origin": {h.server.URL}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = source.Close() })
	h.says(source, `{"type":"hello","id":"obs","widget":"player","obs":true,"acks":true,"visible":true,"active":true}`)
	h.await(source, "state", func(f map[string]any) bool { return f["player"] == "obs" })
	late := h.connect()
	h.says(late, `{"type":"hello","id":"late","widget":"player","obs":true,"visible":true}`)
	if code := h.closing(late); code != websocket.CloseTryAgainLater {
		t.Errorf("one more program was closed with %d", code)
	}
	if got := h.overlay.Health(); got.Widgets != maxPages || got.Player != "obs" {
		t.Errorf("it is %+v", got)
	}
}
