package overlay

import (
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
		s.overlay.Refresh()
		s.pass(readEvery)
		for _, page := range []*tab{player, preview} {
			state := last(t, page.frames(), "state")
			if state["theme"] != "neon" || state["alert_text"] != "{donor}!" {
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
