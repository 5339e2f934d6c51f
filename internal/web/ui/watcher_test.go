package ui

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

const patience = 30 * time.Second // for what must happen, on a busy machine

// watcher is a connected dashboard. Like a browser it reads what comes, and
// answers pings, while the test does something else.
type watcher struct {
	t      *testing.T
	ws     *websocket.Conn
	shown  map[string]string // the latest HTML of each piece, by its id
	frames chan []byte       // closed at the end of the connection
	end    error             // why it ended
}

// open connects a dashboard.
func (w *world) open(query string) *watcher {
	w.T.Helper()
	ws, response, err := websocket.DefaultDialer.Dial("ws"+strings.TrimPrefix(w.HTTP.URL, "http")+"/ws/dashboard?"+query, nil)
	if err != nil {
		w.T.Fatal(err)
	}
	_ = response.Body.Close()
	w.T.Cleanup(func() { _ = ws.Close() })
	v := &watcher{t: w.T, ws: ws, shown: map[string]string{}, frames: make(chan []byte, 10_000)}
	go func() {
		defer close(v.frames)
		for {
			_, frame, err := ws.ReadMessage()
			if err != nil {
				v.end = err
				return
			}
			v.frames <- frame
		}
	}()
	return v
}

func (w *world) run() (stop func()) {
	ctx, cancel := context.WithCancel(w.T.Context())
	over := make(chan struct{})
	go func() {
		defer close(over)
		if err := w.live.Run(ctx); err != nil {
			w.T.Errorf("the desk ended with %v", err)
		}
	}()
	stop = func() { cancel(); <-over }
	w.T.Cleanup(stop)
	return stop
}

// next returns the next frame.
func (v *watcher) next() (u update, err error) {
	v.t.Helper()
	var frame []byte
	var open bool
	select {
	case frame, open = <-v.frames:
	case <-time.After(patience):
		return u, errors.New("nothing came")
	}
	if !open {
		return u, v.end
	}
	if err := json.Unmarshal(frame, &u); err != nil {
		v.t.Fatalf("%q is no frame: %v", frame, err)
	}
	for _, p := range u.Pieces {
		v.shown[p.ID] = p.HTML
	}
	return u, nil
}

// until reads frames until the predicate holds for one of them. What may have
// come with an earlier frame is waited for with shows.
func (v *watcher) until(what string, wanted func(update) bool) update {
	v.t.Helper()
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); {
		u, err := v.next()
		if err != nil {
			v.t.Fatalf("waiting for %s: %v", what, err)
		}
		if wanted(u) {
			return u
		}
	}
	v.t.Fatalf("%s never came", what)
	return update{}
}

// shows reads frames until a piece contains a text, unless it does already.
func (v *watcher) shows(id, text string) {
	v.t.Helper()
	if !strings.Contains(v.shown[id], text) {
		v.until(fmt.Sprintf("%q in %s", text, id), func(update) bool { return strings.Contains(v.shown[id], text) })
	}
}

func (u update) piece(id string) string {
	for _, p := range u.Pieces {
		if p.ID == id {
			return p.HTML
		}
	}
	return ""
}

func (u update) rows() (ids []string) {
	for _, p := range u.Pieces {
		if p.List == "celebrations" {
			ids = append(ids, p.ID)
		}
	}
	return ids
}

func isUpdate(u update) bool { return u.Type == "update" }
