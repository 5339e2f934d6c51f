package store

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/shopspring/decimal"

	"streamspark/internal/celebration"
	"streamspark/internal/money"
)

// The tables statuses, hours, costs, clip_totals and clip_times are kept by
// triggers (migrations 13 and 14), so no query of this file reads more of the
// history than an hour at either end of a stretch of time.

// ours are the sources that no viewer stands behind, in SQL: tests, and
// orders by hand. What was received is counted without them.
const ours = `'` + celebration.SourceTest + `', '` + celebration.SourceManual + `'`

// hour is how finely money is added up: midnight falls on a full hour in most
// time zones.
const hour = time.Hour

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
	rows, err := s.query(ctx, `SELECT status, celebrations, donations, kopecks FROM statuses`)
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
	rows, err := s.query(ctx, `SELECT status, celebrations, kopecks FROM statuses WHERE celebrations > 0 AND status IN (`+statusList(statuses)+`)`) //nolint:gosec // words of ours alone
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
	err = s.row(ctx, `SELECT clips, favourites, bytes FROM clip_totals`).Scan(&t.Clips, &t.Favourites, &t.Bytes)
	if err != nil {
		return t, fmt.Errorf("count the clips: %w", err)
	}
	return t, nil
}

// MakingTimes returns how long each generator took for its last clips, from
// the order to the finished file: the median. A generator that made none of
// the last 60 clips is not in it.
func (s *Store) MakingTimes(ctx context.Context) (map[string]time.Duration, error) {
	rows, err := s.query(ctx, `SELECT generator, took FROM clip_times`)
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
	flows := make([]flow, 1)
	if err := s.received(ctx, []Stretch{{From: moment}}, flows); err != nil {
		return 0, money.Amount{}, fmt.Errorf("count the donations since %s: %w", moment.Format(time.DateTime), err)
	}
	return flows[0].Donations, rublesOf(flows[0].kopecks), nil
}

// Stretch is a stretch of time. A zero To is no end.
type Stretch struct{ From, To time.Time }

// Flow is the money of a stretch of time: what viewers sent, tests apart, and
// what clips cost.
type Flow struct {
	Donations int
	Received  money.Amount
	Orders    int
	Clips     int // of the orders: others are of speech and of texts
	Dollars   decimal.Decimal
	Rubles    decimal.Decimal // of the dollars, at the rate of each order
	Unpriced  int             // orders for which no rate was known
}

// flow is a Flow that is being added up.
type flow struct {
	Flow
	kopecks int64
}

func (f *flow) add(other flow) {
	f.Donations += other.Donations
	f.kopecks += other.kopecks
	f.Orders += other.Orders
	f.Clips += other.Clips
	f.Dollars = f.Dollars.Add(other.Dollars)
	f.Rubles = f.Rubles.Add(other.Rubles)
	f.Unpriced += other.Unpriced
}

// summed are the flows that were read last, and when.
type summed struct {
	mu        sync.Mutex
	version   uint64
	stretches []Stretch
	flows     []Flow

	// What was spent is most of the work, and most commits spend nothing.
	spendings uint64
	pieces    []Stretch
	spent     []flow
}

// Flows returns the money of each stretch, which the caller only reads.
// Stretches may overlap: each hour is read once, and nothing is read again
// before the next commit.
func (s *Store) Flows(ctx context.Context, stretches []Stretch) ([]Flow, error) {
	s.summed.mu.Lock()
	defer s.summed.mu.Unlock()
	version := s.Version()
	if s.summed.version == version && isSame(s.summed.stretches, stretches) {
		return s.summed.flows, nil
	}
	flows, err := s.readFlows(ctx, stretches)
	if err == nil {
		s.summed.version, s.summed.stretches, s.summed.flows = version, slices.Clone(stretches), flows
	}
	return flows, err
}

func isSame(a, b []Stretch) bool {
	return slices.EqualFunc(a, b, func(x, y Stretch) bool { return x.From.Equal(y.From) && x.To.Equal(y.To) })
}

// readFlows reads the flows of stretches. The caller has the lock of what is summed.
func (s *Store) readFlows(ctx context.Context, stretches []Stretch) ([]Flow, error) {
	pieces := disjoint(stretches)
	if spendings := s.spendings.Load(); s.summed.spent == nil || s.summed.spendings != spendings || !isSame(s.summed.pieces, pieces) {
		spent := make([]flow, len(pieces))
		if err := s.spent(ctx, pieces, spent); err != nil {
			return nil, fmt.Errorf("add up what was spent: %w", err)
		}
		s.summed.spendings, s.summed.pieces, s.summed.spent = spendings, pieces, spent
	}
	flows := slices.Clone(s.summed.spent)
	if err := s.received(ctx, pieces, flows); err != nil {
		return nil, fmt.Errorf("add up what came in: %w", err)
	}
	all := make([]Flow, len(stretches))
	for i, x := range stretches {
		var f flow
		for j, piece := range pieces {
			if x.has(piece) {
				f.add(flows[j])
			}
		}
		f.Received = rublesOf(f.kopecks)
		all[i] = f.Flow
	}
	return all, nil
}

// millis returns when a stretch begins and ends, as the tables have it.
func (x Stretch) millis() (from, to int64) {
	if x.To.IsZero() {
		return x.From.UnixMilli(), 1 << 52
	}
	return x.From.UnixMilli(), x.To.UnixMilli()
}

