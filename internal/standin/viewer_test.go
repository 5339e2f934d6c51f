package standin

import (
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"
)

// state is what the viewer's page shows.
type state struct {
	Donations []map[string]any
	Total     int
	Faults    map[Part]struct {
		Kind  Kind
		Times int
	}
	Requests []entry
	Job      float64 `json:"job_seconds"`
	Open     int     `json:"jobs_open"`
	Done     int     `json:"jobs_done"`
	Tokens   int     `json:"access_tokens"`
}

func (s *Probe) look(t *testing.T) (now state) {
	t.Helper()
	call(t, "GET", s.URL()+"/standin/state", "").into(t, &now)
	return now
}

func (s *Probe) press(t *testing.T, path, body string, headers ...string) reply {
	t.Helper()
	return call(t, "POST", s.URL()+"/standin/"+path, body, append([]string{"Content-Type", "application/json"}, headers...)...)
}

func TestViewerDonates(t *testing.T) {
	s := started(t, Options{})
	for _, body := range []string{
		`{"name":"Аня","amount":"1500","currency":"RUB","message":"Привет","count":1}`,
		`{"name":"Bob","amount":"9,90","currency":"USD","audio":true,"message":"x"}`,
		`{"name":"Eve","amount":"5","currency":"EUR","anonymous":true,"count":2}`,
	} {
		if answer := s.press(t, "donate", body); answer.StatusCode != http.StatusOK {
			t.Fatal(answer.body)
		}
	}
	now := s.look(t)
	if now.Total != 4 || len(now.Donations) != 4 {
		t.Fatalf("%d donations", now.Total)
	}
	want := []string{ // newest first
		"<nil> 5 EUR text <nil>", "<nil> 5 EUR text <nil>", "Bob 9.9 USD audio wav", "Аня 1500 RUB text Привет",
	}
	for i, d := range now.Donations {
		message := fmt.Sprint(d["message"])
		if strings.HasSuffix(message, ".wav") {
			message = "wav"
		}
		got := fmt.Sprint(d["username"], " ", d["amount"], " ", d["currency"], " ", d["message_type"], " ", message)
		if got != want[i] || d["payin_system"] == nil {
			t.Errorf("donation %d is %s", i, got)
		}
	}
	s.press(t, "donate", `{"name":"Ten","amount":"1","currency":"RUB","count":10}`)
	if now := s.look(t); now.Total != 14 || now.Donations[0]["username"] != "Ten #10" {
		t.Errorf("ten at once: %d, %v", now.Total, now.Donations[0]["username"])
	}
}

func TestViewerIsToldWhatIsWrong(t *testing.T) {
	s := started(t, Options{})
	donate := func(change string) string {
		var fields map[string]any
		_ = json.Unmarshal([]byte(`{"name":"x","amount":"1","currency":"RUB"}`), &fields)
		_ = json.Unmarshal([]byte(change), &fields)
		body, _ := json.Marshal(fields)
		return string(body)
	}
	cases := []struct{ path, body, says string }{
		{"donate", donate(`{"amount":"0"}`), "amount"},
		{"donate", donate(`{"amount":"-5"}`), "amount"},
		{"donate", donate(`{"amount":"1e-999999999"}`), "amount"},
		{"donate", donate(`{"amount":"NaN"}`), "amount"},
		{"donate", donate(`{"currency":"rubles"}`), "currency"},
		{"donate", donate(`{"name":"` + strings.Repeat("я", 101) + `"}`), "name"},
		{"donate", donate(`{"message":"` + strings.Repeat("я", 501) + `"}`), "message"},
		{"donate", donate(`{"count":1000}`), "at once"},
		{"donate", `nonsense`, "cannot be read"},
		{"donate", `"` + strings.Repeat("x", 65<<10) + `"`, "cannot be read"},
		{"fault", `{"part":"nothing","kind":"500"}`, "part"},
		{"fault", `{"part":"da.user","kind":"worse"}`, "fault"},
		{"fault", `{"part":"da.user","kind":"500","times":-1}`, "requests"},
		{"fault", `{"part":"da.user","kind":"slow","after_seconds":1e9}`, "hour"},
		{"fault", `{"part":"da.user","kind":"redirect","redirect":"https://example.org/"}`, "machine"},
		{"job-time", `{"seconds":-1}`, "seconds"},
	}
	for _, c := range cases {
		answer := s.press(t, c.path, c.body)
		var said struct {
			Success bool
			Error   string
		}
		answer.into(t, &said)
		if answer.StatusCode != http.StatusBadRequest || said.Success || !strings.Contains(said.Error, c.says) {
			t.Errorf("%.60s: %d %s", c.body, answer.StatusCode, answer.body)
		}
	}
	if now := s.look(t); now.Total != 0 || len(now.Faults) != 0 {
		t.Errorf("something was changed: %+v", now)
	}
}

