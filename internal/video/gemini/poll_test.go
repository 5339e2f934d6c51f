package gemini

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/rs/zerolog"

	"streamspark/internal/celebration"
	"streamspark/internal/fault"
	"streamspark/internal/locale"
	"streamspark/internal/outbound"
	"streamspark/internal/standin"
	"streamspark/internal/standin/standintest"
)

// started is a generator on a stand-in with one job that is done.
func started(t *testing.T) (*standin.Probe, *Generator, celebration.Operation) {
	t.Helper()
	s := standintest.Start(t, standin.Options{})
	g := generator(s, nil)
	operation, err := g.Start(t.Context(), order())
	if err != nil {
		t.Fatal(err)
	}
	return s, g, operation
}

// TestALookThatFailsIsMadeAgain: a paid job is never given up for a bad
// answer to a look, whatever it is.
func TestALookThatFailsIsMadeAgain(t *testing.T) {
	s, _, operation := started(t)
	for kind, says := range map[standin.Kind]string{
		standin.Status400: "invalid argument", standin.Status401: "generation.gemini.api_key", standin.Status403: "does not show",
		standin.Status404: "does not find", standin.Status429: "429", standin.Status500: "500", "504": "504",
		standin.HTML: "502", standin.HTML200: "web page", standin.Empty: "empty", standin.Cut: "", standin.Lost: "",
		standin.Endless: "larger", standin.OtherShape: "says nothing", standin.KindRedirect: "302",
		standin.Status408: "408", standin.Status409: "409", standin.Status503: "503", standin.Nulls: "says nothing",
		standin.Huge: "larger",
	} {
		g := generator(s, nil)
		s.Set(standin.PartGeminiPoll, standin.Fault{Kind: kind, Retry: 9, Redirect: s.URL()})
		progress, err := g.Poll(t.Context(), operation)
		if fate(err) != "unknown" || progress.Done || !strings.Contains(locale.English().Detail(err), says) {
			t.Errorf("%s: %+v, %s, %v; want a plain error that says %q", kind, progress, fate(err), err, says)
		}
		if kind == standin.Status429 && fault.After(err).Seconds() != 9 {
			t.Errorf("asked to wait %v", fault.After(err))
		}
		if err := g.Fetch(t.Context(), operation, new(bytes.Buffer)); fate(err) != "unknown" {
			t.Errorf("%s: fetch: %v", kind, err)
		}
		s.ClearFaults()
		if progress, err := g.Poll(t.Context(), operation); err != nil || !progress.Done {
			t.Errorf("after %s: %+v, %v", kind, progress, err)
		}
	}
	for _, kind := range []standin.Kind{standin.Strings, standin.WrongType} {
		s.Set(standin.PartGeminiPoll, standin.Fault{Kind: kind})
		if progress, err := generator(s, nil).Poll(t.Context(), operation); err != nil || !progress.Done {
			t.Errorf("%s: %+v, %v", kind, progress, err)
		}
	}
	s.Set(standin.PartGeminiPoll, standin.Fault{Kind: standin.OddStatus})
	if progress, err := generator(s, nil).Poll(t.Context(), operation); err != nil || progress.Done || progress.Percent != 0 {
		t.Errorf("an unknown word: %+v, %v", progress, err)
	}
}

func TestALookThatHangsEndsWithItsContext(t *testing.T) {
	s, g, operation := started(t)
	for _, kind := range []standin.Kind{standin.Hang, standin.HangBody} {
		s.Set(standin.PartGeminiPoll, standin.Fault{Kind: kind})
		ctx, stop := context.WithCancel(t.Context())
		asked := s.Requests(standin.PartGeminiPoll)
		wait := answered(s, standin.PartGeminiPoll, asked, stop)
		if _, err := g.Poll(ctx, operation); fate(err) != "unknown" || !errors.Is(err, context.Canceled) {
			t.Errorf("%s: %v", kind, err)
		}
		<-wait
	}
}

