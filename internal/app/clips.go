package app

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"

	"streamspark/internal/celebration"
)

// importBatch is how many found clips are added in one transaction.
const importBatch = 200

// dropMissingClips forgets the clips that wait to play and are gone from the
// folder, so that none of them is played. The others come later: looking
// through a large folder takes long, and nothing waits for it.
func (a *App) dropMissingClips(ctx context.Context) error {
	waiting, err := a.store.OpenPlaybacks(ctx)
	if err != nil {
		return err
	}
	seen := map[string]bool{}
	for _, p := range waiting {
		if !p.IsClip() || seen[p.Clip.Filename] {
			continue
		}
		seen[p.Clip.Filename] = true
		if err := a.forgetGone(ctx, p.Clip.Filename); err != nil {
			return err
		}
	}
	return nil
}

// syncFolder makes the store agree with the folder of clips, and says
// what it could not do. The next start tries it again.
func (a *App) syncFolder(ctx context.Context) {
	if err := errors.Join(a.syncClips(ctx), a.syncPosters(ctx)); err != nil && ctx.Err() == nil {
		a.log.Warn().Err(err).Msg("the folder of clips could not be scanned; the next start retries it")
	}
}

// syncClips makes the store and the folder agree: a video that lies in the
// folder becomes known (an older program's clips, or one that was put
// there by hand), a known one that is gone is forgotten. Clips come and go
// meanwhile. So what is known is read before the folder is, and whether a
// file is there is asked again when something follows from it.
func (a *App) syncClips(ctx context.Context) error {
	known, err := a.store.Clips(ctx, 0)
	if err != nil {
		return err
	}
	names, err := a.clips.Names()
	if err != nil {
		return err
	}
	missing := map[string]bool{}
	for _, clip := range known {
		missing[clip.Filename] = true
	}
	imported := 0
	var found []celebration.Clip
	for _, name := range names {
		if missing[name] {
			delete(missing, name)
			continue
		}
		if clip, err := a.clips.Inspect(name); err == nil { // other files are skipped
			found = append(found, clip)
		}
		if len(found) == importBatch {
			if err := a.importClips(ctx, found); err != nil {
				return err
			}
			imported += len(found)
			found = nil
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
	}
	if err := a.importClips(ctx, found); err != nil {
		return err
	}
	imported += len(found)
	for name := range missing {
		if err := a.forgetGone(ctx, name); err != nil {
			return err
		}
	}
	if imported+len(missing) > 0 {
		a.log.Info().Int("found", imported).Int("gone", len(missing)).Msg("scanned the folder of clips")
	}
	return nil
}

// importClips adds clips to the store, but for those that were deleted meanwhile.
func (a *App) importClips(ctx context.Context, found []celebration.Clip) error {
	if len(found) == 0 {
		return nil
	}
	if err := a.store.ImportClips(ctx, found...); err != nil {
		return err
	}
	for _, clip := range found {
		if err := a.forgetGone(ctx, clip.Filename); err != nil {
			return err
		}
	}
	return nil
}

// forgetGone forgets a clip whose file is not in the folder.
func (a *App) forgetGone(ctx context.Context, name string) error {
	if !a.clips.Gone(name) {
		return nil
	}
	// Its conversion may have come to its end, and not the note of it.
	if made, is := a.clips.Existing(ctx, strings.TrimSuffix(name, filepath.Ext(name))); is {
		if _, err := a.store.Clip(ctx, made.Filename); errors.Is(err, fs.ErrNotExist) {
			return a.store.ReplaceClip(ctx, name, made)
		}
	}
	if err := a.store.DeleteClip(ctx, name); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("forget the clip %s, which is gone from the folder: %w", name, err)
	}
	return nil
}
