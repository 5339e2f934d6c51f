package builtin

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/rs/zerolog"

	"streamspark/internal/celebration"
	"streamspark/internal/fault"
	"streamspark/internal/locale"
)

func TestNewRemovesItsLeftoversOnly(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "made", "if missing")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{prefix + "1.webm", prefix + "2.wav", "clip.mp4"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte("x"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	small(t, dir, "")
	if left := files(t, dir); !slices.Equal(left, []string{"clip.mp4"}) {
		t.Errorf("left are %v", left)
	}
}

func TestNewSaysWhyItCannot(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := New(Options{Dir: filepath.Join(file, "x"), Log: zerolog.Nop()}); err == nil {
		t.Error("a folder inside a file was made")
	}
}

func TestStoppingLeavesNothing(t *testing.T) {
	dir := t.TempDir()
	g := small(t, dir, "")
	o := order()
	o.Duration = 15 * time.Second
	op := start(t, g, o)
	for { // until it is in the middle
		p, err := g.Poll(t.Context(), op)
		if err != nil || p.Done {
			t.Fatalf("it is done before it could be stopped: %v", err)
		}
		if p.Percent > 2 {
			break
		}
		time.Sleep(time.Millisecond)
	}
	if err := g.Close(); err != nil {
		t.Fatal(err)
	}
	if left := files(t, dir); len(left) != 0 {
		t.Errorf("these files are left over: %v", left)
	}
	if _, err := g.Poll(t.Context(), op); !fault.Is(err, "builtin.closed") {
		t.Errorf("a stopped generator answers %v", err)
	}
	if err := g.Fetch(t.Context(), op, &bytes.Buffer{}); err == nil {
		t.Error("a stopped generator hands over a clip")
	}
}

func TestUnreadableOperationsAreRefused(t *testing.T) {
	g := small(t, t.TempDir(), "")
	for _, op := range []celebration.Operation{
		"", "x", "operations/123", operationMark, operationMark + "!!!", operationMark + "e30x",
		operationMark + "W10", celebration.Operation(operationMark + string(bytes.Repeat([]byte("A"), 9000))),
	} {
		_, err := g.Poll(t.Context(), op)
		refusal, ok := fault.OfKind(err, fault.Permanent)
		if !ok || refusal.Charged != celebration.ChargedNo || !locale.English().Has("fault."+refusal.Code) {
			t.Errorf("Look(%.20q) says %v", op, err)
		}
	}
}

func TestFetchBeforeItIsDone(t *testing.T) {
	g := small(t, t.TempDir(), "")
	op := start(t, g, order())
	err := g.Fetch(t.Context(), op, &bytes.Buffer{})
	if !fault.Is(err, "builtin.not_finished") {
		t.Errorf("it says %v", err)
	}
	if _, ok := fault.OfKind(err, fault.Permanent); ok {
		t.Error("a clip that is not done yet is refused for ever")
	}
}

// brokenWriter takes some bytes and then fails.
type brokenWriter struct{ left int }

func (b *brokenWriter) Write(p []byte) (int, error) {
	if len(p) > b.left {
		return b.left, errors.New("the disk is full")
	}
	b.left -= len(p)
	return len(p), nil
}

func TestAFailedFetchCanBeRepeated(t *testing.T) {
	g := small(t, t.TempDir(), "")
	op := start(t, g, order())
	wait(t, g, op)
	if err := g.Fetch(t.Context(), op, &brokenWriter{left: 100}); err == nil {
		t.Error("half a clip was taken for a whole one")
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if err := g.Fetch(ended, op, &bytes.Buffer{}); !errors.Is(err, context.Canceled) {
		t.Errorf("after the end of its context it says %v", err)
	}
	finish(t, g, op)
	if err := g.Fetch(t.Context(), op, &bytes.Buffer{}); !fault.Is(err, "builtin.not_finished") {
		t.Errorf("a clip that was fetched is still there: %v", err)
	}
}

func TestManyLookAtOnce(t *testing.T) {
	g := small(t, t.TempDir(), "")
	var all sync.WaitGroup
	for i := range 3 {
		o := order()
		o.RequestID = fmt.Sprint(i)
		op := start(t, g, o)
		for range 3 {
			all.Go(func() {
				if err := poll(t.Context(), g, op); err != nil {
					t.Error(err)
				}
			})
		}
	}
	all.Wait()
	if got := len(g.jobs); got != 3 {
		t.Errorf("three operations are %d jobs", got)
	}
}

func poll(ctx context.Context, g *Generator, op celebration.Operation) error {
	for {
		p, err := g.Poll(ctx, op)
		if err != nil || p.Done {
			return err
		}
		time.Sleep(3 * time.Millisecond)
	}
}

func TestClipsThatNobodyFetchesGo(t *testing.T) {
	dir := t.TempDir()
	g := small(t, dir, "")
	g.measure = func(recipe, bool) size { return size{16, 16, 1} }
	var first celebration.Operation
	for i := range keptFiles + 2 {
		o := order()
		o.RequestID = fmt.Sprint(i)
		op := start(t, g, o)
		if i == 0 {
			first = op
		}
		wait(t, g, op)
	}
	if got := len(files(t, dir)); got != keptFiles {
		t.Errorf("%d files are kept, want %d", got, keptFiles)
	}
	finish(t, g, first) // it is made again
}

func TestABrokenDrawingIsAnErrorNotACrash(t *testing.T) {
	g := small(t, t.TempDir(), "")
	good := g.measure
	g.measure = func(recipe, bool) size { return size{-4, 90, 10} }
	op := start(t, g, order())
	var err error
	for deadline := time.Now().Add(time.Minute); err == nil && time.Now().Before(deadline); time.Sleep(time.Millisecond) {
		_, err = g.Poll(t.Context(), op)
	}
	if err == nil {
		t.Fatal("a picture of a negative size was drawn")
	}
	if _, ok := fault.OfKind(err, fault.Permanent); ok {
		t.Errorf("it is not tried again: %v", err)
	}
	g.mu.Lock()
	g.measure = good
	g.mu.Unlock()
	finish(t, g, op)
}
