package web

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"streamspark/internal/source"
	"streamspark/internal/standin"
	"streamspark/internal/web/webtest"
)

// begin starts a sign-in and returns its state, its cookie and what the consent
// page gives.
func begin(t *testing.T, w *world) (state, cookie, code string) {
	t.Helper()
	a := w.ask(http.MethodGet, loginPath, "")
	to, err := a.Location()
	if err != nil || to.Host != webtest.SourceHost {
		t.Fatalf("login is %d to %v: %s", a.StatusCode, to, a.Text)
	}
	set := a.Cookies()
	if len(set) != 1 {
		t.Fatalf("login sets %v", set)
	}
	c := set[0]
	if !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Path != "/api/da/oauth" || c.Secure || c.MaxAge != 600 {
		t.Errorf("the cookie is %s", c)
	}
	state = to.Query().Get("state")
	if len(state) != 43 || len(c.Value) != 43 || state == c.Value {
		t.Errorf("state %q and key %q are not 32 random bytes each", state, c.Value)
	}
	back, err := w.StandIn().Consent(to.String(), true)
	if err != nil {
		t.Fatal(err)
	}
	consented, err := url.Parse(back)
	if err != nil {
		t.Fatal(err)
	}
	return state, c.Name + "=" + c.Value, consented.Query().Get("code")
}

func TestASignInThatSucceeds(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	state, cookie, code := begin(t, w)
	a := w.ask(http.MethodGet, "/api/da/oauth/callback?code="+code+"&state="+state, "", "Cookie", cookie)
	if a.StatusCode != http.StatusFound || a.Header.Get("Location") != "/dashboard" || !w.Source.State().HasToken {
		t.Fatalf("it is %d to %s: %+v", a.StatusCode, a.Header.Get("Location"), w.Source.State())
	}
	if set := a.Cookies(); len(set) != 1 || set[0].MaxAge >= 0 || set[0].Path != "/api/da/oauth" {
		t.Errorf("the cookie stays: %v", set)
	}
	for _, cookie := range []string{cookie, ""} { // a browser may bring it twice, and reload it
		again := w.ask(http.MethodGet, "/api/da/oauth/callback?code=other&state="+state, "", "Cookie", cookie)
		if again.StatusCode != http.StatusFound || again.Header.Get("Location") != "/dashboard" || w.StandIn().Requests(standin.PartToken) != 1 {
			t.Errorf("brought twice it is %d, after %d exchanges", again.StatusCode, w.StandIn().Requests(standin.PartToken))
		}
	}
	if strings.Contains(w.Log.String(), code) || strings.Contains(w.Log.String(), state) {
		t.Errorf("the log has the code or the state: %s", w.Log)
	}
}

func TestASignInThatFailsChangesNothing(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name    string
		query   string // STATE stands for the right one
		cookie  string // COOKIE stands for the right one
		prepare func(*world)
		status  int
		says    string
		tried   bool // the code was exchanged
	}{
		{"denied", "error=access_denied&state=STATE", "COOKIE", nil, 400, "did not give StreamSpark access", false},
		{"denied without state", "error=access_denied", "", nil, 400, "did not give StreamSpark access", false},
		{"other error", "error=%3Cscript%3E&error_description=5ecret&state=STATE", "COOKIE", nil, 400, "with an error", false},
		{"no code", "state=STATE", "COOKIE", nil, 400, "&#39;code&#39;", false},
		{"no state", "code=c", "COOKIE", nil, 400, "not begun in this browser", false},
		{"wrong state", "code=c&state=AAAA", "COOKIE", nil, 400, "not begun in this browser", false},
		{"no cookie", "code=c&state=STATE", "", nil, 400, "not begun in this browser", false},
		{"cookie of another browser", "code=c&state=STATE", "NAME=AAAA", nil, 400, "not begun in this browser", false},
		{"state as cookie", "code=c&state=STATE", "NAME=STATE", nil, 400, "not begun in this browser", false},
		{"cookie of another sign-in", "code=c&state=STATE", loginCookie + "_AAAAAAAAAAAA=KEY", nil, 400, "not begun in this browser", false},
		{"old", "code=c&state=STATE", "COOKIE", func(w *world) {
			later := time.Now().Add(loginLasts + time.Second)
			w.Now = func() time.Time { return later }
		}, 400, "older than ten minutes", false},
		{"refused code", "code=c&state=STATE", "COOKIE", nil, 400, "refused the code", true},
		{"trouble", "code=CODE&state=STATE", "COOKIE", func(w *world) { w.StandIn().Set(standin.PartToken, standin.Fault{Kind: standin.Status500}) }, 502, "has trouble", true},
		{
			"broken answer", "code=CODE&state=STATE", "COOKIE", func(w *world) { w.StandIn().Set(standin.PartToken, standin.Fault{Kind: standin.OtherShape}) },
			502, "DonationAlerts", true,
		},
		{"keys gone", "code=CODE&state=STATE", "COOKIE", func(w *world) { w.SetApplication("", "", w.Redirect()) }, 400, "OAuth is not configured", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			state, cookie, code := begin(t, w)
			if tt.prepare != nil {
				tt.prepare(w)
			}
			name, key, _ := strings.Cut(cookie, "=")
			fill := strings.NewReplacer("STATE", state, "CODE", code, "COOKIE", cookie, "NAME", name, "KEY", key)
			path := "/api/da/oauth/callback?" + fill.Replace(tt.query)
			a := w.ask(http.MethodGet, path, "", "Cookie", fill.Replace(tt.cookie))
			if a.StatusCode != tt.status || !strings.HasPrefix(a.Header.Get("Content-Type"), "text/html") {
				t.Errorf("it is %d %s", a.StatusCode, a.Header.Get("Content-Type"))
			}
			if !strings.Contains(a.Text, tt.says) {
				t.Errorf("the page does not say %q: %s", tt.says, a.Text)
			}
			if next := map[bool]string{true: "/settings#card-donationalerts", false: accountPath + "/connect"}[tt.name == "keys gone"]; !strings.Contains(a.Text, `href="`+next+`"`) {
				t.Errorf("the page has no button to %s: %s", next, a.Text)
			}
			if strings.Contains(a.Text, webtest.SecretWord) || strings.Contains(a.Text, "<script>") && strings.Contains(tt.query, "script") && !strings.Contains(a.Text, "src=") {
				t.Errorf("the page repeats what it was given: %s", a.Text)
			}
			if a.Header.Get("Referrer-Policy") != "no-referrer" {
				t.Error("the address, with the code in it, is told to others")
			}
			exchanges := w.StandIn().Requests(standin.PartToken)
			if exchanges > 0 != tt.tried {
				t.Errorf("%d codes were exchanged", exchanges)
			}
			// Whatever went wrong, the state is used up.
			if strings.Contains(tt.query, "STATE") {
				w.StandIn().ClearFaults()
				again := w.ask(http.MethodGet, "/api/da/oauth/callback?code="+code+"&state="+state, "", "Cookie", cookie)
				if again.StatusCode != http.StatusBadRequest || w.StandIn().Requests(standin.PartToken) != exchanges {
					t.Errorf("after it failed the state is good again: %d", again.StatusCode)
				}
			}
		})
	}
}

