package donationalerts

import (
	"bytes"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"streamspark/internal/standin"
)

// keptPair is the pair that the keeper has.
func (w *world) keptPair() (access, refresh string) {
	w.t.Helper()
	w.keep.mu.Lock()
	defer w.keep.mu.Unlock()
	var c connection
	if err := json.Unmarshal(w.keep.values[keyConnection], &c); err != nil {
		w.t.Fatal(err)
	}
	return c.Access, c.Refresh
}

func TestA401IsRenewedAndAskedAgain(t *testing.T) {
	w := ready(t)
	ids := w.donate(1)
	access, refresh := w.keptPair()
	w.standIns.RevokeAccess()
	w.poll()
	w.mustBe(ids...)
	newAccess, newRefresh := w.keptPair()
	if newAccess == access || newRefresh == refresh {
		t.Error("the renewed pair was not kept")
	}
	if st := w.State(); !st.Connected || st.NeedsReconnect || st.Errors != 0 {
		t.Errorf("state: %+v", st)
	}
	w.open()
	w.poll()
	if w.standIns.Requests(standin.PartToken) != 2 { // the sign-in and the renewal
		t.Errorf("%d token requests", w.standIns.Requests(standin.PartToken))
	}
}

func TestManyAskersRenewOnce(t *testing.T) {
	w := ready(t)
	ids := w.donate(1)
	w.standIns.RevokeAccess()
	w.standIns.Set(standin.PartToken, standin.Fault{Kind: standin.Slow, After: 200 * time.Millisecond})
	before := w.standIns.Requests(standin.PartToken)
	var group sync.WaitGroup
	for range 12 {
		group.Go(func() {
			if account, rows, err := w.Test(t.Context()); err != nil || account != "Demo Streamer" || rows != 1 {
				t.Errorf("%s, %d, %v", account, rows, err)
			}
		})
	}
	group.Go(func() { w.poll() })
	group.Wait()
	if got := w.standIns.Requests(standin.PartToken) - before; got != 1 {
		t.Errorf("%d renewals", got)
	}
	w.poll()
	w.mustBe(ids...)
}

func TestRenewedBeforeItsEnd(t *testing.T) {
	w := newWorld(t, standin.Options{TokenLife: time.Hour})
	w.connect()
	w.poll()
	access, _ := w.keptPair()
	w.later(53 * time.Minute)
	w.poll()
	if now, _ := w.keptPair(); now != access {
		t.Fatal("renewed too early")
	}
	w.later(2 * time.Minute)
	w.standIns.Set(standin.PartToken, standin.Fault{Kind: standin.Status500, Times: 1})
	w.poll() // fails to renew, and the token is still good
	w.poll() // and does not try at each round
	if now, _ := w.keptPair(); now != access || w.State().Problem != nil {
		t.Fatalf("state: %+v", w.State())
	}
	if got := w.standIns.Requests(standin.PartToken); got != 2 {
		t.Errorf("%d token requests", got)
	}
	w.later(2 * time.Minute)
	w.poll()
	if now, _ := w.keptPair(); now == access {
		t.Fatal("not renewed")
	}
}

func TestAPairThatCannotBeKeptIsNotUsed(t *testing.T) {
	w := ready(t)
	ids := w.donate(1)
	_, refresh := w.keptPair()
	w.standIns.RevokeAccess()
	w.keep.breaks(errors.New("disk full"))
	rejected, used := 0, map[string]bool{}
	w.hook(func(r *http.Request) {
		if bearer := r.Header.Get("Authorization"); bearer != "" {
			used[bearer] = true
			rejected++
		}
	}, nil)
	if p := asProblem(t, w.Poll(t.Context())); p.Code != codeNotSaved || needsReconnect(p) {
		t.Fatalf("problem %+v", p)
	}
	w.later(time.Hour)
	if err := w.Poll(t.Context()); err == nil {
		t.Fatal("the second round went well")
	}
	if len(used) != 1 {
		t.Error("the new token was used before it was kept")
	}
	if _, now := w.keptPair(); now != refresh {
		t.Fatal("the keeper works")
	}
	w.keep.breaks(nil)
	w.later(time.Hour)
	w.poll() // the pair in hand is kept; the refresh token is not spent twice
	w.mustBe(ids...)
	if got := w.standIns.Requests(standin.PartToken); got != 2 {
		t.Errorf("%d token requests", got)
	}
	if _, now := w.keptPair(); now == refresh {
		t.Error("the pair was not kept in the end")
	}
}

func TestADeadRefreshTokenMeansConnectAgain(t *testing.T) {
	w := ready(t)
	access, refresh := w.keptPair()
	w.standIns.RevokeAll()
	p := asProblem(t, w.Poll(t.Context()))
	if p.Code != codeRenewRefused || !needsReconnect(p) {
		t.Fatalf("problem %+v", p)
	}
	st := w.State()
	if !st.NeedsReconnect || st.Connected || st.Polling || !st.HasToken || st.Problem == nil || st.Errors != 1 {
		t.Errorf("state: %+v", st)
	}
	lists, tokens := w.standIns.Requests(standin.PartDonations), w.standIns.Requests(standin.PartToken)
	for range 5 {
		w.later(time.Hour)
		w.poll()
	}
	if w.standIns.Requests(standin.PartDonations) != lists || w.standIns.Requests(standin.PartToken) != tokens {
		t.Error("a dead token is asked for again and again")
	}
	if a, r := w.keptPair(); a != access || r != refresh {
		t.Error("the tokens were not kept until replaced")
	}
	ids := w.donate(2)
	w.connect()
	w.poll()
	w.mustBe(ids...)
	if st := w.State(); st.NeedsReconnect || !st.Polling || st.Problem != nil {
		t.Errorf("state after connecting again: %+v", st)
	}
}

