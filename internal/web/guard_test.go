package web

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/labstack/echo/v5"

	"streamspark/internal/fault"
	"streamspark/internal/web/api"
	"streamspark/internal/web/webtest"
)

func TestOnlyOurOwnHostsAreAnswered(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	own := w.HTTP.Listener.Addr().String()
	_, port, _ := strings.Cut(own, ":")
	w.Extra = []string{"localhost:" + port, "[::1]:" + port, "Spark.Example"}
	tests := map[string]bool{
		own: true, "localhost:" + port: true, "LOCALHOST:" + port: true, "[::1]:" + port: true, "spark.example": true,
		"localhost": false, "localhost:1": false, "127.0.0.1": false, "evil.example": false, "evil.example:" + port: false,
		"127.0.0.1.evil.example:" + port: false, "localhost." + ":" + port: false, "spark.example:80": false, "127.1:" + port: false,
		"0.0.0.0:" + port: false,
	}
	for host, want := range tests {
		for _, path := range []string{"/api/settings", "/", "/static/x.css", "/widget", "/videos/a.mp4", "/ws/widget", "/nothing", "/metrics"} {
			a := w.ask(http.MethodGet, path, "", "Host", host)
			if refused := a.StatusCode == http.StatusForbidden; refused == want {
				t.Errorf("%s of host %s is %d", path, host, a.StatusCode)
			}
			if !want {
				if said := a.Sentence(t); !strings.Contains(said, "http://"+own) {
					t.Errorf("%s of host %s says %q", path, host, said)
				}
			}
		}
	}
	a := w.ask(http.MethodGet, "/dashboard", "", "Host", "evil.example", "Accept", "text/html")
	if a.StatusCode != http.StatusForbidden || !strings.HasPrefix(a.Header.Get("Content-Type"), "text/plain") {
		t.Errorf("a rebound name gets %d %s", a.StatusCode, a.Header.Get("Content-Type"))
	}
}

// socket are the headers that ask for a WebSocket.
var socket = []string{"Connection", "Upgrade", "Upgrade", "websocket", "Sec-WebSocket-Version", "13", "Sec-WebSocket-Key", "MDEyMzQ1Njc4OWFiY2RlZg=="}

func TestAForeignPageChangesNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	own := "http://" + w.HTTP.Listener.Addr().String()
	w.Extra = []string{"spark.example"}
	changing := []string{"POST /api/stop-polling", "POST /api/nothing", "DELETE /api/delete-video/a.mp4", "PUT /api/tiers", "GET /api/test-donation-alerts"}
	tests := []struct {
		name    string
		headers []string
		pass    bool
		socket  bool // whether the same opens a WebSocket
	}{
		{"curl", nil, true, true},
		{"own page", []string{"Origin", own, "Sec-Fetch-Site", "same-origin"}, true, true},
		{"own page, no hint", []string{"Origin", own}, true, true},
		{"own page by another name", []string{"Origin", "https://spark.example"}, true, true},
		{"own page, capitals", []string{"Origin", strings.ToUpper("https://spark.example")}, true, true},
		{"typed into the browser", []string{"Sec-Fetch-Site", "none"}, true, true},
		{"own page, old form", []string{"Sec-Fetch-Site", "same-origin"}, true, true},
		{"foreign page", []string{"Origin", "https://evil.example"}, false, false},
		{"foreign page, hint", []string{"Origin", "https://evil.example", "Sec-Fetch-Site", "cross-site"}, false, false},
		{"own page, foreign hint", []string{"Origin", own, "Sec-Fetch-Site", "cross-site"}, false, true},
		{"sandboxed page", []string{"Origin", "null"}, false, false},
		{"file", []string{"Origin", "file://"}, false, false},
		{"empty", []string{"Origin", ""}, false, false},
		{"another program of this computer", []string{"Origin", "http://127.0.0.1:1"}, false, false},
		{"begins like ours", []string{"Origin", own + ".evil.example"}, false, false},
		{"ours as user", []string{"Origin", strings.Replace(own, "//", "//"+"x@", 1)}, false, false},
		{"with a path", []string{"Origin", own + "/"}, false, false},
		{"extension", []string{"Origin", "chrome-extension://" + strings.TrimPrefix(own, "http://")}, false, false},
		{"image of a foreign page", []string{"Sec-Fetch-Site", "cross-site"}, false, false},
		{"image of a neighbour", []string{"Sec-Fetch-Site", "same-site"}, false, false},
	}
	for _, tt := range tests {
		for _, route := range changing {
			method, path, _ := strings.Cut(route, " ")
			a := w.ask(method, path, "", tt.headers...)
			if pass := a.StatusCode != http.StatusForbidden; pass != tt.pass {
				t.Errorf("%s: %s is %d", tt.name, route, a.StatusCode)
			}
		}
		a := w.ask(http.MethodGet, "/ws/widget", "", slices.Concat(tt.headers, socket)...)
		if pass := a.StatusCode == http.StatusSwitchingProtocols; pass != tt.socket {
			t.Errorf("%s: the widget's socket is %d", tt.name, a.StatusCode)
		}
		if a := w.ask(http.MethodGet, "/ws/dashboard", "", slices.Concat(tt.headers, socket)...); (a.StatusCode == http.StatusForbidden) == tt.socket {
			t.Errorf("%s: the dashboard's socket is %d", tt.name, a.StatusCode)
		}
		if a := w.ask(http.MethodGet, "/api/queue", "", tt.headers...); a.StatusCode != http.StatusOK || a.Header.Get("Access-Control-Allow-Origin") != "" {
			t.Errorf("%s: reading is %d, %v", tt.name, a.StatusCode, a.Header)
		}
	}
	two, _ := http.NewRequest(http.MethodPost, own+"/api/stop-polling", nil)
	two.Header["Origin"] = []string{own, "https://evil.example"}
	if w.server.AllowOrigin(two) {
		t.Error("two origins, one of them foreign, are let in")
	}
}

