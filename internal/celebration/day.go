package celebration

import "time"

// StartOfDay returns the first moment of the day that comes so many days
// after that of t, in the zone of t. It is midnight, except where summer time
// begins at midnight (America/Santiago, Africa/Cairo): there it is one
// o'clock, and the arithmetic of package time may land on the day before.
func StartOfDay(t time.Time, days int) time.Time {
	year, month, day := t.Date()
	return DayStart(year, month, day+days, t.Location())
}

// StartOfMonth returns the first moment of the month of t, in the zone of t.
func StartOfMonth(t time.Time) time.Time {
	year, month, _ := t.Date()
	return DayStart(year, month, 1, t.Location())
}

// DayStart returns the first moment of a day. Days and months may be outside
// of their usual ranges, as in time.Date.
func DayStart(year int, month time.Month, day int, zone *time.Location) time.Time {
	noon := time.Date(year, month, day, 12, 0, 0, 0, zone)
	start := noon.Add(-12 * time.Hour)
	changed, _ := noon.ZoneBounds()
	if changed.IsZero() || start.After(changed) {
		return start
	}
	// The clocks were changed that morning: midnight is that of the time before,
	// and is left out where they were changed before it came.
	_, offset := changed.Add(-time.Nanosecond).Zone()
	start = time.Date(year, month, day, 0, 0, -offset, 0, time.UTC).In(zone)
	if start.After(changed) {
		return changed.In(zone)
	}
	return start
}
