package app

import (
	"cmp"
	"fmt"
	"net/url"
	"path/filepath"
	"strings"

	"streamspark/internal/config"
	"streamspark/internal/secrets"
	"streamspark/internal/video/builtin"
	"streamspark/internal/web/api"
)

// printSummary prints where everything is, and what is not configured and what
// that means.
func (a *App) printSummary() {
	c := a.live.Get()
	say := func(format string, args ...any) { fmt.Fprintf(a.o.Output, format+"\n", args...) }
	say("StreamSpark %s", a.o.Version)
	if a.credentials.Required() {
		a.printAddresses(say)
	} else {
		say("  dashboard  %s/dashboard", c.Server.PublicURL)
		say("  widget     %s/widget  (add it to OBS as a browser source of 1920x1080)", c.Server.PublicURL)
		say("  status     %s/status", c.Server.PublicURL)
	}
	say("  config     %s", cmp.Or(a.live.File(), "none, and none is needed; it would be "+filepath.Join(a.live.Home(), config.DefaultFile)))
	say("  data       %s", c.DataDir)
	say("  clips      %s", c.VideosDir)
	if a.standIns != nil {
		say("  viewer     %s/demo  (donate as a viewer, and break things: no real money moves)", c.Server.PublicURL)
	}
	for _, line := range append(a.proxyLines(c), a.unconfigured()...) {
		say("- %s", line)
	}
}

// printAddresses prints each address with the token, this once: it is in no log.
func (a *App) printAddresses(say func(string, ...any)) {
	from := "  (from wherever server.public_url leads here)"
	for _, base := range a.addresses() {
		if u, err := url.Parse(base); err == nil && config.IsLoopback(u.Hostname()) {
			from = "  (on this computer)"
		} else if base != a.live.Get().Server.PublicURL {
			from = "  (from other computers in your network)"
		}
		say("%s", from)
		say("  dashboard  %s/sign-in#%s", base, a.credentials.Token())
		say("  widget     %s/widget?key=%s  (add it to OBS as a browser source of 1920x1080)", base, a.credentials.WidgetKey())
	}
}

// unconfigured describes in a line each what is not configured.
func (a *App) unconfigured() []string {
	c := a.live.Get()
	var lines []string
	add := func(missing bool, line string) {
		if missing {
			lines = append(lines, line)
		}
	}
	lines = append(lines, a.unreadFiles()...)
	state, name := a.source.State(), api.ProviderName(a.account.ID)
	add(!state.HasToken && !state.Configured, name+" is not configured, so only test donations come in: set "+a.account.Name("client_id")+" and "+a.account.Name("client_secret")+", then connect on the dashboard.")
	add(!state.HasToken && state.Configured, name+" is not connected, so only test donations come in: press Connect on the dashboard.")
	var names, keys []string
	for _, d := range a.generators() {
		if d.Paid {
			names, keys = append(names, api.ProviderName(d.ID)), append(keys, strings.Join(d.Requires(), " and "))
		}
	}
	free := c.Generation.Generator() == a.free()
	add(free, strings.Join(names, " and ")+" have no key or are not chosen, so clips are drawn by the built-in generator, free of charge: set "+strings.Join(keys, " or ")+".")
	add(c.Generation.Generator() == config.Off, "generation.provider is off, so no clips are made.")
	add(free && builtin.FindFFmpeg() == "", "ffmpeg is not on PATH, so built-in clips are WebM instead of MP4. Both play in OBS.")
	add(state.HasToken && c.Keyring && a.key.Place != secrets.Ring, "This system has no keyring, so the key of your saved tokens lies in "+a.key.Place+", which only you may read.")
	add(a.credentials.Required(), "Other computers can reach StreamSpark, so it asks for its token, which is in the addresses above behind # and key=: keep it to yourself. The page Settings replaces it with one press.")
	return lines
}