func TestTheBrowserIsSentToTheHostItComesBackTo(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.Extra = []string{"localhost:5002"}
	w.SetApplication("1", "secret", "http://localhost:5002/api/da/oauth/callback")
	a := w.ask(http.MethodGet, loginPath, "")
	if a.StatusCode != http.StatusFound || a.Header.Get("Location") != "http://localhost:5002"+loginPath+"?moved=1" || len(a.Cookies()) != 0 {
		t.Errorf("it is %d to %s with %v", a.StatusCode, a.Header.Get("Location"), a.Cookies())
	}
	for _, host := range []string{"localhost:5002", "LOCALHOST:5002", w.HTTP.Listener.Addr().String()} {
		a = w.ask(http.MethodGet, loginPath+"?moved=1", "", "Host", host)
		if to, err := url.Parse(a.Header.Get("Location")); err != nil || to.Host != webtest.SourceHost || len(a.Cookies()) != 1 {
			t.Errorf("on %s it goes to %s", host, a.Header.Get("Location"))
		}
	}
	w.SetApplication("1", "secret", "https://spark.example/api/da/oauth/callback")
	w.Extra = []string{"spark.example"}
	a = w.ask(http.MethodGet, loginPath, "", "Host", "spark.example")
	if set := a.Cookies(); len(set) != 1 || !set[0].Secure {
		t.Errorf("over TLS the cookie is %v", set)
	}
}

func TestMissingKeysAreSaidAtOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.Extra = []string{"localhost:5002"}
	w.SetApplication("1", "", "http://localhost:5002"+callbackPath)
	if a := w.ask(http.MethodGet, loginPath, ""); a.StatusCode != http.StatusBadRequest || !strings.Contains(a.Text, `"missing":["DA_CLIENT_SECRET"]`) {
		t.Errorf("it is %d %s", a.StatusCode, a.Text)
	}
}

func TestAPersonGetsPagesOfTheSignIn(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.SetApplication("", "secret", w.Redirect())
	a := w.ask(http.MethodGet, loginPath, "", "Accept", "text/html,*/*")
	if a.StatusCode != http.StatusBadRequest || !strings.Contains(a.Text, "DA_CLIENT_ID") || !strings.HasPrefix(a.Header.Get("Content-Type"), "text/html") {
		t.Errorf("not configured is %d %s", a.StatusCode, a.Text)
	}
	w.SetApplication("1", "secret", "http://elsewhere.example/")
	a = w.ask(http.MethodGet, loginPath, "", "Accept", "text/html")
	if a.StatusCode != http.StatusBadRequest || !strings.Contains(a.Text, "donationalerts.redirect_uri") {
		t.Errorf("a wrong way back is %d %s", a.StatusCode, a.Text)
	}
}

