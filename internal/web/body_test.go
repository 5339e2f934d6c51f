package web

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	"streamspark/internal/web/api"
)

// timedWriter records the deadlines of reading from its connection.
type timedWriter struct {
	http.ResponseWriter
	deadlines []time.Time
}

func (w *timedWriter) SetReadDeadline(at time.Time) error {
	w.deadlines = append(w.deadlines, at)
	return nil
}

// TestABodyThatDoesNotComeHoldsNoConnection: the deadline is there until the
// body is whole, and not for the answer, which may take minutes.
func TestABodyThatDoesNotComeHoldsNoConnection(t *testing.T) {
	w := newWorld(t)
	wrapped := &timedWriter{ResponseWriter: httptest.NewRecorder()}
	for body, want := range map[string]int{`{"amount":5}`: 2, "": 0} {
		wrapped.deadlines = nil
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, w.HTTP.URL+"/test-donation", strings.NewReader(body))
		r.Header.Set("Content-Type", "application/json")
		w.server.Handler().ServeHTTP(wrapped, r)
		if len(wrapped.deadlines) != want {
			t.Fatalf("of %q the deadlines are %v", body, wrapped.deadlines)
		}
		if want > 0 && (time.Until(wrapped.deadlines[0]) > bodyTime || time.Until(wrapped.deadlines[0]) <= 0 || !wrapped.deadlines[1].IsZero()) {
			t.Errorf("the deadlines are %v", wrapped.deadlines)
		}
	}
	late := inTime(wrapped, io.NopCloser(lateReader{}))
	_, err := io.ReadAll(late)
	if _, status := api.FaultOf(err); status != http.StatusRequestTimeout {
		t.Errorf("a body that is late is %d", status)
	}
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, w.HTTP.URL+"/api/prompt", lateReader{})
	r.Header.Set("Content-Type", "application/json")
	answer := httptest.NewRecorder()
	w.server.Handler().ServeHTTP(answer, r)
	if answer.Code != http.StatusRequestTimeout || !strings.Contains(answer.Body.String(), "send it again") {
		t.Errorf("it is answered %d %s", answer.Code, answer.Body)
	}
}

type lateReader struct{}

func (lateReader) Read([]byte) (int, error) {
	return 0, fmt.Errorf("read tcp: %w", os.ErrDeadlineExceeded)
}
