package standin

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// places are good requests of every part: method, address and headers.
func places(s *Probe) map[Part][]string {
	access, _ := s.IssueTokens()
	signedIn := []string{"Authorization", "Bearer " + access, "Accept", "application/json"}
	keyed := []string{"Authorization", "Bearer " + AIMLKey, "Content-Type", "application/json"}
	id := s.aiml.add(video{model: catalogue()[0], prompt: "x"}, "", "").ID
	google := []string{"X-Goog-Api-Key", GeminiKey, "Content-Type", "application/json"}
	interaction := &interaction{Job: Job{ID: "v1_a"}, file: "b", clip: clipMP4}
	s.gemini.order = append(s.gemini.order, interaction)
	s.realtime.open[&peer{client: "here", outbox: make(chan said)}] = true
	with := func(headers []string, first ...string) []string { return append(first, headers...) }
	listen := with(signedIn, "POST", s.DonationAlertsURL()+"/api/v1/centrifuge/subscribe", `{"channels":["$alerts:donation_4242"],"client":"here"}`)
	return map[Part][]string{
		PartAuthorize:    {"GET", s.authorizeURL(), ""},
		PartToken:        {"POST", s.DonationAlertsURL() + "/oauth/token", "", "Content-Type", "application/x-www-form-urlencoded"},
		PartUser:         with(signedIn, "GET", s.DonationAlertsURL()+"/api/v1/user/oauth", ""),
		PartDonations:    with(signedIn, "GET", s.DonationAlertsURL()+"/api/v1/alerts/donations", ""),
		PartSubscribe:    append(listen, "Content-Type", "application/json"),
		PartCBR:          {"GET", s.CBRURL() + "/scripts/XML_daily.asp", ""},
		PartOpenER:       {"GET", s.OpenERURL() + "/v6/latest/USD", ""},
		PartExchangeRate: {"GET", s.ExchangeRateURL() + "/v4/latest/USD", ""},
		PartModels:       {"GET", s.AIMLURL() + "/v1/models", ""},
		PartSubmit:       with(keyed, "POST", s.AIMLURL()+"/v2/video/generations", goodOrder),
		PartPoll:         with(keyed, "GET", s.AIMLURL()+"/v2/video/generations?generation_id="+id, ""),
		PartFile:         {"GET", s.signedURL("a.mp4"), ""},
		PartGeminiStart:  with(google, "POST", s.GeminiURL()+"/v1beta/interactions", goodInteraction),
		PartGeminiPoll:   with(google, "GET", s.GeminiURL()+"/v1beta/interactions/"+interaction.ID, ""),
		PartGeminiFile:   with(google, "GET", s.GeminiURL()+"/v1beta/files/"+interaction.file+":download?alt=media", ""),
		PartLogs:         with(keyed, "GET", s.AIMLURL()+"/v2/logs?period=7d", ""),
		PartBilling:      with(keyed, "GET", s.AIMLURL()+"/v2/billing/transactions", ""),
	}
}

// visit makes a part's good request.
func visit(t *testing.T, place []string) (reply, error) {
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	return try(ctx, client(t), place[0], place[1], place[2], place[3:]...)
}

func TestStatusFaultsOfEveryPart(t *testing.T) {
	s := started(t, Options{})
	for p, place := range places(s) {
		for _, kind := range []Kind{Status400, Status401, Status403, Status404, Status408, Status409, Status429, Status500, Status503} {
			s.Set(p, Fault{Kind: kind, Times: 1, Retry: 7})
			answer, err := visit(t, place)
			if err != nil || fmt.Sprint(answer.StatusCode) != string(kind) {
				t.Errorf("%s at %s: %v %v", kind, p, answer.Response, err)
				continue
			}
			if retry := answer.Header.Get("Retry-After"); (retry == "7") != (answer.StatusCode >= 429) {
				t.Errorf("%s at %s: Retry-After is %q", kind, p, retry)
			}
			if strings.Contains(answer.Header.Get("Content-Type"), "json") && !json.Valid([]byte(answer.body)) {
				t.Errorf("%s at %s: %s", kind, p, answer.body)
			}
			if answer, err = visit(t, place); err != nil || fmt.Sprint(answer.StatusCode) == string(kind) && p != PartToken {
				t.Errorf("%s at %s does not end after one request: %v", kind, p, err)
			}
		}
	}
}

