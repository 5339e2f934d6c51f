package standin

import (
	"bytes"
	"encoding/json"
	"net"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/google/uuid"
	"github.com/gorilla/websocket"
)

const (
	mostPeers    = 64
	peerOutbox   = 256
	stalePeer    = 25 * time.Second // without a connect command
	closeTimeout = 2 * time.Second
)

// said is what a peer is sent, and what goes wrong with it.
type said struct {
	message []byte
	fault   Fault
}

// peer is one realtime connection. Its writer alone writes; client and
// subscribed are guarded by the lock of realtime.
type peer struct {
	s      *Server
	ws     *websocket.Conn
	outbox chan said
	gone   chan struct{} // closed when the reader has ended
	hung   bool          // of the reader: commands are no longer answered

	client     string
	subscribed bool
}

// push hands something to the writer. A peer that cannot keep up is cut off.
func (p *peer) push(what said) {
	select {
	case p.outbox <- what:
	default:
		_ = p.ws.Close()
	}
}

// socket serves the realtime socket. Faults that are about answers of
// HTTP meet the handshake; the others wait for what they are about.
func (s *Server) socket(w http.ResponseWriter, r *http.Request) {
	fault := s.faults.takeSocket(func(k Kind) bool { return !whilePushing(k) && k != "103" && !errorKind(k) })
	if respond := s.respond(fault, PartSocket, daNoSocket); fault.Kind != "" {
		respond(w, r)
		return
	}
	s.realtime.mu.Lock()
	full := len(s.realtime.open) >= mostPeers
	s.realtime.mu.Unlock()
	if full {
		daError(w, http.StatusServiceUnavailable)
		return
	}
	upgrader := websocket.Upgrader{HandshakeTimeout: closeTimeout}
	ws, err := upgrader.Upgrade(w, r, nil)
	if err == nil {
		s.serveSocket(ws)
	}
}

func daNoSocket(w http.ResponseWriter, _ *http.Request) {
	daError(w, http.StatusBadRequest)
}

func (s *Server) serveSocket(ws *websocket.Conn) {
	p := &peer{s: s, ws: ws, outbox: make(chan said, peerOutbox), gone: make(chan struct{})}
	s.realtime.mu.Lock()
	s.realtime.open[p] = true
	s.realtime.mu.Unlock()
	written := make(chan struct{})
	go func() {
		defer close(written)
		p.write()
	}()
	p.read()
	s.realtime.mu.Lock()
	delete(s.realtime.open, p)
	s.realtime.mu.Unlock()
	close(p.gone)
	<-written
	_ = ws.Close()
}

// read answers commands until the other side is gone.
func (p *peer) read() {
	p.ws.SetReadLimit(64 << 10)
	if p.ws.SetReadDeadline(time.Now().Add(stalePeer)) != nil {
		return
	}
	p.ws.SetPongHandler(func(string) error { return p.alive() })
	for {
		_, message, err := p.ws.ReadMessage()
		if err != nil {
			return
		}
		var answers []byte
		var fault Fault
		for command := range bytes.SplitSeq(message, []byte("\n")) {
			if command = bytes.TrimSpace(command); len(command) == 0 {
				continue
			}
			answer, met := p.answer(command)
			answers = append(answers, answer...)
			if met.Kind != "" {
				fault = met
			}
		}
		if p.hung = p.hung || fault.Kind == Hang; p.hung {
			answers = nil
		}
		if len(answers) > 0 || fault.Kind != "" {
			p.push(said{answers, fault})
		}
	}
}

func (p *peer) alive() error { return p.ws.SetReadDeadline(time.Now().Add(3 * p.s.realtime.ping)) }

// answer carries out one command of protocol 1.
func (p *peer) answer(raw []byte) (answer []byte, met Fault) {
	var c struct {
		ID     uint64 `json:"id"`
		Method int    `json:"method"`
		Params struct {
			Token   string `json:"token"`
			Channel string `json:"channel"`
		} `json:"params"`
	}
	r := &p.s.realtime
	if json.Unmarshal(raw, &c) != nil || c.ID == 0 {
		return commandError(0, 107), Fault{}
	}
	switch {
	case c.Method == 0:
		met = p.s.faults.takeSocket(whileConnecting)
		if errorKind(met.Kind) {
			code, _ := strconv.Atoi(string(met.Kind))
			return commandError(c.ID, code), Fault{}
		}
		if _, ok := r.claims(c.Params.Token); !ok {
			return nil, Fault{Kind: Refused}
		}
		if p.alive() != nil {
			return nil, met
		}
		client := uuid.NewString()
		r.mu.Lock()
		p.client = client
		r.mu.Unlock()
		return line(map[string]any{"id": c.ID, "result": map[string]string{"client": client, "version": "2.2.1"}}), met
	case p.client == "":
		return nil, Fault{Kind: "3003"}
	case c.Method == 1:
		return p.subscribe(c.ID, c.Params.Channel, c.Params.Token), Fault{}
	case c.Method == 7:
		return line(map[string]any{"id": c.ID}), Fault{}
	}
	return commandError(c.ID, 104), Fault{}
}

