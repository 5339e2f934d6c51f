package store

import (
	"context"
	"database/sql"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"streamspark/internal/celebration"
	"streamspark/internal/money"
)

// countedAnew are the kept totals as they are counted over everything.
var countedAnew = map[string]string{
	`SELECT status, celebrations, donations, kopecks FROM statuses WHERE celebrations > 0 ORDER BY 1`: `
		SELECT c.status, count(*), sum(d.source NOT IN ('test', 'manual')), sum(iif(d.source IN ('test', 'manual'), 0, coalesce(c.kopecks, 0)))
		FROM celebrations c JOIN donations d ON d.id = c.id GROUP BY 1 ORDER BY 1`,
	`SELECT slot, first_id, last_id, donations, kopecks FROM hours ORDER BY 1`: `
		SELECT c.created_at / 3600000, min(c.id), max(c.id), sum(d.older = 0 AND d.source NOT IN ('test', 'manual')),
			sum(iif(d.older = 0 AND d.source NOT IN ('test', 'manual'), coalesce(c.kopecks, 0), 0))
		FROM celebrations c JOIN donations d ON d.id = c.id GROUP BY 1 ORDER BY 1`,
	`SELECT slot, rubles, orders, micros, clips FROM costs WHERE orders > 0 ORDER BY 1, 2`: `
		SELECT at / 3600000, rubles, count(*), sum(coalesce(charge, price)), sum(order_id NOT LIKE 'ss-say-%' AND order_id NOT LIKE 'ss-write-%') FROM ledger WHERE state <> 'released' GROUP BY 1, 2 ORDER BY 1, 2`,
	`SELECT donor, donations, kopecks FROM donors WHERE donations > 0 ORDER BY 1`: `
		SELECT d.donor, count(*), sum(c.kopecks) FROM celebrations c JOIN donations d ON d.id = c.id
		WHERE c.kopecks IS NOT NULL AND d.older = 0 AND d.source NOT IN ('test', 'manual') AND d.donor <> ''
			AND c.status NOT IN ('received', 'waiting_rate', 'held', 'rejected')
		GROUP BY 1 ORDER BY 1`,
	`SELECT clips, favourites, bytes, 0 FROM clip_totals`: `SELECT count(*), coalesce(sum(favourite), 0), coalesce(sum(size), 0), 0 FROM clips`,
}

// totalsHold checks that all kept totals are those that are counted.
func totalsHold(t *testing.T, s *Store) {
	t.Helper()
	for kept, counted := range countedAnew {
		if a, b := rowsOf(t, s.read, kept), rowsOf(t, s.read, counted); a != b {
			t.Errorf("%s:\nkept\n%scounted\n%s", kept, a, b)
		}
	}
}

