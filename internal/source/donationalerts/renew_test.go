package donationalerts

import (
	"context"
	"errors"
	"net/http"
	"testing"
	"time"

	"streamspark/internal/standin"
)

func TestALeavingCallerDoesNotCutARenewal(t *testing.T) {
	w := ready(t)
	_, refresh := w.keptPair()
	w.standIns.RevokeAccess()
	w.standIns.Set(standin.PartToken, standin.Fault{Kind: standin.Slow, After: 150 * time.Millisecond})
	ctx, cancel := context.WithCancel(t.Context())
	w.hook(func(r *http.Request) {
		if r.URL.Path == "/da/oauth/token" {
			cancel()
		}
	}, nil)
	if err := w.Poll(ctx); !errors.Is(err, context.Canceled) {
		t.Fatalf("poll: %v", err)
	}
	if err := w.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, now := w.keptPair(); now == refresh {
		t.Error("the renewed pair was lost")
	}
	if w.State().Errors != 0 {
		t.Error("leaving counts as an error")
	}
}

func TestStoppingDuringARenewalKeepsThePair(t *testing.T) {
	w := ready(t)
	_, refresh := w.keptPair()
	w.standIns.RevokeAccess()
	w.standIns.Set(standin.PartToken, standin.Fault{Kind: standin.Slow, After: 100 * time.Millisecond})
	renewing := make(chan struct{}, 1)
	w.hook(func(r *http.Request) {
		if r.URL.Path == "/da/oauth/token" {
			renewing <- struct{}{}
		}
	}, nil)
	ended := make(chan error, 1)
	go func() { ended <- w.Poll(context.Background()) }()
	<-renewing
	if err := w.Stop(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := <-ended; err != nil {
		t.Error(err)
	}
	if err := w.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, now := w.keptPair(); now == refresh {
		t.Error("the renewed pair was lost")
	}
	w.open()
	if st := w.State(); st.Polling || !st.HasToken {
		t.Errorf("state: %+v", st)
	}
}

func TestARenewalThatComesTooLateChangesNothing(t *testing.T) {
	w := ready(t)
	w.standIns.RevokeAccess()
	w.standIns.Set(standin.PartToken, standin.Fault{Kind: standin.Slow, After: 100 * time.Millisecond})
	renewing := make(chan struct{}, 1)
	w.hook(func(r *http.Request) {
		if r.URL.Path == "/da/oauth/token" {
			renewing <- struct{}{}
		}
	}, nil)
	ended := make(chan error, 1)
	go func() { ended <- w.Poll(context.Background()) }()
	<-renewing
	access, _ := w.standIns.IssueTokens()
	if err := w.SetToken(t.Context(), access); err != nil {
		t.Fatal(err)
	}
	if err := <-ended; err != nil {
		t.Error(err)
	}
	if err := w.tokens.source.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	if kept, refresh := w.keptPair(); kept != access || refresh != "" {
		t.Error("the renewed pair of the old connection replaced the new token")
	}
	if conn, _ := w.tokens.present(); conn.Access != access || w.State().TokenEnding != access[len(access)-4:] {
		t.Error("another token is in use")
	}
	ids := w.donate(1)
	w.poll()
	w.mustBe(ids...)
}

func TestALate401UsesTheRenewedToken(t *testing.T) {
	w := ready(t)
	old, _ := w.keptPair()
	w.standIns.RevokeAccess()
	w.poll()
	_, epoch := w.tokens.present()
	fresh, err := w.tokens.renew(t.Context(), epoch, old) // as one whose 401 was long on its way
	if now, _ := w.keptPair(); err != nil || fresh != now {
		t.Errorf("renewed: %v", err)
	}
	if got := w.standIns.Requests(standin.PartToken); got != 2 {
		t.Errorf("%d token requests", got)
	}
}

func TestALostAnswerOfARenewalCannotBeCured(t *testing.T) {
	w := ready(t)
	w.standIns.RevokeAccess()
	w.standIns.Set(standin.PartToken, standin.Fault{Kind: standin.Lost, Times: 1})
	if p := asProblem(t, w.Poll(t.Context())); needsReconnect(p) {
		t.Fatalf("problem %+v", p)
	}
	w.later(time.Hour)
	if p := asProblem(t, w.Poll(t.Context())); p.Code != codeRenewRefused {
		t.Fatalf("problem %+v", p)
	}
}
