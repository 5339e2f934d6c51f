package web

import (
	"context"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"streamspark/internal/config"
	"streamspark/internal/locale"
	"streamspark/internal/web/api"
	"streamspark/internal/web/auth"
	"streamspark/internal/web/webtest"
)

func accessContract() []exchange {
	bearer := []string{"Authorization", "Bearer " + webtest.Token}
	closed := func(w *world) { w.Credentials = webtest.NewCredentials(w.T); w.server.o.Credentials = w.Credentials }
	return []exchange{
		{
			name: "loopback", route: "GET /api/access", status: 200, says: `"token_required":false`,
			shape: "{addresses:[string],exposed_files:[string],ignored_settings:[{key:string,why:string}],success:bool,token_required:bool}",
			prepare: func(w *world) {
				w.Access = api.Access{Addresses: []string{"http://x"}, Exposed: []string{"/a"}, Ignored: []config.Ignored{{Key: "server.host", Why: "fixed"}}}
			},
		},
		{name: "no token", route: "GET /api/access", status: 401, says: "Authorization: Bearer", prepare: closed},
		{name: "rotate", route: "POST /api/access/rotate", status: 200, says: "/widget?key=", shape: "{message:string,success:bool,token:string,widget_url:string}", prepare: closed, headers: bearer},
		{name: "nothing to rotate", route: "POST /api/access/rotate", status: 409, says: "only this computer"},
		{name: "no token", route: "POST /api/access/rotate", status: 401, says: "Sign in first", prepare: closed},
	}
}

// newClosedWorld is a server that other computers can reach.
func newClosedWorld(t *testing.T) (*world, *auth.Credentials) {
	t.Helper()
	w := &world{Server: webtest.NewServer(t)}
	w.Templates, w.Credentials = templates(), webtest.NewCredentials(t)
	server, err := New(w.Options())
	if err != nil {
		t.Fatal(err)
	}
	w.server = server
	w.Serve(server.Handler())
	return w, w.Credentials
}

func TestOffLoopbackNothingOpensWithoutACredential(t *testing.T) {
	t.Parallel()
	w, d := newClosedWorld(t)
	w.AddClip("a.mp4", "video", 0)
	key, cookie := d.WidgetKey(), sessionCookie+"="+d.Session(time.Now())
	const nobody, widgetToo = http.StatusUnauthorized, true
	for path, forWidget := range map[string]bool{
		"/": false, "/dashboard": false, "/settings": false, "/docs": false, "/openapi.json": false, "/status": false, "/metrics": false, "/readyz": false,
		"/api/settings": false, "/api/backups": false, "/api/nothing": false, "/nothing": false, "/landing": false, "/dock": false, "/api/da/oauth/login": false, "/posters/a.mp4": widgetToo,
		"/ws/dashboard": false, "/ws/widget": widgetToo, "/widget": widgetToo, "/widget/player": widgetToo, "/widget/player/index.html": widgetToo, "/videos/a.mp4": widgetToo, "/videos/recaps/stream-20261121-190000.mp4": false, "/sounds/0123456789abcdef.mp3": widgetToo, "/api/sounds": false,
	} {
		for name, tt := range map[string]struct {
			query, header, value string
			opens                bool
		}{
			"nothing":       {},
			"wrong key":     {query: "?key=" + key[1:]},
			"wrong bearer":  {header: "Authorization", value: "Bearer " + key},
			"no bearer":     {header: "Authorization", value: "Basic " + webtest.Token},
			"wrong session": {header: "Cookie", value: cookie + "0"},
			"token as key":  {query: "?key=" + webtest.Token},
			"key":           {query: "?key=" + key, opens: forWidget},
			"session":       {header: "Cookie", value: cookie, opens: true},
			"bearer":        {header: "Authorization", value: "Bearer " + webtest.Token, opens: true},
		} {
			w.server.bearers = auth.Tries{} // each case for itself
			var headers []string
			if tt.header != "" {
				headers = []string{tt.header, tt.value}
			}
			a := w.Ask(http.MethodGet, path+tt.query, "", headers...)
			if opened := a.StatusCode != nobody; opened != tt.opens {
				t.Errorf("%s with %s is %d", path, name, a.StatusCode)
			}
			if !tt.opens && (a.Header.Get("WWW-Authenticate") == "" || strings.Contains(a.Text, "video")) {
				t.Errorf("%s with %s answers %v %s", path, name, a.Header, a.Text)
			}
		}
	}
	for _, path := range []string{"/sign-in", "/healthz", "/static/base.css", "/static/app.js", "/widget/player/player.js", "/widget/themes/spark.css"} {
		if a := w.Ask(http.MethodGet, path, ""); a.StatusCode != http.StatusOK {
			t.Errorf("%s is %d for everybody", path, a.StatusCode)
		}
	}
	for _, path := range []string{"/api/stop-polling", "/videos/a.mp4", "/widget", "/test-donation"} { // a widget changes nothing
		if a := w.Ask(http.MethodPost, path+"?key="+key, "{}"); a.StatusCode != nobody {
			t.Errorf("POST %s with the key is %d", path, a.StatusCode)
		}
	}
	if a := w.Ask(http.MethodGet, "/api/settings", "", "Host", "evil.example", "Authorization", "Bearer "+webtest.Token); a.StatusCode != http.StatusForbidden {
		t.Errorf("with the token a strange host is %d", a.StatusCode)
	}
	if a := w.Ask(http.MethodPost, "/api/stop-polling", "{}", "Origin", "https://evil.example", "Cookie", cookie); a.StatusCode != http.StatusForbidden {
		t.Errorf("with a session a foreign page is %d", a.StatusCode)
	}
	for _, secret := range []string{webtest.Token, key, cookie} {
		if strings.Contains(w.Log.String(), secret) {
			t.Errorf("%s is in the log", secret)
		}
	}
}

