package app

import (
	"context"
	"time"
)

// awayPause is how long nothing more must have come before the log has
// what came in the meantime: a gap is one line, however long it was.
const awayPause = 2 * time.Second

// logAway writes one line at the start and after every gap: how much came
// while the streamer was away and waits for a decision.
func (a *App) logAway(ctx context.Context, wake <-chan struct{}) error {
	log := a.part("away")
	pause := time.NewTimer(awayPause)
	defer pause.Stop()
	waiting := true        // for the pause to end
	var told, before int64 // the newest that was told of, and that of the last look
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-wake:
			if !waiting {
				pause.Reset(awayPause)
				waiting = true
			}
			continue
		case <-pause.C:
			waiting = false
		}
		waits, err := a.store.Away(ctx)
		if err != nil {
			if ctx.Err() == nil {
				log.Warn().Err(err).Msg("what came while you were away could not be counted")
			}
			continue
		}
		switch {
		case waits.Newest <= told:
		case waits.Newest != before: // perhaps more of it comes
			pause.Reset(awayPause)
			waiting = true
		default:
			told = waits.Newest
			noun := "donations"
			if waits.Count == 1 {
				noun = "donation"
			}
			log.Info().Time("first", waits.First).Msgf("While you were away: %d %s, %s", waits.Count, noun, waits.Rubles)
		}
		before = waits.Newest
	}
}
