package outbound

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"
	"unicode"

	"streamspark/internal/fault"
	"streamspark/internal/locale"
	"streamspark/internal/standin"
	"streamspark/internal/standin/standintest"
)

// says returns an error as people read it.
func says(err error) string {
	if err == nil {
		return ""
	}
	return locale.English().Detail(err)
}

// serve is a server of one handler, for answers that the stand-ins never give.
func serve(t *testing.T, handler http.HandlerFunc) string {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	return server.URL
}

// answers is a server that says one thing.
func answers(t *testing.T, status int, body string) string {
	t.Helper()
	return serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	})
}

func TestAGoodCall(t *testing.T) {
	var got *http.Request
	var body string
	address := serve(t, func(w http.ResponseWriter, r *http.Request) {
		content, _ := io.ReadAll(r.Body)
		got, body = r, string(content)
		w.Header().Set("X-Own", "7")
		w.WriteHeader(http.StatusAccepted)
		_, _ = io.WriteString(w, `{"a":1}`)
	})
	for name, test := range map[string]struct {
		request    Request
		line, sent string
		kind       string
	}{
		"bare":  {Request{URL: address + "/x"}, "GET /x", "", ""},
		"query": {Request{URL: address + "/x", Query: url.Values{"id": {"a:b/c d&e"}}}, "GET /x?id=a%3Ab%2Fc+d%26e", "", ""},
		"form":  {Request{Method: "POST", URL: address, Form: url.Values{"a": {"б"}}}, "POST /", "a=%D0%B1", "application/x-www-form-urlencoded"},
		"JSON":  {Request{Method: "POST", URL: address, JSON: map[string]int{"a": 1}}, "POST /", `{"a":1}`, "application/json"},
	} {
		test.request.Bearer = "token"
		test.request.Header = http.Header{"X-Client-Request-Id": {"id"}}
		answer, err := New(nil).Do(t.Context(), test.request)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if line := got.Method + " " + got.URL.RequestURI(); line != test.line || body != test.sent || got.Header.Get("Content-Type") != test.kind {
			t.Errorf("%s: sent %q, %q, %q", name, line, body, got.Header.Get("Content-Type"))
		}
		for header, want := range map[string]string{
			"Authorization": "Bearer token", "User-Agent": userAgent, "Accept": "application/json", "X-Client-Request-Id": "id",
		} {
			if got.Header.Get(header) != want {
				t.Errorf("%s: %s is %q", name, header, got.Header.Get(header))
			}
		}
		var decoded struct{ A int }
		if err := answer.Decode(&decoded); err != nil || decoded.A != 1 || answer.Status != http.StatusAccepted || answer.Header.Get("X-Own") != "7" {
			t.Errorf("%s: answered %+v, %v", name, answer, err)
		}
	}
}

// TestEachFaultIsAnErrorOfItsKind drives one call through the stand-in's
// faults.
func TestEachFaultIsAnErrorOfItsKind(t *testing.T) {
	s := standintest.Start(t, standin.Options{})
	for kind, want := range map[standin.Kind]struct {
		status int
		says   string
	}{
		standin.Status400: {400, "answered 400 Bad Request: “Body validation error”"},
		standin.Status401: {401, "answered 401 Unauthorized: “This request requires a valid API key."},
		standin.Status403: {403, "answered 403 Forbidden: “You've run out of credits."},
		standin.Status404: {404, "answered 404 Not Found"}, standin.Status429: {429, "answered 429 Too Many Requests"},
		standin.Status500: {500, "answered 500 Internal Server Error"}, "599": {599, "answered 599"},
		standin.Status408:    {408, "answered 408 Request Timeout"},
		standin.Status409:    {409, "answered 409 Conflict"},
		standin.Status503:    {503, "answered 503 Service Unavailable"},
		standin.Huge:         {0, "larger than"},
		standin.HTML:         {502, "answered 502 Bad Gateway"},
		standin.HTML200:      {200, "a web page instead of JSON"},
		standin.Empty:        {200, "the answer is empty"},
		standin.OtherShape:   {200, "JSON of another shape"},
		standin.Cut:          {0, "the answer broke off: the connection was cut"},
		standin.Lost:         {0, "the connection was cut"},
		standin.Endless:      {0, "larger than"},
		standin.KindRedirect: {302, "answered 302 Found"},
	} {
		s.Set(standin.PartModels, standin.Fault{Kind: kind, Retry: 3, Redirect: s.AIMLURL() + "/v1/models"})
		answer, err := New(nil).Do(t.Context(), Request{URL: s.AIMLURL() + "/v1/models", Query: url.Values{"id": {"SECRET"}}, Limit: 1 << 20})
		if err == nil {
			err = answer.Decode(&struct{ ID []int }{})
		}
		var e *Failure
		if !errors.As(err, &e) || Status(err) != want.status || !strings.Contains(says(err), want.says) {
			t.Errorf("%s: %d, %v; want %d that says %q", kind, Status(err), err, want.status, want.says)
			continue
		}
		if !Sent(err) || strings.Contains(says(err), "SECRET") || !strings.Contains(says(err), "/aiml/v1/models: ") {
			t.Errorf("%s: sent %v, %v", kind, Sent(err), err)
		}
		if wait := fault.After(err); (wait == 3*time.Second) != (want.status >= 429 && kind != standin.HTML) {
			t.Errorf("%s: asked to wait %v", kind, wait)
		}
		if strings.ContainsAny(locale.English().Error(err), "<>") {
			t.Errorf("%s: markup in %v", kind, err)
		}
	}
}

