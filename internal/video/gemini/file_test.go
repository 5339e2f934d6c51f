package gemini

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/rs/zerolog"

	"streamspark/internal/celebration"
	"streamspark/internal/sandbox"
	"streamspark/internal/upstream"
)

// answered calls stop once a part was asked more often than before.
func answered(s *sandbox.Sandbox, p sandbox.Part, before int, stop func()) <-chan struct{} {
	done := make(chan struct{})
	go func() {
		defer close(done)
		for deadline := time.Now().Add(20 * time.Second); s.Requests(p) == before && time.Now().Before(deadline); {
			time.Sleep(5 * time.Millisecond)
		}
		stop()
	}()
	return done
}

func TestFetchIsTriedAgain(t *testing.T) {
	s, _, operation := started(t)
	g := generator(s, nil)
	for kind, says := range map[sandbox.Kind]string{
		sandbox.Status400: "400", sandbox.Status401: "401", sandbox.Status403: "403", sandbox.Status404: "404", sandbox.Status429: "429",
		sandbox.Status500: "500", sandbox.Status408: "408", sandbox.Status409: "409", sandbox.Status503: "503", sandbox.HTML: "502", sandbox.Cut: "broke off", sandbox.Lost: "",
		sandbox.OddStatus: "not ready",
	} {
		s.Set(sandbox.PartGeminiFile, sandbox.Fault{Kind: kind})
		err := g.Fetch(t.Context(), operation, new(bytes.Buffer))
		if fate(err) != "unknown" || !strings.Contains(err.Error(), says) || strings.Contains(err.Error(), "alt=media") {
			t.Errorf("%s: %v", kind, err)
		}
	}
	for _, kind := range []sandbox.Kind{sandbox.Hang, sandbox.HangBody} {
		s.Set(sandbox.PartGeminiFile, sandbox.Fault{Kind: kind})
		ctx, stop := context.WithCancel(t.Context())
		wait := answered(s, sandbox.PartGeminiFile, s.Requests(sandbox.PartGeminiFile), stop)
		if err := g.Fetch(ctx, operation, new(bytes.Buffer)); fate(err) != "unknown" || !errors.Is(err, context.Canceled) {
			t.Errorf("%s: %v", kind, err)
		}
		<-wait
	}
	s.Set(sandbox.PartGeminiFile, sandbox.Fault{Kind: sandbox.Refused})
	err := g.Fetch(t.Context(), operation, new(bytes.Buffer))
	if refusal, ok := celebration.AsRefusal(err); !ok || refusal.Charged != celebration.ChargedUnknown {
		t.Errorf("a file that failed: %v", err)
	}
	s.ClearFaults()
	for range 2 {
		var clip bytes.Buffer
		if err := g.Fetch(t.Context(), operation, &clip); err != nil || !bytes.Equal(clip.Bytes(), sandbox.ClipMP4()) {
			t.Errorf("%d bytes, %v", clip.Len(), err)
		}
	}

	// Without the streamer's word nothing comes from a private address.
	guarded := generator(s, func(o *Options) { o.Files = upstream.NewDownloader(nil) })
	if err := guarded.Fetch(t.Context(), operation, new(bytes.Buffer)); fate(err) != "unknown" || !strings.Contains(err.Error(), "not a public one") {
		t.Errorf("from loopback: %v", err)
	}
	full := errors.New("the disk is full")
	if err := g.Fetch(t.Context(), operation, failing{full}); !errors.Is(err, full) {
		t.Errorf("a writer that fails: %v", err)
	}
}

// TestTheKeyGoesToGeminiAlone: a file elsewhere is fetched without it, also
// where Gemini itself redirects there.
func TestTheKeyGoesToGeminiAlone(t *testing.T) {
	var keys []string // that came to the other host
	other := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		keys = append(keys, strings.Join(r.Header.Values("X-Goog-Api-Key"), ","), r.Header.Get("Referer"))
		_, _ = fmt.Fprint(w, "film")
	}))
	defer other.Close()
	for name, test := range map[string]struct {
		address func(own string) string
		atHome  string // the key that came to Gemini's file
	}{
		"elsewhere":  {func(string) string { return other.URL + "/a?sig=1" }, ""},
		"at home":    {func(own string) string { return own + "/v1beta/files/a:download?alt=media" }, "secret-key-1"},
		"at Google":  {func(string) string { return ownAddress + "/v1beta/files/a:download?alt=media" }, "secret-key-1"},
		"redirected": {func(own string) string { return own + "/v1beta/files/gone:download?alt=media" }, "secret-key-1"},
	} {
		keys = nil
		var own *httptest.Server
		got := ""
		own = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			switch {
			case strings.Contains(r.URL.Path, "/interactions/"):
				_, _ = fmt.Fprintf(w, `{"status":"completed","steps":[{"type":"model_output","content":[{"type":"video","uri":%q}]}]}`, test.address(own.URL))
				return
			case strings.Contains(r.URL.Path, "gone"):
				http.Redirect(w, r, other.URL+"/b?sig=2", http.StatusFound)
			default:
				_, _ = fmt.Fprint(w, "film")
			}
			got = r.Header.Get("X-Goog-Api-Key")
		}))
		hosts := []string{strings.TrimPrefix(own.URL, "http://"), strings.TrimPrefix(other.URL, "http://")}
		g := New(Options{
			Client: upstream.New(nil), Files: upstream.NewDownloader(hosts), BaseURL: own.URL, Key: "secret-key-1", Log: zerolog.Nop(),
		})
		var clip bytes.Buffer
		err := g.Fetch(t.Context(), "a", &clip)
		own.Close()
		if err != nil || clip.String() != "film" || got != test.atHome || strings.Join(keys, "") != "" {
			t.Errorf("%s: %q, %v; Gemini saw %q, the other host %q", name, clip.String(), err, got, keys)
		}
	}
}

func TestAnAddressThatCannotBeCalled(t *testing.T) {
	for _, address := range []string{"file:///etc/passwd", "gs://bucket/a.mp4", "/v1beta/files/a", "http://[::1", "ftp://x.example/a"} {
		g := answering(t, 200, fmt.Sprintf(`{"status":"completed","steps":[{"type":"model_output","content":[{"type":"video","uri":%q}]}]}`, address))
		if err := g.Fetch(t.Context(), "a", new(bytes.Buffer)); fate(err) != "unknown" || !strings.Contains(err.Error(), "cannot be called") {
			t.Errorf("%s: %v", address, err)
		}
	}
}
