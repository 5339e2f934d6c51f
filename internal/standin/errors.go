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
	case strings.HasPrefix(string(p), "gemini"):
		geminiError(w, status, "")
	case strings.HasPrefix(string(p), "anthropic_text."):
		anthropicError(w, status)
	case strings.HasPrefix(string(p), "openai_voice."), strings.HasPrefix(string(p), "openai_text."):
		openAIError(w, status)
	case strings.HasPrefix(string(p), "elevenlabs_voice."):
		elevenLabsError(w, status)
	case strings.HasPrefix(string(p), "yandex_voice."):
		yandexError(w, status)
	case strings.HasPrefix(string(p), "aiml"):
		aimlError(w, r, status, "")
	case strings.HasPrefix(string(p), "telegram."):
		telegramRefuse(w, status, retry)
	case p == PartCBR:
		webPage(w, status)
	default:
		kinds := map[int]string{400: "malformed-request", 403: "invalid-key", 404: "unsupported-code", 429: "quota-reached"}
		writeJSON(w, status, rateError(kinds[status]))
	}
}
