package locale

import (
	"strconv"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"streamspark/internal/fault"
	"streamspark/internal/money"
)

// How a language writes numbers, money, dates and lengths of time.

// Count writes a whole number: "12 345". Thousands are parted by a space in
// all languages.
func (l *Language) Count(n int) string {
	return strings.TrimSuffix(money.New(decimal.NewFromInt(int64(n)), "x").String(), " x")
}

// Money writes an amount: "1 500 ₽", "20.50 $", in Russian "20,50 $".
func (l *Language) Money(a money.Amount) string {
	return strings.Replace(strings.TrimSpace(a.String()), ".", l.point, 1)
}

// sum writes an amount as it was stored. One that is no number stays as it is.
func (l *Language) sum(s fault.Sum) string {
	value, err := decimal.NewFromString(s.Amount)
	if err != nil {
		return s.Amount + " " + s.Currency
	}
	return l.Money(money.New(value, money.Currency(s.Currency)))
}

// When writes a moment: "21 Nov, 14:05", with the year if it is not this one.
func (l *Language) When(t time.Time) string {
	if t.IsZero() {
		return l.T("time.never")
	}
	t = t.In(l.zone)
	text := l.Day(t)
	return text + ", " + t.Format("15:04")
}

// Day writes a date: "21 Nov", with the year if it is not this one.
func (l *Language) Day(t time.Time) string {
	t = t.In(l.zone)
	months := strings.Fields(l.T("time.months"))
	text := strconv.Itoa(t.Day()) + " " + months[int(t.Month()-1)%len(months)]
	if t.Year() != l.now().In(l.zone).Year() {
		text += " " + strconv.Itoa(t.Year())
	}
	return text
}

// Exactly returns a moment to the second: "21 Nov, 14:05:09".
func (l *Language) Exactly(t time.Time) string {
	if t.IsZero() {
		return l.T("time.never")
	}
	return l.Day(t) + ", " + t.In(l.zone).Format("15:04:05")
}

// Lasts writes a length of time in its two largest units: "2 h 5 min".
func (l *Language) Lasts(d time.Duration) string {
	d = d.Round(time.Second)
	units := []struct {
		key  string
		size time.Duration
	}{{"time.days", 24 * time.Hour}, {"time.hours", time.Hour}, {"time.minutes", time.Minute}, {"time.seconds", time.Second}}
	var parts []string
	for _, unit := range units {
		if n := d / unit.size; n > 0 && len(parts) < 2 {
			parts = append(parts, l.T(unit.key, int(n)))
			d -= n * unit.size
		} else if len(parts) > 0 {
			break
		}
	}
	if len(parts) == 0 {
		return l.T("time.seconds", 0)
	}
	return strings.Join(parts, " ")
}

// Size writes a number of bytes: "1.2 MB".
func (l *Language) Size(bytes int64) string {
	size, unit := float64(bytes), "size.kb"
	size /= 1000
	for _, next := range []string{"size.mb", "size.gb"} {
		if size >= 1000 {
			size, unit = size/1000, next
		}
	}
	text := strconv.FormatFloat(size, 'f', 1, 64)
	if size >= 100 || unit == "size.kb" {
		text = strconv.FormatFloat(size, 'f', 0, 64)
	}
	return strings.Replace(text, ".", l.point, 1) + " " + l.T(unit)
}
