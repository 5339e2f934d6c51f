package standin

import (
	"encoding/base64"
	"net/http"
	"strings"
	"testing"
	"time"
)

const goodInteraction = `{"model":"gemini-omni-1.1-flash","input":"confetti","background":true,"store":true,
	"generation_config":{"video_config":{"task":"text_to_video"}},
	"response_format":{"type":"video","aspect_ratio":"16:9","delivery":"uri","duration":"8s","resolution":"720p"}}`

// google makes a request with the key.
func google(t *testing.T, s *Probe, method, path, body string) reply {
	t.Helper()
	return call(t, method, s.GeminiURL()+"/v1beta"+path, body, "X-Goog-Api-Key", GeminiKey, "Content-Type", "application/json")
}

// shown is an interaction as its client sees it.
type shown struct {
	ID, Status string
	Steps      []struct {
		Type    string
		Content []struct{ Type, URI, Data, Text string }
	}
}

func TestGeminiMakesAClip(t *testing.T) {
	s := started(t, Options{JobTime: 200 * time.Millisecond})
	var first, last shown
	google(t, s, "POST", "/interactions", goodInteraction).into(t, &first)
	if first.ID == "" || first.Status != "in_progress" {
		t.Fatalf("started %+v", first)
	}
	google(t, s, "GET", "/interactions/"+first.ID, "").into(t, &last)
	if last.Status != "in_progress" || len(last.Steps) != 1 {
		t.Errorf("at first: %+v", last)
	}
	for deadline := time.Now().Add(2 * time.Minute); last.Status != "completed"; time.Sleep(20 * time.Millisecond) {
		if google(t, s, "GET", "/interactions/"+first.ID, "").into(t, &last); time.Now().After(deadline) {
			t.Fatal("it does not end")
		}
	}
	output := last.Steps[len(last.Steps)-1]
	if output.Type != "model_output" || output.Content[0].Type != "video" || output.Content[0].Data != "" {
		t.Fatalf("made %+v", output)
	}
	_, path, _ := strings.Cut(output.Content[0].URI, "/v1beta")
	if file := google(t, s, "GET", path, ""); file.body != string(clipMP4) || file.Header.Get("Content-Type") != "video/mp4" {
		t.Errorf("the file is %d bytes of %s", len(file.body), file.Header.Get("Content-Type"))
	}
	if file := call(t, "GET", output.Content[0].URI, ""); file.StatusCode != http.StatusForbidden {
		t.Errorf("without a key the file answers %d", file.StatusCode)
	}
	path, _, _ = strings.Cut(path, ":")
	if about := google(t, s, "GET", path, ""); !strings.Contains(about.body, `"state":"ACTIVE"`) {
		t.Errorf("the file is %s", about.body)
	}
	if jobs := s.GeminiJobs(); len(jobs) != 1 || jobs[0].Prompt != "confetti" || !jobs[0].Done || jobs[0].Body["store"] != true {
		t.Errorf("noted %+v", jobs)
	}
}

func TestGeminiMayPutTheClipIntoItsAnswer(t *testing.T) {
	s := started(t, Options{})
	var first, last shown
	google(t, s, "POST", "/interactions", goodInteraction).into(t, &first)
	s.SetGeminiInline(true)
	google(t, s, "GET", "/interactions/"+first.ID, "").into(t, &last)
	inside, err := base64.StdEncoding.DecodeString(last.Steps[len(last.Steps)-1].Content[0].Data)
	if err != nil || string(inside) != string(clipMP4) {
		t.Errorf("%d bytes inside, %v", len(inside), err)
	}
}

func TestGeminiRefuses(t *testing.T) {
	s := started(t, Options{})
	for name, test := range map[string]struct {
		old, now string
		status   int
		says     string
	}{
		"a number for a duration": {`"8s"`, `8`, 400, "duration"},
		"a length it lacks":       {`"8s"`, `"12s"`, 400, "from 3s to 10s"},
		"a negative prompt":       {`"store"`, `"negative_prompt":"text","store"`, 400, "negative_prompt"},
		"an old model":            {"gemini-omni-1.1-flash", "veo-3.1-generate-preview", 404, "no longer available"},
		"no prompt":               {"confetti", " ", 400, "input is required"},
		"not kept":                {`"store":true`, `"store":false`, 400, "requires store"},
		"no object":               {goodInteraction, `[]`, 400, "not a JSON object"},
	} {
		answer := google(t, s, "POST", "/interactions", strings.Replace(goodInteraction, test.old, test.now, 1))
		if answer.StatusCode != test.status || !strings.Contains(answer.body, test.says) || !strings.Contains(answer.body, `"code":"`) {
			t.Errorf("%s: %d %s", name, answer.StatusCode, answer.body)
		}
	}
	if answer := google(t, s, "GET", "/interactions/v1_other", ""); answer.StatusCode != http.StatusBadRequest || !strings.Contains(answer.body, "Invalid interaction name") {
		t.Errorf("an unknown one: %d %s", answer.StatusCode, answer.body)
	}
	wrong := call(t, "POST", s.GeminiURL()+"/v1beta/interactions?key="+GeminiKey, goodInteraction, "X-Goog-Api-Key", "other")
	if wrong.StatusCode != http.StatusBadRequest || !strings.Contains(wrong.body, "API key not valid") || !strings.Contains(wrong.body, `"code":400`) {
		t.Errorf("a wrong key: %d %s", wrong.StatusCode, wrong.body)
	}
	if len(s.GeminiJobs()) != 0 {
		t.Error("what was refused was taken")
	}
}

func TestGeminiDeclines(t *testing.T) {
	s := started(t, Options{})
	var job shown
	google(t, s, "POST", "/interactions", goodInteraction).into(t, &job)
	path := "/interactions/" + job.ID
	s.Set(PartGeminiPoll, Fault{Kind: OddStatus, Times: 1})
	if google(t, s, "GET", path, "").into(t, &job); job.Status != "daydreaming" {
		t.Errorf("odd: %+v", job)
	}
	google(t, s, "GET", path, "").into(t, &job)
	_, file, _ := strings.Cut(job.Steps[2].Content[0].URI, "/v1beta")
	for kind, state := range map[Kind]string{OddStatus: "PROCESSING", Refused: "FAILED"} {
		s.Set(PartGeminiFile, Fault{Kind: kind})
		about, _, _ := strings.Cut(file, ":")
		if answer := google(t, s, "GET", about, ""); !strings.Contains(answer.body, state) {
			t.Errorf("%s: %s", kind, answer.body)
		}
		if answer := google(t, s, "GET", file, ""); answer.StatusCode != http.StatusBadRequest {
			t.Errorf("%s: the file answers %d", kind, answer.StatusCode)
		}
	}
	google(t, s, "POST", "/interactions", goodInteraction).into(t, &job)
	s.Set(PartGeminiPoll, Fault{Kind: Refused, Times: 1})
	for range 2 { // it stays refused
		google(t, s, "GET", "/interactions/"+job.ID, "").into(t, &job)
		if job.Status != "completed" || len(job.Steps) != 2 || job.Steps[1].Content[0].Text != contentPolicy {
			t.Errorf("refused: %+v", job)
		}
	}
	s.Set(PartGeminiStart, Fault{Kind: Refused, Times: 1})
	if answer := google(t, s, "POST", "/interactions", goodInteraction); answer.StatusCode != http.StatusBadRequest || len(s.GeminiJobs()) != 2 {
		t.Errorf("a refused start: %d", answer.StatusCode)
	}
}
