package rates

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"github.com/patrickmn/go-cache"

	"streamspark/internal/fault"
	"streamspark/internal/money"
	"streamspark/internal/outbound"
)

const (
	maxLoad   = 25 * time.Second    // of one table, whoever waits for it
	frozen    = 14 * 24 * time.Hour // longer than any holiday of a bank
	longPause = 5 * time.Minute     // after "too many requests" that names no time
)

// table returns a provider's table: remembered, or loaded now. Many callers at
// once are one load, and a caller who leaves does not stop it for the rest.
func (r *Rates) table(ctx context.Context, p Provider) (Table, error) {
	if table, err := r.remembered(p.Name()); err != nil || table.Rubles != nil {
		return table, err
	}
	loaded := r.loads.DoChan(p.Name(), func() (any, error) {
		// Another load may have ended between the look and the turn.
		if table, err := r.remembered(p.Name()); err != nil || table.Rubles != nil {
			return table, err
		}
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), maxLoad)
		defer cancel()
		return r.load(ctx, p)
	})
	select {
	case result := <-loaded:
		table, _ := result.Val.(Table)
		return table, result.Err
	case <-ctx.Done():
		return Table{}, ctx.Err()
	}
}

// remembered returns the fresh table of a provider, or the error that it is
// resting from; else neither.
func (r *Rates) remembered(name string) (Table, error) {
	if found, ok := r.fresh.Get(name); ok {
		return found.(Table), nil
	}
	if found, ok := r.resting.Get(name); ok {
		return Table{}, found.(error)
	}
	return Table{}, nil
}

func (r *Rates) load(ctx context.Context, p Provider) (Table, error) {
	now := r.o.Now()
	table, err := p.Load(ctx)
	if err == nil {
		table, err = table.usable(now)
	}
	if err == nil && now.Sub(table.Published) > max(frozen, r.o.MaxAge) {
		err = unusable("rates.too_old", "day", fault.Day(table.Published))
	}
	if err != nil {
		r.failed(p.Name(), err, now)
		return Table{}, err
	}
	table.Source, table.Loaded = p.Name(), now.UTC()
	r.succeeded(ctx, table)
	return table, nil
}

// failed remembers why, and leaves the provider alone for a moment: a dead
// one must not be asked for every donation.
func (r *Rates) failed(name string, err error, now time.Time) {
	pause := min(fault.After(err), outbound.LongestPause)
	if pause == 0 && outbound.Status(err) == http.StatusTooManyRequests {
		pause = longPause
	}
	r.resting.Set(name, err, max(pause, r.o.Pause))
	r.mu.Lock()
	r.problems[name] = Problem{Provider: name, Err: err, At: now.UTC()}
	r.mu.Unlock()
	r.o.Log.Warn().Err(err).Str("provider", name).Msg("exchange rates could not be loaded")
}

// Resume ends the rest of the providers that failed: the next price asks them
// again. What is fresh stays.
func (r *Rates) Resume() { r.resting.Flush() }

func (r *Rates) succeeded(ctx context.Context, t Table) {
	r.fresh.Set(t.Source, t, cache.DefaultExpiration)
	r.mu.Lock()
	delete(r.problems, t.Source)
	r.known[t.Source], r.recalled[t.Source] = t, true
	r.mu.Unlock()
	r.o.Log.Debug().Str("provider", t.Source).Int("currencies", len(t.Rubles)).Time("published", t.Published).
		Msg("exchange rates loaded")
	if r.o.Keep == nil {
		return
	}
	document, err := json.Marshal(t)
	if err == nil {
		err = r.o.Keep.Put(ctx, key(t.Source), document)
	}
	if err != nil {
		r.o.Log.Warn().Err(err).Str("provider", t.Source).Msg("the exchange rates could not be saved")
	}
}

func key(name string) string { return "rates." + name }

// lastKnown returns the newest last known table that is not too old and has the
// currency; any currency where it is empty.
func (r *Rates) lastKnown(ctx context.Context, currency money.Currency) (Table, bool) {
	var newest Table
	for _, p := range r.o.Providers {
		table := r.recall(ctx, p.Name())
		if currency != "" {
			if _, has := table.Rubles[currency]; !has {
				continue
			}
		}
		age := r.o.Now().Sub(table.Published)
		if age <= r.o.MaxAge && age >= -maxEarly && table.Published.After(newest.Published) {
			newest = table
		}
	}
	return newest, newest.Rubles != nil
}

// recall returns the last good table of a provider, from before a restart too.
func (r *Rates) recall(ctx context.Context, name string) Table {
	r.mu.Lock()
	table, done := r.known[name], r.recalled[name]
	r.mu.Unlock()
	if done || r.o.Keep == nil {
		return table
	}
	document, found, err := r.o.Keep.Get(ctx, key(name))
	if err != nil {
		r.o.Log.Warn().Err(err).Str("provider", name).Msg("the saved exchange rates could not be read")
		return Table{}
	}
	if found {
		if table, err = kept(document, name, r.o.Now()); err != nil {
			r.o.Log.Warn().Err(err).Str("provider", name).Msg("the saved exchange rates are unusable")
		}
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if !r.recalled[name] { // a load may have brought a newer one meanwhile
		r.known[name], r.recalled[name] = table, true
	}
	return r.known[name]
}

// kept reads a table that was kept, as carefully as a new one.
func kept(document []byte, name string, now time.Time) (Table, error) {
	var table Table
	if err := json.Unmarshal(document, &table); err != nil {
		return Table{}, err
	}
	table.Source = name
	return table.usable(now)
}
