package standin

import (
	"fmt"
	"net/http"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"
)

const goodOrder = `{"model":"google/veo-3.1-t2v-fast","prompt":"A cake","duration":4,"resolution":"720p","aspect_ratio":"16:9","generate_audio":true}`

// made is the answer of submit and poll as a client reads it.
type made struct {
	ID, Status string
	Video      *struct {
		URL      string
		Duration float64
	}
	Error *struct{ Name, Message string }
	Meta  *struct {
		Usage struct {
			Credits float64 `json:"credits_used"`
			USD     float64 `json:"usd_spent"`
		}
	}
}

func submit(t *testing.T, s *Probe, path, body string, headers ...string) reply {
	t.Helper()
	headers = append([]string{"Authorization", "Bearer " + AIMLKey, "Content-Type", "application/json"}, headers...)
	return call(t, "POST", s.AIMLURL()+path, body, headers...)
}

func poll(t *testing.T, s *Probe, path, id string) (reply, made) {
	t.Helper()
	answer := call(t, "GET", s.AIMLURL()+path+"?generation_id="+url.QueryEscape(id), "", "Authorization", "Bearer "+AIMLKey)
	var m made
	answer.into(t, &m)
	return answer, m
}

func TestJobFromSubmitToFile(t *testing.T) {
	for path, status := range map[string]int{"/v2/video/generations": 200, "/v2/generate/video/google/generation": 201} {
		t.Run(path, func(t *testing.T) {
			s := started(t, Options{})
			answer := submit(t, s, path, goodOrder, "X-Client-Request-Id", "donation-1.a:b")
			var m made
			answer.into(t, &m)
			if answer.StatusCode != status || m.Status != "queued" || m.Video != nil || m.Error != nil {
				t.Fatalf("%d %s", answer.StatusCode, answer.body)
			}
			if !strings.Contains(m.ID, ":") || !strings.Contains(m.ID, "/") {
				t.Errorf("the id %s is too plain", m.ID)
			}
			if answer.Header.Get("x-inference-id") != m.ID || answer.Header.Get("x-client-request-id") != "donation-1.a:b" {
				t.Errorf("the ids in the headers are %v", answer.Header)
			}
			finished(t, s, path, m.ID)
			list := s.Jobs()
			if len(list) != 1 || list[0].ID != m.ID || list[0].RequestID != "donation-1.a:b" || list[0].Path != path ||
				list[0].Polls != 1 || !list[0].Done || list[0].Prompt != "A cake" || list[0].Body["duration"] != 4.0 {
				t.Errorf("the jobs are %+v", list)
			}
		})
	}
}

// finished polls a job of four seconds that is done, and fetches its file.
func finished(t *testing.T, s *Probe, path, id string) {
	t.Helper()
	polled, m := poll(t, s, path, id)
	if m.Status != "completed" || m.Video.Duration != 4 || m.Error != nil {
		t.Fatalf("polled %s", polled.body)
	}
	if m.Meta.Usage.USD != 0.52 || m.Meta.Usage.Credits != 1_040_000 || polled.Header.Get("x-aimlapi-usd-spent") != "0.52" {
		t.Errorf("it costs %+v, %v", m.Meta, polled.Header)
	}
	file := call(t, "GET", m.Video.URL, "")
	if file.StatusCode != http.StatusOK || file.body != string(clipMP4) || file.Header.Get("Content-Type") != "video/mp4" {
		t.Errorf("the file: %d, %d bytes, %s", file.StatusCode, len(file.body), file.Header.Get("Content-Type"))
	}
}

func TestJobTakesItsTime(t *testing.T) {
	s := started(t, Options{JobTime: time.Hour})
	var m made
	submit(t, s, "/v2/video/generations", goodOrder).into(t, &m)
	if _, m = poll(t, s, "/v2/video/generations", m.ID); m.Status != "queued" || m.Video != nil {
		t.Errorf("at first it is %s", m.Status)
	}
	s.aiml.byID[m.ID].started = time.Now().Add(-30 * time.Minute)
	if _, m = poll(t, s, "/v2/video/generations", m.ID); m.Status != "generating" || m.Video != nil {
		t.Errorf("half way it is %s", m.Status)
	}
	s.aiml.byID[m.ID].started = time.Now().Add(-2 * time.Hour)
	if _, m = poll(t, s, "/v2/video/generations", m.ID); m.Status != "completed" {
		t.Errorf("in the end it is %s", m.Status)
	}
	s.SetJobTime(0)
	submit(t, s, "/v2/video/generations", goodOrder).into(t, &m)
	if _, m = poll(t, s, "/v2/video/generations", m.ID); m.Status != "completed" {
		t.Errorf("without a job time it is %s", m.Status)
	}
}

// envelope is an error of AIML.
type envelope struct {
	Message    string
	Path       string
	RequestID  string `json:"requestId"`
	StatusCode int    `json:"statusCode"`
	Timestamp  time.Time
	Meta       []struct{ Path []string }
}

