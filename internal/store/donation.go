package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"streamspark/internal/celebration"
	"streamspark/internal/fault"
	"streamspark/internal/money"
)

// Record writes donations down once, each with its celebration, which
// stands at received. One that is already known, by source and id, is left
// as it is. It returns the ids of the celebrations in the order of the
// donations, and how many were new. All of them or none.
func (s *Store) Record(ctx context.Context, donations []celebration.Donation, seen time.Time) (ids []int64, fresh int, err error) {
	return s.RecordPriced(ctx, donations, seen, func(*celebration.Celebration, func() bool) {})
}

// RecordPriced does what Record does, with the first step in the same transaction:
// price may move each new celebration on from received. It runs while the
// transaction is open, so it must neither wait nor use the store. isKnown looks whether
// something was shown already of the donor.
func (s *Store) RecordPriced(ctx context.Context, donations []celebration.Donation, seen time.Time, price func(c *celebration.Celebration, isKnown func() bool)) (ids []int64, fresh int, err error) {
	err = s.change(ctx, func(tx *tx, what *Change) error {
		full := false
		what.resting = true
		for _, d := range donations {
			id, status, err := s.record(tx, d, seen, price)
			if err != nil {
				return fmt.Errorf("record donation %s %s: %w", d.Source, d.ID, err)
			}
			ids = append(ids, id)
			isNew := status != ""
			if isNew {
				fresh++
				what.Celebrations = append(what.Celebrations, id)
				what.resting = what.resting && status == celebration.Skipped
			}
			full = full || isNew && id%searchBatch == 0
		}
		for n := 1; full && n > 0; {
			var err error
			if n, err = makeFindable(tx); err != nil {
				return fmt.Errorf("make donations findable: %w", err)
			}
		}
		return nil
	})
	if err != nil {
		return nil, 0, err
	}
	return ids, fresh, nil
}

// record writes one donation down, with its celebration as price leaves it. It returns
// its status, which is empty where it was known already.
func (s *Store) record(tx *tx, d celebration.Donation, seen time.Time, price func(c *celebration.Celebration, isKnown func() bool)) (id int64, status celebration.Status, err error) {
	err = tx.row(`
		INSERT INTO donations (source, source_id, donor, message, audio, amount, currency,
			in_user_currency, made_at, older, by_hand, no_clip, paid, unreadable, raw, clock_ahead)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
		ON CONFLICT (source, source_id) DO NOTHING RETURNING id`,
		d.Source, d.ID, d.Donor, d.Message, d.Audio, amountText(d.Amount), string(d.Amount.Currency()),
		d.InUserCurrency, millis(d.CreatedAt), d.Older, d.ByHand, d.NoClip, d.Paid, d.Unreadable, d.Raw, d.ClockAhead.Milliseconds()).Scan(&id)
	if errors.Is(err, sql.ErrNoRows) {
		err = tx.row(`SELECT id FROM donations WHERE source = $1 AND source_id = $2`,
			d.Source, d.ID).Scan(&id)
		return id, "", err
	}
	if err != nil {
		return 0, "", err
	}
	at := fromMillis(millis(seen))
	c := celebration.Celebration{
		ID: id, Version: 1, Donation: d, Status: celebration.Received, Tier: -1, Charged: celebration.ChargedNo,
		NextAt: at, CreatedAt: at, UpdatedAt: at,
	}
	price(&c, func() (known bool) {
		err = tx.row(`SELECT EXISTS (SELECT 1 FROM donors WHERE donor = $1 AND donations > 0)`, d.Donor).Scan(&known)
		return err == nil && known
	})
	if err != nil {
		return 0, "", err
	}
	path := celebration.Path(celebration.Received, c.Status, c.Scene != nil)
	if path == nil {
		return 0, "", fault.New(fault.Unforeseen, "store.no_move", "from", string(celebration.Received), "to", string(c.Status))
	}
	moves := []celebration.Move{{Status: celebration.Received, At: seen}}
	if c.Status != celebration.Received {
		c.Version, c.UpdatedAt = 2, s.now()
		for _, status := range path {
			moves = append(moves, celebration.Move{Status: status, At: c.UpdatedAt, Reason: c.Reason})
		}
	}
	if err := insert(tx, &c); err != nil {
		return 0, "", err
	}
	for i, m := range moves {
		_, err := tx.exec(`INSERT INTO moves (celebration, n, status, at, reason) VALUES ($1, $2, $3, $4, $5)`,
			id, i+1, m.Status, millis(m.At), writeReason(m.Reason))
		if err != nil {
			return 0, "", err
		}
	}
	return id, c.Status, nil
}

// insert writes a celebration that was just recorded. It has no order and no
// clip yet, at the most a scene.
func insert(tx *tx, c *celebration.Celebration) error {
	var kopecks any
	if !c.AmountRUB.IsNone() {
		kopecks = kopecksOf(c.AmountRUB)
	}
	donor, message := writePublic(c)
	_, err := tx.exec(`
		INSERT INTO celebrations (id, version, status, reason, kopecks, rate, tier, tier_name, generator, job, operation,
			progress, charged, submitted_at, attempts, next_at, alerted_at, created_at, updated_at, scene, verdict, public_donor, public_message)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $14, '', '', $15, $9, 0, $10, $11, 0, $12, $13, $16, $17, $18, $19)`,
		c.ID, c.Version, c.Status, writeReason(c.Reason), kopecks, writeRate(c.Rate), c.Tier, c.TierName,
		c.Charged, c.Attempts, millis(c.NextAt), millis(c.CreatedAt), millis(c.UpdatedAt), c.Generator, c.Progress, writeScene(c.Scene),
		writeVerdict(c.Verdict), donor, message)
	return err
}

func amountText(a money.Amount) string {
	if a.IsNone() {
		return ""
	}
	return a.Decimal()
}