func TestPendingSignInsAreBounded(t *testing.T) {
	now := time.Now()
	l := newLogins(func() time.Time { return now })
	first, firstKey := l.begin("here")
	var last, lastKey string
	for range 3 * maxLogins {
		last, lastKey = l.begin("here")
	}
	if len(l.pending) != maxLogins {
		t.Errorf("%d are kept", len(l.pending))
	}
	if one, _ := l.take("here", first, firstKey); one != nil {
		t.Error("the oldest is still there")
	}
	one, is := l.take("here", last, lastKey)
	if one == nil || !is {
		t.Fatal("the newest is not good")
	}
	if again, is := l.take("here", last, lastKey); again != one || is {
		t.Error("the newest is good twice")
	}
	now = now.Add(loginLasts)
	l.take("here", "", "")
	if len(l.pending) != 0 {
		t.Errorf("%d old ones are kept", len(l.pending))
	}
}

func TestTwoTabsSignInOneAfterTheOther(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	one, cookie, _ := begin(t, w)
	two, other, _ := begin(t, w)
	if one == two || cookie == other {
		t.Fatal("both have the same state or cookie")
	}
	for i, state := range []string{two, one} { // with a code that is refused: an exchange is one request then
		w.ask(http.MethodGet, "/api/da/oauth/callback?code=c&state="+state, "", "Cookie", cookie+"; "+other)
		if got := w.StandIn().Requests(standin.PartToken); got != i+1 {
			t.Errorf("%d codes were exchanged", got)
		}
	}
}

// What a page of somebody else loads, frames or fetches ahead begins no
// sign-in, so it pushes none out.
func TestOnlyAPersonBeginsASignIn(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	state, cookie, code := begin(t, w)
	for _, headers := range [][]string{
		{"Sec-Fetch-Mode", "no-cors", "Sec-Fetch-Dest", "image", "Sec-Fetch-Site", "cross-site"},
		{"Sec-Fetch-Mode", "no-cors", "Sec-Fetch-Dest", "script", "Sec-Fetch-Site", "same-site"},
		{"Sec-Fetch-Mode", "cors", "Sec-Fetch-Dest", "empty", "Sec-Fetch-Site", "same-origin"},
		{"Sec-Fetch-Mode", "navigate", "Sec-Fetch-Dest", "iframe", "Sec-Fetch-Site", "cross-site"},
		{"Sec-Fetch-Mode", "navigate", "Sec-Fetch-Dest", "document", "Sec-Purpose", "prefetch;prerender"},
	} {
		for range maxLogins {
			if a := w.ask(http.MethodGet, loginPath, "", headers...); a.StatusCode != http.StatusForbidden || len(a.Cookies()) != 0 {
				t.Fatalf("%v: it is %d with %v", headers, a.StatusCode, a.Cookies())
			}
		}
	}
	if a := w.ask(http.MethodGet, loginPath, "", "Sec-Fetch-Mode", "navigate", "Sec-Fetch-Dest", "document", "Sec-Fetch-Site", "cross-site"); a.StatusCode != http.StatusFound {
		t.Errorf("a person's going there is %d", a.StatusCode)
	}
	if a := w.ask(http.MethodGet, "/api/da/oauth/callback?code="+code+"&state="+state, "", "Cookie", cookie); a.StatusCode != http.StatusFound {
		t.Errorf("the sign-in from before is %d", a.StatusCode)
	}
}

// slowSource exchanges a code when it is told to, unless its context ends.
type slowSource struct {
	source.Account
	begun, release chan struct{}
	ended          chan error
	calls          int
}

func (s *slowSource) Connect(ctx context.Context, _ string) error {
	s.calls++
	close(s.begun)
	select {
	case <-s.release:
	case <-ctx.Done():
	}
	s.ended <- ctx.Err()
	return ctx.Err()
}

func TestASignInGoesOnWithoutItsVisitor(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	state, cookie, _ := begin(t, w)
	slow := &slowSource{Account: w.Source, begun: make(chan struct{}), release: make(chan struct{}), ended: make(chan error, 1)}
	w.server.o.Source = slow
	back := func(ctx context.Context) *http.Request {
		r, err := http.NewRequestWithContext(ctx, http.MethodGet, w.HTTP.URL+callbackPath+"?code=c&state="+state, nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Cookie", cookie)
		return r
	}
	visit, leave := context.WithCancel(t.Context())
	left := make(chan error)
	go func() {
		a, err := http.DefaultTransport.RoundTrip(back(visit))
		if err == nil {
			_ = a.Body.Close()
		}
		left <- err
	}()
	<-slow.begun
	second := make(chan int)
	go func() { // brought twice: it waits for the same exchange
		a, err := http.DefaultTransport.RoundTrip(back(t.Context()))
		if err != nil {
			second <- 0
			return
		}
		_ = a.Body.Close()
		second <- a.StatusCode
	}()
	leave()
	if err := <-left; err == nil {
		t.Error("the visitor did not leave")
	}
	close(slow.release)
	if err := <-slow.ended; err != nil {
		t.Errorf("the exchange ended with its visitor: %v", err)
	}
	if status := <-second; status != http.StatusFound || slow.calls != 1 {
		t.Errorf("the second is %d after %d exchanges", status, slow.calls)
	}
}
