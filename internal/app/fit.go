package app

import (
	"context"
	"errors"
	"io/fs"

	"streamspark/internal/celebration"
)

// fitter is the folder of clips as the overlay needs it.
type fitter struct{ a *App }

// Look reads the codecs of a clip of which nobody has asked, and keeps them.
func (f fitter) Look(ctx context.Context, clip celebration.Clip) error {
	about, err := f.a.clips.Inspect(clip.Filename)
	if err != nil {
		return err
	}
	return f.a.importClips(ctx, []celebration.Clip{about})
}

// Convert makes a clip anew for the player, and keeps what it is now.
func (f fitter) Convert(ctx context.Context, clip celebration.Clip, player celebration.Decoder) error {
	made, err := f.a.clips.Convert(ctx, clip, player, func(int) {})
	if err != nil {
		return err
	}
	err = f.a.store.ReplaceClip(context.WithoutCancel(ctx), clip.Filename, made)
	if !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	// It was deleted meanwhile. What was found in the folder by itself stays.
	if _, unknown := f.a.store.Clip(ctx, made.Filename); errors.Is(unknown, fs.ErrNotExist) {
		return errors.Join(err, f.a.clips.Remove(made.Filename))
	}
	return err
}
