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
	"streamspark/internal/fault"
	"streamspark/internal/locale"
	"streamspark/internal/outbound"
	"streamspark/internal/standin"
)

// answered calls stop once a part was asked more often than before.
func answered(s *standin.Probe, p standin.Part, before int, stop func()) <-chan struct{} {
	done := make(chan struct{})
	go func() {
		defer close(done)
		for deadline := time.Now().Add(2 * time.Minute); s.Requests(p) == before && time.Now().Before(deadline); {
			time.Sleep(5 * time.Millisecond)
		}
		stop()
	}()
	return done
}

func TestFetchIsTriedAgain(t *testing.T) {
	s, _, operation := started(t)
	g := generator(s, nil)
	for kind, says := range map[standin.Kind]string{
		standin.Status400: "400", standin.Status401: "401", standin.Status403: "403", standin.Status404: "404", standin.Status429: "429",
		standin.Status500: "500", standin.Status408: "408", standin.Status409: "409", standin.Status503: "503", standin.HTML: "502", standin.Cut: "broke off", standin.Lost: "",
		standin.OddStatus: "not ready",
	} {
		s.Set(standin.PartGeminiFile, standin.Fault{Kind: kind})
		err := g.Fetch(t.Context(), operation, new(bytes.Buffer))
		if fate(err) != "unknown" || !strings.Contains(locale.English().Detail(err), says) || strings.Contains(locale.English().Detail(err), "alt=media") {
			t.Errorf("%s: %v", kind, err)
		}
	}
	for _, kind := range []standin.Kind{standin.Hang, standin.HangBody} {
		s.Set(standin.PartGeminiFile, standin.Fault{Kind: kind})
		ctx, stop := context.WithCancel(t.Context())
		wait := answered(s, standin.PartGeminiFile, s.Requests(standin.PartGeminiFile), stop)
		if err := g.Fetch(ctx, operation, new(bytes.Buffer)); fate(err) != "unknown" || !errors.Is(err, context.Canceled) {
			t.Errorf("%s: %v", kind, err)
		}
		<-wait
	}
	s.Set(standin.PartGeminiFile, standin.Fault{Kind: standin.Refused})
	err := g.Fetch(t.Context(), operation, new(bytes.Buffer))
	if refusal, ok := fault.OfKind(err, fault.Permanent); !ok || refusal.Charged != celebration.ChargedUnknown {
		t.Errorf("a file that failed: %v", err)
	}
	s.ClearFaults()
	for range 2 {
		var clip bytes.Buffer
		if err := g.Fetch(t.Context(), operation, &clip); err != nil || !bytes.Equal(clip.Bytes(), standin.ClipMP4()) {
			t.Errorf("%d bytes, %v", clip.Len(), err)
		}
	}

	// Without the streamer's word nothing comes from a private address.
	guarded := generator(s, func(o *Options) { o.Files = outbound.NewDownloader(nil) })
	if err := guarded.Fetch(t.Context(), operation, new(bytes.Buffer)); fate(err) != "unknown" || !strings.Contains(locale.English().Detail(err), "not a public one") {
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
			Client: outbound.New(nil), Files: outbound.NewDownloader(hosts), BaseURL: own.URL, Key: "secret-key-1", Log: zerolog.Nop(),
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
		if err := g.Fetch(t.Context(), "a", new(bytes.Buffer)); fate(err) != "unknown" || !strings.Contains(locale.English().Detail(err), "cannot be called") {
			t.Errorf("%s: %v", address, err)
		}
	}
}
