package store

import (
	"context"
	"fmt"
	"io/fs"
	"strings"
	"time"

	"streamspark/internal/celebration"
	"streamspark/internal/fault"
)

// thankLasts is how long a thank-you that the streamer asked for waits for
// a page to show it: OBS may be opened hours after the decision.
const thankLasts = 12 * time.Hour

// ToAlert lists whom to thank, the oldest first: what qualified after since,
// by itself or by the streamer's decision, and what the streamer wants
// thanked for, without a clip or again. One that was thanked for is not
// among them, one whose clip was quicker than its thank-you is.
func (s *Store) ToAlert(ctx context.Context, since time.Time) ([]celebration.Celebration, error) {
	return s.list(ctx, `WHERE c.alerted_at = 0 AND d.source <> 'manual' AND c.id IN (
			SELECT q.id FROM moves m CROSS JOIN celebrations q ON q.id = m.celebration
			WHERE m.status = 'approved' AND m.at > $1 AND q.status IN (`+statusList(append(celebration.Qualified(), celebration.AfterQualified()...))+`)
			UNION ALL
			SELECT t.id FROM celebrations t WHERE t.status = 'skipped' AND t.next_at > $2 AND `+because("t.reason", celebration.WhyThanked)+`
			UNION ALL
			SELECT a.id FROM celebrations a WHERE a.thank_at > 0 AND a.thank_at > $2)
		ORDER BY c.id`, millis(since), millis(s.now().Add(-thankLasts)))
}

// because returns the condition that a column holds a reason of this code,
// which is a word of ours.
func because(column, code string) string {
	begins := strings.TrimSuffix(writeReason(fault.Say(code)), "}")
	return fmt.Sprintf("%s GLOB '%s*'", column, begins)
}

// AskThanks records that the streamer wants a celebration thanked for, once
// more where it was already, with its audio message if one is named. It is no
// step of the pipeline and leaves the version as it is, so it stands in the way
// of none. Where there is no such celebration it is fs.ErrNotExist.
func (s *Store) AskThanks(ctx context.Context, d celebration.Decision, recording string) error {
	id := d.Celebration
	err := s.change(ctx, func(tx *tx, what *Change) error {
		what.Celebrations = []int64{id}
		result, err := tx.exec(`UPDATE celebrations SET thank_at = $2, alerted_at = 0, recording = coalesce(nullif($3, ''), recording) WHERE id = $1`,
			id, millis(d.At), recording)
		if err != nil {
			return err
		}
		if n, err := result.RowsAffected(); err != nil || n == 0 {
			return fs.ErrNotExist
		}
		return addDecision(tx, d, s.now())
	})
	if err != nil {
		return fmt.Errorf("ask to thank for %d: %w", id, err)
	}
	return nil
}

// SaveUnspoken records why a celebration was not spoken, or with no reason that
// it was. Its version stays as it is, as with AskThanks.
func (s *Store) SaveUnspoken(ctx context.Context, id int64, why celebration.Reason) error {
	err := s.change(ctx, func(tx *tx, what *Change) error {
		what.Celebrations = []int64{id}
		_, err := tx.exec(`UPDATE celebrations SET unspoken = $2 WHERE id = $1`, id, writeReason(why))
		return err
	})
	if err != nil {
		return fmt.Errorf("note why %d was not spoken: %w", id, err)
	}
	return nil
}

// SaveAlerted records that these thank-yous are up: all of them or none. One
// that the streamer has asked for again since it was read stays to be shown.
// Versions stay as they are, as with AskThanks.
func (s *Store) SaveAlerted(ctx context.Context, thanked []celebration.Celebration, at time.Time) error {
	err := s.change(ctx, func(tx *tx, what *Change) error {
		for _, c := range thanked {
			what.Celebrations = append(what.Celebrations, c.ID)
			_, err := tx.exec(`UPDATE celebrations SET alerted_at = $2 WHERE id = $1 AND thank_at = $3`,
				c.ID, millis(at), millis(c.ThankAt))
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("note %d thank-yous: %w", len(thanked), err)
	}
	return nil
}
