package app

import (
	"context"
	"errors"
	"io/fs"
	"time"

	"streamspark/internal/store"
)

const (
	upkeepEvery = 10 * time.Minute
	tidyEvery   = time.Minute
)

// tidy keeps no more clips, and videos of streams, than wanted.
func (a *App) tidy(ctx context.Context) {
	if err := a.removeSpareClips(ctx); err != nil && ctx.Err() == nil {
		a.log.Error().Str("part", "upkeep").Err(err).Msg("old clips could not be removed")
	}
	if err := a.recaps.Tidy(a.stream.stream.Get().Spans(), a.live.Get().Retention.Age); err != nil {
		a.log.Error().Str("part", "upkeep").Err(err).Msg("videos of old streams could not be removed")
	}
}

// upkeep runs the daily work: a backup a day, and a ledger that agrees with
// what was charged.
func (a *App) upkeep(ctx context.Context) {
	log := a.part("upkeep")
	if err := a.backupDaily(ctx); err != nil && ctx.Err() == nil {
		log.Error().Err(err).Msg("the daily backup failed")
	}
	a.recoverOrders(ctx)
	a.forgetKept()
	for _, name := range a.makerNames() {
		if err := a.pipeline.Audit(ctx, name); err != nil && ctx.Err() == nil {
			log.Warn().Err(err).Str("generator", name).Msg("the ledger could not be compared with the charges")
		}
	}
}

func (a *App) backupDaily(ctx context.Context) error {
	path, err := a.store.BackupDaily(ctx)
	if err == nil && path != "" {
		a.log.Info().Str("part", "upkeep").Str("file", path).Msg("wrote the daily backup")
	}
	return err
}

// removeSpareClips forgets a clip first and then removes its file, as a
// deletion by hand does.
func (a *App) removeSpareClips(ctx context.Context) error {
	r := a.live.Get().Retention
	keep := store.Keep{Count: r.Count, Bytes: r.Bytes}
	if r.Age > 0 {
		keep.Since = time.Now().Add(-r.Age)
	}
	spare, err := a.store.SpareClips(ctx, keep)
	if err != nil {
		return err
	}
	for _, name := range spare {
		if err := a.store.DeleteClip(ctx, name); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		if err := a.clips.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		a.log.Info().Str("part", "upkeep").Str("file", name).Msg("removed an old clip")
	}
	return nil
}

// forgetKept removes what is kept of clips that did not arrive when a clip
// of that age would be removed.
func (a *App) forgetKept() {
	age := a.live.Get().Retention.Age
	if age <= 0 {
		return
	}
	log := a.part("upkeep")
	removed, err := a.clips.RemoveKept(time.Now().Add(-age))
	if err != nil {
		log.Error().Err(err).Msg("parts of failed downloads could not be removed")
	}
	for _, name := range removed {
		log.Info().Str("file", name).Msg("removed the part of a clip whose download failed")
	}
}
