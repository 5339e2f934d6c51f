package store

import (
	"context"
	"fmt"
	"time"
)

// Keep is how much of what is finished is kept. A zero is no limit.
type Keep struct {
	Count int
	Bytes int64
	Since time.Time
}

// SpareClips lists the clips that are beyond what is to be kept, the oldest
// first. A clip that waits to play or plays is never among them, and
// neither is one that the streamer put into the folder by hand. A favourite
// is not either, and takes none of the space.
func (s *Store) SpareClips(ctx context.Context, keep Keep) ([]string, error) {
	rows, err := s.query(ctx, `
		SELECT k.filename, k.size, k.created_at,
			EXISTS (SELECT 1 FROM playbacks p WHERE p.filename = k.filename AND p.state IN ('queued', 'sent', 'started'))
			OR EXISTS (SELECT 1 FROM celebrations c WHERE c.clip = k.filename AND c.status IN ('review', 'ready', 'playing', 'fetching', 'failed'))
		FROM clips k WHERE k.celebration <> 0 AND k.favourite = 0 ORDER BY k.created_at DESC, k.filename DESC`)
	if err != nil {
		return nil, fmt.Errorf("list clips to keep: %w", err)
	}
	var spare []string
	count, bytes := 0, int64(0)
	err = each(rows, func(row scanner) error {
		var name string
		var size, created int64
		var needed bool
		if err := row.Scan(&name, &size, &created, &needed); err != nil {
			return err
		}
		count++
		bytes += size
		beyond := keep.Count > 0 && count > keep.Count || keep.Bytes > 0 && bytes > keep.Bytes ||
			!keep.Since.IsZero() && created < millis(keep.Since)
		if beyond && !needed {
			spare = append([]string{name}, spare...)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("list clips to keep: %w", err)
	}
	return spare, nil
}
