// Package provider declares what the program must know of an outside
// service. Each adapter returns a Descriptor; package app has the one list of
// them. Configuration, sealing, redaction, checks, circuit breakers, failover
// order, pages and the demo follow from that list.
package provider

import (
	"context"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/rs/zerolog"
	"github.com/shopspring/decimal"

	"streamspark/internal/celebration"
	"streamspark/internal/fault"
	"streamspark/internal/money"
	"streamspark/internal/outbound"
	"streamspark/internal/source"
	"streamspark/internal/speech"
)

// Kind is what a provider does for the program.
type Kind string

// The kinds.
const (
	KindGenerator Kind = "generator" // makes clips
	KindRates     Kind = "rates"     // publishes exchange rates
	KindSource    Kind = "source"    // reports donations
	KindSpeech    Kind = "speech"    // speaks texts
	KindText      Kind = "text"      // has a text model
	KindMessenger Kind = "messenger" // has people decide away from the dashboard
)

// Descriptor declares a provider. Its words are in the catalogs: its name at
// provider.ID.name, those of its keys at setting.GROUP.KEY.
type Descriptor struct {
	ID    string // stable: it is stored with celebrations and used in paths
	Kind  Kind
	Group string // what the names of its keys begin with: "generation.ID"
	Keys  []Key
	// Required are the keys without which it cannot be used, by their names
	// within the group.
	Required []string

	// Sealed are the names of the sealed documents that it keeps. SealedSince is
	// set where an early version did not seal them: those are read too.
	Sealed      []string
	SealedSince bool

	// Alias is a short name of a source in paths that the original has:
	// /api/ALIAS/…. Applications are registered with one of them.
	Alias string

	// AudioHosts are those where a source keeps audio messages, with all hosts below them.
	AudioHosts []string

	Paid   bool     // orders cost money
	Codec  string   // of its clips, where the player may lack it
	Models []string // those that it is known to take

	// Of these functions those are nil that the provider does not offer.
	Generator func(Setup) (Generator, error)
	Rates     func(Setup) RateLoader
	Source    func(context.Context, Setup) (source.Source, error)
	Speech    func(Setup) (speech.Speaker, error)
	Text      func(Setup) *TextModel
	// Moderates is set where Text also judges texts, for nothing.
	Moderates bool
	// Check makes free calls to find out whether the provider can be used.
	Check func(context.Context, Setup) (Finding, error)

	// StandIn has values of keys that point at the provider's stand-in. A value
	// that begins with "/" is a path below the address of the stand-ins.
	StandIn map[string]string
}

// Generator makes clips from orders. What a generator offers besides
// (finding a lost order, prices, charges) are methods of its own, which
// package pipeline names. Fetch asks about the job before it downloads, so that
// a provider that does not answer is left alone.
type Generator interface {
	Start(ctx context.Context, order celebration.Order) (celebration.Operation, error)
	Poll(ctx context.Context, op celebration.Operation) (celebration.Progress, error)
	Fetch(ctx context.Context, op celebration.Operation, w io.Writer) error
}

// Try asks a generator something that is free, for its breaker: any answer, also
// a refusal, shows that the provider answers. It searches for an order that
// there cannot be, or looks at a job that there is not. A price would not do:
// that may be remembered.
func Try(ctx context.Context, g Generator) error {
	finder, ok := g.(interface {
		Find(ctx context.Context, order celebration.Order, since time.Time) (celebration.Operation, error)
	})
	if ok {
		_, err := finder.Find(ctx, celebration.Order{RequestID: celebration.OrderPrefix + "none"}, time.Now())
		return err
	}
	_, err := g.Poll(ctx, "none")
	return err
}

// RateLoader loads a provider's present table of exchange rates.
type RateLoader func(context.Context) (RateTable, error)

// RateTable is what one provider published at one time.
type RateTable struct {
	Source    string                             `json:"source"`
	Published time.Time                          `json:"published"`
	Loaded    time.Time                          `json:"loaded"`
	Rubles    map[money.Currency]decimal.Decimal `json:"rubles"` // for one unit
}

// Documents keeps small documents over a restart.
type Documents interface {
	Get(ctx context.Context, name string) ([]byte, bool, error)
	Put(ctx context.Context, name string, value []byte) error
}

