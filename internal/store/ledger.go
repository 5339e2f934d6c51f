package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"time"

	"github.com/shopspring/decimal"

	"streamspark/internal/celebration"
)

// Reservation is the money that a claim sets aside, and the question that
// is asked before it does: within the same transaction, so that no two
// workers can both take what is left.
type Reservation struct {
	Entry  celebration.Entry
	Day    time.Time // when today began
	Stream time.Time // when the stream began
	Allow  func(celebration.Spent) error
}

// allowed asks the question, of what is spent now.
func (r *Reservation) allowed(row rower, now time.Time) error {
	spent, err := spentSince(row, r.Day, r.Stream, r.Entry.Donor)
	if err == nil {
		err = addClips(row, &spent, r.Entry, now)
	}
	if err != nil {
		return err
	}
	return r.Allow(spent)
}

// isClip is the condition that an entry of the ledger is the order of a clip.
const isClip = `order_id NOT GLOB '` + SpeechPrefix + `*' AND order_id NOT GLOB '` + TextPrefix + `*'`

// addClips adds when clips were ordered for other celebrations than that of an entry.
func addClips(row rower, spent *celebration.Spent, e celebration.Entry, now time.Time) error {
	var hour string
	var last, donorLast int64
	err := row(`
		SELECT coalesce((SELECT at FROM ledger WHERE at > 0 AND state <> $1 AND celebration IS NOT $2 AND `+isClip+` ORDER BY at DESC LIMIT 1), 0),
			coalesce((SELECT at FROM ledger WHERE donor = $3 AND state <> $1 AND celebration IS NOT $2 AND `+isClip+` ORDER BY at DESC LIMIT 1), 0),
			(SELECT json_group_array(at) FROM (SELECT at FROM ledger WHERE donor = $3 AND at > $4 AND state <> $1 AND celebration IS NOT $2 AND `+isClip+` ORDER BY at DESC))`,
		celebration.EntryReleased, e.Celebration, e.Donor, millis(now.Add(-time.Hour))).Scan(&last, &donorLast, &hour)
	if err != nil {
		return fmt.Errorf("look up the last clips: %w", err)
	}
	var at []int64
	if err := json.Unmarshal([]byte(hour), &at); err != nil {
		return fmt.Errorf("read the clips of an hour: %w", err)
	}
	for _, ms := range at {
		spent.DonorHour = append(spent.DonorHour, fromMillis(ms))
	}
	spent.Now, spent.Last, spent.DonorLast = now, fromMillis(last), fromMillis(donorLast)
	return nil
}

// CanReserve returns the error with which Claim would refuse an order for its
// budgets. It reserves nothing.
func (s *Store) CanReserve(ctx context.Context, r *Reservation) error {
	return r.allowed(s.rower(ctx), s.now())
}

// reserve sets the money of an order aside, if that is allowed.
func reserve(tx *tx, r *Reservation, now time.Time) error {
	if err := r.allowed(tx.row, now); err != nil {
		return err
	}
	e, rubles := r.Entry, ""
	if e.Rubles.IsPositive() {
		rubles = e.Rubles.String()
	}
	_, err := tx.exec(`
		INSERT INTO ledger (order_id, celebration, generator, model, donor, operation, state, price, rubles, at, settled_at)
		VALUES ($1, nullif($2, 0), $3, $4, $5, '', $6, $7, $8, $9, $9)`,
		e.Order, e.Celebration, e.Generator, e.Model, e.Donor, celebration.EntryReserved, micros(e.Price), rubles, millis(now))
	return err
}

// settle brings the entry of a celebration's order to where the celebration
// stands. A celebration whose order was free has none. What the generator's
// own accounts said stands: a celebration that is rejected, played or loses
// its clip later knows nothing better.
func settle(tx *tx, c *celebration.Celebration, now time.Time) error {
	if c.Order.RequestID == "" {
		return nil
	}
	var charge any
	if c.Cost.Valid {
		charge = micros(c.Cost.Decimal)
	}
	_, err := tx.exec(`
		UPDATE ledger SET state = CASE WHEN $3 IS NULL AND charge IS NOT NULL THEN state ELSE $2 END,
			charge = coalesce($3, charge), operation = $5, settled_at = $4
		WHERE order_id = $1 AND ($3 IS NULL AND charge IS NULL AND state <> $2 OR operation <> $5 OR
			$3 IS NOT NULL AND (state <> $2 OR charge IS NOT $3))`,
		c.Order.RequestID, celebration.EntryFor(c.Status, c.Charged), charge, millis(now), c.Operation)
	return err
}

