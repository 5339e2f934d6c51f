package app

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"maps"
	"slices"

	"streamspark/internal/config"
	"streamspark/internal/moderation"
	"streamspark/internal/overlay"
	"streamspark/internal/pipeline"
	"streamspark/internal/provider"
	"streamspark/internal/rates"
)

// madeOf is what something of a provider was made with.
type madeOf struct {
	values  provider.Values
	network config.Network
}

func (m madeOf) equal(other madeOf) bool {
	return m.values.Equal(other.values) && m.network == other.network
}

// made is something of a provider, and what it was made with.
type made[T any] struct {
	of  madeOf
	one T
}

// remade returns what a provider's keys and the way to it make now: what was made
// before, or anew where they changed.
func remade[T any](a *App, all map[string]made[T], d provider.Descriptor, c config.Config, open func(provider.Setup) (T, error)) (T, error) {
	now := madeOf{c.Values(d.ID), c.Network}
	a.making.Lock()
	defer a.making.Unlock()
	if had, known := all[d.ID]; known && had.of.equal(now) {
		return had.one, nil
	}
	setup := a.setup(d, c)
	if d.Paid {
		setup.Client = setup.Client.WithBreaker(a.newBreaker(d), nil)
	}
	one, err := open(setup)
	if err == nil {
		all[d.ID] = made[T]{now, one}
	}
	return one, err
}

// renewMakers makes those generators anew whose keys changed, or the way to
// them: also those that make no new clips now, for they may have orders to
// finish. A call on its way ends with the old one. A job that was ordered with
// another account's key can be looked at only with that: until it is back, it
// waits for generation.timeout and then says that it may have been charged.
func (a *App) renewMakers(c config.Config) error {
	a.making.Lock()
	defer a.making.Unlock()
	for _, d := range a.generators() {
		now := madeOf{values: c.Values(d.ID)}
		if len(d.Keys) > 0 { // else it calls nobody
			now.network = c.Network
		}
		if had, made := a.madeOf[d.ID]; made && had.equal(now) {
			continue // and its breaker knows what it knows
		}
		a.madeOf[d.ID] = now
		delete(a.breakerOf, d.ID)
		delete(a.makers, d.ID)
		if !d.Ready(now.values) {
			continue
		}
		maker, err := a.newMaker(d, c)
		if err != nil {
			return fmt.Errorf("make the generator %s: %w", d.ID, err)
		}
		a.makers[d.ID] = maker
	}
	return nil
}

// newMaker returns the maker of a generator that has all its keys. One that
// declares no Generator leaves its shows to the widget.
func (a *App) newMaker(d provider.Descriptor, c config.Config) (maker pipeline.Maker, err error) {
	if d.Generator == nil {
		return pipeline.Maker{}, nil
	}
	setup := a.setup(d, c)
	maker = pipeline.Maker{Paid: d.Paid, Model: setup.Order.Model, Video: d.Codec}
	if len(d.Keys) > 0 {
		b := a.newBreaker(d)
		maker.Ready = b.Ready
		setup.Client = setup.Client.WithBreaker(b, func(ctx context.Context) error { return provider.Try(ctx, maker.Generator) })
	}
	maker.Generator, err = d.Generator(setup)
	if closer, ok := maker.Generator.(io.Closer); ok {
		a.closers = append(a.closers, closer.Close)
	}
	return maker, err
}

func (a *App) maker(name string) (pipeline.Maker, bool) {
	a.making.RLock()
	defer a.making.RUnlock()
	maker, ok := a.makers[name]
	return maker, ok
}

// makerNames returns the generators that there are now.
func (a *App) makerNames() []string {
	a.making.RLock()
	defer a.making.RUnlock()
	return slices.Sorted(maps.Keys(a.makers))
}

