package rates

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rs/zerolog"
	"github.com/shopspring/decimal"

	"streamspark/internal/fault"
	"streamspark/internal/locale"
	"streamspark/internal/money"
	"streamspark/internal/outbound"
	"streamspark/internal/provider"
)

// fake is a provider that answers what it is told.
type fake struct {
	name   string
	mu     sync.Mutex
	loads  int
	answer func(ctx context.Context) (Table, error)
}

func (f *fake) Name() string { return f.name }

func (f *fake) Load(ctx context.Context) (Table, error) {
	f.mu.Lock()
	f.loads++
	answer := f.answer
	f.mu.Unlock()
	return answer(ctx)
}

func (f *fake) says(answer func(ctx context.Context) (Table, error)) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.answer = answer
}

func (f *fake) asked(t *testing.T, want int) {
	t.Helper()
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.loads != want {
		t.Errorf("%s was asked %d times, want %d", f.name, f.loads, want)
	}
}

// of is an answer: a table published some time before it is asked for.
func of(before time.Duration, rows ...string) func(context.Context) (Table, error) {
	return func(context.Context) (Table, error) {
		table := Table{Published: time.Now().Add(-before), Rubles: map[money.Currency]decimal.Decimal{}}
		for _, row := range rows {
			code, value, _ := strings.Cut(row, " ")
			table.Rubles[money.Currency(code)] = decimal.RequireFromString(value)
		}
		return table, nil
	}
}

// fails returns the answer of a service that says these words in place of a table.
func fails(words string) func(context.Context) (Table, error) {
	return failsWith(fault.New(fault.Retry, "outbound.other", "words", words))
}

func failsWith(err error) func(context.Context) (Table, error) {
	return func(context.Context) (Table, error) { return Table{}, err }
}

// drawer is a keeper in memory.
type drawer struct {
	mu    sync.Mutex
	fails error
	kept  map[string][]byte
}

func (d *drawer) Get(_ context.Context, key string) ([]byte, bool, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	document, found := d.kept[key]
	return document, found, d.fails
}

func (d *drawer) Put(_ context.Context, key string, value []byte) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.kept == nil {
		d.kept = map[string][]byte{}
	}
	d.kept[key] = value
	return d.fails
}

func newRates(keep provider.Documents, providers ...Provider) *Rates {
	return New(Options{Providers: providers, Keep: keep, Log: zerolog.Nop()})
}

// costs prices one unit and holds value and source.
func costs(t *testing.T, r *Rates, currency, rubles, source string) {
	t.Helper()
	amount, err := money.Parse("1", currency)
	if err != nil {
		t.Fatal(err)
	}
	got, rate, err := r.InRubles(t.Context(), amount)
	if err != nil {
		t.Errorf("1 %s: %v", currency, err)
		return
	}
	if got.Decimal() != rubles || got.Currency() != money.RUB || rate.Source != source || string(rate.Currency) != currency {
		t.Errorf("1 %s = %s at %+v; want %s by %s", currency, got, rate, rubles, source)
	}
}

// unpriced holds that there is no price, and what the error says.
func unpriced(t *testing.T, r *Rates, currency string, says ...string) {
	t.Helper()
	amount, err := money.Parse("1", currency)
	if err != nil {
		t.Fatal(err)
	}
	got, _, err := r.InRubles(t.Context(), amount)
	if !fault.Is(err, CodeNoRate) || !got.IsNone() {
		t.Errorf("1 %s = %s, %v; want that there is no rate", currency, got, err)
		return
	}
	for _, part := range append(says, currency) {
		if !strings.Contains(locale.English().Detail(err), part) {
			t.Errorf("the error does not say %q: %v", part, err)
		}
	}
}

func TestProvidersAreAskedInOrder(t *testing.T) {
	first := &fake{name: "first", answer: of(0, "USD 80", "EUR 90")}
	second := &fake{name: "second", answer: of(0, "USD 81", "KZT 0.16")}
	r := newRates(nil, first, second)
	costs(t, r, "USD", "80", "first")
	second.asked(t, 0)
	costs(t, r, "KZT", "0.16", "second") // the first answers and lacks it
	unpriced(t, r, "XAU", "first: it has no rate for XAU", "second: it has no rate for XAU")
	first.asked(t, 1)
	second.asked(t, 1)

	first.says(fails("no answer in time"))
	second.says(fails("answered 500"))
	unpriced(t, newRates(nil, first, second), "USD", "first: no answer in time", "second: answered 500")
	unpriced(t, newRates(nil), "USD", "rates.providers")
}

