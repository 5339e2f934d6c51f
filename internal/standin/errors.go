package standin

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
)

const brokenPage = `<!DOCTYPE html><html><head><title>Something is in the way</title></head>` +
	`<body><h1>Something is in the way</h1><p>This is a web page where an answer was expected.</p></body></html>`

func webPage(w http.ResponseWriter, status int) {
	w.Header().Set("Content-Type", "text/html; charset=UTF-8")
	w.WriteHeader(status)
	_, _ = fmt.Fprint(w, brokenPage)
}

// refuse answers a status of an error in the words of the part's service.
func refuse(w http.ResponseWriter, r *http.Request, p Part, status, retry int) {
	if status >= http.StatusTooManyRequests && retry > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(retry))
	}
	switch {
	case p == PartToken && (status == http.StatusBadRequest || status == http.StatusUnauthorized):
		tokenError(w, status, "invalid_request", "The refresh token is invalid.")
	case strings.HasPrefix(string(p), "da."):
		daError(w, status)
	case p == PartFile:
		fileError(w, status)
	case strings.HasPrefix(string(p), "gemini."):
		geminiError(w, status, "")
	case strings.HasPrefix(string(p), "aiml."):
		aimlError(w, r, status, "")
	case p == PartCBR:
		webPage(w, status)
	default:
		kinds := map[int]string{400: "malformed-request", 403: "invalid-key", 404: "unsupported-code", 429: "quota-reached"}
		writeJSON(w, status, rateError(kinds[status]))
	}
}

// decline returns how a part says no by itself: the person denies the consent,
// the refresh token is dead, a scope is missing, the key is wrong, a prompt
// is against the content policy, a signature is wrong.
func (s *Server) decline(p Part) http.HandlerFunc {
	switch p {
	case PartAuthorize:
		return s.ours(s.denied)
	case PartToken:
		return func(w http.ResponseWriter, _ *http.Request) {
			tokenError(w, http.StatusUnauthorized, "invalid_request", "The refresh token is invalid.")
		}
	case PartSubmit:
		return s.keyed(func(w http.ResponseWriter, r *http.Request) {
			aimlError(w, r, http.StatusBadRequest, contentPolicy)
		})
	case PartPoll:
		return s.keyed(s.pollRefused)
	case PartGeminiStart:
		return s.geminiKeyed(func(w http.ResponseWriter, _ *http.Request) { geminiError(w, http.StatusBadRequest, contentPolicy) })
	case PartGeminiPoll:
		return s.geminiKeyed(s.geminiPoll("refused"))
	case PartGeminiFile:
		return s.geminiKeyed(s.geminiFile("FAILED"))
	}
	return func(w http.ResponseWriter, r *http.Request) { refuse(w, r, p, http.StatusForbidden, 0) }
}

// oddStatus returns a word of status that no documentation has.
func (s *Server) oddStatus(p Part) http.HandlerFunc {
	switch p {
	case PartSubmit:
		return s.keyed(s.submitOdd)
	case PartPoll:
		return s.keyed(s.pollOdd)
	case PartGeminiStart:
		return s.geminiKeyed(s.geminiStart("daydreaming"))
	case PartGeminiPoll:
		return s.geminiKeyed(s.geminiPoll("daydreaming"))
	case PartGeminiFile:
		return s.geminiKeyed(s.geminiFile("PROCESSING"))
	}
	return func(w http.ResponseWriter, r *http.Request) { refuse(w, r, p, http.StatusTeapot, 0) }
}

// otherShape answers something well-formed that nobody asked for.
func otherShape(w http.ResponseWriter, p Part) {
	w.Header().Set("Content-Type", contentType(p))
	w.WriteHeader(http.StatusOK)
	if p == PartCBR {
		_, _ = fmt.Fprint(w, `<?xml version="1.0" encoding="windows-1251"?><Weather><Town>Moscow</Town></Weather>`)
		return
	}
	_, _ = fmt.Fprint(w, `{"weather":[{"town":"Moscow","degrees":[1,2,3]}],"data":"none","id":{"a":1},"rates":[],"status":{"sky":"clear"}}`)
}

// contentType returns what a part's good answers are.
func contentType(p Part) string {
	switch {
	case p == PartCBR:
		return "application/xml; charset=windows-1251"
	case p.isFile():
		return "video/mp4"
	case p == PartAuthorize:
		return "text/html; charset=UTF-8"
	}
	return "application/json"
}

// endlessBody returns the start of an answer, and what follows for ever.
func endlessBody(p Part) (start, more []byte) {
	switch {
	case p == PartCBR:
		return []byte(`<?xml version="1.0" encoding="windows-1251"?><ValCurs>`), []byte(`<Valute ID="R0"></Valute>`)
	case p.isFile():
		return clipMP4, []byte{0}
	}
	return []byte(`{"data":[`), []byte(`{"id":0},`)
}
