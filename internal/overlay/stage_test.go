package overlay

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rs/zerolog"

	"streamspark/internal/celebration"
	"streamspark/internal/socket"
)

// stage is an overlay that runs in a bubble, with pages that are no
// sockets: what they say goes straight to the loop.
type stage struct {
	t       *testing.T
	store   *kept
	overlay *Overlay
	wake    chan struct{}
	stop    func()
	limits  Settings
	changes int
	steps   atomic.Int64            // of the loop: each asks for the settings
	reads   atomic.Int64            // of the store, by the loop
	readAt  time.Time               // only the loop touches it
	left    map[int64]time.Duration // how long clips still take
	lost    error                   // why that is not known
	convert func(c celebration.Clip, player celebration.Decoder) error
	looks   []string          // the clips that were read
	files   map[string]string // what the pictures of clips are coded in, by name
}

// Look and Convert are the stage's folder of clips.
func (s *stage) Look(_ context.Context, c celebration.Clip) error {
	s.looks = append(s.looks, c.Filename)
	s.store.code(c.Filename, s.files[c.Filename], "")
	return nil
}

func (s *stage) Convert(_ context.Context, c celebration.Clip, player celebration.Decoder) error {
	return s.convert(c, player)
}

// onStage runs a test in a bubble with an overlay over this store.
func onStage(t *testing.T, store *kept, test func(t *testing.T, s *stage)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		t.Helper()
		store.open(t)
		s := &stage{t: t, store: store, limits: Settings{Volume: 0.8, Alert: 7 * time.Second, MaxPlayback: time.Minute}}
		s.start()
		defer func() { s.stop() }()
		test(t, s)
	})
}

// start runs an overlay over the store, also after an earlier one stopped.
func (s *stage) start() {
	s.wake = make(chan struct{}, 1)
	s.overlay = New(Options{
		Store: s.store.Store, Settings: s.settings, Wake: s.wake,
		Inspect: s.Look, Convert: s.Convert, Left: func(context.Context) (map[int64]time.Duration, error) { return s.left, s.lost },
		Changed: func() { s.changes++ }, Log: zerolog.Nop(),
	})
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- s.overlay.Run(ctx) }()
	s.stop = func() {
		cancel()
		if err := <-ended; err != nil {
			s.t.Errorf("Run ended with %v", err)
		}
	}
	synctest.Wait()
}

// settings returns the limits, and counts: each step of the loop asks for them
// after it may have read the store.
func (s *stage) settings() Settings {
	s.steps.Add(1)
	if at := s.overlay.state.readAt; !at.Equal(s.readAt) {
		s.readAt = at
		s.reads.Add(1)
	}
	return s.limits
}

// commit is what the rest of the program does after a commit.
func (s *stage) commit() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
	s.pass(readEvery)
}

// pass lets time go by.
func (s *stage) pass(d time.Duration) {
	time.Sleep(d)
	synctest.Wait()
}

// tab is a page as a test holds it, with its own connection.
type tab struct {
	s    *stage
	page *page
	id   string
	out  chan []byte
	bye  int // the code with which it was let go

	mu    sync.Mutex
	wiped bool // it was told to clear its screen
}

func (t *tab) Send(frame []byte) bool {
	select {
	case t.out <- frame:
		return true
	default:
		t.Close(socket.TryLater, "too slow")
		return false
	}
}

func (t *tab) Close(code int, _ string) {
	if t.bye == 0 {
		t.bye = code
		close(t.page.done)
	}
}

// open connects a page that says hello.
func (s *stage) open(id, widget string, visible bool) *tab {
	t := s.connect(id)
	t.says(fmt.Sprintf(`{"type":"hello","id":%q,"widget":%q,"visible":%t}`, id, widget, visible))
	return t
}

