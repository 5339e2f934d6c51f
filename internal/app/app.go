// Package app builds all other packages and runs them. New builds them in the
// order in which they depend on one another.
package app

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"strconv"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/rs/zerolog"

	"streamspark/internal/breaker"
	"streamspark/internal/celebration"
	"streamspark/internal/clip"
	"streamspark/internal/config"
	"streamspark/internal/fault"
	"streamspark/internal/judge"
	"streamspark/internal/locale"
	"streamspark/internal/logbuf"
	"streamspark/internal/moderation"
	"streamspark/internal/moderator"
	"streamspark/internal/narrator"
	"streamspark/internal/outbound"
	"streamspark/internal/overlay"
	"streamspark/internal/pipeline"
	"streamspark/internal/provider"
	"streamspark/internal/rates"
	"streamspark/internal/recap"
	"streamspark/internal/secrets"
	"streamspark/internal/source"
	"streamspark/internal/speech"
	"streamspark/internal/standin"
	"streamspark/internal/store"
	"streamspark/internal/telegram"
	"streamspark/internal/web"
	"streamspark/internal/web/api"
	"streamspark/internal/web/auth"
	"streamspark/internal/widget"
	"streamspark/internal/writer"
)

// Options are what the command line and main give.
type Options struct {
	ConfigPath string            // empty: config.yaml, if it is there
	Flags      map[string]string // configuration by key
	Demo       bool              // everything against stand-ins
	Draft      bool              // the demo's clips are small
	Assets     fs.FS             // holds the folders templates and widget
	Version    string
	Output     io.Writer
	Language   *locale.Language      // of what is printed to Output beside the log; nil: English
	Providers  []provider.Descriptor // nil: all that there are
	Trust      *tls.Config           // whom other servers' certificates may come from; nil: the system's authorities
}

// App is the whole program as a value.
type App struct {
	o           Options
	live        *config.Live
	providers   []provider.Descriptor
	redact      *logbuf.Redactor
	logbuf      *logbuf.Log
	log         zerolog.Logger
	listener    net.Listener
	store       *store.Store
	key         secrets.Key
	credentials *auth.Credentials // nil: only this computer can reach us
	clips       *clip.Folder
	recaps      *recap.Recaps
	ffmpeg      string // the program of that name; empty: none
	network     *outbound.Network
	restored    atomic.Pointer[restoredFrom] // nil: this database is no restored backup
	rates       *rates.Rates
	applying    sync.Mutex
	making      sync.RWMutex // guards makers, speakers, texts, bots, breakerOf and madeOf
	madeOf      map[string]madeOf
	makers      map[string]pipeline.Maker
	speakers    map[string]made[speech.Speaker]
	narrator    *narrator.Narrator
	texts       map[string]made[*provider.TextModel]
	writer      *writer.Writer
	judge       *judge.Judge
	screener    *judge.Screener
	bots        map[string]made[*telegram.Client]
	bot         *telegram.Bot
	first       *store.Value[api.FirstState]
	spoken      *store.Value[string] // the language in which the dashboard was last used
	stream      broadcast
	breakerOf   map[string]*breaker.Breaker // by provider
	pipeline    *pipeline.Pipeline
	checker     *moderation.Checker
	overlay     *overlay.Overlay
	sources     []source.Source
	accounts    []source.Account // those of sources that the streamer connects
	widgets     *widget.Widgets
	web         *web.Server
	standIns    *standin.Server
	watches     []*store.Watch

	moderators        *moderator.Links
	moderatorListener net.Listener // nil: their page is not open in the network
	moderatorAddr     *net.TCPAddr
	moderatorTrouble  fault.Message // why it is not, although it should be
	fingerprint       string        // of its certificate; empty: it has none

	sourceMoved chan struct{} // of capacity 1: the state of a source changed

	databaseGone atomic.Bool    // at the last check
	closers      []func() error // in the order of opening
}

// sayFaultsInLog has log lines show the sentence of an error instead of its
// code.
var sayFaultsInLog = sync.OnceFunc(func() {
	zerolog.ErrorMarshalFunc = func(err error) any {
		if err == nil {
			return nil
		}
		return locale.English().Detail(err)
	}
})

