package overlay

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"streamspark/internal/celebration"
	"streamspark/internal/socket"
	"streamspark/internal/store/storetest"
)

// The program ends in the middle of a clip of eight seconds and starts
// again; the page may live on.
func TestARestartInTheMiddleOfAClip(t *testing.T) {
	tests := []struct {
		name  string
		shown time.Duration // when the program ended; negative: before the start
		down  time.Duration
		back  func(s *stage)
		state celebration.PlaybackState
		why   string
		cuts  int
	}{
		{"the page still plays", 2 * time.Second, time.Second, func(s *stage) {
			s.pass(4 * time.Second)
			s.open("obs", "player", true).started(1)
			s.pass(6 * time.Second)
		}, started, "", 0},
		{"the page had just begun", -1, time.Second, func(s *stage) {
			s.open("obs", "player", true).started(1)
		}, started, "", 0},
		{"the page ended it meanwhile", 2 * time.Second, 20 * time.Second, func(s *stage) {
			s.open("obs", "player", true).ended(1)
		}, ended, "", 0},
		{"the page is hidden by now", 2 * time.Second, time.Second, func(s *stage) {
			s.open("obs", "player", false)
		}, queued, celebration.WhyPlayerGone, 1},
		{"the page comes and says nothing", 2 * time.Second, time.Second, func(s *stage) {
			s.open("obs", "player", true)
			s.pass(graceAfterRestart)
		}, sent, "", 1},
		{"the page is gone, early", time.Second, time.Second, func(s *stage) { s.pass(graceAfterRestart) }, queued, celebration.WhyPlayerGone, 1},
		{"the page is gone, late", 2 * time.Second, 4 * time.Second, func(s *stage) { s.pass(graceAfterRestart) }, ended, celebration.WhyEndAssumed, 0},
		{"the page is gone before it began", -1, time.Hour, func(s *stage) { s.pass(graceAfterRestart) }, queued, celebration.WhyPlayerGone, 1},
		{"another page is there", time.Second, time.Second, func(s *stage) {
			other := s.open("other", "player", true)
			s.pass(5 * time.Second)
			other.wantReceived()
			s.pass(5 * time.Second)
			other.wantReceived("play 1")
		}, sent, "", 1},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			store := &kept{}
			onStage(t, store, func(t *testing.T, s *stage) {
				player := s.open("obs", "player", true)
				store.ready(8 * time.Second)
				s.commit()
				if test.shown >= 0 {
					player.started(1)
					s.pass(test.shown)
				}
				s.stop()
				if player.bye != socket.GoingAway {
					t.Errorf("the page was told %d", player.bye)
				}
				s.pass(test.down)
				s.start()
				test.back(s)
				if p := s.want(1, test.state, test.why); p.Cuts != test.cuts {
					t.Errorf("it was cut %d times, want %d", p.Cuts, test.cuts)
				}
			})
		})
	}
}

func TestAPauseOutlivesARestart(t *testing.T) {
	store := &kept{}
	onStage(t, store, func(t *testing.T, s *stage) {
		player := s.open("obs", "player", true)
		store.ready(8 * time.Second)
		store.ready(8 * time.Second)
		s.commit()
		player.started(1)
		since := time.Now()
		for _, why := range []string{"a raid", "an interview"} { // the second only says why anew
			if err := s.overlay.Pause(t.Context(), why); err != nil {
				t.Fatal(err)
			}
			s.pass(time.Second)
		}
		player.ended(1) // the present one plays to its end
		s.want(1, ended, "")
		s.pass(time.Hour)
		s.want(2, queued, "")
		s.stop()
		s.start()
		player = s.open("obs", "player", true)
		if h := s.overlay.Health(); !h.Paused || !h.PausedSince.Equal(since) || h.PausedWhy != "an interview" || h.Queued != 1 {
			t.Fatalf("after the restart %+v", h)
		}
		player.wantReceived()
		if err := s.overlay.Resume(t.Context()); err != nil {
			t.Fatal(err)
		}
		s.want(2, sent, "")
		if h := s.overlay.Health(); h.Paused || !h.PausedSince.IsZero() {
			t.Errorf("after the pause %+v", h)
		}
	})
}