// TestTheWayThereIsNotTheOtherSides: how long a proxy or a handshake takes says
// nothing about how soon the service answered.
func TestTheWayThereIsNotTheOtherSides(t *testing.T) {
	address := answers(t, 503, "busy")
	var way time.Duration
	transport := &http.Transport{DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
		began := time.Now()
		defer func() { way = time.Since(began) }()
		time.Sleep(100 * time.Millisecond)
		return new(net.Dialer).DialContext(ctx, network, address)
	}}
	t.Cleanup(transport.CloseIdleConnections)
	began := time.Now()
	_, err := New(transport).Do(t.Context(), Request{URL: address})
	f, ok := FailureOf(err)
	if all := time.Since(began); !ok || f.Took <= 0 || f.Took > all-way {
		t.Errorf("%v: the answer took %v of %v, of which %v were the way", err, f.Took, all, way)
	}
}

func TestARedirectIsNotFollowed(t *testing.T) {
	s := standintest.Start(t, standin.Options{})
	s.Set(standin.PartModels, standin.Fault{Kind: standin.KindRedirect, Redirect: s.CBRURL() + "/scripts/XML_daily.asp"})
	for _, method := range []string{http.MethodGet, http.MethodPost} {
		_, err := New(nil).Do(t.Context(), Request{Method: method, URL: s.AIMLURL() + "/v1/models", Bearer: "token", JSON: 1})
		if err == nil {
			t.Errorf("%s went well", method)
		}
	}
	if got := s.Requests(standin.PartCBR); got != 0 {
		t.Errorf("the redirect was followed %d times", got)
	}
}

func TestRetryAfter(t *testing.T) {
	for header, want := range map[string]time.Duration{
		"": 0, "7": 7 * time.Second, "\t7": 7 * time.Second, "0": 0, "-5": 0, "soon": 0, "1.5": 0, "999999999": LongestPause,
		time.Now().Add(-time.Hour).UTC().Format(http.TimeFormat):       0,
		time.Now().Add(1000 * time.Hour).UTC().Format(http.TimeFormat): LongestPause,
	} {
		if got := retryAfter(http.Header{"Retry-After": {header}}); got != want {
			t.Errorf("%q: %v, want %v", header, got, want)
		}
	}
	if got := retryAfter(http.Header{"Retry-After": {time.Now().Add(time.Minute).UTC().Format(http.TimeFormat)}}); got < 58*time.Second || got > time.Minute {
		t.Errorf("a date in a minute: %v", got)
	}
	// The date is by their clock, which may not be ours.
	theirs := time.Now().Add(3 * time.Hour).UTC()
	h := http.Header{"Date": {theirs.Format(http.TimeFormat)}, "Retry-After": {theirs.Add(90 * time.Second).Format(http.TimeFormat)}}
	if got := retryAfter(h); got != 90*time.Second {
		t.Errorf("a date by another clock: %v", got)
	}
}

func TestTheSentenceInAnErrorBody(t *testing.T) {
	long := strings.Repeat("long ", 100)
	for body, want := range map[string]string{
		`{"message":"no"}`:                                             "no",
		`{"error":{"message":"deep","name":"X"}}`:                      "deep",
		`{"error":"a","error_description":"b"}`:                        "b",
		`{"error":"invalid_client"}`:                                   "invalid_client",
		`{"result":"error","error-type":"quota"}`:                      "quota",
		`{"message":["first","second"]}`:                               "first",
		`{"detail":[{"loc":["a"],"message":"listed"}]}`:                "listed",
		`{"message":null,"error":"after null"}`:                        "after null",
		`{"message":5}`:                                                "",
		`{"message":"two\nlines\u0000 \u202eand\u200b \u001b[31mred"}`: "two lines and [31mred",
		`{"message":"` + long + `"}`:                                   long[:maxMessage] + "…",
		`"plain"`:                                                      "plain",
		`<html>no</html>`:                                              "",
		``:                                                             "",
		`{`:                                                            "",
		`{"message":{"message":{"message":{"message":{"message":"too deep"}}}}}`: "",
	} {
		_, err := New(nil).Do(t.Context(), Request{URL: answers(t, 400, body)})
		var e *Failure
		if !errors.As(err, &e) || e.Said != want || string(e.Body) != body {
			t.Errorf("%s: %v", body, err)
		}
	}
}

