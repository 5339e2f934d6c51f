package app

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"

	"streamspark/internal/provider"
)

// kept is a small value that outlives the program.
type kept[T comparable] struct {
	keep provider.Documents
	key  string
	what string // it tells, for errors

	mu  sync.Mutex
	now T
}

// openKept reads what an earlier run kept, or begins with nothing.
func openKept[T comparable](ctx context.Context, keep provider.Documents, key, what string) (*kept[T], error) {
	k := &kept[T]{keep: keep, key: key, what: what}
	document, found, err := keep.Get(ctx, key)
	if err == nil && found {
		err = json.Unmarshal(document, &k.now)
	}
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", what, err)
	}
	return k, nil
}

// value returns what is kept now.
func (k *kept[T]) value() T {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.now
}

// change keeps what to makes of the value, and returns it. Where that
// fails the value is as it was.
func (k *kept[T]) change(ctx context.Context, to func(T) T) (T, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	next := to(k.now)
	if next == k.now {
		return k.now, nil
	}
	document, err := json.Marshal(next)
	if err == nil {
		err = k.keep.Put(ctx, k.key, document)
	}
	if err != nil {
		return k.now, fmt.Errorf("keep %s: %w", k.what, err)
	}
	k.now = next
	return next, nil
}
