package app

import (
	"net/url"
	"path/filepath"
	"slices"

	"streamspark/internal/config"
	"streamspark/internal/fault"
	"streamspark/internal/provider"
	"streamspark/internal/secrets"
	"streamspark/internal/source"
)

// printSummary prints where everything is, and what is not configured and what
// that means.
func (a *App) printSummary() {
	c, t := a.live.Get(), a.o.terminal()
	t.say("terminal.version", "version", a.o.Version)
	if a.credentials.Required() {
		a.printAddresses(t)
	} else {
		t.row("terminal.label.dashboard", c.Server.PublicURL+"/dashboard")
		t.row("terminal.label.widget", t.widget(c.Server.PublicURL+"/widget"))
		t.row("terminal.label.status", c.Server.PublicURL+"/status")
	}
	a.printPlaces(t)
	if a.standIns != nil {
		t.row("terminal.label.viewer", t.language.T("terminal.viewer", c.Server.PublicURL+"/demo"))
	}
	t.list(append(a.proxies(c), a.unconfigured()...))
}

// printPlaces prints where the configuration, the data and the clips are.
func (a *App) printPlaces(t terminal) {
	c, file := a.live.Get(), a.live.File()
	if file == "" {
		file = t.language.T("terminal.no_config", filepath.Join(a.live.Home(), config.DefaultFile))
	}
	t.row("terminal.label.config", file)
	t.row("terminal.label.data", c.DataDir)
	t.row("terminal.label.clips", c.VideosDir)
}

func (t terminal) widget(address string) string { return t.language.T("terminal.widget", address) }

// printAddresses prints each address with the token, this once: it is in no log.
func (a *App) printAddresses(t terminal) {
	from := "terminal.from_anywhere"
	for _, base := range a.addresses() {
		if u, err := url.Parse(base); err == nil && config.IsLoopback(u.Hostname()) {
			from = "terminal.from_here"
		} else if base != a.live.Get().Server.PublicURL {
			from = "terminal.from_network"
		}
		t.say(from)
		t.row("terminal.label.dashboard", base+"/sign-in#"+a.credentials.Token())
		t.row("terminal.label.widget", t.widget(base+"/widget?key="+a.credentials.WidgetKey()))
	}
}

// unconfigured returns what is not configured, and what that means.
func (a *App) unconfigured() []fault.Message {
	c := a.live.Get()
	all := a.unreadFiles()
	add := func(missing bool, code string, args ...any) {
		if missing {
			all = append(all, fault.Say(code, args...))
		}
	}
	connected := slices.ContainsFunc(a.accounts, func(s source.Account) bool { return s.State().HasToken })
	for _, account := range a.accounts {
		d, _ := provider.Find(a.providers, account.ID())
		name, configured := provider.Title(d.ID), account.State().Configured
		add(!connected && !configured, "terminal.source_not_configured", "provider", name, "keys", allOf(named([]string{d.Name("client_id"), d.Name("client_secret")})))
		add(!connected && configured, "terminal.source_not_connected", "provider", name)
	}
	var names, keys []fault.Message
	for _, d := range a.generators() {
		if d.Paid {
			names, keys = append(names, provider.Title(d.ID)), append(keys, allOf(named(d.Requires())))
		}
	}
	free := c.Generation.Generator() == a.free()
	add(free, "terminal.free_clips", "providers", allOf(names), "keys", anyOf(keys))
	add(c.Generation.Generator() == config.Off, "terminal.no_clips")
	add(connected && c.Keyring && a.key.Place != secrets.Ring, "terminal.no_keyring", "path", a.key.Place)
	add(a.credentials.Required(), "terminal.token_asked")
	return all
}
