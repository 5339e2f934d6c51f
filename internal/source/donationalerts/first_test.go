package donationalerts

import (
	"errors"
	"testing"
	"time"

	"streamspark/internal/standin"
)

// donateAt makes a donation with a date of its own.
func (w *world) donateAt(at time.Time) int64 {
	return w.standIns.Donate(standin.Donation{Amount: 10, Currency: "RUB", CreatedAt: at})
}

// olders are the ids that were taken as older than the connection.
func (w *world) olders() map[int64]bool {
	ids := map[int64]bool{}
	for _, d := range w.got() {
		ids[number(w.t, d.ID)] = d.Older
	}
	return ids
}

// What is donated between the connection and a first round that comes late is
// new, however much it is, and also if the program dies in between.
func TestDonationsBeforeALateFirstRound(t *testing.T) {
	t.Run("the clock is right", func(t *testing.T) { lateFirstRound(t, 0) })
	t.Run("the clock is behind", func(t *testing.T) { lateFirstRound(t, -3*time.Hour) })
	t.Run("the clock is ahead", func(t *testing.T) { lateFirstRound(t, 3*time.Hour) })
}

func lateFirstRound(t *testing.T, clock time.Duration) {
	w := newWorld(t, standin.Options{})
	w.later(clock)
	older := w.donateAt(time.Now().Add(-time.Hour))
	w.connect()
	w.standIns.Set(standin.PartDonations, standin.Fault{Kind: standin.Status500})
	if err := w.Poll(t.Context()); err == nil {
		t.Fatal("the round went well")
	}
	want := []int64{older}
	for range 40 {
		want = append(want, w.donateAt(time.Now())) // also in the very second of the connection
	}
	w.standIns.ClearFaults()
	w.refuses(errors.New("disk full"))
	if err := w.Start(t.Context()); err != nil { // no need to wait for the pause to end
		t.Fatal(err)
	}
	if p := asProblem(t, w.Poll(t.Context())); p.Code != codeNotRecorded {
		t.Fatalf("problem %+v", p)
	}
	w.refuses(nil)
	w.open()
	w.poll()
	w.mustBe(want...)
	for id, isOlder := range w.olders() {
		if isOlder != (id == older) {
			t.Errorf("%d: older is %v", id, isOlder)
		}
	}
}

// At the very first reading a date is not trusted further than the server's
// own clock goes.
func TestOldDonationsThatLookNew(t *testing.T) {
	tests := []struct {
		name  string
		clock time.Duration // how far ours is off
		made  time.Duration // when the donation was made, or says so
	}{
		{"our clock is behind", -2 * time.Hour, -time.Hour},
		{"our clock is ahead", 2 * time.Hour, -time.Minute},
		{"the date is of another zone", 0, 3 * time.Hour},
		{"both", -2 * time.Hour, 3 * time.Hour},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(t, standin.Options{})
			w.later(tt.clock)
			old := w.donateAt(time.Now().Add(tt.made))
			w.connect()
			w.poll()
			fresh := w.donateAt(time.Now().Add(tt.made))
			w.poll()
			w.mustBe(old, fresh)
			if is := w.olders(); !is[old] || is[fresh] {
				t.Errorf("older: %v", is)
			}
		})
	}
}

func TestAListThatRepeatsItselfIsReadAgain(t *testing.T) {
	w := ready(t)
	usual := w.Source.client.http
	// Every page is the same, without a word about an end.
	w.Source.client.http = answering(w, donationsPath, 200, `{"data":[{"id":100000009,"amount":1,"currency":"RUB"}]}`)
	w.keep.values[keyCursor+"4242"] = []byte(`{"first":5,"last":5}`)
	for range 2 {
		if p := asProblem(t, w.Poll(t.Context())); p.Code != codeRepeats {
			t.Fatalf("problem %+v", p)
		}
		w.later(time.Hour)
	}
	w.mustBe()
	w.Source.client.http = usual
	ids := w.donate(2)
	w.poll()
	w.mustBe(ids...)
}

func TestACursorThatCannotBeRead(t *testing.T) {
	w := ready(t)
	old := w.donateAt(time.Now().Add(-time.Hour))
	w.keep.values[keyCursor+"4242"] = []byte(`{"first":`)
	w.open()
	w.poll()
	fresh := w.donate(1)
	w.poll()
	w.mustBe(old, fresh[0])
	if is := w.olders(); !is[old] || is[fresh[0]] {
		t.Errorf("older: %v", is)
	}
}
