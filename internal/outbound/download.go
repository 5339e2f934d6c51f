package outbound

import (
	"context"
	"errors"
	"io"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"time"

	"streamspark/internal/fault"
)

const (
	maxRedirects = 5
	maxSilence   = 30 * time.Second // in which less came than leastComes
	leastComes   = 16 << 10
)

var (
	errSilence   = trouble("outbound.silence", "time", maxSilence)
	errRedirects = trouble("outbound.redirects")
)

// Downloader fetches files whose addresses other people's servers name. It
// connects to public addresses only, wherever a redirect or a name leads.
type Downloader struct {
	http    *http.Client
	silence time.Duration
}

// NewDownloader returns a downloader without a proxy; see Network.
func NewDownloader(allowed []string) *Downloader { return plainNetwork().Downloader("", allowed) }

// Reach finds out whether a file could be fetched from the host of an
// address: any answer is good.
func (d *Downloader) Reach(ctx context.Context, address string) error {
	where := downloadFrom(address)
	ctx, stop := context.WithTimeout(ctx, defaultTimeout)
	defer stop()
	request, err := http.NewRequestWithContext(ctx, http.MethodHead, address, nil)
	if err != nil || request.URL.Host == "" {
		return (&Failure{Problem: fault.Say("outbound.bad_address")}).Fault(where)
	}
	request.Header.Set("User-Agent", userAgent)
	response, err := d.http.Do(request)
	if err != nil {
		return (&Failure{Problem: plain(err), Cause: bareCause(err), OnTheWay: onTheWay(err)}).Fault(where)
	}
	return response.Body.Close()
}

// follow allows a redirect without what is not for the next host: the
// caller's headers, which may hold a key, and the address before it, which
// may be a signed one.
func follow(next *http.Request, via []*http.Request) error {
	if len(via) >= maxRedirects {
		return errRedirects
	}
	first := via[0].URL
	if next.URL.Host != first.Host || next.URL.Scheme != first.Scheme {
		maps.DeleteFunc(next.Header, func(name string, _ []string) bool {
			return !slices.Contains([]string{"User-Agent", "Range", "If-Range", "Accept-Encoding"}, name)
		})
	}
	next.Header.Del("Referer")
	return nil
}

// Get writes the file at an address to w and tells its length. The caller
// limits what w takes; an error of w is returned as it is. Where w is a Part
// only what it lacks is fetched, if the server can do that. An answer that
// ends early or stops coming is an error; how long all of it takes is not
// limited. The address may be a signed one: no error shows its query.
func (d *Downloader) Get(ctx context.Context, address string, header http.Header, w io.Writer) (int64, error) {
	where := downloadFrom(address)
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)

	var on watchedConn
	request, err := http.NewRequestWithContext(on.watch(ctx), http.MethodGet, address, nil)
	if err != nil || request.URL.Host == "" {
		return 0, (&Failure{Problem: fault.Say("outbound.bad_address")}).Fault(where)
	}
	secrets := []string{request.URL.RawQuery}
	for name, values := range header {
		request.Header[name] = values
		secrets = append(secrets, values...)
	}
	request.Header.Set("User-Agent", userAgent)
	part := PartOf(w)
	part.SetAddress(address, len(header) > 0)
	response, at, err := d.open(request, part)
	if err != nil {
		return 0, (&Failure{Problem: plain(err), Cause: bareCause(err), OnTheWay: onTheWay(err)}).Fault(where)
	}
	defer response.Body.Close()

	silence := time.AfterFunc(d.silence, func() { cancel(errSilence) })
	defer silence.Stop()
	if response.StatusCode != http.StatusOK && !at.rest {
		return 0, refused(where, response, hider(secrets))
	}
	if err := at.begin(part); err != nil {
		return 0, err
	}
	came := 0
	target := &sink{w: w, received: func(n int) {
		if came += n; came >= leastComes {
			came = 0
			silence.Reset(d.silence)
		}
	}}
	n, err := io.Copy(target, response.Body)
	n += at.first
	switch {
	case target.err != nil:
		return n, target.err
	case err != nil && errors.Is(context.Cause(ctx), errSilence):
		err = errSilence
	}
	if err != nil {
		why, filtered := on.brokenOff(err)
		return n, (&Failure{
			Problem: fault.Say("outbound.file_broke_off", "got", fault.Bytes(n), "problem", why), Cause: bareCause(err), OnTheWay: filtered,
		}).Fault(where)
	}
	return n, nil
}

// sink receives each piece and remembers the writer's own error.
type sink struct {
	w        io.Writer
	received func(n int)
	err      error
}

func (s *sink) Write(p []byte) (int, error) {
	s.received(len(p))
	n, err := s.w.Write(p)
	s.err = err
	return n, err
}

// downloadFrom names a download by the host that the file comes from.
func downloadFrom(address string) fault.Message {
	if u, err := url.Parse(address); err == nil && u.Host != "" {
		return fault.Say("outbound.download", "host", u.Host)
	}
	return fault.Say("outbound.download_unreadable")
}
