package gemini

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/rs/zerolog"

	"streamspark/internal/celebration"
	"streamspark/internal/fault"
	"streamspark/internal/locale"
	"streamspark/internal/outbound"
	"streamspark/internal/standin"
	"streamspark/internal/standin/standintest"
)

// generator is one on a stand-in, on a connection pool of its own.
func generator(s *standin.Probe, change func(*Options)) *Generator {
	o := Options{
		Client: outbound.New(nil), Files: outbound.NewDownloader([]string{s.Host()}),
		BaseURL: s.GeminiURL() + "/", Key: standin.GeminiKey, Log: zerolog.Nop(),
	}
	if change != nil {
		change(&o)
	}
	return New(o)
}

func order() celebration.Order {
	return celebration.Order{
		Celebration: 7, RequestID: "ss-7", Prompt: "confetti", Negative: "text", Model: "gemini-omni-1.1-flash",
		AspectRatio: "16:9", Resolution: "720p", Duration: 8 * time.Second, Audio: true, Seed: 42,
	}
}

// fate is what became of a start.
func fate(err error) string {
	if err == nil {
		return "taken"
	}
	if _, ok := fault.OfKind(err, fault.Permanent); ok {
		return "refused"
	}
	if _, ok := fault.OfKind(err, fault.NotSent); ok {
		return "not accepted"
	}
	return "unknown"
}

func TestAClipIsMade(t *testing.T) {
	for _, inline := range []bool{false, true} {
		s := standintest.Start(t, standin.Options{})
		s.SetGeminiInline(inline)
		s.SetJobTime(300 * time.Millisecond)
		g := generator(s, nil)
		operation, err := g.Start(t.Context(), order())
		if err != nil {
			t.Fatal(err)
		}
		jobs := s.GeminiJobs()
		if len(jobs) != 1 || jobs[0].ID != string(operation) || !strings.HasSuffix(jobs[0].Prompt, "\n\nconfetti") {
			t.Fatalf("the stand-in took %+v, the operation is %q", jobs, operation)
		}
		if progress, err := g.Poll(t.Context(), operation); err != nil || progress.Done || progress.Percent != 0 {
			t.Errorf("at first: %+v, %v", progress, err)
		}
		if err := g.Fetch(t.Context(), operation, new(bytes.Buffer)); fate(err) != "unknown" || !strings.Contains(locale.English().Detail(err), "not finished") {
			t.Errorf("fetched too early: %v", err)
		}
		for deadline := time.Now().Add(2 * time.Minute); ; time.Sleep(20 * time.Millisecond) {
			progress, err := g.Poll(t.Context(), operation)
			if err != nil || time.Now().After(deadline) {
				t.Fatalf("%+v, %v", progress, err)
			}
			if progress.Done {
				break
			}
		}
		var clip bytes.Buffer
		if err := g.Fetch(t.Context(), operation, &clip); err != nil || !bytes.Equal(clip.Bytes(), standin.ClipMP4()) {
			t.Errorf("inline %v: fetched %d bytes, %v", inline, clip.Len(), err)
		}
		if n := s.Requests(standin.PartGeminiFile); (n == 0) != inline {
			t.Errorf("inline %v: the file was asked for %d times", inline, n)
		}
	}
}

