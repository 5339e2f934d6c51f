package celebration

import (
	"reflect"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"streamspark/internal/fault"
)

func usd(s string) decimal.Decimal { return decimal.RequireFromString(s) }

func TestABudgetIsKeptToTheCent(t *testing.T) {
	midnight := time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)
	p := Purchase{Price: usd("0.80"), Rubles: usd("90"), Donation: decimal.NewNullDecimal(usd("144")), Donor: "eve", DayEnds: midnight}
	insisted, nobody, noDonation := p, p, p
	insisted.Insisted, nobody.Donor, noDonation.Donation.Valid = true, "", false
	tests := []struct {
		name   string
		budget Budget
		p      Purchase
		spent  Spent
		why    string
	}{
		{"no limit", Budget{}, p, Spent{Day: usd("1000"), Stream: usd("1000"), Donor: 1000}, ""},
		{"exactly the day", Budget{PerDay: usd("5")}, p, Spent{Day: usd("4.20")}, ""},
		{"a cent over the day", Budget{PerDay: usd("5")}, p, Spent{Day: usd("4.21")}, WhyBudgetDay},
		{"over the day, insisted", Budget{PerDay: usd("5")}, insisted, Spent{Day: usd("4.21")}, WhyBudgetDay},
		{"over the stream", Budget{PerStream: usd("0.79")}, p, Spent{}, WhyBudgetStream},
		{"the last clip of a donor", Budget{PerDonor: 2}, p, Spent{Donor: 1}, ""},
		{"one clip too many", Budget{PerDonor: 2}, p, Spent{Donor: 2}, WhyBudgetDonor},
		{"one too many, insisted", Budget{PerDonor: 2}, insisted, Spent{Donor: 2}, ""},
		{"nobody in particular", Budget{PerDonor: 2}, nobody, Spent{Donor: 9}, ""},
		{"exactly the share", Budget{MaxShare: usd("0.5")}, p, Spent{}, ""},
		{"over the share", Budget{MaxShare: usd("0.4999")}, p, Spent{}, WhyBudgetShare},
		{"over the share, insisted", Budget{MaxShare: usd("0.1")}, insisted, Spent{}, ""},
		{"no donation behind it", Budget{MaxShare: usd("0.1")}, noDonation, Spent{}, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			err := tt.budget.Allows(tt.p, tt.spent)
			if tt.why == "" && err != nil || tt.why != "" && !fault.Is(err, tt.why) {
				t.Errorf("it says %v, want %q", err, tt.why)
			}
		})
	}
	err := Budget{PerDay: usd("5")}.Allows(p, Spent{Day: usd("4.90")})
	sum := func(amount string) fault.Sum { return fault.Sum{Amount: amount, Currency: "USD"} }
	if want := fault.With("budget", sum("5"), "spent", sum("4.9"), "price", sum("0.8"), "frees", p.DayEnds); !reflect.DeepEqual(fault.MessageOf(err).Args, want) {
		t.Errorf("got %v, want %v", err, want)
	}
}

