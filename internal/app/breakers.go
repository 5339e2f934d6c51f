package app

import (
	"context"
	"maps"
	"slices"
	"time"

	"streamspark/internal/breaker"
	"streamspark/internal/config"
	"streamspark/internal/fault"
	"streamspark/internal/provider"
	"streamspark/internal/web/api"
)

// newBreaker returns a new breaker of a provider.
func (a *App) newBreaker(d provider.Descriptor) *breaker.Breaker {
	b := breaker.New(breaker.Options{Name: api.ProviderName(d.ID), Changed: a.changed, Log: a.part(d.ID)})
	a.breakerOf[d.ID] = b
	return b
}

// heal lets providers be asked again at once, because the streamer asked.
func (a *App) heal(providers ...string) {
	a.making.RLock()
	known := maps.Clone(a.breakerOf)
	a.making.RUnlock()
	for _, provider := range providers {
		if b, ok := known[provider]; ok {
			b.Heal()
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
	known := maps.Clone(a.breakerOf)
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
