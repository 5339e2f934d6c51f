// Package rates prices any currency in rubles. It asks the services that
// publish rates in order, keeps each table for a while, and falls back on
// the last good one until that is too old. It never guesses: without a
// usable rate there is no price.
//
// Two ages count. A table that its service serves now is in force, also
// when it is dated days ago: the Central Bank sets no rates on weekends and
// holidays. Only a date more than two weeks back (or MaxAge, where that is
// longer) means that the service itself stopped. A last known table, whose
// service does not answer any more, is used until MaxAge after the moment
// it was published.
package rates

import (
	"context"
	"maps"
	"sync"
	"time"

	"github.com/patrickmn/go-cache"
	"github.com/rs/zerolog"
	"github.com/shopspring/decimal"
	"golang.org/x/sync/singleflight"

	"streamspark/internal/celebration"
	"streamspark/internal/fault"
	"streamspark/internal/money"
	"streamspark/internal/provider"
)

// CodeNoRate is of the fault that there is no usable rate for a currency, now.
const CodeNoRate = "rates.no_rate"

// Options is what Rates is made of. What is zero has a default.
type Options struct {
	Providers []Provider         // asked in this order
	TTL       time.Duration      // how long a loaded table serves without asking again; 5 minutes
	MaxAge    time.Duration      // after it a last known table is no longer used; 72 hours
	Pause     time.Duration      // how long a provider that failed is left alone; 15 seconds
	Keep      provider.Documents // where the last good tables outlive a restart; may be nil
	Log       zerolog.Logger
	Now       func() time.Time // judges ages; the cache runs by the machine's clock
}

// Rates prices amounts in rubles. It is safe for concurrent use.
type Rates struct {
	o       Options
	fresh   *cache.Cache // tables by provider
	resting *cache.Cache // errors by provider
	loads   singleflight.Group

	mu       sync.Mutex
	known    map[string]Table   // the last good ones
	recalled map[string]bool    // whether the keeper was asked for it
	problems map[string]Problem // of the last load, where it failed
}

// New makes Rates. It loads nothing yet.
func New(o Options) *Rates {
	if o.TTL <= 0 {
		o.TTL = 5 * time.Minute
	}
	if o.MaxAge <= 0 {
		o.MaxAge = 72 * time.Hour
	}
	if o.Pause <= 0 {
		o.Pause = 15 * time.Second
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	return &Rates{
		o: o,
		// No cleaning: there are as many entries as providers, and the
		// cleaner's goroutine could not be stopped.
		fresh: cache.New(o.TTL, 0), resting: cache.New(o.Pause, 0),
		known: map[string]Table{}, recalled: map[string]bool{}, problems: map[string]Problem{},
	}
}

// InRubles prices an amount. Rubles are themselves, with no rate. A
// provider that lacks the currency, or fails, leaves the word to the next;
// then the last known tables are asked, the newest first. If nobody knows,
// the fault has CodeNoRate and says what was tried.
func (r *Rates) InRubles(ctx context.Context, amount money.Amount) (money.Amount, celebration.Rate, error) {
	currency := amount.Currency()
	switch {
	case amount.IsNone():
		return money.Amount{}, celebration.Rate{}, fault.New(fault.Invalid, "rates.no_amount")
	case currency == money.RUB:
		return amount, celebration.Rate{}, nil
	}
	var tried []fault.Message
	failed := func(p Provider, why fault.Message) {
		tried = append(tried, fault.Say("rates.tried", "provider", provider.Title(p.Name()), "why", why))
	}
	for _, p := range r.o.Providers {
		table, err := r.table(ctx, p)
		if ctx.Err() != nil {
			return money.Amount{}, celebration.Rate{}, ctx.Err()
		}
		if err != nil {
			failed(p, fault.MessageOf(err))
			continue
		}
		if rubles, ok := table.Rubles[currency]; ok {
			return priced(amount, table, rubles)
		}
		failed(p, fault.Say("rates.no_currency", "currency", string(currency)))
	}
	if table, ok := r.lastKnown(ctx, currency); ok {
		return priced(amount, table, table.Rubles[currency])
	}
	if len(tried) == 0 {
		tried = []fault.Message{fault.Say("rates.no_provider")}
	}
	return money.Amount{}, celebration.Rate{}, fault.New(fault.Retry, CodeNoRate, "currency", string(currency), "tried", tried)
}

// Known returns InRubles by the rates in memory. It asks nobody and never
// waits; where InRubles would load a table it returns false.
func (r *Rates) Known(amount money.Amount) (money.Amount, celebration.Rate, bool) {
	currency := amount.Currency()
	switch {
	case amount.IsNone():
		return money.Amount{}, celebration.Rate{}, false
	case currency == money.RUB:
		return amount, celebration.Rate{}, true
	}
	for _, p := range r.o.Providers {
		table, err := r.remembered(p.Name())
		if err == nil && table.Rubles == nil {
			break // it would be asked
		}
		if rubles, ok := table.Rubles[currency]; ok {
			rubles, rate, err := priced(amount, table, rubles)
			return rubles, rate, err == nil
		}
	}
	return money.Amount{}, celebration.Rate{}, false
}

func priced(amount money.Amount, t Table, rubles decimal.Decimal) (money.Amount, celebration.Rate, error) {
	rate := celebration.Rate{
		Currency: amount.Currency(), Rubles: rubles.String(), Source: t.Source, Published: t.Published,
	}
	return amount.Convert(money.RUB, rubles), rate, nil
}

// State is how the rates stand, for people.
type State struct {
	Table     *Table    // what would be used now; nil: nothing was loaded yet, or all is too old
	LastKnown bool      // the table's provider does not answer now: it is its last good one
	Problems  []Problem // of the providers whose last load failed, in their order
}

// Problem is why a provider gave no table.
type Problem struct {
	Provider string
	Err      error
	At       time.Time
}

// State returns the rates in memory and their problems; it asks no provider.
func (r *Rates) State(ctx context.Context) State {
	var s State
	for _, p := range r.o.Providers {
		if table, err := r.remembered(p.Name()); err == nil && s.Table == nil && table.Rubles != nil {
			s.Table = &table
		}
	}
	if s.Table == nil {
		if table, ok := r.lastKnown(ctx, ""); ok {
			s.Table = &table
		}
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, p := range r.o.Providers {
		if problem, ok := r.problems[p.Name()]; ok {
			s.Problems = append(s.Problems, problem)
			s.LastKnown = s.LastKnown || s.Table != nil && s.Table.Source == p.Name()
		}
	}
	if s.Table != nil {
		s.Table.Rubles = maps.Clone(s.Table.Rubles)
	}
	return s
}
