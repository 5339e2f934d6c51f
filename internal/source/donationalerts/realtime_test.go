package donationalerts

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"streamspark/internal/source"
	"streamspark/internal/standin"
)

// quick is a patience that tests have.
func quick() timing {
	return timing{silence: 20 * time.Second, first: time.Millisecond, refused: 2 * time.Millisecond, last: 20 * time.Millisecond, health: time.Hour}
}

// runs starts the realtime connection, which ends with the test.
func (w *world) runs() {
	w.t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	source := w.Source
	go func() { ended <- source.Run(ctx) }()
	w.t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			w.t.Error("run:", err)
		}
	})
}

// withRealtime is a world that will be pushed what is new.
func withRealtime(t *testing.T, change func(*options)) *world {
	t.Helper()
	w := newWorld(t, standin.Options{})
	w.options = func(o *options) {
		o.RealtimeURL, o.ReconcileInterval = w.standIns.RealtimeURL(), time.Hour
		if change != nil {
			change(o)
		}
	}
	w.open()
	w.realtime.timing = quick()
	return w
}

// listening is such a world that is subscribed, and has compared the list.
func listening(t *testing.T, change func(*options)) *world {
	t.Helper()
	w := withRealtime(t, change)
	w.connect()
	w.runs()
	w.settles()
	return w
}

// settles waits until donations are pushed and the list was compared.
func (w *world) settles() {
	w.t.Helper()
	w.eventually("the list is compared and donations are pushed", func() bool {
		_ = w.Poll(w.t.Context())
		return w.standIns.Listeners() == 1 && w.State().Realtime == source.RealtimeOn && w.isCovered()
	})
}

func (w *world) isCovered() bool {
	w.list.mu.Lock()
	defer w.list.mu.Unlock()
	return w.list.live && w.now().Before(w.list.next)
}

// eventually polls for what happens elsewhere.
func (w *world) eventually(what string, ok func() bool) {
	w.t.Helper()
	for deadline := time.Now().Add(2 * time.Minute); !ok(); time.Sleep(2 * time.Millisecond) {
		if time.Now().After(deadline) {
			w.t.Fatalf("it did not come to it that %s\nstate: %+v\nlog: %s", what, w.State(), w.log)
		}
	}
}

// takes waits until these were taken, in any order, and no others.
func (w *world) takes(want ...int64) {
	w.t.Helper()
	var ids []int64
	w.eventually("all donations are taken", func() bool {
		ids = nil
		for _, d := range w.got() {
			ids = append(ids, number(w.t, d.ID))
		}
		return len(ids) >= len(want)
	})
	slices.Sort(ids)
	if !slices.Equal(ids, want) {
		w.t.Fatalf("taken: %v\nwanted: %v", ids, want)
	}
}

func (w *world) lists() int { return w.standIns.Requests(standin.PartDonations) }

func TestAPushedDonationIsTakenWithoutTheList(t *testing.T) {
	w := listening(t, nil)
	before := w.lists()
	ids := w.donate(3)
	w.takes(ids...)
	w.poll() // the schedule goes on, and finds nothing to do
	if asked := w.lists() - before; asked != 0 {
		t.Errorf("the list was asked for %d times", asked)
	}
	if d := w.got()[0]; d.Older || d.Donor != "viewer" || d.Amount.String() != "100 ₽" {
		t.Errorf("taken: %+v", d)
	}
	if st := w.State(); st.Realtime != source.RealtimeOn || st.RealtimeProblem != "" || st.Donations != 3 {
		t.Errorf("state: %+v", st)
	}
	w.later(2 * time.Hour)
	w.poll() // now the list is compared
	if w.lists() == before || w.doubles == 0 {
		t.Errorf("the list was not compared: %d doubles", w.doubles)
	}
	w.mustBe(ids...)
	if st := w.State(); st.Donations != 3 {
		t.Errorf("%d donations are counted", st.Donations)
	}
}

func TestTheSameDonationByBothRoadsIsOne(t *testing.T) {
	w := listening(t, nil)
	ids := w.donate(2)
	w.takes(ids...)
	w.options = func(o *options) { o.RealtimeURL = "" } // a restart without it
	w.open()
	w.poll()
	w.mustBe(ids...)
	if w.doubles != 2 {
		t.Errorf("%d doubles came over the list, want 2", w.doubles)
	}
}

func TestWhatWasMadeBeforeIsOlderAlsoWithRealtime(t *testing.T) {
	w := withRealtime(t, nil)
	old := w.standIns.Donate(standin.Donation{Amount: 5, Currency: "RUB", CreatedAt: time.Now().Add(-time.Hour)})
	w.connect()
	w.runs() // unnamed polls but itself
	w.eventually("it listens", func() bool { return w.State().Realtime == source.RealtimeOn })
	fresh := w.donate(1)[0]
	w.takes(old, fresh)
	for _, d := range w.got() {
		if d.Older != (d.ID == w.got()[0].ID) {
			t.Errorf("%s: older %v", d.ID, d.Older)
		}
	}
}

