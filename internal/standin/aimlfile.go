package standin

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/google/uuid"
)

const fileLife = 24 * time.Hour

// extension returns the end of a clip's file name.
func extension(clip []byte) string {
	if bytes.HasPrefix(clip, []byte{0x1A, 0x45, 0xDF, 0xA3}) { // the first bytes of every WebM
		return ".webm"
	}
	return ".mp4"
}

// signedURL returns the address of a finished file. Its query opens it, for a
// day.
func (s *Server) signedURL(name string) string {
	expires := strconv.FormatInt(time.Now().Add(fileLife).Unix(), 10)
	query := url.Values{"Expires": {expires}, "Signature": {s.aiml.sign(name, expires)}}
	return s.AIMLURL() + "/files/" + name + "?" + query.Encode()
}

func (j *jobs) sign(name, expires string) string {
	mac := hmac.New(sha256.New, j.signKey)
	mac.Write([]byte(name + "\n" + expires))
	return hex.EncodeToString(mac.Sum(nil))
}

// fileOf returns the clip of a name that was signed.
func (j *jobs) fileOf(name string) []byte {
	j.mu.Lock()
	defer j.mu.Unlock()
	for _, one := range slices.Backward(j.order) {
		if one.file == name {
			return one.clip
		}
	}
	return j.clip
}

// file serves a finished clip: whole, in ranges, and its headers alone.
func (s *Server) file(w http.ResponseWriter, r *http.Request) {
	name, query := r.PathValue("name"), r.URL.Query()
	expires, err := strconv.ParseInt(query.Get("Expires"), 10, 64)
	good := hmac.Equal([]byte(query.Get("Signature")), []byte(s.aiml.sign(name, query.Get("Expires"))))
	if err != nil || !good || time.Now().Unix() > expires {
		fileError(w, http.StatusForbidden)
		return
	}
	clip := s.aiml.fileOf(name)
	w.Header().Set("Content-Type", clipType(clip))
	w.Header().Set("ETag", fmt.Sprintf(`"%x"`, sha256.Sum256(clip)))
	http.ServeContent(w, r, "", s.aiml.started, bytes.NewReader(clip))
}

// fileError writes an error of the file server, which speaks XML.
func fileError(w http.ResponseWriter, status int) {
	code, message := "Error", http.StatusText(status)
	if status == http.StatusForbidden {
		code, message = "AccessDenied", "The signature is wrong or has expired"
	}
	w.Header().Set("Content-Type", "application/xml")
	w.WriteHeader(status)
	_, _ = fmt.Fprintf(w, `<?xml version="1.0" encoding="UTF-8"?><Error><Code>%s</Code><Message>%s</Message></Error>`, code, message)
}

// aimlError writes an error of AIML; with no message, the usual one.
func aimlError(w http.ResponseWriter, r *http.Request, status int, message string) {
	if message == "" {
		message = map[int]string{
			http.StatusBadRequest:      "Body validation error",
			http.StatusUnauthorized:    "This request requires a valid API key. You can create one in your account.",
			http.StatusForbidden:       "You've run out of credits. Please top up your balance.",
			http.StatusNotFound:        "Not Found",
			http.StatusTooManyRequests: "Too Many Requests",
			http.StatusGatewayTimeout:  "Generation timeout",
		}[status]
	}
	if message == "" {
		message = http.StatusText(status)
	}
	writeJSON(w, status, aimlEnvelope(r, status, message))
}

func aimlEnvelope(r *http.Request, status int, message string) map[string]any {
	return map[string]any{
		"message": message, "path": r.URL.Path[len("/aiml"):], "requestId": uuid.NewString(), "statusCode": status,
		"timestamp": time.Now().UTC().Format("2006-01-02T15:04:05.000Z"),
	}
}

// aimlInvalid responds with the fields that are wrong.
func aimlInvalid(w http.ResponseWriter, r *http.Request, problems []problem) {
	answer := aimlEnvelope(r, http.StatusBadRequest, "Body validation error")
	issues := []map[string]any{}
	for _, p := range problems {
		issues = append(issues, map[string]any{"path": []string{p.field}, "message": p.message})
	}
	answer["meta"] = issues
	writeJSON(w, http.StatusBadRequest, answer)
}

func aimlNotFound(w http.ResponseWriter, r *http.Request) { aimlError(w, r, http.StatusNotFound, "") }
