package standin

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"strconv"
)

const maxRequestBody = 1 << 20

// routes returns what is served, all of it.
func (s *Server) routes() *http.ServeMux {
	mux := http.NewServeMux()
	serve := func(pattern string, p Part, answer http.HandlerFunc) {
		mux.Handle(pattern, s.part(p, answer))
	}
	serve("GET /da/oauth/authorize", PartAuthorize, s.ours(s.authorize))
	serve("POST /da/oauth/authorize", PartAuthorize, s.ours(s.consent))
	serve("POST /da/oauth/token", PartToken, s.limited(s.token))
	serve("GET /da/api/v1/user/oauth", PartUser, s.limited(s.scoped(scopeUser, s.user)))
	serve("GET /da/api/v1/alerts/donations", PartDonations, s.limited(s.scoped(scopeList, s.donations)))
	serve("POST /da/api/v1/centrifuge/subscribe", PartSubscribe, s.limited(s.scoped(scopeRealtime, s.channelTokens)))
	mux.Handle("GET /da/connection/websocket", s.inside(s.socket))
	mux.Handle("GET /da/audiodonations/{user}/{file}", s.inside(voice))
	mux.Handle("/da/", s.inside(daNotFound))

	serve("GET /cbr/scripts/XML_daily.asp", PartCBR, s.cbr)
	serve("GET /er/v6/latest/{base}", PartOpenER, s.openER)
	serve("GET /exchangerate/v4/latest/{base}", PartExchangeRate, s.exchangeRateV4)
	serve("GET /exchangerate/v6/{key}/latest/{base}", PartExchangeRate, s.exchangeRateV6)

	serve("GET /aiml/v1/models", PartModels, s.models)
	for _, path := range []string{"/aiml/v2/video/generations", "/aiml/v2/generate/video/{vendor}/generation"} {
		serve("POST "+path, PartSubmit, s.keyed(s.submit))
		serve("GET "+path, PartPoll, s.keyed(s.poll))
	}
	serve("GET /aiml/files/{name}", PartFile, s.file)
	serve("GET /aiml/v2/logs", PartLogs, s.keyed(s.logs))
	serve("GET /aiml/v2/billing/transactions", PartBilling, s.keyed(s.transactions))
	serve("GET /aiml/v1/billing/balance", PartBilling, s.keyed(s.balance))
	mux.Handle("/aiml/", s.inside(aimlNotFound))

	s.geminiRoutes(mux, serve)

	s.viewerRoutes(mux)
	return mux
}

// inside keeps Close waiting until the answer is finished.
func (s *Server) inside(answer http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if !s.enter() {
			panic(http.ErrAbortHandler)
		}
		defer s.handlers.Done()
		answer(w, r)
	}
}

// part serves one part: it notes each request and lets the part's fault
// have its way.
func (s *Server) part(p Part, answer http.HandlerFunc) http.HandlerFunc {
	return s.inside(func(w http.ResponseWriter, r *http.Request) {
		fault := s.faults.take(p)
		noted := s.requests.add(entry{Part: p, Method: r.Method, Path: r.URL.Path, Fault: fault.Kind})
		out := &watched{ResponseWriter: w}
		defer func() { s.requests.answered(noted, out.said()) }()

		// Read whole at once: only then does the server notice a client that
		// leaves, and a hanging answer can end.
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxRequestBody))
		if err != nil {
			http.Error(out, "the request is too large", http.StatusRequestEntityTooLarge)
			return
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
		s.respond(fault, p, answer)(out, r)
	})
}

// watched remembers the status of an answer, for the log of requests.
type watched struct {
	http.ResponseWriter
	status int
	fate   string // what became of it instead
}

func (w *watched) WriteHeader(status int) {
	w.status = status
	w.ResponseWriter.WriteHeader(status)
}

func (w *watched) Write(b []byte) (int, error) {
	if w.status == 0 {
		w.status = http.StatusOK
	}
	return w.ResponseWriter.Write(b)
}

// Unwrap returns the writer for http.ResponseController.
func (w *watched) Unwrap() http.ResponseWriter { return w.ResponseWriter }

func (w *watched) said() string {
	switch {
	case w.fate != "" && w.status != 0:
		return strconv.Itoa(w.status) + ", " + w.fate
	case w.fate != "":
		return w.fate
	case w.status == 0:
		return strconv.Itoa(http.StatusOK)
	}
	return strconv.Itoa(w.status)
}

func writeJSON(w http.ResponseWriter, status int, value any) {
	body, err := json.Marshal(value)
	if err != nil {
		http.Error(w, "the answer cannot be written", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = w.Write(body)
}