func TestAGapIsReadFromTheList(t *testing.T) {
	for _, code := range []int{0, 1001, 3001, 3005, 3011, 3012} {
		w := listening(t, nil)
		first := w.donate(1)
		w.takes(first...)
		w.standIns.HoldPush(true)
		missed := w.donate(40) // more than a page
		w.standIns.HoldPush(false)
		w.mustBe(first...)
		users, channels := w.standIns.Requests(standin.PartUser), w.standIns.Requests(standin.PartSubscribe)
		w.standIns.DropSockets(code)
		w.takes(append(first, missed...)...)
		w.settles()
		after := w.donate(1)
		w.takes(slices.Concat(first, missed, after)...)
		if w.standIns.Requests(standin.PartUser) == users || w.standIns.Requests(standin.PartSubscribe) == channels {
			t.Errorf("%d: the tokens were not asked for anew", code)
		}
	}
}

func TestDonationsLostInTheMiddleOfAPush(t *testing.T) {
	for _, kind := range []standin.Kind{standin.Cut, standin.Refused, "3004"} {
		w := listening(t, nil)
		w.standIns.Set(standin.PartSocket, standin.Fault{Kind: kind, Times: 1})
		w.takes(w.donate(2)...)
	}
}

func TestSilentDeathIsNoticed(t *testing.T) {
	t.Parallel()
	w := withRealtime(t, nil)
	w.realtime.timing.silence = 300 * time.Millisecond
	w.connect()
	w.standIns.Set(standin.PartSocket, standin.Fault{Kind: standin.Hang, Times: 1})
	w.runs()
	w.takes(w.donate(1)...) // by the first comparison, after the hung handshake
	w.eventually("it listens", func() bool { return w.standIns.Listeners() == 1 })
	if w.standIns.Requests(standin.PartSocket) < 2 {
		t.Error("it did not connect again")
	}
	if !strings.Contains(w.log.String(), errSilent.Code) {
		t.Errorf("the log does not say it: %s", w.log)
	}
}

// TestPingsKeepAQuietConnection: nothing but pings comes for far longer than
// a connection may be silent. A busy machine may hold back the pings too, or
// our answers to them, so it gets more time: where pings did not count, none
// would be enough.
func TestPingsKeepAQuietConnection(t *testing.T) {
	if testing.Short() {
		t.Skip("waits in real time")
	}
	t.Parallel()
	var made int
	for _, silence := range []time.Duration{200 * time.Millisecond, 2 * time.Second, 10 * time.Second} {
		w := newWorld(t, standin.Options{SocketPing: silence / 5})
		w.options = func(o *options) { o.RealtimeURL, o.ReconcileInterval = w.standIns.RealtimeURL(), time.Hour }
		w.open()
		w.realtime.timing = quick()
		w.realtime.timing.silence = silence
		w.connect()
		w.runs()
		w.settles()
		time.Sleep(silence * 5 / 2) // quiet, but for pings
		if made = w.standIns.Requests(standin.PartSocket); made == 1 {
			w.takes(w.donate(1)...)
			return
		}
	}
	t.Errorf("%d connections were made", made)
}

func TestWhileRealtimeIsAwayTheListIsPolled(t *testing.T) {
	w := listening(t, nil)
	w.standIns.Set(standin.PartSocket, standin.Fault{Kind: "503"})
	w.standIns.DropSockets(3001)
	w.eventually("it says so", func() bool { return w.State().Realtime == source.RealtimeConnecting && w.State().RealtimeProblem != "" })
	before := w.lists()
	w.poll()
	w.poll()
	if asked := w.lists() - before; asked != 2 {
		t.Errorf("the list was asked for %d times in 2 polls", asked)
	}
	ids := w.donate(1)
	w.poll()
	w.mustBe(ids...)
	if st := w.State(); !st.Connected || st.Problem != nil || st.RealtimeProblem == "" {
		t.Errorf("state: %+v", st)
	}
	w.standIns.ClearFaults()
	w.settles()
	if st := w.State(); st.RealtimeProblem != "" {
		t.Errorf("state: %+v", st)
	}
}

func TestRepeatIsToldAndNothingIsTaken(t *testing.T) {
	var mu sync.Mutex
	var repeated []string
	again := func(_ context.Context, id string) { mu.Lock(); defer mu.Unlock(); repeated = append(repeated, id) }
	told := func() int { mu.Lock(); defer mu.Unlock(); return len(repeated) }
	w := withRealtime(t, func(o *options) { o.Repeated = again })
	old := w.standIns.Donate(standin.Donation{Amount: 5, Currency: "RUB", CreatedAt: time.Now().Add(-time.Hour)})
	w.connect()
	w.runs()
	w.settles()
	ids := append([]int64{old}, w.donate(2)...)
	w.takes(ids...)
	w.standIns.PushAgain(ids[1]) // ahead of the cursor
	w.eventually("the repeat is told", func() bool { return told() == 1 })
	w.later(2 * time.Hour)
	w.poll()
	w.standIns.PushAgain(ids[2]) // the cursor has passed it
	w.standIns.PushAgain(old)    // from before the connection
	w.eventually("the repeats are told", func() bool { return told() == 3 })
	w.mustBe(ids...)
	want := []string{w.got()[1].ID, w.got()[2].ID, w.got()[0].ID}
	if !slices.Equal(repeated, want) {
		t.Errorf("repeated: %v, want %v", repeated, want)
	}
	// One that unnamed knows yet is no repeat, whatever it says.
	missed := w.standIns.Donate(standin.Donation{Amount: 7, Currency: "RUB", Extra: map[string]any{"is_shown": 1}})
	w.takes(append(ids, missed)...)
	if told() != 3 {
		t.Error("a new donation was told as a repeat")
	}
}

