package app

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"runtime/debug"
	"time"

	"github.com/robfig/cron/v3"
	"github.com/rs/zerolog"
	"golang.org/x/sync/errgroup"

	"streamspark/internal/source"
	"streamspark/internal/store"
)

// pollEvery is how often the list of an account is read that has no key for it.
const pollEvery = 10 * time.Second

// Run works until the context ends, then stops everything within five
// seconds: first what comes in, then what is under way, then the store.
func (a *App) Run(ctx context.Context) error {
	server := &http.Server{
		Handler: a.web.Handler(), ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute,
		MaxHeaderBytes: 64 << 10, ErrorLog: nil,
	}
	a.printSummary() // before anything else speaks; who connects already is let in below
	wake, received := a.watch(a.store.WakeDue()), a.watch(a.store.Wake())
	parts, ctx := errgroup.WithContext(ctx)
	parts.Go(func() error { return a.overlay.Run(store.WithPriority(ctx)) })
	a.pauseRestored(ctx)
	parts.Go(func() error {
		a.recoverOrdersFirst(ctx)
		return a.pipeline.Run(ctx, wake)
	})
	for _, account := range a.accounts {
		parts.Go(func() error { return account.Run(ctx) })
	}
	parts.Go(func() error { return a.web.Run(ctx) })
	parts.Go(func() error { return a.serveModerators(ctx) })
	parts.Go(func() error { return a.widgets.Run(ctx) })
	parts.Go(func() error { return a.recaps.Run(ctx) })
	parts.Go(func() error { return a.bot.Run(ctx) })
	parts.Go(func() error {
		if err := server.Serve(a.listener); !errors.Is(err, http.ErrServerClosed) {
			return fmt.Errorf("serve: %w", err)
		}
		return nil
	})
	parts.Go(func() error {
		<-ctx.Done()
		stopping, cancel := context.WithTimeout(context.WithoutCancel(ctx), closeTimeout)
		defer cancel()
		if err := server.Shutdown(stopping); err != nil {
			return server.Close() // whoever still downloads a clip is cut off
		}
		return nil
	})
	parts.Go(func() error { return a.schedule(ctx) })
	meanwhile := a.watch(a.store.Wake())
	parts.Go(func() error { return a.logAway(ctx, meanwhile) })
	parts.Go(func() error {
		a.syncFolder(ctx)
		return a.makePosters(ctx, received)
	})

	err := parts.Wait()
	a.log.Info().Msg("stopped, everything is saved")
	return errors.Join(err, a.Close())
}

// schedule runs what happens by the clock.
func (a *App) schedule(ctx context.Context) error {
	log := cronLog{a.part("schedule")}
	clock := cron.New(cron.WithLocation(time.UTC), cron.WithChain(cron.Recover(log), cron.SkipIfStillRunning(cron.DiscardLogger)))
	if _, err := clock.AddFunc("@every "+upkeepEvery.String(), func() { a.upkeep(ctx) }); err != nil {
		return fmt.Errorf("schedule the upkeep: %w", err)
	}
	streaming := func() {
		before := a.stream.since()
		if err := a.stream.note(ctx, a.overlay.Health().Player != ""); err != nil && ctx.Err() == nil {
			a.log.Error().Err(err).Msg("the start of the stream could not be saved")
		}
		if !a.stream.since().Equal(before) {
			a.widgets.Refresh()
		}
	}
	if _, err := clock.AddFunc("@every "+streamEvery.String(), streaming); err != nil {
		return fmt.Errorf("schedule the look at the stream: %w", err)
	}
	if _, err := clock.AddFunc("@every "+tidyEvery.String(), func() { a.tidy(ctx) }); err != nil {
		return fmt.Errorf("schedule the tidying: %w", err)
	}
	if _, err := clock.AddFunc("@every "+databaseEvery.String(), func() { a.watchDatabaseFile(ctx) }); err != nil {
		return fmt.Errorf("schedule the look at the database: %w", err)
	}
	clock.Start()
	a.tidy(ctx)
	a.upkeep(ctx)
	debug.FreeOSMemory() // the start takes 4 MB more than what follows, which would stay until the heap has grown
	err := a.schedulePolling(ctx, clock)
	<-clock.Stop().Done()
	return err
}

// schedulePolling keeps the reading of an account's list of donations in the
// schedule while the account wants it read, until ctx ends: nobody wakes up
// every few seconds for an account that is not there.
func (a *App) schedulePolling(ctx context.Context, clock *cron.Cron) error {
	entries := map[string]cron.EntryID{} // of the accounts in the schedule
	for {
		for _, account := range a.accounts {
			id := account.ID()
			entry, scheduled := entries[id]
			switch wanted := account.State().Polling; {
			case wanted && !scheduled:
				every := cmp.Or(a.live.Get().Values(id).Duration("poll_interval"), pollEvery)
				entry, err := clock.AddFunc("@every "+every.String(), func() { a.poll(ctx, account) })
				if err != nil {
					return fmt.Errorf("schedule the polling: %w", err)
				}
				entries[id] = entry
			case !wanted && scheduled:
				clock.Remove(entry)
				delete(entries, id)
			}
		}
		select {
		case <-ctx.Done():
			return nil
		case <-a.sourceMoved:
		}
	}
}

// poll reads the list of an account, which says by itself what went wrong.
func (a *App) poll(ctx context.Context, account source.Account) {
	if err := account.Poll(ctx); err != nil && ctx.Err() == nil {
		a.log.Debug().Str("part", account.ID()).Err(err).Msg("reading the list failed")
	}
}

// sourceChanged wakes the schedule of polling, and tells the dashboards.
func (a *App) sourceChanged() {
	select {
	case a.sourceMoved <- struct{}{}:
	default:
	}
	a.changed()
}

// cronLog writes the schedule's errors to our log.
type cronLog struct{ log zerolog.Logger }

func (c cronLog) Info(msg string, keysAndValues ...any) {
	c.log.Debug().Fields(keysAndValues).Msg(msg)
}

func (c cronLog) Error(err error, msg string, keysAndValues ...any) {
	c.log.Error().Err(err).Fields(keysAndValues).Msg(msg)
}
