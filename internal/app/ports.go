package app

import (
	"context"
	"fmt"
	"io/fs"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"streamspark/internal/config"
	"streamspark/internal/fault"
	"streamspark/internal/licenses"
	"streamspark/internal/locale"
	"streamspark/internal/overlay"
	"streamspark/internal/provider"
	"streamspark/internal/rates"
	"streamspark/internal/source"
	"streamspark/internal/web"
	"streamspark/internal/web/api"
	"streamspark/internal/web/ui"
)

// This file adapts the packages to what the web asks for.

func (a *App) newWeb() (*web.Server, error) {
	assets, err := fs.Sub(a.o.Assets, "templates")
	if err != nil {
		return nil, err
	}
	widget, err := fs.Sub(a.o.Assets, "widget")
	if err != nil {
		return nil, err
	}
	templates, err := ui.Parse(assets)
	if err != nil {
		return nil, fmt.Errorf("read the pages: %w", err)
	}
	return web.New(api.Options{
		Assets: assets, Templates: templates, Widget: widget, Themes: os.DirFS(filepath.Join(a.live.Get().DataDir, "themes")), Models: a.models, Own: a.ownHosts, Credentials: a.credentials, Access: a.access, Rotate: a.rotate, Store: a.store, Pipeline: a.pipeline,
		Overlay: a.overlay, Converts: a.ffmpeg != "", Source: a.source,
		Sources: []source.Source{a.source, a.webhook}, Config: a.live, Save: a.saveSettings, Reset: a.resetSetting, Spending: a.spending, NewStream: a.stream.anew,
		Rates: a.rates, Clips: a.clips, Logs: a.logbuf, Parts: a.parts, Breakers: a.breakers, Substitute: a.substitute,
		Sound: a.fetchSound, Checks: a.checks(), First: a.first, Demo: a.standIns, Spoken: a.speak, Redact: a.redact.Text,
		Licenses: licenses.Text(), Version: a.o.Version, Log: a.part("web"),
	})
}

// ownHosts returns the values of Host that mean this program.
func (a *App) ownHosts() []string {
	c := a.live.Get().Server
	port := strconv.Itoa(a.listenAddr().Port)
	names := []string{config.BrowserHost(c.Host), "localhost", "127.0.0.1", "::1"}
	var hosts []string
	for _, name := range names {
		hosts = append(hosts, net.JoinHostPort(name, port))
		if port == "80" {
			hosts = append(hosts, name)
		}
	}
	if u, err := url.Parse(c.PublicURL); err == nil && u.Host != "" {
		hosts = append([]string{u.Host}, hosts...)
	}
	return hosts
}

// fetchSound fetches an audio message, from public addresses only.
func (a *App) fetchSound(ctx context.Context, address string) (string, []byte, error) {
	sound, err := a.network.Downloader(a.account.ID, a.live.Get().Downloads.AllowHosts).Sound(ctx, address)
	return sound.ContentType, sound.Body, err
}

// parts returns how each part stands, for /status, /readyz and the dashboard.
func (a *App) parts(ctx context.Context) []api.Part {
	s, r := a.source.State(), a.rates.State(ctx)
	return []api.Part{
		a.storePart(ctx), sourcePart(a.account.ID, s), ratesPart(r), a.generatorPart(),
		overlayPart(a.overlay.Health(), a.ffmpeg != ""), clockPart(s.ClockAhead),
	}
}

func sourcePart(id string, s source.State) api.Part {
	part := api.Part{Name: id, State: api.StateOK}
	switch {
	case !s.HasToken:
		part.Is(api.StateDegraded, fault.Say("part.source.no_token"))
	case s.NeedsReconnect:
		part.Is(api.StateDown, s.Problem.Message())
	case s.Problem != nil:
		part.Is(api.StateDegraded, s.Problem.Message())
	case s.RealtimeProblem != "":
		why := fault.Say(s.RealtimeProblem)
		part.Is(api.StateDegraded, why, locale.HintOf(why))
	case !s.Polling:
		part.Is(api.StateDown, fault.Say("part.source.stopped"))
	}
	return part
}

func ratesPart(r rates.State) api.Part {
	part := api.Part{Name: "rates", State: api.StateOK}
	if r.LastKnown {
		part.Is(api.StateDegraded, fault.Say("part.rates.last_known", "published", fault.Day(r.Table.Published)))
	}
	if r.Table == nil {
		for _, problem := range r.Problems {
			part.Is(api.StateDown, fault.Say("part.rates.problem", "provider", provider.Title(problem.Provider), "cause", fault.MessageOf(problem.Err)))
		}
	}
	return part
}

// overlayPart says of a player that does not decode H.264 whether clips are
// converted for it. Then nothing is amiss.
func overlayPart(h overlay.Health, converts bool) api.Part {
	part := api.Part{Name: "overlay", State: api.StateOK}
	switch {
	case h.NoPlayer == overlay.NoPlayerUnsaid:
		part.Is(api.StateDegraded, fault.Say("part.overlay.unsaid"))
	case h.NoPlayer == overlay.NoPlayerTab:
		part.Is(api.StateDegraded, fault.Say("part.overlay.tab"))
	case h.Player == "":
		part.Is(api.StateDegraded, fault.Say("part.overlay.nobody"))
	case h.Paused && !h.Cleared && h.PausedWhy != "":
		part.Is(api.StateDegraded, fault.Say("part.overlay.paused_why", "cause", h.PausedWhy))
	case h.Paused && !h.Cleared && !h.PausedFor.IsZero():
		part.Is(api.StateDegraded, fault.Say("part.overlay.paused_why", "cause", h.PausedFor))
	case h.Paused:
		part.Is(api.StateDegraded, fault.Say("part.overlay.paused"))
	}
	switch {
	case h.LacksH264 && converts:
		part.Is(part.State, fault.Say("part.overlay.no_h264"), fault.Say("part.overlay.converts"))
	case h.LacksH264:
		part.Is(api.StateDegraded, fault.Say("part.overlay.no_h264"), fault.Say("part.overlay.no_ffmpeg"))
	}
	return part
}

// clockPart returns whether this computer's clock is right, as far as that is
// known.
func clockPart(ahead time.Duration) api.Part {
	part := api.Part{Name: "clock", State: api.StateOK}
	switch {
	case ahead > 0:
		part.Is(api.StateDegraded, fault.Say("part.clock.behind", "by", ahead))
	case ahead < 0:
		part.Is(api.StateDegraded, fault.Say("part.clock.ahead", "by", -ahead))
	}
	return part
}
