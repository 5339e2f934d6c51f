package store

import (
	"context"
	"fmt"

	"streamspark/internal/celebration"
)

// TestShown reports whether the clip of a test donation was ever shown to its
// end.
func (s *Store) TestShown(ctx context.Context) (bool, error) {
	var shown bool
	err := s.row(ctx, `
		SELECT EXISTS (SELECT 1 FROM donations d JOIN playbacks p ON p.celebration = d.id WHERE d.source = $1 AND p.state = $2)`,
		celebration.SourceTest, celebration.PlaybackEnded).Scan(&shown)
	if err != nil {
		return false, fmt.Errorf("look for a test clip that was shown: %w", err)
	}
	return shown, nil
}
