package store

import (
	"context"
	"fmt"
	"strings"

	"github.com/shopspring/decimal"

	"streamspark/internal/celebration"
	"streamspark/internal/money"
)

// Filter says which celebrations to list. The zero value is all of them.
type Filter struct {
	Statuses []celebration.Status
	Sources  []string
	Before   int64 // ids below this; 0: from the newest
	Limit    int   // 50 where 0
}

// Celebrations lists newest first, without their moves.
func (s *Store) Celebrations(ctx context.Context, f Filter) ([]celebration.Celebration, error) {
	where := []string{"1 = 1"}
	var args []any
	add := func(condition string, arg any) {
		args = append(args, arg)
		where = append(where, fmt.Sprintf(condition, len(args)))
	}
	if f.Before > 0 {
		add("c.id < $%d", f.Before)
	}
	if len(f.Statuses) > 0 {
		where = append(where, "c.status IN ("+in(f.Statuses)+")")
	}
	if len(f.Sources) > 0 {
		marks := make([]string, len(f.Sources))
		for i, source := range f.Sources {
			args = append(args, source)
			marks[i] = fmt.Sprintf("$%d", len(args))
		}
		where = append(where, "d.source IN ("+strings.Join(marks, ", ")+")")
	}
	if f.Limit <= 0 {
		f.Limit = 50
	}
	args = append(args, f.Limit)
	return s.list(ctx, "WHERE "+strings.Join(where, " AND ")+
		fmt.Sprintf(" ORDER BY c.id DESC LIMIT $%d", len(args)), args...)
}

// Making counts the celebrations for which a clip is on its way.
func (s *Store) Making(ctx context.Context) (int, error) {
	var n int
	query := `SELECT count(*) FROM celebrations WHERE status IN (` +
		in(append(celebration.AtGenerator(), celebration.Approved)) + `)`
	if err := s.read.QueryRowContext(ctx, query).Scan(&n); err != nil {
		return 0, fmt.Errorf("count what is being made: %w", err)
	}
	return n, nil
}

// Totals is what came in and what was made of it since the beginning.
type Totals struct {
	Donations int
	Clips     int
	Rubles    money.Amount // of all donations that have a price, tests apart
	ByStatus  map[celebration.Status]int
}

// Totals counts everything.
func (s *Store) Totals(ctx context.Context) (Totals, error) {
	t := Totals{ByStatus: map[celebration.Status]int{}}
	var kopecks int64
	err := s.read.QueryRowContext(ctx, `
		SELECT count(*), coalesce(sum(c.kopecks), 0), (SELECT count(*) FROM clips)
		FROM celebrations c JOIN donations d ON d.id = c.id WHERE d.source NOT IN ($1, $2)`,
		celebration.SourceTest, celebration.SourceManual).Scan(&t.Donations, &kopecks, &t.Clips)
	if err != nil {
		return t, fmt.Errorf("count the donations: %w", err)
	}
	t.Rubles = money.New(decimal.New(kopecks, -2), money.RUB)
	t.ByStatus, err = s.ByStatus(ctx)
	return t, err
}
