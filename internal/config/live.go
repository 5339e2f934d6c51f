package config

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"sync"
	"sync/atomic"

	"streamspark/internal/celebration"
	"streamspark/internal/fault"
	"streamspark/internal/money"
	"streamspark/internal/provider"
	"streamspark/internal/secrets"
)

// Documents is where the dashboard's values are read that are no secrets.
type Documents interface {
	Get(ctx context.Context, name string) ([]byte, bool, error)
}

// Where the dashboard's values are kept. Secrets have a document of their
// own, which the keeper seals.
const (
	document  = "config/dashboard"
	SecretDoc = "config/secrets"
)

// Live is the configuration of a running program. Readers take one Get for
// one piece of work; a change is checked and saved before it is seen.
type Live struct {
	mu       sync.Mutex // of changes
	donors   sync.Mutex // of SetDonor
	layers   Layers
	keep     *secrets.Store
	onChange func() // that something was saved; may be nil
	ignored  []Ignored
	current  atomic.Pointer[state]

	providers []provider.Descriptor // never change
}

type state struct {
	config  Config
	origins map[string]Origin
}

// New resolves the layers, without what the dashboard saved.
func New(layers Layers) (*Live, error) {
	l := &Live{providers: layers.schema.providers}
	layers.early = true
	return l, l.swap(layers)
}

// OpenSaved adds what the dashboard saved, and saves later changes there.
func (l *Live) OpenSaved(ctx context.Context, open Documents, keep *secrets.Store) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.keep = keep
	layers, ignored, err := l.layers.read(ctx, open, keep)
	if err != nil {
		return err
	}
	l.ignored = ignored
	return l.swap(layers)
}

func (l *Live) swap(layers Layers) error {
	c, origins, err := layers.resolve()
	if err != nil {
		return err
	}
	l.layers = layers
	l.current.Store(&state{c, origins})
	return nil
}

// Providers returns the providers whose keys it has, in the order of the list.
func (l *Live) Providers() []provider.Descriptor { return l.providers }

// Get returns the configuration of this moment. It is not changed by anyone.
func (l *Live) Get() Config { return l.current.Load().config }

// Save sets a key as the dashboard's value. A refused value changes nothing.
func (l *Live) Save(ctx context.Context, name, value string) error {
	return l.SaveAll(ctx, map[string]string{name: value})
}

// SaveAll sets several keys at once: all of them or none.
func (l *Live) SaveAll(ctx context.Context, values map[string]string) error {
	return l.change(ctx, func(layers Layers) (Layers, error) { return layers.withAll(values) })
}

// Try returns the configuration with several keys set as SaveAll would set them. It
// saves nothing.
func (l *Live) Try(values map[string]string) (Config, error) {
	l.mu.Lock()
	layers := l.layers
	l.mu.Unlock()
	layers, err := layers.withAll(values)
	if err != nil {
		return Config{}, err
	}
	c, _, err := layers.resolve()
	return c, sinceShown(err)
}

// withAll returns the layers with values of the dashboard, as far as it may set them.
func (l Layers) withAll(values map[string]string) (Layers, error) {
	for _, name := range slices.Sorted(maps.Keys(values)) {
		if _, fixed := l.flags[name]; fixed {
			return l, fault.InvalidField(name, "config.from_flag")
		}
		if !l.schema.known(name) {
			return l, fault.New(fault.Invalid, "config.no_setting", "key", money.Mask(name))
		}
		if l.schema.byName[name].effect == Fixed {
			return l, fault.InvalidField(name, "config.fixed")
		}
		l = l.with(name, new(values[name]))
	}
	return l, nil
}

// Reset deletes the dashboard's value of a key, so that the environment,
// the file or the default holds again.
func (l *Live) Reset(ctx context.Context, name string) error {
	return l.change(ctx, func(layers Layers) (Layers, error) {
		if !layers.schema.known(name) {
			return layers, fault.New(fault.Invalid, "config.no_setting", "key", money.Mask(name))
		}
		return layers.with(name, nil), nil
	})
}

