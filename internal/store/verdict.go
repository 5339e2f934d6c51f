package store

import (
	"context"
	"fmt"

	"streamspark/internal/celebration"
)

// judgedAtOnce is how many verdicts are saved in one transaction.
const judgedAtOnce = 500

// JudgeOlder sets the verdict of the celebrations that have none, but for the
// streamer's own, and returns how many. Nothing else may run meanwhile: it is no step
// and leaves the versions as they are.
func (s *Store) JudgeOlder(ctx context.Context, judge func(donor, message string) celebration.Verdict) (judged int, err error) {
	const from = ` FROM celebrations c INDEXED BY celebrations_unjudged CROSS JOIN donations d ON d.id = c.id
		WHERE c.verdict = '' AND d.source <> 'manual' `
	var all int
	if err = s.row(ctx, `SELECT count(*)`+from).Scan(&all); err != nil {
		return 0, fmt.Errorf("count what was not judged: %w", err)
	}
	tell := s.progress("store.judging", all)
	for judged < all {
		n := 0
		err = s.change(ctx, func(tx *tx, _ *Change) error {
			rows, err := tx.query(`SELECT c.id, d.donor, d.message`+from+`ORDER BY c.id LIMIT $1`, judgedAtOnce)
			if err != nil {
				return err
			}
			older, err := collect(rows, func(row scanner) (c celebration.Celebration, err error) {
				err = row.Scan(&c.ID, &c.Donation.Donor, &c.Donation.Message)
				c.Verdict = judge(c.Donation.Donor, c.Donation.Message)
				return c, err
			})
			for _, c := range older {
				donor, message := writePublic(&c)
				if _, err = tx.exec(`UPDATE celebrations SET verdict = $2, public_donor = $3, public_message = $4 WHERE id = $1`,
					c.ID, writeVerdict(c.Verdict), donor, message); err != nil {
					return err
				}
			}
			n = len(older)
			return err
		})
		if err != nil {
			return judged, fmt.Errorf("save the verdicts on older donations: %w", err)
		}
		if n == 0 {
			break
		}
		judged += n
		tell(judged)
	}
	return judged, nil
}
