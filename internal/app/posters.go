package app

import (
	"context"
	"errors"
	"io/fs"
	"time"

	"github.com/rs/zerolog"

	"streamspark/internal/fault"
)

// posterPause is the wait between two posters, so that those of an old folder
// take few resources.
const posterPause = 300 * time.Millisecond

// errNoMeans is returned where there is no ffmpeg to make a poster.
var errNoMeans = fault.New(fault.Retry, "app.no_poster_means")

// syncPosters makes the store and the posters in the folder agree. Those
// that could not be made are tried again where there is an ffmpeg by now.
func (a *App) syncPosters(ctx context.Context) error {
	found, err := a.clips.TidyPosters()
	if err != nil {
		return err
	}
	known, err := a.store.Clips(ctx, 0)
	if err != nil {
		return err
	}
	for _, clip := range known {
		var made time.Time
		if found[clip.Filename] {
			made = time.Now()
		}
		if clip.NoPoster && (a.ffmpeg != "" || !made.IsZero()) || made.IsZero() != clip.Poster.IsZero() {
			if err := a.store.SetPoster(ctx, clip.Filename, made); err != nil {
				return err
			}
		}
	}
	return nil
}

// makePosters makes the still pictures of clips, one at a time and the
// newest first, until ctx ends. Nothing waits for them, and one that cannot
// be made is left to the page that wants to show it.
func (a *App) makePosters(ctx context.Context, wake <-chan struct{}) error {
	for {
		names, err := a.store.WithoutPoster(ctx)
		if err == nil && len(names) > 0 {
			err = a.tryPoster(ctx, names[0])
		}
		pause := posterPause
		if err != nil && ctx.Err() == nil {
			a.log.Warn().Str("part", "posters").Err(err).Msg("the store failed; posters wait")
			pause = upkeepEvery // not without end
		}
		if len(names) == 0 {
			select {
			case <-ctx.Done():
				return nil
			case <-wake:
			}
		}
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(pause):
		}
	}
}

// tryPoster makes the poster of a clip, or notes that it cannot be made
// here. Its error is the store's.
func (a *App) tryPoster(ctx context.Context, name string) error {
	err := a.makePoster(ctx, name)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err == nil {
		return nil
	}
	log, level := a.part("posters"), zerolog.InfoLevel
	if errors.Is(err, errNoMeans) {
		level = zerolog.DebugLevel // as it is with every such clip of this computer
	}
	log.WithLevel(level).Err(err).Str("file", name).Msg("a poster could not be made: the gallery makes it when it shows the clip")
	if err := a.store.SetNoPoster(ctx, name); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// makePoster has ffmpeg make one.
func (a *App) makePoster(ctx context.Context, name string) error {
	if a.ffmpeg == "" {
		return errNoMeans
	}
	content, err := a.clips.Frame(ctx, a.ffmpeg, name)
	if err != nil {
		return err
	}
	if err := a.clips.SavePoster(name, content); err != nil {
		return err
	}
	return a.store.SetPoster(ctx, name, time.Now())
}
