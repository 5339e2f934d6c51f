package outbound

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"streamspark/internal/fault"
	"streamspark/internal/standin"
	"streamspark/internal/standin/standintest"
)

func quiet() *log.Logger { return log.New(io.Discard, "", 0) }

func get(t *testing.T, d *Downloader, address string) (string, error) {
	t.Helper()
	var file bytes.Buffer
	n, err := d.Get(t.Context(), address, nil, &file)
	if n != int64(file.Len()) {
		t.Errorf("%d bytes came and %d were told", file.Len(), n)
	}
	return file.String(), err
}

func host(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.Host
}

func TestOnlyPublicAddressesAreCalled(t *testing.T) {
	address := serve(t, func(http.ResponseWriter, *http.Request) { t.Error("it was called") })
	port := address[strings.LastIndexByte(address, ':'):]
	for _, forbidden := range []string{
		address, "http://localhost" + port, "http://[::1]" + port, "http://[::ffff:127.0.0.1]" + port, "http://0.0.0.0" + port,
		"http://10.0.0.1/", "http://172.16.0.1/", "http://192.168.1.1/", "http://169.254.169.254/latest", "http://[fe80::1]/",
		"http://[fd00::1]/", "http://100.64.0.1/", "http://[64:ff9b::7f00:1]/", "http://224.0.0.1/", "http://[::]/",
		"http://[::ffff:10.0.0.1]/", "http://192.0.2.1/", "http://[2001:db8::1]/",
	} {
		_, err := get(t, NewDownloader([]string{"elsewhere.example", "127.0.0.2"}), forbidden)
		if err == nil || !strings.Contains(says(err), "not a public one") {
			t.Errorf("%s: %v", forbidden, err)
		}
	}
	for _, scheme := range []string{"ftp://example.com/", "file:///etc/passwd", "gopher://example.com/", "/only/a/path", "", "http://", "http://%zz"} {
		if content, err := get(t, NewDownloader(nil), scheme); err == nil || content != "" {
			t.Errorf("%q: %q, %v", scheme, content, err)
		}
	}
}

// TestAPublicNumberIsNotRefused looks at the guard alone: nothing is called.
func TestAPublicNumberIsNotRefused(t *testing.T) {
	g := newGuard([]string{"127.0.0.1:5", "nas.local"})
	for address, want := range map[string]bool{
		"http://8.8.8.8/a.mp4": true, "https://[2606:4700::1]/": true, "https://cdn.example/a": true,
		"http://127.0.0.1:5/": true, "http://127.0.0.1:6/": false, "http://nas.local:99/": true, "ws://8.8.8.8/": false,
	} {
		u, err := url.Parse(address)
		if err != nil {
			t.Fatal(err)
		}
		if got := g.check(u, nil); (got == nil) != want {
			t.Errorf("%s: %v", address, got)
		}
	}
}

func TestARedirectCannotLeadIn(t *testing.T) {
	inside := serve(t, func(http.ResponseWriter, *http.Request) { t.Error("the inside was reached") })
	ftp := "ftp" + strings.TrimPrefix(inside, "http")
	for _, target := range []string{inside, "http://169.254.169.254/", ftp, "/bad%zz?sig=SECRET", "http://[::1" + "/?sig=SECRET"} {
		address := serve(t, func(w http.ResponseWriter, _ *http.Request) {
			w.Header()["Location"] = []string{target}
			w.WriteHeader(http.StatusFound)
		})
		content, err := get(t, NewDownloader([]string{host(address)}), address+"/?sig=SECRET")
		if err == nil || content != "" || strings.Contains(fmt.Sprintf("%v %v", err, errors.Unwrap(err)), "SECRET") {
			t.Errorf("to %s: %q, %v", target, content, err)
		}
	}
	var circle string
	circle = serve(t, func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, circle+"/again", http.StatusFound) })
	if _, err := get(t, NewDownloader([]string{host(circle)}), circle); !errors.Is(err, errRedirects) {
		t.Errorf("in a circle: %v", err)
	}
}