func (l *Live) change(ctx context.Context, how func(Layers) (Layers, error)) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	layers, err := how(l.layers)
	if err != nil {
		return err
	}
	c, origins, err := layers.resolve()
	if err != nil {
		return sinceShown(err)
	}
	if err := l.save(ctx, layers.dashboard); err != nil {
		return err
	}
	l.layers = layers
	l.current.Store(&state{c, origins})
	if l.onChange != nil {
		l.onChange()
	}
	return nil
}

// sinceShown returns what is wrong with a value for somebody who sees its
// field: without the key and where the value comes from.
func sinceShown(err error) error {
	outer, ok := fault.As(err)
	if !ok {
		return err
	}
	if why, ok := fault.As(outer.Cause); ok && outer.Field == why.Field {
		return why
	}
	return err
}

// save writes those of the two documents that changed, both or none.
func (l *Live) save(ctx context.Context, values map[string]string) error {
	secret, open := map[string][]byte{}, map[string][]byte{}
	for _, name := range []string{SecretDoc, document} {
		of := func(all map[string]string) map[string]string {
			own := map[string]string{}
			for key, value := range all {
				if l.layers.schema.secret(key) == (name == SecretDoc) {
					own[key] = value
				}
			}
			return own
		}
		now := of(values)
		if maps.Equal(now, of(l.layers.dashboard)) {
			continue
		}
		encoded, err := json.Marshal(now)
		if err != nil {
			return fmt.Errorf("save the dashboard's settings: %w", err)
		}
		if name == SecretDoc {
			secret[name] = encoded
		} else {
			open[name] = encoded
		}
	}
	if len(secret)+len(open) == 0 {
		return nil
	}
	return l.keep.PutAll(ctx, secret, open)
}

// OnChange sets the function that is called after each change that the dashboard saved. It must
// not block. It is set before anything can change.
func (l *Live) OnChange(f func()) { l.onChange = f }

// SetThreshold moves the lowest tier's minimum to what was said, which is
// worth so many rubles now.
func (l *Live) SetThreshold(ctx context.Context, said, rubles money.Amount) error {
	tiers := append(celebration.Tiers(nil), l.Get().Tiers...)
	if len(tiers) > 1 && !tiers[1].MinRub.GreaterThan(rubles.Value()) {
		return fault.InvalidField(tiersKey+"[0].min_rub", "config.threshold_too_high", "max", money.New(tiers[1].MinRub, money.RUB))
	}
	tiers[0].MinRub, tiers[0].Said = rubles.Value(), money.Amount{}
	if said.Currency() != money.RUB {
		tiers[0].Said = said
	}
	return l.Save(ctx, tiersKey, WriteTiers(tiers))
}

// SetTiers replaces all tiers.
func (l *Live) SetTiers(ctx context.Context, tiers celebration.Tiers) error {
	return l.Save(ctx, tiersKey, WriteTiers(tiers))
}

// Value is one key for the dashboard. A secret is masked.
type Value struct {
	Key     string
	Value   string
	Origin  Origin
	Saved   bool // the dashboard has a value, which can be given back
	Secret  bool
	Effect  Effect
	May     fault.Message // what it may be
	Choices []string      // all that it may be, where those are few
}

// View lists all keys with their values and origins.
func (l *Live) View() []Value {
	l.mu.Lock()
	defer l.mu.Unlock()
	origins := l.current.Load().origins
	var view []Value
	for _, k := range l.layers.schema.keys {
		value, _ := l.layers.find(k)
		value = k.kind.Masked(value)
		if k.name == tiersKey {
			value = WriteTiers(l.Get().Tiers)
		}
		_, saved := l.layers.dashboard[k.name]
		view = append(view, Value{
			Key: k.name, Value: value, Origin: origins[k.name], Saved: saved,
			Secret: k.secret(), Effect: k.effect, May: k.may, Choices: k.choices,
		})
	}
	return view
}

// Flag sets a value as if it had been given on the command line: for what
// is known only when the program runs, such as the port it was given.
func (l *Live) Flag(name, value string) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	layers := l.layers
	layers.flags = map[string]string{}
	maps.Copy(layers.flags, l.layers.flags)
	layers.flags[name] = value
	return l.swap(layers)
}
