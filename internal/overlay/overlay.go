// Package overlay decides what plays on the stream, and when, and talks to
// the pages that show it. One page is the player; one show plays at a time;
// what is told to a page was saved before.
//
// All state belongs to one goroutine, the loop of Run. Sockets and callers
// send it closures, and it sends frames to pages through their outboxes, so
// no lock is held while something is sent. The queue itself is in the store:
// a restart finds it there, with the playback that was under way.
package overlay

import (
	"context"
	"fmt"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"github.com/rs/zerolog"

	"streamspark/internal/celebration"
	"streamspark/internal/fault"
	"streamspark/internal/store"
)

// ErrStopped is the error of every call after the end of Run.
var ErrStopped = fault.New(fault.Down, "overlay.stopping")

// Settings are what the streamer chose. They are asked for anew whenever
// they are needed, so a change needs no restart.
type Settings struct {
	Volume      float64             // 0 to 1
	Alert       time.Duration       // how long a thank-you stays
	MaxPlayback time.Duration       // the longest that one clip may play
	Tiers       celebration.Tiers   // of which some have a volume and a sound of their own
	Theme       string              // of the pages: a style sheet by its name
	AlertText   string              // of a thank-you; empty: the widget's own
	Topics      []celebration.Topic // the streamer's own
	Language    string              // of the pages and of sums; empty: each page's own
	Sound       string              // of a thank-you, see celebration.IsSound; empty: none
	SoundVolume float64             // 0 to 1
	celebration.Look
}

// Options is what an Overlay is made of.
type Options struct {
	Store    *store.Store
	Settings func() Settings
	// Left tells about how long the clips that are being made still take, by
	// celebration. Of one that is not in it nobody knows. It may be nil.
	Left func(ctx context.Context) (map[int64]time.Duration, error)
	// Inspect reads what a clip is coded in, and Convert makes a clip anew so that
	// the player decodes it. Both save what they find and make.
	Inspect func(ctx context.Context, clip celebration.Clip) error
	Convert func(ctx context.Context, clip celebration.Clip, player celebration.Decoder) error
	// Voice returns what is said with an alert, and for how long the alert should
	// wait for it. It returns at once; Refresh is called when there is news. It
	// may be nil.
	Voice func(c celebration.Celebration) (Voice, time.Duration)
	// Subscribe sends a page of a widget its settings and the data that it needs,
	// until end is called. It never waits. It may be nil.
	Subscribe func(widget string, needs []string, send func(frame []byte) bool) (end func())
	// Wake says that something was committed: a clip became ready, a
	// donation qualified, a setting changed.
	Wake <-chan struct{}
	// Changed is told, from the loop and so briefly, that Health or the
	// queue is not what it was. It may be nil.
	Changed func()
	// AllowOrigin decides which pages may connect. Nil: those of our own host.
	AllowOrigin func(*http.Request) bool
	Log         zerolog.Logger
}

// Health is the state of the overlay.
type Health struct {
	Widgets     int    // players connected
	Visible     int    // how many of them can be seen
	Player      string // the page elected to play; empty: nobody plays
	NoPlayer    string // why nobody plays although a page is open: one of those below, or empty
	LacksH264   bool   // a player in OBS does not decode it
	LacksSound  bool   // a player cannot play the streamer's own sound of a thank-you, and plays another
	Paused      bool
	PausedSince time.Time
	PausedWhy   string                // the streamer's own words
	PausedFor   celebration.Reason    // why it was paused by itself
	Quiet       bool                  // thank-yous wait too
	PausedUntil time.Time             // when it ends by itself; zero: it does not
	Cleared     bool                  // by Panic: the screen is kept clear until Resume
	Playing     *celebration.Playback // nil: nothing
	Queued      int
}

// Why nobody plays although a page is open and not hidden.
const (
	// NoPlayerUnsaid: OBS has not told its source whether it is on the stream.
	NoPlayerUnsaid = "unsaid"
	// NoPlayerTab: a tab stands back because OBS is in use.
	NoPlayerTab = "tab"
)

// Overlay is the queue, the election and the sockets. Make one with New,
// keep Run running, and give it the requests to /ws/widget.
type Overlay struct {
	store     *store.Store
	settings  func() Settings
	left      func(context.Context) (map[int64]time.Duration, error)
	inspect   func(context.Context, celebration.Clip) error
	convert   func(context.Context, celebration.Clip, celebration.Decoder) error
	voice     func(celebration.Celebration) (Voice, time.Duration)
	subscribe func(string, []string, func([]byte) bool) func()
	wake      <-chan struct{}
	changed   func()
	allow     func(*http.Request) bool
	log       zerolog.Logger

	inbox   chan func(context.Context)
	nudge   chan struct{}
	stopped chan struct{}
	health  atomic.Pointer[Health]
	sockets atomic.Int32
	decodes atomic.Pointer[decodes]
	work    sync.WaitGroup // on the files of clips

	publisher publisher
	state     loopState // only the loop touches it
}