// subscribe adds a client with its own token to the channel, and confirms it in
// the same message.
func (p *peer) subscribe(id uint64, channel, token string) []byte {
	r := &p.s.realtime
	claims, ok := r.claims(token)
	if !ok || channel != alerts() || claims["channel"] != channel || claims["client"] != p.client ||
		p.s.faults.takeSocket(func(k Kind) bool { return k == "103" }).Kind != "" {
		return commandError(id, 103)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if p.subscribed {
		return commandError(id, 105)
	}
	p.subscribed = true
	join := line(map[string]any{"result": map[string]any{"type": 1, "channel": channel, "data": map[string]any{
		"info": map[string]string{"user": "Client:" + ClientID, "client": p.client},
	}}})
	return append(line(map[string]any{"id": id, "result": map[string]any{}}), join...)
}

func commandError(id uint64, code int) []byte {
	words := map[int]string{
		100: "internal server error", 101: "unauthorized", 102: "namespace not found", 103: "permission denied",
		104: "method not found", 105: "already subscribed", 106: "limit exceeded", 107: "bad request",
		108: "not available", 109: "token expired", 110: "expired",
	}
	body := map[string]any{"error": map[string]any{"code": code, "message": words[code]}}
	if id != 0 {
		body["id"] = id
	}
	return line(body)
}

// write sends what is pushed, and pings, until the connection is over.
func (p *peer) write() {
	defer p.ws.Close()
	ping := time.NewTicker(p.s.realtime.ping)
	defer ping.Stop()
	hung := false
	for {
		select {
		case <-p.gone:
			return
		case <-p.s.closed:
			p.closeWith(3001)
			return
		case <-ping.C:
			if !hung && p.ws.WriteControl(websocket.PingMessage, []byte("ping"), time.Now().Add(closeTimeout)) != nil {
				return
			}
		case what := <-p.outbox:
			if hung && !closing(what.fault.Kind) && what.fault.Kind != Cut {
				continue
			}
			hung = what.fault.Kind == Hang
			if !hung && !p.send(what) {
				return
			}
		}
	}
}

// send writes one message as its fault has it; false ends the connection.
func (p *peer) send(what said) bool {
	switch kind := what.fault.Kind; {
	case kind == Refused:
		p.closeWith(3002)
		return false
	case kind == Cut:
		p.cutOff(what.message)
		return false
	case closing(kind):
		code, _ := strconv.Atoi(string(kind))
		p.closeWith(code)
		return false
	case kind == Slow:
		timer := time.NewTimer(what.fault.After)
		defer timer.Stop()
		select {
		case <-timer.C:
		case <-p.gone:
			return false
		case <-p.s.closed:
			return false
		}
	}
	if len(what.message) == 0 {
		return true
	}
	return p.ws.SetWriteDeadline(time.Now().Add(closeTimeout)) == nil &&
		p.ws.WriteMessage(websocket.TextMessage, what.message) == nil
}

// closeWith sends a close frame whose reason is JSON.
func (p *peer) closeWith(code int) {
	words := map[int]string{
		3000: "normal", 3001: "shutdown", 3002: "invalid token", 3003: "bad request", 3004: "internal server error",
		3005: "expired", 3006: "subscription expired", 3007: "stale", 3008: "slow", 3009: "write error",
		3010: "insufficient state", 3011: "force reconnect", 3012: "force disconnect",
	}
	reason, _ := json.Marshal(struct {
		Reason    string `json:"reason"`
		Reconnect bool   `json:"reconnect"`
	}{words[code], !slices.Contains([]int{3002, 3003, 3007, 3012}, code)})
	_ = p.ws.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(code, string(reason)), time.Now().Add(closeTimeout))
}

// cutOff sends the head and half of a message and tears the connection down.
func (p *peer) cutOff(message []byte) {
	conn := p.ws.NetConn()
	if size := len(message); size > 0 && size < 1<<16 && conn.SetWriteDeadline(time.Now().Add(closeTimeout)) == nil {
		head := []byte{0x81, 126, byte(size >> 8), byte(size)} // a text frame with two bytes of length
		_, _ = conn.Write(append(head, message[:size/2]...))
	}
	if tcp, ok := conn.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0)
	}
	_ = conn.Close()
}
