package donationalerts

import (
	"context"
	"encoding/base64"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"streamspark/internal/outbound"
	"streamspark/internal/source"
	"streamspark/internal/standin"
)

// tokenWith signs in with other scopes than ours, as the original did.
func (w *world) tokenWith(scopes string) string {
	w.t.Helper()
	address, err := w.AuthorizeURL("s")
	if err != nil {
		w.t.Fatal(err)
	}
	u, err := url.Parse(address)
	if err != nil {
		w.t.Fatal(err)
	}
	query := u.Query()
	query.Set("scope", scopes)
	u.RawQuery = query.Encode()
	back, err := w.standIns.Consent(u.String(), true)
	if err != nil {
		w.t.Fatal(err)
	}
	_, code, _ := strings.Cut(back, "code=")
	code, _, _ = strings.Cut(code, "&")
	answer, err := w.client.Do(w.t.Context(), outbound.Request{
		Method: http.MethodPost, URL: w.standIns.DonationAlertsURL() + "/oauth/token", Form: url.Values{
			"grant_type": {"authorization_code"}, "code": {code}, "redirect_uri": {query.Get("redirect_uri")},
			"client_id": {standin.ClientID}, "client_secret": {standin.ClientSecret},
		},
	})
	if err != nil {
		w.t.Fatal(err)
	}
	var f fields
	if err := answer.Decode(&f); err != nil {
		w.t.Fatal(err)
	}
	return f.text("access_token")
}

func TestATokenWithoutTheScopeIsPolledWith(t *testing.T) {
	w := withRealtime(t, nil)
	if err := w.SetToken(t.Context(), w.tokenWith("oauth-user-show oauth-donation-index")); err != nil {
		t.Fatal(err)
	}
	w.runs()
	w.eventually("the scope is found to be missing", func() bool { return w.State().Realtime == source.RealtimeNoScope })
	st := w.State()
	if st.NeedsReconnect || st.Problem != nil {
		t.Errorf("state: %+v", st)
	}
	for range 2 {
		w.poll()
	}
	ids := w.donate(2)
	before := w.lists()
	w.poll()
	w.poll()
	w.mustBe(ids...)
	if w.lists()-before != 2 {
		t.Errorf("%d looks at the list in 2 polls", w.lists()-before)
	}
	if n := w.standIns.Requests(standin.PartSubscribe); n != 1 {
		t.Errorf("leave to listen was asked for %d times", n)
	}
	w.connect() // again, as the hint says
	w.settles()
	w.takes(append(ids, w.donate(1)...)...)
}

func TestAScopeThatIsKnownToBeMissingIsNotTried(t *testing.T) {
	part := func(json string) string { return base64.RawURLEncoding.EncodeToString([]byte(json)) }
	cases := []struct{ scopes, want string }{
		{`["oauth-user-show","oauth-donation-index"]`, source.RealtimeNoScope},
		{`["oauth-donation-subscribe"]`, source.RealtimeConnecting},
		{`["*"]`, source.RealtimeConnecting},
		{`[]`, source.RealtimeConnecting},
	}
	for _, c := range cases {
		w := withRealtime(t, nil)
		if err := w.SetToken(t.Context(), part(`{}`)+"."+part(`{"scopes":`+c.scopes+`}`)+".x"); err != nil {
			t.Fatal(err)
		}
		if st := w.State(); st.Realtime != c.want {
			t.Errorf("%s: %s", c.scopes, st.Realtime)
		}
		if c.want == source.RealtimeNoScope {
			ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
			defer cancel()
			if err := w.Run(ctx); err != nil {
				t.Error(err)
			}
			if n := w.standIns.Requests(standin.PartUser); n != 0 {
				t.Errorf("%d requests", n)
			}
		}
	}
}

func TestWithoutAnAddressOrATokenRealtimeIsOff(t *testing.T) {
	w := newWorld(t, standin.Options{})
	w.connect()
	if err := w.Run(t.Context()); err != nil {
		t.Error(err)
	}
	if st := w.State(); st.Realtime != source.RealtimeOff || st.RealtimeProblem != "" {
		t.Errorf("state: %+v", st)
	}
	other := withRealtime(t, nil)
	other.runs()
	if st := other.State(); st.Realtime != source.RealtimeOff {
		t.Errorf("without a token: %+v", st)
	}
	other.connect()
	other.settles()
}