func TestErrorsOfAIML(t *testing.T) {
	s := started(t, Options{})
	order := func(change string) string { return strings.Replace(goodOrder, `"duration":4`, change, 1) }
	cases := []struct {
		name, method, path, body, key string
		status                        int
		field                         string
	}{
		{"no key", "POST", "/v2/video/generations", goodOrder, "", 401, ""},
		{"wrong key", "POST", "/v2/video/generations", goodOrder, "other", 401, ""},
		{"poll without a key", "GET", "/v2/video/generations?generation_id=x", "", "", 401, ""},
		{"no JSON", "POST", "/v2/video/generations", "prompt", AIMLKey, 400, ""},
		{"a list", "POST", "/v2/video/generations", "[]", AIMLKey, 400, ""},
		{"no prompt", "POST", "/v2/video/generations", `{"model":"google/veo3"}`, AIMLKey, 400, "prompt"},
		{"no model", "POST", "/v2/video/generations", `{"prompt":"x"}`, AIMLKey, 400, "model"},
		{"no such model", "POST", "/v2/video/generations", `{"prompt":"x","model":"y"}`, AIMLKey, 400, "model"},
		{"wrong length", "POST", "/v2/video/generations", order(`"duration":5`), AIMLKey, 400, "duration"},
		{"length as text", "POST", "/v2/video/generations", order(`"duration":"4"`), AIMLKey, 400, "duration"},
		{"wrong case of resolution", "POST", "/v2/video/generations", `{"prompt":"x","model":"google/veo3","resolution":"720p"}`, AIMLKey, 400, "resolution"},
		{"wrong shape", "POST", "/v2/video/generations", order(`"aspect_ratio":"1:1"`), AIMLKey, 200, ""}, // a later 16:9 wins
		{"sound as text", "POST", "/v2/video/generations", `{"prompt":"x","model":"google/veo3","generate_audio":"yes"}`, AIMLKey, 400, "generate_audio"},
		{"poll without an id", "GET", "/v2/video/generations", "", AIMLKey, 400, "generation_id"},
		{"poll of nothing", "GET", "/v2/video/generations?generation_id=x", "", AIMLKey, 404, ""},
		{"no such address", "GET", "/v2/nothing", "", AIMLKey, 404, ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			answer := call(t, c.method, s.AIMLURL()+c.path, c.body, "Authorization", "Bearer "+c.key)
			if answer.StatusCode != c.status {
				t.Fatalf("answered %d %s", answer.StatusCode, answer.body)
			}
			if c.status == 200 {
				return
			}
			var e envelope
			answer.into(t, &e)
			path, _, _ := strings.Cut(c.path, "?")
			if e.Message == "" || e.Path != path || e.RequestID == "" || e.StatusCode != c.status || time.Since(e.Timestamp) > time.Minute {
				t.Errorf("the envelope is %s", answer.body)
			}
			if c.field != "" && (len(e.Meta) != 1 || e.Meta[0].Path[0] != c.field) {
				t.Errorf("it names %v", e.Meta)
			}
		})
	}
	if jobs := s.Jobs(); len(jobs) != 1 {
		t.Errorf("%d jobs were accepted", len(jobs))
	}
}

func TestBadRequestIDIsDroppedWithoutAWord(t *testing.T) {
	s := started(t, Options{})
	for _, id := range []string{"with space", strings.Repeat("x", 129), "кириллица"} {
		answer := submit(t, s, "/v2/video/generations", goodOrder, "X-Client-Request-Id", id)
		if answer.StatusCode != http.StatusOK || answer.Header.Get("x-client-request-id") != "" {
			t.Errorf("%q: %d %v", id, answer.StatusCode, answer.Header)
		}
	}
	for _, j := range s.Jobs() {
		if j.RequestID != "" {
			t.Errorf("%q was kept", j.RequestID)
		}
	}
}

func TestRefusedAndOddJobs(t *testing.T) {
	s := started(t, Options{})
	const path = "/v2/video/generations"
	s.Set(PartSubmit, Fault{Kind: Refused, Times: 1})
	if answer := submit(t, s, path, goodOrder); answer.StatusCode != http.StatusBadRequest || !strings.Contains(answer.body, "content policy") {
		t.Errorf("a refused submit: %d %s", answer.StatusCode, answer.body)
	}
	s.Set(PartSubmit, Fault{Kind: OddStatus, Times: 1})
	var m made
	if submit(t, s, path, goodOrder).into(t, &m); m.Status != "daydreaming" || len(s.Jobs()) != 1 {
		t.Errorf("an odd submit: %+v", m)
	}
	s.Set(PartPoll, Fault{Kind: OddStatus, Times: 1})
	if _, m = poll(t, s, path, m.ID); m.Status != "daydreaming" || m.Video != nil {
		t.Errorf("an odd poll: %+v", m)
	}
	if _, m = poll(t, s, path, m.ID); m.Status != "completed" {
		t.Errorf("after it: %+v", m)
	}
	submit(t, s, path, goodOrder).into(t, &m)
	s.Set(PartPoll, Fault{Kind: Refused, Times: 1})
	for range 2 { // a refusal is final
		if _, m = poll(t, s, path, m.ID); m.Status != "error" || m.Error == nil || !strings.Contains(m.Error.Message, "content policy") || m.Meta != nil {
			t.Errorf("a refused job: %+v", m)
		}
	}
}

