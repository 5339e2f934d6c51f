package ports

import (
	"context"
	"os"
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

// Posters are the still pictures of clips.
type Posters interface {
	Has(name string) bool // the clip's own file
	OpenPoster(name string) (*os.File, error)
	// SavePoster refuses what is no poster with clip.ErrNotPoster.
	SavePoster(name string, content []byte) error
}
