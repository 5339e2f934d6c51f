package donationalerts

import (
	"context"
	"encoding/base64"
	"errors"
	"net/http"
	"net/url"
	"reflect"
	"strings"
	"testing"
	"time"

	"streamspark/internal/outbound"
	"streamspark/internal/source"
	"streamspark/internal/standin"
)

func TestAuthorizeURL(t *testing.T) {
	w := newWorld(t, standin.Options{})
	address, err := w.AuthorizeURL("a b&c")
	if err != nil {
		t.Fatal(err)
	}
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	q := u.Query()
	for key, want := range map[string]string{
		"client_id": standin.ClientID, "redirect_uri": "http://localhost:5002/api/da/oauth/callback", "response_type": "code",
		"scope": "oauth-user-show oauth-donation-index oauth-donation-subscribe", "state": "a b&c",
	} {
		if q.Get(key) != want {
			t.Errorf("%s is %q", key, q.Get(key))
		}
	}
	if u.Path != "/da/oauth/authorize" || q.Has("client_secret") {
		t.Errorf("the address is %s", address)
	}
	if _, err := w.AuthorizeURL(""); err == nil {
		t.Error("a sign-in without a state")
	}
}

func TestNotConfigured(t *testing.T) {
	w := newWorld(t, standin.Options{})
	w.options = func(o *options) { o.Application.ID, o.Application.Secret = "", " " }
	w.open()
	_, err := w.AuthorizeURL("state")
	if p := asProblem(t, err); p.Code != codeNotConfigured || !reflect.DeepEqual(p.Args["missing"], []string{"donationalerts.client_id", "donationalerts.client_secret"}) {
		t.Errorf("error %v", err)
	}
	err = w.Exchange(t.Context(), "code")
	if p := asProblem(t, err); p.Code != codeNotConfigured {
		t.Errorf("error %v", err)
	}
	if w.State().Configured {
		t.Error("it says that it is configured")
	}
}

func TestExchangeThatFailsChangesNothing(t *testing.T) {
	tests := []struct {
		name   string
		before func(w *world) string // gives the code
		code   string
	}{
		{"no code", func(*world) string { return " " }, codeNoCode},
		{"a made-up code", func(*world) string { return "made-up" }, codeCodeRefused},
		{"a used code", func(w *world) string { code := w.code(); _ = w.Exchange(w.t.Context(), code); return code }, codeCodeRefused},
		{"a wrong secret", func(w *world) string {
			code := w.code()
			w.Configure(source.Application{ID: standin.ClientID, Secret: "wrong", RedirectURI: w.o.Application.RedirectURI})
			return code
		}, codeClientRefused},
		{"trouble", serving(standin.PartToken, standin.Status500), codeTrouble},
		{"a web page", serving(standin.PartToken, standin.HTML200), codeBroken},
		{"no tokens in it", serving(standin.PartToken, standin.OtherShape), codeBroken},
		{"nothing in it", serving(standin.PartToken, standin.Empty), codeBroken},
		{"a cut answer", serving(standin.PartToken, standin.Cut), codeTrouble},
		{"too many requests", serving(standin.PartToken, standin.Status429), codeBusy},
		{"a token that is no good", serving(standin.PartUser, standin.Status401), codeNewRefused},
		{"a full disk", func(w *world) string { w.keep.breaks(errors.New("disk full")); return w.code() }, codeNotSaved},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := ready(t)
			code := tt.before(w)
			access, refresh := w.keptPair()
			p := signInProblem(t, w.Exchange(t.Context(), code))
			if p.Code != tt.code {
				t.Fatalf("problem %+v", p)
			}
			if a, r := w.keptPair(); a != access || r != refresh {
				t.Error("the kept tokens were changed")
			}
			w.standIns.ClearFaults()
			w.keep.breaks(nil)
			ids := w.donate(1)
			w.poll()
			w.mustBe(ids...)
			if st := w.State(); st.Problem != nil || st.NeedsReconnect || st.Account == "" {
				t.Errorf("state: %+v", st)
			}
		})
	}
}

// serving switches a fault on and gives a good code.
func serving(part standin.Part, kind standin.Kind) func(*world) string {
	return func(w *world) string {
		w.standIns.Set(part, standin.Fault{Kind: kind, Times: 1})
		return w.code()
	}
}

