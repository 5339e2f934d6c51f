package app

import (
	"context"
	"maps"
	"slices"
	"time"

	"streamspark/internal/breaker"
	"streamspark/internal/config"
	"streamspark/internal/fault"
	"streamspark/internal/pipeline"
	"streamspark/internal/provider"
	"streamspark/internal/rates"
	"streamspark/internal/web/api"
)

// guards are the breakers by provider.
type guards map[string]interface {
	State() breaker.State
	Heal()
}

// guarded puts a breaker before a paid generator.
func (a *App) guarded(d provider.Descriptor, model string, g breaker.Generator) pipeline.Maker {
	guard := breaker.NewGuard(g, a.breakerOf(d.ID))
	a.guards[d.ID] = guard
	return pipeline.Maker{Paid: true, Model: model, Video: d.Codec, Generator: guard.Generator(), Ready: guard.Ready}
}

// guardedRates puts a breaker before a provider of rates.
func (a *App) guardedRates(p rates.Provider) rates.Provider {
	guard := breaker.NewRates(p, a.breakerOf(p.Name()))
	a.guards[p.Name()] = guard
	return guard
}

func (a *App) breakerOf(provider string) breaker.Options {
	return breaker.Options{Name: api.ProviderName(provider), Changed: a.changed, Log: a.part(provider)}
}

// heal lets providers be asked again at once, because the streamer asked.
func (a *App) heal(providers ...string) {
	a.making.RLock()
	known := maps.Clone(a.guards)
	a.making.RUnlock()
	for _, provider := range providers {
		if guard, ok := known[provider]; ok {
			guard.Heal()
		}
	}
}

// hurry makes due what waits for a provider: one was found to answer.
func (a *App) hurry(ctx context.Context) {
	if err := a.store.Hurry(ctx); err != nil && ctx.Err() == nil {
		a.log.Warn().Err(err).Msg("what waits could not be made due: it goes on a little later")
	}
}

// breakers returns how each provider stands.
func (a *App) breakers() []api.Breaker {
	var all []api.Breaker
	a.making.RLock()
	known := maps.Clone(a.guards)
	a.making.RUnlock()
	for _, id := range slices.Sorted(maps.Keys(known)) {
		s := known[id].State()
		all = append(all, api.Breaker{Provider: id, State: s.State, Since: s.Since, Why: s.Why, Again: s.Again})
	}
	return all
}

// generatorPart returns how the generators stand. Down is only what makes no
// clip at all.
func (a *App) generatorPart() api.Part {
	chosen := a.live.Get().Generation.Generator()
	part := api.Part{Name: "generator", State: api.StateOK}
	if chosen == config.Off {
		part.Is(api.StateDown, fault.Say("part.generator.off"))
		return part
	}
	if _, ok := a.maker(chosen); !ok {
		part.Is(api.StateDown, fault.Say("part.generator.not_configured", "provider", chosen))
		return part
	}
	down := false
	for _, b := range a.breakers() {
		if _, makes := a.maker(b.Provider); makes && b.State != breaker.Closed {
			part.Is(api.StateDegraded, silence(b))
			down = down || b.Provider == chosen && b.State == breaker.Open
		}
	}
	switch other, ok := a.substitute(); {
	case down && ok:
		part.Is(api.StateDegraded, fault.Say("part.generator.substitute", "provider", provider.Title(other)))
	case down:
		part.State = api.StateDown
	}
	return part
}

// substitute returns who makes new clips while the chosen generator does not
// answer.
func (a *App) substitute() (string, bool) {
	next := a.pipeline.Next()
	return next, next != a.live.Get().Generation.Generator()
}

// silence returns that a provider does not answer, and when it is asked again.
func silence(b api.Breaker) fault.Message {
	args := []any{"provider", provider.Title(b.Provider), "since", b.Since, "cause", b.Why}
	if wait := time.Until(b.Again).Round(time.Second); wait > 0 {
		return fault.Say("part.generator.silent", append(args, "wait", wait)...)
	}
	return fault.Say("part.generator.trial", args...)
}
