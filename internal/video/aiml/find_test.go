package aiml

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"streamspark/internal/celebration"
	"streamspark/internal/fault"
	"streamspark/internal/locale"
	"streamspark/internal/outbound"
	"streamspark/internal/standin"
	"streamspark/internal/standin/standintest"
)

func TestALostOrderIsFoundByItsRequestID(t *testing.T) {
	for _, model := range []string{"google/veo-3.1-t2v-fast", "veo-3.1-fast-generate-001"} { // the log has the first name
		s := standintest.Start(t, standin.Options{})
		g := generator(s, nil)
		since := time.Now()
		for i := range 130 { // so that there is more than one page
			other := order()
			other.RequestID = fmt.Sprint("other-", i)
			if _, err := g.Start(t.Context(), other); err != nil {
				t.Fatal(err)
			}
			if i == 10 {
				lost := order()
				lost.Model = model
				s.Set(standin.PartSubmit, standin.Fault{Kind: standin.Lost, Times: 1})
				if _, err := g.Start(t.Context(), lost); fate(err) != "unknown" {
					t.Fatalf("%v", err)
				}
			}
		}
		asked := order()
		asked.Model = model
		operation, err := g.Find(t.Context(), asked, since)
		if err != nil || string(operation) != s.Jobs()[11].ID {
			t.Errorf("%s: found %q, %v", model, operation, err)
		}
		if progress, err := g.Poll(t.Context(), operation); err != nil || !progress.Done || !progress.Cost.IsPositive() {
			t.Errorf("%+v, %v", progress, err)
		}
		asked.RequestID = "never-sent"
		if _, err := g.Find(t.Context(), asked, since); !errors.Is(err, ErrNotListed) {
			t.Errorf("what was never sent: %v", err)
		}
	}
}

func TestALostAnswerOfAnyKind(t *testing.T) {
	for kind, listed := range map[standin.Kind]bool{
		standin.Lost: true, standin.Cut: true, standin.HangBody: true, // the job was begun
		standin.Hang: false, standin.Status500: false, standin.HTML200: false, standin.Empty: false, standin.OtherShape: false,
	} {
		s := standintest.Start(t, standin.Options{})
		g := generator(s, nil)
		s.Set(standin.PartSubmit, standin.Fault{Kind: kind, Times: 1})
		ctx, stop := context.WithTimeout(t.Context(), 300*time.Millisecond)
		_, _ = g.Start(ctx, order())
		stop()
		operation, err := g.Find(t.Context(), order(), time.Now())
		if listed && (err != nil || string(operation) != s.Jobs()[0].ID) || !listed && !errors.Is(err, ErrNotListed) {
			t.Errorf("%s: %q, %v", kind, operation, err)
		}
		if sent := s.Requests(standin.PartSubmit); sent != 1 {
			t.Errorf("%s: the paid request was sent %d times", kind, sent)
		}
	}
}

func TestTheLogIsLateOrSaysThatItFailed(t *testing.T) {
	s, g, operation := started(t)
	s.SetLogDelay(time.Hour)
	if _, err := g.Find(t.Context(), order(), time.Now()); !errors.Is(err, ErrNotListed) {
		t.Errorf("a late row: %v", err)
	}
	s.SetLogDelay(0)
	// The clocks differ, and the search is after a night.
	for _, since := range []time.Time{time.Now().Add(-50 * time.Minute), time.Now().Add(50 * time.Minute), time.Now().Add(-20 * time.Hour)} {
		if found, err := g.Find(t.Context(), order(), since); err != nil || found != operation {
			t.Errorf("since %v: %q, %v", since, found, err)
		}
	}
	s.FailJob(string(operation))
	_, err := g.Find(t.Context(), order(), time.Now())
	if refusal, ok := fault.OfKind(err, fault.Permanent); !ok || refusal.Charged != celebration.ChargedNo {
		t.Errorf("a failed row: %v", err)
	}
}

// TestASearchThatFailsIsMadeAgain: no bad answer of the log is a word about
// the order.
func TestASearchThatFailsIsMadeAgain(t *testing.T) {
	s, _, _ := started(t)
	for _, kind := range []standin.Kind{
		standin.Status400, standin.Status401, standin.Status403, standin.Status404, standin.Status429, standin.Status500,
		standin.HTML, standin.HTML200, standin.Empty, standin.Cut, standin.Lost, standin.Endless, standin.OtherShape, standin.KindRedirect,
		standin.Status408, standin.Status409, standin.Status503, standin.Huge,
	} {
		s.Set(standin.PartLogs, standin.Fault{Kind: kind, Retry: 9, Redirect: s.URL()})
		_, err := generator(s, nil).Find(t.Context(), order(), time.Now())
		if fate(err) != "unknown" || errors.Is(err, ErrNotListed) {
			t.Errorf("%s: %v", kind, err)
		}
		if kind == standin.Status429 && fault.After(err) != 9*time.Second {
			t.Errorf("asked to wait %v", fault.After(err))
		}
	}
	s.ClearFaults()
	s.Set(standin.PartLogs, standin.Fault{Kind: standin.Status400, Times: 1}) // the log does not take the model
	if _, err := generator(s, nil).Find(t.Context(), order(), time.Now()); err != nil {
		t.Errorf("without the model: %v", err)
	}
}