func TestClipsAreNotOrderedTooOften(t *testing.T) {
	now := time.Date(2026, 11, 21, 20, 0, 0, 0, time.UTC)
	ago := func(minutes int) time.Time { return now.Add(-time.Duration(minutes) * time.Minute) }
	p := Purchase{Price: usd("0.80"), Donation: decimal.NewNullDecimal(usd("144")), Donor: "eve", Clip: true}
	insisted, nobody, byHand, voice := p, p, p, p
	insisted.Insisted, nobody.Donor, byHand.Donation.Valid, voice.Clip = true, "", false, false
	two := Spent{DonorHour: []time.Time{ago(5), ago(40)}, DonorLast: ago(5), Last: ago(1), Now: now}
	tests := []struct {
		name   string
		budget Budget
		p      Purchase
		spent  Spent
		why    string
		frees  time.Time
	}{
		{"no limit", Budget{}, p, two, "", time.Time{}},
		{"one more within the hour", Budget{PerHour: 3}, p, two, "", time.Time{}},
		{"too many within the hour", Budget{PerHour: 2}, p, two, WhyLimitHour, ago(-20)},
		{"one within the hour is too many", Budget{PerHour: 1}, p, two, WhyLimitHour, ago(-55)},
		{"nobody has no hour", Budget{PerHour: 1, DonorPause: time.Hour}, nobody, two, "", time.Time{}},
		{"the donor's pause", Budget{DonorPause: 6 * time.Minute}, p, two, WhyLimitDonor, ago(-1)},
		{"the donor's pause is over", Budget{DonorPause: 5 * time.Minute}, p, two, "", time.Time{}},
		{"the pause", Budget{Pause: 2 * time.Minute}, p, two, WhyLimitPause, ago(-1)},
		{"the pause holds for nobody too", Budget{Pause: 2 * time.Minute}, nobody, two, WhyLimitPause, ago(-1)},
		{"the pause is over", Budget{Pause: time.Minute}, p, two, "", time.Time{}},
		{"the clock was set back", Budget{Pause: time.Minute}, p, Spent{Last: ago(-30), Now: now}, WhyLimitPause, ago(-31)},
		{"the first clip", Budget{PerHour: 1, DonorPause: time.Hour, Pause: time.Hour}, p, Spent{Now: now}, "", time.Time{}},
		{"insisted", Budget{PerHour: 1, DonorPause: time.Hour, Pause: time.Hour}, insisted, two, "", time.Time{}},
		{"the streamer's own", Budget{PerHour: 1, DonorPause: time.Hour, Pause: time.Hour}, byHand, two, "", time.Time{}},
		{"a voice", Budget{PerHour: 1, DonorPause: time.Hour, Pause: time.Hour}, voice, two, "", time.Time{}},
		{"a budget first", Budget{PerDay: usd("0.10"), Pause: time.Hour}, p, two, WhyBudgetDay, time.Time{}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			why := fault.MessageOf(tt.budget.Allows(tt.p, tt.spent))
			if frees, _ := why.Args["frees"].(time.Time); why.Code != tt.why || !frees.Equal(tt.frees) {
				t.Errorf("it says %v, want %q until %s", why, tt.why, tt.frees)
			}
		})
	}
}

func TestAStreamOutlivesBreaksAndRestarts(t *testing.T) {
	start := time.Date(2026, 11, 21, 18, 0, 0, 0, time.UTC)
	var s Stream
	steps := []struct {
		minute int
		player bool
		began  int
	}{{0, false, 0}, {5, true, 0}, {40, true, 0}, {90, false, 0}, {100, true, 0}, {161, true, 161}, {300, false, 161}, {301, true, 301}}
	for _, step := range steps {
		s = s.At(start.Add(time.Duration(step.minute)*time.Minute), step.player)
		if began := start.Add(time.Duration(step.began) * time.Minute); !s.Since.Equal(began) {
			t.Errorf("at minute %d the stream began %s, want %s", step.minute, s.Since, began)
		}
	}
}

func TestTheStateOfAnEntryFollowsItsCelebration(t *testing.T) {
	tests := []struct {
		status  Status
		charged Charged
		want    EntryState
	}{
		{Submitting, ChargedUnknown, EntryReserved},
		{Generating, ChargedUnknown, EntryReserved},
		{Fetching, ChargedYes, EntryCharged},
		{Failed, ChargedYes, EntryCharged},
		{Failed, ChargedNo, EntryReleased},
		{Approved, ChargedNo, EntryReleased},
		{Failed, ChargedUnknown, EntryUnknown},
		{Unknown, ChargedUnknown, EntryUnknown},
		{Rejected, ChargedUnknown, EntryUnknown},
	}
	for _, tt := range tests {
		if got := EntryFor(tt.status, tt.charged); got != tt.want {
			t.Errorf("%s, charged %s: %s, want %s", tt.status, tt.charged, got, tt.want)
		}
	}
}
