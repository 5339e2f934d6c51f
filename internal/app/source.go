package app

import (
	"cmp"
	"context"
	"fmt"

	"streamspark/internal/celebration"
	"streamspark/internal/config"
	"streamspark/internal/provider"
	"streamspark/internal/source"
)

// openSources opens all sources of the list.
func (a *App) openSources(ctx context.Context, c config.Config) error {
	for _, d := range provider.OfKind(a.providers, provider.KindSource) {
		setup := a.setup(d, c)
		setup.Network, setup.Application = a.network, application(d, c)
		setup.Sink, setup.Changed = a.pipeline.Deliver, a.sourceChanged
		setup.Repeated = func(ctx context.Context, id string) { a.repeat(ctx, d.ID, id) }
		opened, err := d.Source(ctx, setup)
		if err != nil {
			return fmt.Errorf("open the source %s: %w", d.ID, err)
		}
		a.sources = append(a.sources, opened)
		account, ok := opened.(source.Account)
		if !ok {
			continue
		}
		a.accounts = append(a.accounts, account)
		a.closers = append(a.closers, func() error {
			ctx, cancel := context.WithTimeout(context.Background(), closeTimeout)
			defer cancel()
			return account.Close(ctx)
		})
		if a.standIns != nil && len(d.StandIn) > 0 {
			if err := a.signInToStandIn(ctx, account); err != nil {
				return err
			}
		}
	}
	return nil
}

// application returns the OAuth application of a source.
func application(d provider.Descriptor, c config.Config) source.Application {
	v := c.Values(d.ID)
	return source.Application{
		ID: v.Text("client_id"), Secret: v.Secret("client_secret").Reveal(),
		RedirectURI: cmp.Or(v.Text("redirect_uri"), c.Server.PublicURL+d.CallbackPath()),
	}
}

// configureAccounts sets the applications of the accounts, which may have changed.
func (a *App) configureAccounts(c config.Config) {
	for _, account := range a.accounts {
		if d, ok := provider.Find(a.providers, account.ID()); ok {
			account.Configure(application(d, c))
		}
	}
}

// repeat shows the finished clip or scene of a donation again, which the streamer
// repeated on the source's own pages. Nothing is made.
func (a *App) repeat(ctx context.Context, source, id string) {
	log := a.part(source)
	c, err := a.store.OfDonation(ctx, source, id)
	if err != nil || c.Clip == nil && c.Scene == nil || c.Status != celebration.Played {
		log.Debug().Err(err).Str("donation", id).Msg("a donation was repeated at its source, but has nothing to show")
		return
	}
	if _, err := a.overlay.Replay(ctx, c.ID); err != nil && ctx.Err() == nil {
		log.Warn().Err(err).Int64("celebration", c.ID).Msg("the celebration could not be shown again")
	}
}
