package donationalerts

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"streamspark/internal/standin"
)

func TestFirstConnectionCelebratesNothingOlder(t *testing.T) {
	w := newWorld(t, standin.Options{})
	older := w.donateBefore(45)
	w.connect()
	w.poll()
	w.mustBe(older[15:]...) // page 1, oldest first
	for _, d := range w.got() {
		if !d.Older {
			t.Fatalf("%s was there before and is not older", d.ID)
		}
	}
	fresh := w.donate(2)
	w.poll()
	w.mustBe(append(slices.Clone(older[15:]), fresh...)...)
	for _, d := range w.got()[30:] {
		if d.Older {
			t.Fatalf("%s was made after the connection and is older", d.ID)
		}
	}
	if got := w.State(); got.Donations != 2 || got.LastPoll.IsZero() || got.Errors != 0 {
		t.Errorf("state: %+v", got)
	}
}

func TestAnEmptyListIsAFirstConnectionToo(t *testing.T) {
	w := ready(t)
	w.mustBe()
	w.open()
	ids := w.donate(1)
	w.poll()
	w.mustBe(ids...)
	if w.got()[0].Older {
		t.Error("the first donation after the connection is older")
	}
}

func TestPagesBackToWhatIsKnown(t *testing.T) {
	w := ready(t)
	ids := w.donate(100)
	before := w.standIns.Requests(standin.PartDonations)
	w.poll()
	w.mustBe(ids...)
	if asked := w.standIns.Requests(standin.PartDonations) - before; asked != 4 {
		t.Errorf("%d pages were read for 100 donations", asked)
	}
	puts := w.keep.puts
	before = w.standIns.Requests(standin.PartDonations)
	for range 3 {
		w.poll()
	}
	if asked := w.standIns.Requests(standin.PartDonations) - before; asked != 3 || w.doubles != 0 || w.keep.puts != puts {
		t.Errorf("3 quiet rounds: %d pages, %d doubles, %d writes", asked, w.doubles, w.keep.puts-puts)
	}
}

func TestARestartLosesNothing(t *testing.T) {
	w := ready(t)
	ids := w.donate(10)
	w.poll()
	ids = append(ids, w.donate(70)...)
	w.open()
	w.poll()
	w.mustBe(ids...)
	for _, d := range w.got() {
		if d.Older {
			t.Fatalf("%s is older", d.ID)
		}
	}
}

func TestNewDonationsWhilePagesAreRead(t *testing.T) {
	w := ready(t)
	ids := w.donate(95)
	var late []int64
	w.hook(nil, func(r *http.Request) {
		if strings.HasSuffix(r.URL.Path, donationsPath) && len(late) < 14 {
			late = append(late, w.donate(7)...) // every page that follows moves
		}
	})
	w.poll()
	w.mustBe(ids...)
	w.poll()
	w.mustBe(append(ids, late...)...)
}

func TestALongReadingGoesOnInTheNextRound(t *testing.T) {
	w := ready(t)
	ids := w.donate(30*maxRoundPages + 5)
	w.poll()
	w.mustBe() // oldest first: not before all is read
	ids = append(ids, w.donate(3)...)
	w.poll()
	w.mustBe(ids[:len(ids)-3]...)
	w.poll()
	w.mustBe(ids...)
}

func TestAnErrorAmongManyPagesLosesNothing(t *testing.T) {
	w := ready(t)
	ids := w.donate(100)
	asked := 0
	w.hook(func(*http.Request) {
		if asked++; asked == 3 {
			w.standIns.Set(standin.PartDonations, standin.Fault{Kind: standin.Status500, Times: 1})
		}
	}, nil)
	if err := w.Poll(t.Context()); err == nil {
		t.Fatal("the round went well")
	}
	w.mustBe()
	late := w.donate(40)
	w.later(time.Hour)
	w.poll()
	w.mustBe(ids...)
	if asked != 5+1 { // 1, 2, 3 failed, 3 again, 4, 5: two pages were not read again
		t.Errorf("%d pages were asked for", asked)
	}
	w.poll()
	w.mustBe(append(ids, late...)...)
}

func TestADonationWhoseIDWasGivenOutEarlier(t *testing.T) {
	w := ready(t)
	ids := w.donate(3)
	w.poll()
	early := ids[2] + 10
	after := w.standIns.Donate(standin.Donation{ID: early + 5, Amount: 10, Currency: "RUB"})
	w.poll()
	w.standIns.Donate(standin.Donation{ID: early, Amount: 20, Currency: "RUB"}) // below the cursor
	w.poll()
	w.mustBe(ids[0], ids[1], ids[2], after, early)
}

