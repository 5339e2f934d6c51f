package store

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"streamspark/internal/celebration"
)

const comparedColumns = `SELECT id, source, source_id, donor, message, amount, currency, made_at, unreadable FROM donations `

// Donations lists those of a source that were made in a stretch of time,
// its end not included, and besides those of the ids, in the order in which
// they came. It is made to be compared with the list of the source: what was
// said in sound, and how it was first met, is left out.
func (s *Store) Donations(ctx context.Context, source string, from, to time.Time, ids []string) ([]celebration.Donation, error) {
	wanted, err := json.Marshal(ids)
	if err != nil {
		return nil, fmt.Errorf("list donations: %w", err)
	}
	rows, err := s.query(ctx, comparedColumns+`WHERE source = $1 AND made_at >= $2 AND made_at < $3 UNION `+
		comparedColumns+`WHERE source = $1 AND source_id IN (SELECT value FROM json_each($4)) ORDER BY id`,
		source, millis(from), millis(to), string(wanted))
	if err != nil {
		return nil, fmt.Errorf("list donations: %w", err)
	}
	found, err := collect(rows, func(row scanner) (d celebration.Donation, err error) {
		var id, made int64
		var amount, currency string
		if err = row.Scan(&id, &d.Source, &d.ID, &d.Donor, &d.Message, &amount, &currency, &made, &d.Unreadable); err != nil {
			return d, err
		}
		d.CreatedAt = fromMillis(made)
		d.Amount, err = readAmount(amount, currency)
		return d, err
	})
	if err != nil {
		return nil, fmt.Errorf("list donations: %w", err)
	}
	return found, nil
}
