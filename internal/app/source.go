package app

import (
	"context"
	"strings"

	"streamspark/internal/source/webhook"
)

// openWebhook opens the source that other programs send donations to.
func (a *App) openWebhook(ctx context.Context) (err error) {
	a.webhook, err = webhook.New(ctx, webhook.Options{Secrets: a.secrets(a.key, a.lost), Sink: a.pipeline.Deliver})
	return err
}

// webhookExample returns a command that sends a signed donation.
func (a *App) webhookExample() string {
	return webhook.Example(a.webhook.Secret(), strings.TrimSuffix(a.URL(), "/")+"/api/sources/"+webhook.ID+"/donations")
}
