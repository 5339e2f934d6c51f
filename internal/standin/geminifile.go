package standin

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// asked is the body of a start. It has all fields that a video may have; an
// unknown one is refused, as the real service does.
type asked struct {
	Model      string `json:"model"`
	Input      string `json:"input"`
	Background bool   `json:"background"`
	Store      *bool  `json:"store"`
	Generation struct {
		Video struct {
			Task string `json:"task"`
		} `json:"video_config"`
	} `json:"generation_config"`
	Format struct {
		Type       string `json:"type"`
		Aspect     string `json:"aspect_ratio"`
		Delivery   string `json:"delivery"`
		Duration   string `json:"duration"`
		Resolution string `json:"resolution"`
	} `json:"response_format"`
}

// readInteraction checks the body of a start. A duration is a text with its
// unit: a bare number is refused.
func readInteraction(body []byte) (order asked, status int, wrong string) {
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&order); err != nil {
		return order, http.StatusBadRequest, "Invalid JSON payload received. " + err.Error()
	}
	if _, err := decoder.Token(); err != io.EOF {
		return order, http.StatusBadRequest, "Invalid JSON payload received."
	}
	known := []string{"gemini-omni-1.1-flash", "gemini-omni-1.2-flash"}
	if !slices.Contains(known, order.Model) {
		return order, http.StatusNotFound, "The model is not found or is no longer available."
	}
	oneOf := func(value string, words ...string) bool { return value == "" || slices.Contains(words, value) }
	f := order.Format
	for what, good := range map[string]bool{
		"input is required":                          strings.TrimSpace(order.Input) != "",
		"background is required by this stand-in":    order.Background,
		"background requires store":                  order.Store == nil || *order.Store,
		"Invalid task":                               oneOf(order.Generation.Video.Task, "text_to_video"),
		"Invalid response_format.type":               f.Type == "video",
		"Invalid response_format.aspect_ratio":       oneOf(f.Aspect, "16:9", "9:16"),
		"Invalid response_format.delivery":           oneOf(f.Delivery, "inline", "uri"),
		"Invalid response_format.resolution":         oneOf(f.Resolution, "360p", "720p", "1080p", "4k"),
		"Invalid duration: it may be from 3s to 10s": f.Duration == "" || regexp.MustCompile(`^([3-9]|10)s$`).MatchString(f.Duration),
	} {
		if !good {
			return order, http.StatusBadRequest, what
		}
	}
	return order, 0, ""
}

// geminiFile serves a file while its state is ACTIVE, and what is known of
// it in any state.
func (s *Server) geminiFile(state string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		name, download := strings.CutSuffix(r.PathValue("name"), ":download")
		s.gemini.mu.Lock()
		at := slices.IndexFunc(s.gemini.order, func(i *interaction) bool { return i.file == name })
		var clip []byte
		if at >= 0 {
			clip = s.gemini.order[at].clip
		}
		s.gemini.mu.Unlock()
		switch {
		case at < 0:
			geminiFrontError(w, http.StatusForbidden, "You do not have permission to access the File "+name+" or it may not exist.")
		case download && state != "ACTIVE":
			geminiFrontError(w, http.StatusBadRequest, "The File "+name+" is not in an ACTIVE state and usage is not allowed.")
		case download:
			w.Header().Set("Content-Type", clipType(clip))
			http.ServeContent(w, r, "", s.aiml.started, bytes.NewReader(clip))
		default:
			writeJSON(w, http.StatusOK, map[string]any{
				"name": "files/" + name, "state": state, "mimeType": clipType(clip), "sizeBytes": strconv.Itoa(len(clip)),
				"uri": s.GeminiURL() + "/v1beta/files/" + name, "source": "GENERATED",
				"downloadUri":    s.GeminiURL() + "/v1beta/files/" + name + ":download?alt=media",
				"expirationTime": time.Now().Add(48 * time.Hour).UTC().Format(time.RFC3339),
			})
		}
	}
}

// clipType returns the kind of a clip that is served.
func clipType(clip []byte) string { return "video/" + strings.TrimPrefix(extension(clip), ".") }

// geminiError writes an error of the interactions, whose code is a word. What
// stands before them at Google, whose code is a number, answers what is not
// about the request itself, sometimes within a list.
func geminiError(w http.ResponseWriter, status int, message string) {
	words := map[int]string{
		http.StatusBadRequest: "invalid_request", http.StatusNotFound: "not_found",
		http.StatusConflict: "conflict", http.StatusUnprocessableEntity: "invalid_request",
	}
	if words[status] == "" {
		geminiFrontError(w, status, message)
		return
	}
	if message == "" {
		message = map[int]string{
			http.StatusBadRequest: "Request contains an invalid argument.",
			http.StatusNotFound:   "Requested entity was not found.",
		}[status]
	}
	if message == "" {
		message = http.StatusText(status)
	}
	writeJSON(w, status, map[string]any{"error": map[string]any{"code": words[status], "message": message}})
}

func geminiFrontError(w http.ResponseWriter, status int, message string) {
	words := map[int][2]string{
		http.StatusBadRequest:         {"INVALID_ARGUMENT", ""},
		http.StatusUnauthorized:       {"UNAUTHENTICATED", "Request had invalid authentication credentials."},
		http.StatusForbidden:          {"PERMISSION_DENIED", "Method doesn't allow unregistered callers (callers without established identity)."},
		http.StatusTooManyRequests:    {"RESOURCE_EXHAUSTED", "You exceeded your current quota, please check your plan and billing details."},
		http.StatusServiceUnavailable: {"UNAVAILABLE", "The model is overloaded. Please try again later."},
	}[status]
	if message == "" {
		message = words[1]
	}
	if message == "" {
		message = http.StatusText(status)
	}
	envelope := map[string]any{"error": map[string]any{"code": status, "message": message, "status": words[0]}}
	if status == http.StatusServiceUnavailable || status == http.StatusTooManyRequests {
		writeJSON(w, status, []any{envelope})
		return
	}
	writeJSON(w, status, envelope)
}
