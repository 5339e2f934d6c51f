package outbound

import (
	"fmt"
	"io"
	"net/http"
	"strings"
)

// Part is what a writer may be that keeps what came of a file from one try
// to the next. Get has the server go on from there.
type Part interface {
	// SetAddress is told where the file is asked for, and whether a key must go
	// along. The address may be a signed one: it is not for the log.
	SetAddress(address string, keyed bool)
	// Kept is how many bytes are there, and the tag of the version of the
	// file that they are of; 0 where the file is to be had from its start.
	Kept() (size int64, tag string)
	// Begin is told before the first byte where it stands in the file, the
	// tag of its version (empty: it has none) and its whole length (0: not
	// said). At 0 what was kept is void. Its error ends the download.
	Begin(at int64, tag string, total int64) error
}

// Whole is a Part that keeps nothing, for a writer that is none.
type Whole struct{}

// SetAddress does nothing.
func (Whole) SetAddress(string, bool) {}

// Kept returns nothing.
func (Whole) Kept() (int64, string) { return 0, "" }

// Begin does nothing.
func (Whole) Begin(int64, string, int64) error { return nil }

// PartOf returns the Part that a writer is, or Whole.
func PartOf(w io.Writer) Part {
	if part, ok := w.(Part); ok {
		return part
	}
	return Whole{}
}

// place is where an answer begins in its file, and which file that is.
type place struct {
	first, total int64
	tag          string
	rest         bool // it is the rest that was asked for
}

func (p place) begin(part Part) error { return part.Begin(p.first, p.tag, p.total) }

// open asks for what a Part lacks of a file. A server that has another file
// by now, or cannot begin in the middle, is asked for all of it.
func (d *Downloader) open(request *http.Request, part Part) (*http.Response, place, error) {
	if kept, tag := part.Kept(); kept > 0 && tag != "" {
		rest := request.Clone(request.Context())
		rest.Header.Set("Range", fmt.Sprintf("bytes=%d-", kept))
		rest.Header.Set("If-Range", tag)
		rest.Header.Set("Accept-Encoding", "identity")
		response, err := d.http.Do(rest)
		if err != nil {
			return nil, place{}, err
		}
		at, fits := placeOf(response, kept, tag)
		if fits {
			at.rest = response.StatusCode == http.StatusPartialContent
			return response, at, nil
		}
		_ = response.Body.Close()
	}
	response, err := d.http.Do(request)
	if err != nil {
		return nil, place{}, err
	}
	at, _ := placeOf(response, 0, "")
	at.first = 0
	return response, at, nil
}

// placeOf reads where an answer begins. It does not fit where it is another
// part than the one that was asked for: some servers send less, or answer in
// many parts. A refusal fits: asking otherwise would not change it.
func placeOf(response *http.Response, kept int64, tag string) (at place, fits bool) {
	if !response.Uncompressed { // else the tag is that of another file
		at.tag = tagOf(response.Header)
	}
	switch response.StatusCode {
	case http.StatusPartialContent:
	case http.StatusRequestedRangeNotSatisfiable:
		return at, false
	default:
		at.total = max(response.ContentLength, 0)
		return at, true
	}
	var last int64
	read, _ := fmt.Sscanf(response.Header.Get("Content-Range"), "bytes %d-%d/%d", &at.first, &last, &at.total)
	same := at.tag == "" || at.tag == tag
	at.tag = tag
	return at, read >= 2 && kept > 0 && at.first == kept && same && (at.total == 0 || last == at.total-1)
}

// tagOf names the version of a file so that a server can compare it: a weak
// ETag says only that two versions look alike.
func tagOf(h http.Header) string {
	switch etag := h.Get("ETag"); {
	case strings.EqualFold(strings.TrimSpace(h.Get("Accept-Ranges")), "none"):
		return ""
	case etag != "" && !strings.HasPrefix(etag, "W/"):
		return etag
	}
	return h.Get("Last-Modified")
}
