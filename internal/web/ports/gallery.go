package ports

import (
	"context"
	"time"

	"streamspark/internal/store"
)

// ClipKeeper is what the gallery needs of the store.
type ClipKeeper interface {
	Gallery(ctx context.Context, f store.GalleryFilter) ([]store.GalleryClip, error)
	CountClips(ctx context.Context) (store.ClipTotals, error)
	SetFavourite(ctx context.Context, filename string, favourite bool) error
	SetPoster(ctx context.Context, filename string, made time.Time) error
}