// newRates returns the rates. What is paid for is asked first.
func (a *App) newRates(c config.Config) *rates.Rates {
	all := provider.OfKind(a.providers, provider.KindRates)
	order := slices.Clone(c.Rates.Providers)
	for _, d := range all {
		if c.Values(d.ID).Text("api_key") != "" {
			order = append([]string{d.ID}, slices.DeleteFunc(order, func(id string) bool { return id == d.ID })...)
		}
	}
	var asked []rates.Provider
	for _, id := range order {
		if d, ok := provider.Find(all, id); ok {
			setup := a.setup(d, c)
			setup.Client = setup.Client.WithBreaker(a.newBreaker(d), nil)
			asked = append(asked, rates.Named(id, d.Rates(setup)))
		}
	}
	return rates.New(rates.Options{
		Providers: asked, TTL: c.Rates.CacheTTL, MaxAge: c.Rates.MaxAge, Keep: a.store, Log: a.part("rates"),
	})
}

func (a *App) pipelineSettings() pipeline.Settings { return a.rulesOf(a.live.Get()) }

// rulesOf returns the rules of a configuration, which need not be in force.
func (a *App) rulesOf(c config.Config) pipeline.Settings {
	g, accounts := c.Generation, map[string]pipeline.Account{}
	catchUp := c.Values(a.accounts[0].ID()).Duration("catch_up") // also of sources that have no such key
	for _, source := range a.accounts {
		set := c.Values(source.ID())
		account := pipeline.Account{CatchUp: catchUp, InRubles: set.Text("account_currency") == "RUB"}
		if set.Text("catch_up") != "" {
			account.CatchUp = set.Duration("catch_up")
		}
		accounts[source.ID()] = account
	}
	rules := a.checker.Rules(c.Moderation)
	var restored restoredFrom
	if mark := a.restored.Load(); mark != nil {
		restored = *mark
	}
	return pipeline.Settings{
		Restored: restored.At, RestoredTo: restored.MadeAt,
		Tiers: c.Tiers, Review: g.Review, Frame: g.SystemPrompt, Negative: g.NegativePrompt, AspectRatio: g.AspectRatio,
		Resolution: g.Resolution, Duration: g.Duration, Audio: g.Audio,
		Generator: cmp.Or(g.Generator(), pipeline.Off), Free: a.free(), Others: g.Others(), Places: g.Concurrency, PollEvery: g.PollInterval,
		Timeout: g.Timeout, CatchUp: catchUp, Accounts: accounts,
		Language: a.language(c), Budget: c.Budget, Day: today(), Stream: a.stream.since(), Moderate: rules.Judge, AsksModel: c.Moderation.Model != moderation.ModelOff, AsksForMoney: c.Moderation.AsksText(),
		Minimums: pipeline.Minimums{Message: c.Limits.Message, Link: c.Limits.Link, Links: rules.Links},
		Mode:     c.Hold.Mode, DecideWithin: c.Hold.Within, Otherwise: pipeline.Action(c.Hold.Otherwise),
	}
}

func (a *App) overlaySettings() overlay.Settings {
	c := a.live.Get()
	o := c.Overlay
	return overlay.Settings{
		Volume: o.Volume, Alert: o.Alert, MaxPlayback: o.MaxPlayback, Tiers: c.Tiers, Theme: o.Theme, AlertText: o.AlertText,
		Topics: o.Topics, Language: a.language(c), Sound: o.Sound, SoundVolume: o.SoundVolume, Look: o.Look,
	}
}

// language returns that of the widget, and of sums that are drawn; empty:
// nobody has used the dashboard yet.
func (a *App) language(c config.Config) string { return cmp.Or(c.Overlay.Language, a.spoken.Get()) }

// saveLanguage keeps in which language the dashboard is used.
func (a *App) saveLanguage(ctx context.Context, language string) {
	before := a.spoken.Get()
	if now, err := a.spoken.Update(ctx, func(string) string { return language }); err != nil {
		a.log.Warn().Err(err).Msg("the dashboard's language could not be saved for the widget")
	} else if now != before {
		a.overlay.Refresh()
		a.widgets.Refresh()
	}
}
