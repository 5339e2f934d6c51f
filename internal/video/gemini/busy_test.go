package gemini

import (
	"strings"
	"testing"
	"time"

	"streamspark/internal/fault"
	"streamspark/internal/locale"
	"streamspark/internal/outbound"
)

// TestWhatGoogleTurnsAwayAtOnceWasNotBegun: only Google's own word, and only
// at once, is certain enough to send a paid request again.
func TestWhatGoogleTurnsAwayAtOnceWasNotBegun(t *testing.T) {
	const own = `{"error":{"code":503,"message":"overloaded","status":"UNAVAILABLE"}}`
	for name, test := range map[string]struct {
		status int
		body   string
		took   time.Duration
		want   bool
	}{
		"503":                 {503, own, 300 * time.Millisecond, true},
		"503 in a list":       {503, "[" + own + "]", time.Second, true},
		"500":                 {500, strings.Replace(own, "503", "500", 1), time.Millisecond, true},
		"who knows when":      {503, own, 0, false},
		"late":                {503, own, 1100 * time.Millisecond, false},
		"another status":      {503, `{"error":{"code":503,"message":"overloaded","status":"DEADLINE_EXCEEDED"}}`, time.Millisecond, false},
		"no status":           {500, `{"error":{"code":500,"message":"Internal error"}}`, time.Millisecond, false},
		"a relay's own words": {503, `{"message":"UNAVAILABLE"}`, time.Millisecond, false},
		"a web page":          {503, `<html>UNAVAILABLE</html>`, time.Millisecond, false},
		"502":                 {502, own, time.Millisecond, false},
		"504":                 {504, own, time.Millisecond, false},
	} {
		err := answering(t, 200, "").failed(account(), (&outbound.Failure{Status: test.status, Body: []byte(test.body), Sent: true, Took: test.took}).Fault("POST x"), "m")
		if _, got := fault.OfKind(err, fault.NotSent); got != test.want {
			t.Errorf("%s: surely not begun is %v, want %v: %v", name, got, test.want, err)
		}
	}
}

// TestGoogleIsLeftAloneForAsLongAsItAsks, by the details of its answer.
func TestGoogleIsLeftAloneForAsLongAsItAsks(t *testing.T) {
	const quota = `{"error":{"code":429,"message":"quota","status":"RESOURCE_EXHAUSTED","details":[` +
		`{"@type":"type.googleapis.com/google.rpc.QuotaFailure","violations":[{"quotaId":"ID"}]},` +
		`{"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"38.5s"}]}}`
	perDay := strings.Replace(quota, "ID", "GenerateRequestsPerDayPerProjectPerModel", 1)
	for name, test := range map[string]struct {
		body string
		want time.Duration
		says string
	}{
		"a minute's quota":    {strings.Replace(quota, "ID", "RequestsPerMinute", 1), 38*time.Second + 500*time.Millisecond, "429"},
		"in a list":           {"[" + quota + "]", 38*time.Second + 500*time.Millisecond, "429"},
		"a day's quota":       {perDay, time.Hour, "the day's quota at Google is used up"},
		"a day's quota again": {strings.Replace(perDay, "38.5s", "7200s", 1), 2 * time.Hour, "the day's quota"},
		"an odd delay":        {strings.Replace(quota, "38.5s", "soon", 1), 0, "429"},
		"a delay below zero":  {strings.Replace(quota, "38.5s", "-5s", 1), 0, "429"},
		"a delay of years":    {strings.Replace(quota, "38.5s", "99999999s", 1), maxDelay, "429"},
		"no details":          {`{"error":{"code":429,"status":"RESOURCE_EXHAUSTED","details":"none"}}`, 0, "429"},
	} {
		g := answering(t, 429, test.body)
		_, start := g.Start(t.Context(), order())
		_, look := g.Poll(t.Context(), "v1_a")
		for what, err := range map[string]error{"start": start, "look": look} {
			if got := fault.After(err); got != test.want || !strings.Contains(locale.English().Detail(err), test.says) {
				t.Errorf("%s, %s: asked to wait %v, want %v: %v", name, what, got, test.want, err)
			}
		}
		if fate(start) != "not accepted" || fate(look) != "unknown" {
			t.Errorf("%s: %s, %s", name, fate(start), fate(look))
		}
		if _, ok := outbound.FailureOf(start); !ok {
			t.Errorf("%s: it is lost that it was an answer: %v", name, start)
		}
	}
}
