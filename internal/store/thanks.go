package store

import (
	"context"
	"fmt"
	"strings"
	"time"

	"streamspark/internal/celebration"
)

// thankLasts is how long a thank-you that the streamer asked for waits for
// a page to show it: OBS may be opened hours after the decision.
const thankLasts = 12 * time.Hour

// ToAlert lists whom to thank, the oldest first: what qualified after since,
// by itself or by the streamer's decision, and what the streamer wants
// thanked for without a clip. One that was thanked for is not among them.
func (s *Store) ToAlert(ctx context.Context, since time.Time) ([]celebration.Celebration, error) {
	// A skipped one was due last when it was decided upon, so the index of
	// status and next_at finds the few late ones among the many.
	return s.list(ctx, `WHERE c.alerted_at = 0 AND d.source <> 'manual' AND c.id IN (
			SELECT q.id FROM celebrations q WHERE q.status IN (`+in(celebration.Welcomed())+`) AND (q.created_at > $1 OR EXISTS (
				SELECT 1 FROM moves m WHERE m.celebration = q.id AND m.status = 'approved' AND m.at > $1))
			UNION ALL
			SELECT t.id FROM celebrations t WHERE t.status = 'skipped' AND t.next_at > $2 AND `+because("t.reason", celebration.WhyThanked)+`)
		ORDER BY c.id`, millis(since), millis(s.now().Add(-thankLasts)))
}

// because is the condition that a column holds a reason of this code, which
// is a word of ours.
func because(column, code string) string {
	begins := strings.TrimSuffix(writeReason(celebration.Because(code)), "}")
	return fmt.Sprintf("%s GLOB '%s*'", column, begins)
}