func TestABrowserSignsInOnceAndStaysSoUntilItSignsOut(t *testing.T) {
	t.Parallel()
	w, d := newClosedWorld(t)
	form := func(token, next string) webtest.Answer {
		return w.Ask(http.MethodPost, "/sign-in", url.Values{"token": {token}, "next": {next}}.Encode(),
			"Content-Type", "application/x-www-form-urlencoded", "Origin", w.HTTP.URL, "Accept", "text/html")
	}
	a := w.Ask(http.MethodGet, "/donations?status=held", "", "Accept", "text/html")
	if a.StatusCode != http.StatusUnauthorized || !strings.Contains(a.Text, `value="/donations?status=held"`) {
		t.Errorf("the page forgets where one wanted to go: %s", a.Text)
	}
	if a := form("A"+webtest.Token, "/donations"); a.StatusCode != http.StatusUnauthorized || a.Header.Get("Set-Cookie") != "" || !strings.Contains(a.Text, "not the token") || strings.Contains(a.Text, webtest.Token) {
		t.Errorf("a wrong token is %d %s", a.StatusCode, a.Text)
	}
	holdSignedIn(t, w, d, form)
	if a := w.Ask(http.MethodPost, "/sign-out", "", "Origin", w.HTTP.URL, "Cookie", sessionCookie+"="+d.Session(time.Now())); a.StatusCode != http.StatusSeeOther || len(a.Cookies()) != 1 || a.Cookies()[0].MaxAge != -1 {
		t.Errorf("signed out it answers %v", a.Header)
	}
}

func TestTheSignInIsSaidInBothLanguages(t *testing.T) {
	t.Parallel()
	w, _ := newClosedWorld(t)
	for _, lang := range []string{"en", "ru"} {
		for _, path := range []string{"/sign-in", "/donations?status=held"} {
			a := w.Ask(http.MethodGet, path, "", "Accept", "text/html", "Accept-Language", lang)
			said := webtest.CheckPage(t, lang+" "+path, a.Text)
			want := map[string]string{"en": "Other computers can reach", "ru": "доступен с других компьютеров"}[lang]
			if !strings.Contains(said, want) || strings.Contains(a.Text, `href="/money"`) {
				t.Errorf("%s in %s is %d %s", path, lang, a.StatusCode, said)
			}
		}
	}
}