// has reports whether a stretch contains all of another one.
func (x Stretch) has(other Stretch) bool {
	return !other.From.Before(x.From) && (x.To.IsZero() || !other.To.IsZero() && !other.To.After(x.To))
}

// disjoint cuts stretches where one of them begins or ends. It returns the
// pieces that are in any of them, each once.
func disjoint(stretches []Stretch) (pieces []Stretch) {
	var cuts []time.Time
	for _, x := range stretches {
		cuts = append(cuts, x.From)
		if !x.To.IsZero() {
			cuts = append(cuts, x.To)
		}
	}
	slices.SortFunc(cuts, time.Time.Compare)
	cuts = slices.CompactFunc(cuts, time.Time.Equal)
	for i, from := range cuts {
		piece := Stretch{From: from}
		if i+1 < len(cuts) {
			piece.To = cuts[i+1]
		}
		if slices.ContainsFunc(stretches, func(x Stretch) bool { return x.has(piece) }) {
			pieces = append(pieces, piece)
		}
	}
	return pieces
}

// ranges returns the full hours of each stretch, as [number, first slot, end],
// and what is left of an hour at either end of it, as [number, slot, from, to]
// in milliseconds. Both are JSON.
func ranges(stretches []Stretch) (full, rest string) {
	const step = int64(hour / time.Millisecond)
	slots, parts := [][3]int64{}, [][4]int64{}
	for i, x := range stretches {
		n := int64(i)
		from, to := x.millis()
		first, end := (from+step-1)/step, to/step
		if first > end { // all of it is within one hour
			parts = append(parts, [4]int64{n, end, from, to})
			continue
		}
		slots = append(slots, [3]int64{n, first, end})
		if from < first*step {
			parts = append(parts, [4]int64{n, first - 1, from, first * step})
		}
		if to > end*step {
			parts = append(parts, [4]int64{n, end, end * step, to})
		}
	}
	a, _ := json.Marshal(slots) // numbers alone: it cannot fail
	b, _ := json.Marshal(parts)
	return string(a), string(b)
}

// stretchesSQL reads in SQL what ranges returns, once and not for every row.
const stretchesSQL = `whole(n, first, last) AS MATERIALIZED (SELECT value ->> 0, value ->> 1, value ->> 2 FROM json_each($1)),
	parts(n, slot, first, last) AS MATERIALIZED (SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3 FROM json_each($2))`

// received adds what came in within each stretch to its flow.
func (s *Store) received(ctx context.Context, stretches []Stretch, flows []flow) error {
	full, rest := ranges(stretches)
	rows, err := s.query(ctx, `
		WITH `+stretchesSQL+`
		SELECT r.n, (SELECT json_array(sum(donations), sum(kopecks)) FROM hours WHERE slot >= r.first AND slot < r.last)
		FROM whole r
		UNION ALL
		SELECT r.n, (SELECT json_array(count(*), sum(c.kopecks))
			FROM hours h CROSS JOIN celebrations c ON c.id BETWEEN h.first_id AND h.last_id CROSS JOIN donations d ON d.id = c.id
			WHERE h.slot = r.slot AND c.created_at >= r.first AND c.created_at < r.last
				AND d.older = 0 AND d.source NOT IN (`+ours+`))
		FROM parts r`, full, rest)
	if err != nil {
		return err
	}
	return each(rows, func(row scanner) error {
		var i int
		var sums string
		if err := row.Scan(&i, &sums); err != nil {
			return err
		}
		var came [2]int64 // null, the sum of nothing, leaves 0
		if err := json.Unmarshal([]byte(sums), &came); err != nil {
			return err
		}
		flows[i].Donations += int(came[0])
		flows[i].kopecks += came[1]
		return nil
	})
}

// spent adds what clips cost within each stretch to its flow.
func (s *Store) spent(ctx context.Context, stretches []Stretch, flows []flow) error {
	full, rest := ranges(stretches)
	rows, err := s.query(ctx, `
		WITH `+stretchesSQL+`
		SELECT r.n, p.rubles, sum(p.orders), sum(p.clips), sum(p.micros)
		FROM whole r CROSS JOIN costs p ON p.slot >= r.first AND p.slot < r.last
		WHERE p.orders > 0 GROUP BY r.n, p.rubles
		UNION ALL
		SELECT r.n, l.rubles, 1, `+isClip+`, `+cost+`
		FROM parts r CROSS JOIN ledger l ON l.at >= r.first AND l.at < r.last
		WHERE l.state <> $3`, full, rest, celebration.EntryReleased)
	if err != nil {
		return err
	}
	micros := make([]map[string]int64, len(flows)) // at each rate
	err = each(rows, func(row scanner) error {
		var i, orders, clips int
		var usd int64
		var rubles string
		if err := row.Scan(&i, &rubles, &orders, &clips, &usd); err != nil {
			return err
		}
		flows[i].Orders += orders
		flows[i].Clips += clips
		if rubles == "" { // no rate was known
			flows[i].Unpriced += orders
		}
		if micros[i] == nil {
			micros[i] = map[string]int64{}
		}
		micros[i][rubles] += usd
		return nil
	})
	if err != nil {
		return err
	}
	for i := range flows {
		for rubles, usd := range micros[i] {
			f := &flows[i]
			f.Dollars = f.Dollars.Add(dollars(usd))
			if rubles == "" {
				continue
			}
			rate, err := decimal.NewFromString(rubles)
			if err != nil {
				return err
			}
			f.Rubles = f.Rubles.Add(dollars(usd).Mul(rate))
		}
	}
	return nil
}
