package store

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/shopspring/decimal"

	"streamspark/internal/celebration"
	"streamspark/internal/money"
)

// The tables statuses, quarters, spendings, clip_totals and clip_times are
// kept by triggers (migration 13), so no query of this file reads more of
// the history than a quarter of an hour.

// ours are the sources that no viewer stands behind, in SQL: tests, and
// orders by hand. What was received is counted without them.
const ours = `'` + celebration.SourceTest + `', '` + celebration.SourceManual + `'`

// quarter is how finely money is added up: every time zone's midnight falls
// on a full quarter of an hour.
const quarter = 15 * time.Minute

// Totals is what came in and what was made of it since the beginning.
type Totals struct {
	Donations int
	Clips     int
	Rubles    money.Amount // of all donations that have a price, tests apart
	ByStatus  map[celebration.Status]int
}

// Totals returns the totals of everything.
func (s *Store) Totals(ctx context.Context) (Totals, error) {
	t := Totals{ByStatus: map[celebration.Status]int{}}
	var kopecks int64
	rows, err := s.read.QueryContext(ctx, `SELECT status, celebrations, donations, kopecks FROM statuses`)
	if err != nil {
		return t, fmt.Errorf("read the totals: %w", err)
	}
	err = each(rows, func(row scanner) error {
		var status celebration.Status
		var celebrations, donations int
		var rubles int64
		err := row.Scan(&status, &celebrations, &donations, &rubles)
		t.ByStatus[status] = celebrations
		t.Donations += donations
		kopecks += rubles
		return err
	})
	if err != nil {
		return t, fmt.Errorf("read the totals: %w", err)
	}
	t.Rubles = rublesOf(kopecks)
	clips, err := s.CountClips(ctx)
	t.Clips = clips.Clips
	return t, err
}

// ByStatus returns how many celebrations have each status.
func (s *Store) ByStatus(ctx context.Context) (map[celebration.Status]int, error) {
	counts, _, err := s.inStatuses(ctx, celebration.Statuses())
	return counts, err
}

// Making returns the number of celebrations for which a clip is on its way.
func (s *Store) Making(ctx context.Context) (int, error) {
	counts, _, err := s.inStatuses(ctx, celebration.Making())
	return sum(counts), err
}

// inStatuses returns how many celebrations have each of some statuses, and
// the kopecks of the viewers' donations among them.
func (s *Store) inStatuses(ctx context.Context, statuses []celebration.Status) (counts map[celebration.Status]int, kopecks int64, err error) {
	rows, err := s.read.QueryContext(ctx, `SELECT status, celebrations, kopecks FROM statuses WHERE celebrations > 0 AND status IN (`+statusList(statuses)+`)`) //nolint:gosec // words of ours alone
	if err != nil {
		return nil, 0, fmt.Errorf("count the statuses: %w", err)
	}
	counts = map[celebration.Status]int{}
	err = each(rows, func(row scanner) error {
		var status celebration.Status
		var n int
		var rubles int64
		err := row.Scan(&status, &n, &rubles)
		counts[status] = n
		kopecks += rubles
		return err
	})
	if err != nil {
		return nil, 0, fmt.Errorf("count the statuses: %w", err)
	}
	return counts, kopecks, nil
}

func sum(counts map[celebration.Status]int) (total int) {
	for _, n := range counts {
		total += n
	}
	return total
}

// ClipTotals counts the clips.
type ClipTotals struct {
	Clips, Favourites int
	Bytes             int64
}

// CountClips returns the totals of all clips.
func (s *Store) CountClips(ctx context.Context) (t ClipTotals, err error) {
	err = s.read.QueryRowContext(ctx, `SELECT clips, favourites, bytes FROM clip_totals`).Scan(&t.Clips, &t.Favourites, &t.Bytes)
	if err != nil {
		return t, fmt.Errorf("count the clips: %w", err)
	}
	return t, nil
}

