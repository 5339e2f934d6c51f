package donationalerts

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"time"

	"github.com/gorilla/websocket"

	"streamspark/internal/fault"
	"streamspark/internal/outbound"
)

const (
	maxMessage   = 1 << 20
	writeTimeout = 10 * time.Second
	dialTimeout  = 20 * time.Second
)

var errSilent = fault.New(fault.Retry, "donationalerts.fell_silent", "time", time.Minute)

// socket is one realtime connection. One goroutine may use it at a time.
type socket struct {
	ws      *websocket.Conn
	silence time.Duration
	stop    func() bool
	waiting []frame // read and not returned yet
	broken  int     // how much of what was read was no frame
	sent    uint64  // the number of the last command
}

// closed is a connection that the realtime server closed.
type closed struct {
	code   int
	reason string
	final  bool // it does not want us back as we are
}

func (c *closed) Error() string {
	return fmt.Sprintf("the realtime server closed the connection: %d %s", c.code, c.reason)
}

// dial opens a connection that ends with ctx.
func dial(ctx context.Context, network *outbound.Network, address string, silence time.Duration) (*socket, error) {
	dialer := websocket.Dialer{HandshakeTimeout: dialTimeout}
	if network != nil {
		to, err := url.Parse(address)
		if err != nil {
			return nil, failed("donationalerts.not_opened", nil, "problem", fault.Say("outbound.bad_address"))
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
		refusal := outbound.Refusal(address, answer)
		return nil, failed("donationalerts.not_opened", refusal, "problem", refusal.Args["problem"])
	case err != nil:
		return nil, failed("donationalerts.not_opened", err, "problem", outbound.Problem(err))
	}
	return serve(ctx, ws, silence)
}

// serve keeps an open connection until ctx ends or it falls silent.
func serve(ctx context.Context, ws *websocket.Conn, silence time.Duration) (*socket, error) {
	s := &socket{ws: ws, silence: silence}
	ws.SetReadLimit(maxMessage)
	pong := ws.PingHandler() // answers
	ws.SetPingHandler(func(said string) error {
		if err := s.alive(); err != nil {
			return err
		}
		return pong(said)
	})
	s.stop = context.AfterFunc(ctx, s.disconnect)
	return s, s.alive()
}

// alive records that the server is alive.
func (s *socket) alive() error { return s.ws.SetReadDeadline(time.Now().Add(s.silence)) }

// disconnect closes the connection and ends what waits for the server.
func (s *socket) disconnect() {
	closing := websocket.FormatCloseMessage(websocket.CloseNormalClosure, "")
	_ = s.ws.WriteControl(websocket.CloseMessage, closing, time.Now().Add(time.Second))
	_ = s.ws.Close()
}

// close ends the connection.
func (s *socket) close() {
	if s.stop() {
		s.disconnect()
	}
}

// call sends a command and waits for its reply. Pushes that come first wait
// for next.
func (s *socket) call(c command) (frame, error) {
	s.sent++
	c.ID = s.sent
	raw, err := json.Marshal(c)
	if err != nil {
		return frame{}, fmt.Errorf("encode a realtime command: %w", err)
	}
	if err := s.ws.SetWriteDeadline(time.Now().Add(writeTimeout)); err != nil {
		return frame{}, fmt.Errorf("send a realtime command: %w", err)
	}
	if err := s.ws.WriteMessage(websocket.TextMessage, raw); err != nil {
		// What the other side said before it hung up explains more.
		if _, said := s.read(); said != nil {
			return frame{}, said
		}
		return frame{}, fmt.Errorf("send a realtime command: %w", err)
	}
	for {
		frames, err := s.read()
		if err != nil {
			return frame{}, err
		}
		var answer *frame
		for _, f := range frames {
			if f.id == c.ID && answer == nil {
				answer = &f
			} else {
				s.waiting = append(s.waiting, f)
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
func (s *socket) next() (frames []frame, broken int, err error) {
	frames, broken = s.waiting, s.broken
	s.waiting, s.broken = nil, 0
	if len(frames) > 0 || broken > 0 {
		return frames, broken, nil
	}
	frames, err = s.read()
	broken, s.broken = s.broken, 0
	return frames, broken, err
}

func (s *socket) read() ([]frame, error) {
	_, message, err := s.ws.ReadMessage()
	if err == nil {
		frames, broken := readFrames(message)
		s.broken += broken
		return frames, s.alive()
	}
	var said *websocket.CloseError
	if errors.As(err, &said) && said.Code != websocket.CloseAbnormalClosure {
		return nil, readClose(said)
	}
	var late net.Error
	if errors.As(err, &late) && late.Timeout() {
		return nil, fault.New(fault.Retry, "donationalerts.fell_silent", "time", s.silence)
	}
	return nil, failed("donationalerts.broke_off", err, "problem", outbound.Problem(err))
}

// readClose reads a close frame. Its reason is JSON with a field
// for whether to reconnect; with a plain text the newer ranges of codes tell.
func readClose(said *websocket.CloseError) *closed {
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

// methodSubscribe is a method of Centrifugo's JSON protocol, version 1.
// Connecting is 0 and left out.
const methodSubscribe = 1

// The kinds of pushes that mean something here; 0 is a publication and left
// out.
const (
	pushPublication  = 0
	pushUnsubscribed = 3
)

// frame is one thing that the realtime server says: the answer to a command,
// or a push.
type frame struct {
	id      uint64 // of the command; 0: a push
	refused *replyError
	client  string // of an answer to connect: who we are
	push    int64
	channel string
	data    json.RawMessage // of a push; nil where there is none
}

// replyError is a command that the realtime server refused.
type replyError struct {
	code    uint64
	message string
}

func (e *replyError) Error() string {
	return fmt.Sprintf("the realtime server answered with error %d (%s)", e.code, e.message)
}

// readFrames splits a message into its frames, one a line. An empty line and
// {} say nothing; what is no frame is counted.
func readFrames(message []byte) (frames []frame, broken int) {
	for line := range bytes.SplitSeq(message, []byte("\n")) {
		line = bytes.TrimSpace(line)
		if len(line) == 0 {
			continue
		}
		var f fields
		if json.Unmarshal(line, &f) != nil {
			broken++
			continue
		}
		if len(f) > 0 {
			frames = append(frames, readFrame(f))
		}
	}
	return frames, broken
}

func readFrame(f fields) frame {
	read := frame{id: f.integer("id")}
	var refused, result fields
	if json.Unmarshal(f["error"], &refused) == nil && refused != nil {
		read.refused = &replyError{refused.integer("code"), cut(refused.text("message"), 100)}
	}
	if json.Unmarshal(f["result"], &result) != nil {
		return read
	}
	read.client, read.channel = result.text("client"), result.text("channel")
	read.push = int64(min(result.integer("type"), 1<<20))
	if read.id == 0 && read.channel == "" {
		read.push = -1 // a push of nothing
	}
	read.data = result["data"]
	return read
}

// donation returns the row in a publication; nil where there is none.
func (f frame) donation() json.RawMessage {
	var data fields
	if json.Unmarshal(f.data, &data) != nil {
		return nil
	}
	return data["data"]
}

// wasShown reports whether a pushed donation says that it was shown before:
// then the streamer asked to see it again.
func wasShown(raw json.RawMessage) bool {
	var f fields
	if json.Unmarshal(raw, &f) != nil {
		return false
	}
	return f.integer("is_shown") > 0 || string(f["is_shown"]) == "true" || f.text("shown_at") != ""
}

// command is what we say to the realtime server.
type command struct {
	Params struct {
		Token   string `json:"token"`
		Channel string `json:"channel,omitempty"`
	} `json:"params"`
	Method int    `json:"method,omitempty"`
	ID     uint64 `json:"id"`
}
