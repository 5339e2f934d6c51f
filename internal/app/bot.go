package app

import (
	"context"
	"os"
	"time"

	"streamspark/internal/locale"
	"streamspark/internal/provider"
	"streamspark/internal/telegram"
)

// openBot opens what moderators decide with away from the dashboard.
func (a *App) openBot(ctx context.Context) (err error) {
	a.bot, err = telegram.Open(ctx, telegram.Options{
		Store: a.store, Decide: a.pipeline.Decide, Client: a.botClient, Changed: a.changed, Now: time.Now, Log: a.part("telegram"),
		Clip:     func(name string) (*os.File, error) { return a.clips.Open(name) },
		Language: func() *locale.Language { return locale.ByCode(a.language(a.live.Get())) },
	})
	return err
}

// botClient returns the client of the bot whose token is set now.
func (a *App) botClient() (*telegram.Client, bool) {
	c := a.live.Get()
	d, ok := provider.Find(provider.OfKind(a.providers, provider.KindMessenger), telegram.ID)
	if !ok || !d.Ready(c.Values(d.ID)) {
		return nil, false
	}
	client, err := remade(a, a.bots, d, c, func(s provider.Setup) (*telegram.Client, error) { return telegram.NewClient(s), nil })
	return client, err == nil
}
