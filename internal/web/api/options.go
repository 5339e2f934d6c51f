package api

import (
	"context"
	"html/template"
	"io/fs"
	"slices"
	"time"

	"github.com/rs/zerolog"
	"github.com/shopspring/decimal"

	"streamspark/internal/breaker"
	"streamspark/internal/celebration"
	"streamspark/internal/check"
	"streamspark/internal/clip"
	"streamspark/internal/config"
	"streamspark/internal/fault"
	"streamspark/internal/locale"
	"streamspark/internal/logbuf"
	"streamspark/internal/moderation"
	"streamspark/internal/moderator"
	"streamspark/internal/narrator"
	"streamspark/internal/overlay"
	"streamspark/internal/pipeline"
	"streamspark/internal/provider"
	"streamspark/internal/rates"
	"streamspark/internal/recap"
	"streamspark/internal/sound"
	"streamspark/internal/source"
	"streamspark/internal/standin"
	"streamspark/internal/store"
	"streamspark/internal/telegram"
	"streamspark/internal/web/auth"
	"streamspark/internal/widget"
)

// Options are all that the web is made of.
type Options struct {
	Assets      fs.FS              // the templates folder: layout, pages/, partials/, static/
	Templates   *template.Template // those of Assets, by ui.Parse
	Widget      fs.FS              // the widget folder
	Widgets     *widget.Widgets    // those besides the player
	Themes      fs.FS              // the streamer's own themes of the widget; it may be empty
	Credentials *auth.Credentials  // nil: only this computer can reach us, and nobody is asked for anything
	Access      func() Access
	ModeratorAt func() ModeratorAccess // where moderators reach their page
	Moderators  *moderator.Links
	Rotate      func(ctx context.Context) (end func(), err error) // replaces the access token
	Own         func() []string                                   // the hosts that are ours, such as "localhost:5002"

	Store    *store.Store
	Pipeline *pipeline.Pipeline
	Overlay  *overlay.Overlay
	Converts bool            // there is an ffmpeg, which converts clips
	Source   source.Account  // the first account, which paths mean that name none
	Sources  []source.Source // all of them
	Config   *config.Live
	Save     func(ctx context.Context, values map[string]string) error // puts settings to use, all or none
	Reset    func(ctx context.Context, key string) error               // gives back what the dashboard saved
	Rules    func(config.Config) pipeline.Settings                     // of a configuration, in force or not
	Stream   *store.Value[celebration.Stream]
	Rates    *rates.Rates
	Clips    *clip.Folder
	Recaps   *recap.Recaps // the videos of streams
	Sounds   sound.Folder  // the streamer's own
	Narrator *narrator.Narrator
	Bot      *telegram.Bot
	Lists    []moderation.File // of words that viewers' are checked by
	Models   func() []string   // of the generators, to choose from
	Logs     *logbuf.Log
	Checks   *check.Checks
	First    *store.Value[FirstState]
	Demo     *standin.Server // nil: this is no demo

	// Sound fetches the audio message of a donation.
	Sound func(ctx context.Context, d celebration.Donation) (contentType string, body []byte, err error)

	// VerdictPrice returns what the text model is called that may judge what viewers wrote,
	// and the US dollars that this costs at the most for a donation; fault.NotFound: there
	// is none.
	VerdictPrice func() (model string, price decimal.Decimal, err error)

	Breakers func() map[string]breaker.State // by provider; the map is the caller's

	Spoken func(ctx context.Context, language string) // told in which language a page of the dashboard was shown; may be nil

	Redact func(text string) string // takes secrets out of what an error says; may be nil

	Version  string
	Licenses string // of what is compiled in
	Log      zerolog.Logger
	Now      func() time.Time
}

// ProviderName returns what people call a provider or a source, in English.
func ProviderName(id string) string {
	return locale.English().Message(provider.Title(id))
}

// Clean returns a message without secrets: in no argument, at no depth.
func (o Options) Clean(m fault.Message) fault.Message {
	if o.Redact == nil {
		return m
	}
	return m.Map(o.Redact)
}

// Accounts returns the sources that the streamer connects.
func (o Options) Accounts() (accounts []source.Account) {
	for _, s := range o.Sources {
		if account, ok := s.(source.Account); ok {
			accounts = append(accounts, account)
		}
	}
	return accounts
}

// ClockAhead returns how far the clock of a source is ahead of this computer's,
// and the source: that which differs most.
func (o Options) ClockAhead() (most time.Duration, source string) {
	for _, account := range o.Accounts() {
		if ahead := account.State().ClockAhead; ahead.Abs() > most.Abs() {
			most, source = ahead, account.ID()
		}
	}
	return most, source
}

// Account returns the account of an id; empty is the first.
func (o Options) Account(id string) (source.Account, error) {
	if id == "" || id == o.Source.ID() {
		return o.Source, nil
	}
	for _, s := range o.Sources {
		if s.ID() != id {
			continue
		}
		if account, ok := s.(source.Account); ok {
			return account, nil
		}
		return nil, fault.New(fault.NotFound, "source.no_action")
	}
	return nil, fault.New(fault.NotFound, "source.not_found")
}

// Setting finds one by its key.
func (o Options) Setting(key string) (config.Value, bool) {
	all := o.Config.View()
	i := slices.IndexFunc(all, func(s config.Value) bool { return s.Key == key })
	if i < 0 {
		return config.Value{}, false
	}
	return all[i], true
}

// Generator returns who makes clips, and whether that costs money.
func (o Options) Generator() (name string, paid bool) {
	g := o.Config.Get().Generation
	return g.Generator(), g.Paid()
}
