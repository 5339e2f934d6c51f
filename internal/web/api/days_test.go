package api

import (
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"streamspark/internal/celebration"
	"streamspark/internal/rates"
	"streamspark/internal/store"
	"streamspark/internal/store/storetest"
)

// spring is a day that has no midnight: summer time begins at 00:00.
func spring(t *testing.T) (day time.Time, zone *time.Location) {
	t.Helper()
	zone, err := time.LoadLocation("America/Santiago")
	if err != nil {
		t.Fatal(err)
	}
	return time.Date(2026, 9, 6, 15, 0, 0, 0, zone), zone
}

func TestAFilterKnowsADayWithoutAMidnight(t *testing.T) {
	day, zone := spring(t)
	for later, want := range map[int]string{-1: "2026-09-05T00:00:00-04:00", 0: "2026-09-06T01:00:00-03:00", 1: "2026-09-07T00:00:00-03:00"} {
		got, ok := dayOrMoment(day.Format(time.DateOnly), later, zone)
		if !ok || got.Format(time.RFC3339) != want {
			t.Errorf("%d days after %s is %s, want %s", later, day.Format(time.DateOnly), got.Format(time.RFC3339), want)
		}
	}
}

// A donation of each day is counted on that day, and once, also where a day
// has no midnight or two.
func TestDaysOfMoneyAreThoseOfTheCalendar(t *testing.T) {
	noon, _ := spring(t)
	noon = noon.AddDate(0, 0, 10)
	kept := storetest.Open(t)
	for i := range PlotDays {
		for _, hour := range []time.Duration{0, 12, 22} {
			at := celebration.StartOfDay(noon, -i).Add(hour*time.Hour + time.Minute)
			if _, _, err := kept.Record(t.Context(), []celebration.Donation{{Source: "webhook", ID: at.String(), CreatedAt: at}}, at); err != nil {
				t.Fatal(err)
			}
		}
	}
	stream, err := store.OpenValue[celebration.Stream](t.Context(), kept, celebration.StreamDocument)
	if err != nil {
		t.Fatal(err)
	}
	a, err := AccountsOf(t.Context(), Options{Store: kept, Stream: stream, Rates: rates.New(rates.Options{}), Now: func() time.Time { return noon }})
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, day := range a.Days {
		seen[day.Since.Format(time.DateOnly)] = true
		if day.Donations != 3 {
			t.Errorf("the day from %s has %d donations, want 3", day.Since, day.Donations)
		}
	}
	if len(seen) != PlotDays {
		t.Errorf("%d different days, want %d", len(seen), PlotDays)
	}
	if a.Month.Since.Day() != 1 || a.Month.Donations != 3*noon.Day() {
		t.Errorf("the month from %s has %d donations, want %d", a.Month.Since, a.Month.Donations, 3*noon.Day())
	}
}

func TestWithoutARateTheRublesAreUnknown(t *testing.T) {
	v := newSpendingView(decimal.NewFromInt(1), decimal.NewFromInt(5), time.Now(), time.Time{}, decimal.Zero)
	if v.SpentRUB != nil || v.LeftRUB != nil || v.SpentUSD != "1" || v.LeftUSD == nil || *v.LeftUSD != "4" {
		t.Errorf("%+v", v)
	}
}
