package app

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"streamspark/internal/breaker"
	"streamspark/internal/locale"
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

// breakers tells how each provider stands, in the words of the web.
func (a *App) breakers() []api.Breaker {
	var all []api.Breaker
	a.making.RLock()
	known := maps.Clone(a.guards)
	a.making.RUnlock()
	for _, provider := range slices.Sorted(maps.Keys(known)) {
		s := known[provider].State()
		all = append(all, api.Breaker{Provider: provider, State: s.State, Since: s.Since, Why: s.Why, Again: s.Again})
	}
	return all
}

// generatorPart tells how the generators stand. Down is only what makes no
// clip at all.
func (a *App) generatorPart() api.Part {
	g := a.live.Get().Generation
	part, chosen := api.Part{Name: "generator", State: "ok"}, g.Generator()
	if chosen == "off" {
		part.State, part.Why = "down", "Generation is switched off: no clips are made."
		return part
	}
	if _, ok := a.maker(chosen); !ok {
		part.State, part.Why = "down", chosen+" is chosen and not configured."
		return part
	}
	for _, b := range a.breakers() {
		if _, makes := a.maker(b.Provider); !makes || b.State == breaker.Closed {
			continue
		}
		part.Why = strings.TrimSpace(part.Why + " " + silence(b))
		if part.State == "ok" {
			part.State = "degraded"
		}
		if b.Provider == chosen && b.State == breaker.Open {
			part.State = "down"
		}
	}
	if other, ok := a.substitute(); ok && part.State == "down" {
		part.State = "degraded"
		part.Why += " New clips are made by " + api.ProviderName(other) + " meanwhile."
	}
	return part
}

// substitute returns who makes new clips while the chosen generator does not
// answer.
func (a *App) substitute() (string, bool) {
	next := a.pipeline.Next()
	return next, next != a.live.Get().Generation.Generator()
}

// silence says in a sentence that a provider does not answer.
func silence(b api.Breaker) string {
	next := "it is asked again now"
	if wait := time.Until(b.Again).Round(time.Second); wait > 0 {
		next = fmt.Sprintf("it is asked again in %d s", int(wait.Seconds()))
	}
	return fmt.Sprintf("%s does not answer since %s (%s); %s.", api.ProviderName(b.Provider), b.Since.Local().Format("15:04"), locale.English().Message(b.Why), next)
}