func TestWhatCannotBeWrittenDownComesAgain(t *testing.T) {
	w := ready(t)
	ids := w.donate(40)
	w.refuses(errors.New("disk full"))
	err := w.Poll(t.Context())
	if p := asProblem(t, err); p.Code != codeNotRecorded {
		t.Fatalf("problem %q", p.Code)
	}
	w.mustBe()
	if raw := string(w.keep.values[keyCursor+"4242"]); strings.Contains(raw, "100000040") {
		t.Fatalf("the cursor moved: %s", raw)
	}
	w.refuses(nil)
	w.poll() // the pause is not over
	w.mustBe()
	w.later(time.Hour)
	w.poll()
	w.mustBe(ids...)
}

func TestACrashBetweenHandingOverAndTheCursor(t *testing.T) {
	w := ready(t)
	ids := w.donate(40)
	w.keep.breaks(errors.New("disk full"))
	if p := asProblem(t, w.Poll(t.Context())); p.Code != codeNotSaved {
		t.Fatalf("problem %q", p.Code)
	}
	w.keep.breaks(nil)
	w.open()
	w.poll()
	w.mustBe(ids...)
	if w.doubles != 40 {
		t.Errorf("%d doubles", w.doubles)
	}
}

func TestAFirstRoundThatCannotHandOver(t *testing.T) {
	w := newWorld(t, standin.Options{})
	older := w.donateBefore(2)
	w.connect()
	w.refuses(errors.New("disk full"))
	if err := w.Poll(t.Context()); err == nil {
		t.Fatal("the round went well")
	}
	fresh := w.donate(1)
	w.refuses(nil)
	w.open() // the program died there
	w.poll()
	w.mustBe(append(older, fresh...)...)
	for i, d := range w.got() {
		if d.Older != (i < 2) {
			t.Errorf("%s: older is %v", d.ID, d.Older)
		}
	}
}

func TestStoppedAndNotConnected(t *testing.T) {
	w := newWorld(t, standin.Options{})
	quiet := func(why string) {
		t.Helper()
		before := w.standIns.Requests(standin.PartDonations)
		w.poll()
		if w.standIns.Requests(standin.PartDonations) != before {
			t.Errorf("asked although %s", why)
		}
	}
	quiet("not connected")
	if p := asProblem(t, w.Start(t.Context())); p.Code != codeNoToken {
		t.Errorf("start without a token: %q", p.Code)
	}
	w.connect()
	w.poll()
	if err := w.Stop(t.Context()); err != nil {
		t.Fatal(err)
	}
	quiet("stopped")
	w.open()
	quiet("stopped before the restart")
	if st := w.State(); st.Polling || !st.HasToken || st.Account != "Demo Streamer" {
		t.Errorf("state: %+v", st)
	}
	ids := w.donate(1)
	if err := w.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	w.poll()
	w.mustBe(ids...)
	if err := w.Disconnect(t.Context()); err != nil {
		t.Fatal(err)
	}
	quiet("disconnected")
	if st := w.State(); st.Polling || st.HasToken || st.Account != "" {
		t.Errorf("state: %+v", st)
	}
	if raw := string(w.keep.values[keyConnection]); strings.Contains(raw, "access") {
		t.Error("a token stayed")
	}
}

func TestOneRoundAtATimeAndStopEndsIt(t *testing.T) {
	w := ready(t)
	w.donate(1)
	w.standIns.Set(standin.PartDonations, standin.Fault{Kind: standin.Hang})
	before := w.standIns.Requests(standin.PartDonations)
	asking := make(chan struct{}, 8)
	w.hook(func(*http.Request) { asking <- struct{}{} }, nil)
	ended := make(chan error, 1)
	go func() { ended <- w.Poll(context.Background()) }()
	<-asking
	w.poll() // returns at once
	if err := w.Stop(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := <-ended; err != nil {
		t.Errorf("the ended round says %v", err)
	}
	if got := w.standIns.Requests(standin.PartDonations) - before; got > 1 {
		t.Errorf("%d requests", got)
	}
	w.mustBe()
	if st := w.State(); st.Errors != 0 || st.Problem != nil {
		t.Errorf("state: %+v", st)
	}
}

func TestAnotherAccountHasItsOwnPlace(t *testing.T) {
	w := ready(t)
	ids := w.donate(3)
	w.poll()
	// A token that may not ask whose it is.
	w.standIns.Set(standin.PartUser, standin.Fault{Kind: standin.Status403})
	access, _ := w.standIns.IssueTokens()
	if err := w.SetToken(t.Context(), "  "+access+"\n"); err != nil {
		t.Fatal(err)
	}
	w.poll()
	w.mustBe(ids...)
	if _, ok := w.keep.values[keyCursor+unnamed]; !ok || w.State().Account != "" {
		t.Errorf("no place for the unnamed account; state %+v", w.State())
	}
	w.standIns.ClearFaults()
	w.connect()
	ids = append(ids, w.donate(1)...)
	w.poll()
	w.mustBe(ids...)
	if w.got()[3].Older {
		t.Error("the account's place was forgotten")
	}
}
