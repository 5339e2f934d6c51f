package aiml

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

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
// answer to a poll, whatever it is.
func TestALookThatFailsIsMadeAgain(t *testing.T) {
	s, _, operation := started(t)
	for kind, says := range map[standin.Kind]string{
		standin.Status400: "400", standin.Status401: "generation.aiml.api_key", standin.Status403: "out of credits",
		standin.Status404: "does not find a job", standin.Status429: "429", standin.Status500: "500", "504": "504",
		standin.HTML: "502", standin.HTML200: "web page", standin.Empty: "empty", standin.Cut: "", standin.Lost: "",
		standin.Endless: "larger", standin.OtherShape: "", standin.KindRedirect: "302", standin.Status408: "408", standin.Status409: "409",
		standin.Status503: "503", standin.Nulls: "says nothing", standin.Huge: "larger",
	} {
		g := generator(s, nil)
		s.Set(standin.PartPoll, standin.Fault{Kind: kind, Retry: 9, Redirect: s.URL()})
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
}

func TestAnUnknownWordIsAJobUnderWay(t *testing.T) {
	s, g, operation := started(t)
	s.Set(standin.PartPoll, standin.Fault{Kind: standin.OddStatus})
	if progress, err := g.Poll(t.Context(), operation); err != nil || progress.Done || progress.Percent != 0 {
		t.Errorf("%+v, %v", progress, err)
	}
}

// TestABentAnswerIsReadAllTheSame: what says what it must may say it oddly.
func TestABentAnswerIsReadAllTheSame(t *testing.T) {
	s, g, operation := started(t)
	want, err := g.Poll(t.Context(), operation)
	if err != nil {
		t.Fatal(err)
	}
	for _, kind := range []standin.Kind{standin.Strings, standin.WrongType} {
		s.Set(standin.PartPoll, standin.Fault{Kind: kind})
		s.Set(standin.PartFile, standin.Fault{Kind: kind})
		if progress, err := g.Poll(t.Context(), operation); err != nil || progress.Done != want.Done || !progress.Cost.Equal(want.Cost) {
			t.Errorf("%s: %+v, %v; want %+v", kind, progress, err, want)
		}
		var clip bytes.Buffer
		if err := g.Fetch(t.Context(), operation, &clip); err != nil || !bytes.Equal(clip.Bytes(), standin.ClipMP4()) {
			t.Errorf("%s: %d bytes, %v", kind, clip.Len(), err)
		}
	}
}

func TestARefusedPromptIsARefusal(t *testing.T) {
	s, g, operation := started(t)
	s.Set(standin.PartPoll, standin.Fault{Kind: standin.Refused})
	for what, err := range map[string]error{
		"look":  func() error { _, err := g.Poll(t.Context(), operation); return err }(),
		"fetch": g.Fetch(t.Context(), operation, new(bytes.Buffer)),
	} {
		refusal, ok := fault.OfKind(err, fault.Permanent)
		if !ok || refusal.Charged != celebration.ChargedNo || !strings.Contains(locale.English().Error(refusal), "content policy") {
			t.Errorf("%s: %v", what, err)
		}
	}
}

func TestAnswersToALook(t *testing.T) {
	for name, test := range map[string]struct {
		body    string
		percent int // of a good look
		fate    string
		says    string
	}{
		"queued":           {`{"id":"a","status":"queued"}`, 0, "taken", ""},
		"waiting":          {`{"status":"waiting"}`, 0, "taken", ""},
		"active":           {`{"status":"active"}`, 0, "taken", ""},
		"generating":       {`{"status":" Generating "}`, 0, "taken", ""},
		"done":             {`{"status":"COMPLETED","video":{"url":"https://cdn.example/a.mp4?sig=1"}}`, 100, "taken", ""},
		"no address":       {`{"status":"completed","video":null}`, 100, "taken", "does not say where"},
		"odd address":      {`{"status":"completed","video":{"url":5}}`, 100, "taken", "cannot be called"},
		"address of files": {`{"status":"completed","video":{"url":"file:///etc/passwd"}}`, 100, "taken", "cannot be called"},
		"plain error":      {`{"status":"failed","error":"too many faces\nand\u0000 more"}`, 0, "refused", "too many faces and more"},
		"error by name":    {`{"status":"error","error":{"name":"Blocked","message":null}}`, 0, "refused", "Blocked"},
		"canceled":         {`{"status":"cancelled","error":[]}`, 0, "refused", "did not say why"},
		"succeeded":        {`{"status":"Succeeded","video":{"url":"https://cdn.example/a.mp4"}}`, 100, "taken", ""},
		"success":          {`{"status":"success","video":[{"url":"https://cdn.example/a.mp4"}]}`, 100, "taken", ""},
		"done, a sentence": {`{"status":"done","video":"https://cdn.example/a.mp4"}`, 100, "taken", ""},
		"list of texts":    {`{"status":"completed","video":["https://cdn.example/a.mp4"]}`, 100, "taken", ""},
		"videos":           {`{"status":"completed","video":null,"videos":[null,{"url":"https://cdn.example/a.mp4"}]}`, 100, "taken", ""},
		"output":           {`{"status":"completed","output":{"url":"https://cdn.example/a.mp4"}}`, 100, "taken", ""},
		"output, nested":   {`{"status":"completed","output":{"video":{"url":"https://cdn.example/a.mp4"}}}`, 100, "taken", ""},
		"any word":         {`{"status":"daydreaming","video":{"url":"https://cdn.example/a.mp4"}}`, 100, "taken", ""},
		"a word of trouble": {
			`{"status":"error","video":{"url":"https://cdn.example/a.mp4"},"error":{"message":"late"}}`, 100, "taken", "",
		},
		"under way, no address": {`{"status":"generating","video":{"url":"soon"}}`, 0, "taken", ""},
		"done with an error":    {`{"status":"completed","video":null,"error":{"name":"Blocked","message":"no faces"}}`, 0, "refused", "Blocked: no faces"},
		"done, plain error":     {`{"status":"succeeded","error":"no faces"}`, 0, "refused", "no faces"},
		"details": {
			`{"status":"error","error":{"detail":[{"loc":["body","prompt"],"msg":"flagged","type":"content_policy_violation"}]}}`,
			0, "refused", "prompt flagged",
		},
		"details without words": {`{"status":"error","error":{"detail":[{"loc":[],"type":"nsfw"}]}}`, 0, "refused", "nsfw"},
		"a detail":              {`{"status":"error","error":{"message":"422","detail":"flagged"}}`, 0, "refused", "422: flagged"},
		"unknown end":           {`{"status":"moderated","video":null,"error":{"message":"no faces"}}`, 0, "refused", "no faces"},
		"unknown, empty error":  {`{"status":"daydreaming","error":{}}`, 0, "taken", ""},
		"unknown, a remark":     {`{"status":"daydreaming","error":"a bit late"}`, 0, "taken", ""},
		"under way, an error":   {`{"status":"processing","error":{"message":"trying again"}}`, 0, "taken", ""},
		"no status":             {`{"id":"a"}`, 0, "unknown", "says nothing about the job"},
		"odd status":            {`{"status":{"a":1}}`, 0, "unknown", "says nothing about the job"},
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
	}
}

func TestTheIdIsOpaque(t *testing.T) {
	const id = "083c:google/veo 3&generation_id=other#x?é%2F"
	var got []string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		got = append(got, r.URL.Path, r.URL.Query().Get("generation_id"), r.Header.Get("Authorization"))
		_ = json.NewEncoder(w).Encode(map[string]string{"status": "queued"})
	}))
	defer server.Close()
	g := New(Options{Client: outbound.New(nil), BaseURL: server.URL, Key: "k"})
	if _, err := g.Poll(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	if want := "/v2/video/generations " + id + " Bearer k"; strings.Join(got, " ") != want {
		t.Errorf("asked %q", got)
	}
}