func TestARefusedPromptIsARefusal(t *testing.T) {
	s, g, operation := started(t)
	s.Set(standin.PartGeminiPoll, standin.Fault{Kind: standin.Refused})
	for what, err := range map[string]error{
		"look":  func() error { _, err := g.Poll(t.Context(), operation); return err }(),
		"fetch": g.Fetch(t.Context(), operation, new(bytes.Buffer)),
	} {
		refusal, ok := fault.OfKind(err, fault.Permanent)
		if !ok || refusal.Charged != celebration.ChargedUnknown || !strings.Contains(locale.English().Error(refusal), "content policy") {
			t.Errorf("%s: %v", what, err)
		}
	}
}

func TestAnswersToALook(t *testing.T) {
	const film = `"steps":[{"type":"thought","content":[{"type":"video","uri":"https://x.example/no"}]},
		{"type":"model_output","content":[{"type":"text","text":"Here you are"},{"type":"video","uri":"https://x.example/a"}]}]`
	output := func(content string) string { return `"steps":[{"type":"model_output","content":` + content + `}]` }
	for name, test := range map[string]struct {
		body    string
		percent int // of a good look
		fate    string
		says    string
	}{
		"queued":           {`{"status":"queued"}`, 0, "taken", ""},
		"in progress":      {`{"status":" In_Progress ",` + output(`[{"type":"text","text":"working"}]`) + `}`, 0, "taken", ""},
		"a new word":       {`{"status":"daydreaming"}`, 0, "taken", ""},
		"done":             {`{"status":"COMPLETED",` + film + `}`, 100, "taken", ""},
		"done inside":      {`{"status":"completed",` + output(`[{"type":"video","data":"QUJD"}]`) + `}`, 100, "taken", ""},
		"one for a list":   {`{"status":"completed",` + output(`{"mime_type":"video/mp4","uri":"https://x.example/a"}`) + `}`, 100, "taken", ""},
		"done and no clip": {`{"status":"completed","steps":[]}`, 100, "taken", "does not say where"},
		"a picture":        {`{"status":"completed",` + output(`[{"type":"image","data":"QUJD"}]`) + `}`, 100, "taken", "does not say where"},
		"empty data":       {`{"status":"completed",` + output(`[{"type":"video","data":""}]`) + `}`, 100, "taken", "does not say where"},
		"text alone":       {`{"status":"completed",` + output(`[{"type":"text","text":"I cannot\nmake this"}]`) + `}`, 0, "refused", "I cannot make this"},
		"an error alone":   {`{"status":"completed","steps":[{"type":"thought","error":{"code":"safety"}}]}`, 0, "refused", "safety"},
		"failed":           {`{"status":"failed","errors":[{"code":"x","message":"too many faces"}]}`, 0, "refused", "too many faces"},
		"failed with clip": {`{"status":"failed",` + film + `}`, 0, "refused", "could not make"},
		"cancelled":        {`{"status":"cancelled"}`, 0, "refused", "was cancelled"},
		"incomplete":       {`{"status":"incomplete"}`, 0, "refused", "before the clip was finished"},
		"incomplete, made": {`{"status":"incomplete",` + film + `}`, 100, "taken", ""},
		"budget":           {`{"status":"budget_exceeded"}`, 0, "refused", "budget of the account"},
		"action":           {`{"status":"requires_action"}`, 0, "refused", "waits for an answer"},
		"continuation":     {`{"status":"requires_continuation"}`, 0, "refused", "waits for an answer"},
		"no status":        {`{"id":"a"}`, 0, "unknown", "says nothing about the job"},
		"odd status":       {`{"status":{"a":1}}`, 0, "unknown", "says nothing about the job"},
		"a list":           {`[]`, 0, "unknown", "another shape"},
	} {
		g := answering(t, 200, test.body)
		progress, err := g.Poll(t.Context(), "a")
		if fate(err) != test.fate || progress.Percent != test.percent || progress.Done != (test.percent == 100) ||
			err != nil && !strings.Contains(locale.English().Detail(err), test.says) {
			t.Errorf("%s: %+v, %s, %v", name, progress, fate(err), err)
		}
		if err == nil && test.says != "" { // done, and its clip is not to be had: that holds no place
			if err := g.Fetch(t.Context(), "a", new(bytes.Buffer)); fate(err) != "unknown" || !strings.Contains(locale.English().Detail(err), test.says) {
				t.Errorf("%s: fetched, %v", name, err)
			}
		}
		if refusal, ok := fault.OfKind(err, fault.Permanent); ok && refusal.Charged != celebration.ChargedUnknown {
			t.Errorf("%s: charged %q", name, refusal.Charged)
		}
	}
}

