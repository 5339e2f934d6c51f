package rates

import (
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/shopspring/decimal"

	"streamspark/internal/locale"
)

const dayLong = 24 * time.Hour

func TestTheLastKnownTableServesUntilItIsTooOld(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &fake{name: "p", answer: of(10*time.Hour, "USD 80")}
		r := newRates(nil, p)
		costs(t, r, "USD", "80", "p")
		p.says(fails("dead"))
		time.Sleep(61 * time.Hour)
		costs(t, r, "USD", "80", "p")
		unpriced(t, r, "EUR", "p: dead")
		time.Sleep(2 * time.Hour) // 73 hours after it was published
		unpriced(t, r, "USD", "p: dead")
		p.says(of(0, "USD 90"))
		time.Sleep(time.Minute)
		costs(t, r, "USD", "90", "p")
	})
}

func TestTheNewestLastKnownTableIsTaken(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		first := &fake{name: "first", answer: of(40*time.Hour, "USD 80")}
		second := &fake{name: "second", answer: of(time.Hour, "USD 82", "KZT 0.2")}
		r := newRates(nil, first, second)
		costs(t, r, "USD", "80", "first")
		costs(t, r, "KZT", "0.2", "second")
		first.says(fails("dead"))
		second.says(fails("dead"))
		time.Sleep(time.Hour)
		costs(t, r, "USD", "82", "second")
	})
}

func TestATableThatIsServedNowIsInForceOverHolidays(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for age, inForce := range map[time.Duration]bool{
			-2 * dayLong: true, // set early for the next working day
			4 * dayLong:  true, // a long weekend
			12 * dayLong: true, // New Year in Russia
			15 * dayLong: false,
			-9 * dayLong: false,
		} {
			r := newRates(nil, &fake{name: "p", answer: of(age, "USD 80")})
			if inForce {
				costs(t, r, "USD", "80", "p")
			} else {
				unpriced(t, r, "USD", "p: its")
			}
		}
		patient := New(Options{MaxAge: 30 * dayLong, Providers: []Provider{&fake{name: "p", answer: of(20*dayLong, "USD 80")}}})
		costs(t, patient, "USD", "80", "p")
	})
}

func TestTheLastKnownTableOutlivesARestart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		keep := &drawer{}
		costs(t, newRates(keep, &fake{name: "p", answer: of(time.Hour, "USD 80.125", "KZT 0.16")}), "USD", "80.13", "p")

		dead := &fake{name: "p", answer: fails("dead")}
		time.Sleep(dayLong)
		after := newRates(keep, dead)
		costs(t, after, "KZT", "0.16", "p")
		if table := after.State(t.Context()).Table; table == nil || table.Rubles["USD"].String() != "80.125" ||
			!table.Published.Equal(time.Now().Add(-dayLong-time.Hour)) || !table.Loaded.Equal(time.Now().Add(-dayLong)) {
			t.Errorf("after a restart: %+v", table)
		}
		time.Sleep(3 * dayLong)
		unpriced(t, newRates(keep, dead), "KZT")
	})
}

func TestWhatIsKeptIsReadCarefully(t *testing.T) {
	for name, kept := range map[string]string{
		"broken":    `{"source":`,
		"empty":     `{}`,
		"absurd":    `{"source":"p","published":"` + time.Now().Format(time.RFC3339) + `","rubles":{"USD":"-1"}}`,
		"endless":   `{"source":"p","published":"` + time.Now().Format(time.RFC3339) + `","rubles":{"USD":"80.` + strings.Repeat("0", 40) + `1"}}`,
		"from 2099": `{"source":"p","published":"2099-01-01T00:00:00Z","rubles":{"USD":"80"}}`,
	} {
		keep := &drawer{kept: map[string][]byte{"rates.p": []byte(kept)}}
		p := &fake{name: "p", answer: fails("dead")}
		r := newRates(keep, p)
		unpriced(t, r, "USD", "p: dead")
		if state := r.State(t.Context()); state.Table != nil {
			t.Errorf("%s: %+v", name, state.Table)
		}
	}
	// A keeper that fails costs no price.
	r := newRates(&drawer{fails: errors.New("disk")}, &fake{name: "p", answer: of(0, "USD 80")})
	costs(t, r, "USD", "80", "p")
}

func TestRatesThatCannotBeAreNone(t *testing.T) {
	p := &fake{name: "p", answer: of(0, "USD 80", "EUR 0", "KZT -1", "JPY 1000001", "BYN 0.00000001", "RUB 2", "euro 5", "VND 0.003")}
	next := &fake{name: "next", answer: of(0, "EUR 90")}
	r := newRates(nil, p, next)
	costs(t, r, "EUR", "90", "next")
	costs(t, r, "USD", "80", "p")
	for _, code := range []string{"KZT", "JPY", "BYN"} {
		unpriced(t, r, code, "p: it has no rate")
	}
	state := r.State(t.Context())
	if len(state.Table.Rubles) != 2 || !state.Table.Rubles["VND"].Equal(decimal.RequireFromString("0.003")) {
		t.Errorf("what is left: %v", state.Table.Rubles)
	}
	none := newRates(nil, &fake{name: "p", answer: of(0, "USD 0")})
	unpriced(t, none, "USD", "p: the answer has no usable rate")
}

func TestState(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		first := &fake{name: "first", answer: of(0, "USD 80")}
		second := &fake{name: "second", answer: of(0, "USD 81")}
		r := newRates(nil, first, second)
		holds := func(when, source string, lastKnown bool, problems string) {
			t.Helper()
			s := r.State(t.Context())
			got, said := "", []string{}
			if s.Table != nil {
				got = s.Table.Source
			}
			for _, p := range s.Problems {
				said = append(said, p.Provider+": "+locale.English().Detail(p.Err))
			}
			if got != source || s.LastKnown != lastKnown || strings.Join(said, "; ") != problems {
				t.Errorf("%s: table of %q, last known %v, problems %q", when, got, s.LastKnown, said)
			}
		}
		holds("at first", "", false, "")
		first.asked(t, 0)
		costs(t, r, "USD", "80", "first")
		holds("loaded", "first", false, "")
		time.Sleep(6 * time.Minute)
		holds("due again", "first", false, "")

		first.says(fails("dead"))
		costs(t, r, "USD", "81", "second")
		holds("the second took over", "second", false, "first: dead")
		second.says(fails("dead too"))
		time.Sleep(6 * time.Minute)
		costs(t, r, "USD", "81", "second")
		holds("none answers", "second", true, "first: dead; second: dead too")
		time.Sleep(80 * time.Hour)
		holds("too old", "", false, "first: dead; second: dead too")

		first.says(of(0, "USD 70"))
		costs(t, r, "USD", "70", "first")
		holds("back", "first", false, "second: dead too")
		r.State(t.Context()).Table.Rubles["USD"] = decimal.Zero // the caller's own copy
		costs(t, r, "USD", "70", "first")
	})
}
