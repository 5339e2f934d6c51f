package app

import (
	"context"
	"errors"
	"fmt"
	"io/fs"

	"streamspark/internal/celebration"
)

// meetClips makes the store and the folder agree: a video that lies in the
// folder becomes known (an older program's clips, or one that was put
// there by hand), a known one that is gone is forgotten.
func (a *App) meetClips(ctx context.Context) error {
	files, err := a.clips.List()
	if err != nil {
		return err
	}
	known, err := a.store.Clips(ctx, 0)
	if err != nil {
		return err
	}
	missing := map[string]celebration.Clip{}
	for _, clip := range known {
		missing[clip.Filename] = clip
	}
	adopted := 0
	for _, file := range files {
		if _, ok := missing[file.Filename]; ok {
			delete(missing, file.Filename)
			continue
		}
		if err := a.store.AdoptClip(ctx, file); err != nil {
			return err
		}
		adopted++
	}
	for name := range missing {
		if err := a.store.DeleteClip(ctx, name); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("forget the clip %s, which is gone from the folder: %w", name, err)
		}
	}
	if adopted+len(missing) > 0 {
		a.log.Info().Int("found", adopted).Int("gone", len(missing)).Msg("looked through the folder of clips")
	}
	return nil
}
