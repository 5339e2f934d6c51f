package app

import (
	"context"
	"slices"

	"streamspark/internal/config"
	"streamspark/internal/fault"
	"streamspark/internal/locale"
	"streamspark/internal/provider"
	"streamspark/internal/web/auth"
)

// openSettings adds what the dashboard saved, and opens the log, which
// may be among it.
func (a *App) openSettings(ctx context.Context) error {
	var unreadable []string
	keep := a.secrets(a.key, func(name string) { unreadable = append(unreadable, name) }) // there is no log yet
	if err := a.live.OpenSaved(ctx, a.store, keep); err != nil {
		return err
	}
	a.openLog(a.live.Get())
	for _, name := range unreadable {
		a.logUnreadable(name)
	}
	for _, ignored := range a.live.Ignored() {
		a.log.Warn().Str("setting", ignored.Key).Str("why", locale.English().T("ignored."+ignored.Why)).Msg("what was saved of this setting is not used")
	}
	for _, path := range a.live.Exposed() {
		a.log.Warn().Str("file", path).Msg("others on this computer can read this file, and there are keys in it: run chmod 600 on it")
	}
	return nil
}

// logUnreadable logs that a document cannot be opened, and what that means.
func (a *App) logUnreadable(name string) {
	a.log.Warn().Str("document", name).Msg(locale.English().Message(a.lost(name)))
}

// lost returns what it means that a document cannot be opened.
func (a *App) lost(name string) fault.Message {
	switch name {
	case auth.Document:
		return fault.Say("lost.access_token")
	case config.SecretDoc:
		return fault.Say("lost.keys")
	}
	i := slices.IndexFunc(a.providers, func(d provider.Descriptor) bool { return slices.Contains(d.Sealed, name) })
	if i < 0 {
		return fault.Say("lost.document", "name", name)
	}
	return fault.Say("lost.source", "provider", provider.Title(a.providers[i].ID))
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
	a.configureAccounts(c)
	a.changed()
}