func TestPanelSwitches(t *testing.T) {
	s := started(t, Options{})
	access, refresh := s.IssueTokens()
	s.press(t, "fault", `{"part":"da.user","kind":"429","times":2,"retry_seconds":9}`)
	s.press(t, "fault", `{"part":"aiml.look","kind":"slow","after_seconds":1.5}`)
	s.press(t, "fault", `{"part":"aiml.file","kind":"redirect","redirect":"http://127.0.0.2:9/"}`)
	s.press(t, "fault", `{"part":"rates.cbr","kind":"500"}`)
	s.press(t, "fault", `{"part":"rates.cbr","kind":""}`)
	s.press(t, "job-time", `{"seconds":2.5}`)
	if f := s.faults.all(); f[PartPoll].After != 1500*time.Millisecond || f[PartFile].Redirect == "" || len(f) != 3 {
		t.Errorf("the faults are %+v", f)
	}
	if answer := s.get(t, access, "/user/oauth"); answer.StatusCode != http.StatusTooManyRequests || answer.Header.Get("Retry-After") != "9" {
		t.Errorf("with the fault: %d", answer.StatusCode)
	}
	now := s.look(t)
	if now.Faults[PartUser].Kind != Status429 || now.Faults[PartUser].Times != 1 || now.Job != 2.5 || now.Tokens != 1 {
		t.Errorf("the page shows %+v", now)
	}
	s.press(t, "faults/clear", `{}`)
	if len(s.faults.all()) != 0 {
		t.Error("faults outlive the button")
	}
	s.press(t, "revoke", `{"all":false}`)
	if answer := s.get(t, access, "/user/oauth"); answer.StatusCode != http.StatusUnauthorized || s.look(t).Tokens != 0 {
		t.Errorf("revoked: %d", answer.StatusCode)
	}
	s.press(t, "revoke", `{"all":true}`)
	if status, _ := s.askToken(t, "refresh_token", map[string][]string{"refresh_token": {refresh}}); status != 401 {
		t.Errorf("all revoked: %d", status)
	}
}

func TestRequestsAreShownWithoutTheirQueries(t *testing.T) {
	s := started(t, Options{})
	for range requestsKept {
		call(t, "GET", s.OpenERURL()+"/v6/latest/USD", "")
	}
	s.Set(PartFile, Fault{Kind: Status500})
	call(t, "GET", s.signedURL("x.mp4"), "")
	s.Set(PartCBR, Fault{Kind: Cut})
	if _, err := visit(t, places(s)[PartCBR]); err == nil {
		t.Error("it is not cut")
	}
	var list []entry
	eventually(t, "the cut answer is noted", func() bool {
		list = s.look(t).Requests
		return list[0].Answer == "200, cut"
	})
	if len(list) != requestsKept || list[0].Part != PartCBR || list[0].Fault != Cut ||
		list[1].Answer != "500" || list[1].Path != "/aiml/files/x.mp4" || list[2].Answer != "200" || list[2].Method != http.MethodGet {
		t.Errorf("%d entries, first %+v", len(list), list[:3])
	}
}

