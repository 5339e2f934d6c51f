package store

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"streamspark/internal/celebration"
	"streamspark/internal/money"
)

// Filter selects celebrations. The zero value is all of them.
type Filter struct {
	IDs      []int64
	Statuses []celebration.Status
	Sources  []string
	From, To time.Time    // first seen at From or later, and before To
	Least    money.Amount // in rubles; what has no price yet is not among them
	Most     money.Amount
	Donor    string // the whole name, in capitals or not
	Text     string // a part of the name, of the message or of the source's number
	Before   int64  // ids below this
	After    int64  // ids above this: those next to it, still the newest first
	Limit    int    // 50 where 0
}

// common is how many donations have a word so often that looking through
// all others from the newest on finds it sooner than its index does.
const common = 3000

// ask is a filter on its way to becoming a query: conditions on c, a row of
// the narrow index, and on f, the words of its donation.
type ask struct {
	where   []string
	args    []any
	words   bool // f is needed
	sources bool // d is needed
}

func (a *ask) add(condition string, arg any) {
	a.args = append(a.args, arg)
	a.where = append(a.where, fmt.Sprintf(condition, len(a.args)))
}

// Celebrations lists newest first, without their moves.
func (s *Store) Celebrations(ctx context.Context, f Filter) ([]celebration.Celebration, error) {
	a, err := s.asked(ctx, f)
	if err != nil {
		return nil, err
	}
	limit, order := f.Limit, "DESC"
	if limit <= 0 {
		limit = 50
	}
	if f.After > 0 {
		order = "ASC" // the nearest of the newer ones
	}
	a.args = append(a.args, limit)
	inner := fmt.Sprintf("SELECT c.id%s ORDER BY c.id %s LIMIT $%d + 0", a.fromWhere(), order, len(a.args))
	if limit <= maxListed/2 {
		return s.newestFirst(ctx, inner, a.args)
	}
	return s.list(ctx, "WHERE c.id IN ("+inner+") ORDER BY c.id DESC", a.args...)
}

// Found is how much a filter matches, whatever page of it is shown.
type Found struct {
	Count  int
	Rubles money.Amount // of those that have a price, tests and orders by hand apart
	More   bool         // there are more than Count: it was not counted to the end
}

// Found counts what a filter matches, up to most; where that is 0, up to
// common, and what all or some statuses have to the end.
func (s *Store) Found(ctx context.Context, f Filter, most int) (Found, error) {
	if f.narrowsStatus() {
		return s.foundInStatuses(ctx, f.Statuses, most)
	}
	a, err := s.asked(ctx, f)
	if err != nil {
		return Found{}, err
	}
	if most <= 0 {
		most = common
	}
	a.args = append(a.args, most+1)
	rows := fmt.Sprintf("SELECT c.id, c.kopecks%s ORDER BY c.id DESC LIMIT $%d + 0", a.fromWhere(), len(a.args))
	query := `SELECT count(*), coalesce(sum(kopecks) FILTER (
		WHERE id NOT IN (SELECT id FROM donations WHERE source IN (` + ours + `))), 0) FROM (` + rows + `)`
	var found Found
	var kopecks int64
	if err := s.row(ctx, query, a.args...).Scan(&found.Count, &kopecks); err != nil {
		return Found{}, fmt.Errorf("count what was found: %w", err)
	}
	found.Rubles = rublesOf(kopecks)
	if found.Count > most {
		found.Count, found.More = most, true
	}
	return found, nil
}

// narrowsStatus reports whether a filter matches all celebrations, or all of
// some statuses.
func (f Filter) narrowsStatus() bool {
	return f.IDs == nil && len(f.Sources) == 0 && f.From.IsZero() && f.To.IsZero() && f.Least.IsNone() && f.Most.IsNone() &&
		f.Donor == "" && f.Text == "" && f.Before == 0 && f.After == 0
}

