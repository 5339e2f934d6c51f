package store

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"
	"sync/atomic"
)

// Value is a small value that outlives the program, in a document of its own. It can
// be read at any time, also within a change of the store that an update waits for.
type Value[T comparable] struct {
	store *Store
	key   string

	mu  sync.Mutex // of updates
	now atomic.Pointer[T]
}

// OpenValue reads the value that an earlier run saved, or begins with a zero
// one.
func OpenValue[T comparable](ctx context.Context, s *Store, key string) (*Value[T], error) {
	v := &Value[T]{store: s, key: key}
	var now T
	document, found, err := s.Get(ctx, key)
	if err == nil && found {
		err = json.Unmarshal(document, &now)
	}
	if err != nil {
		return nil, fmt.Errorf("read the document %s: %w", key, err)
	}
	v.now.Store(&now)
	return v, nil
}

// Get returns the value.
func (v *Value[T]) Get() T { return *v.now.Load() }

// Update saves what change returns for the value, and returns it. On an error
// the value stays as it was.
func (v *Value[T]) Update(ctx context.Context, change func(T) T) (T, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	now := v.Get()
	next := change(now)
	if next == now {
		return now, nil
	}
	document, err := json.Marshal(next)
	if err == nil {
		err = v.store.Put(ctx, v.key, document)
	}
	if err != nil {
		return now, fmt.Errorf("save the document %s: %w", v.key, err)
	}
	v.now.Store(&next)
	return next, nil
}
