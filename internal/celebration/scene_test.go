package celebration

import (
	"os"
	"regexp"
	"slices"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"streamspark/internal/money"
)

func TestTheTierSaysHowMuchIsMadeOfAScene(t *testing.T) {
	from := func(minimums ...int64) (tiers Tiers) {
		for _, least := range minimums {
			tiers = append(tiers, Tier{MinRub: decimal.NewFromInt(least)})
		}
		return tiers
	}
	says := from(100, 1000)
	says[0].Production = Fanfare
	alone := from(100)
	alone[0].Production = Stroke
	for _, tt := range []struct {
		tiers  Tiers
		tier   int
		rubles int64
		want   Production
	}{
		{from(100, 1000), 0, 500, Stroke},
		{from(100, 1000), 1, 1000, Fanfare},
		{from(1, 2, 3, 4), 0, 5000, Stroke},
		{from(1, 2, 3, 4), 1, 5, FullScene},
		{from(1, 2, 3, 4), 2, 5, FullScene},
		{from(1, 2, 3, 4), 3, 5, Fanfare},
		{from(1, 2, 3, 4), 7, 5, Fanfare}, // there were more tiers
		{from(1, 2, 3), -1, 5, FullScene},
		{nil, 0, 5, FullScene},
		{says, 0, 100, Fanfare},
		{says, 1, 1000, Fanfare},
		{alone, 0, 9000, Stroke},
		// One tier: by the sum. 1000 is the default.
		{from(1000), 0, 100, Stroke}, // approved by hand
		{from(1000), 0, 1000, FullScene},
		{from(1000), 0, 4999, FullScene},
		{from(1000), 0, 5000, Fanfare},
		{from(1000), 0, 0, FullScene}, // worth nobody knows what
		{from(100), 0, 100, Stroke},
		{from(100), 0, 1000, FullScene},
		{from(100), 0, 5000, Fanfare},
		{from(3000), 0, 3000, FullScene},
		{from(3000), 0, 14999, FullScene},
		{from(3000), 0, 15000, Fanfare},
		{from(3000), -1, 2000, Stroke},
	} {
		rubles := money.Rubles(tt.rubles)
		if tt.rubles == 0 {
			rubles = money.Amount{}
		}
		got := tt.tiers.Production(tt.tier, rubles)
		if got != tt.want {
			t.Errorf("%d rubles, tier %d of %v have the production %d, want %d", tt.rubles, tt.tier, tt.tiers, got, tt.want)
		}
		if length := (Scene{Production: got}).Length(); length < 3*time.Second || length > 12*time.Second {
			t.Errorf("production %d is taken for %s", got, length)
		}
	}
}

func TestTheScenesAreThoseOfTheWidget(t *testing.T) {
	source, err := os.ReadFile("../../widget/scenes/index.js")
	if err != nil {
		t.Fatal(err)
	}
	var drawn []string
	for _, found := range regexp.MustCompile(`(?m)^  (\w+): \(\) => import`).FindAllStringSubmatch(string(source), -1) {
		drawn = append(drawn, found[1])
	}
	if !slices.Equal(drawn, Scenes()) {
		t.Errorf("the widget draws %v, and there are %v", drawn, Scenes())
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
