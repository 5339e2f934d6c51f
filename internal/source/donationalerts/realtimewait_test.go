package donationalerts

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"streamspark/internal/source"
	"streamspark/internal/standin"
)

func TestRefusedCommands(t *testing.T) {
	for _, kind := range []standin.Kind{"103", "109", "100", "107", standin.Refused, "3012", standin.Slow} {
		w := withRealtime(t, nil)
		w.connect()
		w.standIns.Set(standin.PartSocket, standin.Fault{Kind: kind, Times: 3, After: time.Millisecond})
		w.runs()
		w.settles()
		if n := w.standIns.Requests(standin.PartSocket); kind != standin.Slow && n != 4 {
			t.Errorf("%s: %d connections were made, want 4", kind, n)
		}
		w.takes(w.donate(1)...)
	}
}

func TestBadAnswersToTheTokenRequests(t *testing.T) {
	for _, part := range []standin.Part{standin.PartUser, standin.PartSubscribe} {
		for _, kind := range []standin.Kind{standin.Status401, standin.Status500, standin.HTML200, standin.HTML, standin.Empty, standin.OtherShape, standin.Cut, "404"} {
			w := ready(t)
			w.options = func(o *options) { o.RealtimeURL, o.ReconcileInterval = w.standIns.RealtimeURL(), time.Hour }
			w.open()
			w.realtime.timing = quick()
			w.standIns.Set(part, standin.Fault{Kind: kind, Times: 1})
			w.runs()
			w.settles()
			w.takes(w.donate(1)...)
		}
	}
}

func TestHowLongItWaits(t *testing.T) {
	p := defaultTiming()
	cases := []struct {
		tries    int
		err      error
		from, to time.Duration
	}{
		{1, errSilent, 800 * time.Millisecond, 1200 * time.Millisecond},
		{2, &closed{code: 3001}, 1600 * time.Millisecond, 2400 * time.Millisecond},
		{1, &replyError{code: 109}, 800 * time.Millisecond, 1200 * time.Millisecond},
		{1, &replyError{code: 102}, 24 * time.Second, 36 * time.Second},
		{1, &closed{code: 3002, final: true}, 24 * time.Second, 36 * time.Second},
		{2, &closed{code: 3012, final: true}, 48 * time.Second, 72 * time.Second},
		{1000, errSilent, 4 * time.Minute, 6 * time.Minute},
		{1, pause(time.Minute), time.Minute, time.Minute},
	}
	for _, c := range cases {
		for range 100 {
			if wait := p.wait(c.tries, c.err); wait < c.from || wait > c.to {
				t.Errorf("after %d times %v: %s", c.tries, c.err, wait)
			}
		}
	}
}

// TestTroubleWithTheTokensIsNoStorm lets an hour pass in which no connection
// token can be had.
func TestTroubleWithTheTokensIsNoStorm(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		users := 0
		server := &clockwork{answer: func(r *http.Request, n int) (int, http.Header, string) {
			if strings.HasSuffix(r.URL.Path, userPath) {
				if users++; users > 1 {
					return 200, nil, `{"data":{"id":5,"name":"S","socket_connection_token":null}}`
				}
			}
			return good(r, n)
		}}
		s := server.source(t)
		s.o.RealtimeURL = "ws://donations.test/never-asked"
		ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
		defer cancel()
		if err := s.Run(ctx); err != nil {
			t.Error(err)
		}
		if users < 15 || users > 35 { // 1 s, 2 s, ... 256 s, and then every 4 to 6 minutes
			t.Errorf("%d requests for a token in an hour", users)
		}
		if st := s.State(); st.Realtime != source.RealtimeConnecting || st.RealtimeProblem == "" {
			t.Errorf("state: %+v", st)
		}
	})
}

func TestARepeatOfWhatWasNeverReadIsNotCelebrated(t *testing.T) {
	told := make(chan string, 1)
	w := withRealtime(t, func(o *options) { o.Repeated = func(_ context.Context, id string) { told <- id } })
	var ids []int64
	for range 31 { // the first is on page 2, which unnamed reads
		ids = append(ids, w.standIns.Donate(standin.Donation{Amount: 5, Currency: "RUB", CreatedAt: time.Now().Add(-time.Hour)}))
	}
	w.connect()
	w.runs()
	w.settles()
	w.standIns.PushAgain(ids[0])
	if id := <-told; number(t, id) != ids[0] {
		t.Errorf("told: %s", id)
	}
	w.takes(append(ids[1:], w.donate(1)...)...)
}
