package donationalerts

import (
	"cmp"
	"strings"
	"testing"
	"time"

	"streamspark/internal/locale"
	"streamspark/internal/outbound"
	"streamspark/internal/standin"
)

// Every fault of the list and of the account: what the streamer reads, that
// it is written down once, and that the next donation works.
func TestTroubleAndRecovery(t *testing.T) {
	t.Parallel()
	tests := []struct {
		fault standin.Fault
		code  string
		says  string
	}{
		{standin.Fault{Kind: standin.Status400}, codeTrouble, "400"},
		{standin.Fault{Kind: standin.Status403}, codeScope, ""},
		{standin.Fault{Kind: standin.Status404}, codeTrouble, "404"},
		{standin.Fault{Kind: standin.Status408}, codeTrouble, "408"},
		{standin.Fault{Kind: standin.Status409}, codeTrouble, "409"},
		{standin.Fault{Kind: standin.Status503}, codeTrouble, "503"},
		{standin.Fault{Kind: standin.Huge}, codeTrouble, "larger than"},
		{standin.Fault{Kind: standin.Status429}, codeBusy, ""},
		{standin.Fault{Kind: standin.Status429, Retry: 90}, codeBusy, ""},
		{standin.Fault{Kind: standin.Status500}, codeTrouble, "500"},
		{standin.Fault{Kind: standin.HTML}, codeTrouble, "502"},
		{standin.Fault{Kind: standin.HTML200}, codeBroken, ""},
		{standin.Fault{Kind: standin.Empty}, codeBroken, ""},
		{standin.Fault{Kind: standin.OtherShape}, codeBroken, ""},
		{standin.Fault{Kind: standin.Endless}, codeTrouble, ""},
		{standin.Fault{Kind: standin.Hang}, codeTrouble, "no answer in time"},
		{standin.Fault{Kind: standin.HangBody}, codeTrouble, "no answer in time"},
		{standin.Fault{Kind: standin.Cut}, codeTrouble, "cut"},
		{standin.Fault{Kind: standin.Lost}, codeTrouble, "cut"},
		{standin.Fault{Kind: standin.KindRedirect, Redirect: "http://127.0.0.1:1/"}, codeTrouble, "302"},
		{standin.Fault{Kind: standin.OddStatus}, codeTrouble, "418"},
	}
	const soon = 150 * time.Millisecond
	short := map[standin.Kind]time.Duration{standin.Hang: soon, standin.HangBody: soon, standin.Endless: soon} // the others end by themselves
	for _, tt := range tests {
		t.Run(string(tt.fault.Kind), func(t *testing.T) {
			w := ready(t)
			w.Source.client.read = cmp.Or(short[tt.fault.Kind], readTimeout)
			ids := w.donate(2)
			w.standIns.Set(standin.PartDonations, tt.fault)
			for range 3 {
				before := w.now()
				p := asProblem(t, w.Poll(t.Context()))
				if p.Code != tt.code || !strings.Contains(locale.English().Detail(p), tt.says) {
					t.Fatalf("problem %q: %s", p.Code, p.Error())
				}
				st := w.State()
				if st.Problem != p || st.Connected || !st.Polling || !st.RetryAt.After(before) {
					t.Fatalf("state: %+v", st)
				}
				asked := time.Duration(tt.fault.Retry) * time.Second
				if st.RetryAt.Before(before.Add(asked)) {
					t.Fatalf("asked again after %s", st.RetryAt.Sub(before))
				}
				w.later(time.Hour)
			}
			if st := w.State(); st.Errors != 3 || st.NeedsReconnect != (tt.code == codeScope) {
				t.Errorf("state: %+v", st)
			}
			if got := strings.Count(w.log.String(), `"level":"warn"`); got != 1 {
				t.Errorf("the same failure was logged %d times:\n%s", got, w.log)
			}
			w.standIns.ClearFaults()
			w.Source.client.read = readTimeout
			w.poll()
			w.mustBe(ids...)
			if st := w.State(); !st.Connected || st.Problem != nil || !st.RetryAt.IsZero() || st.Errors != 3 {
				t.Errorf("state: %+v", st)
			}
			if !strings.Contains(w.log.String(), "works again") {
				t.Error("the recovery is not logged")
			}
		})
	}
}