// New reads the configuration and opens everything, up to the port. What
// it returns must be closed, by Run or by Close. An error is one sentence
// for the person who started the program.
func New(ctx context.Context, o Options) (app *App, err error) {
	sayFaultsInLog()
	a := &App{
		o: o, breakerOf: map[string]*breaker.Breaker{}, makers: map[string]pipeline.Maker{}, speakers: map[string]made[speech.Speaker]{}, texts: map[string]made[*provider.TextModel]{}, bots: map[string]made[*telegram.Client]{}, madeOf: map[string]madeOf{},
		providers: orAll(o.Providers), redact: logbuf.NewRedactor(), sourceMoved: make(chan struct{}, 1),
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, a.Close())
		}
	}()
	if o.Demo {
		if err := a.startStandIns(); err != nil {
			return nil, err
		}
	}
	layers, err := config.Read(config.Source{Path: o.ConfigPath, Flags: a.o.Flags, Providers: a.providers, Languages: locale.Codes(), Hide: a.redact.Hide})
	if err != nil {
		return nil, err
	}
	if a.live, err = config.New(layers); err != nil {
		return nil, err
	}
	c := a.live.Get()
	if err := a.listen(ctx, c.Server); err != nil {
		return nil, err
	}
	if a.store, err = store.OpenReporting(ctx, c.DataDir, a.o.terminal().tell); err != nil {
		return nil, err
	}
	a.closers = append(a.closers, a.store.Close)
	if a.key, err = secrets.Open(c.DataDir, c.Keyring); err != nil {
		return nil, err
	}
	if err := errors.Join(a.openSettings(ctx), a.openCredentials(ctx)); err != nil {
		return nil, err
	}
	c = a.live.Get()

	a.ffmpeg = clip.FindFFmpeg()
	if a.clips, err = clip.Open(clip.Options{Dir: c.VideosDir, MaxBytes: c.Downloads.MaxBytes, FFmpeg: a.ffmpeg}); err != nil {
		return nil, err
	}
	a.closers = append(a.closers, a.clips.Close)
	if err := a.dropMissingClips(ctx); err != nil {
		return nil, err
	}
	if err := a.checkRestored(ctx); err != nil {
		return nil, err
	}
	if err := errors.Join(a.openModerators(ctx), a.openValues(ctx)); err != nil {
		return nil, err
	}
	a.recaps = recap.New(recap.Options{Store: a.store, Clips: a.clips, Small: a.o.Draft, Log: a.part("recap")})
	a.network = a.newNetwork()
	a.rates = a.newRates(c)
	if err := a.openMakers(ctx, c); err != nil {
		return nil, err
	}
	a.pipeline = pipeline.New(pipeline.Options{
		Store: a.store, InRubles: a.rates.InRubles, InRublesAtOnce: a.rates.Known, Clips: a.clips, Maker: a.maker, Write: a.writer.Write, Judge: a.judge.Judge, Screen: a.screener.Screen, Settings: a.pipelineSettings,
		Player: func() celebration.Decoder { return a.overlay.Decodes() }, Redact: a.redact.Text, Log: a.part("pipeline"),
	})
	if err := a.openNarrator(c.DataDir); err != nil {
		return nil, err
	}
	a.overlay = overlay.New(overlay.Options{
		Store: a.store, Settings: a.overlaySettings, Left: a.timeLeft, Voice: a.voiceOf, Inspect: a.inspectClip, Convert: a.convertClip, Subscribe: a.widgets.Subscribe, Wake: a.watch(a.store.Wake()), Changed: a.changed,
		AllowOrigin: func(r *http.Request) bool { return a.web.AllowOrigin(r) }, Log: a.part("overlay"),
	})
	a.live.OnChange(func() {
		a.overlay.Refresh()
		a.widgets.Refresh()
		a.bot.Refresh()
	})
	if err := errors.Join(a.openBot(ctx), a.openSources(ctx, c)); err != nil {
		return nil, err
	}
	if err := a.pipeline.JudgeOlder(ctx); err != nil {
		return nil, err
	}
	a.web, err = a.newWeb()
	return a, err
}

