package gemini

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"strings"

	"streamspark/internal/fault"
	"streamspark/internal/outbound"
)

// download writes the file at an address to w. If the file server refuses
// it, what Google knows of the file says why.
func (g *Generator) download(ctx context.Context, address string, w io.Writer) error {
	u, ok := outbound.Callable(address)
	if !ok {
		return account().NoClipAddress(address)
	}
	address, ours := g.route(u)
	var header http.Header
	if ours {
		header = http.Header{"X-Goog-Api-Key": {g.key}}
	}
	_, err := g.files.Get(ctx, address, header, w)
	if err == nil {
		return nil
	}
	if ours && outbound.Status(err) != 0 {
		if reason := g.fileState(ctx, u); reason != nil {
			return reason
		}
	}
	return account().DownloadFault(err)
}

// route returns the address to call, and whether it is where the key belongs:
// nobody else gets to see it. Where requests go to Google through another
// address, its files are reached in the same way.
func (g *Generator) route(u *url.URL) (address string, ours bool) {
	base, err := url.Parse(g.base)
	own, ownErr := url.Parse(ownAddress)
	if err != nil || ownErr != nil {
		return u.String(), false
	}
	switch {
	case u.Scheme == base.Scheme && strings.EqualFold(u.Host, base.Host):
		return u.String(), true
	case u.Scheme == own.Scheme && strings.EqualFold(u.Host, own.Host):
		return g.base + u.RequestURI(), true
	}
	return u.String(), false
}

// fileState asks what became of a file that cannot be had. It is nil where
// that explains nothing.
func (g *Generator) fileState(ctx context.Context, u *url.URL) error {
	_, name, ok := strings.Cut(u.Path, "/files/")
	name, _, _ = strings.Cut(name, ":")
	if !ok || name == "" || strings.ContainsAny(name, "/.") {
		return nil
	}
	request := g.request(g.base + "/v1beta/files/" + url.PathEscape(name))
	var file struct {
		State string `json:"state"`
	}
	request.Limit, request.Timeout, request.Decode = fileLimit, pollTimeout, &file
	if _, err := g.client.Do(ctx, request); err != nil {
		return nil //nolint:nilerr // the first error says more
	}
	switch strings.ToUpper(file.State) {
	case "PROCESSING":
		return fault.New(fault.Retry, "gemini.file_not_ready")
	case "FAILED":
		return refused(nil, fault.ChargedUnknown, "gemini.file_failed")
	}
	return nil
}
