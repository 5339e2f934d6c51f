package e2e

import (
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"streamspark/internal/standin"
)

// frames connects a page that shows all that it is sent at once, and returns what it
// was sent so far.
func (p *program) frames() func() string {
	p.t.Helper()
	ws, response, err := websocket.DefaultDialer.DialContext(p.t.Context(), "ws"+strings.TrimPrefix(p.app.URL(), "http")+"/ws/widget", nil)
	if err != nil {
		p.t.Fatal(err)
	}
	response.Body.Close()
	hello := map[string]any{
		"type": "hello", "id": "test", "widget": "player", "visible": true, "acks": true, "scenes": true, "credits": true,
		"needs": []string{"last", "top", "queue", "timer", "credits", "sum", "totals"}, "of": "last",
	}
	if err := ws.WriteJSON(hello); err != nil {
		p.t.Fatal(err)
	}
	var mu sync.Mutex
	var all strings.Builder
	ended := make(chan struct{})
	p.t.Cleanup(func() { _ = ws.Close(); <-ended })
	go func() {
		defer close(ended)
		for {
			kind, text, err := ws.ReadMessage()
			if err != nil || kind != websocket.TextMessage {
				return
			}
			mu.Lock()
			all.Write(append(text, '\n'))
			mu.Unlock()
			var frame struct {
				Type, Key string
				Playback  int64
			}
			if err := json.Unmarshal(text, &frame); err != nil {
				continue
			}
			switch frame.Type {
			case "alert":
				err = ws.WriteJSON(map[string]any{"type": "thanked", "key": frame.Key})
			case "play":
				err = ws.WriteJSON(map[string]any{"type": "started", "playback": frame.Playback, "duration_ms": 100})
				if err == nil {
					err = ws.WriteJSON(map[string]any{"type": "ended", "playback": frame.Playback, "shown_ms": 60_000})
				}
			}
			if err != nil {
				return
			}
		}
	}()
	return func() string {
		mu.Lock()
		defer mu.Unlock()
		return all.String()
	}
}

// TestNothingHiddenLeavesTheProgram hides a name and a part of a message, and looks
// for both in all that goes out: frames, the voice, the prompt, the log and answers.
func TestNothingHiddenLeavesTheProgram(t *testing.T) {
	t.Parallel()
	p := start(t, true, map[string]string{
		"speech.provider": "openai_voice", "moderation.own_words": "zzhidden*", "overlay.language": "en",
	})
	p.stand.SetJobTime(0)
	frames := p.frames()
	text := func(s string) *string { return &s }
	gave := func(donor, message string) int64 {
		return p.viewer(standin.Donation{
			Donor: text(donor), Message: text(message), Amount: 1500, Currency: "RUB", CreatedAt: time.Now(), PayinSystem: map[string]string{"title": "card"},
		})
	}
	first := gave("Ann zzhidden1", "good luck zz-hidden2 t.me/zzhidden3 friend")
	held := gave("Bob", "call +7 999 123-45-67, good luck")
	p.until(first, "played")
	p.until(held, "held")
	p.must("POST", "/api/credits", nil)
	p.eventually(func() bool { return strings.Contains(frames(), `"credits":{`) }, func() string { return "the credits never come: " + frames() })
	p.eventually(func() bool { return len(p.stand.Spoken()) > 0 }, func() string { return "nothing is spoken" })

	out := map[string]string{"the frames": frames(), "the log": p.out.String(), "what is spoken": fmt.Sprint(p.stand.Spoken()), "the orders": fmt.Sprint(p.stand.Jobs())}
	for _, path := range []string{
		"/api/state", "/api/queue", "/api/donations", "/api/generation-status", "/api/summary", "/api/clips", "/api/latest-video", "/api/recent-videos", "/summary", "/clips", "/status",
	} {
		status, body := p.call("GET", path, nil)
		if status != 200 {
			t.Errorf("%s: %d", path, status)
		}
		out[path] = string(body)
	}
	for where, content := range out {
		for _, hidden := range []string{"zzhidden", "zz-hidden", "999 123"} {
			if strings.Contains(content, hidden) {
				t.Errorf("%s: %q is in %s", where, hidden, content)
			}
		}
	}
	for where, want := range map[string]string{"the frames": "good luck ••• ••• friend", "what is spoken": "good luck", "the orders": "good luck", "/api/donations": "good luck ••• ••• friend"} {
		if !strings.Contains(out[where], want) {
			t.Errorf("%s: there is no %q in %s", where, want, out[where])
		}
	}

	// The streamer sees all of it, with what is hidden marked.
	_, page := p.call("GET", fmt.Sprintf("/celebrations/%d?lang=en", first), nil)
	for _, want := range []string{`>Ann zzhidden1</mark>`, `>zz-hidden2</mark>`, "Hidden on the stream: "} {
		if !strings.Contains(string(page), want) {
			t.Errorf("its page has no %s", want)
		}
	}
	// What the streamer lets pass is shown.
	p.must("POST", fmt.Sprintf("/api/celebrations/%d/approve", held), nil)
	p.until(held, "played")
	p.eventually(func() bool { return strings.Contains(frames(), "call +7 999 123-45-67") }, func() string { return "it is not shown: " + frames() })
}