func TestASocketAddressIsNoPage(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for _, path := range []string{"/ws/widget", "/ws/dashboard"} {
		a := w.ask(http.MethodGet, path, "")
		if a.StatusCode != http.StatusUpgradeRequired || a.Header.Get("Upgrade") != "websocket" || !strings.Contains(a.Sentence(t), "WebSocket") {
			t.Errorf("%s is %d %s", path, a.StatusCode, a.Text)
		}
	}
}

func TestASocketThatIsNotMadeSaysWhy(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.StopOverlay()
	a := w.ask(http.MethodGet, "/ws/widget", "", socket...)
	if a.StatusCode != http.StatusServiceUnavailable || !strings.Contains(a.Text, `"code":"overlay.stopping"`) {
		t.Errorf("after the overlay has stopped it is %d %s", a.StatusCode, a.Text)
	}
}

func TestTheOldAddressOfTheSignIsAnswered(t *testing.T) {
	t.Parallel()
	a := newWorld(t).ask(http.MethodGet, "/favicon.ico", "")
	if a.StatusCode != http.StatusOK || !strings.HasPrefix(a.Header.Get("Content-Type"), "image/svg+xml") || !strings.Contains(a.Text, "<svg") {
		t.Errorf("/favicon.ico is %d %s", a.StatusCode, a.Header.Get("Content-Type"))
	}
}

func TestEveryAnswerHasItsSecurityHeaders(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.AddClip("a.mp4", "video", 0)
	for _, path := range []string{"/api/settings", "/dashboard", "/widget", "/videos/a.mp4", "/nothing", "/static/nothing.css", "/status", "/widget/player/", "/widgets", "/api/da/oauth/callback"} {
		for _, host := range []string{w.HTTP.Listener.Addr().String(), "evil.example"} {
			a := w.ask(http.MethodGet, path, "", "Host", host)
			policy := a.Header.Get("Content-Security-Policy")
			framedBy, frames := "'none'", "DENY"
			if path == "/widget" || path == "/widget/player/" { // nothing else may be framed, and this by our own pages alone
				framedBy, frames = "'self'", "SAMEORIGIN"
			}
			for _, rule := range []string{"default-src 'self'", "object-src 'none'", "base-uri 'none'", "form-action 'self'", "frame-ancestors " + framedBy} {
				if !strings.Contains(policy, rule) {
					t.Errorf("%s: the policy lacks %s", path, rule)
				}
			}
			// OBS puts its "Custom CSS" into the widget as a style of the page itself.
			inline := "; style-src 'self' 'unsafe-inline'"
			if strings.Contains(policy, inline) != (framedBy == "'self'") {
				t.Errorf("%s: the policy is %s", path, policy)
			}
			if policy = strings.Replace(policy, inline, "", 1); strings.Contains(policy, "unsafe") || strings.Contains(policy, "*") {
				t.Errorf("%s: the policy is %s", path, policy)
			}
			for name, want := range map[string]string{"X-Content-Type-Options": "nosniff", "X-Frame-Options": frames, "Cross-Origin-Resource-Policy": "same-origin"} {
				if got := a.Header.Get(name); got != want {
					t.Errorf("%s: %s is %q", path, name, got)
				}
			}
			if a.Header.Get("Referrer-Policy") == "" || a.Header.Get("Permissions-Policy") == "" || a.Header.Get("Server") != "" {
				t.Errorf("%s: %v", path, a.Header)
			}
			if api := strings.HasPrefix(path, "/api/"); api && a.Header.Get("Cache-Control") != "no-store" {
				t.Errorf("%s may be kept: %s", path, a.Header.Get("Cache-Control"))
			}
		}
	}
}