func TestNothingIsToldThatIsNotSaved(t *testing.T) {
	store := &kept{}
	onStage(t, store, func(t *testing.T, s *stage) {
		player := s.open("obs", "player", true)
		store.ready(8 * time.Second)
		store.ready(8 * time.Second)
		store.fails("1 ")
		s.commit()
		player.wantReceived() // the first cannot be saved, so it is not sent
		if err := s.overlay.Pause(t.Context(), ""); err != nil {
			t.Fatal(err)
		}
		s.pass(10 * time.Second)
		if err := s.overlay.Resume(t.Context()); err != nil {
			t.Fatal(err)
		}
		s.pass(10 * time.Second)
		player.wantReceived("play 2") // and it stops no other
		player.started(2)
		player.ended(2)
		store.fails()
		s.pass(leftAlone)
		player.wantReceived("play 1")
		player.started(1)
		s.pass(7 * time.Second)
		store.fails("")
		player.ended(1)
		if err := s.overlay.Pause(t.Context(), ""); err == nil {
			t.Error("a pause that was not saved is taken for one")
		}
		s.pass(time.Hour)
		s.want(1, started, "")
		store.fails()
		s.pass(leftAlone + time.Minute)
		s.want(1, ended, celebration.WhyEndAssumed)
	})
}

func TestAClipThatIsTakenOutOfTheQueueStopsPlaying(t *testing.T) {
	store := &kept{}
	onStage(t, store, func(t *testing.T, s *stage) {
		player := s.open("obs", "player", true)
		store.ready(8 * time.Second)
		store.ready(8 * time.Second)
		s.commit()
		player.started(1)
		storetest.Exec(t, store.Store, `UPDATE playbacks SET state = 'failed' WHERE id = 1`)
		s.commit()
		player.wantReceived("play 1", "stop 1", "play 2")
	})
}

// Whatever pages do, one clip plays at a time, an ended one never plays
// again, and the queue comes to its end once there is a page that behaves.
func TestNoBehaviourOfPagesUpsetsTheQueue(t *testing.T) {
	seeds := uint64(50)
	if testing.Short() {
		seeds = 10
	}
	for seed := range seeds {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			store := &kept{}
			onStage(t, store, func(t *testing.T, s *stage) {
				chance := rand.New(rand.NewPCG(seed, 1))
				var pages []*tab
				for step := range 60 {
					misbehave(s, chance, &pages, step)
					wantOnePlaying(t, store)
				}
				for _, page := range pages {
					page.leaves(true)
				}
				if err := s.overlay.Resume(t.Context()); err != nil {
					t.Fatal(err)
				}
				good := s.open("good", "player", true)
				for range 40 {
					for _, frame := range good.frames() {
						if id, ok := frame["playback"].(float64); ok && frame["type"] == "play" {
							good.started(int64(id))
							clip, _ := frame["clip"].(map[string]any)
							length, _ := clip["duration_ms"].(float64)
							s.pass(time.Duration(length) * time.Millisecond)
							good.ended(int64(id))
						}
					}
					s.pass(time.Second)
				}
				if h := s.overlay.Health(); h.Playing != nil || h.Queued != 0 {
					t.Fatalf("the queue hangs: %+v", h)
				}
			})
		})
	}
}

func wantOnePlaying(t *testing.T, store *kept) {
	t.Helper()
	playing := 0
	open, err := store.OpenPlaybacks(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range open {
		if p.State == sent || p.State == started {
			playing++
		}
	}
	if playing > 1 {
		t.Fatalf("%d playbacks are under way", playing)
	}
}

// misbehave does one thing that a page, the streamer or the pipeline may do.
func misbehave(s *stage, chance *rand.Rand, pages *[]*tab, step int) {
	page := func() *tab {
		if len(*pages) == 0 || chance.IntN(4) == 0 && len(*pages) < 5 {
			*pages = append(*pages, s.open(fmt.Sprintf("p%d", step), "player", chance.IntN(3) > 0))
		}
		return (*pages)[chance.IntN(len(*pages))]
	}
	id := max(s.store.count, 1) - chance.Int64N(2)
	switch chance.IntN(9) {
	case 0:
		s.store.ready(time.Duration(chance.IntN(20)) * time.Second)
		s.commit()
	case 1:
		page().started(max(id, 1))
	case 2:
		page().ended(max(id, 1))
	case 3:
		page().failed(max(id, 1), "no")
	case 4:
		page().shows(chance.IntN(2) == 0)
	case 5:
		p := page()
		p.leaves(chance.IntN(2) == 0)
		for i, other := range *pages {
			if other == p {
				*pages = append((*pages)[:i], (*pages)[i+1:]...)
				break
			}
		}
	case 6:
		s.pass(time.Duration(chance.IntN(30)) * time.Second)
	case 7:
		_ = s.overlay.Skip(s.t.Context(), 0)
	case 8:
		_ = s.overlay.Pause(s.t.Context(), "")
		s.pass(time.Second)
		_ = s.overlay.Resume(s.t.Context())
	}
	for _, p := range *pages {
		p.frames()
	}
}