func TestRublesNeedNothing(t *testing.T) {
	r := newRates(nil, &fake{name: "dead", answer: fails("dead")})
	amount, rate, err := r.InRubles(t.Context(), money.Rubles(1500))
	if err != nil || amount.Decimal() != "1500" || rate.Rubles != "" {
		t.Errorf("%s, %+v, %v", amount, rate, err)
	}
	if _, _, err := r.InRubles(t.Context(), money.Amount{}); err == nil || fault.Is(err, CodeNoRate) {
		t.Errorf("no amount: %v", err)
	}
}

func TestWhatIsKnownIsSaidWithoutAskingAnybody(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		first := &fake{name: "first", answer: of(0, "USD 80")}
		second := &fake{name: "second", answer: of(0, "USD 90", "EUR 95")}
		r := newRates(nil, first, second)
		known := func(amount, currency, want string) {
			t.Helper()
			a, err := money.Parse(amount, currency)
			if err != nil {
				t.Fatal(err)
			}
			rubles, _, ok := r.Known(a)
			if got := rubles.Decimal(); ok != (want != "") || ok && got != want {
				t.Errorf("%s %s is known as %q, %v; want %q", amount, currency, got, ok, want)
			}
		}
		known("5", "RUB", "5")
		known("5", "USD", "")
		first.asked(t, 0)
		costs(t, r, "USD", "80", "first")
		known("5", "USD", "400")
		known("5", "EUR", "") // the second would be asked
		costs(t, r, "EUR", "95", "second")
		known("5", "EUR", "475")
		known("5", "USD", "400")
		time.Sleep(time.Hour)
		known("5", "USD", "")
		first.says(fails("dead"))
		costs(t, r, "USD", "90", "second")
		known("5", "USD", "450") // the first rests
		first.asked(t, 2)
	})
}

func TestATableServesForItsTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &fake{name: "p", answer: of(0, "USD 80")}
		r := newRates(nil, p)
		costs(t, r, "USD", "80", "p")
		p.says(of(0, "USD 85"))
		time.Sleep(5*time.Minute - time.Second)
		costs(t, r, "USD", "80", "p")
		p.asked(t, 1)
		time.Sleep(2 * time.Second)
		costs(t, r, "USD", "85", "p")
		p.asked(t, 2)
	})
}

func TestOneLoadForAllWhoWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &fake{name: "p"}
		p.says(func(ctx context.Context) (Table, error) {
			select {
			case <-time.After(3 * time.Second):
				return of(0, "USD 80")(ctx)
			case <-ctx.Done():
				return Table{}, ctx.Err()
			}
		})
		r := newRates(nil, p)
		impatient, leave := context.WithTimeout(t.Context(), time.Second)
		defer leave()
		var all sync.WaitGroup
		all.Go(func() { // the first comes, begins the load, and leaves
			one, _ := money.Parse("1", "USD")
			if _, _, err := r.InRubles(impatient, one); !errors.Is(err, context.DeadlineExceeded) || fault.Is(err, CodeNoRate) {
				t.Errorf("the one who left: %v", err)
			}
		})
		synctest.Wait()
		for range 50 {
			all.Go(func() { costs(t, r, "USD", "80", "p") })
		}
		all.Wait()
		p.asked(t, 1)
	})
}

func TestALoadHasAnEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRates(nil, &fake{name: "p", answer: func(ctx context.Context) (Table, error) {
			<-ctx.Done()
			return Table{}, ctx.Err()
		}})
		unpriced(t, r, "USD", "p: ")
	})
}

func TestADeadProviderIsLeftAlone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &fake{name: "p", answer: fails("dead")}
		r := newRates(nil, p)
		for range 20 {
			unpriced(t, r, "USD", "p: dead")
		}
		p.asked(t, 1)
		time.Sleep(16 * time.Second)
		p.says(of(0, "USD 80"))
		costs(t, r, "USD", "80", "p") // it came back by itself
		p.asked(t, 2)
	})
}

func TestAProviderThatAsksForQuietGetsIt(t *testing.T) {
	for name, test := range map[string]struct {
		err   error
		quiet time.Duration
	}{
		"for two minutes":         {&fault.Error{Kind: fault.Retry, Code: "outbound.call", After: 2 * time.Minute}, 2 * time.Minute},
		"for a second":            {&fault.Error{Kind: fault.Retry, Code: "outbound.call", After: time.Second}, 15 * time.Second},
		"for a day":               {&fault.Error{Kind: fault.Retry, Code: "outbound.call", After: 24 * time.Hour}, outbound.LongestPause},
		"too many, no time named": {(&outbound.Failure{Status: 429}).Fault("GET x"), 5 * time.Minute},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p := &fake{name: "p", answer: failsWith(test.err)}
				r := newRates(nil, p)
				unpriced(t, r, "USD")
				time.Sleep(test.quiet - time.Millisecond)
				unpriced(t, r, "USD")
				p.asked(t, 1)
				time.Sleep(2 * time.Millisecond)
				unpriced(t, r, "USD")
				p.asked(t, 2)
			})
		})
	}
}