func TestABodyHasALimit(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	large := `{"amount":5,"message":"` + strings.Repeat("x", maxBody) + `"}`
	a := w.ask(http.MethodPost, "/test-donation", large)
	if a.StatusCode != http.StatusRequestEntityTooLarge || !strings.Contains(a.Sentence(t), "1 MB") {
		t.Errorf("a large body is %d", a.StatusCode)
	}
	// The same without its length said beforehand.
	r, _ := http.NewRequestWithContext(t.Context(), http.MethodPost, w.HTTP.URL+"/test-donation", io.MultiReader(strings.NewReader(large)))
	r.Header.Set("Content-Type", "application/json")
	response, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusRequestEntityTooLarge {
		t.Errorf("a large body in chunks is %d", response.StatusCode)
	}
	if w.Last().Source != "" {
		t.Error("it was taken all the same")
	}
	if a := w.ask(http.MethodPost, "/test-donation", `{"amount":5,"more":"`+strings.Repeat("x", maxBody-100)+`"}`); a.StatusCode != http.StatusAccepted {
		t.Errorf("a body below the limit is %d", a.StatusCode)
	}
}

func TestJSONIsTakenByItsName(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for kind, want := range map[string]int{
		"application/json": 202, "application/json; charset=utf-8": 202, "Application/JSON": 202,
		"text/plain": 415, "application/x-www-form-urlencoded": 415, "multipart/form-data; boundary=x": 415,
		"text/plain; application/json": 415, "application/jsonp": 415, "application/json;;": 415, "": 415,
	} {
		a := w.ask(http.MethodPost, "/test-donation", `{"amount":5}`, "Content-Type", kind)
		if a.StatusCode != want {
			t.Errorf("%q is %d, want %d", kind, a.StatusCode, want)
		}
	}
}

func TestWhatIsNotThereSaysSo(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for _, tt := range []struct {
		method, path, accept string
		status               int
		allow                []string
		page                 bool
	}{
		{"GET", "/nothing", "", 404, nil, false},
		{"GET", "/nothing", "text/html", 404, nil, true},
		{"GET", "/api/nothing", "text/html", 404, nil, false},
		{"GET", "/api/celebrations/", "", 404, nil, false},
		{"POST", "/api/celebrations/1/explode", "", 404, nil, false},
		{"POST", "/api/settings", "", 405, []string{"GET", "HEAD"}, false},
		{"GET", "/api/start-polling", "text/html", 405, []string{"POST"}, false},
		{"PUT", "/test-donation", "", 405, []string{"GET", "POST", "HEAD"}, false},
		{"DELETE", "/dashboard", "text/html", 405, []string{"GET"}, false},
		{"TRACE", "/api/settings", "", 405, []string{"GET"}, false},
		{"OPTIONS", "/api/settings", "", 204, []string{"GET"}, false},
	} {
		a := w.ask(tt.method, tt.path, "", "Accept", tt.accept, "Origin", w.HTTP.URL)
		if a.StatusCode != tt.status {
			t.Errorf("%s %s is %d, want %d", tt.method, tt.path, a.StatusCode, tt.status)
		}
		for _, method := range tt.allow {
			if !slices.Contains(strings.Split(a.Header.Get("Allow"), ", "), method) {
				t.Errorf("%s %s allows %q, without %s", tt.method, tt.path, a.Header.Get("Allow"), method)
			}
		}
		if page := strings.HasPrefix(a.Header.Get("Content-Type"), "text/html"); page != tt.page {
			t.Errorf("%s %s for %q is %s", tt.method, tt.path, tt.accept, a.Header.Get("Content-Type"))
		} else if !page && tt.status >= 400 {
			a.Sentence(t)
		}
	}
}

