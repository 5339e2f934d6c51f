package overlay

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"streamspark/internal/celebration"
)

// TestTheFirstChangeIsReadAtOnce: no time passes between a commit and its
// alert, neither for the first nor for one that comes a moment later.
func TestTheFirstChangeIsReadAtOnce(t *testing.T) {
	store := &kept{}
	onStage(t, store, func(_ *testing.T, s *stage) {
		page := s.open("obs", "player", true)
		for range 20 {
			s.pass(3 * readEvery)
			id := store.qualified(celebration.Approved)
			s.wake <- struct{}{}
			synctest.Wait()
			page.wantReceived(fmt.Sprintf("alert %d", id))
		}
	})
}

// TestChangesThatFollowAreGathered: under a commit each millisecond the store
// is read at most once in readEvery, and the last commit is not lost.
func TestChangesThatFollowAreGathered(t *testing.T) {
	store := &kept{}
	onStage(t, store, func(t *testing.T, s *stage) {
		page := s.open("obs", "player", true)
		s.pass(time.Second)
		before, ids := s.reads.Load(), []string{}
		const commits = 500
		for range commits {
			if len(ids) < alertBurst {
				ids = append(ids, fmt.Sprintf("alert %d", store.qualified(celebration.Approved)))
			}
			select {
			case s.wake <- struct{}{}:
			default:
			}
			s.pass(time.Millisecond)
		}
		if reads, most := s.reads.Load()-before, int64(5+commits/int(readEvery/time.Millisecond)); reads > most || reads < 5 {
			t.Errorf("%d commits in %d ms are %d reads, want at most %d", commits, commits, reads, most)
		}
		s.pass(readEvery)
		page.wantReceived(ids...)
		s.pass(3 * readEvery)
		id := store.qualified(celebration.Approved)
		s.pass(2 * alertPause)
		s.commit()
		page.wantReceived(fmt.Sprintf("alert %d", id))
	})
}

// TestNothingHappensWhileNothingHappens: an hour without a commit costs no
// step of the loop.
func TestNothingHappensWhileNothingHappens(t *testing.T) {
	store := &kept{}
	onStage(t, store, func(t *testing.T, s *stage) {
		s.open("obs", "player", true)
		s.pass(10 * time.Minute) // what the start may have planned
		steps, reads := s.steps.Load(), s.reads.Load()
		s.pass(time.Hour)
		if s.steps.Load() != steps || s.reads.Load() != reads {
			t.Errorf("in an idle hour there are %d steps and %d reads", s.steps.Load()-steps, s.reads.Load()-reads)
		}
	})
}
