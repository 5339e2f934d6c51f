package app

import (
	"context"
	"maps"

	"streamspark/internal/breaker"
	"streamspark/internal/provider"
	"streamspark/internal/web/api"
)

// newBreaker returns a new breaker of a provider.
func (a *App) newBreaker(d provider.Descriptor) *breaker.Breaker {
	b := breaker.New(breaker.Options{Name: api.ProviderName(d.ID), Changed: a.changed, Log: a.part(d.ID)})
	a.breakerOf[d.ID] = b
	return b
}

// closeBreakers closes the breakers at once, because the streamer asked.
func (a *App) closeBreakers(providers ...string) {
	a.making.RLock()
	known := maps.Clone(a.breakerOf)
	a.making.RUnlock()
	for _, provider := range providers {
		if b, ok := known[provider]; ok {
			b.Heal()
		}
	}
}

// retryWaiting makes due what waits for a provider: one was found to answer.
func (a *App) retryWaiting(ctx context.Context) {
	if err := a.store.RetryWaiting(ctx); err != nil && ctx.Err() == nil {
		a.log.Warn().Err(err).Msg("waiting celebrations could not be made due; they continue a little later")
	}
}

// breakers returns how each provider stands.
func (a *App) breakers() map[string]breaker.State {
	a.making.RLock()
	defer a.making.RUnlock()
	all := map[string]breaker.State{}
	for id, b := range a.breakerOf {
		all[id] = b.State()
	}
	return all
}
