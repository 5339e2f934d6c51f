package donationalerts

import (
	"net/http"
	"testing"
	"time"

	"streamspark/internal/standin"
)

func dated(at time.Time) http.Header {
	return http.Header{"Date": {at.UTC().Format(http.TimeFormat)}}
}

func TestAClockIsComparedByTheDatesOfAnswers(t *testing.T) {
	t.Parallel()
	const hour = time.Hour
	now := time.Now()
	// reading is one answer: when it came, what its Date was, how long it took.
	type reading struct {
		at, ahead, took time.Duration
		header          func(http.Header)
	}
	cached := func(h http.Header) { h.Set("Age", "600") }
	undated := func(h http.Header) { h.Del("Date") }
	saying := func(date string) func(http.Header) {
		return func(h http.Header) { h.Set("Date", date) }
	}
	tests := []struct {
		name     string
		readings []reading
		want     time.Duration
		unknown  bool
	}{
		{"nothing was heard", nil, 0, true},
		{"both are right", []reading{{}}, 0, false},
		{"ours is three hours behind", []reading{{ahead: 3 * hour}}, 3 * hour, false},
		{"ours is three hours ahead", []reading{{ahead: -3 * hour}, {at: time.Second, ahead: -3 * hour}}, -3 * hour, false},
		{"half of the way belongs to each direction", []reading{{took: 8 * time.Second, ahead: -4 * time.Second}}, 0, false},
		{"an answer that took too long", []reading{{took: time.Minute, ahead: hour}}, 0, true},
		{"an answer from a cache", []reading{{ahead: -hour, header: cached}}, 0, true},
		{"no date", []reading{{header: undated}}, 0, true},
		{"no date that can be read", []reading{{header: saying("yesterday")}}, 0, true},
		{"a date of another age", []reading{{header: saying("Thu, 01 Jan 1970 00:00:00 GMT")}, {header: saying("Sat, 01 Jan 2200 00:00:00 GMT")}}, 0, true},
		{"one of many is years off", []reading{{}, {at: time.Second, ahead: 9000 * hour}, {at: 2 * time.Second}}, 0, false},
		{"the same date again and again", []reading{
			{}, {at: 10 * time.Minute, ahead: -10 * time.Minute}, {at: 20 * time.Minute, ahead: -20 * time.Minute},
		}, 0, false},
		{"of two the later time", []reading{{ahead: -hour}, {at: time.Second}}, 0, false},
		{"what was heard long ago is forgotten", []reading{{ahead: hour}, {ahead: hour}, {ahead: hour}, {at: 2 * hour}}, 0, false},
	}
	for _, tt := range tests {
		var c clock
		last := now
		for _, r := range tt.readings {
			last = now.Add(r.at)
			h := dated(last.Add(r.ahead))
			if r.header != nil {
				r.header(h)
			}
			c.note(h, last.Add(-r.took), last)
		}
		got, known := c.ahead(last)
		if known == tt.unknown || (got-tt.want).Abs() > time.Second {
			t.Errorf("%s: %v, known %v; want %v", tt.name, got, known, tt.want)
		}
	}
}

func TestAClockThatWasSetIsMeasuredAnew(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		passed, shown time.Duration
		want          bool
	}{
		{time.Minute, time.Minute, false},
		{time.Minute, time.Minute + time.Second, false},
		{time.Minute, 3 * time.Hour, true},  // set forward, or the computer slept
		{time.Minute, -3 * time.Hour, true}, // set back
		{-time.Hour, -time.Hour, true},
		{2 * time.Hour, 2 * time.Hour, true}, // long ago
	} {
		if got := worthless(tt.passed, tt.shown); got != tt.want {
			t.Errorf("after %v of which the clock showed %v: %v", tt.passed, tt.shown, got)
		}
	}
}

func TestAgesAreToldByTheClockOfTheServer(t *testing.T) {
	for _, off := range []time.Duration{-3 * time.Hour, 0, 3 * time.Hour} {
		w := newWorld(t, standin.Options{})
		w.later(off)
		w.connect()
		w.poll()
		old := w.donateAt(time.Now().Add(-time.Hour))
		fresh := w.donateAt(time.Now())
		w.poll()
		for _, d := range w.got() {
			age, want := w.now().Add(d.ClockAhead).Sub(d.CreatedAt), time.Duration(0)
			if number(t, d.ID) == old {
				want = time.Hour
			}
			if (age - want).Abs() > 5*time.Second {
				t.Errorf("with a clock that is %v off, donation %s is %v old, want %v", off, d.ID, age, want)
			}
			if d.Older {
				t.Errorf("with a clock that is %v off, %s counts as older", off, d.ID)
			}
		}
		listed, err := w.List(t.Context(), time.Now().Add(-2*time.Hour), time.Now().Add(time.Minute))
		if err != nil || len(listed) != 2 {
			t.Fatalf("the list has %d, %v", len(listed), err)
		}
		for _, d := range listed { // they are taken in where they are missing
			if (d.ClockAhead + off).Abs() > 5*time.Second {
				t.Errorf("with a clock that is %v off, listed %s says that theirs is %v ahead", off, d.ID, d.ClockAhead)
			}
		}
		if len(w.got()) != 2 {
			t.Fatalf("%d donations, %d and %d were made", len(w.got()), old, fresh)
		}
		if got := w.State().ClockAhead; got != -off {
			t.Errorf("a clock that is %v off is told as %v", off, -got)
		}
	}
}
