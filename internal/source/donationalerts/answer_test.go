package donationalerts

import (
	"io"
	"net/http"
	"strings"

	"streamspark/internal/outbound"
)

// canned answers one path with something that the stand-in never says, and
// leaves the rest to it.
type canned struct {
	next   http.RoundTripper
	path   string
	status int
	body   string
}

func (c canned) RoundTrip(r *http.Request) (*http.Response, error) {
	if !strings.HasSuffix(r.URL.Path, c.path) {
		return c.next.RoundTrip(r)
	}
	return &http.Response{
		StatusCode: c.status, Header: http.Header{}, Request: r,
		Body: io.NopCloser(strings.NewReader(c.body)),
	}, nil
}

// answering is a client for which one path answers so.
func answering(next http.RoundTripper, path string, status int, body string) *outbound.Client {
	return outbound.New(canned{next, path, status, body})
}