// MakingTimes returns how long each generator took for its last clips, from
// the order to the finished file: the median. A generator that made none of
// the last 60 clips is not in it.
func (s *Store) MakingTimes(ctx context.Context) (map[string]time.Duration, error) {
	rows, err := s.read.QueryContext(ctx, `SELECT generator, took FROM clip_times`)
	if err != nil {
		return nil, fmt.Errorf("read how long clips took: %w", err)
	}
	took := map[string][]int64{}
	err = each(rows, func(row scanner) error {
		var generator string
		var ms int64
		err := row.Scan(&generator, &ms)
		took[generator] = append(took[generator], ms)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read how long clips took: %w", err)
	}
	medians := map[string]time.Duration{}
	for generator, all := range took {
		slices.Sort(all)
		medians[generator] = time.Duration(all[len(all)/2]) * time.Millisecond
	}
	return medians, nil
}

// Since returns how many donations came in since a moment, and the rubles of
// those that have a price. Tests, orders by hand and what was given before
// the program was first connected are left out.
func (s *Store) Since(ctx context.Context, moment time.Time) (donations int, rubles money.Amount, err error) {
	flows := make([]Flow, 1)
	if err := s.received(ctx, []Stretch{{From: moment}}, flows); err != nil {
		return 0, money.Amount{}, fmt.Errorf("count the donations since %s: %w", moment.Format(time.DateTime), err)
	}
	return flows[0].Donations, flows[0].Received, nil
}

// Stretch is a stretch of time. A zero To is no end.
type Stretch struct{ From, To time.Time }

// Flow is the money of a stretch of time: what viewers sent, tests apart, and
// what clips cost.
type Flow struct {
	Donations int
	Received  money.Amount
	Orders    int
	Dollars   decimal.Decimal
	Rubles    decimal.Decimal // of the dollars, at the rate of each order
	Unpriced  int             // orders for which no rate was known
}

// Flows returns the money of each stretch.
func (s *Store) Flows(ctx context.Context, stretches []Stretch) ([]Flow, error) {
	flows := make([]Flow, len(stretches))
	if err := s.received(ctx, stretches, flows); err != nil {
		return nil, fmt.Errorf("add up what came in: %w", err)
	}
	if err := s.spent(ctx, stretches, flows); err != nil {
		return nil, fmt.Errorf("add up what was spent: %w", err)
	}
	return flows, nil
}

// part is a stretch within one quarter of an hour, in milliseconds.
type part struct{ slot, from, to int64 }

// split cuts a stretch into its full quarters, as a range of slots without
// its end, and what is left of a quarter at either end.
func (x Stretch) split() (first, end int64, rest []part) {
	const step = int64(quarter / time.Millisecond)
	from, to := x.From.UnixMilli(), int64(1)<<52
	if !x.To.IsZero() {
		to = x.To.UnixMilli()
	}
	first, end = (from+step-1)/step, to/step
	if first > end { // all of it is within one
		return 0, 0, []part{{end, from, to}}
	}
	if from < first*step {
		rest = append(rest, part{first - 1, from, first * step})
	}
	if to > end*step {
		rest = append(rest, part{end, end * step, to})
	}
	return first, end, rest
}

// slotsOf returns the ranges of slots as JSON, [first, end] of each stretch.
func slotsOf(stretches []Stretch) string {
	ranges := make([][2]int64, len(stretches))
	for i, x := range stretches {
		ranges[i][0], ranges[i][1], _ = x.split()
	}
	text, _ := json.Marshal(ranges) // numbers alone: it cannot fail
	return string(text)
}

func (s *Store) received(ctx context.Context, stretches []Stretch, flows []Flow) error {
	kopecks := make([]int64, len(flows))
	rows, err := s.read.QueryContext(ctx, `
		SELECT r.key, sum(q.donations), sum(q.kopecks)
		FROM json_each($1) r CROSS JOIN quarters q ON q.slot >= r.value ->> 0 AND q.slot < r.value ->> 1
		GROUP BY r.key`, slotsOf(stretches))
	if err != nil {
		return err
	}
	add := func(i, n int, rubles int64) {
		flows[i].Donations += n
		kopecks[i] += rubles
	}
	err = each(rows, func(row scanner) error {
		var i, n int
		var rubles int64
		err := row.Scan(&i, &n, &rubles)
		if err == nil {
			add(i, n, rubles)
		}
		return err
	})
	if err != nil {
		return err
	}
	for i, x := range stretches {
		_, _, rest := x.split()
		for _, p := range rest {
			var n int
			var rubles int64
			err := s.read.QueryRowContext(ctx, `
				SELECT count(*), coalesce(sum(c.kopecks), 0)
				FROM quarters q CROSS JOIN celebrations c ON c.id BETWEEN q.first_id AND q.last_id CROSS JOIN donations d ON d.id = c.id
				WHERE q.slot = $1 AND c.created_at >= $2 AND c.created_at < $3 AND d.older = 0 AND d.source NOT IN (`+ours+`)`,
				p.slot, p.from, p.to).Scan(&n, &rubles)
			if err != nil {
				return err
			}
			add(i, n, rubles)
		}
		flows[i].Received = rublesOf(kopecks[i])
	}
	return nil
}

func (s *Store) spent(ctx context.Context, stretches []Stretch, flows []Flow) error {
	add := func(row scanner) error {
		var i, n int
		var usd int64
		var rubles string
		if err := row.Scan(&i, &rubles, &n, &usd); err != nil {
			return err
		}
		f := &flows[i]
		f.Orders += n
		f.Dollars = f.Dollars.Add(dollars(usd))
		if rubles == "" { // no rate was known
			f.Unpriced += n
			return nil
		}
		rate, err := decimal.NewFromString(rubles)
		f.Rubles = f.Rubles.Add(dollars(usd).Mul(rate))
		return err
	}
	rows, err := s.read.QueryContext(ctx, `
		SELECT r.key, p.rubles, sum(p.orders), sum(p.micros)
		FROM json_each($1) r CROSS JOIN spendings p ON p.slot >= r.value ->> 0 AND p.slot < r.value ->> 1
		WHERE p.orders > 0 GROUP BY r.key, p.rubles`, slotsOf(stretches))
	if err == nil {
		err = each(rows, add)
	}
	for i, x := range stretches {
		_, _, rest := x.split()
		for _, p := range rest {
			if err != nil {
				return err
			}
			rows, err = s.read.QueryContext(ctx, `
				SELECT $1, rubles, count(*), sum(`+cost+`) FROM ledger WHERE at >= $2 AND at < $3 AND state <> $4 GROUP BY rubles`,
				i, p.from, p.to, celebration.EntryReleased)
			if err == nil {
				err = each(rows, add)
			}
		}
	}
	return err
}