func TestARedirectTakesNoKeyAlong(t *testing.T) {
	var seen http.Header
	next := serve(t, func(w http.ResponseWriter, r *http.Request) { seen = r.Header; _, _ = io.WriteString(w, "film") })
	first := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("X-Goog-Api-Key") != "key-1234" {
			t.Errorf("the first host got %v", r.Header)
		}
		http.Redirect(w, r, next+"/film", http.StatusFound)
	})
	var file bytes.Buffer
	d := NewDownloader([]string{"127.0.0.1"})
	if _, err := d.Get(t.Context(), first+"/?sig=SECRET", http.Header{"X-Goog-Api-Key": {"key-1234"}}, &file); err != nil || file.String() != "film" {
		t.Fatalf("%q, %v", file.String(), err)
	}
	if seen.Get("X-Goog-Api-Key") != "" || seen.Get("Referer") != "" || seen.Get("User-Agent") != userAgent {
		t.Errorf("the next host got %v", seen)
	}
}

func TestADownloadsFaults(t *testing.T) {
	s := standintest.Start(t, standin.Options{})
	d := NewDownloader([]string{s.Host()})
	address := s.AIMLURL() + "/v1/models?Signature=SECRET"
	for kind, want := range map[standin.Kind]string{
		standin.Status404: "404", standin.Status429: "429", "503": "503", standin.HTML: "502", standin.Lost: "cut", standin.Empty: "",
		standin.Cut: "broke off after",
	} {
		s.Set(standin.PartModels, standin.Fault{Kind: kind, Retry: 11})
		_, err := get(t, d, address)
		if (err == nil) != (kind == standin.Empty) || err != nil && !strings.Contains(says(err), want) {
			t.Errorf("%s: %v", kind, err)
		}
		if err != nil && (strings.Contains(fmt.Sprintf("%v %+v", err, err), "SECRET") || !strings.HasPrefix(says(err), "download from "+s.Host())) {
			t.Errorf("%s: %v", kind, err)
		}
		var e *Failure
		if kind == standin.Status429 && (!errors.As(err, &e) || fault.After(err) != 11*time.Second) {
			t.Errorf("asked to wait: %v", err)
		}
	}
}

func TestADownloadThatFallsSilentEnds(t *testing.T) {
	s := standintest.Start(t, standin.Options{})
	d := NewDownloader([]string{s.Host()})
	d.silence = 100 * time.Millisecond
	s.Set(standin.PartModels, standin.Fault{Kind: standin.HangBody})
	if content, err := get(t, d, s.AIMLURL()+"/v1/models"); !errors.Is(err, errSilence) || content == "" {
		t.Errorf("%d bytes, %v", len(content), err)
	}
	// A refusal whose body never ends is the refusal all the same.
	address := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(http.StatusForbidden)
		_ = http.NewResponseController(w).Flush()
		<-r.Context().Done()
	})
	d = NewDownloader([]string{host(address)})
	d.silence = 100 * time.Millisecond
	if _, err := get(t, d, address); Status(err) != http.StatusForbidden {
		t.Errorf("a refusal that hangs: %v", err)
	}
}

func TestTheWritersErrorIsItsOwn(t *testing.T) {
	s := standintest.Start(t, standin.Options{})
	s.Set(standin.PartFile, standin.Fault{Kind: standin.Endless})
	full := errors.New("the clip is too large")
	_, err := NewDownloader([]string{s.Host()}).Get(t.Context(), s.AIMLURL()+"/files/x.mp4", nil, refusing{full})
	if err != full { //nolint:errorlint // it must be the very same, in no wrapping
		t.Errorf("%v", err)
	}
	ctx, stop := context.WithCancel(t.Context())
	_, err = NewDownloader([]string{s.Host()}).Get(ctx, s.AIMLURL()+"/files/x.mp4", nil, stopping{stop})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("stopped: %v", err)
	}
}

type refusing struct{ err error }

func (r refusing) Write([]byte) (int, error) { return 0, r.err }

type stopping struct{ stop func() }

func (s stopping) Write(p []byte) (int, error) { s.stop(); return len(p), nil }
