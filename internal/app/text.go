package app

import (
	"context"

	"streamspark/internal/config"
	"streamspark/internal/judge"
	"streamspark/internal/provider"
	"streamspark/internal/writer"
)

// openWriter opens what writes prompts and what asks models about words, and settles what it and the voices had under
// way when the program ended.
func (a *App) openWriter(ctx context.Context) error {
	a.writer = writer.New(writer.Options{
		Store: a.store, Settings: a.writerSettings, Model: a.textModel, Rubles: a.rublesPerDollar, Redact: a.redact.Text, Log: a.part("text"),
	})
	a.judge = judge.New(judge.Options{Free: a.freeJudge, Timeout: judge.Timeout, Log: a.part("moderation")})
	return a.store.LoseRequests(ctx)
}

// textModel returns the one that writes now.
func (a *App) textModel() (*provider.TextModel, bool) {
	c := a.live.Get()
	return a.textModelOf(c, c.Text.Writer())
}

// freeJudge returns the one that judges for nothing.
func (a *App) freeJudge() (*provider.TextModel, bool) {
	c := a.live.Get()
	return a.textModelOf(c, c.Judge())
}

func (a *App) textModelOf(c config.Config, id string) (*provider.TextModel, bool) {
	d, ok := provider.Find(provider.OfKind(a.providers, provider.KindText), id)
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