func rowsOf(t *testing.T, db *sql.DB, query string) (text string) {
	t.Helper()
	rows, err := db.QueryContext(t.Context(), query)
	if err != nil {
		t.Fatal(err)
	}
	columns, err := rows.Columns()
	if err != nil {
		t.Fatal(err)
	}
	err = each(rows, func(row scanner) error {
		values, into := make([]any, len(columns)), make([]any, len(columns))
		for i := range values {
			into[i] = &values[i]
		}
		err := row.Scan(into...)
		text += fmt.Sprintln(values...)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// TestTotalsAreThoseThatAreCounted after anything that may happen to
// donations, orders and clips, and after a restore.
func TestTotalsAreThoseThatAreCounted(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := open(t, dir)
	clock := time.Now().Add(-20 * time.Hour)
	s.now = func() time.Time { return clock }
	random := rand.New(rand.NewPCG(1, 4)) //nolint:gosec // the same each time
	steps := 600
	if testing.Short() {
		steps = 400
	}
	for n := range steps {
		clock = clock.Add(time.Duration(random.IntN(240)-20) * time.Second)
		randomly(t, s, random, n)
	}
	totalsHold(t, s)
	spare, err := s.SpareClips(t.Context(), Keep{Count: 5})
	if err != nil || len(spare) == 0 {
		t.Fatal(spare, err)
	}
	for _, name := range spare {
		if err := s.DeleteClip(t.Context(), name); err != nil {
			t.Fatal(err)
		}
	}
	totalsHold(t, s)
	backup, err := Backup(t.Context(), dir, filepath.Join(t.TempDir(), "copy.db"))
	if err != nil {
		t.Fatal(err)
	}
	other := t.TempDir()
	if _, err := Restore(t.Context(), other, backup, nil); err != nil {
		t.Fatal(err)
	}
	totalsHold(t, open(t, other))
}

// randomly records a donation, or moves one that is here on by a legal step.
func randomly(t *testing.T, s *Store, random *rand.Rand, n int) {
	t.Helper()
	ctx := t.Context()
	if random.IntN(4) == 0 || n < 5 {
		d := donation(fmt.Sprint(n))
		d.Source = []string{"donationalerts", "donationalerts", celebration.SourceTest, celebration.SourceManual}[random.IntN(4)]
		d.Older = random.IntN(5) == 0
		d.Donor = []string{"", "Anna", "Борис", "zoë"}[n%4]
		_, _, err := s.RecordPriced(ctx, []celebration.Donation{d}, s.now(), func(c *celebration.Celebration, _ func() bool) {
			if random.IntN(2) == 0 {
				c.Status, c.AmountRUB = celebration.Approved, money.New(decimal.New(random.Int64N(99_999), -2), money.RUB)
			}
		})
		if err != nil {
			t.Fatal(err)
		}
		return
	}
	all, err := s.Celebrations(ctx, Filter{Limit: 1000})
	if err != nil {
		t.Fatal(err)
	}
	c := all[random.IntN(len(all))]
	var legal []celebration.Status
	for _, status := range celebration.Statuses() {
		if celebration.CanTransition(c.Status, status) {
			legal = append(legal, status)
		}
	}
	c.Status = legal[random.IntN(len(legal))]
	if random.IntN(2) == 0 {
		c.AmountRUB = money.New(decimal.New(random.Int64N(99_999), -2), money.RUB)
	}
	c.Charged = []celebration.Charged{celebration.ChargedNo, celebration.ChargedYes, celebration.ChargedUnknown}[random.IntN(3)]
	if c.Status == celebration.Submitting && c.Order.RequestID == "" {
		c.Order.RequestID = fmt.Sprint("ss-", n)
		if err := s.Claim(ctx, &c, 1000, reserving(c, usd(fmt.Sprint(n)), celebration.Budget{})); err != nil {
			t.Fatal(err)
		}
		return
	}
	if c.Status == celebration.Ready && c.Clip == nil {
		c.Clip = &celebration.Clip{Filename: fmt.Sprintf("clip-%d.mp4", n), Size: int64(n), CreatedAt: s.now(), Celebration: c.ID}
	}
	if err := s.Save(ctx, &c); err != nil {
		t.Fatal(err)
	}
	if c.Clip != nil {
		if err := s.SetFavourite(context.WithoutCancel(ctx), c.Clip.Filename, random.IntN(4) == 0); err != nil {
			t.Fatal(err)
		}
	}
}

// TestTotalsOfAnOlderDatabaseGoOn opens one that added up by quarters of an
// hour.
func TestTotalsOfAnOlderDatabaseGoOn(t *testing.T) {
	dir := t.TempDir()
	db := atVersion(t, dir, 13)
	for _, statement := range []string{
		`INSERT INTO donations (id, source, source_id, donor, message, audio, amount, currency, in_user_currency, made_at, older, by_hand, no_clip, unreadable, raw)
			SELECT value, iif(value % 4 = 0, 'test', 'donationalerts'), value, 'x', '', '', '5', 'RUB', '', 0, value % 7 = 0, 0, 0, '', '' FROM generate_series(1, 200)`,
		`INSERT INTO celebrations (id, version, status, reason, kopecks, rate, tier, tier_name, generator, job, operation, progress, charged, submitted_at, attempts, next_at, alerted_at, created_at, updated_at)
			SELECT id, 1, iif(id % 3 = 0, 'skipped', 'held'), iif(id % 6 = 1, '{"code":"catch_up","args":["1h"]}', ''), id * 100, '', 0, '', '', '', '', 0, 'no', 0, 0, 0, 0, 1790000000000 + id * 400000, 0 FROM donations`,
		`INSERT INTO ledger (order_id, celebration, generator, model, donor, operation, state, price, charge, rubles, at, settled_at)
			SELECT CASE id % 4 WHEN 1 THEN 'ss-say-' WHEN 2 THEN 'ss-write-' ELSE 'ss-' END || id, id, 'aiml', 'veo', 'x', 'j' || id, iif(id % 5 = 0, 'released', 'charged'), 800000, NULL, iif(id % 2, '80', ''), created_at, 0 FROM celebrations`,
	} {
		statement = strings.Replace(statement, `generate_series(1, 200)`, `(WITH RECURSIVE n (value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM n WHERE value < 200) SELECT value FROM n)`, 1)
		if _, err := db.ExecContext(t.Context(), statement); err != nil {
			t.Fatalf("%s: %v", statement, err)
		}
	}
	must(t, db.Close())
	s := open(t, dir)
	totalsHold(t, s)
	if away, err := s.Away(t.Context()); err != nil || away.Count != 34 {
		t.Errorf("%d wait, %v", away.Count, err)
	}
	c := take(t, s, "new")[0]
	walk(t, s, &c, celebration.Skipped)
	totalsHold(t, s)
}

// TestFlowsMayOverlap compares them with what is counted, at moments within
// an hour too.
func TestFlowsMayOverlap(t *testing.T) {
	s := open(t, t.TempDir())
	begin := time.Date(2026, 11, 1, 10, 20, 0, 0, time.UTC)
	clock := begin
	s.now = func() time.Time { return clock }
	var at []time.Time
	for i := range 60 {
		clock = clock.Add(7 * time.Minute)
		at = append(at, clock)
		d := donation(fmt.Sprint(i))
		d.Source, d.Older = "donationalerts", false
		_, _, err := s.RecordPriced(t.Context(), []celebration.Donation{d}, clock, func(c *celebration.Celebration, _ func() bool) {
			c.Status, c.AmountRUB = celebration.Skipped, money.Rubles(1)
		})
		must(t, err)
	}
	minutes := func(n int) time.Time { return begin.Add(time.Duration(n) * time.Minute) }
	stretches := []Stretch{
		{From: minutes(0)},
		{minutes(0), minutes(300)},
		{minutes(13), minutes(14)},
		{minutes(40), minutes(160)},
		{minutes(41), minutes(55)},
		{minutes(100), minutes(220)},
		{From: minutes(333)},
		{minutes(500), minutes(600)},
		{minutes(10), minutes(10)},
	}
	flows, err := s.Flows(t.Context(), stretches)
	must(t, err)
	for i, x := range stretches {
		want := 0
		for _, t := range at {
			if !t.Before(x.From) && (x.To.IsZero() || t.Before(x.To)) {
				want++
			}
		}
		if flows[i].Donations != want || !flows[i].Received.Value().Equal(decimal.NewFromInt(int64(want))) {
			t.Errorf("%d: %+v, want %d", i, flows[i], want)
		}
	}
}
