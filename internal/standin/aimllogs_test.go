package standin

import (
	"fmt"
	"net/http"
	"net/url"
	"testing"
	"time"
)

// logPage is the account's log as a client reads it.
type logPage struct {
	Data []struct {
		Status, Model string
		Created       time.Time
		Cost          struct{ USD float64 }
		Inference     string  `json:"inference_id"`
		Client        *string `json:"client_request_id"`
	}
	Pagination struct {
		Limit, Offset, Total int
		More                 bool `json:"has_more"`
	}
}

func readLog(t *testing.T, s *Probe, query string) (reply, logPage) {
	t.Helper()
	answer := call(t, "GET", s.AIMLURL()+"/v2/logs?"+query, "", "Authorization", "Bearer "+AIMLKey)
	var page logPage
	if answer.StatusCode == http.StatusOK {
		answer.into(t, &page)
	}
	return answer, page
}

// around is a window about now.
func around() string {
	at := func(d time.Duration) string { return time.Now().Add(d).UTC().Format(time.RFC3339Nano) }
	return url.Values{"start": {at(-time.Minute)}, "end": {at(time.Minute)}}.Encode()
}

// ordered submits a job of four seconds and tells its id.
func ordered(t *testing.T, s *Probe, requestID string) string {
	t.Helper()
	var m made
	submit(t, s, "/v2/video/generations", goodOrder, "X-Client-Request-Id", requestID).into(t, &m)
	return m.ID
}

func TestTheLogNamesOurRequests(t *testing.T) {
	s := started(t, Options{})
	ids := []string{ordered(t, s, "a"), ordered(t, s, "not valid"), ordered(t, s, "c")}
	s.FailJob(ids[2])
	_, page := readLog(t, s, around())
	if len(page.Data) != 3 || page.Pagination.Total != 3 || page.Pagination.Limit != 50 || page.Pagination.More {
		t.Fatalf("the log is %+v", page)
	}
	newest, middle, oldest := page.Data[0], page.Data[1], page.Data[2]
	if newest.Inference != ids[2] || newest.Status != "failed" || newest.Cost.USD != 0 || *newest.Client != "c" {
		t.Errorf("the newest row is %+v", newest)
	}
	if middle.Client != nil {
		t.Errorf("a wrong id of ours was kept: %q", *middle.Client)
	}
	if oldest.Inference != ids[0] || oldest.Status != "succeeded" || oldest.Cost.USD != 0.52 || oldest.Model != "google/veo-3.1-t2v-fast" {
		t.Errorf("the oldest row is %+v", oldest)
	}
	for query, want := range map[string]string{
		"limit=2":                         "2 true",
		"limit=2&offset=2":                "1 false",
		"offset=9":                        "0 false",
		"status=failed":                   "1 false",
		"status=failed&status=succeeded":  "3 false",
		"model=google/veo-3.1-t2v-fast":   "3 false",
		"model=veo-3.1-fast-generate-001": "0 false",
	} {
		answer, page := readLog(t, s, around()+"&"+query)
		if got := fmt.Sprint(len(page.Data), page.Pagination.More); answer.StatusCode == http.StatusOK && got != want {
			t.Errorf("%s: %s, want %s", query, got, want)
		}
	}
}

func TestTheLogIsAskedForAsItWants(t *testing.T) {
	s := started(t, Options{})
	for query, status := range map[string]int{
		"": 400, "period=7d": 200, "period=soon": 400, "period=93d": 400, "start=2026-01-01T00:00:00Z": 400,
		"start=2026-01-02T00:00:00Z&end=2026-01-01T00:00:00Z": 400,
		"start=2026-01-01T00:00:00Z&end=2026-06-01T00:00:00Z": 400,
		"start=2026-01-01T00:00:00Z&end=2026-02-01T00:00:00Z": 200,
		"period=7d&limit=101": 400, "period=7d&limit=x": 400, "period=7d&offset=-1": 400, "period=7d&status=a,b": 400,
	} {
		if answer, _ := readLog(t, s, query); answer.StatusCode != status {
			t.Errorf("%q: %d, want %d: %s", query, answer.StatusCode, status, answer.body)
		}
	}
	if answer := call(t, "GET", s.AIMLURL()+"/v2/logs?period=7d", ""); answer.StatusCode != http.StatusUnauthorized {
		t.Errorf("without a key: %d", answer.StatusCode)
	}
}

func TestTheLogLags(t *testing.T) {
	s := started(t, Options{JobTime: time.Hour})
	id := ordered(t, s, "a")
	rows := func() int {
		_, page := readLog(t, s, "period=7d")
		return len(page.Data)
	}
	if rows() != 0 {
		t.Error("a running job is listed")
	}
	s.SetLogRunning(true)
	if rows() != 1 {
		t.Error("a running job is not listed")
	}
	s.SetLogRunning(false)
	s.SetLogDelay(10 * time.Minute)
	s.aiml.byID[id].started = time.Now().Add(-65 * time.Minute)
	if rows() != 0 {
		t.Error("a row came before its delay")
	}
	s.aiml.byID[id].started = time.Now().Add(-75 * time.Minute)
	if rows() != 1 {
		t.Error("a row did not come after its delay")
	}
}

func TestChargesComeByPages(t *testing.T) {
	s := started(t, Options{})
	ids := []string{ordered(t, s, "a"), ordered(t, s, "b"), ordered(t, s, "c")}
	s.FailJob(ids[1])
	var seen []string
	for cursor, more := "", true; more; {
		var page struct {
			Data []struct {
				Direction, Type string
				Amount          struct{ USD, Credits float64 }
				Reference       *string `json:"reference_id"`
			}
			Pagination struct {
				Next *string `json:"next_cursor"`
				More bool    `json:"has_more"`
			}
		}
		call(t, "GET", s.AIMLURL()+"/v2/billing/transactions?limit=1&cursor="+cursor, "", "Authorization", "Bearer "+AIMLKey).into(t, &page)
		row := page.Data[0]
		line := fmt.Sprint(row.Direction, " ", row.Type, " ", row.Amount.USD, " ", row.Amount.Credits)
		if row.Reference != nil {
			line += " " + *row.Reference
		}
		seen = append(seen, line)
		if more = page.Pagination.More; more {
			cursor = *page.Pagination.Next
		}
	}
	want := []string{
		"CHARGE MODEL_USAGE 0.52 1.04e+06 " + ids[2], "CHARGE MODEL_USAGE 0.52 1.04e+06 " + ids[0], "TOPUP TOPUP 100 2e+08",
	}
	if fmt.Sprint(seen) != fmt.Sprint(want) {
		t.Errorf("the transactions are\n%q, want\n%q", seen, want)
	}
	for query, status := range map[string]int{
		"direction=CHARGE": 200, "direction=OUT": 400, "cursor=made-up": 400, "limit=0": 400, "from=yesterday": 400,
		"from=2026-01-01T00:00:00Z&to=2036-01-01T00:00:00Z&type=REFUND": 200,
	} {
		answer := call(t, "GET", s.AIMLURL()+"/v2/billing/transactions?"+query, "", "Authorization", "Bearer "+AIMLKey)
		if answer.StatusCode != status {
			t.Errorf("%s: %d, want %d", query, answer.StatusCode, status)
		}
	}
}
