package app

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"
	"time"

	"streamspark/internal/celebration"
)

const (
	// streamEvery is how often it is noted that a player is there.
	streamEvery = 30 * time.Second
	streamKey   = "stream"
)

// documents is where a small document is kept.
type documents interface {
	Get(ctx context.Context, key string) ([]byte, bool, error)
	Put(ctx context.Context, key string, value []byte) error
}

// broadcast knows when the present stream began, also after a restart.
type broadcast struct {
	keep documents
	mu   sync.Mutex
	now  celebration.Stream
}

// openBroadcast takes up the stream that was on when the program ended.
func openBroadcast(ctx context.Context, keep documents) (*broadcast, error) {
	b := &broadcast{keep: keep}
	kept, found, err := keep.Get(ctx, streamKey)
	if err == nil && found {
		err = json.Unmarshal(kept, &b.now)
	}
	if err != nil {
		return nil, fmt.Errorf("read when the stream began: %w", err)
	}
	return b, b.note(ctx, false)
}

// note keeps that a player is there now, or is not.
func (b *broadcast) note(ctx context.Context, player bool) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.change(ctx, b.now.At(time.Now(), player))
}

// anew begins a new stream, because the streamer says so.
func (b *broadcast) anew(ctx context.Context) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	now := time.Now()
	return b.change(ctx, celebration.Stream{Since: now, Seen: now})
}

func (b *broadcast) change(ctx context.Context, to celebration.Stream) error {
	if to == b.now {
		return nil
	}
	encoded, err := json.Marshal(to)
	if err != nil {
		return fmt.Errorf("write when the stream began: %w", err)
	}
	if err := b.keep.Put(ctx, streamKey, encoded); err != nil {
		return err
	}
	b.now = to
	return nil
}

func (b *broadcast) since() time.Time {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.now.Since
}

// today is when the day began, where the streamer lives.
func today() time.Time {
	now := time.Now()
	return time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, now.Location())
}
