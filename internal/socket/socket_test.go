package socket

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

const patience = 10 * time.Second // for what must happen, on a busy machine

// serve answers every request with a socket and hands it to talk.
func serve(t *testing.T, o Options, talk func(*Conn)) string {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c, err := Accept(w, r, o)
		if err != nil {
			return
		}
		talk(c)
	}))
	t.Cleanup(server.Close)
	return "ws" + strings.TrimPrefix(server.URL, "http")
}

func dial(t *testing.T, url string) *websocket.Conn {
	t.Helper()
	ws, response, err := websocket.DefaultDialer.Dial(url, nil)
	if err != nil {
		t.Fatal(err)
	}
	_ = response.Body.Close()
	t.Cleanup(func() { _ = ws.Close() })
	if err := ws.SetReadDeadline(time.Now().Add(patience)); err != nil {
		t.Fatal(err)
	}
	return ws
}

// wait gives what a channel gets, or fails the test.
func wait[T any](t *testing.T, c <-chan T, what string) T {
	t.Helper()
	select {
	case v := <-c:
		return v
	case <-time.After(patience):
		t.Fatalf("%s never happened", what)
		panic("unreachable")
	}
}

func TestFramesGoBothWaysAndTheCloseComesLast(t *testing.T) {
	url := serve(t, Options{}, func(c *Conn) {
		for {
			frame, err := c.Read(t.Context())
			if err != nil {
				return
			}
			c.Send([]byte("heard " + string(frame)))
			c.Send([]byte("and more"))
			c.Close(Refused, "that was all")
		}
	})
	ws := dial(t, url)
	if err := ws.WriteMessage(websocket.TextMessage, []byte("Привет")); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"heard Привет", "and more"} {
		kind, frame, err := ws.ReadMessage()
		if err != nil || kind != websocket.TextMessage || string(frame) != want {
			t.Fatalf("got %d %q, %v; want %q", kind, frame, err, want)
		}
	}
	_, _, err := ws.ReadMessage()
	var closed *websocket.CloseError
	if !errors.As(err, &closed) || closed.Code != Refused || closed.Text != "that was all" {
		t.Fatalf("the end is %v", err)
	}
}

func TestReadSaysHowItEnded(t *testing.T) {
	tests := map[string]struct {
		act  func(*testing.T, *websocket.Conn)
		want func(error) bool
		code int // what the client is told, 0: nothing
	}{
		"a close": {
			act: func(t *testing.T, ws *websocket.Conn) {
				message := websocket.FormatCloseMessage(GoingAway, "page left")
				if err := ws.WriteControl(websocket.CloseMessage, message, time.Now().Add(patience)); err != nil {
					t.Error(err)
				}
			},
			want: func(err error) bool {
				var closed *Closed
				return errors.As(err, &closed) && closed.Code == GoingAway && closed.Reason == "page left"
			},
			code: GoingAway,
		},
		"a frame that is too large": {
			act: func(t *testing.T, ws *websocket.Conn) {
				if err := ws.WriteMessage(websocket.TextMessage, make([]byte, 101)); err != nil {
					t.Error(err)
				}
			},
			want: func(err error) bool { return errors.Is(err, websocket.ErrReadLimit) },
			code: TooBig,
		},
		"a frame that is not text": {
			act: func(t *testing.T, ws *websocket.Conn) {
				if err := ws.WriteMessage(websocket.BinaryMessage, []byte{1}); err != nil {
					t.Error(err)
				}
			},
			want: func(err error) bool { return strings.Contains(err.Error(), "not a text frame") },
			code: NotText,
		},
		"a cut line": {
			act:  func(_ *testing.T, ws *websocket.Conn) { _ = ws.NetConn().Close() },
			want: func(err error) bool { return err != nil },
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			ends := make(chan error, 1)
			conns := make(chan *Conn, 1)
			url := serve(t, Options{ReadLimit: 100}, func(c *Conn) {
				conns <- c
				_, err := c.Read(context.Background())
				ends <- err
			})
			ws := dial(t, url)
			tt.act(t, ws)
			if err := wait(t, ends, "the end of Read"); !tt.want(err) {
				t.Errorf("Read says %v", err)
			}
			c := wait(t, conns, "the connection")
			if wait(t, c.Ended(), "the end of the conversation"); c.Send([]byte("x")) {
				t.Error("Send after the end says that it went")
			}
			if tt.code == 0 {
				return
			}
			_, _, err := ws.ReadMessage()
			if !websocket.IsCloseError(err, tt.code) {
				t.Errorf("the client is told %v, want %d", err, tt.code)
			}
		})
	}
}