func TestRowsOfTheLog(t *testing.T) {
	for name, test := range map[string]struct{ body, operation, says string }{
		"found":        {`{"data":[{"status":"succeeded","inference_id":"a:b/c","client_request_id":"ss-7.1:a_b"}]}`, "a:b/c", ""},
		"odd status":   {`{"data":[{"status":{},"inference_id":"a","client_request_id":"ss-7.1:a_b"}]}`, "a", ""},
		"others":       {`{"data":[{"client_request_id":null},{"client_request_id":"ss-7.1:a_"},{}]}`, "", "does not list"},
		"without id":   {`{"data":[{"status":"succeeded","inference_id":null,"client_request_id":"ss-7.1:a_b"}]}`, "", "does not name its job"},
		"failed":       {`{"data":[{"status":"FAILED","client_request_id":"ss-7.1:a_b"}]}`, "", "not charged"},
		"no list":      {`{"pagination":{"has_more":true}}`, "", "no list"},
		"more nothing": {`{"data":[],"pagination":{"has_more":true}}`, "", "does not list"},
		"no end":       {`{"data":[{}],"pagination":{"has_more":true}}`, "", "3 000 requests"},
	} {
		g := answering(t, 200, test.body)
		g.searches.SetLimit(1e9)
		operation, err := g.Find(t.Context(), order(), time.Now())
		if string(operation) != test.operation || (err == nil) != (test.says == "") || err != nil && !strings.Contains(locale.English().Detail(err), test.says) {
			t.Errorf("%s: %q, %v", name, operation, err)
		}
	}
	odd := order()
	odd.RequestID = "a b"
	if _, err := answering(t, 200, `{"data":[]}`).Find(t.Context(), odd, time.Now()); fate(err) != "unknown" {
		t.Errorf("an id that AIML drops: %v", err)
	}
}

func TestSearchesKeepToTheLimit(t *testing.T) {
	g := New(Options{})
	allowed := 0
	for at, end := time.Now(), time.Now().Add(time.Minute); at.Before(end); at = at.Add(time.Millisecond) {
		if g.searches.AllowN(at, 1) {
			allowed++
		}
	}
	if allowed > 200 || allowed < 60 {
		t.Errorf("%d searches in a minute", allowed)
	}
}

func TestTooManySearchesDoNotHoldUpTheLine(t *testing.T) {
	g := answering(t, 200, `{"data":[]}`)
	g.searches.SetLimit(0.001)
	g.searches.SetBurst(1)
	if _, err := g.Find(t.Context(), celebration.Order{RequestID: "a"}, time.Now()); !errors.Is(err, ErrNotListed) {
		t.Errorf("the first: %v", err)
	}
	if _, err := g.Find(t.Context(), order(), time.Now()); fate(err) != "unknown" || !strings.Contains(locale.English().Detail(err), "too many searches") {
		t.Errorf("the second: %v", err)
	}
}

func TestTheHeaderNamesTheJobWhereTheBodyDoesNot(t *testing.T) {
	for name, test := range map[string]struct {
		header, body    string
		operation, fate string
	}{
		"body first":   {"h", `{"id":"b"}`, "b", "taken"},
		"no id":        {"h:x/y", `{"status":"queued"}`, "h:x/y", "taken"},
		"not JSON":     {"h", `<html>`, "h", "taken"},
		"empty":        {"h", ``, "h", "taken"},
		"refused":      {"h", `{"status":"error","error":"no"}`, "", "refused"},
		"odd header":   {"h x", `{}`, "", "unknown"},
		"long header":  {strings.Repeat("h", maxID+1), `{}`, "", "unknown"},
		"empty header": {"", `{}`, "", "unknown"},
	} {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("x-inference-id", test.header)
			_, _ = w.Write([]byte(test.body))
		}))
		g := New(Options{Client: outbound.New(nil), BaseURL: server.URL, Key: "k"})
		if operation, err := g.Start(t.Context(), order()); string(operation) != test.operation || fate(err) != test.fate {
			t.Errorf("%s: %q, %v", name, operation, err)
		}
		server.Close()
	}
}

// FuzzLog: whatever the log says, only a row with our id gives an operation.
func FuzzLog(f *testing.F) {
	f.Add(`[{"status":"succeeded","inference_id":"a","client_request_id":"ss-7.1:a_b"}]`)
	f.Add(`[{"status":"failed","client_request_id":7}]`)
	f.Fuzz(func(t *testing.T, rows string) {
		var list []row
		if json.Unmarshal([]byte(rows), &list) != nil {
			return
		}
		for _, r := range list {
			if operation, err := r.operation(); (err == nil) == (operation == "") {
				t.Errorf("%q, %v", operation, err)
			}
		}
	})
}
