package celebration_test

import (
	"testing"
	"time"

	"streamspark/internal/celebration"
)

func TestDayBeginsWhereSummerTimeDoes(t *testing.T) {
	t.Parallel()
	for _, one := range []struct{ zone, day, starts string }{
		{"America/Santiago", "2026-09-06", "2026-09-06T01:00:00-03:00"}, // begins at 00:00
		{"America/Santiago", "2026-04-05", "2026-04-05T00:00:00-04:00"}, // ended at 24:00 of the day before
		{"Africa/Cairo", "2026-04-24", "2026-04-24T01:00:00+03:00"},
		{"Africa/Cairo", "2026-10-30", "2026-10-30T00:00:00+02:00"},
		{"America/Havana", "2026-11-01", "2026-11-01T00:00:00-04:00"}, // has two midnights
		{"Asia/Beirut", "2026-03-29", "2026-03-29T01:00:00+03:00"},
		{"America/Asuncion", "2023-10-01", "2023-10-01T01:00:00-03:00"},
		{"Europe/Berlin", "2026-03-29", "2026-03-29T00:00:00+01:00"}, // changes at two in the night
		{"Europe/Berlin", "2026-10-25", "2026-10-25T00:00:00+02:00"},
		{"Australia/Lord_Howe", "2026-10-04", "2026-10-04T00:00:00+10:30"},
		{"Europe/Moscow", "2026-09-06", "2026-09-06T00:00:00+03:00"},
		{"UTC", "2026-02-28", "2026-02-28T00:00:00Z"},
	} {
		zone, err := time.LoadLocation(one.zone)
		if err != nil {
			t.Fatal(err)
		}
		day, err := time.Parse(time.DateOnly, one.day)
		if err != nil {
			t.Fatal(err)
		}
		got := celebration.DayStart(day.Year(), day.Month(), day.Day(), zone)
		if got.Format(time.RFC3339) != one.starts {
			t.Errorf("%s in %s begins at %s, want %s", one.day, one.zone, got.Format(time.RFC3339), one.starts)
		}
	}
}

// Every moment of two years belongs to the day that it is in: no day is
// counted twice, and none is left out.
func TestEveryMomentIsInItsDay(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"America/Santiago", "Africa/Cairo", "America/Havana", "Asia/Beirut", "Europe/Moscow", "America/New_York"} {
		zone, err := time.LoadLocation(name)
		if err != nil {
			t.Fatal(err)
		}
		end := time.Date(2027, 12, 31, 0, 0, 0, 0, time.UTC)
		for at := time.Date(2026, 1, 2, 0, 0, 0, 0, time.UTC).In(zone); at.Before(end); at = at.Add(30 * time.Minute) {
			start, next := celebration.StartOfDay(at, 0), celebration.StartOfDay(at, 1)
			if at.Before(start) || !at.Before(next) || start.Day() != at.Day() || next.Day() == at.Day() {
				t.Fatalf("%s: %s is not between %s and %s", name, at, start, next)
			}
			if month := celebration.StartOfMonth(at); at.Before(month) || month.Day() != 1 || month.Month() != at.Month() {
				t.Fatalf("%s: the month of %s does not begin at %s", name, at, month)
			}
			if before := celebration.StartOfDay(at, -1); !celebration.StartOfDay(before, 1).Equal(start) {
				t.Fatalf("%s: the day after %s is not %s", name, before, start)
			}
		}
	}
}