func TestAFreshTokenThatIsRefusedToo(t *testing.T) {
	w := ready(t)
	w.standIns.Set(standin.PartDonations, standin.Fault{Kind: standin.Status401})
	if p := asProblem(t, w.Poll(t.Context())); p.Code != codeTokenRefused {
		t.Fatalf("problem %+v", p)
	}
	w.later(time.Hour)
	w.poll()
	if got := w.standIns.Requests(standin.PartToken); got != 2 || !w.State().NeedsReconnect {
		t.Errorf("%d token requests, state %+v", got, w.State())
	}
	w.standIns.ClearFaults()
	if _, _, err := w.Test(t.Context()); err != nil { // the streamer looks, and all is well
		t.Fatal(err)
	}
	if st := w.State(); st.NeedsReconnect || !st.Polling {
		t.Errorf("state: %+v", st)
	}
}

// Whatever goes wrong on the way, the refresh token stays good.
func TestTroubleCostsNoToken(t *testing.T) {
	t.Parallel()
	for _, fault := range []standin.Fault{
		{Kind: standin.Status500},
		{Kind: standin.HTML},
		{Kind: standin.HTML200},
		{Kind: standin.Status429},
		{Kind: standin.Empty},
		{Kind: standin.OtherShape},
		{Kind: standin.Hang},
		{Kind: standin.KindRedirect, Redirect: "http://127.0.0.1:1/"},
	} {
		t.Run(string(fault.Kind), func(t *testing.T) {
			w := ready(t)
			w.Source.client.token = 100 * time.Millisecond
			ids := w.donate(1)
			w.standIns.RevokeAccess()
			w.standIns.Set(standin.PartToken, fault)
			for range 3 {
				if p := asProblem(t, w.Poll(t.Context())); needsReconnect(p) {
					t.Fatalf("problem %+v", p)
				}
				w.later(3 * time.Hour)
			}
			if st := w.State(); st.Connected || !st.Polling || st.NeedsReconnect || st.Errors != 3 {
				t.Fatalf("state: %+v", st)
			}
			w.standIns.ClearFaults()
			w.Source.client.token = tokenTimeout
			w.poll()
			w.mustBe(ids...)
		})
	}
}

func TestRefusalsOfARenewal(t *testing.T) {
	tests := []struct {
		status int
		body   string
		code   string // of the problem; empty: trouble that passes
	}{
		{400, `{"error":"invalid_grant"}`, codeRenewRefused},
		{400, `{"error":"invalid_request","hint":"Token has been revoked"}`, codeRenewRefused},
		{401, `{"error":"invalid_request"}`, codeRenewRefused},
		{401, ``, codeRenewRefused},
		{401, `{"error":"invalid_client"}`, codeClientRefused},
		{401, "<html>who are you?</html>", ""},
		{400, "\n <!DOCTYPE html>", ""},
		{403, `{"error":"forbidden"}`, ""},
		{503, `{"error":"temporarily_unavailable"}`, ""},
	}
	for _, tt := range tests {
		w := ready(t)
		w.standIns.RevokeAccess()
		usual := w.Source.client.http
		w.Source.client.http = answering(w, "/oauth/token", tt.status, tt.body)
		p := asProblem(t, w.Poll(t.Context()))
		if needsReconnect(p) != (tt.code != "") || tt.code != "" && p.Code != tt.code {
			t.Errorf("%d %q: problem %+v", tt.status, tt.body, p)
		}
		if tt.code == "" {
			w.Source.client.http = usual
			w.later(time.Hour)
			w.poll()
		}
	}
}

func TestNoSecretInWhatIsSaid(t *testing.T) {
	w := ready(t)
	access, refresh := w.keptPair()
	var said bytes.Buffer
	note := func(err error) {
		if err != nil {
			said.WriteString(err.Error() + "\n")
		}
	}
	for _, kind := range standin.Kinds() {
		if kind == standin.Hang || kind == standin.HangBody || kind == standin.Slow || kind == standin.Endless {
			continue // they say what "cut" says, later
		}
		w.standIns.Set(standin.PartToken, standin.Fault{Kind: kind, Times: 1})
		code := w.code()
		err := w.Exchange(t.Context(), code)
		note(err)
		if strings.Contains(said.String(), code) {
			t.Errorf("%s: a code is told", kind)
		}
		w.standIns.Set(standin.PartDonations, standin.Fault{Kind: kind, Times: 1})
		note(w.Poll(t.Context()))
		w.later(3 * time.Hour)
	}
	lastAccess, lastRefresh := w.keptPair()
	w.Source.client.http = answering(w, "/oauth/token", 400, `{"error":"invalid_grant","message":"`+lastRefresh+` is revoked, secret `+standin.ClientSecret+`"}`)
	w.standIns.RevokeAccess()
	note(w.Poll(t.Context()))
	said.WriteString(w.log.String())
	for _, secret := range []string{access, refresh, lastAccess, lastRefresh, standin.ClientSecret} {
		if strings.Contains(said.String(), secret) {
			t.Errorf("a secret is told in:\n%s", said.String())
		}
	}
}