// foundInStatuses returns Found for all celebrations of some statuses.
func (s *Store) foundInStatuses(ctx context.Context, statuses []celebration.Status, most int) (Found, error) {
	if len(statuses) == 0 {
		statuses = celebration.Statuses()
	}
	counts, kopecks, err := s.inStatuses(ctx, statuses)
	if err != nil {
		return Found{}, err
	}
	found := Found{Count: sum(counts), Rubles: rublesOf(kopecks)}
	if most > 0 && found.Count > most {
		found.Count, found.More = most, true
	}
	return found, nil
}

// fromWhere returns the query's FROM and WHERE. The joins are crossed so that
// the narrow index is always read first.
func (a *ask) fromWhere() string {
	var b strings.Builder
	b.WriteString(" FROM celebrations c INDEXED BY celebrations_listed")
	if a.words {
		b.WriteString(" CROSS JOIN findable f ON f.id = c.id")
	}
	if a.sources {
		b.WriteString(" CROSS JOIN donations d ON d.id = c.id")
	}
	if len(a.where) > 0 {
		b.WriteString(" WHERE " + strings.Join(a.where, " AND "))
	}
	return b.String()
}

func (s *Store) asked(ctx context.Context, f Filter) (*ask, error) {
	a := &ask{}
	if f.IDs != nil {
		ids, _ := json.Marshal(f.IDs) // numbers alone: it cannot fail
		a.add("c.id IN (SELECT value FROM json_each($%d))", string(ids))
	}
	if f.Before > 0 {
		a.add("c.id < $%d", f.Before)
	}
	if f.After > 0 {
		a.add("c.id > $%d", f.After)
	}
	if len(f.Statuses) > 0 {
		a.where = append(a.where, "c.status IN ("+statusList(f.Statuses)+")")
		// Few need the streamer, among however many.
		counts, _, err := s.inStatuses(ctx, f.Statuses)
		if err == nil && sum(counts) <= common && !slices.Contains(f.Statuses, celebration.Skipped) {
			_, err = s.narrowToIDs(ctx, a, "SELECT id FROM celebrations INDEXED BY celebrations_due WHERE "+waiting(f.Statuses))
		}
		if err != nil {
			return nil, err
		}
	}
	if !f.From.IsZero() || !f.To.IsZero() {
		if err := s.askDates(ctx, a, f); err != nil {
			return nil, err
		}
	}
	if !f.From.IsZero() {
		a.add("c.created_at >= $%d", millis(f.From))
	}
	if !f.To.IsZero() {
		a.add("c.created_at < $%d", millis(f.To))
	}
	if !f.Least.IsNone() {
		a.add("c.kopecks >= $%d", f.Least.Value().Shift(2).Ceil().IntPart())
	}
	if !f.Most.IsNone() {
		a.add("c.kopecks <= $%d", f.Most.Value().Shift(2).Floor().IntPart())
	}
	if len(f.Sources) > 0 {
		a.sources = true
		marks := make([]string, len(f.Sources))
		for i, source := range f.Sources {
			a.args = append(a.args, source)
			marks[i] = fmt.Sprintf("$%d", len(a.args))
		}
		a.where = append(a.where, "d.source IN ("+strings.Join(marks, ", ")+")")
	}
	return a, s.askWords(ctx, a, f)
}

// askDates bounds the ids of a filter by those that came within its dates.
func (s *Store) askDates(ctx context.Context, a *ask, f Filter) error {
	from, to := int64(0), int64(1)<<40
	if !f.From.IsZero() {
		from = f.From.UnixMilli() / hour.Milliseconds()
	}
	if !f.To.IsZero() {
		to = f.To.UnixMilli() / hour.Milliseconds()
	}
	var first, last int64
	err := s.row(ctx, `SELECT coalesce(min(first_id), 0), coalesce(max(last_id), 0) FROM hours WHERE slot BETWEEN $1 AND $2`,
		from, to).Scan(&first, &last)
	if err != nil {
		return fmt.Errorf("find the dates: %w", err)
	}
	a.add("c.id >= $%d", first)
	a.add("c.id <= $%d", last)
	return nil
}