// holdSignedIn signs in with the token, and holds where that leads and what
// the browser is given.
func holdSignedIn(t *testing.T, w *world, d *auth.Credentials, form func(token, next string) webtest.Answer) {
	t.Helper()
	for next, want := range map[string]string{
		"/donations?status=held": "/donations?status=held", "": "/dashboard", "https://evil.example/": "/dashboard", "//evil.example": "/dashboard",
		`/\evil.example`: "/dashboard", "javascript:alert(1)": "/dashboard", "/\tx": "/dashboard",
	} {
		a := form(" "+webtest.Token+" ", next)
		cookies := a.Cookies()
		if a.StatusCode != http.StatusSeeOther || a.Header.Get("Location") != want || len(cookies) != 1 {
			t.Fatalf("to %q it is %d %v", next, a.StatusCode, a.Header)
		}
		c := cookies[0]
		if !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || c.Secure || !d.IsSession(c.Value, time.Now()) {
			t.Errorf("the cookie is %v", c)
		}
		if a := w.Ask(http.MethodGet, "/dashboard", "", "Cookie", c.Name+"="+c.Value, "Accept", "text/html"); a.StatusCode != http.StatusOK {
			t.Errorf("signed in the dashboard is %d", a.StatusCode)
		}
		// A browser keeps what stands behind # where the new address has nothing there.
		if a := w.Ask(http.MethodGet, "/sign-in", "", "Cookie", c.Name+"="+c.Value); !strings.Contains(a.Header.Get("Location"), "#") {
			t.Errorf("the token stays in the address: %v", a.Header)
		}
	}
}

func TestOverHTTPSTheCookieStaysThere(t *testing.T) {
	t.Parallel()
	w, _ := newClosedWorld(t)
	w.SetPublic("https://spark.example")
	w.Extra = []string{"spark.example"}
	a := w.Ask(http.MethodPost, "/sign-in", url.Values{"token": {webtest.Token}}.Encode(), "Content-Type", "application/x-www-form-urlencoded", "Host", "spark.example")
	if cookies := a.Cookies(); len(cookies) != 1 || !cookies[0].Secure {
		t.Errorf("over https the cookie is %v", a.Header)
	}
}

func TestWrongTokensAreSlowedDown(t *testing.T) {
	t.Parallel()
	w, _ := newClosedWorld(t)
	now := time.Now()
	w.Now = func() time.Time { return now }
	for name, try := range map[string]func(token string) webtest.Answer{
		"sign-in": func(token string) webtest.Answer {
			return w.Ask(http.MethodPost, "/sign-in", url.Values{"token": {token}}.Encode(), "Content-Type", "application/x-www-form-urlencoded")
		},
		"bearer": func(token string) webtest.Answer {
			return w.Ask(http.MethodGet, "/api/queue", "", "Authorization", "Bearer "+token)
		},
	} {
		status := 0
		for range 50 {
			if status = try("wrong").StatusCode; status != http.StatusUnauthorized {
				break
			}
		}
		a := try(webtest.Token)
		if status != http.StatusTooManyRequests || a.StatusCode != http.StatusTooManyRequests || a.Header.Get("Retry-After") == "" {
			t.Errorf("%s: after many wrong ones it is %d, and the right one %d", name, status, a.StatusCode)
		}
		now = now.Add(time.Minute)
		if a := try(webtest.Token); a.StatusCode >= 400 {
			t.Errorf("%s: a minute later the right one is %d", name, a.StatusCode)
		}
	}
}

func TestANewTokenEndsWhatTheOldOneOpened(t *testing.T) {
	t.Parallel()
	w, d := newClosedWorld(t)
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- w.server.Run(ctx) }()
	defer func() {
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	}()
	old := sessionCookie + "=" + d.Session(time.Now())
	address := "ws" + strings.TrimPrefix(w.HTTP.URL, "http") + "/ws/dashboard?page=settings"
	ws, response, err := websocket.DefaultDialer.DialContext(t.Context(), address, http.Header{"Cookie": {old}})
	if err != nil {
		t.Fatal(err)
	}
	defer ws.Close()
	response.Body.Close()
	a := w.Ask(http.MethodPost, "/api/access/rotate", "{}", "Cookie", old)
	if a.StatusCode != http.StatusOK || len(a.Cookies()) != 1 || !d.IsSession(a.Cookies()[0].Value, time.Now()) || strings.Contains(a.Text, webtest.Token) {
		t.Fatalf("rotated it answers %d %v %s", a.StatusCode, a.Header, a.Text)
	}
	for err == nil {
		_, _, err = ws.ReadMessage()
	}
	if !websocket.IsCloseError(err, websocket.ClosePolicyViolation) {
		t.Errorf("the open socket ended with %v", err)
	}
	for _, headers := range [][]string{{"Cookie", old}, {"Authorization", "Bearer " + webtest.Token}} {
		if a := w.Ask(http.MethodGet, "/api/queue", "", headers...); a.StatusCode != http.StatusUnauthorized {
			t.Errorf("%s opens still: %d", headers[0], a.StatusCode)
		}
	}
}