// TestTheFateOfAStart is the table that money hangs on: what may be sent
// again began nothing, and whatever may have begun something is unknown.
func TestTheFateOfAStart(t *testing.T) {
	for kind, test := range map[standin.Kind]struct{ fate, says string }{
		standin.Slow:      {"taken", ""},
		standin.Status400: {"refused", "Gemini refused the request: “Request contains an invalid argument.”"},
		standin.Status401: {"refused", "check “Key of Gemini (generation.gemini.api_key)”"},
		"402":             {"refused", "out of credits"},
		standin.Status403: {"refused", "out of credits"},
		standin.Status404: {"refused", "gemini-omni-1.1-flash"},
		standin.Status408: {"unknown", "408"},
		standin.Status409: {"unknown", "409"},
		"410":             {"refused", "does not know the model"},
		"413":             {"refused", "Gemini refused"},
		"422":             {"refused", "Gemini refused"},
		standin.Status429: {"not accepted", "429 Too Many Requests: “You exceeded your current quota"},
		standin.Status500: {"unknown", "500"},
		standin.Status503: {"not accepted", "The model is overloaded"},
		"504":             {"unknown", "504"},
		standin.HTML:      {"unknown", "502"},
		standin.HTML200:   {"unknown", "web page"},
		standin.Empty:     {"unknown", "empty"},
		// A body that is cut after the job was begun, in each way.
		standin.Lost:         {"unknown", "cut"},
		standin.Cut:          {"unknown", "broke off"},
		standin.Endless:      {"unknown", "larger"},
		standin.OtherShape:   {"unknown", "names no job"},
		standin.KindRedirect: {"unknown", "302"},
		standin.Refused:      {"refused", "content policy"},
		standin.OddStatus:    {"taken", ""},
		standin.WrongType:    {"taken", ""},
		standin.Strings:      {"taken", ""},
		standin.Nulls:        {"unknown", "names no job"},
		standin.Huge:         {"unknown", "larger"},
	} {
		s := standintest.Start(t, standin.Options{})
		s.Set(standin.PartGeminiStart, standin.Fault{Kind: kind, Retry: 7, Redirect: s.GeminiURL() + path})
		_, err := generator(s, nil).Start(t.Context(), order())
		if got := fate(err); got != test.fate || err != nil && !strings.Contains(locale.English().Detail(err), test.says) {
			t.Errorf("%s: %s, %v; want %s that says %q", kind, got, err, test.fate, test.says)
		}
		if refusal, ok := fault.OfKind(err, fault.Permanent); ok && (refusal.Charged != celebration.ChargedNo || strings.Contains(locale.English().Error(refusal), "http")) {
			t.Errorf("%s: charged %q, sentence %q", kind, refusal.Charged, locale.English().Error(refusal))
		}
		if wait := fault.After(err); kind == standin.Status429 && wait != 7*time.Second {
			t.Errorf("%s: asked to wait %v", kind, wait)
		}
		if got := s.Requests(standin.PartGeminiStart); got != 1 {
			t.Errorf("%s: the paid request was sent %d times", kind, got)
		}
	}
}

func TestAStartThatHangsIsUnknown(t *testing.T) {
	for _, kind := range []standin.Kind{standin.Hang, standin.HangBody} {
		s := standintest.Start(t, standin.Options{})
		s.Set(standin.PartGeminiStart, standin.Fault{Kind: kind})
		ctx, stop := context.WithCancel(t.Context())
		go func() { // let go only when the request has arrived
			for s.Requests(standin.PartGeminiStart) == 0 {
				time.Sleep(5 * time.Millisecond)
			}
			stop()
		}()
		if _, err := generator(s, nil).Start(ctx, order()); fate(err) != "unknown" || !errors.Is(err, context.Canceled) {
			t.Errorf("%s: %s, %v", kind, fate(err), err)
		}
	}
}

func TestAnOrderThatCannotBeSentIsRefused(t *testing.T) {
	s := standintest.Start(t, standin.Options{})
	for name, test := range map[string]struct {
		change func(*Options)
		order  func(*celebration.Order)
		says   string
	}{
		"no key":          {change: func(o *Options) { o.Key = " \n" }, says: "generation.gemini.api_key"},
		"key of two":      {change: func(o *Options) { o.Key = "a\r\nX: y" }, says: "generation.gemini.api_key"},
		"key in Cyrillic": {change: func(o *Options) { o.Key = "ключ" }, says: "generation.gemini.api_key"},
		"no model":        {order: func(o *celebration.Order) { o.Model = "" }, says: "generation.gemini.model"},
		"wrong key":       {change: func(o *Options) { o.Key = "wrong-key-123" }, says: "does not accept the key"},
		"unknown model":   {order: func(o *celebration.Order) { o.Model = "veo-3" }, says: "no longer available"},
		"odd resolution":  {order: func(o *celebration.Order) { o.Resolution = "8k" }, says: "resolution"},
	} {
		ordered := order()
		if test.order != nil {
			test.order(&ordered)
		}
		_, err := generator(s, test.change).Start(t.Context(), ordered)
		if fate(err) != "refused" || !strings.Contains(locale.English().Detail(err), test.says) || strings.Contains(locale.English().Detail(err), "wrong-key-123") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if jobs := s.GeminiJobs(); len(jobs) != 0 {
		t.Errorf("taken all the same: %+v", jobs)
	}
}

// answering is a generator that gets one answer to everything.
func answering(t *testing.T, status int, body string) *Generator {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}))
	t.Cleanup(server.Close)
	return New(Options{
		Client: outbound.New(nil), Files: outbound.NewDownloader(nil), BaseURL: server.URL, Key: "secret-key-1", Log: zerolog.Nop(),
	})
}

