package upstream

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"
)

const (
	maxRedirects = 5
	maxDownload  = 15 * time.Minute // of one file
	maxSilence   = 30 * time.Second // between two pieces of it
)

var (
	errSilence   = errors.New("nothing more came for 30 seconds")
	errRedirects = errors.New("too many redirects")
)

// Downloader fetches files whose addresses strangers' servers name. It
// connects to public addresses only, wherever a redirect or a name leads.
type Downloader struct {
	http    *http.Client
	silence time.Duration
}

// NewDownloader makes a downloader. The hosts in allowed ("127.0.0.1:9",
// "localhost") may have private addresses all the same.
func NewDownloader(allowed []string) *Downloader {
	return &Downloader{
		http:    &http.Client{Transport: newGuard(allowed), CheckRedirect: follow},
		silence: maxSilence,
	}
}

// follow lets a redirect pass without what is not for the next host: the
// caller's headers, which may hold a key, and the address before it, which
// may be a signed one.
func follow(next *http.Request, via []*http.Request) error {
	if len(via) >= maxRedirects {
		return errRedirects
	}
	first := via[0].URL
	if next.URL.Host != first.Host || next.URL.Scheme != first.Scheme {
		clear(next.Header)
		next.Header.Set("User-Agent", userAgent)
	}
	next.Header.Del("Referer")
	return nil
}

// Get writes the file at an address to w and tells its length. The caller
// limits what w takes; an error of w is returned as it is. An answer that
// ends early or stops coming is an error. The address may be a signed one:
// no error shows its query.
func (d *Downloader) Get(ctx context.Context, address string, header http.Header, w io.Writer) (int64, error) {
	where := "download from " + hostOf(address)
	ctx, stop := context.WithTimeout(ctx, maxDownload)
	defer stop()
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)

	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil || request.URL.Host == "" {
		return 0, &Error{Where: where, Problem: "the address is not one that can be called"}
	}
	secrets := []string{request.URL.RawQuery}
	for name, values := range header {
		request.Header[name] = values
		secrets = append(secrets, values...)
	}
	request.Header.Set("User-Agent", userAgent)
	response, err := d.http.Do(request)
	if err != nil {
		return 0, &Error{Where: where, Problem: plain(err), Cause: bareCause(err)}
	}
	defer response.Body.Close()

	silence := time.AfterFunc(d.silence, func() { cancel(errSilence) })
	defer silence.Stop()
	if response.StatusCode != http.StatusOK {
		return 0, refused(where, response, hider(secrets))
	}
	target := &sink{w: w, heard: func() { silence.Reset(d.silence) }}
	n, err := io.Copy(target, response.Body)
	switch {
	case target.err != nil:
		return n, target.err
	case err != nil && errors.Is(context.Cause(ctx), errSilence):
		err = errSilence
	}
	if err != nil {
		return n, &Error{Where: where, Problem: fmt.Sprintf("the file broke off after %d bytes: %s", n, plain(err)), Cause: bareCause(err)}
	}
	return n, nil
}

// sink hears each piece that comes and remembers the writer's own error.
type sink struct {
	w     io.Writer
	heard func()
	err   error
}

func (s *sink) Write(p []byte) (int, error) {
	s.heard()
	n, err := s.w.Write(p)
	s.err = err
	return n, err
}

func hostOf(address string) string {
	if u, err := url.Parse(address); err == nil && u.Host != "" {
		return u.Host
	}
	return "an unreadable address"
}
