package app

import (
	"context"
	"os"

	"streamspark/internal/config"
	"streamspark/internal/fault"
	"streamspark/internal/provider"
	"streamspark/internal/secrets"
	"streamspark/internal/store"
	"streamspark/internal/web/auth"
)

// check reads the configuration and the data and says what is wrong with
// them. It changes nothing.
func (a *App) check(ctx context.Context) error {
	c, t := a.live.Get(), a.o.terminal()
	a.printPlaces(t)
	wrong := a.unreadFiles()
	for _, path := range a.live.Exposed() {
		wrong = append(wrong, fault.Say("terminal.exposed", "path", path))
	}
	kept, problems, done := store.Inspect(ctx, c.DataDir)
	defer done()
	for _, problem := range problems {
		wrong = append(wrong, t.detail(problem))
	}
	if kept != nil {
		a.store = kept
		wrong = append(wrong, a.checkSaved(ctx, t)...)
	} else if len(problems) == 0 {
		t.say("terminal.no_data")
	}
	if info, err := os.Stat(c.VideosDir); err == nil && !info.IsDir() {
		wrong = append(wrong, fault.Say("terminal.no_folder", "path", c.VideosDir))
	}
	t.list(wrong)
	if len(wrong) > 0 {
		return fault.New(fault.Permanent, "app.found_wrong", "n", len(wrong))
	}
	t.say("terminal.nothing_wrong")
	return nil
}

// detail returns all that is known of an error as one item of a list.
func (t terminal) detail(err error) fault.Message {
	return fault.Say("list.item", "item", t.language.Detail(err))
}

// unreadFiles returns files that are not read that are likely meant to be.
func (a *App) unreadFiles() (all []fault.Message) {
	for _, path := range a.live.Misnamed() {
		all = append(all, fault.Say("terminal.misnamed", "path", path, "name", config.DefaultFile))
	}
	return all
}

// checkSaved reads what the dashboard saved, with the key if it is there.
func (a *App) checkSaved(ctx context.Context, t terminal) (wrong []fault.Message) {
	c := a.live.Get()
	key, _, err := secrets.Find(c.DataDir, c.Keyring)
	if err != nil {
		return []fault.Message{t.detail(err)}
	}
	keep := a.secrets(key, func(name string) { wrong = append(wrong, a.lost(name)) })
	for _, name := range []string{auth.Document} {
		if _, _, err := keep.Get(ctx, name); err != nil {
			wrong = append(wrong, t.detail(err))
		}
	}
	if err := a.live.OpenSaved(ctx, a.store, keep); err != nil {
		return append(wrong, t.detail(err))
	}
	for _, d := range provider.OfKind(a.providers, provider.KindSource) {
		bound := a.sealedBy(d, keep)
		for _, name := range d.Sealed {
			if _, _, err := bound.Get(ctx, name); err != nil {
				wrong = append(wrong, t.detail(err))
			}
		}
	}
	for _, ignored := range a.live.Ignored() {
		wrong = append(wrong, fault.Say("terminal.ignored", "key", ignored.Key, "why", fault.Say("ignored."+ignored.Why)))
	}
	return wrong
}