func TestSeveralFramesInOneMessage(t *testing.T) {
	w := listening(t, nil)
	ids := w.standIns.DonateTogether(
		standin.Donation{Amount: 1, Currency: "RUB"},
		standin.Donation{Amount: "2.50", Currency: "usd"},
		standin.Donation{Amount: "many", Currency: "RUB"}, // unreadable, and taken
	)
	w.takes(ids...)
	w.mustBe(ids...) // in order
	if got := w.got(); got[2].Unreadable == "" || got[1].Amount.String() != "2.50 $" {
		t.Errorf("taken: %+v", got)
	}
	w.standIns.PushRaw("{}\n\n{}\n")
	w.standIns.PushRaw("{\"result\":{\"type\":2,\"channel\":\"$alerts:donation_4242\",\"data\":{}}}\n")
	w.takes(append(ids, w.donate(1)...)...)
	if n := w.standIns.Requests(standin.PartSocket); n != 1 {
		t.Errorf("%d connections were made", n)
	}
}

func TestABrokenFrameLeadsToALookAtTheList(t *testing.T) {
	for _, broken := range []string{
		"{\"result\":", `{"result":{"channel":"$alerts:donation_4242","data":{"seq":1,"data":{"amount":5}}}}`,
		`{"result":{"channel":"$alerts:donation_4242","data":"nothing"}}`, `[]`,
	} {
		w := listening(t, nil)
		w.standIns.HoldPush(true)
		ids := w.donate(1)
		w.standIns.HoldPush(false)
		w.standIns.PushRaw(broken + "\n")
		w.eventually("the list is to be read", func() bool { return !w.isCovered() })
		w.poll()
		w.mustBe(ids...)
	}
}

func TestAnEndedSubscriptionIsMadeAgain(t *testing.T) {
	w := listening(t, nil)
	w.standIns.PushRaw(`{"result":{"type":3,"channel":"$alerts:donation_4242","data":{}}}` + "\n")
	w.eventually("it connects again", func() bool { return w.standIns.Requests(standin.PartSocket) == 2 })
	w.settles()
	w.takes(w.donate(1)...)
}

func TestWhatCouldNotBeWrittenDownIsReadFromTheList(t *testing.T) {
	w := listening(t, nil)
	w.refuses(http.ErrServerClosed)
	ids := w.donate(2)
	w.eventually("the list is to be read", func() bool { return !w.isCovered() })
	if err := w.Poll(t.Context()); err == nil {
		t.Error("a round goes well while nothing can be written down")
	}
	w.refuses(nil)
	w.later(time.Hour / 2)
	w.poll()
	w.mustBe(ids...)
}

func TestStopAndStartAndAnotherToken(t *testing.T) {
	w := listening(t, nil)
	if err := w.Stop(t.Context()); err != nil {
		t.Fatal(err)
	}
	w.eventually("unnamed listens", func() bool { return w.standIns.Listeners() == 0 && w.State().Realtime == source.RealtimeOff })
	missed := w.donate(1)
	if err := w.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	w.takes(missed...)
	w.settles()
	access, _ := w.standIns.IssueTokens()
	if err := w.SetToken(t.Context(), access); err != nil {
		t.Fatal(err)
	}
	w.settles()
	w.takes(append(missed, w.donate(1)...)...)
	w.standIns.RevokeAll()
	w.later(2 * time.Hour)
	if p := asProblem(t, w.Poll(t.Context())); !needsReconnect(p) {
		t.Errorf("a dead token: %v", p)
	}
	w.eventually("a dead token is not listened with", func() bool { return w.standIns.Listeners() == 0 && w.State().Realtime == source.RealtimeOff })
	w.connect()
	w.settles()
}

func TestWhatIsPushedMeanwhileIsTakenTogether(t *testing.T) {
	end := errors.New("cut off")
	arrived := make(chan arrival, queuedMessages)
	one := arrival{frames: make([]frame, 1)}
	take := func(frames int, want error) {
		t.Helper()
		got, open := gather(arrived)
		if !open || len(got.frames) != frames || !errors.Is(got.err, want) {
			t.Errorf("%d frames, %v, open %v; want %d, %v", len(got.frames), got.err, open, frames, want)
		}
	}
	arrived <- one
	take(1, nil)
	for range 200 {
		arrived <- one
	}
	take(200, nil)
	for range 3 {
		arrived <- arrival{frames: make([]frame, batchFrames/2), broken: 1}
	}
	take(batchFrames, nil)
	arrived <- arrival{err: end}
	close(arrived)
	take(batchFrames/2, end)
	if _, open := gather(arrived); open {
		t.Error("there is something after the end")
	}
}

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
