package outbound

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/http"
	"net/http/httptrace"
	"sync/atomic"
	"time"

	"streamspark/internal/fault"
)

const (
	// A filter lets about 16 KB of a connection pass, then nothing: with all
	// that was said on it before, and with its certificates.
	fewestFrozen = 12 << 10
	mostFrozen   = 32 << 10
)

// meter is a connection that counts what comes.
type meter struct {
	net.Conn
	came atomic.Int64
}

func (m *meter) Read(p []byte) (int, error) {
	n, err := m.Conn.Read(p)
	m.came.Add(int64(n))
	return n, err
}

// watchedConn watches the connection of one request.
type watchedConn struct {
	conn          atomic.Pointer[net.Conn]
	ready, answer atomic.Pointer[time.Time]
}

// watch has the line told of the connection that the request gets.
func (l *watchedConn) watch(ctx context.Context) context.Context {
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GotConn: func(info httptrace.GotConnInfo) {
			l.conn.Store(&info.Conn)
			store(&l.ready)
		},
		GotFirstResponseByte: func() { store(&l.answer) },
	})
}

func store(when *atomic.Pointer[time.Time]) {
	now := time.Now()
	when.Store(&now)
}

// took returns how long the other side took until its answer began: what the
// way there needs (a proxy, a handshake) is not its own.
func (l *watchedConn) took() time.Duration {
	ready, answer := l.ready.Load(), l.answer.Load()
	if ready == nil || answer == nil {
		return 0
	}
	return answer.Sub(*ready)
}

// connected reports whether the request had a connection: it may have left.
func (l *watchedConn) connected() bool { return l.conn.Load() != nil }

// froze reports whether an error is that of a connection which stopped as a
// filter stops it.
func (l *watchedConn) froze(err error) bool {
	var timeout net.Error
	late := errors.Is(err, errSilence) || errors.Is(err, context.DeadlineExceeded) || errors.As(err, &timeout) && timeout.Timeout()
	if !late || !l.connected() {
		return false
	}
	conn := *l.conn.Load()
	if secure, ok := conn.(*tls.Conn); ok {
		conn = secure.NetConn()
	}
	counted, ok := conn.(*meter)
	return ok && counted.came.Load() >= fewestFrozen && counted.came.Load() <= mostFrozen
}

// brokenOff returns why a request or its answer ended early, and whether the
// trouble is on the way.
func (l *watchedConn) brokenOff(err error) (why fault.Message, filtered bool) {
	if l.froze(err) {
		return fault.Say("outbound.frozen"), true
	}
	return plain(err), onTheWay(err)
}

// isBlocked reports whether a refusal is the page of a guard before the
// service, such as Cloudflare's: the service itself answers in JSON.
func isBlocked(response *http.Response, body []byte) bool {
	return response.Header.Get("Cf-Mitigated") != "" || response.StatusCode == http.StatusForbidden && WebPage(body)
}

// onTheWay reports whether an error came from before the server that was
// called: from a proxy, or from where its name leads.
func onTheWay(err error) bool {
	var p *problem
	return errors.As(err, &p) && p.onTheWay
}

// Blocked reports whether an error is the refusal of a guard before the
// service, which never saw the request.
func Blocked(err error) bool {
	f, ok := FailureOf(err)
	return ok && f.OnTheWay && f.Status >= http.StatusBadRequest
}

// OnTheWay returns what is wrong on the way to a server, where it is something
// that the streamer can change: a proxy, a VPN, a filter.
func OnTheWay(err error) (problem fault.Message, ok bool) {
	if f, ok := FailureOf(err); ok && f.OnTheWay {
		return f.Problem, true
	}
	return fault.Message{}, false
}