func TestOtherSitesCanDoNothing(t *testing.T) {
	s := started(t, Options{})
	port := s.Host()[strings.LastIndex(s.Host(), ":"):]
	good := `{"name":"x","amount":"1","currency":"RUB"}`
	cases := []struct {
		name    string
		headers []string
		status  int
	}{
		{"curl", nil, 200},
		{"the page itself", []string{"Origin", s.URL(), "Sec-Fetch-Site", "same-origin"}, 200},
		{"by the name localhost", []string{"Host", "localhost" + port, "Origin", "http://localhost" + port}, 200},
		{"another site", []string{"Origin", "https://example.org"}, 403},
		{"no origin to tell", []string{"Origin", "null"}, 403},
		{"another port", []string{"Origin", "http://127.0.0.1:1"}, 403},
		{"another name for it", []string{"Origin", "http://localhost" + port}, 403},
		{"told by the browser", []string{"Sec-Fetch-Site", "cross-site"}, 403},
		{"a name that leads here", []string{"Host", "example.org" + port}, 403},
		{"a form", []string{"Content-Type", "text/plain"}, 415},
	}
	for _, c := range cases {
		if answer := s.press(t, "donate", good, c.headers...); answer.StatusCode != c.status {
			t.Errorf("%s: %d", c.name, answer.StatusCode)
		}
	}
	if now := s.look(t); now.Total != 3 {
		t.Errorf("%d donations were made", now.Total)
	}
	for _, path := range []string{"/standin/state", "/standin/viewer.css", s.authorizeURL()[len(s.URL()):]} {
		if answer := call(t, "GET", s.URL()+path, "", "Host", "example.org"); answer.StatusCode != http.StatusForbidden {
			t.Errorf("%s by another name: %d", path, answer.StatusCode)
		}
	}
	answer := call(t, "POST", s.DonationAlertsURL()+"/oauth/authorize", "", "Origin", "https://example.org")
	if answer.StatusCode != http.StatusForbidden {
		t.Errorf("a consent from another site: %d", answer.StatusCode)
	}
}

func TestPagesAreStrict(t *testing.T) {
	s := started(t, Options{})
	inline := regexp.MustCompile(`(?i)<script(?:>|[^>]*[^>]>\s*[^<\s])|\son\w+=|\sstyle=|<style`)
	foreign := regexp.MustCompile(`(?:src|href|action)="(?:https?:)?//`)
	for _, path := range []string{s.authorizeURL()[len(s.URL()):]} {
		page := call(t, "GET", s.URL()+path, "")
		policy := page.Header.Get("Content-Security-Policy")
		if page.StatusCode != http.StatusOK || !strings.HasPrefix(policy, "default-src 'none'; script-src 'self';") || strings.Contains(policy, "unsafe") {
			t.Errorf("%s: %d %s", path, page.StatusCode, policy)
		}
		if page.Header.Get("X-Content-Type-Options") != "nosniff" || page.Header.Get("X-Frame-Options") != "DENY" {
			t.Errorf("%s: %v", path, page.Header)
		}
		if found := inline.FindString(page.body) + foreign.FindString(page.body); found != "" {
			t.Errorf("%s has %s", path, found)
		}
	}
}

func TestConsentPageEscapesWhatItIsGiven(t *testing.T) {
	s := started(t, Options{})
	address := strings.Replace(s.authorizeURL(), "st%26te", "%22%3E%3Cscript%3Ealert(1)%3C%2Fscript%3E", 1)
	if page := call(t, "GET", address, ""); strings.Contains(page.body, "<script") {
		t.Errorf("markup got through: %s", page.body)
	}
}

func TestEverythingAtOnce(t *testing.T) {
	t.Parallel()
	s := started(t, Options{})
	all := places(s)
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			for p, place := range all {
				if i%2 == 0 {
					s.Set(p, Fault{Kind: []Kind{Status500, Cut, Empty, Slow}[i/2], Times: 1})
				}
				_, _ = visit(t, place)
				s.Donate(Donation{Amount: i, Currency: "USD"})
				s.SetRate("USD", fmt.Sprint(80+i))
				s.SetJobTime(time.Duration(i))
				s.IssueTokens()
				s.look(t)
				s.Jobs()
				s.Requests(p)
			}
		})
	}
	wg.Wait()
	if now := s.look(t); now.Total != 8*len(all) {
		t.Errorf("%d donations", now.Total)
	}
}
