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
	"strings"
	"time"

	"streamspark/internal/config"
	"streamspark/internal/fault"
	"streamspark/internal/licenses"
	"streamspark/internal/locale"
	"streamspark/internal/overlay"
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
		Sources: []source.Source{a.source, a.webhook}, Example: a.webhookExample, Config: a.live, Save: a.saveSettings, Reset: a.resetSetting, Spending: a.spending, NewStream: a.stream.anew,
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

// parts tells how each part stands, for /status, /readyz and the dashboard.
func (a *App) parts(ctx context.Context) []api.Part {
	s, r, h := a.source.State(), a.rates.State(ctx), a.overlay.Health()
	donations := api.Part{Name: a.account.ID, State: "ok"}
	switch {
	case !s.HasToken:
		donations.State, donations.Why = "degraded", "Not connected: only test donations come in."
	case s.NeedsReconnect:
		donations.State, donations.Why = "down", locale.English().Error(s.Problem)
	case s.Problem != nil:
		donations.State, donations.Why = "degraded", locale.English().Error(s.Problem)
	case s.RealtimeProblem != "":
		donations.State, donations.Why = "degraded", locale.English().Advise(fault.New(fault.Retry, s.RealtimeProblem))
	case !s.Polling:
		donations.State, donations.Why = "down", "Polling is stopped: no donation comes in."
	}
	prices := api.Part{Name: "rates", State: "ok"}
	if r.LastKnown {
		prices.State, prices.Why = "degraded", "No provider answers; the last known rates of "+r.Table.Published.Format(time.DateOnly)+" are used."
	}
	for _, problem := range r.Problems {
		if r.Table == nil {
			prices.State, prices.Why = "down", locale.English().Error(problem.Err)
		}
	}
	player := api.Part{Name: "overlay", State: "ok"}
	switch {
	case h.NoPlayer == overlay.NoPlayerUnsaid:
		player.State, player.Why = "degraded", "OBS has not said yet that the widget's source is on the stream: switch to another scene and back, or hide the source and show it."
	case h.NoPlayer == overlay.NoPlayerTab:
		player.State, player.Why = "degraded", "A tab does not play while OBS is in use: show the widget's source in OBS. A tab plays 5 minutes after OBS was closed."
	case h.Player == "":
		player.State, player.Why = "degraded", "Nobody is playing: add the widget's address to OBS as a browser source, or show it."
	case h.Paused:
		player.State, player.Why = "degraded", "The queue is paused."
		if why := api.WhyPaused(h); why != "" && !h.Cleared {
			player.Why = "The queue is paused: " + why + "."
		}
	}
	if h.LacksH264 {
		player = withoutH264(player, a.ffmpeg != "")
	}
	return []api.Part{a.storePart(ctx), donations, prices, a.generatorPart(), player, clockPart(s.ClockAhead)}
}

// withoutH264 adds that a player in OBS does not decode what bought clips
// come in. Where they are converted nothing is amiss.
func withoutH264(player api.Part, converts bool) api.Part {
	lacks := "OBS here does not decode H.264, in which bought clips come; on Linux the OBS of the distribution often lacks it. "
	if converts {
		lacks += "ffmpeg is there: clips are converted before they are shown."
	} else {
		player.State = "degraded"
		lacks += "Install ffmpeg, so that it is on PATH, and start StreamSpark again: clips are converted then. Or use another build of OBS."
	}
	player.Why = strings.TrimSpace(player.Why + " " + lacks)
	return player
}

// clockPart reports whether this computer's clock is right, as far as that is
// known.
func clockPart(ahead time.Duration) api.Part {
	part := api.Part{Name: "clock", State: "ok"}
	if ahead == 0 {
		return part
	}
	way := "behind"
	if ahead < 0 {
		way = "ahead"
	}
	part.State = "degraded"
	part.Why = fmt.Sprintf("The clock of this computer is %s %s: set it right. How old a donation is is told by the clock of the source meanwhile.",
		strings.TrimSuffix(ahead.Abs().String(), "0s"), way)
	return part
}
