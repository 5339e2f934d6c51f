package standin

import (
	"bytes"
	"maps"
	"net"
	"net/http"
	"strconv"
)

// respond returns how a part answers while a fault is on.
func (s *Server) respond(f Fault, p Part, answer http.HandlerFunc) http.HandlerFunc {
	if probe := s.faults.extension(); probe != nil {
		f, answer = probe(f, p, answer)
	}
	return func(w http.ResponseWriter, r *http.Request) {
		if status, ok := statusOf(f.Kind); ok {
			refuse(w, r, p, status, f.Retry)
			return
		}
		switch f.Kind {
		case Slow:
			if !s.wait(r.Context(), f.After) {
				panic(http.ErrAbortHandler)
			}
			answer(w, r)
		case Hang:
			s.hang(r)
		case Cut:
			half(w, record(answer, r))
			reset(w)
		case Refused:
			s.keyed(s.pollRefused)(w, r)
		default: // none, or one that is not known
			answer(w, r)
		}
	}
}

// statusOf reads a kind that is an HTTP status of an error.
func statusOf(k Kind) (int, bool) {
	status, err := strconv.Atoi(string(k))
	return status, err == nil && status >= 400 && status <= 599
}

// hang sends nothing more until one side leaves.
func (s *Server) hang(r *http.Request) {
	s.wait(r.Context(), -1)
	panic(http.ErrAbortHandler)
}

// recorded is a finished answer that has not left yet.
type recorded struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func record(answer http.HandlerFunc, r *http.Request) *recorded {
	rec := &recorded{header: make(http.Header), status: http.StatusOK}
	answer(rec, r)
	return rec
}

func (rec *recorded) Header() http.Header         { return rec.header }
func (rec *recorded) WriteHeader(status int)      { rec.status = status }
func (rec *recorded) Write(b []byte) (int, error) { return rec.body.Write(b) }

// half sends the headers and the first half of the body, which promise more
// than comes also where there is no body at all.
func half(w http.ResponseWriter, rec *recorded) {
	maps.Copy(w.Header(), rec.header)
	w.Header().Set("Content-Length", strconv.Itoa(max(rec.body.Len(), 1)))
	w.WriteHeader(rec.status)
	_, _ = w.Write(rec.body.Bytes()[:rec.body.Len()/2])
	_ = http.NewResponseController(w).Flush()
}

// reset tears the connection down so that the other side sees a reset.
func reset(w http.ResponseWriter) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	if tcp, ok := conn.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0)
	}
	_ = conn.Close()
}