func TestAPanicIsAnAnswer(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	e := w.server.echo
	e.GET("/api/panic", func(*echo.Context) error { panic("at " + webtest.SecretKey) })
	e.GET("/api/half", func(c *echo.Context) error {
		c.Response().Header().Set("Content-Length", "100")
		_, _ = io.WriteString(c.Response(), "half")
		panic("in the middle")
	})
	a := w.ask(http.MethodGet, "/api/panic", "")
	if a.StatusCode != http.StatusInternalServerError || strings.Contains(a.Text, webtest.SecretWord) {
		t.Errorf("a panic is %d %s", a.StatusCode, a.Text)
	}
	a.Sentence(t)
	if log := w.Log.String(); !strings.Contains(log, "ended in a panic") || !strings.Contains(log, "guard_test.go") {
		t.Errorf("the log does not say where: %s", log)
	}
	response, err := http.Get(w.HTTP.URL + "/api/half")
	if err == nil {
		_, err = io.ReadAll(response.Body)
		response.Body.Close()
	}
	if err == nil {
		t.Error("half an answer is taken for a whole one")
	}
	if a := w.ask(http.MethodGet, "/healthz", ""); a.StatusCode != http.StatusOK {
		t.Errorf("after a panic it is %d", a.StatusCode)
	}
}

func TestTheLogHasEachRequestWithoutItsQuery(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	tests := []struct{ method, path, level string }{
		{"GET", "/api/queue", "debug"},
		{"POST", "/api/stop-polling", "info"},
		{"GET", "/api/nothing", "info"},
		{"GET", "/api/da/oauth/callback", "info"},
		{"POST", "/api/test-donation-alerts", "info"},
		{"GET", "/videos/a\nb", "info"},
	}
	for _, tt := range tests {
		w.ask(tt.method, strings.ReplaceAll(tt.path, "\n", "%0a")+"?code=sent-5ecret&token=sent-5ecret", "")
	}
	w.ask("POST", "/api/stop-polling", "", "Origin", "https://evil.example")
	tests = append(tests, struct{ method, path, level string }{"POST", "/api/stop-polling", "warn"})
	lines := strings.Split(strings.TrimSpace(w.Log.String()), "\n")
	if len(lines) != len(tests) {
		t.Fatalf("%d lines: %s", len(lines), w.Log)
	}
	for i, tt := range tests {
		var line struct {
			Level, Method, Path, IP, Message string
			Status                           int
			Latency                          *int `json:"latency_ms"`
		}
		if err := json.Unmarshal([]byte(lines[i]), &line); err != nil {
			t.Fatal(err)
		}
		path := strings.ReplaceAll(tt.path, "\n", " ")
		if line.Level != tt.level || line.Method != tt.method || line.Path != path || line.Status == 0 || line.IP != "127.0.0.1" || line.Latency == nil {
			t.Errorf("%s %s is logged as %s", tt.method, tt.path, lines[i])
		}
	}
	if strings.Contains(w.Log.String(), "5ecret") {
		t.Errorf("a query is in the log: %s", w.Log)
	}
}

func FuzzOrigin(f *testing.F) {
	for _, seed := range []string{"http://localhost:5002", "null", "http://localhost:5002@evil.example", "http://localhost:5002#", "HTTP://LOCALHOST:5002", "//localhost:5002"} {
		f.Add(seed)
	}
	s := &Server{o: api.Options{Own: func() []string { return []string{"localhost:5002"} }}}
	f.Fuzz(func(t *testing.T, origin string) {
		r := httptest.NewRequest(http.MethodPost, "http://localhost:5002/", nil)
		r.Header["Origin"] = []string{origin}
		lower := strings.ToLower(origin)
		if s.AllowOrigin(r) && lower != "http://localhost:5002" && lower != "https://localhost:5002" {
			t.Fatalf("%q is taken for ours", origin)
		}
	})
}

func FuzzBody(f *testing.F) {
	for _, seed := range []string{`{"amount":5}`, `{"amount":"1e3","currency":"usd"}`, `[]`, `{"amount":1e999999999}`, `{"a":{"b":[1,2]}}`, "\xff"} {
		f.Add(seed)
	}
	e := echo.New()
	f.Fuzz(func(t *testing.T, text string) {
		r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(text))
		r.Header.Set("Content-Type", "application/json")
		var in struct {
			Amount   api.Number `json:"amount" default:"1"`
			Currency string     `json:"currency" default:"RUB" max:"100"`
		}
		_, err := api.Read(e.NewContext(r, httptest.NewRecorder()), &in)
		if err != nil {
			if known, status := api.FaultOf(err); status != http.StatusBadRequest || known.Code == "" {
				t.Fatalf("%q is %d %v", text, status, err)
			}
			return
		}
		sum, err := api.AmountOf("amount", in.Amount, in.Currency)
		if err == nil && (sum.Value().IsNegative() || sum.IsNone()) {
			t.Fatalf("%q is %v", text, sum)
		}
		if err != nil && fault.KindOf(err) != fault.Invalid {
			t.Fatalf("%q: %v", text, err)
		}
		_ = fmt.Sprint(sum)
	})
}