func TestAnswersToAStart(t *testing.T) {
	for name, test := range map[string]struct {
		status     int
		body       string
		fate, says string
	}{
		"id alone":           {200, `{"id":"v1_x:y/z"}`, "taken", ""},
		"odd fields":         {201, `{"id":"a","status":5,"steps":"soon","errors":null,"usage":[]}`, "taken", ""},
		"a number for an id": {200, `{"id":12345678901234567890}`, "taken", ""},
		"failed with an id":  {200, `{"id":"a","status":"failed"}`, "taken", ""}, // a look tells
		"a clip at once":     {200, `{"steps":[{"data":"` + strings.Repeat("A", 2<<20) + `"}],"id":"a"}`, "taken", ""},
		"no id":              {200, `{"status":"queued"}`, "unknown", "names no job"},
		"null id":            {200, `{"id":null,"errors":[{"message":"oops"}]}`, "unknown", "oops"},
		"a list":             {200, `[{"id":"a"}]`, "unknown", "another shape"},
		"not JSON":           {200, `{"id":`, "unknown", "not JSON"},
		"failed without id":  {200, `{"status":"FAILED","errors":{"code":"safety"}}`, "refused", "safety"},
		"403 without a word": {403, `<html>challenge</html>`, "refused", "a proxy or a VPN"},
		"code of a word":     {400, `{"error":{"code":"invalid_request","message":"no faces"}}`, "refused", ": “no faces”"},
		"code of a number":   {400, `{"error":{"code":400,"message":"no faces","status":"INVALID_ARGUMENT"}}`, "refused", ": “no faces”"},
		"in a list":          {400, `[{"error":{"code":400,"message":"no faces"}}]`, "refused", ": “no faces”"},
		"a code alone":       {400, `{"error":{"code":"safety"}}`, "refused", ": “safety”"},
		"no word":            {400, `{}`, "refused", "did not say why"},
		"a country":          {400, `{"error":{"code":400,"message":"User location is not supported for the API use."}}`, "refused", "in this country"},
		"a wrong key":        {400, `{"error":{"message":"API key not valid: secret-key-1"}}`, "refused", "check “Key of Gemini (generation.gemini.api_key)”: “API key not valid: •••”"},
		"the key in the end": {200, `{"status":"failed","error":"bad secret-key-1"}`, "refused", "bad •••"},
		"an address with it": {400, `{"error":{"message":"see https://x.example/a?sig=QUERY now"}}`, "refused", "see https://x.example/a now"},
	} {
		operation, err := answering(t, test.status, test.body).Start(t.Context(), order())
		if fate(err) != test.fate || err != nil && !strings.Contains(locale.English().Detail(err), test.says) || (err == nil) == (operation == "") {
			t.Errorf("%s: %q, %s, %v; want %s that says %q", name, operation, fate(err), err, test.fate, test.says)
		}
		if err != nil && strings.Contains(locale.English().Detail(err), "secret-key-1") {
			t.Errorf("%s: the key shows: %v", name, err)
		}
		if refusal, ok := fault.OfKind(err, fault.Permanent); ok && (refusal.Charged == celebration.ChargedUnknown) != (test.status == 200) {
			t.Errorf("%s: charged %q", name, refusal.Charged)
		}
		if refusal, ok := fault.OfKind(err, fault.Permanent); ok && strings.Contains(locale.English().Error(refusal), "QUERY") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestBody(t *testing.T) {
	encoded, err := json.Marshal(body(order()))
	if err != nil {
		t.Fatal(err)
	}
	const want = `{"model":"gemini-omni-1.1-flash","background":true,"store":true,
		"input":"Make one video: a single continuous shot, no scene cuts. It must not show: text.\n\nconfetti",
		"generation_config":{"video_config":{"task":"text_to_video"}},
		"response_format":{"type":"video","aspect_ratio":"16:9","delivery":"uri","duration":"8s","resolution":"720p"}}`
	var got, wanted any
	if json.Unmarshal(encoded, &got) != nil || json.Unmarshal([]byte(want), &wanted) != nil || !reflect.DeepEqual(got, wanted) {
		t.Errorf("got %s", encoded)
	}
	silent := order()
	silent.Audio, silent.Negative = false, " \u200b"
	if got := input(silent); !strings.Contains(got, "It is silent") || strings.Contains(got, "must not show") {
		t.Errorf("asked %q", got)
	}
	for asked, want := range map[time.Duration]any{
		0: nil, -time.Second: nil, time.Second: "3s", 2 * time.Second: "3s", 7900 * time.Millisecond: "8s", 15 * time.Second: "10s",
	} {
		format := body(celebration.Order{Duration: asked})["response_format"].(map[string]any)
		if format["duration"] != want || len(format) > 3 {
			t.Errorf("%v: %v", asked, format)
		}
	}
}
