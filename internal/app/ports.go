package app

import (
	"context"
	"fmt"
	"io/fs"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"streamspark/internal/celebration"
	"streamspark/internal/config"
	"streamspark/internal/fault"
	"streamspark/internal/licenses"
	"streamspark/internal/provider"
	"streamspark/internal/sound"
	"streamspark/internal/web"
	"streamspark/internal/web/api"
	"streamspark/internal/web/ui"
	"streamspark/internal/widget"
)

// This file adapts the packages to what the web asks for.

func (a *App) newWeb() (*web.Server, error) {
	assets, err := fs.Sub(a.o.Assets, "templates")
	if err != nil {
		return nil, err
	}
	files, err := fs.Sub(a.o.Assets, "widget")
	if err != nil {
		return nil, err
	}
	templates, err := ui.Parse(assets)
	if err != nil {
		return nil, fmt.Errorf("read the pages: %w", err)
	}
	return web.New(api.Options{
		Assets: assets, Templates: templates, Widget: files, Widgets: a.widgets, Themes: os.DirFS(filepath.Join(a.live.Get().DataDir, "themes")), Sounds: sound.NewFolder(filepath.Join(a.live.Get().DataDir, "sounds")), Models: a.models, Own: a.ownHosts, Credentials: a.credentials, Access: a.access, Moderators: a.moderators, ModeratorAt: a.moderatorAccess, Rotate: a.rotate, Store: a.store, Pipeline: a.pipeline,
		Overlay: a.overlay, Converts: a.ffmpeg != "", Source: a.accounts[0],
		Sources: a.sources, Config: a.live, Save: a.saveSettings, Rules: a.rulesOf, Reset: a.resetSetting, Stream: a.stream.stream,
		Rates: a.rates, Clips: a.clips, Recaps: a.recaps, Narrator: a.narrator, Bot: a.bot, Lists: a.checker.Files(), Logs: a.logbuf, Breakers: a.breakers,
		Sound: a.fetchSound, VerdictPrice: a.judge.Price, Checks: a.checks(), First: a.first, Demo: a.standIns, Spoken: a.saveLanguage, Redact: a.redact.Text,
		Licenses: licenses.Text(), Version: a.o.Version, Log: a.part("web"),
	})
}

// openWidgets reads the folder of widgets, and what they are set to.
func (a *App) openWidgets(ctx context.Context) (*widget.Widgets, error) {
	files, err := fs.Sub(a.o.Assets, "widget")
	if err != nil {
		return nil, err
	}
	return widget.Open(ctx, widget.Options{
		Files: files, Store: a.store, Stream: a.stream.since, Left: a.timeLeft, Log: a.part("widgets"), Now: time.Now,
		Shows:    func(ctx context.Context, since time.Time) (any, error) { return a.overlay.Shows(ctx, since) },
		Language: func() string { return a.language(a.live.Get()) },
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

// fetchSound fetches an audio message, from public addresses only and from where
// its source keeps them.
func (a *App) fetchSound(ctx context.Context, d celebration.Donation) (string, []byte, error) {
	allowed := a.live.Get().Downloads.AllowHosts
	if !a.keepsAudio(d, allowed) {
		return "", nil, fault.New(fault.Permanent, "audio.other_host")
	}
	sound, err := a.network.Downloader(d.Source, allowed).Sound(ctx, d.Audio)
	return sound.ContentType, sound.Body, err
}

// keepsAudio reports whether the source of a donation keeps audio messages where
// this one is, or whether the streamer allowed the host.
func (a *App) keepsAudio(d celebration.Donation, allowed []string) bool {
	address, err := url.Parse(d.Audio)
	if err != nil {
		return false
	}
	from, _ := provider.Find(a.providers, d.Source)
	return slices.Contains(allowed, address.Host) || slices.Contains(allowed, address.Hostname()) ||
		slices.ContainsFunc(from.AudioHosts, func(host string) bool { return strings.HasSuffix("."+address.Hostname(), "."+host) })
}
