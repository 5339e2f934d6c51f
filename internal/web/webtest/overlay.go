package webtest

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"time"

	"github.com/gorilla/websocket"

	"streamspark/internal/celebration"
	"streamspark/internal/overlay"
)

// runOverlay runs an overlay until the test ends. It reads the store when the
// test or the web asks it to, and not by itself.
func (s *Server) runOverlay() {
	s.Overlay = overlay.New(overlay.Options{
		Store: s.Store, Settings: func() overlay.Settings {
			c := s.Settings.Get()
			return overlay.Settings{Volume: c.Overlay.Volume, MaxPlayback: c.Overlay.MaxPlayback, Tiers: c.Tiers}
		},
		AllowOrigin: func(r *http.Request) bool { return s.AllowOrigin == nil || s.AllowOrigin(r) },
	})
	ctx, cancel := context.WithCancel(context.WithoutCancel(s.T.Context()))
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = s.Overlay.Run(ctx) // it returns nil
	}()
	s.StopOverlay = func() { cancel(); <-ended }
	s.T.Cleanup(s.StopOverlay)
}

// Widget is a page with the widget.
type Widget struct {
	s  *Server
	ws *websocket.Conn
}

// Connect opens a page with the widget, which the overlay elects where it is
// visible and the first.
func (s *Server) Connect(id string, visible bool) *Widget {
	s.T.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := s.Overlay.Serve(w, r); err != nil {
			w.WriteHeader(http.StatusServiceUnavailable)
		}
	}))
	s.T.Cleanup(server.Close)
	ws, response, err := websocket.DefaultDialer.DialContext(s.T.Context(), "ws"+strings.TrimPrefix(server.URL, "http"), nil)
	if err != nil {
		s.T.Fatal(err)
	}
	_ = response.Body.Close()
	s.T.Cleanup(func() { _ = ws.Close() })
	before := s.Overlay.Health().Widgets
	w := &Widget{s, ws}
	w.says(fmt.Sprintf(`{"type":"hello","id":%q,"widget":"player","visible":%t}`, id, visible))
	s.Until("the widget is connected", func() bool { return s.Overlay.Health().Widgets > before })
	return w
}

func (w *Widget) says(frame string) {
	w.s.T.Helper()
	if err := w.ws.WriteMessage(websocket.TextMessage, []byte(frame)); err != nil {
		w.s.T.Fatal(err)
	}
}

// Play has the widget show what it is sent next, and returns that.
func (w *Widget) Play() celebration.Playback {
	w.s.T.Helper()
	var playing celebration.Playback
	is := func(state celebration.PlaybackState) func() bool {
		return func() bool {
			p := w.s.Overlay.Health().Playing
			if p == nil || p.State != state {
				return false
			}
			playing = *p
			return true
		}
	}
	w.s.Overlay.Refresh()
	w.s.Until("a clip is sent", is(celebration.PlaybackSent))
	w.says(fmt.Sprintf(`{"type":"started","playback":%d}`, playing.ID))
	w.s.Until("it is shown", is(celebration.PlaybackStarted))
	return playing
}

// End reports that a clip of some seconds was shown to its end.
func (w *Widget) End(p celebration.Playback) {
	w.s.T.Helper()
	w.says(fmt.Sprintf(`{"type":"ended","playback":%d,"shown_ms":5000}`, p.ID))
	w.s.Until("nothing plays", func() bool { return w.s.Overlay.Health().Playing == nil })
}

// Show plays a clip on a widget.
func (s *Server) Show(filename string) celebration.Playback {
	s.T.Helper()
	if _, err := s.Overlay.Play(s.T.Context(), filename); err != nil {
		s.T.Fatal(err)
	}
	return s.Connect("page-1", true).Play()
}

// Pause pauses the queue.
func (s *Server) Pause(why string) {
	s.T.Helper()
	if err := s.Overlay.Pause(s.T.Context(), why); err != nil {
		s.T.Fatal(err)
	}
}

// PauseFor pauses the queue as the program does by itself.
func (s *Server) PauseFor(why celebration.Reason) {
	s.T.Helper()
	if err := s.Overlay.PauseFor(s.T.Context(), why); err != nil {
		s.T.Fatal(err)
	}
}

// Until waits for what must come, also on a busy machine.
func (s *Server) Until(what string, is func() bool) {
	s.T.Helper()
	for deadline := time.Now().Add(2 * time.Minute); !is(); time.Sleep(2 * time.Millisecond) {
		if time.Now().After(deadline) {
			s.T.Fatalf("it never came that %s", what)
		}
	}
}
