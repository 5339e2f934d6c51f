package app

import (
	"context"
	"fmt"
	"maps"
	"net/url"
	"os"
	"strings"
	"time"

	"streamspark/internal/provider"
	"streamspark/internal/source"
	"streamspark/internal/standin"
)

// demoJobTime is how long the stand-in for AIML takes for a clip.
const demoJobTime = 8 * time.Second

// startStandIns starts the stand-ins and points the configuration at them. A
// demo keeps its database and its clips in a folder of its own, which is
// gone when it ends.
func (a *App) startStandIns() error {
	dir, err := os.MkdirTemp("", "streamspark-demo-")
	if err != nil {
		return fmt.Errorf("make a folder for the demo: %w", err)
	}
	a.closers = append(a.closers, func() error { return os.RemoveAll(dir) })
	if a.standIns, err = standin.Start(standin.Options{JobTime: demoJobTime, Films: !a.o.Draft}); err != nil {
		return fmt.Errorf("start the stand-ins: %w", err)
	}
	a.closers = append(a.closers, a.standIns.Close)
	flags := map[string]string{
		"data_dir":                 dir,
		"videos_dir":               dir + "/videos",
		"keyring":                  "false",
		"generation.poll_interval": "2s",
		"rates.cache_ttl":          "15s", // so that it shows when the rates are down
		"downloads.allow_hosts":    a.standIns.Host(),
	}
	for _, d := range a.providers {
		if d.Kind == provider.KindGenerator && d.Paid && flags["generation.provider"] == "" {
			flags["generation.provider"] = d.ID
		}
		for name, value := range d.StandIn {
			flags[d.Name(name)] = standInValue(d, name, value, a.standIns.Host())
		}
	}
	maps.Copy(flags, a.o.Flags) // what the person asked for wins
	a.o.Flags = flags
	return nil
}

// signInToStandIn signs in at the stand-in of an account's service, as the
// streamer would by clicking through its consent page.
func (a *App) signInToStandIn(ctx context.Context, account source.Account) error {
	address, err := account.AuthorizeURL("demo")
	if err != nil {
		return fmt.Errorf("connect the demo: %w", err)
	}
	answer, err := a.standIns.Consent(address, true)
	if err != nil {
		return fmt.Errorf("connect the demo: %w", err)
	}
	callback, err := url.Parse(answer)
	if err != nil {
		return fmt.Errorf("connect the demo: %w", err)
	}
	if err := account.Connect(ctx, callback.Query().Get("code")); err != nil {
		return fmt.Errorf("connect the demo: %w", err)
	}
	return nil
}

// standInValue returns the value of a key that points at a stand-in.
func standInValue(d provider.Descriptor, name, value, host string) string {
	if !strings.HasPrefix(value, "/") {
		return value
	}
	for _, k := range d.Keys {
		if k.Name == name && k.Type == provider.Socket {
			return "ws://" + host + value
		}
	}
	return "http://" + host + value
}