// What is odd and can be read is no trouble.
func TestABentListIsReadAllTheSame(t *testing.T) {
	for _, kind := range []standin.Kind{standin.Strings, standin.WrongType} {
		w := ready(t)
		ids := w.donate(2)
		for _, part := range []standin.Part{standin.PartUser, standin.PartDonations} {
			w.standIns.Set(part, standin.Fault{Kind: kind})
		}
		w.poll()
		w.mustBe(ids...)
		if got := w.got(); got[0].Unreadable != "" || got[0].Amount.IsNone() {
			t.Errorf("%s: %+v", kind, got[0])
		}
	}
}

// A list of rows with nothing in them: each is written down as what cannot
// be read, once, and what comes after is taken.
func TestAListOfNulls(t *testing.T) {
	w := ready(t)
	ids := w.donate(2)
	w.standIns.Set(standin.PartDonations, standin.Fault{Kind: standin.Nulls, Times: 2})
	w.poll()
	w.poll()
	if got := w.got(); len(got) != 1 || got[0].Unreadable != "the row has no id" {
		t.Fatalf("of nothing came %+v", got)
	}
	w.poll()
	if got := w.got(); len(got) != 3 || number(t, got[1].ID) != ids[0] || number(t, got[2].ID) != ids[1] {
		t.Errorf("after it came %+v", got)
	}
}

func TestNothingIsReadBeforeTheAccountIsKnown(t *testing.T) {
	for _, kind := range []standin.Kind{standin.Status500, standin.HTML200, standin.OtherShape, standin.Status429} {
		w := newWorld(t, standin.Options{})
		older := w.donateBefore(1)
		w.standIns.Set(standin.PartUser, standin.Fault{Kind: kind})
		w.connect() // the tokens are good; whose they are is asked again
		if err := w.Poll(t.Context()); err == nil {
			t.Fatalf("%s: the round went well", kind)
		}
		if w.standIns.Requests(standin.PartDonations) != 0 {
			t.Fatalf("%s: the list of an unknown account was read", kind)
		}
		w.standIns.ClearFaults()
		w.later(time.Hour)
		w.poll()
		w.mustBe(older...)
		if st := w.State(); st.Account != "Demo Streamer" || !w.got()[0].Older {
			t.Errorf("%s: state %+v", kind, st)
		}
	}
}

func TestARetryAfterHoldsForEverything(t *testing.T) {
	w := ready(t)
	w.standIns.Set(standin.PartDonations, standin.Fault{Kind: standin.Status429, Retry: 100, Times: 1})
	if err := w.Poll(t.Context()); err == nil {
		t.Fatal("the round went well")
	}
	before := w.standIns.Requests(standin.PartUser) + w.standIns.Requests(standin.PartToken)
	_, err := w.List(t.Context(), time.Now().Add(-time.Hour), time.Now())
	if p := asProblem(t, err); p.Code != codeBusy {
		t.Errorf("a look at the list: %v", err)
	}
	w.poll()
	if w.standIns.Requests(standin.PartUser)+w.standIns.Requests(standin.PartToken) != before || w.standIns.Requests(standin.PartDonations) != 2 {
		t.Error("a request was made during the pause")
	}
	if left := w.State().RetryAt.Sub(w.now()); left < 80*time.Second {
		t.Errorf("the pause ends in %s", left)
	}
	w.later(101 * time.Second)
	w.poll()
	if n := w.standIns.Requests(standin.PartDonations); n != 3 {
		t.Errorf("after the pause there were %d requests", n)
	}
}