func TestCatalogue(t *testing.T) {
	s := started(t, Options{})
	answer := call(t, "GET", s.AIMLURL()+"/v1/models?id=veo-3.1-fast-generate-001&include=pricing", "")
	var list struct {
		Object string
		Data   []struct {
			ID      string
			Aliases []string
			Pricing struct {
				Kind, Currency string
				Dimensions     []string
				Variants       []struct {
					When  map[string]string
					Price float64
					Unit  string
					Per   float64
				}
			}
		}
	}
	answer.into(t, &list)
	if list.Object != "list" || len(list.Data) != 1 || list.Data[0].ID != "google/veo-3.1-t2v-fast" {
		t.Fatalf("the catalogue is %s", answer.body)
	}
	price := list.Data[0].Pricing
	if price.Kind != "variants" || price.Currency != "USD" || fmt.Sprint(price.Dimensions) != "[resolution]" || len(price.Variants) != 2 ||
		price.Variants[1].When["resolution"] != "720p" || price.Variants[1].Price != 0.13 || price.Variants[1].Unit != "second" || price.Variants[1].Per != 1 {
		t.Errorf("the price is %+v", price)
	}
	again := call(t, "GET", s.AIMLURL()+"/v1/models?id=veo-3.1-fast-generate-001&include=pricing", "", "If-None-Match", answer.Header.Get("ETag"))
	if again.StatusCode != http.StatusNotModified {
		t.Errorf("the same catalogue again: %d", again.StatusCode)
	}
	all := call(t, "GET", s.AIMLURL()+"/v1/models?capabilities=text_to_video", "")
	if strings.Contains(all.body, "pricing") || strings.Count(all.body, `"id"`) != len(catalogue()) {
		t.Errorf("without pricing: %s", all.body)
	}
	if fixed := call(t, "GET", s.AIMLURL()+"/v1/models?include=pricing", ""); !strings.Contains(fixed.body, `"kind":"fixed"`) {
		t.Error("no model has a fixed price")
	}
	if none := call(t, "GET", s.AIMLURL()+"/v1/models?id=none", ""); !strings.Contains(none.body, `"data":[]`) {
		t.Errorf("an unknown model: %s", none.body)
	}
}

func TestFileIsServedInRangesAndOnlyWithItsSignature(t *testing.T) {
	s := started(t, Options{Clip: ClipWebM()})
	good := s.signedURL("clip.webm")
	part := call(t, "GET", good, "", "Range", "bytes=4-7")
	if part.StatusCode != http.StatusPartialContent || part.body != string(clipWebM[4:8]) || part.Header.Get("Content-Type") != "video/webm" {
		t.Errorf("a range: %d %q", part.StatusCode, part.body)
	}
	head := call(t, "HEAD", good, "")
	if head.StatusCode != http.StatusOK || head.ContentLength != int64(len(clipWebM)) || head.body != "" || head.Header.Get("ETag") == "" {
		t.Errorf("its headers: %d %v", head.StatusCode, head.Header)
	}
	u, _ := url.Parse(good)
	change := func(name, value string) string {
		query := u.Query()
		query.Set(name, value)
		return s.AIMLURL() + "/files/clip.webm?" + query.Encode()
	}
	past := fmt.Sprint(time.Now().Add(-time.Hour).Unix())
	for name, address := range map[string]string{
		"no signature": s.AIMLURL() + "/files/clip.webm", "wrong signature": change("Signature", "00"),
		"changed end": change("Expires", "9999999999"), "another file": strings.Replace(good, "clip", "clap", 1),
		"too late": s.AIMLURL() + "/files/clip.webm?Expires=" + past + "&Signature=" + s.aiml.sign("clip.webm", past),
	} {
		if answer := call(t, "GET", address, ""); answer.StatusCode != http.StatusForbidden || !strings.Contains(answer.body, "AccessDenied") {
			t.Errorf("%s: %d %s", name, answer.StatusCode, answer.body)
		}
	}
}

func TestEmbeddedClipsAreSmallAndTheirs(t *testing.T) {
	for name, clip := range map[string][]byte{"clip.mp4": ClipMP4(), "clip.webm": ClipWebM()} {
		onDisk, err := os.ReadFile("media/" + name)
		if err != nil || len(clip) >= 40<<10 || string(onDisk) != string(clip) {
			t.Errorf("%s: %d bytes, %v", name, len(clip), err)
		}
		if !strings.HasSuffix(name, extension(clip)) {
			t.Errorf("%s is taken for %s", name, extension(clip))
		}
	}
}

func TestJobsAreBounded(t *testing.T) {
	var list jobs
	list.start(nil, 0)
	first := list.add(video{model: catalogue()[0]}, "", "")
	for range keepJobs {
		list.add(video{model: catalogue()[0]}, "", "")
	}
	if _, there := list.byID[first.ID]; there || len(list.order) != keepJobs || len(list.byID) != keepJobs {
		t.Errorf("%d jobs are kept", len(list.order))
	}
}
