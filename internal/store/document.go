package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"slices"
)

// Get reads a small document; false where there is none of that key.
func (s *Store) Get(ctx context.Context, key string) ([]byte, bool, error) {
	var value []byte
	err := s.row(ctx, `SELECT value FROM documents WHERE key = $1`, key).Scan(&value)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, false, nil
	}
	if err != nil {
		return nil, false, fmt.Errorf("read %s: %w", key, err)
	}
	return value, true, nil
}

// Put writes a small document. It is on the disk when Put returns.
func (s *Store) Put(ctx context.Context, key string, value []byte) error {
	return s.PutAll(ctx, map[string][]byte{key: value})
}

// PutAll writes several small documents: all of them or none.
func (s *Store) PutAll(ctx context.Context, values map[string][]byte) error {
	return s.change(ctx, func(tx *tx, _ *Change) error {
		for _, key := range slices.Sorted(maps.Keys(values)) {
			_, err := tx.exec(`
				INSERT INTO documents (key, value, updated_at) VALUES ($1, $2, $3)
				ON CONFLICT (key) DO UPDATE SET value = excluded.value, updated_at = excluded.updated_at`,
				key, values[key], millis(s.now()))
			if err != nil {
				return fmt.Errorf("write %s: %w", key, err)
			}
		}
		return nil
	})
}

// Delete forgets a small document, also one that is not there.
func (s *Store) Delete(ctx context.Context, key string) error {
	return s.change(ctx, func(tx *tx, _ *Change) error {
		if _, err := tx.exec(`DELETE FROM documents WHERE key = $1`, key); err != nil {
			return fmt.Errorf("forget %s: %w", key, err)
		}
		return nil
	})
}
