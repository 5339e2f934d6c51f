package standin

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"runtime"
	"strings"
	"testing"
	"time"
)

// started is a server of stand-ins that ends with its test.
func started(t *testing.T, o Options) *Probe {
	t.Helper()
	s, err := StartProbe(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return s
}

// reply is an answer, read whole.
type reply struct {
	*http.Response
	body string
}

// into reads the answer as JSON.
func (r reply) into(t *testing.T, target any) {
	t.Helper()
	if err := json.Unmarshal([]byte(r.body), target); err != nil {
		t.Fatalf("%s is not the JSON that was expected: %v", r.body, err)
	}
}

// client follows no redirect and keeps no connection, so that Go's own
// repetition of a GET does not hide a cut.
func client(t *testing.T) *http.Client {
	transport := &http.Transport{DisableKeepAlives: true}
	t.Cleanup(transport.CloseIdleConnections)
	return &http.Client{
		Transport:     transport,
		Timeout:       30 * time.Second,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// call makes one request. Headers are pairs of a name and a value.
func call(t *testing.T, method, address, body string, headers ...string) reply {
	t.Helper()
	answer, err := try(t.Context(), client(t), method, address, body, headers...)
	if err != nil {
		t.Fatalf("%s %s: %v", method, address, err)
	}
	return answer
}

func try(ctx context.Context, c *http.Client, method, address, body string, headers ...string) (reply, error) {
	request, err := http.NewRequestWithContext(ctx, method, address, strings.NewReader(body))
	if err != nil {
		return reply{}, err
	}
	for i := 0; i+1 < len(headers); i += 2 {
		if headers[i] == "Host" {
			request.Host = headers[i+1]
		}
		request.Header.Set(headers[i], headers[i+1])
	}
	response, err := c.Do(request)
	if err != nil {
		return reply{}, err
	}
	defer response.Body.Close()
	read, err := io.ReadAll(response.Body)
	return reply{response, string(read)}, err
}

func postForm(t *testing.T, address string, form url.Values) reply {
	t.Helper()
	return call(t, "POST", address, form.Encode(), "Content-Type", "application/x-www-form-urlencoded")
}

func TestStartListensOnLoopbackOnly(t *testing.T) {
	for _, addr := range []string{"0.0.0.0:0", ":0", "192.168.1.2:0", "example.org:80", "nonsense"} {
		if s, err := StartProbe(Options{Addr: addr}); err == nil {
			_ = s.Close()
			t.Errorf("it listens on %q", addr)
		}
	}
	s := started(t, Options{Addr: "localhost:0"})
	if !strings.HasPrefix(s.URL(), "http://127.0.0.1:") && !strings.HasPrefix(s.URL(), "http://[::1]:") {
		t.Errorf("the address is %s", s.URL())
	}
	if _, err := Start(Options{Addr: s.Host()}); err == nil {
		t.Error("two servers listen on one port")
	}
}

// TestCloseEndsHangingAnswers leaves clients waiting in every way there is
// and looks whether a goroutine stays behind.
func TestCloseEndsHangingAnswers(t *testing.T) {
	before := runtime.NumGoroutine()
	s, err := StartProbe(Options{})
	if err != nil {
		t.Fatal(err)
	}
	waits := map[Part]Fault{
		PartCBR: {Kind: Hang}, PartOpenER: {Kind: HangBody}, PartExchangeRate: {Kind: Slow, After: time.Hour},
		PartModels: {Kind: Endless},
	}
	addresses := []string{
		s.CBRURL() + "/scripts/XML_daily.asp", s.OpenERURL() + "/v6/latest/USD",
		s.ExchangeRateURL() + "/v4/latest/USD", s.AIMLURL() + "/v1/models",
	}
	for p, f := range waits {
		s.Set(p, f)
	}
	ended := make(chan error, len(addresses))
	c := client(t)
	for _, address := range addresses {
		go func() {
			_, err := try(context.Background(), c, "GET", address, "")
			ended <- err
		}()
	}
	for p := range waits {
		eventually(t, "a request reaches "+string(p), func() bool { return s.Requests(p) == 1 })
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	if err := s.Close(); err != nil {
		t.Error("a second close:", err)
	}
	for range addresses {
		if err := <-ended; err == nil {
			t.Error("an answer that hung ended well")
		}
	}
	c.CloseIdleConnections()
	eventually(t, "all goroutines end", func() bool { return runtime.NumGoroutine() <= before })
}

// eventually polls for what happens in another goroutine.
func eventually(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for deadline := time.Now().Add(2 * time.Minute); !ok(); time.Sleep(2 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("it did not come to it that " + what)
		}
	}
}
