package outbound

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"
)

// keeper is a Part in memory.
type keeper struct {
	bytes.Buffer
	tag     string
	total   int64
	begun   []int64
	address string
	keyed   bool
	err     error
}

func (k *keeper) SetAddress(address string, keyed bool) { k.address, k.keyed = address, keyed }

func (k *keeper) Kept() (int64, string) { return int64(k.Len()), k.tag }

func (k *keeper) Begin(at int64, tag string, total int64) error {
	k.Truncate(int(at))
	k.tag, k.total, k.begun = tag, total, append(k.begun, at)
	return k.err
}

// film is served as a file server does, with ranges.
func film(content, etag string, modified time.Time) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if etag != "" {
			w.Header().Set("ETag", etag)
		}
		http.ServeContent(w, r, "film.mp4", modified, strings.NewReader(content))
	}
}

// TestADownloadGoesOnWithRange holds every way in which a server may answer
// who has the first half.
func TestADownloadGoesOnWithRange(t *testing.T) {
	content := strings.Repeat("0123456789", 100)
	day := time.Date(2026, 11, 1, 12, 0, 0, 0, time.UTC)
	ranged := film(content, `"1"`, day)
	bent := func(name, value string) http.HandlerFunc { // what it answers with to a range
		return func(w http.ResponseWriter, r *http.Request) {
			if r.Header.Get("Range") == "" {
				ranged(w, r)
				return
			}
			w.Header().Set(name, value)
			w.WriteHeader(http.StatusPartialContent)
			_, _ = io.WriteString(w, "nonsense")
		}
	}
	for name, test := range map[string]struct {
		server http.HandlerFunc
		tag    string
		at     int64 // where the second try began
	}{
		"by its ETag":          {ranged, `"1"`, 500},
		"by its date":          {film(content, "", day), day.Format(http.TimeFormat), 500},
		"a weak ETag":          {film(content, `W/"1"`, day), day.Format(http.TimeFormat), 500},
		"another ETag":         {ranged, `"0"`, 0},
		"another date":         {film(content, "", day), day.Add(-time.Hour).Format(http.TimeFormat), 0},
		"no tag":               {ranged, "", 0},
		"a server without":     {func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, content) }, `"1"`, 0},
		"from elsewhere":       {bent("Content-Range", "bytes 400-999/1000"), `"1"`, 0},
		"less than asked for":  {bent("Content-Range", "bytes 500-599/1000"), `"1"`, 0},
		"in many parts":        {bent("Content-Type", "multipart/byteranges; boundary=x"), `"1"`, 0},
		"a range that is none": {bent("Content-Range", "half"), `"1"`, 0},
		"of another version": {func(w http.ResponseWriter, r *http.Request) {
			r.Header.Del("If-Range") // a server that does not know it
			film(content, `"2"`, day)(w, r)
		}, `"1"`, 0},
	} {
		address := serve(t, test.server)
		k := &keeper{tag: test.tag}
		k.WriteString(content[:500])
		n, err := NewDownloader([]string{host(address)}).Get(t.Context(), address, nil, k)
		if err != nil || k.String() != content || n != 1000 || len(k.begun) != 1 || k.begun[0] != test.at || k.total != 1000 {
			t.Errorf("%s: it began at %v of %d and told %d bytes, %v; the file is right: %v", name, k.begun, k.total, n, err, k.String() == content)
		}
	}
}

func TestAFileThatShrankStartsOver(t *testing.T) {
	address := serve(t, film("short", `"1"`, time.Time{}))
	k := &keeper{tag: `"1"`}
	k.WriteString("much longer than that")
	if n, err := NewDownloader([]string{host(address)}).Get(t.Context(), address, nil, k); err != nil || n != 5 || k.String() != "short" {
		t.Errorf("%d bytes, %v: %q", n, err, k.String())
	}
}

// TestARefusalLosesNothingOfAPart, nor does a server that cannot be reached.
func TestARefusalLosesNothingOfAPart(t *testing.T) {
	address := serve(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusForbidden) })
	for _, place := range []string{address + "/?sig=SECRET", "http://127.0.0.1:1/?sig=SECRET"} {
		k := &keeper{tag: `"1"`}
		k.WriteString("half")
		_, err := NewDownloader([]string{"127.0.0.1"}).Get(t.Context(), place, nil, k)
		if err == nil || k.String() != "half" || k.begun != nil || strings.Contains(fmt.Sprintf("%v %+v", err, err), "SECRET") || k.address != place || k.keyed {
			t.Errorf("%v, %q, begun %v from %s", err, k.String(), k.begun, k.address)
		}
	}
}

