package donationalerts

import (
	"context"
	"errors"
	"net"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gorilla/websocket"
)

// alone is a listener of one connection.
type alone struct {
	net.Listener
	conn chan net.Conn
}

func (a alone) Accept() (net.Conn, error) {
	if conn, ok := <-a.conn; ok {
		return conn, nil
	}
	return nil, net.ErrClosed
}

func (a alone) Close() error   { return nil }
func (a alone) Addr() net.Addr { return &net.TCPAddr{} }

// pair are the two ends of an open connection.
func pair(t *testing.T) (ours, theirs *websocket.Conn) {
	t.Helper()
	near, far := net.Pipe()
	listener := alone{conn: make(chan net.Conn, 1)}
	listener.conn <- far
	opened := make(chan *websocket.Conn, 1)
	server := http.Server{ReadHeaderTimeout: time.Minute, Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		upgrader := websocket.Upgrader{}
		ws, err := upgrader.Upgrade(w, r, nil)
		if err != nil {
			t.Error(err)
		}
		opened <- ws
	})}
	go func() { _ = server.Serve(listener) }()
	dialer := websocket.Dialer{NetDialContext: func(context.Context, string, string) (net.Conn, error) { return near, nil }}
	ours, answer, err := dialer.DialContext(t.Context(), "ws://realtime.test/", nil)
	if err != nil {
		t.Fatal(err)
	}
	_ = answer.Body.Close()
	close(listener.conn)
	return ours, <-opened
}

// TestAConnectionLivesAsLongAsPingsCome: for an hour there is nothing else,
// as often as the real server sends them; then they end.
func TestAConnectionLivesAsLongAsPingsCome(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const every, pings = 25 * time.Second, 144
		ours, theirs := pair(t)
		silence := defaultTiming().silence
		w, err := serve(t.Context(), ours, silence)
		if err != nil {
			t.Fatal(err)
		}
		pongs := make(chan int, 1)
		go func() {
			n := 0
			theirs.SetPongHandler(func(string) error { n++; return nil })
			for _, _, err := theirs.ReadMessage(); err == nil; {
				_, _, err = theirs.ReadMessage()
			}
			pongs <- n
		}()
		go func() {
			for range pings {
				time.Sleep(every)
				if theirs.WriteControl(websocket.PingMessage, nil, time.Now().Add(time.Second)) != nil {
					return // it is over, too early
				}
			}
		}()
		began := time.Now()
		_, _, err = w.next()
		if lived := time.Since(began); !errors.Is(err, errSilent) || lived != pings*every+silence {
			t.Errorf("it ended after %v: %v", lived, err)
		}
		w.close()
		if n := <-pongs; n != pings {
			t.Errorf("%d of %d pings were answered", n, pings)
		}
		time.Sleep(every) // for who pings, to find that out
	})
}
