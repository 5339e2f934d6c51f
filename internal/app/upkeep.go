package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"time"

	"streamspark/internal/config"
	"streamspark/internal/store"
)

const (
	upkeepEvery = 10 * time.Minute
	tidyEvery   = time.Minute
	backupEvery = 24 * time.Hour
)

// tidy keeps no more clips than wanted.
func (a *App) tidy(ctx context.Context) {
	if err := a.removeSpareClips(ctx); err != nil && ctx.Err() == nil {
		a.log.Error().Str("part", "upkeep").Err(err).Msg("old clips could not be removed")
	}
}

// upkeep keeps the house: a backup a day, and a ledger that agrees with
// what was charged.
func (a *App) upkeep(ctx context.Context) {
	log := a.part("upkeep")
	if err := a.backupDaily(ctx); err != nil && ctx.Err() == nil {
		log.Error().Err(err).Msg("the daily backup failed")
	}
	for _, name := range a.makerNames() {
		if err := a.line.Audit(ctx, name); err != nil && ctx.Err() == nil {
			log.Warn().Err(err).Str("generator", name).Msg("the ledger could not be compared with the charges")
		}
	}
}

func (a *App) backupDaily(ctx context.Context) error {
	dir := a.live.Get().DataDir
	found, err := store.Backups(dir)
	if err != nil {
		return err
	}
	for _, file := range found {
		info, err := os.Stat(file)
		if err != nil {
			continue
		}
		// One of the future was written before the clock was set back.
		if age := time.Since(info.ModTime()); age >= 0 && age < backupEvery {
			return nil
		}
	}
	path, err := store.Backup(ctx, dir, "")
	if err == nil {
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

// Command carries out a command other than running: backup, restore.
func Command(ctx context.Context, o Options, args []string) error {
	layers, err := config.Read(o.ConfigPath, o.Flags)
	if err != nil {
		return err
	}
	live, err := config.New(layers)
	if err != nil {
		return err
	}
	dir := live.Get().DataDir
	switch {
	case args[0] == "backup" && len(args) == 1:
		return backup(ctx, o.Output, dir, "")
	case args[0] == "backup" && len(args) == 2:
		return backup(ctx, o.Output, dir, args[1])
	case args[0] == "restore" && len(args) == 2:
		return restore(ctx, o.Output, dir, args[1])
	case args[0] == "restore":
		return errors.New("name the backup: streamspark restore FILE; those of every day are in " + dir + "/backups")
	}
	return fmt.Errorf("%q is not understood: see --help", args[0])
}

func backup(ctx context.Context, out io.Writer, dir, target string) error {
	path, err := store.Backup(ctx, dir, target)
	if err == nil {
		fmt.Fprintln(out, "The backup is", path)
	}
	return err
}

func restore(ctx context.Context, out io.Writer, dir, file string) error {
	kept, err := store.Restore(ctx, dir, file)
	if err != nil {
		return err
	}
	fmt.Fprintln(out, "Restored", file)
	if kept != "" {
		fmt.Fprintln(out, "What was there before is kept as", kept)
	}
	return nil
}
