package app

import (
	"context"

	"streamspark/internal/config"
	"streamspark/internal/source/webhook"
	"streamspark/internal/web/auth"
)

// openSettings adds what the dashboard saved, and opens the log, which
// may be among it.
func (a *App) openSettings(ctx context.Context) error {
	var lost []string
	keep := a.secrets(a.key, func(name string) { lost = append(lost, name) }) // there is no log yet
	if err := a.live.OpenSaved(ctx, a.store, keep); err != nil {
		return err
	}
	a.openLog(a.live.Get())
	for _, name := range lost {
		a.logUnreadable(name)
	}
	for _, ignored := range a.live.Ignored() {
		a.log.Warn().Str("setting", ignored.Key).Msg(whyIgnored(ignored.Why))
	}
	for _, path := range a.live.Exposed() {
		a.log.Warn().Str("file", path).Msg("others on this computer can read this file, and there are keys in it: run chmod 600 on it")
	}
	return nil
}

// logUnreadable logs that a document cannot be opened, and what that means.
func (a *App) logUnreadable(name string) {
	a.log.Warn().Str("document", name).Msg(lostWhat(name))
}

func lostWhat(name string) string {
	what := "the saved tokens were sealed with another key, which is not here, or for another address of the service: connect again"
	if name == auth.Document {
		what = "the token was sealed with another key, which is not here: there is a new one, and everybody signs in again"
	}
	if name == webhook.Document {
		what = "the secret of the webhook was sealed with another key, which is not here: make a new one on the page Settings"
	}
	if name == config.SecretDoc {
		what = "the saved keys were sealed with another key, which is not here: enter the keys of your generators again on the page Settings"
	}
	return what
}

// whyIgnored returns why a value that the dashboard saved is not used.
func whyIgnored(why string) string {
	return map[string]string{
		config.NotKnown:   "there is no such setting, so what was saved of it is not used",
		config.NotAllowed: "the dashboard may not set this, so what was saved of it is not used: the database may be somebody else's backup",
		config.NotGood:    "what was saved of this setting cannot be, so it is not used",
		config.NotHere:    "the saved key is for another address than the present one, so it is not used: enter it again on the page Settings, or set the address back",
	}[why]
}

// saveSettings saves what the dashboard changed and puts it to use.
func (a *App) saveSettings(ctx context.Context, values map[string]string) error {
	if err := a.live.SaveAll(ctx, values); err != nil {
		return err
	}
	a.applySettings()
	a.retryWaiting(ctx) // a new key may be what they waited for
	return nil
}

// resetSetting deletes what the dashboard saved for a key.
func (a *App) resetSetting(ctx context.Context, key string) error {
	if err := a.live.Reset(ctx, key); err != nil {
		return err
	}
	a.applySettings()
	return nil
}

// applySettings updates the parts that keep values of their own. The others ask
// for them at each piece of work.
func (a *App) applySettings() {
	a.applying.Lock() // so that of two changes the last one stays
	defer a.applying.Unlock()
	c := a.live.Get()
	if err := a.renewMakers(c); err != nil {
		a.log.Error().Err(err).Msg("a generator could not be set up with the new settings")
	}
	a.source.Configure(c.Values(a.account.ID), redirectURI(c))
	a.changed()
}

// redirectURI returns where the streamer's browser comes back to after the
// consent, if the configuration does not say it. It is the original's path,
// which applications are registered with.
func redirectURI(c config.Config) string { return c.Server.PublicURL + "/api/da/oauth/callback" }