// inOBS connects a source in OBS as it is today: it knows whether it is on
// the stream, once OBS said so ("true", "false", "null"), and says which
// thank-yous are up.
func (s *stage) inOBS(id, active string) *tab {
	t := s.connect(id)
	t.says(fmt.Sprintf(`{"type":"hello","id":%q,"widget":"player","obs":true,"acks":true,"visible":%t,"active":%s}`, id, active == "true", active))
	return t
}

func (t *tab) active(active bool) {
	t.says(fmt.Sprintf(`{"type":"visible","visible":%t,"active":%t}`, active, active))
}

func (s *stage) connect(id string) *tab {
	t := &tab{s: s, id: id, out: make(chan []byte, outbox)}
	t.page = newPage(t.Send, t.Close)
	overlay := s.overlay
	overlay.post(func(ctx context.Context) { overlay.join(ctx, t.page) })
	synctest.Wait()
	return t
}

func (t *tab) says(frame string) {
	t.s.t.Helper()
	r, err := parse([]byte(frame))
	if err != nil {
		t.s.t.Fatalf("%s: %v", frame, err)
	}
	overlay := t.s.overlay
	overlay.post(func(ctx context.Context) { overlay.take(ctx, t.page, r) })
	t.s.pass(readEvery)
}

func (t *tab) started(id int64) { t.says(fmt.Sprintf(`{"type":"started","playback":%d}`, id)) }

// ended says that it was shown whole, also where no time has passed.
func (t *tab) ended(id int64) {
	t.says(fmt.Sprintf(`{"type":"ended","playback":%d,"shown_ms":3600000}`, id))
}

func (t *tab) thanked(key string) { t.says(fmt.Sprintf(`{"type":"thanked","key":%q}`, key)) }

func (t *tab) failed(id int64, reason string) {
	t.says(fmt.Sprintf(`{"type":"failed","playback":%d,"reason":%q}`, id, reason))
}

func (t *tab) shows(visible bool) { t.says(fmt.Sprintf(`{"type":"visible","visible":%t}`, visible)) }

// leaves ends the connection, in order as a closed tab does, or cut off.
func (t *tab) leaves(inOrder bool) {
	overlay := t.s.overlay
	overlay.post(func(ctx context.Context) {
		t.Close(socket.Normal, "")
		overlay.leave(ctx, t.page, inOrder)
	})
	t.s.pass(readEvery)
}

// received takes what the page was told since the last time, without states:
// "play 1", "stop 1", "alert 3".
func (t *tab) received() []string {
	got := []string{}
	for _, frame := range t.frames() {
		switch frame["type"] {
		case "play", "stop":
			got = append(got, fmt.Sprintf("%v %v", frame["type"], frame["playback"]))
		case "alert":
			got = append(got, fmt.Sprintf("alert %v", frame["celebration"]))
		}
	}
	return got
}

func (t *tab) frames() []map[string]any {
	var frames []map[string]any
	for {
		select {
		case text := <-t.out:
			var frame map[string]any
			if err := json.Unmarshal(text, &frame); err != nil {
				t.s.t.Fatalf("%s is no frame: %v", text, err)
			}
			frames = append(frames, frame)
		default:
			return frames
		}
	}
}

// wantReceived fails unless the page was told exactly this.
func (t *tab) wantReceived(want ...string) {
	t.s.t.Helper()
	if got := t.received(); !slices.Equal(got, want) {
		t.s.t.Fatalf("page %s was told %q, want %q", t.id, got, want)
	}
}

// want fails unless the playback is in this state for this reason.
func (s *stage) want(id int64, state celebration.PlaybackState, why string) celebration.Playback {
	s.t.Helper()
	p := s.store.playback(id)
	if p.State != state || p.Reason.Code != why {
		s.t.Fatalf("playback %d is %s (%s), want %s (%s)", id, p.State, p.Reason.Code, state, why)
	}
	return p
}

func (s *stage) wantPlayer(id string) {
	s.t.Helper()
	if got := s.overlay.Health().Player; got != id {
		s.t.Fatalf("the player is %q, want %q", got, id)
	}
}
