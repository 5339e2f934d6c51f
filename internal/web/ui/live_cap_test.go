package ui

import (
	"net/http"
	"strings"
	"testing"

	"github.com/gorilla/websocket"
)

func TestOnlySoManyDashboardsAreOpen(t *testing.T) {
	w := newWorld(t)
	w.run()
	first := w.open("page=dashboard")
	for range maxClients - 1 {
		w.open("page=money")
	}
	address := "ws" + strings.TrimPrefix(w.HTTP.URL, "http") + "/ws/dashboard"
	_, response, err := websocket.DefaultDialer.DialContext(t.Context(), address, nil)
	if err == nil || response == nil || response.StatusCode != http.StatusServiceUnavailable {
		t.Fatalf("one more is let in: %v", err)
	}
	_ = response.Body.Close()
	_ = first.ws.Close()
	for { // as soon as that is noticed
		ws, again, err := websocket.DefaultDialer.DialContext(t.Context(), address, nil)
		if err == nil {
			again.Body.Close()
			_ = ws.Close()
			return
		}
		if again == nil || t.Context().Err() != nil {
			t.Fatalf("after one left nobody is let in: %v", err)
		}
		again.Body.Close()
	}
}