// cost is what an entry counts for, in SQL; see celebration.Entry.Cost.
const cost = `CASE state WHEN '` + string(celebration.EntryReleased) + `' THEN 0 ELSE coalesce(charge, price) END`

func spentSince(row rower, day, stream time.Time, donor string) (celebration.Spent, error) {
	var spent celebration.Spent
	var today, streamed int64
	err := row(`
		SELECT (SELECT coalesce(sum(`+cost+`), 0) FROM ledger WHERE at >= $1),
			(SELECT coalesce(sum(`+cost+`), 0) FROM ledger WHERE at >= $2),
			(SELECT count(*) FROM ledger WHERE donor = $3 AND at >= $1 AND state <> $4)`,
		millis(day), millis(stream), donor, celebration.EntryReleased).Scan(&today, &streamed, &spent.Donor)
	if err != nil {
		return spent, fmt.Errorf("add up the ledger: %w", err)
	}
	spent.Day, spent.Stream = dollars(today), dollars(streamed)
	return spent, nil
}

// Spent returns what counts against the budgets of the day and of the stream.
func (s *Store) Spent(ctx context.Context, day, stream time.Time) (celebration.Spent, error) {
	return spentSince(s.rower(ctx), day, stream, "")
}

// Entries lists the ledger between two moments, the newest first. A zero
// moment is no bound.
func (s *Store) Entries(ctx context.Context, from, to time.Time, limit int) ([]celebration.Entry, error) {
	if to.IsZero() {
		to = s.now().Add(24 * time.Hour)
	}
	return s.entries(ctx, `WHERE at >= $1 AND at < $2 ORDER BY at DESC, id DESC LIMIT $3 + 0`, millis(from), millis(to), limit)
}

// EntriesOf lists the orders of one celebration, the oldest first.
func (s *Store) EntriesOf(ctx context.Context, id int64) ([]celebration.Entry, error) {
	return s.entries(ctx, `WHERE celebration = $1 ORDER BY id`, id)
}

// Correct writes what the generator's own accounts say that an operation
// cost. It reports whether that is news.
func (s *Store) Correct(ctx context.Context, generator string, operation celebration.Operation, charge decimal.Decimal) (bool, error) {
	state := celebration.EntryCharged
	if !charge.IsPositive() {
		state = celebration.EntryReleased // it was paid back
	}
	news := false
	err := s.change(ctx, func(tx *tx, what *Change) error {
		rows, err := tx.query(`
			UPDATE ledger SET state = $3, charge = $4, settled_at = $5
			WHERE generator = $1 AND operation = $2 AND operation <> '' AND (state <> $3 OR charge IS NOT $4)
			RETURNING coalesce(celebration, 0)`,
			generator, operation, state, micros(charge), millis(s.now()))
		if err != nil {
			return err
		}
		what.Celebrations, err = collect(rows, scanValue[int64])
		news = len(what.Celebrations) > 0
		return err
	})
	if err != nil {
		return false, fmt.Errorf("correct what %s cost: %w", operation, err)
	}
	return news, nil
}

func (s *Store) entries(ctx context.Context, where string, args ...any) ([]celebration.Entry, error) {
	rows, err := s.query(ctx, `SELECT`+entryColumns+where, args...)
	if err != nil {
		return nil, fmt.Errorf("read the ledger: %w", err)
	}
	found, err := collect(rows, scanEntry)
	if err != nil {
		return nil, fmt.Errorf("read the ledger: %w", err)
	}
	return found, nil
}

const entryColumns = `
	order_id, coalesce(celebration, 0), generator, model, donor, state, price, charge, rubles, at, settled_at FROM ledger `

func scanEntry(row scanner) (e celebration.Entry, err error) {
	var price, at, settled int64
	var charge sql.NullInt64
	var rubles string
	err = row.Scan(&e.Order, &e.Celebration, &e.Generator, &e.Model, &e.Donor, &e.State, &price, &charge, &rubles, &at, &settled)
	if err != nil {
		return e, err
	}
	e.Price, e.At, e.Settled = dollars(price), fromMillis(at), fromMillis(settled)
	if charge.Valid {
		e.Charge = decimal.NewNullDecimal(dollars(charge.Int64))
	}
	if rubles != "" {
		e.Rubles, err = decimal.NewFromString(rubles)
	}
	return e, err
}

// micros returns millionths of a dollar, rounded up: a budget is never passed
// by a fraction.
func micros(usd decimal.Decimal) int64 { return usd.Shift(6).Ceil().IntPart() }

func dollars(micros int64) decimal.Decimal { return decimal.New(micros, -6) }
