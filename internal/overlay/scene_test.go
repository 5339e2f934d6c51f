package overlay

import (
	"fmt"
	"testing"
	"time"

	"streamspark/internal/celebration"
)

// scene adds a celebration that waits with a scene.
func (k *kept) scene() int64 {
	return k.add(func(c *celebration.Celebration) {
		c.Scene = &celebration.Scene{Seed: c.ID, Production: celebration.FullScene}
	}, celebration.Failed, celebration.Ready)
}

// draws connects a page that draws scenes.
func (s *stage) draws(id string) *tab {
	t := s.connect(id)
	t.says(fmt.Sprintf(`{"type":"hello","id":%q,"widget":"player","visible":true,"scenes":true}`, id))
	return t
}

// began says that a scene runs, which one, and how long it is.
func (t *tab) began(id int64, scene string, length time.Duration) {
	t.says(fmt.Sprintf(`{"type":"started","playback":%d,"scene":%q,"duration_ms":%d}`, id, scene, length.Milliseconds()))
}

// told returns the scene of the first play among what the page was told.
func (t *tab) told() string {
	t.s.t.Helper()
	for _, frame := range t.frames() {
		if frame["type"] == "play" {
			if frame["clip"] != nil {
				t.s.t.Errorf("a scene came with the clip %v", frame["clip"])
			}
			return fmt.Sprint(frame["scene"])
		}
	}
	return ""
}

func TestASceneIsShownAndKept(t *testing.T) {
	store := &kept{}
	first, second := store.scene(), store.scene()
	onStage(t, store, func(t *testing.T, s *stage) {
		page := s.draws("obs")
		if got := page.told(); got != "map[production:2 seed:1]" {
			t.Errorf("it was told to draw %s", got)
		}
		page.began(1, "rocket", 7*time.Second)
		if c := store.celebration(first); c.Status != celebration.Playing || c.Scene.ID != "rocket" {
			t.Errorf("it is %s with %+v", c.Status, c.Scene)
		}
		var playing any
		for _, frame := range s.open("preview", "preview", true).frames() {
			if p, is := frame["playing"].(map[string]any); is {
				playing = p["scene"]
			}
		}
		if got := fmt.Sprint(playing); got != "map[id:rocket production:2 seed:1]" {
			t.Errorf("a preview is told of %s", got)
		}
		s.pass(7 * time.Second)
		page.says(`{"type":"ended","playback":1,"shown_ms":7000}`)
		s.want(1, celebration.PlaybackEnded, "")

		// The next one is not to be the same, also after a restart.
		if got := page.told(); got != "map[previous:rocket production:2 seed:2]" {
			t.Errorf("it was told to draw %s", got)
		}
		page.leaves(true)
		s.stop()
		s.start()
		s.pass(graceAfterRestart + time.Second)
		page = s.draws("obs")
		s.pass(readEvery)
		if got := page.told(); got != "map[previous:rocket production:2 seed:2]" {
			t.Errorf("after a restart it was told to draw %s", got)
		}
		page.began(2, "cat", 7*time.Second)
		s.pass(7 * time.Second)
		page.ended(2)

		_, err := s.overlay.Replay(t.Context(), first)
		s.must(err)
		s.pass(readEvery)
		if got := page.told(); got != "map[id:rocket production:2 seed:1]" {
			t.Errorf("the replay is %s", got)
		}
		if c := store.celebration(second); c.Status != celebration.Played {
			t.Errorf("the second is %s", c.Status)
		}
	})
}

func TestASceneWaitsForAPageThatDrawsIt(t *testing.T) {
	store := &kept{}
	store.scene()
	clip := store.ready(8 * time.Second)
	onStage(t, store, func(t *testing.T, s *stage) {
		old := s.open("old", "player", true)
		s.pass(readEvery)
		old.wantReceived("play 2", "alert 1")
		s.want(1, celebration.PlaybackQueued, celebration.WhyOldPlayer)
		old.started(2)
		s.must(s.overlay.PlayNow(t.Context(), 1)) // nobody can: what plays is left alone
		s.pass(8 * time.Second)
		old.ended(2)
		if c := store.celebration(clip); c.Status != celebration.Played {
			t.Errorf("the clip behind it is %s", c.Status)
		}
		page := s.draws("new")
		s.pass(readEvery)
		page.wantReceived("play 1")
		s.want(1, celebration.PlaybackSent, "")
		old.wantReceived()
	})
}

func TestASceneThatFailsTwiceWaitsForTheStreamer(t *testing.T) {
	store := &kept{}
	id := store.scene()
	onStage(t, store, func(t *testing.T, s *stage) {
		page := s.draws("obs")
		page.says(`{"type":"failed","playback":1,"code":"player.no_scene","words":"404"}`)
		page.says(`{"type":"failed","playback":1,"code":"player.scene_error","words":"x is undefined"}`)
		s.want(1, celebration.PlaybackFailed, celebration.WhyPlayerFailed)
		if c := store.celebration(id); c.Status != celebration.Failed || c.Scene == nil {
			t.Errorf("it is %s with %v", c.Status, c.Scene)
		}
	})
}

// TestASceneHasItsTime: until the page says how long it is, longer than any.
func TestASceneHasItsTime(t *testing.T) {
	for name, tt := range map[string]struct {
		began func(page *tab)
		after time.Duration
		ends  bool // the page says that it ended
		want  celebration.PlaybackState
	}{
		"it never begins":           {func(*tab) {}, startWithin, false, celebration.PlaybackSent}, // once more
		"it ends as it said":        {func(p *tab) { p.began(1, "a", 5*time.Second) }, 5 * time.Second, true, celebration.PlaybackEnded},
		"it ends far too early":     {func(p *tab) { p.began(1, "a", 8*time.Second) }, 2 * time.Second, true, celebration.PlaybackSent},
		"it does not say how long":  {func(p *tab) { p.started(1) }, 2 * time.Second, true, celebration.PlaybackEnded},
		"it hangs":                  {func(p *tab) { p.began(1, "a", 5*time.Second) }, 9*time.Second + endSlack, false, celebration.PlaybackSent},
		"it does not hang yet":      {func(p *tab) { p.began(1, "a", 5*time.Second) }, 9*time.Second + endSlack - time.Second, false, celebration.PlaybackStarted},
		"it is longer than thought": {func(p *tab) { p.began(1, "a", 14*time.Second) }, 14 * time.Second, true, celebration.PlaybackEnded},
	} {
		store := &kept{}
		store.scene()
		onStage(t, store, func(t *testing.T, s *stage) {
			page := s.draws("obs")
			tt.began(page)
			s.pass(tt.after)
			if tt.ends {
				page.says(fmt.Sprintf(`{"type":"ended","playback":1,"shown_ms":%d}`, tt.after.Milliseconds()))
			}
			s.pass(readEvery)
			if p := store.playback(1); p.State != tt.want {
				t.Errorf("%s: it is %s because %q", name, p.State, p.Reason.Code)
			}
		})
	}
}
