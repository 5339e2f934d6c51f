package outbound

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// TestABodyMayBeReadAsItComes holds Into to the rules of a body that is
// kept: the same limit, nothing of a refusing answer.
func TestABodyMayBeReadAsItComes(t *testing.T) {
	full := errors.New("the disk is full")
	for name, test := range map[string]struct {
		status int
		limit  int64
		into   writer
		fails  error
		says   string
		holds  int
	}{
		"whole":         {status: 200, limit: 100_000, holds: 100_000},
		"one too many":  {status: 200, limit: 99_999, says: "larger", holds: 100_000},
		"a refusal":     {status: 500, says: "500"},
		"a full writer": {status: 200, into: writer{err: full}, fails: full, says: "full"},
	} {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(test.status)
			_, _ = io.WriteString(w, strings.Repeat("x", 100_000))
		}))
		into := test.into
		answer, err := New(nil).Do(t.Context(), Request{URL: server.URL, Limit: test.limit, Into: &into})
		server.Close()
		if into.n != test.holds || (err == nil) != (test.says == "") || err != nil && !strings.Contains(says(err), test.says) ||
			test.fails != nil && !errors.Is(err, test.fails) {
			t.Errorf("%s: %d bytes, %v", name, into.n, err)
		}
		if err == nil && len(answer.Body) != 0 {
			t.Errorf("%s: the body was kept too", name)
		}
	}
}

type writer struct {
	n   int
	err error
}

func (w *writer) Write(p []byte) (int, error) {
	if w.err != nil {
		return 0, w.err
	}
	w.n += len(p)
	return len(p), nil
}
