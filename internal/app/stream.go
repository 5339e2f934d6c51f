package app

import (
	"context"
	"time"

	"streamspark/internal/celebration"
	"streamspark/internal/store"
)

// streamEvery is how often it is noted that a player is there.
const streamEvery = 30 * time.Second

// broadcast knows when the present stream began, also after a restart.
type broadcast struct {
	stream *store.Value[celebration.Stream]
}

// openBroadcast takes up the stream that was on when the program ended.
func openBroadcast(ctx context.Context, s *store.Store) (broadcast, error) {
	stream, err := store.OpenValue[celebration.Stream](ctx, s, celebration.StreamDocument)
	if err != nil {
		return broadcast{}, err
	}
	b := broadcast{stream}
	return b, b.note(ctx, false)
}

// note records that a player is there now, or is not.
func (b broadcast) note(ctx context.Context, player bool) error {
	_, err := b.stream.Update(ctx, func(s celebration.Stream) celebration.Stream { return s.At(time.Now(), player) })
	return err
}

func (b broadcast) since() time.Time { return b.stream.Get().Since }

// today returns when the day began, where the streamer lives.
func today() time.Time { return celebration.StartOfDay(time.Now(), 0) }