// Setup is what an adapter is made with.
type Setup struct {
	Values  Values
	Client  *outbound.Client     // a paid request must have its Order set
	Files   *outbound.Downloader // for files that its answers name
	Keep    Documents            // not sealed
	Secrets Documents            // sealed, bound to the provider's addresses, redacted from then on
	Dir     string               // a folder of its own
	Order   celebration.Order    // in a check: what would be ordered now
	// Language is that of the stream.
	Language string
	Log      zerolog.Logger

	// What a source gets besides.
	Application source.Application
	Network     *outbound.Network
	Sink        source.Sink
	Repeated    func(ctx context.Context, id string) // the streamer asked to see a donation once more
	Changed     func()                               // its state has changed
}

// Finding is the result of a check.
type Finding struct {
	Good   bool
	Said   fault.Message
	Advice fault.Message // zero where there is nothing to do
}

// Found returns a good finding.
func Found(code string, args ...any) Finding {
	return Finding{Good: true, Said: fault.Say(code, args...)}
}

// Missing returns a bad finding with the advice what to do about it.
func Missing(advice, code string, args ...any) Finding {
	return Finding{Said: fault.Say(code, args...), Advice: fault.Say(advice)}
}

// Title returns what people call a provider.
func Title(id string) fault.Message { return fault.Say("provider." + id + ".name") }

// ConnectPath returns where a person goes to connect a source.
func (d Descriptor) ConnectPath() string { return d.pathOf("oauth/login", "connect") }

// CallbackPath returns where a source sends the browser back to if the
// configuration does not say it.
func (d Descriptor) CallbackPath() string { return d.pathOf("oauth/callback", "callback") }

func (d Descriptor) pathOf(original, own string) string {
	if d.Alias != "" {
		return "/api/" + d.Alias + "/" + original
	}
	return "/api/sources/" + d.ID + "/" + own
}

// Name returns the full name of a key in the configuration.
func (d Descriptor) Name(key string) string {
	for _, k := range d.Keys {
		if k.Name == key && k.Shared != "" {
			return k.Shared
		}
	}
	return d.Group + "." + key
}

// Variable returns the shortest of the environment variables that set a key,
// else the key's full name.
func (d Descriptor) Variable(key string) string {
	for _, k := range d.Keys {
		if k.Name == key && len(k.Env) > 0 {
			return slices.MinFunc(k.Env, func(a, b string) int { return len(a) - len(b) })
		}
	}
	return d.Name(key)
}

// Requires returns the full names of the required keys.
func (d Descriptor) Requires() (names []string) {
	for _, key := range d.Required {
		names = append(names, d.Name(key))
	}
	return names
}

// Ready reports whether all required keys are set.
func (d Descriptor) Ready(v Values) bool { return d.MissingKey(v) == "" }

// MissingKey returns the full name of the first required key that is not set.
func (d Descriptor) MissingKey(v Values) string {
	for _, name := range d.Required {
		if v.Text(name) == "" {
			return d.Name(name)
		}
	}
	return ""
}

// CustomAddresses returns the addresses that differ from the provider's own,
// sorted, with spaces between them. Tokens are sealed for them.
func (d Descriptor) CustomAddresses(v Values) string {
	var other []string
	for _, key := range d.Keys {
		if now := v.Text(key.Name); key.Type.guarded() && now != "" && now != key.Default {
			other = append(other, now)
		}
	}
	slices.Sort(other)
	return strings.Join(other, " ")
}

// Find returns the descriptor of an ID.
func Find(all []Descriptor, id string) (Descriptor, bool) {
	i := slices.IndexFunc(all, func(d Descriptor) bool { return d.ID == id })
	if i < 0 {
		return Descriptor{}, false
	}
	return all[i], true
}

// OfKind returns the descriptors of a kind, in order.
func OfKind(all []Descriptor, kind Kind) (found []Descriptor) {
	for _, d := range all {
		if d.Kind == kind {
			found = append(found, d)
		}
	}
	return found
}

// What a check advises.
const (
	AdviceModel = "check.advice.model"
	AdvicePlace = "check.advice.place"
	AdviceTopUp = "check.advice.topup"
)

// CodeNoFiles is of the fault of a check whose provider answers, but whose
// files could not be fetched.
const CodeNoFiles = "check.files"

// NoFiles returns that fault.
func NoFiles(cause error) error { return fault.Wrap(cause, fault.Retry, CodeNoFiles) }
