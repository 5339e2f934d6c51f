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

// textModel returns the one that writes now.
func (a *App) textModel() (*provider.TextModel, bool) {
	c := a.live.Get()
	d, ok := provider.Find(provider.OfKind(a.providers, provider.KindText), c.Text.Writer())
	if !ok || !d.Ready(c.Values(d.ID)) {
		return nil, false
	}
	model, err := remade(a, a.texts, d, c, func(s provider.Setup) (*provider.TextModel, error) { return d.Text(s), nil })
	return model, err == nil
}

func (a *App) writerSettings() writer.Settings {
	c := a.live.Get()
	return writer.Settings{Timeout: c.Text.Timeout, Budget: c.Budget, Day: today(), Stream: a.stream.since()}
}