// New makes an overlay. It does nothing until Run.
func New(o Options) *Overlay {
	overlay := &Overlay{
		store:     o.Store,
		settings:  o.Settings,
		left:      o.Left,
		inspect:   o.Inspect,
		convert:   o.Convert,
		subscribe: o.Subscribe,
		voice:     o.Voice,
		wake:      o.Wake,
		changed:   o.Changed,
		allow:     o.AllowOrigin,
		log:       o.Log,
		inbox:     make(chan func(context.Context)),
		nudge:     make(chan struct{}, 1),
		stopped:   make(chan struct{}),
		state:     newState(),
	}
	overlay.health.Store(&Health{})
	return overlay
}

// Refresh notifies the loop that the settings may have changed. It never waits.
func (o *Overlay) Refresh() { o.reread() }

// Health returns how things stood at the last change.
func (o *Overlay) Health() Health { return *o.health.Load() }

// Queue is the state of the overlay and the playbacks that wait.
type Queue struct {
	Health
	Waiting []celebration.Playback // in the order in which they are shown
}

// Queue returns what plays and what waits.
func (o *Overlay) Queue(ctx context.Context) (Queue, error) {
	q := Queue{Health: o.Health()}
	open, err := o.store.OpenPlaybacks(ctx)
	for _, p := range open {
		if q.Playing == nil || p.ID != q.Playing.ID {
			q.Waiting = append(q.Waiting, p)
		}
	}
	return q, err
}

// Play queues a clip to be shown (again). An unknown one is fs.ErrNotExist.
func (o *Overlay) Play(ctx context.Context, filename string) (celebration.Playback, error) {
	p, err := o.store.AddPlayback(ctx, filename, time.Now())
	if err != nil {
		return celebration.Playback{}, fmt.Errorf("queue the clip %q: %w", filename, err)
	}
	o.reread()
	return p, nil
}

// Replay queues a celebration's scene or clip to be shown (again). One that has
// neither, or is not known, is fs.ErrNotExist.
func (o *Overlay) Replay(ctx context.Context, id int64) (celebration.Playback, error) {
	p, err := o.store.AddReplay(ctx, id, time.Now())
	if err != nil {
		return celebration.Playback{}, fmt.Errorf("queue celebration %d: %w", id, err)
	}
	o.reread()
	return p, nil
}

// Pause stops the queue after the present clip until
// Resume, also after a restart. Thank-you alerts go on.
func (o *Overlay) Pause(ctx context.Context, why string) error {
	return o.do(ctx, func(ctx context.Context) error {
		return o.savePause(ctx, o.paused(celebration.OneLine(why, maxReason)))
	})
}

// PauseFor does what Pause does, for a reason of the program's own.
func (o *Overlay) PauseFor(ctx context.Context, why celebration.Reason) error {
	return o.do(ctx, func(ctx context.Context) error { return o.savePause(ctx, o.pausedFor(why)) })
}

// Resume ends a pause.
func (o *Overlay) Resume(ctx context.Context) error {
	return o.do(ctx, o.resume)
}

func (o *Overlay) resume(ctx context.Context) error {
	o.rereadNow() // there may be someone to thank
	return o.savePause(ctx, pause{})
}

// do has the loop run f and returns when its effects are to be seen.
func (o *Overlay) do(ctx context.Context, f func(context.Context) error) error {
	answer := make(chan error, 1)
	order := func(ctx context.Context) {
		err := f(ctx)
		o.state.answers = append(o.state.answers, func() { answer <- err })
	}
	select {
	case o.inbox <- order:
	case <-ctx.Done():
		return ctx.Err()
	case <-o.stopped:
		return ErrStopped
	}
	select {
	case err := <-answer:
		return err
	case <-ctx.Done():
		return ctx.Err()
	case <-o.stopped:
		return ErrStopped
	}
}

// post queues f for the loop. It is false if the loop has stopped.
func (o *Overlay) post(f func(context.Context)) bool {
	select {
	case o.inbox <- f:
		return true
	case <-o.stopped:
		return false
	}
}

// reread has the loop read the store soon.
func (o *Overlay) reread() {
	select {
	case o.nudge <- struct{}{}:
	default:
	}
}