func TestWhichTokenWins(t *testing.T) {
	w := newWorld(t, standin.Options{})
	configured := func(token string) {
		w.options = func(o *options) { o.AccessToken = token }
		w.open()
	}
	uses := func(want string, polling bool) {
		t.Helper()
		if conn, _ := w.tokens.present(); conn.Access != want {
			t.Fatalf("the token in use is %q, wanted %q", conn.Access, want)
		}
		if got := w.State().Polling; got != polling {
			t.Fatalf("polling: %v", got)
		}
	}
	uses("", false)
	configured("from-config")
	uses("from-config", true)
	if err := w.Stop(t.Context()); err != nil {
		t.Fatal(err)
	}
	if raw := string(w.keep.values[keyConnection]); strings.Contains(raw, `"from-config"`) {
		t.Error("the configuration's token was written down")
	}
	configured("from-config")
	uses("from-config", false) // the stop was kept
	if err := w.SetToken(t.Context(), "by-hand"); err != nil {
		t.Fatal(err)
	}
	configured("from-config")
	uses("by-hand", true)
	if err := w.SetToken(t.Context(), ""); err != nil {
		t.Fatal(err)
	}
	configured("from-config")
	uses("", false)
	if err := w.Start(t.Context()); err != nil { // gives it back
		t.Fatal(err)
	}
	uses("from-config", true)
	if err := w.Disconnect(t.Context()); err != nil {
		t.Fatal(err)
	}
	configured("another")
	uses("another", true) // a new decision of the streamer
	for _, bad := range []string{"two words", "line\nbreak", "кириллица", strings.Repeat("x", 9000)} {
		if p := asProblem(t, w.SetToken(t.Context(), bad)); p.Code != codeBadToken {
			t.Errorf("%.20q: problem %q", bad, p.Code)
		}
	}
	uses("another", true)
}

func TestADirectTokenThatIsRefused(t *testing.T) {
	w := newWorld(t, standin.Options{})
	if err := w.SetToken(t.Context(), "no-such-token"); err != nil {
		t.Fatal(err)
	}
	if p := asProblem(t, w.Poll(t.Context())); p.Code != codeTokenRefused || !needsReconnect(p) {
		t.Fatalf("problem %+v", p)
	}
	asked := w.standIns.Requests(standin.PartUser)
	w.later(time.Hour)
	w.poll()
	if w.standIns.Requests(standin.PartUser) != asked || w.standIns.Requests(standin.PartToken) != 0 {
		t.Error("a refused token is asked for again")
	}
	access, _ := w.standIns.IssueTokens()
	if err := w.SetToken(t.Context(), access); err != nil {
		t.Fatal(err)
	}
	w.poll()
	if st := w.State(); !st.Polling || st.Account != "Demo Streamer" {
		t.Errorf("state: %+v", st)
	}
}

func TestReadTokens(t *testing.T) {
	now := time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC)
	jwt := "e30." + base64.RawURLEncoding.EncodeToString([]byte(`{"exp":1777640400.25,"scopes":["oauth-user-show","oauth-donation-index"]}`)) + ".c2ln" // 13:00
	tests := []struct {
		body  string
		renew time.Duration // 0: its end is not known
		scope string
		bad   bool
	}{
		{`{"token_type":"Bearer","expires_in":31536000,"access_token":"a","refresh_token":"r"}`, 364 * 24 * time.Hour, "", false},
		{`{"expires_in":3600,"access_token":"a","refresh_token":"r","scope":"oauth-user-show"}`, 54 * time.Minute, "oauth-user-show", false},
		{`{"expires_in":"3600","access_token":"a","refresh_token":"r"}`, 54 * time.Minute, "", false},
		{`{"access_token":"a","refresh_token":"r"}`, 0, "", false},
		{`{"expires_in":null,"access_token":"a","refresh_token":"r"}`, 0, "", false},
		{`{"expires_in":-5,"access_token":"a","refresh_token":"r"}`, 0, "", false},
		{`{"expires_in":1,"access_token":"a","refresh_token":"r"}`, time.Minute, "", false},
		{`{"expires_in":99999999999999999,"access_token":"a","refresh_token":"r"}`, maxLife - 24*time.Hour, "", false},
		{`{"access_token":"` + jwt + `","refresh_token":"r"}`, 54 * time.Minute, "oauth-user-show oauth-donation-index", false},
		{`{"expires_in":"3600.5","access_token":"a","refresh_token":"r"}`, 0, "", false},
		{`{"expires_in":[1],"access_token":"a","refresh_token":"r"}`, 0, "", false},
		{`{"expires_in":3600,"access_token":"a"}`, 0, "", false}, // nothing to renew it with
		{`{"expires_in":3600,"refresh_token":"r"}`, 0, "", true},
		{`{"access_token":{"a":1},"refresh_token":"r"}`, 0, "", true},
		{`{"access_token":"two words","refresh_token":"r"}`, 0, "", true},
		{`[]`, 0, "", true},
		{`null`, 0, "", true},
		{`<html>`, 0, "", true},
	}
	for _, tt := range tests {
		app := source.Application{ID: "1", Secret: "s"}
		token, err := oauthConfig(&app, "http://da.test").Exchange(source.WithSender(t.Context(), func(context.Context, outbound.Request) (*outbound.Answer, error) {
			return &outbound.Answer{Status: http.StatusOK, Body: []byte(tt.body)}, nil
		}), "code")
		var got connection
		if err == nil {
			got, err = readToken(token, now)
		}
		if (err != nil) != tt.bad {
			t.Errorf("%s: %v", tt.body, err)
			continue
		}
		var renew time.Duration
		if !got.RenewAt.IsZero() {
			renew = got.RenewAt.Sub(now)
		}
		if renew.Round(time.Second) != tt.renew || got.Scopes != tt.scope {
			t.Errorf("%s: renewed after %s, scopes %q", tt.body, renew, got.Scopes)
		}
	}
}