func TestLimits(t *testing.T) {
	address := answers(t, 200, strings.Repeat("x", 1000))
	if answer, err := New(nil).Do(t.Context(), Request{URL: address, Limit: 1000}); err != nil || len(answer.Body) != 1000 {
		t.Errorf("just within: %v", err)
	}
	if _, err := New(nil).Do(t.Context(), Request{URL: address, Limit: 999}); err == nil || fault.MessageOf(err).Args["problem"].(fault.Message).Args["limit"] != fault.Bytes(999) {
		t.Errorf("just over: %v", err)
	}
	_, err := New(nil).Do(t.Context(), Request{URL: answers(t, 500, strings.Repeat("x", keepBody+1000)), Limit: 10})
	var e *Failure
	if !errors.As(err, &e) || e.Status != 500 || len(e.Body) != keepBody {
		t.Errorf("a long error: %v", err)
	}
}

// TestNoSecretShows: a server that quotes everything back.
func TestNoSecretShows(t *testing.T) {
	address := serve(t, func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		w.WriteHeader(http.StatusForbidden)
		_, _ = fmt.Fprintf(w, `{"message":%q}`, r.URL.Path+" "+r.URL.RequestURI()+" "+r.Header.Get("Authorization")+" "+string(body))
	})
	secrets := []string{"bearer/1234", "path-1234", "client=1234", "refresh 1234", "code-1234"}
	_, err := New(nil).Do(t.Context(), Request{
		Method: http.MethodPost, URL: address + "/v6/" + secrets[1] + "/latest", Secret: secrets[1], Bearer: secrets[0],
		Form: url.Values{"client_secret": {secrets[2]}, "refresh_token": {secrets[3]}, "code": {secrets[4]}, "grant_type": {"refresh_token"}},
	})
	var e *Failure
	if !errors.As(err, &e) {
		t.Fatal(err)
	}
	for _, secret := range secrets {
		for _, form := range []string{secret, url.QueryEscape(secret), url.PathEscape(secret)} {
			if strings.Contains(says(err)+string(e.Body)+fmt.Sprintf("%+v", *e), form) {
				t.Errorf("%q shows in %v", form, err)
			}
		}
	}
	if !strings.Contains(says(err), "/v6/•••/latest") || !strings.Contains(says(err), "grant_type=refresh_token") {
		t.Errorf("too much is hidden: %v", err)
	}
}

func TestAnAddressThatCannotBeCalled(t *testing.T) {
	for _, address := range []string{"", "://", "http://", "http://a b/", "gopher://x/?sig=SECRET", "http://x\x7f/?sig=SECRET"} {
		_, err := New(nil).Do(t.Context(), Request{URL: address})
		if err == nil || Sent(err) || strings.Contains(says(err), "SECRET") {
			t.Errorf("%q: sent %v, %v", address, Sent(err), err)
		}
	}
	_, err := New(nil).Do(t.Context(), Request{URL: "http://x/", JSON: make(chan int)})
	if err == nil || Sent(err) {
		t.Errorf("what cannot be encoded: %v", err)
	}
}

// FuzzErrorBody: whatever an error body holds, the sentence taken from it
// is short, on one line, and cannot steer a terminal.
func FuzzErrorBody(f *testing.F) {
	f.Add([]byte(`{"message":"no","error":{"message":["a"]}}`), "7")
	f.Add([]byte(`{"error":"the key token-1234 is wrong \u001b[0m"}`), "Fri, 21 Nov 2025 10:00:00 GMT")
	f.Add([]byte(`[[[[{"detail":1}]]]]`), "-1")
	f.Fuzz(func(t *testing.T, body []byte, retry string) {
		response := &http.Response{
			StatusCode: http.StatusBadRequest, Header: http.Header{"Retry-After": {retry}},
			Body: io.NopCloser(strings.NewReader(string(body))),
		}
		err := refused("GET x", response, hider([]string{"token-1234"}))
		e, _ := FailureOf(err)
		odd := func(r rune) bool { return unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || r == '\u2028' }
		switch {
		case len([]rune(e.Said)) > maxMessage+1, strings.ContainsFunc(says(err), odd):
			t.Errorf("message %q", e.Said)
		case strings.Contains(string(e.Body), "token-1234"):
			t.Errorf("body %q", e.Body)
		case err.After < 0 || err.After > LongestPause:
			t.Errorf("retry %q: %v", retry, err.After)
		}
	})
}

func TestRedact(t *testing.T) {
	got := Redact("the key a+b/c or a%2Bb%2Fc failed at https://cdn.example/x.mp4?Signature=s\nnow", "a+b/c")
	if want := "the key ••• or ••• failed at https://cdn.example/x.mp4 now"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
