package overlay

import (
	"fmt"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"streamspark/internal/celebration"
)

// last is the newest frame of a type.
func last(t *testing.T, frames []map[string]any, kind string) map[string]any {
	t.Helper()
	for i := len(frames) - 1; i >= 0; i-- {
		if frames[i]["type"] == kind {
			return frames[i]
		}
	}
	t.Fatalf("no %s is among %v", kind, frames)
	return nil
}

func TestAClipIsAsLoudAsItsTierSays(t *testing.T) {
	loud := func(text string) decimal.NullDecimal {
		return decimal.NewNullDecimal(decimal.RequireFromString(text))
	}
	tests := []struct {
		name  string
		tier  int
		tiers celebration.Tiers
		want  float64
	}{
		{"its own", 1, celebration.Tiers{{}, {Volume: loud("0.35")}}, 0.35},
		{"silent", 0, celebration.Tiers{{Volume: loud("0")}}, 0},
		{"none of its own", 0, celebration.Tiers{{}, {Volume: loud("0.35")}}, 0.8},
		{"no tier", -1, celebration.Tiers{{Volume: loud("0.35")}}, 0.8},
		{"a tier that is gone", 4, celebration.Tiers{{Volume: loud("0.35")}}, 0.8},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			store := &kept{}
			onStage(t, store, func(t *testing.T, s *stage) {
				s.limits.Tiers = tt.tiers
				store.made(celebration.Clip{Duration: 8 * time.Second}, tt.tier)
				s.commit()
				player := s.open("obs", "player", true)
				if got := last(t, player.frames(), "play")["volume"]; got != tt.want {
					t.Errorf("it is played at %v, want %v", got, tt.want)
				}
				player.started(1)
				s.limits.Tiers = nil // while it plays
				s.limits.Volume = 0.5
				s.overlay.Refresh()
				s.pass(readEvery)
				state := last(t, player.frames(), "state")
				playing, _ := state["playing"].(map[string]any)
				if playing["volume"] != 0.5 || state["volume"] != 0.5 {
					t.Errorf("after a change it is %v of %v", playing["volume"], state["volume"])
				}
			})
		})
	}
}

func TestThePagesAreToldTheLookAtOnce(t *testing.T) {
	onStage(t, &kept{}, func(t *testing.T, s *stage) {
		s.limits.Theme, s.limits.AlertText = "spark", ""
		player, preview := s.open("obs", "player", true), s.open("desk", "preview", true)
		player.frames()
		preview.frames()
		s.limits.Theme, s.limits.AlertText = "neon", "{donor}\u202e!\n"
		s.limits.Topics = []celebration.Topic{{Words: "zebr*", Scenes: []string{"cat"}}}
		s.overlay.Refresh()
		s.pass(readEvery)
		for _, page := range []*tab{player, preview} {
			state := last(t, page.frames(), "state")
			if state["theme"] != "neon" || state["alert_text"] != "{donor}!" || fmt.Sprint(state["stems"]) != "[map[scenes:[cat] words:zebr*]]" {
				t.Errorf("page %s is told %v", page.id, state)
			}
		}
		s.overlay.Refresh()
		s.pass(time.Second)
		if frames := player.frames(); len(frames) != 0 {
			t.Errorf("without a change it is told %v", frames)
		}
	})
}

func TestATierIsShownInItsOwnTheme(t *testing.T) {
	for tier, want := range map[int]any{-1: nil, 0: nil, 1: "neon", 2: nil} {
		store := &kept{}
		onStage(t, store, func(t *testing.T, s *stage) {
			s.limits.Theme, s.limits.Tiers = "spark", celebration.Tiers{{}, {Theme: "neon"}}
			player := s.open("obs", "player", true)
			store.add(func(c *celebration.Celebration) { c.Tier = tier }, celebration.Approved)
			s.commit()
			if got := last(t, player.frames(), "alert")["theme"]; got != want {
				t.Errorf("the thank-you of tier %d has the theme %v, want %v", tier, got, want)
			}
			store.made(celebration.Clip{Duration: 8 * time.Second}, tier)
			s.commit()
			s.pass(time.Minute)
			if got := last(t, player.frames(), "play")["theme"]; got != want {
				t.Errorf("the clip of tier %d has the theme %v, want %v", tier, got, want)
			}
		})
	}
}

func TestAThankYouSoundsAsItsTierSays(t *testing.T) {
	part := func(text string) decimal.NullDecimal { return decimal.NewNullDecimal(decimal.RequireFromString(text)) }
	const own = "0123456789abcdef.mp3"
	tests := []struct {
		name    string
		general string
		tier    int
		tiers   celebration.Tiers
		want    any // of the sound, and how loud
		loud    float64
	}{
		{"in general", "chime", 0, celebration.Tiers{{}}, "chime", 0.7},
		{"none", "off", 0, celebration.Tiers{{}}, nil, 0},
		{"its own", "chime", 1, celebration.Tiers{{}, {Sound: "fanfare", SoundVolume: part("1")}}, "fanfare", 1},
		{"off for it", "chime", 0, celebration.Tiers{{Sound: "off"}}, nil, 0},
		{"on for it alone", "off", 0, celebration.Tiers{{Sound: "coin"}}, "coin", 0.7},
		{"softer", "harp", 0, celebration.Tiers{{SoundVolume: part("0.2")}}, "harp", 0.2},
		{"silent", "harp", 0, celebration.Tiers{{SoundVolume: part("0")}}, nil, 0},
		{"a file", "chime", 0, celebration.Tiers{{Sound: own}}, "/sounds/" + own, 0.7},
		{"a tier that is gone", "harp", 3, celebration.Tiers{{Sound: "coin"}}, "harp", 0.7},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			store := &kept{}
			onStage(t, store, func(t *testing.T, s *stage) {
				s.limits.Sound, s.limits.SoundVolume, s.limits.Tiers = tt.general, 0.7, tt.tiers
				player := s.open("obs", "player", true)
				player.frames()
				store.add(func(c *celebration.Celebration) { c.Tier = tt.tier }, celebration.Approved)
				s.commit()
				sound, _ := last(t, player.frames(), "alert")["sound"].(map[string]any)
				if tt.want == nil {
					if sound != nil {
						t.Errorf("it sounds by %v", sound)
					}
					return
				}
				got := sound["sting"]
				if got == nil {
					got = sound["url"]
				}
				if got != tt.want || sound["volume"] != tt.loud {
					t.Errorf("it sounds by %v, want %v at %v", sound, tt.want, tt.loud)
				}
			})
		})
	}
}
