package store

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"streamspark/internal/celebration"
	"streamspark/internal/money"
)

// BenchmarkFilters lists and counts among 100 000 celebrations, with rows as
// wide as real ones. Each figure is one page with its count and sum.
func BenchmarkFilters(b *testing.B) {
	s, err := Open(b.Context(), b.TempDir())
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	var donations []celebration.Donation
	for i := range 100_000 {
		donations = append(donations, celebration.Donation{
			Source: "donationalerts", ID: fmt.Sprint(100_000_000 + i), Donor: fmt.Sprintf("Зритель %d", i%700),
			Message: "Привет, спасибо за стрим!" + strings.Repeat(" слово", i%12), Amount: money.Rubles(500),
			Raw: strings.Repeat("r", 400), CreatedAt: time.Now(),
		})
	}
	if _, _, err := s.Record(b.Context(), donations, time.Now()); err != nil {
		b.Fatal(err)
	}
	_, err = s.write.ExecContext(b.Context(), `UPDATE celebrations SET kopecks = id % 1000 * 100, job = '{"prompt":"'||hex(zeroblob(400))||'"}',
		created_at = created_at + id * 1000,
		status = CASE WHEN id % 5000 = 0 THEN 'held' WHEN id % 3 = 0 THEN 'skipped' WHEN id % 3 = 1 THEN 'played' ELSE 'rejected' END`)
	if err != nil {
		b.Fatal(err)
	}
	now := time.Now()
	for _, one := range []struct {
		name   string
		filter Filter
	}{
		{"first page", Filter{}},
		{"middle", Filter{Before: 50_000}},
		{"back from the middle", Filter{After: 50_000}},
		{"status of few", Filter{Statuses: []celebration.Status{celebration.Held}}},
		{"status of none", Filter{Statuses: []celebration.Status{celebration.Unknown}}},
		{"status of many", Filter{Statuses: []celebration.Status{celebration.Played, celebration.Skipped}}},
		{"a day long ago", Filter{From: now.Add(2 * time.Hour), To: now.Add(3 * time.Hour)}},
		{"sum", Filter{Least: money.Rubles(998)}},
		{"donor", Filter{Donor: "зритель 12"}},
		{"text of all", Filter{Text: "спасибо"}},
		{"text of few", Filter{Text: "зритель 123"}},
		{"text of one", Filter{Text: "100099123"}},
		{"text of none", Filter{Text: "нетууу"}},
		{"two letters of all", Filter{Text: "зр"}},
		{"two letters of none", Filter{Text: "яя"}},
		{"text of all, status of few", Filter{Text: "спасибо", Statuses: []celebration.Status{celebration.Held}}},
		{"text of many, a day", Filter{Text: "зритель 1", From: now.Add(2 * time.Hour), To: now.Add(3 * time.Hour)}},
		{"text of many, status of many", Filter{Text: "зритель 1", Statuses: []celebration.Status{celebration.Played}}},
		{"text of many that no other has", Filter{Text: "слово слово слово слово слово слово", Statuses: []celebration.Status{celebration.Played}, Least: money.Rubles(997)}},
	} {
		b.Run(one.name, func(b *testing.B) {
			for b.Loop() {
				one.filter.Limit = 51
				if _, err := s.Celebrations(b.Context(), one.filter); err != nil {
					b.Fatal(err)
				}
				whole := one.filter
				whole.Before, whole.After = 0, 0
				if _, err := s.Found(b.Context(), whole, 0); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
