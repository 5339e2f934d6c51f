package app

import (
	"context"
	"time"

	"streamspark/internal/fault"
	"streamspark/internal/pipeline"
	"streamspark/internal/store"
)

const (
	// recoverWait is the longest that the pipeline waits for the generators'
	// records after a restore, before it orders anything.
	recoverWait = time.Minute
	// recoverFor is how long they are read again: rows come late.
	recoverFor = 48 * time.Hour
)

// restoredFrom is the restored database, as far as the program has come with it.
type restoredFrom struct {
	store.Restored
	after store.Aftermath
}

// holdRestored holds what a restore may repeat, before the copy of the backup
// takes the place of the database.
func holdRestored(ctx context.Context, copied *store.Store, r store.Restored) error {
	_, err := copied.HoldRestored(ctx, r, pipeline.WhyRestored(r.MadeAt))
	return err
}

// checkRestored finds out whether this database is a restored backup.
func (a *App) checkRestored(ctx context.Context) error {
	mark, after, found, err := a.store.Restored(ctx)
	if err == nil && found {
		a.restored.Store(&restoredFrom{mark, after})
	}
	return err
}

// saveRestored saves how far the restore was dealt with.
func (a *App) saveRestored(ctx context.Context, r restoredFrom) {
	if err := a.store.SaveAftermath(ctx, r.after); err != nil {
		a.log.Error().Err(err).Msg("the state of the restore could not be saved; it is retried")
		return
	}
	a.restored.Store(&r)
}

// pauseRestored pauses the queue, once after a restore, if clips of the
// backup wait in it or will.
func (a *App) pauseRestored(ctx context.Context) {
	mark := a.restored.Load()
	if mark == nil || !mark.after.Waiting {
		return
	}
	if err := a.overlay.PauseFor(ctx, fault.Say("queue.restored")); err != nil {
		a.log.Error().Err(err).Msg("the queue could not be paused after the restore")
		return
	}
	next := *mark
	next.after.Waiting = false
	a.saveRestored(ctx, next)
}

// recoverOrders searches the generators' records for what was ordered between the
// backup and its restore.
func (a *App) recoverOrders(ctx context.Context) {
	mark := a.restored.Load()
	if mark == nil || mark.after.Recalled && time.Since(mark.At) > recoverFor {
		return
	}
	all := true
	for _, name := range a.makerNames() {
		if err := a.pipeline.RecoverOrders(ctx, name, mark.MadeAt); err != nil {
			all = false
			if ctx.Err() == nil {
				a.log.Warn().Err(err).Str("generator", name).Msg("orders made after the restored backup could not be read; budgets do not count them yet; it is retried")
			}
		}
	}
	if !mark.after.Recalled && all {
		next := *mark
		next.after.Recalled = true
		a.saveRestored(ctx, next)
	}
}

// recoverOrdersFirst runs recoverOrders with a timeout, before anything is
// ordered.
func (a *App) recoverOrdersFirst(ctx context.Context) {
	if mark := a.restored.Load(); mark == nil || mark.after.Recalled {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, recoverWait)
	defer cancel()
	a.recoverOrders(ctx)
}
