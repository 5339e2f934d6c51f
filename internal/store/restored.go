package store

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"streamspark/internal/celebration"
)

const aftermathDoc = "store/aftermath"

// Aftermath is how far a restore was dealt with.
type Aftermath struct {
	At       time.Time `json:"at"`       // of the restore that it is about
	Waiting  bool      `json:"waiting"`  // clips of the backup wait to be shown, and the queue is not paused for them yet
	Recalled bool      `json:"recalled"` // the generators' records were searched at least once
}

// Restored reads what a restored database says of itself, and how far that
// was dealt with; false where it never was restored.
func (s *Store) Restored(ctx context.Context) (r Restored, after Aftermath, found bool, err error) {
	if found, err = s.document(ctx, RestoredKey, &r); err != nil || !found {
		return r, after, false, err
	}
	if _, err = s.document(ctx, aftermathDoc, &after); err != nil || !after.At.Equal(r.At) {
		after = Aftermath{At: r.At} // it is about an earlier one
	}
	return r, after, true, err
}

func (s *Store) document(ctx context.Context, key string, into any) (found bool, err error) {
	document, found, err := s.Get(ctx, key)
	if err == nil && found {
		err = json.Unmarshal(document, into)
	}
	if err != nil {
		return false, fmt.Errorf("read %s: %w", key, err)
	}
	return found, nil
}

// SaveAftermath saves how far a restore was dealt with.
func (s *Store) SaveAftermath(ctx context.Context, after Aftermath) error {
	document, err := json.Marshal(after)
	if err != nil {
		return fmt.Errorf("save how far the restore was dealt with: %w", err)
	}
	return s.Put(ctx, aftermathDoc, document)
}

// HoldRestored holds everything in the copy of a backup that is not yet at
// the generator: after the backup it may have been celebrated. It returns
// how many it held.
func (s *Store) HoldRestored(ctx context.Context, r Restored, why celebration.Reason) (held int, err error) {
	before, err := s.list(ctx, `WHERE c.status IN ('received', 'waiting_rate', 'approved') ORDER BY c.id`)
	if err != nil {
		return 0, err
	}
	after, now := Aftermath{At: r.At}, s.now()
	err = s.change(ctx, func(tx *tx, what *Change) error {
		for _, c := range before {
			c.Status, c.Reason, c.Attempts, c.NextAt = celebration.Held, why, 0, now
			if err := update(tx, &c, now); err != nil {
				return fmt.Errorf("hold celebration %d: %w", c.ID, err)
			}
			what.Celebrations = append(what.Celebrations, c.ID)
		}
		return tx.row(`
			SELECT EXISTS (SELECT 1 FROM playbacks WHERE state IN ('queued', 'sent', 'started'))
				OR EXISTS (SELECT 1 FROM celebrations WHERE status IN ('submitting', 'generating', 'fetching', 'review', 'ready', 'playing'))`).Scan(&after.Waiting)
	})
	if err != nil {
		return 0, fmt.Errorf("hold what the restore may repeat: %w", err)
	}
	return len(before), s.SaveAftermath(ctx, after)
}

// unknownDonor is the donor of a charge whose celebration is not known.
const unknownDonor = "?"

// AddOrders records the orders that a generator's log has and this database
// lacks, and the operations of those that it has. A
// request that failed, or whose price is not known yet, is left out. It
// returns how many charges are new.
func (s *Store) AddOrders(ctx context.Context, generator string, found []celebration.KnownOrder) (fresh int, err error) {
	if len(found) == 0 {
		return 0, nil
	}
	now := s.now()
	err = s.change(ctx, func(tx *tx, what *Change) error {
		for _, o := range found {
			if o.Operation != "" {
				if _, err := tx.exec(`UPDATE ledger SET operation = $3 WHERE order_id = $1 AND generator = $2 AND operation = ''`, o.Order, generator, o.Operation); err != nil {
					return err
				}
			}
			if o.Failed || !o.Charge.Valid || !o.Charge.Decimal.IsPositive() {
				continue
			}
			result, err := tx.exec(`
				INSERT INTO ledger (order_id, celebration, generator, model, donor, operation, state, price, charge, rubles, at, settled_at)
				VALUES ($1, NULL, $2, $3, $4, $5, $6, $7, $7, '', $8, $9) ON CONFLICT (order_id) DO NOTHING`,
				o.Order, generator, o.Model, unknownDonor, o.Operation, celebration.EntryCharged, micros(o.Charge.Decimal), millis(o.At), millis(now))
			if err != nil {
				return err
			}
			added, err := result.RowsAffected()
			if err != nil {
				return err
			}
			fresh += int(added)
		}
		return nil
	})
	if err != nil {
		return 0, fmt.Errorf("enter what %s charged: %w", generator, err)
	}
	return fresh, nil
}