func TestARangeFollowsARedirectAndTheKeyDoesNot(t *testing.T) {
	next := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("X-Goog-Api-Key") != "" {
			t.Error("the next host got the key")
		}
		film("0123456789", `"1"`, time.Time{})(w, r)
	})
	first := serve(t, func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, next, http.StatusFound) })
	k := &keeper{tag: `"1"`}
	k.WriteString("0123")
	_, err := NewDownloader([]string{"127.0.0.1"}).Get(t.Context(), first, http.Header{"X-Goog-Api-Key": {"key-1234"}}, k)
	if err != nil || k.String() != "0123456789" || k.begun[0] != 4 || !k.keyed {
		t.Errorf("%q, begun %v, %v", k.String(), k.begun, err)
	}
}

func TestThePartsErrorIsItsOwn(t *testing.T) {
	address := serve(t, film("0123456789", `"1"`, time.Time{}))
	k := &keeper{err: errors.New("too large")}
	if _, err := NewDownloader([]string{host(address)}).Get(t.Context(), address, nil, k); err != k.err { //nolint:errorlint // the very same
		t.Errorf("%v", err)
	}
}

// TestASlowDownloadTakesAsLongAsItTakes: only silence ends it, and so does a
// trickle that would keep a place for ever.
func TestASlowDownloadTakesAsLongAsItTakes(t *testing.T) {
	t.Parallel()
	const pieces, long = 12, 300 * time.Millisecond
	piece := strings.Repeat("x", leastComes)
	trickle := func(piece string) string {
		return serve(t, func(w http.ResponseWriter, r *http.Request) {
			for range pieces {
				if _, err := io.WriteString(w, piece); err != nil || http.NewResponseController(w).Flush() != nil {
					return
				}
				select {
				case <-r.Context().Done():
					return
				case <-time.After(long / 10): // so that all takes longer than the silence may
				}
			}
		})
	}
	download := func(address string) (string, error) {
		d := NewDownloader([]string{host(address)})
		d.silence = long
		return get(t, d, address)
	}
	slow, little := trickle(piece), trickle("x")
	var both sync.WaitGroup
	defer both.Wait()
	both.Go(func() {
		if content, err := download(slow); err != nil || len(content) != pieces*leastComes {
			t.Errorf("%d bytes, %v", len(content), err)
		}
	})
	if content, err := download(little); !errors.Is(err, errSilence) || content == "" {
		t.Errorf("a trickle: %d bytes, %v", len(content), err)
	}
}

// TestAnAnswerMayComeAsSlowlyAsItComes, where its caller asks for that.
func TestAnAnswerMayComeAsSlowlyAsItComes(t *testing.T) {
	t.Parallel()
	const long = 300 * time.Millisecond
	address := serve(t, func(w http.ResponseWriter, r *http.Request) {
		for range 12 {
			if _, err := io.WriteString(w, "piece"); err != nil || http.NewResponseController(w).Flush() != nil {
				return
			}
			select {
			case <-r.Context().Done():
				return
			case <-time.After(long / 10):
			}
		}
		if r.URL.Path == "/hangs" {
			<-r.Context().Done()
		}
	})
	ask := func(path string) (string, error) {
		var into bytes.Buffer
		_, err := New(nil).Do(t.Context(), Request{URL: address + path, Into: &into, Silence: long})
		return into.String(), err
	}
	var both sync.WaitGroup
	defer both.Wait()
	both.Go(func() {
		if got, err := ask("/"); err != nil || len(got) != 60 {
			t.Errorf("%d bytes, %v", len(got), err)
		}
	})
	if got, err := ask("/hangs"); !errors.Is(err, errSilence) || len(got) != 60 {
		t.Errorf("%d bytes, %v", len(got), err)
	}
}

func TestWhatAServerSaysHasNoSignature(t *testing.T) {
	address := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusForbidden)
		_, _ = io.WriteString(w, `{"message":"https://x.example/a?sig=SECRET has expired"}`)
	})
	_, err := New(nil).Do(t.Context(), Request{URL: address})
	if _, down := get(t, NewDownloader([]string{host(address)}), address); strings.Contains(fmt.Sprint(err, down), "SECRET") || !strings.Contains(says(err), "https://x.example/a has expired") {
		t.Errorf("%v; %v", err, down)
	}
}
