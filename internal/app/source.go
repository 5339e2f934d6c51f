package app

import (
	"context"

	"streamspark/internal/source/webhook"
)

// openWebhook opens the source that other programs send donations to.
func (a *App) openWebhook(ctx context.Context) (err error) {
	a.webhook, err = webhook.New(ctx, webhook.Options{Secrets: a.secrets(a.key, a.logUnreadable), Sink: a.pipeline.Deliver})
	return err
}
