package overlay

import (
	"testing"
	"time"

	"streamspark/internal/celebration"
)

// TestAnAlertWaitsForItsVoiceForAWhile: with the voice once it is there, else
// without, and its card stays until the voice has ended.
func TestAnAlertWaitsForItsVoiceForAWhile(t *testing.T) {
	alerts := func(frames []map[string]any) (found []map[string]any) {
		for _, f := range frames {
			if f["type"] == "alert" {
				found = append(found, f)
			}
		}
		return found
	}
	for name, comes := range map[string]bool{"it comes": true, "it does not": false} {
		t.Run(name, func(t *testing.T) {
			store := &kept{}
			onStage(t, store, func(t *testing.T, s *stage) {
				began, ready := time.Now(), false
				s.overlay.voice = func(celebration.Celebration) (Voice, time.Duration) {
					if ready {
						return Voice{URL: "/speech/x", Duration: 20 * time.Second, Volume: 0.5}, 0
					}
					return Voice{}, max(time.Until(began.Add(3*time.Second)), 0)
				}
				player := s.open("obs", "player", true)
				player.frames()
				store.qualified(celebration.Approved)
				s.commit()
				s.pass(time.Second)
				if early := alerts(player.frames()); len(early) > 0 {
					t.Fatalf("it did not wait: %v", early)
				}
				if comes {
					ready = true
					s.overlay.Refresh()
					s.pass(readEvery)
				} else {
					s.pass(3 * time.Second)
				}
				shown := alerts(player.frames())
				if len(shown) != 1 {
					t.Fatalf("it is shown %d times", len(shown))
				}
				voice, spoken := shown[0]["voice"].(map[string]any)
				if spoken != comes {
					t.Fatalf("its voice is %v", voice)
				}
				if comes && (voice["url"] != "/speech/x" || voice["duration_ms"] != 20_000.0 || voice["volume"] != 0.5 || shown[0]["hold_ms"] != 21_500.0) {
					t.Errorf("%v", shown[0])
				}
			})
		})
	}
}

// TestASceneComesWithItsVoice: it takes over the card of its thank-you, and so
// waits as that does. A page that leaves meanwhile leaves no busy loop behind.
func TestASceneComesWithItsVoice(t *testing.T) {
	store := &kept{}
	onStage(t, store, func(t *testing.T, s *stage) {
		began := time.Now()
		s.overlay.voice = func(celebration.Celebration) (Voice, time.Duration) {
			return Voice{}, max(time.Until(began.Add(3*time.Second)), 0)
		}
		page := s.draws("obs")
		page.frames()
		store.add(func(c *celebration.Celebration) {
			c.Scene = &celebration.Scene{Seed: 1, Production: celebration.FullScene}
		}, celebration.Approved, celebration.Ready)
		s.commit()
		s.pass(2 * time.Second)
		if got := page.told(); got != "" {
			t.Errorf("it did not wait: %s", got)
		}
		page.leaves(true)
		s.pass(2 * time.Second) // a busy loop would never let it pass
		page = s.draws("obs")
		if got := page.told(); got != "map[production:2 seed:1]" {
			t.Errorf("then it is told %q", got)
		}
	})
}
