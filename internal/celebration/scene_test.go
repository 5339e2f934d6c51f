package celebration

import (
	"slices"
	"testing"
	"time"
)

func TestTheTierSaysHowMuchIsMadeOfAScene(t *testing.T) {
	for _, tt := range []struct {
		tier, tiers int
		want        Production
	}{
		{0, 1, FullScene},
		{0, 2, Stroke},
		{1, 2, Fanfare},
		{0, 4, Stroke},
		{1, 4, FullScene},
		{2, 4, FullScene},
		{3, 4, Fanfare},
		{7, 4, Fanfare}, // there were more tiers
		{-1, 3, FullScene},
		{0, 0, FullScene},
	} {
		got := ProductionOf(tt.tier, tt.tiers)
		if got != tt.want {
			t.Errorf("tier %d of %d has the production %d, want %d", tt.tier, tt.tiers, got, tt.want)
		}
		if length := (Scene{Production: got}).Length(); length < 3*time.Second || length > 12*time.Second {
			t.Errorf("production %d is taken for %s", got, length)
		}
	}
}

func TestASceneGoesThroughApprovedInOneSave(t *testing.T) {
	for _, tt := range []struct {
		from, to Status
		scene    bool
		want     []Status
	}{
		{Received, Ready, true, []Status{Approved, Ready}},
		{WaitingRate, Ready, true, []Status{Approved, Ready}},
		{Held, Ready, true, []Status{Approved, Ready}},
		{Failed, Ready, true, []Status{Approved, Ready}},
		{Failed, Ready, false, []Status{Ready}},
		{Approved, Ready, true, []Status{Ready}},
		{Ready, Ready, true, []Status{Ready}},
		{Playing, Ready, true, []Status{Ready}},
		{Fetching, Ready, false, []Status{Ready}},
		{Received, Ready, false, nil},
		{Generating, Ready, true, nil},
		{Received, Played, true, nil},
	} {
		if got := Path(tt.from, tt.to, tt.scene); !slices.Equal(got, tt.want) {
			t.Errorf("from %s to %s, with a scene: %t: %v, want %v", tt.from, tt.to, tt.scene, got, tt.want)
		}
	}
}
