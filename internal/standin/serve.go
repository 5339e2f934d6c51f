package standin

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
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
	serve("POST /da/oauth/token", PartToken, s.token)
	serve("GET /da/api/v1/user/oauth", PartUser, s.scoped(scopeUser, s.user))
	serve("GET /da/api/v1/alerts/donations", PartDonations, s.scoped(scopeList, s.donations))
	serve("POST /da/api/v1/centrifuge/subscribe", PartSubscribe, s.scoped(scopeRealtime, s.channelTokens))
	mux.Handle("GET /da/connection/websocket", s.inside(s.socket))
	serve("GET /da/audiodonations/{user}/{file}", PartAudio, voice)
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
	s.speechRoutes(mux, serve)
	s.textRoutes(mux, serve)
	s.telegramRoutes(mux)

	s.consentRoutes(mux)
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

// part serves one part, as its fault has it.
func (s *Server) part(p Part, answer http.HandlerFunc) http.HandlerFunc {
	return s.partWithin(p, maxRequestBody, answer)
}

// partWithin serves one part that takes bodies of up to a number of bytes.
func (s *Server) partWithin(p Part, limit int64, answer http.HandlerFunc) http.HandlerFunc {
	return s.inside(func(w http.ResponseWriter, r *http.Request) {
		respond := s.respond(s.faults.take(p), p, answer)

		// Read whole at once: only then does the server notice a client that
		// leaves, and a hanging answer can end.
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, limit))
		if err != nil {
			http.Error(w, "the request is too large", http.StatusRequestEntityTooLarge)
			return
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
		respond(w, r)
	})
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
