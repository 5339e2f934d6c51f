package app

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"path/filepath"

	"streamspark/internal/config"
	"streamspark/internal/fault"
	"streamspark/internal/locale"
	"streamspark/internal/provider"
	"streamspark/internal/secrets"
	"streamspark/internal/source/webhook"
	"streamspark/internal/store"
	"streamspark/internal/web/auth"
)

// check reads the configuration and the data and says what is wrong with
// them. It changes nothing.
func (a *App) check(ctx context.Context) error {
	c := a.live.Get()
	say := func(format string, args ...any) { fmt.Fprintf(a.o.Output, format+"\n", args...) }
	say("config     %s", cmp.Or(a.live.File(), "none; it would be "+filepath.Join(a.live.Home(), config.DefaultFile)))
	say("data       %s", c.DataDir)
	say("clips      %s", c.VideosDir)
	wrong := a.unreadFiles()
	for _, path := range a.live.Exposed() {
		wrong = append(wrong, path+" has keys in it, and others on this computer can read it: run chmod 600 on it")
	}
	kept, problems, done := store.Inspect(ctx, c.DataDir)
	defer done()
	for _, problem := range problems {
		wrong = append(wrong, locale.English().Detail(problem))
	}
	if kept != nil {
		a.store = kept
		wrong = append(wrong, a.checkSaved(ctx)...)
	} else if len(problems) == 0 {
		say("There is no data yet: the first start makes it.")
	}
	if info, err := os.Stat(c.VideosDir); err == nil && !info.IsDir() {
		wrong = append(wrong, c.VideosDir+" is no folder: choose another with videos_dir")
	}
	for _, sentence := range wrong {
		say("- %s", sentence)
	}
	if len(wrong) > 0 {
		return fault.New(fault.Permanent, "app.found_wrong", "n", len(wrong))
	}
	say("Nothing is wrong.")
	return nil
}

// unreadFiles reports files that are not read that are likely meant to be.
func (a *App) unreadFiles() (lines []string) {
	for _, path := range a.live.Misnamed() {
		lines = append(lines, path+" is not read: the configuration must be named "+config.DefaultFile+".")
	}
	return lines
}

// checkSaved reads what the dashboard saved, with the key if it is there.
func (a *App) checkSaved(ctx context.Context) (wrong []string) {
	c := a.live.Get()
	key, _, err := secrets.Find(c.DataDir, c.Keyring)
	if err != nil {
		return []string{locale.English().Detail(err)}
	}
	keep := a.secrets(key, func(name string) { wrong = append(wrong, lostWhat(name)) })
	for _, name := range []string{auth.Document, webhook.Document} {
		if _, _, err := keep.Get(ctx, name); err != nil {
			wrong = append(wrong, locale.English().Detail(err))
		}
	}
	if err := a.live.OpenSaved(ctx, a.store, keep); err != nil {
		return append(wrong, locale.English().Detail(err))
	}
	for _, d := range provider.OfKind(a.providers, provider.KindSource) {
		bound := keep.Older().BoundTo(func() string { return d.CustomAddresses(a.live.Get().Values(d.ID)) })
		for _, name := range d.Sealed {
			if _, _, err := bound.Get(ctx, name); err != nil {
				wrong = append(wrong, locale.English().Detail(err))
			}
		}
	}
	for _, ignored := range a.live.Ignored() {
		wrong = append(wrong, ignored.Key+": "+whyIgnored(ignored.Why))
	}
	return wrong
}
