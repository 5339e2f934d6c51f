package aiml

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
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
		BaseURL: s.AIMLURL() + "/", Key: standin.AIMLKey, Log: zerolog.Nop(),
	}
	if change != nil {
		change(&o)
	}
	return New(o)
}

func order() celebration.Order {
	return celebration.Order{
		Celebration: 7, RequestID: "ss-7.1:a_b", Prompt: "confetti", Negative: "text", Model: "google/veo-3.1-t2v-fast",
		AspectRatio: "16:9", Resolution: "720p", Duration: 8 * time.Second, Audio: true, Seed: 42,
	}
}

func TestAClipIsMade(t *testing.T) {
	for _, path := range []string{"", "/v2/generate/video/google/generation", "v2/video/generations/"} {
		s := standintest.Start(t, standin.Options{})
		s.SetJobTime(300 * time.Millisecond)
		g := generator(s, func(o *Options) { o.SubmitPath = path })
		operation, err := g.Start(t.Context(), order())
		if err != nil {
			t.Fatal(err)
		}
		jobs := s.Jobs()
		if len(jobs) != 1 || jobs[0].ID != string(operation) || jobs[0].RequestID != "ss-7.1:a_b" || jobs[0].Prompt != "confetti" {
			t.Fatalf("the stand-in took %+v, the operation is %q", jobs, operation)
		}
		if progress, err := g.Poll(t.Context(), operation); err != nil || progress.Done || progress.Percent != 0 {
			t.Errorf("at first: %+v, %v", progress, err)
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
			t.Errorf("fetched %d bytes, %v", clip.Len(), err)
		}
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

// TestTheFateOfAStart is the table that money hangs on: what may be sent
// again began nothing, and whatever may have begun something is unknown.
func TestTheFateOfAStart(t *testing.T) {
	for kind, test := range map[standin.Kind]struct{ fate, says string }{
		standin.Status400: {"refused", "Body validation error"},
		standin.Status401: {"refused", "check “Key of AIML (generation.aiml.api_key)”: “This request requires a valid API key"},
		"402":             {"refused", "out of credits"},
		standin.Status403: {"refused", "out of credits or may not do this: look at the account and its billing: “You've run out of credits"},
		standin.Status404: {"refused", "google/veo-3.1-t2v-fast"},
		"405":             {"refused", "/v2/video/generations"},
		standin.Status408: {"unknown", "408"},
		standin.Status409: {"unknown", "409"},
		"410":             {"refused", "does not know the model"},
		"413":             {"refused", "AIML refused"},
		"422":             {"refused", "AIML refused"},
		standin.Status429: {"not accepted", "429"},
		standin.Status500: {"unknown", "500"},
		standin.Status503: {"unknown", "503"},
		"504":             {"unknown", "Generation timeout"},
		standin.HTML:      {"unknown", "502"},
		standin.HTML200:   {"unknown", "web page"},
		standin.Empty:     {"unknown", "empty"},
		// A body that is cut after the job was begun, in each way.
		standin.Lost:         {"unknown", "cut"},
		standin.Cut:          {"taken", ""}, // by the id in the header
		standin.Endless:      {"unknown", "larger"},
		standin.OtherShape:   {"unknown", ""},
		standin.KindRedirect: {"unknown", "302"},
		standin.OddStatus:    {"taken", ""},
		standin.WrongType:    {"taken", ""},
		standin.Strings:      {"taken", ""},
		standin.Nulls:        {"taken", ""}, // by the id in the header
		standin.Huge:         {"taken", ""}, // and this too
	} {
		s := standintest.Start(t, standin.Options{})
		s.Set(standin.PartSubmit, standin.Fault{Kind: kind, Retry: 7, Redirect: s.AIMLURL() + "/v2/video/generations"})
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
		if got := s.Requests(standin.PartSubmit); got != 1 {
			t.Errorf("%s: the paid request was sent %d times", kind, got)
		}
	}
}

func TestAStartThatHangsIsUnknownOrNamedByItsHeader(t *testing.T) {
	for _, kind := range []standin.Kind{standin.Hang, standin.HangBody} {
		want := map[standin.Kind]string{standin.Hang: "unknown", standin.HangBody: "taken"}[kind]
		s := standintest.Start(t, standin.Options{})
		s.Set(standin.PartSubmit, standin.Fault{Kind: kind})
		ctx, stop := context.WithCancel(t.Context())
		go func() { // let go only when the request has arrived
			for s.Requests(standin.PartSubmit) == 0 {
				time.Sleep(5 * time.Millisecond)
			}
			stop()
		}()
		if _, err := generator(s, nil).Start(ctx, order()); fate(err) != want || err != nil && !errors.Is(err, context.Canceled) {
			t.Errorf("%s: %s, %v", kind, fate(err), err)
		}
	}
}

func TestAStartThatNeverLeftMayBeMadeAgain(t *testing.T) {
	s := standintest.Start(t, standin.Options{})
	stopped, stop := context.WithCancel(t.Context())
	stop()
	if _, err := generator(s, nil).Start(stopped, order()); fate(err) != "not accepted" {
		t.Errorf("stopped before: %v", err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := generator(s, nil).Start(t.Context(), order()); fate(err) != "not accepted" {
		t.Errorf("refused connection: %v", err)
	}
	plain := httptest.NewServer(http.NotFoundHandler())
	defer plain.Close()
	g := generator(s, func(o *Options) { o.BaseURL = strings.Replace(plain.URL, "http:", "https:", 1) })
	if _, err := g.Start(t.Context(), order()); fate(err) != "not accepted" {
		t.Errorf("no TLS: %v", err)
	}
}

func TestAnOrderThatCannotBeSentIsRefused(t *testing.T) {
	s := standintest.Start(t, standin.Options{})
	for name, test := range map[string]struct {
		change func(*Options)
		order  func(*celebration.Order)
		says   string
	}{
		"no key":          {change: func(o *Options) { o.Key = " \n" }, says: "generation.aiml.api_key"},
		"key of two":      {change: func(o *Options) { o.Key = "a\r\nX: y" }, says: "generation.aiml.api_key"},
		"key in Cyrillic": {change: func(o *Options) { o.Key = "ключ" }, says: "generation.aiml.api_key"},
		"no model":        {order: func(o *celebration.Order) { o.Model = "" }, says: "generation.aiml.model"},
		"no id":           {order: func(o *celebration.Order) { o.RequestID = "" }, says: "request id"},
		"odd id":          {order: func(o *celebration.Order) { o.RequestID = "a b" }, says: "request id"},
		"long id":         {order: func(o *celebration.Order) { o.RequestID = strings.Repeat("a", 129) }, says: "request id"},
		"wrong key":       {change: func(o *Options) { o.Key = "wrong-key-123" }, says: "does not accept the key"},
		"unknown model":   {order: func(o *celebration.Order) { o.Model = "acme/film" }, says: "model Invalid model"},
		"no prompt":       {order: func(o *celebration.Order) { o.Prompt = " " }, says: "prompt Required"},
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
	if jobs := s.Jobs(); len(jobs) != 0 {
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
		"id alone":            {200, `{"id":"x:y/z"}`, "taken", ""},
		"odd fields":          {201, `{"id":"a","status":5,"video":"soon","error":null,"meta":[]}`, "taken", ""},
		"the older name":      {202, `{"generation_id":"a","status":"queued"}`, "taken", ""},
		"a number for an id":  {200, `{"id":12345678901234567890}`, "taken", ""},
		"no id":               {200, `{"status":"queued"}`, "unknown", "names no job"},
		"null id":             {200, `{"id":null,"error":{"message":"oops"}}`, "unknown", "oops"},
		"a list":              {200, `[{"id":"a"}]`, "unknown", "another shape"},
		"failed at once":      {200, `{"id":"a","status":"error","error":{"name":"Policy","message":"no faces"}}`, "refused", "Policy: no faces"},
		"failed without id":   {200, `{"status":"Failed","error":"plain words"}`, "refused", "plain words"},
		"failed without word": {200, `{"status":"canceled"}`, "refused", "did not say why"},
		"fal's details":       {422, `{"detail":[{"loc":["body","prompt"],"msg":"no faces","type":"content_policy_violation"}]}`, "refused", "refused the request: “prompt no faces”"},
		"details in an error": {400, `{"message":"Bad Request","error":{"detail":[{"loc":["prompt"],"msg":"no faces"}]}}`, "refused", "Bad Request; prompt no faces"},
		"done at once":        {200, `{"id":"a","status":"succeeded","video":["https://cdn.example/a.mp4"]}`, "taken", ""},
		"403 without a word":  {403, `<html>challenge</html>`, "refused", "a proxy or a VPN"},
		"the key quoted back": {401, `{"message":"the key secret-key-1 is wrong"}`, "refused", "the key ••• is wrong"},
		"the key in the end":  {200, `{"status":"error","error":"bad secret-key-1"}`, "refused", "bad •••"},
		"an address with it":  {400, `{"message":"see https://x.example/a?sig=QUERY now"}`, "refused", "see https://x.example/a now"},
	} {
		operation, err := answering(t, test.status, test.body).Start(t.Context(), order())
		if fate(err) != test.fate || err != nil && !strings.Contains(locale.English().Detail(err), test.says) || (err == nil) == (operation == "") {
			t.Errorf("%s: %q, %s, %v; want %s that says %q", name, operation, fate(err), err, test.fate, test.says)
		}
		if err != nil && strings.Contains(locale.English().Detail(err), "secret-key-1") {
			t.Errorf("%s: the key shows: %v", name, err)
		}
	}
}

func TestBodyByModel(t *testing.T) {
	const common = `"prompt":"confetti","aspect_ratio":"16:9"`
	const words = `"negative_prompt":"text","seed":42`
	for model, want := range map[string]string{
		"google/veo-3.1-t2v":               `"duration":6,"resolution":"720p","generate_audio":true,"auto_fix":false,"provider":"auto",` + words,
		"google/veo-3.1-t2v-fast":          `"duration":6,"resolution":"720p","generate_audio":true,"auto_fix":false,"provider":"auto",` + words,
		"google/veo-3.0-fast":              `"duration":6,"resolution":"720P","generate_audio":true,` + words,
		"google/veo3":                      `"duration":6,"resolution":"720P","generate_audio":true,` + words,
		"veo-3.1-lite-generate-001":        `"duration":6,"resolution":"720P","generate_audio":true`,
		"google/gemini-omni-flash-preview": `"duration":7`,
		"kling/some-model":                 `"duration":7`,
	} {
		ordered := order()
		ordered.Model, ordered.Duration = model, 7*time.Second
		encoded, err := json.Marshal(body(ordered))
		if err != nil {
			t.Fatal(err)
		}
		var got, wanted any
		if err := json.Unmarshal(encoded, &got); err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(fmt.Appendf(nil, `{"model":%q,%s,%s}`, model, common, want), &wanted); err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(got, wanted) {
			t.Errorf("%s:\n got %v\nwant %v", model, got, wanted)
		}
	}
}

// TestTheStandInTakesEveryModel holds the bodies against its validation.
func TestTheStandInTakesEveryModel(t *testing.T) {
	s := standintest.Start(t, standin.Options{})
	for _, model := range []string{
		"google/veo-3.1-t2v", "google/veo-3.1-t2v-fast", "google/veo-3.0-fast", "google/veo3",
		"google/veo-3.1-lite-generate-001", "google/gemini-omni-flash-preview",
	} {
		for _, seconds := range []time.Duration{0, 1, 5, 8, 60} {
			ordered := order()
			ordered.Model, ordered.Duration, ordered.Seed = model, seconds*time.Second, -1
			ordered.Resolution, ordered.Audio, ordered.Negative = "1080p", false, ""
			if _, err := generator(s, nil).Start(t.Context(), ordered); err != nil {
				t.Errorf("%s of %d s: %v", model, seconds, err)
			}
		}
	}
}

func TestTheLengthIsWhatTheModelMakes(t *testing.T) {
	for _, test := range []struct {
		model string
		asked time.Duration
		want  any
	}{
		{"google/veo3", 0, nil},
		{"google/veo3", time.Second, 4},
		{"google/veo3", 5 * time.Second, 4},
		{"google/veo3", 7900 * time.Millisecond, 8},
		{"google/veo3", time.Hour, 8},
		{"google/gemini-omni-flash-preview", 2 * time.Second, 3},
		{"google/gemini-omni-flash-preview", 12 * time.Second, 10},
		{"acme/film", 12 * time.Second, 12},
		{"acme/film", -time.Second, nil},
	} {
		if got := body(celebration.Order{Model: test.model, Duration: test.asked})["duration"]; got != test.want {
			t.Errorf("%s of %v: %v, want %v", test.model, test.asked, got, test.want)
		}
	}
}