func TestAJobThatGeminiDoesNotKnowIsARefusal(t *testing.T) {
	s := standintest.Start(t, standin.Options{})
	for _, operation := range []celebration.Operation{"v1_unknown", "", ".", ".."} {
		_, err := generator(s, nil).Poll(t.Context(), operation)
		refusal, ok := fault.OfKind(err, fault.Permanent)
		if !ok || refusal.Charged != celebration.ChargedUnknown {
			t.Errorf("%q: %v", operation, err)
		}
	}
}

func TestTheIdIsOpaque(t *testing.T) {
	const id = "083c:google/veo 3&a=b#x?é%2F"
	var got []string
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		got = append(got, r.URL.Path, r.URL.RawQuery, r.Header.Get("X-Goog-Api-Key"))
	}))
	defer server.Close()
	g := New(Options{Client: outbound.New(nil), BaseURL: server.URL, Key: "k", Log: zerolog.Nop()})
	if _, err := g.Poll(t.Context(), id); fate(err) != "unknown" {
		t.Fatal(err)
	}
	if want := "/v1beta/interactions/" + id + "  k"; strings.Join(got, " ") != want {
		t.Errorf("asked %q", got)
	}
}

// TestALargeClipInAnAnswerIsNotHeld: a look does not read it to its end,
// and a fetch writes it as it comes.
func TestALargeClipInAnAnswerIsNotHeld(t *testing.T) {
	film := bytes.Repeat([]byte{0xFF, 0xFB, 0xF0, 0x00, 'x'}, 2<<20)
	for name, encoding := range map[string]*base64.Encoding{"plain": base64.StdEncoding, "for addresses": base64.RawURLEncoding} {
		data := strings.ReplaceAll(strings.ReplaceAll(encoding.EncodeToString(film), "/", `\/`), "=", `\u003d`)
		g := answering(t, 200, `{"status":"completed","steps":[{"type":"model_output","content":[{"type":"image","data":"QUJD"},
			{"data":"`+data+`","type":"video"}]}]}`)
		if progress, err := g.Poll(t.Context(), "a"); err != nil || !progress.Done {
			t.Errorf("%s: %+v, %v", name, progress, err)
		}
		var clip bytes.Buffer
		if err := g.Fetch(t.Context(), "a", &clip); err != nil || !bytes.Equal(clip.Bytes(), film) {
			t.Errorf("%s: fetched %d of %d bytes, %v", name, clip.Len(), len(film), err)
		}
		full := errors.New("the disk is full")
		if err := g.Fetch(t.Context(), "a", failing{full}); !errors.Is(err, full) {
			t.Errorf("%s: a writer that fails: %v", name, err)
		}
	}
	g := answering(t, 200, `{"status":"completed","steps":[{"type":"model_output","content":[{"type":"video","data":"§§§§"}]}]}`)
	if err := g.Fetch(t.Context(), "a", new(bytes.Buffer)); fate(err) != "unknown" || !strings.Contains(locale.English().Detail(err), "base64") {
		t.Errorf("not base64: %v", err)
	}
}

type failing struct{ err error }

func (f failing) Write([]byte) (int, error) { return 0, f.err }
