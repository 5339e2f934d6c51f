package app

import (
	"context"
	"errors"
	"io/fs"

	"streamspark/internal/celebration"
)

// inspectClip reads the codecs of a clip of which nobody has asked, and keeps them.
func (a *App) inspectClip(ctx context.Context, clip celebration.Clip) error {
	about, err := a.clips.Inspect(clip.Filename)
	if err != nil {
		return err
	}
	return a.importClips(ctx, []celebration.Clip{about})
}

// convertClip makes a clip anew for the player, and keeps what it is now.
func (a *App) convertClip(ctx context.Context, clip celebration.Clip, player celebration.Decoder) error {
	made, err := a.clips.Convert(ctx, clip, player, func(int) {})
	if err != nil {
		return err
	}
	err = a.store.ReplaceClip(context.WithoutCancel(ctx), clip.Filename, made)
	if !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	// It was deleted meanwhile. What was found in the folder by itself stays.
	if _, unknown := a.store.Clip(ctx, made.Filename); errors.Is(unknown, fs.ErrNotExist) {
		return errors.Join(err, a.clips.Remove(made.Filename))
	}
	return err
}