func TestTheContextEndsTheConversation(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	ends := make(chan error, 1)
	url := serve(t, Options{}, func(c *Conn) {
		_, err := c.Read(ctx)
		ends <- err
	})
	ws := dial(t, url)
	cancel()
	if _, _, err := ws.ReadMessage(); !websocket.IsCloseError(err, GoingAway) {
		t.Errorf("the client is told %v", err)
	}
	if err := wait(t, ends, "the end of Read"); !errors.Is(err, context.Canceled) {
		t.Errorf("Read says %v", err)
	}
}

func TestASlowClientIsDroppedAndNeverWaitedFor(t *testing.T) {
	sent := make(chan int, 1)
	url := serve(t, Options{Outbox: 4, WriteWait: time.Hour}, func(c *Conn) {
		frame, n := make([]byte, 32<<20), 0 // more than the system's buffers hold: the writer hangs in the first
		for c.Send(frame) {
			n++
		}
		sent <- n
		wait(t, c.Ended(), "the drop")
	})
	ws := dial(t, url) // and it never reads
	if n := wait(t, sent, "the drop"); n < 4 {
		t.Errorf("dropped after %d frames, although 4 fit the outbox", n)
	}
	for {
		if _, _, err := ws.ReadMessage(); err != nil {
			return // the line is cut, also with a writer that had an hour
		}
	}
}

func TestSilenceEndsIt(t *testing.T) {
	ends := make(chan error, 1)
	url := serve(t, Options{Ping: 20 * time.Millisecond, PongWait: 100 * time.Millisecond}, func(c *Conn) {
		_, err := c.Read(context.Background())
		ends <- err
	})
	dial(t, url) // it does not read, so it answers no ping
	var timeout net.Error
	if err := wait(t, ends, "the end of Read"); !errors.As(err, &timeout) || !timeout.Timeout() {
		t.Errorf("Read says %v", err)
	}
}

func TestPongsKeepItAlive(t *testing.T) {
	ends := make(chan error, 1)
	url := serve(t, Options{Ping: 20 * time.Millisecond, PongWait: 2 * time.Second}, func(c *Conn) {
		_, err := c.Read(context.Background())
		ends <- err
	})
	ws := dial(t, url)
	pings := make(chan struct{}, 1000)
	answer := ws.PingHandler()
	ws.SetPingHandler(func(text string) error {
		pings <- struct{}{}
		return answer(text)
	})
	go func() { _, _, _ = ws.ReadMessage() }()
	for range 5 {
		wait(t, pings, "a ping")
	}
	select {
	case err := <-ends:
		t.Errorf("it ended: %v", err)
	default:
	}
}

func TestAPageOfAnotherSiteIsRefused(t *testing.T) {
	url := serve(t, Options{}, func(*Conn) { t.Error("it was accepted") })
	_, response, err := websocket.DefaultDialer.Dial(url, http.Header{"Origin": {"https://evil.example"}})
	if err == nil || response == nil || response.StatusCode != http.StatusForbidden {
		t.Errorf("got %v, %v", response, err)
	}
	asked := serve(t, Options{AllowOrigin: func(r *http.Request) bool { return r.Header.Get("Origin") == "https://mine.example" }},
		func(c *Conn) { c.Close(Normal, strings.Repeat("я", 200)) })
	ws, response, err := websocket.DefaultDialer.Dial(asked, http.Header{"Origin": {"https://mine.example"}})
	if err != nil {
		t.Fatal(err)
	}
	_ = response.Body.Close()
	t.Cleanup(func() { _ = ws.Close() })
	if _, _, err := ws.ReadMessage(); !websocket.IsCloseError(err, Normal) {
		t.Errorf("a long reason gives %v", err)
	}
}
