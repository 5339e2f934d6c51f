package donationalerts

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"time"

	"github.com/gorilla/websocket"

	"streamspark/internal/outbound"
)

const (
	largestMessage = 1 << 20
	writeLimit     = 10 * time.Second
	dialLimit      = 20 * time.Second
)

var errSilent = errors.New("the realtime connection fell silent")

// wire is one realtime connection. One goroutine may use it at a time.
type wire struct {
	ws      *websocket.Conn
	silence time.Duration
	stop    func() bool
	waiting []frame // read and not looked at yet
	broken  int     // how much of what was read was no frame
	sent    uint64  // the number of the last command
}

// closed is the goodbye of the realtime server.
type closed struct {
	code   int
	reason string
	final  bool // it does not want us back as we are
}

func (c *closed) Error() string {
	return fmt.Sprintf("the realtime server closed the connection: %d %s", c.code, c.reason)
}

// dial opens a connection that ends with ctx.
func (s *Source) dial(ctx context.Context, address string, silence time.Duration) (*wire, error) {
	dialer := websocket.Dialer{HandshakeTimeout: dialLimit}
	if network := s.o.Network; network != nil {
		to, err := url.Parse(address)
		if err != nil {
			return nil, errors.New("open the realtime connection: its address cannot be read")
		}
		dialer.NetDialContext = func(ctx context.Context, _, _ string) (net.Conn, error) { return network.Dial(ctx, Name, to) }
		dialer.TLSClientConfig = network.TLS
	}
	ws, answer, err := dialer.DialContext(ctx, address, http.Header{"User-Agent": {"StreamSpark/1.0"}})
	if answer != nil && answer.Body != nil {
		defer answer.Body.Close()
	}
	switch {
	case err != nil && answer != nil:
		if refusal := outbound.Refusal("the realtime server", answer); outbound.TurnedAway(refusal) {
			return nil, fmt.Errorf("open the realtime connection: %w", refusal)
		}
		return nil, fmt.Errorf("open the realtime connection: the answer was HTTP %d", answer.StatusCode)
	case err != nil:
		return nil, fmt.Errorf("open the realtime connection: %w", err)
	}
	return attend(ctx, ws, silence)
}

// attend keeps an open connection until ctx ends or it falls silent.
func attend(ctx context.Context, ws *websocket.Conn, silence time.Duration) (*wire, error) {
	w := &wire{ws: ws, silence: silence}
	ws.SetReadLimit(largestMessage)
	pong := ws.PingHandler() // answers
	ws.SetPingHandler(func(said string) error {
		if err := w.alive(); err != nil {
			return err
		}
		return pong(said)
	})
	w.stop = context.AfterFunc(ctx, w.leave)
	return w, w.alive()
}

// alive notes a sign of life.
func (w *wire) alive() error { return w.ws.SetReadDeadline(time.Now().Add(w.silence)) }

// leave says goodbye and ends whatever waits for the other side.
func (w *wire) leave() {
	goodbye := websocket.FormatCloseMessage(websocket.CloseNormalClosure, "")
	_ = w.ws.WriteControl(websocket.CloseMessage, goodbye, time.Now().Add(time.Second))
	_ = w.ws.Close()
}

// hangUp ends the connection.
func (w *wire) hangUp() {
	if w.stop() {
		w.leave()
	}
}

// say sends a command and waits for its answer. Pushes that come first wait
// for next.
func (w *wire) say(c command) (frame, error) {
	w.sent++
	c.ID = w.sent
	raw, err := json.Marshal(c)
	if err != nil {
		return frame{}, fmt.Errorf("encode a realtime command: %w", err)
	}
	if err := w.ws.SetWriteDeadline(time.Now().Add(writeLimit)); err != nil {
		return frame{}, fmt.Errorf("send a realtime command: %w", err)
	}
	if err := w.ws.WriteMessage(websocket.TextMessage, raw); err != nil {
		// What the other side said before it hung up explains more.
		if _, said := w.read(); said != nil {
			return frame{}, said
		}
		return frame{}, fmt.Errorf("send a realtime command: %w", err)
	}
	for {
		frames, err := w.read()
		if err != nil {
			return frame{}, err
		}
		var answer *frame
		for _, f := range frames {
			if f.id == c.ID && answer == nil {
				answer = &f
			} else {
				w.waiting = append(w.waiting, f)
			}
		}
		if answer == nil {
			continue
		}
		if answer.refused != nil {
			return frame{}, answer.refused
		}
		return *answer, nil
	}
}

// next waits for the frames of the next message.
func (w *wire) next() (frames []frame, broken int, err error) {
	frames, broken = w.waiting, w.broken
	w.waiting, w.broken = nil, 0
	if len(frames) > 0 || broken > 0 {
		return frames, broken, nil
	}
	frames, err = w.read()
	broken, w.broken = w.broken, 0
	return frames, broken, err
}

func (w *wire) read() ([]frame, error) {
	_, message, err := w.ws.ReadMessage()
	if err == nil {
		frames, broken := readFrames(message)
		w.broken += broken
		return frames, w.alive()
	}
	var said *websocket.CloseError
	if errors.As(err, &said) && said.Code != websocket.CloseAbnormalClosure {
		return nil, farewell(said)
	}
	var late net.Error
	if errors.As(err, &late) && late.Timeout() {
		return nil, fmt.Errorf("%w: nothing came for %s", errSilent, w.silence)
	}
	return nil, fmt.Errorf("the realtime connection broke: %w", err)
}

// farewell reads a close frame. Its reason is JSON and reports whether to come
// back; where it is plain text, the newer ranges of codes say so.
func farewell(said *websocket.CloseError) *closed {
	c := &closed{code: said.Code, reason: cut(clean(said.Text), 100)}
	var f fields
	if json.Unmarshal([]byte(said.Text), &f) == nil && f != nil {
		c.reason = cut(f.text("reason"), 100)
		c.final = string(f["reconnect"]) == "false"
		return c
	}
	c.final = c.code >= 3500 && c.code <= 3999 || c.code >= 4500 && c.code <= 4999
	return c
}
