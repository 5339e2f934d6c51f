// Package socket serves one WebSocket: text frames, one writer, pings and
// deadlines. A client that cannot keep up is dropped. What the frames mean is
// left to the packages that use it. It is the home of gorilla/websocket.
package socket

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

// The codes with which a conversation ends.
const (
	Normal    = websocket.CloseNormalClosure
	GoingAway = websocket.CloseGoingAway
	NotText   = websocket.CloseUnsupportedData
	Refused   = websocket.ClosePolicyViolation
	TooBig    = websocket.CloseMessageTooBig
	TryLater  = websocket.CloseTryAgainLater
)

const (
	closeTimeout = time.Second // how long the other side may take to answer our close
	maxReason    = 120         // bytes of a close reason: a control frame holds 125
)

// Options say how a socket behaves. What is zero gets its default.
type Options struct {
	// AllowOrigin reports whether the page that asks may connect. Without it
	// only a page of the same host may.
	AllowOrigin func(*http.Request) bool
	ReadLimit   int64         // the largest frame taken, 64 kB
	Outbox      int           // frames that may wait to be written, 64
	Ping        time.Duration // between pings, 15 s
	PongWait    time.Duration // silence after which the other side is gone, 40 s
	WriteWait   time.Duration // for one frame to leave, 5 s
}

func (o Options) withDefaults() Options {
	fill(&o.ReadLimit, 64<<10)
	fill(&o.Outbox, 64)
	fill(&o.Ping, 15*time.Second)
	fill(&o.PongWait, 40*time.Second)
	fill(&o.WriteWait, 5*time.Second)
	return o
}

func fill[T int | int64 | time.Duration](field *T, value T) {
	if *field <= 0 {
		*field = value
	}
}

// Closed is the error of Read after the other side closed the connection.
type Closed struct {
	Code   int
	Reason string
}

func (c *Closed) Error() string { return fmt.Sprintf("the other side closed: %d %s", c.Code, c.Reason) }

// Conn is one connection. One goroutine may call Read; Send and Close may be
// called from anywhere at any time.
type Conn struct {
	ws     *websocket.Conn
	o      Options
	outbox chan []byte
	silent chan struct{} // closed when nothing more can be read

	end    sync.Once
	ended  chan struct{} // closed when the conversation is over on our side
	code   int
	reason string
}

// Accept turns a request into a socket. After an error the answer has
// already been written.
func Accept(w http.ResponseWriter, r *http.Request, o Options) (*Conn, error) {
	o = o.withDefaults()
	upgrader := websocket.Upgrader{CheckOrigin: o.AllowOrigin, HandshakeTimeout: o.WriteWait}
	ws, err := upgrader.Upgrade(w, r, nil)
	if err != nil {
		return nil, fmt.Errorf("accept a socket: %w", err)
	}
	c := &Conn{
		ws: ws, o: o,
		outbox: make(chan []byte, o.Outbox),
		silent: make(chan struct{}),
		ended:  make(chan struct{}),
	}
	ws.SetReadLimit(o.ReadLimit)
	if err := c.alive(""); err != nil {
		return nil, errors.Join(fmt.Errorf("accept a socket: %w", err), ws.Close())
	}
	ws.SetPongHandler(c.alive)
	go c.write()
	return c, nil
}

// alive records that the other side is alive.
func (c *Conn) alive(string) error { return c.ws.SetReadDeadline(time.Now().Add(c.o.PongWait)) }

// Send hands a text frame to the writer and never waits. False means that
// the conversation is over: it was closed, or the other side is so slow that
// the outbox is full, and then it is dropped at once.
func (c *Conn) Send(frame []byte) bool {
	select {
	case <-c.ended:
		return false
	default:
	}
	select {
	case c.outbox <- frame:
		return true
	default:
		c.drop()
		return false
	}
}

// Read waits for the next text frame. Any error is the end: *Closed if the
// other side closed it, and the context's error if that ended first. The
// other side is told a *Closed that is the context's cause.
func (c *Conn) Read(ctx context.Context) ([]byte, error) {
	stop := context.AfterFunc(ctx, func() {
		end := &Closed{Code: GoingAway, Reason: "shutting down"}
		_ = errors.As(context.Cause(ctx), &end)
		c.Close(end.Code, end.Reason)
	})
	defer stop()
	kind, frame, err := c.ws.ReadMessage()
	if err == nil && kind != websocket.TextMessage {
		err = errors.New("it was not a text frame")
		c.Close(NotText, "text frames only")
	}
	if err == nil {
		return frame, c.alive("")
	}
	c.hangUp()
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	var closed *websocket.CloseError
	if errors.As(err, &closed) {
		return nil, &Closed{Code: closed.Code, Reason: closed.Text}
	}
	return nil, fmt.Errorf("read from a socket: %w", err)
}

// Close ends the conversation after what waits in the outbox was written. It
// does not wait for that. The first call decides what is said; of a long
// reason the protocol carries the beginning.
func (c *Conn) Close(code int, reason string) {
	c.end.Do(func() {
		c.code, c.reason = code, strings.ToValidUTF8(reason[:min(len(reason), maxReason)], "")
		close(c.ended)
	})
}

// Ended returns a channel that is closed when our side ended the connection.
func (c *Conn) Ended() <-chan struct{} { return c.ended }

// drop ends it without ceremony: the other side does not read anyway.
func (c *Conn) drop() {
	c.Close(TryLater, "too slow")
	_ = c.ws.Close() // what remains to be said nobody would read
}

// hangUp records that nothing more can be read, which ends the writer too.
func (c *Conn) hangUp() {
	c.Close(Normal, "")
	select {
	case <-c.silent:
	default:
		close(c.silent)
	}
}
