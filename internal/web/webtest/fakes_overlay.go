package webtest

import (
	"context"
	"errors"
	"net/http"
	"time"

	"streamspark/internal/celebration"
	"streamspark/internal/overlay"
	"streamspark/internal/store"
)

type fakeOverlay struct {
	store      *store.Store
	GivenQueue overlay.Queue
	Err        error
}

func (o *fakeOverlay) ServeHTTP(w http.ResponseWriter, _ *http.Request) {
	w.WriteHeader(http.StatusTeapot) // reached: the doors let it in
}

func (o *fakeOverlay) Play(ctx context.Context, filename string) (celebration.Playback, error) {
	return o.store.AddPlayback(ctx, filename, time.Now())
}

func (o *fakeOverlay) Pause(_ context.Context, why string) error {
	o.GivenQueue.Paused, o.GivenQueue.PausedWhy, o.GivenQueue.PausedSince = true, why, time.Now()
	return o.Err
}

func (o *fakeOverlay) Resume(context.Context) error {
	o.GivenQueue.Paused = false
	return o.Err
}

func (o *fakeOverlay) Toggle(context.Context) error {
	o.GivenQueue.Paused = !o.GivenQueue.Paused
	o.GivenQueue.PausedSince = time.Now()
	return o.Err
}

func (o *fakeOverlay) Skip(_ context.Context, id int64) error {
	if playing := o.GivenQueue.Playing; playing != nil && (id == 0 || id == playing.ID) {
		o.GivenQueue.Playing = nil
	}
	return o.Err
}

func (o *fakeOverlay) Panic(context.Context) error {
	o.GivenQueue.Paused, o.GivenQueue.Cleared, o.GivenQueue.PausedWhy, o.GivenQueue.PausedSince = true, true, "panic", time.Now()
	o.GivenQueue.Playing = nil
	return o.Err
}

func (o *fakeOverlay) Move(ctx context.Context, id int64, place int) error {
	return o.store.MovePlayback(ctx, id, place)
}

func (o *fakeOverlay) Drop(ctx context.Context, id int64) error {
	return o.store.DropPlayback(ctx, id, celebration.Because(celebration.WhySkippedByHand), time.Now())
}

func (o *fakeOverlay) PlayNow(ctx context.Context, id int64) error {
	o.GivenQueue.Playing = nil
	return o.store.MovePlayback(ctx, id, 1)
}

func (o *fakeOverlay) Queue(ctx context.Context) (overlay.Queue, error) {
	waiting, err := o.store.OpenPlaybacks(ctx)
	queue := o.GivenQueue
	queue.Waiting = waiting
	return queue, errors.Join(err, o.Err)
}