func TestAddressesThatAreCopiedHaveTheWidgetsKeyAndShowItNot(t *testing.T) {
	t.Parallel()
	w, d := newClosedWorld(t)
	w.Access.Addresses = []string{"http://192.168.1.5:5002"}
	cookie := sessionCookie + "=" + d.Session(time.Now())
	key := "?key=" + d.WidgetKey()
	for path, wants := range map[string][]string{
		"/dashboard": {`data-copy="` + w.HTTP.URL + "/widget" + key},
		"/settings":  {`data-copy="http://192.168.1.5:5002/widget` + key, `data-copy="http://192.168.1.5:5002/sign-in#` + webtest.Token, "New token", "Sign out"},
	} {
		a := w.Ask(http.MethodGet, path, "", "Accept", "text/html", "Cookie", cookie)
		for _, want := range wants {
			if !strings.Contains(a.Text, want) {
				t.Errorf("%s lacks %s", path, want)
			}
		}
		said := webtest.CheckPage(t, path, a.Text)
		discreet := w.Ask(http.MethodGet, path, "", "Accept", "text/html", "Cookie", cookie+"; discreet=on").Text
		if strings.Contains(said, d.WidgetKey()) || strings.Contains(said, webtest.Token) || strings.Contains(discreet, d.WidgetKey()) || strings.Contains(discreet, webtest.Token) {
			t.Errorf("%s shows a key to whoever sees the screen", path)
		}
	}
	if a := w.Ask(http.MethodGet, "/widget", "", "Accept", "text/html"); a.StatusCode != http.StatusUnauthorized || !strings.Contains(a.Text, "the key is part of it") {
		t.Errorf("a widget without its key is %d %s", a.StatusCode, a.Text)
	}
}

func TestTheAddressAtWhichARequestCameInIsOurs(t *testing.T) {
	t.Parallel()
	s := &Server{o: api.Options{Own: func() []string { return []string{"localhost:5002"} }}}
	for _, tt := range []struct {
		local, host string
		own         bool
	}{
		{"192.168.1.5:5002", "192.168.1.5:5002", true},
		{"[2001:db8::5]:5002", "[2001:db8::5]:5002", true},
		{"[::ffff:10.0.0.1]:5002", "10.0.0.1:5002", true},
		{"192.168.1.5:80", "192.168.1.5", true},
		{"192.168.1.5:5002", "192.168.1.6:5002", false},
		{"192.168.1.5:5002", "192.168.1.5:5003", false},
		{"192.168.1.5:5002", "192.168.1.5.evil.example:5002", false},
		{"192.168.1.5:5002", "evil.example:5002", false},
		{"192.168.1.5:5002", ":5002", false},
		{"0.0.0.0:5002", "0.0.0.0:5002", true},
		{"127.0.0.1:5002", "0.0.0.0:5002", false},
		{"192.168.1.5:5002", "", false},
	} {
		local, err := net.ResolveTCPAddr("tcp", tt.local)
		if err != nil {
			t.Fatal(err)
		}
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.Host = tt.host
		r = r.WithContext(context.WithValue(r.Context(), http.LocalAddrContextKey, local))
		if got := s.isOwn(r); got != tt.own {
			t.Errorf("at %s, %q is ours: %v", tt.local, tt.host, got)
		}
		r.Header.Set("Origin", "http://"+tt.host)
		if got := s.AllowOrigin(r); got != tt.own {
			t.Errorf("at %s, a page of %q is ours: %v", tt.local, tt.host, got)
		}
	}
	said := locale.English().Hint(s.hosts().Refuse(&http.Request{Host: "my-pc.local:5002"}))
	if !strings.Contains(said, "server.public_url to http://my-pc.local:5002") {
		t.Errorf("the refusal does not say what to set: %s", said)
	}
	for _, host := range []string{"<script>", "a b", "x@y", strings.Repeat("a", 200)} {
		if said := s.hosts().Refuse(&http.Request{Host: host}).Error(); strings.Contains(said, host) {
			t.Errorf("%q is repeated: %s", host, said)
		}
	}
}
