package app

import (
	"context"

	"streamspark/internal/provider"
	"streamspark/internal/writer"
)

// openWriter opens what writes prompts, and settles what it and the voices had under
// way when the program ended.
func (a *App) openWriter(ctx context.Context) error {
	a.writer = writer.New(writer.Options{
		Store: a.store, Settings: a.writerSettings, Model: a.textModel, Rubles: a.rublesPerDollar, Redact: a.redact.Text, Log: a.part("text"),
	})
	return a.store.LoseRequests(ctx)
}

// madeText is the model of a provider, and what it was made with.
type madeText struct {
	of    madeOf
	model *provider.TextModel
}

// textModel returns the one that writes now.
func (a *App) textModel() (*provider.TextModel, bool) {
	c := a.live.Get()
	d, ok := provider.Find(provider.OfKind(a.providers, provider.KindText), c.Text.Writer())
	now := madeOf{values: c.Values(d.ID), network: c.Network}
	if !ok || !d.Ready(now.values) {
		return nil, false
	}
	a.making.Lock()
	defer a.making.Unlock()
	made, known := a.texts[d.ID]
	if !known || !made.of.values.Equal(now.values) || made.of.network != now.network {
		setup := a.setup(d, c)
		setup.Client = setup.Client.WithBreaker(a.newBreaker(d), nil)
		made = madeText{now, d.Text(setup)}
		a.texts[d.ID] = made
	}
	return made.model, true
}

func (a *App) writerSettings() writer.Settings {
	c := a.live.Get()
	return writer.Settings{Timeout: c.Text.Timeout, Budget: c.Budget, Day: today(), Stream: a.stream.since()}
}