// Another server's Retry-After counts, but not for an hour, and not against the
// streamer's own wish.
func TestAPauseEnds(t *testing.T) {
	for _, kind := range []standin.Kind{standin.Status429, standin.Status500} {
		fault := standin.Fault{Kind: kind, Retry: 3600, Times: 1}
		paused := func(t *testing.T) *world {
			t.Helper()
			w := ready(t)
			w.standIns.Set(standin.PartDonations, fault)
			if err := w.Poll(t.Context()); err == nil {
				t.Fatal("the round went well")
			}
			if wait := w.State().RetryAt.Sub(w.now()); wait < time.Minute || wait > outbound.LongestPause {
				t.Fatalf("%s: asked again in %v", kind, wait)
			}
			return w
		}
		t.Run(string(kind)+" by itself", func(t *testing.T) {
			w := paused(t)
			w.later(outbound.LongestPause)
			ids := w.donate(1)
			w.poll()
			w.mustBe(ids...)
		})
		for name, end := range map[string]func(*world) error{
			"Test":        func(w *world) error { _, _, err := w.Test(t.Context()); return err },
			"Start":       func(w *world) error { return w.Start(t.Context()) },
			"a new token": func(w *world) error { access, _ := w.standIns.IssueTokens(); return w.SetToken(t.Context(), access) },
			"Connect":     func(w *world) error { return w.Exchange(t.Context(), w.code()) },
		} {
			t.Run(string(kind)+" by "+name, func(t *testing.T) {
				w := paused(t)
				if err := end(w); err != nil {
					t.Fatal(err)
				}
				if st := w.State(); !st.RetryAt.IsZero() || st.Row != 0 {
					t.Errorf("asked again at %v, %d errors in a row", st.RetryAt, st.Row)
				}
				ids := w.donate(1)
				w.poll()
				w.mustBe(ids...)
			})
		}
	}
}

func TestErrorsAreCountedInARowAndInAll(t *testing.T) {
	w := ready(t)
	w.standIns.Set(standin.PartDonations, standin.Fault{Kind: standin.Status500, Times: 2})
	for range 2 {
		if err := w.Poll(t.Context()); err == nil {
			t.Fatal("the round went well")
		}
		w.later(time.Hour)
	}
	if st := w.State(); st.Row != 2 || st.Errors != 2 {
		t.Errorf("%d in a row, %d in all", st.Row, st.Errors)
	}
	w.poll()
	if st := w.State(); st.Row != 0 || st.Errors != 2 {
		t.Errorf("after a good round %d in a row, %d in all", st.Row, st.Errors)
	}
}

func TestAnUnreachableServer(t *testing.T) {
	w := ready(t)
	w.Source.client.base = "http://127.0.0.1:1"
	p := asProblem(t, w.Poll(t.Context()))
	if p.Code != codeUnreachable || !strings.Contains(locale.English().Detail(p), "refused") {
		t.Errorf("problem %q: %v", p.Code, p)
	}
	if p := signInProblem(t, w.Exchange(t.Context(), "code-12345")); p.Code != codeUnreachable {
		t.Errorf("problem %q: %v", p.Code, p)
	}
}

func TestChangedIsTold(t *testing.T) {
	w := ready(t)
	told := func() int {
		w.mu.Lock()
		defer w.mu.Unlock()
		n := w.told
		w.told = 0
		return n
	}
	told()
	w.standIns.Set(standin.PartDonations, standin.Fault{Kind: standin.Status500})
	_ = w.Poll(t.Context())
	if told() == 0 {
		t.Error("a failure is not told")
	}
	w.poll() // backing off: nothing changes
	if n := told(); n != 0 {
		t.Errorf("told %d times of nothing", n)
	}
	for name, change := range map[string]func() error{
		"stop":       func() error { return w.Stop(t.Context()) },
		"start":      func() error { return w.Start(t.Context()) },
		"set token":  func() error { return w.SetToken(t.Context(), "another-token") },
		"disconnect": func() error { return w.Disconnect(t.Context()) },
	} {
		w.connect()
		if name == "start" {
			_ = w.Stop(t.Context())
		}
		told()
		if err := change(); err != nil {
			t.Error(name, err)
		}
		if told() == 0 {
			t.Errorf("%s is not told", name)
		}
	}
}
