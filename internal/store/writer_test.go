package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"sync"
	"testing"
	"testing/synctest"
)

// together has writers wait for the turn, gives it to the first, and returns
// how each was answered.
func together(t *testing.T, s *Store, writers ...func() error) (answers []error) {
	t.Helper()
	if err := s.turns.acquire(t.Context()); err != nil {
		t.Fatal(err)
	}
	answers = make([]error, len(writers))
	var all sync.WaitGroup
	for i, write := range writers {
		all.Go(func() {
			defer func() {
				if p := recover(); p != nil {
					answers[i] = fmt.Errorf("panic: %v", p)
				}
			}()
			answers[i] = errors.New("no answer yet")
			answers[i] = write()
		})
		synctest.Wait()
	}
	s.turns.release()
	all.Wait()
	return answers
}

func puts(ctx context.Context, s *Store, key string, then func() error) func() error {
	return func() error {
		return s.change(ctx, func(tx *tx, _ *Change) error {
			if _, err := tx.exec(`INSERT INTO documents (key, value, updated_at) VALUES ($1, 'x', 1)`, key); err != nil {
				return err
			}
			return then()
		})
	}
}

func well() error { return nil }

func written(t *testing.T, s *Store, keys ...string) map[string]bool {
	t.Helper()
	there := map[string]bool{}
	for _, key := range keys {
		_, found, err := s.Get(context.Background(), key)
		if err != nil {
			t.Fatal(err)
		}
		there[key] = found
	}
	return there
}

// TestWritersShareACommit: what fails in one of them undoes its own work
// alone, and none has an answer before the commit.
func TestWritersShareACommit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := open(t, t.TempDir())
		ctx := t.Context()
		stopped, stop := context.WithCancel(ctx)
		late, giveUp := context.WithCancel(ctx)
		refused := errors.New("refused")
		var answered int
		var mu sync.Mutex
		counted := func(write func() error) func() error {
			return func() error {
				defer func() { mu.Lock(); answered++; mu.Unlock() }()
				return write()
			}
		}
		answers := together(t, s,
			counted(puts(ctx, s, "first", well)),
			counted(puts(ctx, s, "refused", func() error { return refused })),
			counted(puts(stopped, s, "stopped", func() error { stop(); giveUp(); return stopped.Err() })),
			puts(late, s, "late", well),
			puts(ctx, s, "panic", func() error { panic("oh") }),
			counted(func() error { return s.DeleteClip(ctx, "none.mp4") }),
			counted(puts(ctx, s, "first", well)), // there already
			counted(puts(ctx, s, "last", func() error {
				synctest.Wait() // the others have come as far as they can
				mu.Lock()
				defer mu.Unlock()
				if answered != 0 {
					t.Errorf("%d had their answer before the commit", answered)
				}
				if s.batch.writers != 1 {
					t.Errorf("%d were in it before the last", s.batch.writers)
				}
				if there := written(t, s, "first"); there["first"] {
					t.Error("it was committed before the last")
				}
				return nil
			})),
		)
		for i, want := range []error{nil, refused, context.Canceled, context.Canceled, nil, fs.ErrNotExist, nil, nil} {
			failed := i == 4 || i == 6 || want != nil
			if (answers[i] != nil) != failed || want != nil && !errors.Is(answers[i], want) {
				t.Errorf("writer %d was told %v", i, answers[i])
			}
		}
		want := map[string]bool{"first": true, "refused": false, "stopped": false, "late": false, "panic": false, "last": true}
		if there := written(t, s, "first", "refused", "stopped", "late", "panic", "last"); !maps.Equal(there, want) {
			t.Errorf("written is %v", there)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
}

// TestAllAreToldWhereTheWholeIsUndone: also where the writer in whose part
// it was undone says nothing of it.
func TestAllAreToldWhereTheWholeIsUndone(t *testing.T) {
	for name, says := range map[string]error{"it says so": errors.New("no room"), "it says nothing": nil} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := open(t, t.TempDir())
				ctx := t.Context()
				answers := together(t, s,
					puts(ctx, s, "before", well),
					puts(ctx, s, "undone", func() error { _, _ = s.tx.exec(`ROLLBACK`); return says }),
					puts(ctx, s, "after", well),
				)
				if answers[0] == nil || answers[1] == nil || answers[2] != nil || says != nil && !errors.Is(answers[0], says) {
					t.Errorf("they were told %v", answers)
				}
				want := map[string]bool{"before": false, "undone": false, "after": true}
				if there := written(t, s, "before", "undone", "after"); !maps.Equal(there, want) {
					t.Errorf("written is %v", there)
				}
				if err := s.Close(); err != nil {
					t.Error(err)
				}
			})
		})
	}
}

// TestCloseComesAfterTheWritesThatAreUnderWay: whoever was told that it is
// written finds it in the database that is opened next.
func TestCloseComesAfterTheWritesThatAreUnderWay(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	var mu sync.Mutex
	var told []string
	var all sync.WaitGroup
	begun := make(chan struct{}, 8)
	for w := range 8 {
		all.Go(func() {
			for n := 0; ; n++ {
				key := fmt.Sprintf("%d/%d", w, n)
				if s.Put(context.Background(), key, []byte("x")) != nil {
					return // it is closed
				}
				mu.Lock()
				told = append(told, key)
				mu.Unlock()
				if n == 2 {
					begun <- struct{}{}
				}
			}
		})
	}
	for range 8 {
		<-begun
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	all.Wait()
	for key, found := range written(t, open(t, dir), told...) {
		if !found {
			t.Errorf("%s is lost", key)
		}
	}
}