func TestBodyFaultsOfEveryPart(t *testing.T) {
	s := started(t, Options{})
	page := func(a reply) bool { return strings.Contains(a.body, "<html>") }
	checks := map[Kind]func(a reply) bool{
		HTML:       func(a reply) bool { return a.StatusCode == http.StatusBadGateway && page(a) },
		HTML200:    func(a reply) bool { return a.StatusCode == http.StatusOK && page(a) },
		Empty:      func(a reply) bool { return a.StatusCode == http.StatusOK && a.body == "" },
		OtherShape: func(a reply) bool { return a.StatusCode == http.StatusOK && strings.Contains(a.body, "Moscow") },
		KindRedirect: func(a reply) bool {
			return a.StatusCode == http.StatusFound && a.Header.Get("Location") == "http://127.0.0.2:9/elsewhere"
		},
	}
	for p, place := range places(s) {
		for kind, good := range checks {
			s.Set(p, Fault{Kind: kind, Redirect: "http://127.0.0.2:9/elsewhere"})
			for range 2 { // until cleared
				if answer, err := visit(t, place); err != nil || !good(answer) {
					t.Errorf("%s at %s: %+v %v", kind, p, answer, err)
				}
			}
			s.Set(p, Fault{})
			if answer, err := visit(t, place); err != nil || good(answer) {
				t.Errorf("%s at %s is not cleared: %v", kind, p, err)
			}
		}
	}
}

func TestConnectionFaultsOfEveryPart(t *testing.T) {
	s := started(t, Options{})
	for p, place := range places(s) {
		whole, err := visit(t, place)
		if err != nil {
			t.Fatal(p, err)
		}
		s.Set(p, Fault{Kind: Cut, Times: 1})
		half, err := visit(t, place)
		if half.Response == nil || err == nil || half.ContentLength <= int64(len(half.body)) {
			t.Errorf("cut at %s: %d bytes, %v", p, len(half.body), err)
		}
		if p == PartFile && half.body != whole.body[:len(whole.body)/2] {
			t.Errorf("half of the file is %d bytes of %d", len(half.body), len(whole.body))
		}
		if !errors.Is(err, syscall.ECONNRESET) && !errors.Is(err, io.ErrUnexpectedEOF) {
			t.Errorf("cut at %s looks like %v", p, err)
		}
		before := len(s.Jobs())
		s.Set(p, Fault{Kind: Lost, Times: 1})
		if answer, err := visit(t, place); err == nil {
			t.Errorf("lost at %s answers %+v", p, answer)
		}
		if p == PartSubmit && len(s.Jobs()) != before+1 {
			t.Error("a submit whose answer is lost was not processed")
		}
	}
}

// silent sends a request to a part over a raw connection and reports whether
// the other side, once it has met the part's fault, is silent: at once or,
// where begins, after the head and half a body.
func silent(t *testing.T, s *Probe, part Part, place []string, begins bool) (head string, hung bool) {
	t.Helper()
	request, err := http.NewRequest(place[0], place[1], strings.NewReader(place[2]))
	if err != nil {
		t.Fatal(err)
	}
	for i := 3; i+1 < len(place); i += 2 {
		request.Header.Set(place[i], place[i+1])
	}
	conn, err := net.Dial("tcp", s.Host())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if err := request.Write(conn); err != nil {
		t.Fatal(err)
	}
	read := bufio.NewReader(conn)
	_ = conn.SetReadDeadline(time.Now().Add(2 * time.Minute))
	for length := 0; begins; {
		line, err := read.ReadString('\n')
		if err != nil {
			t.Fatal(place[1], err)
		}
		head += line
		if value, ok := strings.CutPrefix(line, "Content-Length: "); ok {
			_, _ = fmt.Sscan(value, &length)
		}
		if line == "\r\n" {
			half := make([]byte, length/2)
			if _, err := io.ReadFull(read, half); length == 0 || err != nil {
				t.Fatalf("%s: %v after %s", place[1], err, head)
			}
			break
		}
	}
	for deadline := time.Now().Add(2 * time.Minute); s.waits(part); time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Errorf("%s never met its fault", place[1])
			return head, false
		}
	}
	_ = conn.SetReadDeadline(time.Now().Add(50 * time.Millisecond))
	_, err = read.ReadByte()
	var timeout net.Error
	return head, errors.As(err, &timeout) && timeout.Timeout()
}

// waits reports whether a part's fault has met no request yet.
func (s *Probe) waits(part Part) bool {
	s.faults.mu.Lock()
	defer s.faults.mu.Unlock()
	_, on := s.faults.on[part]
	return on
}

func TestSilenceOfEveryPart(t *testing.T) {
	t.Parallel()
	s := started(t, Options{})
	all := places(s)
	jobs := len(s.Jobs())
	var parts sync.WaitGroup
	defer parts.Wait()
	for p, place := range all {
		parts.Go(func() {
			submits := p == PartSubmit // the only one that makes jobs
			s.Set(p, Fault{Kind: Hang, Times: 1})
			if _, hung := silent(t, s, p, place, false); !hung {
				t.Errorf("hang at %s: an answer came", p)
			}
			if submits && len(s.Jobs()) != jobs {
				t.Error("a submit that hangs was processed")
			}
			s.Set(p, Fault{Kind: HangBody, Times: 1})
			if head, hung := silent(t, s, p, place, true); !hung || !strings.HasPrefix(head, "HTTP/1.1 ") {
				t.Errorf("hang in the body at %s: %v after %s", p, hung, head)
			}
			if submits && len(s.Jobs()) != jobs+1 {
				t.Error("a submit that stalls was not processed")
			}
		})
	}
}

