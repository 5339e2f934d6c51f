package app

import (
	"context"
	"time"
)

// databaseEvery is how often it is looked at whether the database is still
// where it was.
const databaseEvery = 20 * time.Second

// watchDatabaseFile logs that the file of the database is gone, and that it
// is back. Of the open one a backup is written at once: when the program
// ends, there is nothing else.
func (a *App) watchDatabaseFile(ctx context.Context) {
	err, log := a.store.Gone(), a.part("upkeep")
	if gone := err != nil; gone == a.databaseGone.Swap(gone) {
		return
	}
	defer a.changed()
	if err == nil {
		log.Info().Msg("the database is back where it was: everything goes on")
		return
	}
	log.Error().Err(err).Msg("nothing is saved or ordered any more: stop the program, put the file back or restore a backup, and start it again")
	path, err := a.store.BackupOpen(ctx)
	if err != nil {
		log.Error().Err(err).Msg("no backup of the open database could be written")
		return
	}
	log.Warn().Str("file", path).Msg("wrote a backup from the open database: streamspark restore goes back to it")
}
