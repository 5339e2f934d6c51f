package store

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"streamspark/internal/celebration"
	"streamspark/internal/money"
)

// Given is a donation as widgets count it.
type Given struct {
	ID     int64
	At     time.Time
	Donor  string
	Amount money.Amount // as the viewer gave it
	Rubles money.Amount
	Shown  bool // its words may be on the stream
}

// unshownStatuses are in SQL those in which the words of a donation may not be
// on the stream: celebration.Status.MayBeShown. The migration of the table
// donors has them too.
const unshownStatuses = `'` + string(celebration.Received) + `', '` + string(celebration.WaitingRate) + `', '` +
	string(celebration.Held) + `', '` + string(celebration.Rejected) + `'`

// givenQuery reads donations that have a value in rubles, tests and orders by
// hand apart.
const givenQuery = `SELECT c.id, c.created_at, ` + publicDonor + `, d.amount, d.currency, c.kopecks, c.status NOT IN (` + unshownStatuses + `)
	FROM celebrations c CROSS JOIN donations d ON d.id = c.id
	WHERE c.kopecks IS NOT NULL AND d.older = 0 AND d.source NOT IN (` + ours + `)`

func scanGiven(row scanner) (g Given, err error) {
	var at, kopecks int64
	var amount, currency string
	if err = row.Scan(&g.ID, &at, &g.Donor, &amount, &currency, &kopecks, &g.Shown); err != nil {
		return g, err
	}
	g.At, g.Rubles = fromMillis(at), rublesOf(kopecks)
	g.Amount, err = readAmount(amount, currency)
	return g, err
}

func (s *Store) given(ctx context.Context, where string, args ...any) ([]Given, error) {
	rows, err := s.query(ctx, givenQuery+where, args...)
	if err != nil {
		return nil, fmt.Errorf("list what was given: %w", err)
	}
	found, err := collect(rows, scanGiven)
	if err != nil {
		return nil, fmt.Errorf("list what was given: %w", err)
	}
	return found, nil
}

// GivenWithin lists what was given within a stretch of time, in the order of ids.
// Only what came in within its hours is read.
func (s *Store) GivenWithin(ctx context.Context, x Stretch) ([]Given, error) {
	from, to := x.millis()
	return s.given(ctx, ` AND c.id BETWEEN (SELECT min(first_id) FROM hours WHERE slot >= $1) AND (SELECT max(last_id) FROM hours WHERE slot <= $2)
		AND c.created_at >= $3 AND c.created_at < $4 ORDER BY c.id`,
		from/hour.Milliseconds(), to/hour.Milliseconds(), from, to)
}

// GivenSince lists what was given since a moment, as GivenWithin does.
func (s *Store) GivenSince(ctx context.Context, moment time.Time) ([]Given, error) {
	return s.GivenWithin(ctx, Stretch{From: moment})
}

// GivenOf lists those of some celebrations that GivenSince would list.
func (s *Store) GivenOf(ctx context.Context, ids []int64, moment time.Time) ([]Given, error) {
	encoded, _ := json.Marshal(ids) // numbers alone: it cannot fail
	return s.given(ctx, ` AND c.id IN (SELECT value FROM json_each($1)) AND c.created_at >= $2`, string(encoded), moment.UnixMilli())
}

// lastSearched is among how many of the newest celebrations LastGiven looks.
const lastSearched = 2000

// LastGiven lists the newest donations of at least so many rubles whose words may
// be on the stream, the newest first.
func (s *Store) LastGiven(ctx context.Context, least money.Amount, most int) ([]Given, error) {
	return s.given(ctx, ` AND c.id > (SELECT max(id) FROM celebrations) - $1 AND c.status NOT IN (`+unshownStatuses+`) AND c.kopecks >= $2
		ORDER BY c.id DESC LIMIT $3 + 0`, lastSearched, kopecksOf(least), most)
}

// Donor is somebody who gave, with the rubles of all time.
type Donor struct {
	Name      string
	Donations int
	Rubles    money.Amount
}

// DonorsOf adds up what each donor gave whose name may be shown, the most generous
// first.
func DonorsOf(given []Given) []Donor {
	sums := map[string]*Donor{}
	for _, g := range given {
		if !g.Shown || g.Donor == "" {
			continue
		}
		one := sums[g.Donor]
		if one == nil {
			one = &Donor{Name: g.Donor, Rubles: money.Rubles(0)}
			sums[g.Donor] = one
		}
		one.Donations++
		one.Rubles = money.New(one.Rubles.Value().Add(g.Rubles.Value()), money.RUB)
	}
	all := make([]Donor, 0, len(sums))
	for _, one := range sums {
		all = append(all, *one)
	}
	slices.SortFunc(all, func(a, b Donor) int {
		return cmp.Or(b.Rubles.Value().Cmp(a.Rubles.Value()), cmp.Compare(a.Name, b.Name))
	})
	return all
}

// TopDonors lists those who gave most, the most generous first. The table is
// kept by triggers (migration 15).
func (s *Store) TopDonors(ctx context.Context, most int) ([]Donor, error) {
	rows, err := s.query(ctx, `SELECT donor, donations, kopecks FROM donors WHERE kopecks > 0 ORDER BY kopecks DESC LIMIT $1 + 0`, most)
	if err != nil {
		return nil, fmt.Errorf("list the top donors: %w", err)
	}
	found, err := collect(rows, func(row scanner) (d Donor, err error) {
		var kopecks int64
		err = row.Scan(&d.Name, &d.Donations, &kopecks)
		d.Rubles = rublesOf(kopecks)
		return d, err
	})
	if err != nil {
		return nil, fmt.Errorf("list the top donors: %w", err)
	}
	return found, nil
}
