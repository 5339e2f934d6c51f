package store

import (
	"context"
	"fmt"
	"sync"

	"streamspark/internal/celebration"
)

// unshown is from which showing on TestShown has to look: all before are over,
// and none was of a test.
type unshown struct {
	mu   sync.Mutex
	from int64
}

// TestShown reports whether the clip of a test donation was ever shown to its
// end. It looks at the whole history once, and then at what came since.
func (s *Store) TestShown(ctx context.Context) (bool, error) {
	s.unshown.mu.Lock()
	defer s.unshown.mu.Unlock()
	ended := `SELECT 1 FROM playbacks p CROSS JOIN donations d ON d.id = p.celebration WHERE p.id >= $1`
	if s.unshown.from == 0 { // there are fewer tests than showings
		ended = `SELECT 1 FROM donations d JOIN playbacks p ON p.celebration = d.id WHERE p.id >= $1`
	}
	var shown bool
	var from int64
	// No parameter where an index has a condition: SQLite prepares such a statement anew each time.
	err := s.row(ctx, `
		SELECT EXISTS (`+ended+` AND d.source = '`+celebration.SourceTest+`' AND p.state = '`+string(celebration.PlaybackEnded)+`'),
			coalesce((SELECT min(id) FROM playbacks WHERE state IN ('queued', 'sent', 'started')),
				(SELECT max(id) + 1 FROM playbacks), 1)`, s.unshown.from).Scan(&shown, &from)
	if err != nil {
		return false, fmt.Errorf("look for a test clip that was shown: %w", err)
	}
	if !shown {
		s.unshown.from = from
	}
	return shown, nil
}