func TestEndlessBodies(t *testing.T) {
	const enough = 1 << 20
	s := started(t, Options{})
	for p, place := range places(s) {
		s.Set(p, Fault{Kind: Endless, Times: 1})
		request, err := http.NewRequestWithContext(t.Context(), place[0], place[1], strings.NewReader(place[2]))
		if err != nil {
			t.Fatal(err)
		}
		response, err := client(t).Do(request)
		if err != nil {
			t.Fatal(p, err)
		}
		n, err := io.CopyN(io.Discard, response.Body, enough)
		if n != enough || err != nil || response.StatusCode != http.StatusOK {
			t.Errorf("endless at %s ended after %d bytes: %v", p, n, err)
		}
		_ = response.Body.Close()
	}
}

// hasNumber reports whether there is a number in a JSON text.
func hasNumber(body string) bool {
	for read := json.NewDecoder(strings.NewReader(body)); ; {
		token, err := read.Token()
		if _, number := token.(float64); number || err != nil {
			return number
		}
	}
}

// TestBentAnswersOfEveryPart: the part does its work, and its answer is odd.
func TestBentAnswersOfEveryPart(t *testing.T) {
	s := started(t, Options{})
	for p, place := range places(s) {
		whole, err := visit(t, place)
		if err != nil {
			t.Fatal(p, err)
		}
		for kind, good := range map[Kind]func(a reply) bool{
			WrongType: func(a reply) bool { return a.Header.Get("Content-Type") == "text/html; charset=utf-16" && a.body != "" },
			Strings:   func(a reply) bool { return !hasNumber(a.body) },
			Nulls:     func(a reply) bool { return !strings.Contains(a.body, `":"`) },
		} {
			s.Set(p, Fault{Kind: kind, Times: 1})
			if answer, err := visit(t, place); err != nil || answer.StatusCode != whole.StatusCode || p != PartToken && !good(answer) {
				t.Errorf("%s at %s: %+v %v", kind, p, answer, err)
			}
		}
		s.Set(p, Fault{Kind: Huge, Times: 1})
		request, err := http.NewRequestWithContext(t.Context(), place[0], place[1], strings.NewReader(place[2]))
		if err != nil {
			t.Fatal(err)
		}
		response, err := client(t).Do(request)
		if err != nil {
			t.Fatal(p, err)
		}
		if n, err := io.CopyN(io.Discard, response.Body, 1<<20); n != 1<<20 || err != nil || response.ContentLength < hugeBody {
			t.Errorf("huge at %s: %d of %d bytes, %v", p, n, response.ContentLength, err)
		}
		_ = response.Body.Close()
	}
}

func TestSlowAnswersLater(t *testing.T) {
	t.Parallel()
	s := started(t, Options{})
	const pause = 60 * time.Millisecond
	var parts sync.WaitGroup
	defer parts.Wait()
	for p, place := range places(s) {
		parts.Go(func() {
			s.Set(p, Fault{Kind: Slow, After: pause, Times: 1})
			began := time.Now()
			answer, err := visit(t, place)
			if err != nil || time.Since(began) < pause || answer.StatusCode >= 500 {
				t.Errorf("slow at %s: %v after %v", p, err, time.Since(began))
			}
		})
	}
}

func TestFaultsAreCountedAndCleared(t *testing.T) {
	s := started(t, Options{})
	place := places(s)[PartOpenER]
	s.Set(PartOpenER, Fault{Kind: Status500, Times: 2})
	s.Set(PartCBR, Fault{Kind: Status500})
	s.Set("nothing", Fault{Kind: Status500})
	var got []int
	for range 3 {
		answer, err := visit(t, place)
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, answer.StatusCode)
	}
	if fmt.Sprint(got) != "[500 500 200]" || s.Requests(PartOpenER) != 3 {
		t.Errorf("answered %v, counted %d", got, s.Requests(PartOpenER))
	}
	s.ClearFaults()
	if answer := call(t, "GET", s.CBRURL()+"/scripts/XML_daily.asp", ""); answer.StatusCode != http.StatusOK {
		t.Error("a fault outlives ClearFaults")
	}
}

func TestTooLargeRequestIsRefused(t *testing.T) {
	s := started(t, Options{})
	answer := call(t, "POST", s.AIMLURL()+"/v2/video/generations", strings.Repeat("x", maxRequestBody+1))
	if answer.StatusCode != http.StatusRequestEntityTooLarge {
		t.Errorf("answered %d", answer.StatusCode)
	}
}