// openMakers makes what a donation passes before it is a clip: the lists of words,
// the writer of prompts, the generators.
func (a *App) openMakers(ctx context.Context, c config.Config) error {
	a.openModeration(c.DataDir)
	return errors.Join(a.renewMakers(c), a.openWriter(ctx))
}

// openValues reads what is kept beside the settings: when the stream began, the
// first steps, the language, and what the widgets are set to.
func (a *App) openValues(ctx context.Context) (err error) {
	if a.stream, err = openBroadcast(ctx, a.store); err != nil {
		return err
	}
	if a.first, err = store.OpenValue[api.FirstState](ctx, a.store, api.FirstKey); err != nil {
		return err
	}
	if a.spoken, err = store.OpenValue[string](ctx, a.store, "dashboard_language"); err != nil {
		return err
	}
	a.widgets, err = a.openWidgets(ctx)
	return err
}

// secrets returns the store for what must be sealed.
func (a *App) secrets(key secrets.Key, lost func(name string)) *secrets.Store {
	return secrets.NewStore(secrets.Options{Documents: a.store, Key: key, Hide: a.redact.HideOf, Lost: lost})
}

// secretsOf returns the store for the secrets of a provider, bound to its
// addresses.
func (a *App) secretsOf(d provider.Descriptor) *secrets.Store {
	return a.sealedBy(d, a.secrets(a.key, a.logUnreadable))
}

func (a *App) sealedBy(d provider.Descriptor, keep *secrets.Store) *secrets.Store {
	if d.SealedSince {
		keep = keep.Older()
	}
	return keep.BoundTo(func() string { return d.CustomAddresses(a.live.Get().Values(d.ID)) })
}

// listen takes the port before anything else is touched, so that a second
// start ends without having done anything.
func (a *App) listen(ctx context.Context, c config.Server) error {
	var lc net.ListenConfig
	listener, err := lc.Listen(ctx, "tcp", net.JoinHostPort(c.Host, fmt.Sprint(c.Port)))
	if err != nil {
		if errors.Is(err, syscall.EADDRNOTAVAIL) {
			return fault.Wrap(err, fault.Permanent, "app.not_own_address", "host", c.Host)
		}
		return fault.New(fault.Permanent, "app.port_taken", "host", c.Host, "port", strconv.Itoa(c.Port), "words", plain(err).Error())
	}
	a.listener = listener
	a.closers = append(a.closers, func() error {
		if err := listener.Close(); err != nil && !errors.Is(err, net.ErrClosed) {
			return err
		}
		return nil
	})
	if c.Port == 0 { // any free one: the addresses follow from it
		port := listener.Addr().(*net.TCPAddr).Port
		return a.live.Flag("server.port", fmt.Sprint(port))
	}
	return nil
}

func plain(err error) error {
	var op *net.OpError
	if errors.As(err, &op) {
		return op.Err
	}
	return err
}

func (a *App) openLog(c config.Config) {
	a.logbuf = logbuf.New(logbuf.Options{Screen: a.o.Output, JSON: c.Log.Format == "json", Dir: c.DataDir, Redact: a.redact})
	a.closers = append(a.closers, a.logbuf.Close)
	a.log = a.logbuf.Logger(c.Log.Level)
}

func (a *App) part(name string) zerolog.Logger { return a.log.With().Str("part", name).Logger() }

// watch returns the channel of a watch on the store, which Close closes.
func (a *App) watch(w *store.Watch) <-chan struct{} {
	a.watches = append(a.watches, w)
	return w.C
}

// changed notifies the dashboards that a connection or the queue is not what
// it was.
func (a *App) changed() {
	if a.web != nil {
		a.web.Changed()
	}
}

const closeTimeout = 2 * time.Second

// Close closes everything that is open, the last opened first.
func (a *App) Close() error {
	for _, w := range a.watches {
		w.Close()
	}
	var errs []error
	for i := len(a.closers) - 1; i >= 0; i-- {
		errs = append(errs, a.closers[i]())
	}
	a.watches, a.closers = nil, nil
	return errors.Join(errs...)
}

// URL returns where the dashboard is.
func (a *App) URL() string { return a.live.Get().Server.PublicURL }

// StandIns returns the stand-ins of a demo, else nil.
func (a *App) StandIns() *standin.Server { return a.standIns }
