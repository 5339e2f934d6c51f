package standin

import (
	"bytes"
	"maps"
	"net"
	"net/http"
	"strconv"
	"time"
)

// respond returns how a part answers while a fault is on.
func (s *Server) respond(f Fault, p Part, answer http.HandlerFunc) func(*watched, *http.Request) {
	return func(w *watched, r *http.Request) {
		if status, ok := statusOf(f.Kind); ok {
			refuse(w, r, p, status, f.Retry)
			return
		}
		switch f.Kind {
		case Slow:
			if !s.wait(r.Context(), f.After) {
				w.fate = "given up"
				panic(http.ErrAbortHandler)
			}
			answer(w, r)
		case Hang:
			s.hang(w, r)
		case HangBody:
			half(w, record(answer, r))
			s.hang(w, r)
		case Cut:
			half(w, record(answer, r))
			reset(w)
		case Lost:
			record(answer, r)
			reset(w)
		case HTML:
			webPage(w, http.StatusBadGateway)
		case HTML200:
			webPage(w, http.StatusOK)
		case Empty:
			w.Header().Set("Content-Type", contentType(p))
			w.WriteHeader(http.StatusOK)
		case OtherShape:
			otherShape(w, p)
		case WrongType, Strings, Nulls:
			record(answer, r).bend(f.Kind).send(w)
		case Huge:
			s.huge(w, r, record(answer, r), p)
		case Endless:
			s.endless(w, r, p)
		case KindRedirect:
			http.Redirect(w, r, f.Redirect, http.StatusFound)
		case Refused:
			s.decline(p)(w, r)
		case OddStatus:
			s.oddStatus(p)(w, r)
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
func (s *Server) hang(w *watched, r *http.Request) {
	w.fate = "hung"
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
func reset(w *watched) {
	w.fate = "cut"
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	if tcp, ok := conn.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0)
	}
	_ = conn.Close()
}

// endless sends until the other side has had enough. The pauses keep a
// reader without a limit from filling a disk at once.
func (s *Server) endless(w *watched, r *http.Request, p Part) {
	w.fate = "endless"
	w.Header().Set("Content-Type", contentType(p))
	w.WriteHeader(http.StatusOK)
	start, more := endlessBody(p)
	more = bytes.Repeat(more, 256<<10/len(more))
	_, err := w.Write(start)
	for err == nil && s.wait(r.Context(), time.Millisecond) {
		_, err = w.Write(more)
	}
	panic(http.ErrAbortHandler)
}
