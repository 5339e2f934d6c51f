package api

import (
	"cmp"
	"maps"
	"strings"

	"streamspark/internal/breaker"
	"streamspark/internal/config"
	"streamspark/internal/locale"
	"streamspark/internal/overlay"
)

// Access is who can reach the program, and what of its configuration is not
// as it should be.
type Access struct {
	Addresses []string // where it can be reached, the public one first
	Exposed   []string // files with keys that others on this computer may read
	Ignored   []config.Ignored
}

// WidgetAt returns the widget's address below one of ours, with its key where
// one is asked for.
func (o Options) WidgetAt(base string) string {
	return o.withKey(strings.TrimSuffix(base, "/") + "/widget")
}

// WidgetNamedAt returns the address that OBS opens for another widget.
func (o Options) WidgetNamedAt(base, name string) string {
	return o.withKey(strings.TrimSuffix(base, "/") + "/widget/" + name + "/")
}

func (o Options) withKey(address string) string {
	if o.Credentials.Required() {
		address += "?key=" + o.Credentials.WidgetKey()
	}
	return address
}

// WebhookAt returns the address that others send donations to.
func (o Options) WebhookAt(id string) string {
	return strings.TrimSuffix(o.Config.Get().Server.PublicURL, "/") + "/api/sources/" + id + "/donations"
}

// Silent returns the state of those providers that do not answer.
func (o Options) Silent() map[string]breaker.State {
	found := o.Breakers()
	maps.DeleteFunc(found, func(_ string, b breaker.State) bool { return b.State == breaker.Closed })
	return found
}

// WhyPaused returns why the queue is paused, in the streamer's own words or,
// where it was paused by itself, in English.
func WhyPaused(h overlay.Health) string {
	return cmp.Or(h.PausedWhy, locale.English().Message(h.PausedFor))
}

// StandIn returns who makes clips while the chosen generator does not answer.
func (o Options) StandIn() (string, bool) {
	next := o.Pipeline.Next()
	return next, next != o.Config.Get().Generation.Generator()
}

// FirstKey is the document that keeps the FirstState.
const FirstKey = "first_start"

// FirstState is what of the first start was done, as far as no other part
// knows it. A step that was done once stays done.
type FirstState struct {
	Builtin bool // "stay with the built-in one" was pressed
	Widget  bool // a widget is connected, or was once
	Shown   bool // the clip of a test donation was shown to its end
	Closed  bool // the list was closed for good
}