func TestFetchIsTriedAgainAndShowsNoAddress(t *testing.T) {
	s, _, operation := started(t)
	g := generator(s, nil)
	for kind, says := range map[standin.Kind]string{
		standin.Status401: "401", standin.Status403: "403", standin.Status404: "404", standin.Status408: "408", standin.Status409: "409",
		standin.Status429: "429", standin.Status503: "503", standin.Cut: "broke off", standin.Lost: "",
	} {
		s.Set(standin.PartFile, standin.Fault{Kind: kind})
		var clip bytes.Buffer
		err := g.Fetch(t.Context(), operation, &clip)
		if fate(err) != "unknown" || !strings.Contains(locale.English().Detail(err), says) || strings.Contains(locale.English().Detail(err), "Signature") {
			t.Errorf("%s: %v", kind, err)
		}
	}
	s.ClearFaults()
	var clip bytes.Buffer
	if err := g.Fetch(t.Context(), operation, &clip); err != nil || !bytes.Equal(clip.Bytes(), standin.ClipMP4()) {
		t.Errorf("%d bytes, %v", clip.Len(), err)
	}

	// Without the streamer's word nothing comes from a private address.
	guarded := generator(s, func(o *Options) { o.Files = outbound.NewDownloader(nil) })
	if err := guarded.Fetch(t.Context(), operation, &clip); fate(err) != "unknown" || !strings.Contains(locale.English().Detail(err), "not a public one") {
		t.Errorf("from loopback: %v", err)
	}
	full := errors.New("the disk is full")
	if err := g.Fetch(t.Context(), operation, failing{full}); !errors.Is(err, full) {
		t.Errorf("a writer that fails: %v", err)
	}
	stopped, stop := context.WithCancel(t.Context())
	stop()
	if err := g.Fetch(stopped, operation, &clip); !errors.Is(err, context.Canceled) {
		t.Errorf("stopped: %v", err)
	}
}

type failing struct{ err error }

func (f failing) Write([]byte) (int, error) { return 0, f.err }

func TestFetchOfAJobUnderWay(t *testing.T) {
	err := answering(t, 200, `{"status":"generating"}`).Fetch(t.Context(), "a", new(bytes.Buffer))
	if fate(err) != "unknown" || !strings.Contains(locale.English().Detail(err), "not finished") {
		t.Errorf("%v", err)
	}
}

// FuzzAnswer: whatever AIML says, it is read or refused, and neither the
// key nor a query of an address comes out in what people see.
func FuzzAnswer(f *testing.F) {
	f.Add(`{"id":"a:b","status":"completed","video":{"url":"https://x.example/a?sig=1"},"error":null}`)
	f.Add(`{"status":"error","error":{"name":1,"message":"see http://x/?secret-key-1"}}`)
	f.Add(`{"error":"secret-key-1"}`)
	f.Fuzz(func(t *testing.T, body string) {
		g := New(Options{Key: "secret-key-1"})
		var fields map[string]json.RawMessage
		if json.Unmarshal([]byte(body), &fields) != nil {
			return
		}
		found := g.read(fields)
		if strings.Contains(found.problem, "secret-key-1") || len([]rune(found.problem)) > maxProblem+1 || found.bad() && found.problem == "" {
			t.Errorf("said: %q", found.problem)
		}
		if address, err := found.address(); err == nil && !strings.HasPrefix(strings.ToLower(address), "http") {
			t.Errorf("address: %q", address)
		}
	})
}
