package app

import (
	"context"
	"time"

	"streamspark/internal/asker"
	"streamspark/internal/config"
	"streamspark/internal/judge"
	"streamspark/internal/moderation"
	"streamspark/internal/provider"
	"streamspark/internal/writer"
)

// openWriter opens what writes prompts and what asks models about words, and settles what it and the voices had under
// way when the program ended.
func (a *App) openWriter(ctx context.Context) error {
	asks := asker.New(asker.Options{Store: a.store, Settings: a.askerSettings, Rubles: a.rublesPerDollar, Log: a.part("text")})
	a.writer = writer.New(writer.Options{
		Asker: asks, Timeout: func() time.Duration { return a.live.Get().Text.Timeout }, Model: a.textModel, Redact: a.redact.Text, Log: a.part("text"),
	})
	a.judge = judge.New(judge.Options{
		Asks: func() judge.Asks {
			set := a.live.Get().Moderation
			return judge.Asks{Free: set.AsksFree(), Text: set.AsksText()}
		},
		Free: a.freeJudge, Text: a.textJudge, Writes: func() bool { _, on := a.textModel(); return on }, Asker: asks, Plain: moderation.Undisguised,
		Language: func() string { return a.language(a.live.Get()) }, Timeout: judge.Timeout, Log: a.part("moderation"),
	})
	a.screener = judge.NewScreener(judge.ScreenerOptions{Model: a.screenModel, Timeout: judge.ScreenTimeout, Log: a.part("moderation")})
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
	return a.textModelOf(c, c.FreeJudge())
}

// textJudge returns the one that judges for money if it is asked to. Where one writes
// it is that one.
func (a *App) textJudge() (*provider.TextModel, bool) {
	c := a.live.Get()
	return a.textModelOf(c, c.Text.Judge())
}

// screenModel returns the one that judges pictures.
func (a *App) screenModel() (*provider.TextModel, bool) {
	c := a.live.Get()
	return a.textModelOf(c, c.Screener())
}

func (a *App) textModelOf(c config.Config, id string) (*provider.TextModel, bool) {
	d, ok := provider.Find(provider.OfKind(a.providers, provider.KindText), id)
	if !ok || !d.Ready(c.Values(d.ID)) {
		return nil, false
	}
	model, err := remade(a, a.texts, d, c, func(s provider.Setup) (*provider.TextModel, error) { return d.Text(s), nil })
	return model, err == nil
}

func (a *App) askerSettings() asker.Settings {
	return asker.Settings{Budget: a.live.Get().Budget, Day: today(), Stream: a.stream.since()}
}
