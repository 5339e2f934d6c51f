package store

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"sync"

	"streamspark/internal/celebration"
)

// maxListed is how many celebrations are remembered as they were listed.
const maxListed = 200

// listed are celebrations as they were listed last. The newest are listed after
// every change, and most of them are as they were.
type listed struct {
	mu    sync.Mutex
	known map[int64]stamped
}

type stamped struct {
	stamp string
	celebration.Celebration
}

// stamp is in SQL all that changes of a celebration and of its clip, in short:
// a version changes with all that Save writes. Most have no clip.
const stamp = `json_array(c.version, c.next_at, c.alerted_at, c.thank_at, c.unspoken, c.recording,
	iif(k.filename IS NULL, 0, json_array(k.filename, k.content_type, k.size, k.duration_ms, k.created_at, k.video_codec, k.audio_codec)))`

// newestFirst lists the celebrations whose ids a query finds, without their
// moves. Only those are read whole that changed since they were listed last.
// Callers must not change what the celebrations point to.
func (s *Store) newestFirst(ctx context.Context, ids string, args []any) ([]celebration.Celebration, error) {
	rows, err := s.query(ctx, `SELECT c.id, `+stamp+` FROM celebrations c LEFT JOIN clips k ON k.filename = c.clip
		WHERE c.id IN (`+ids+`) ORDER BY c.id DESC`, args...)
	if err != nil {
		return nil, fmt.Errorf("list celebrations: %w", err)
	}
	found, err := collect(rows, func(row scanner) (one stamped, err error) {
		err = row.Scan(&one.ID, &one.stamp)
		return one, err
	})
	if err != nil {
		return nil, fmt.Errorf("list celebrations: %w", err)
	}
	s.listed.mu.Lock()
	defer s.listed.mu.Unlock()
	var changed []int64
	for _, one := range found {
		if s.listed.known[one.ID].stamp != one.stamp {
			changed = append(changed, one.ID)
		}
	}
	if err := s.listAnew(ctx, changed); err != nil {
		return nil, err
	}
	all := make([]celebration.Celebration, len(found))
	for i, one := range found {
		all[i] = s.listed.known[one.ID].Celebration
	}
	if len(s.listed.known) > maxListed {
		clear(s.listed.known)
	}
	return all, nil
}

// listAnew reads celebrations, with their stamps of the same moment. The caller
// has the lock.
func (s *Store) listAnew(ctx context.Context, ids []int64) error {
	if len(ids) == 0 {
		return nil
	}
	slices.Sort(ids)
	encoded, _ := json.Marshal(ids) // numbers alone: it cannot fail
	rows, err := s.query(ctx, `SELECT`+columns+`, `+stamp+joins+`WHERE c.id IN (SELECT value FROM json_each($1))`, string(encoded))
	if err != nil {
		return fmt.Errorf("list celebrations: %w", err)
	}
	read, err := collect(rows, func(row scanner) (one stamped, err error) {
		one.Celebration, err = scanCelebration(withLast{row, &one.stamp})
		return one, err
	})
	if err != nil {
		return fmt.Errorf("list celebrations: %w", err)
	}
	if s.listed.known == nil {
		s.listed.known = map[int64]stamped{}
	}
	for _, one := range read {
		s.listed.known[one.ID] = one
	}
	return nil
}

// withLast scans one more column, the last.
type withLast struct {
	scanner
	last any
}

func (w withLast) Scan(values ...any) error { return w.scanner.Scan(append(values, w.last)...) }
