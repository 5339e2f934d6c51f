// Package builtin makes clips by itself: it draws an animated celebration with
// the donor's name and the amount, and adds music. It needs no account, no
// network and no other program; with ffmpeg it makes H.264 MP4, else WebM.
//
// letter turns text into shapes, paint draws light, scene decides what a
// celebration looks like, tone composes the music, and webm writes films.
package builtin

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/rs/zerolog"

	"streamspark/internal/celebration"
	"streamspark/internal/fault"
)

// prefix begins the name of every work file, so that leftovers are known.
const prefix = "streamspark-render-"

// keptFiles is how many finished clips may wait to be fetched. One that
// had to go is made again when it is looked at.
const keptFiles = 8

// pollAgain is how soon a clip that is being drawn is worth another look.
const pollAgain = 300 * time.Millisecond

// Options are what a generator needs.
type Options struct {
	Dir    string // folder for work files: made if missing, freed of leftovers
	FFmpeg string // path of the program; empty: none
	Draft  bool   // a fourth of the width and height, and half of the pictures
	Log    zerolog.Logger
}

// Generator draws clips, one at a time. It is safe for concurrent use.
type Generator struct {
	dir string
	log zerolog.Logger

	running context.Context // ends with Close
	stop    context.CancelFunc
	work    sync.WaitGroup
	turn    chan struct{} // held by the clip that is being drawn

	mu     sync.Mutex
	closed bool
	jobs   map[celebration.Operation]*job
	waits  []celebration.Operation // finished, not fetched, oldest first
	ffmpeg string                  // emptied when it has failed

	// Tests draw smaller and wait less.
	measure  func(recipe, bool) size
	patience time.Duration
}

// New makes a generator and removes what an earlier one left behind.
func New(o Options) (*Generator, error) {
	dir, err := filepath.Abs(o.Dir)
	if err != nil {
		return nil, fileFault(o.Dir, err)
	}
	if err := os.MkdirAll(dir, 0o750); err != nil {
		return nil, fileFault(dir, err)
	}
	if err := removeOwn(dir); err != nil {
		return nil, err
	}
	g := &Generator{
		dir: dir, log: o.Log, ffmpeg: o.FFmpeg, measure: measure, patience: patience,
		turn: make(chan struct{}, 1), jobs: map[celebration.Operation]*job{},
	}
	if o.Draft {
		g.measure = func(r recipe, mp4 bool) size { return measure(r, mp4).draft() }
	}
	g.running, g.stop = context.WithCancel(context.Background())
	return g, nil
}

// removeOwn removes all work files from a folder.
func removeOwn(dir string) error {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return fileFault(dir, err)
	}
	for _, e := range entries {
		if !e.Type().IsRegular() || !strings.HasPrefix(e.Name(), prefix) {
			continue
		}
		if err := os.Remove(filepath.Join(dir, e.Name())); err != nil && !errors.Is(err, os.ErrNotExist) {
			return fileFault(dir, err)
		}
	}
	return nil
}

// Start returns the operation of an order at once. Drawing begins with the
// first poll.
func (g *Generator) Start(_ context.Context, o celebration.Order) (celebration.Operation, error) {
	return recipeOf(o).operation()
}

// Find returns the same operation as Start: here nothing is lost or paid.
func (g *Generator) Find(ctx context.Context, o celebration.Order, _ time.Time) (celebration.Operation, error) {
	return g.Start(ctx, o)
}

// Poll returns the progress of an operation, and begins to draw it if nothing
// does.
func (g *Generator) Poll(ctx context.Context, op celebration.Operation) (celebration.Progress, error) {
	if err := ctx.Err(); err != nil {
		return celebration.Progress{}, err
	}
	r, err := readRecipe(op)
	if err != nil {
		return celebration.Progress{}, err
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.closed {
		return celebration.Progress{}, fault.New(fault.Canceled, "builtin.closed")
	}
	j := g.jobs[op]
	if j == nil || j.isLost() {
		j = g.begin(op, r)
	}
	if !j.isDone() {
		return celebration.Progress{Percent: int(j.percent.Load()), Again: pollAgain}, nil
	}
	if j.err != nil {
		delete(g.jobs, op) // the next look tries again
		return celebration.Progress{}, fault.Wrap(j.err, fault.Retry, "builtin.not_drawn", "cause", celebration.Cause(j.err))
	}
	return celebration.Progress{Done: true, Percent: 100}, nil
}

// Fetch writes a finished clip to w and then forgets it. After an error
// the file is still there.
func (g *Generator) Fetch(ctx context.Context, op celebration.Operation, w io.Writer) error {
	g.mu.Lock()
	j := g.jobs[op]
	g.mu.Unlock()
	if j == nil || !j.isDone() || j.err != nil {
		return fault.New(fault.Retry, "builtin.not_finished")
	}
	if err := copyFile(ctx, w, j.path); err != nil {
		return fileFault(g.dir, err)
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.jobs[op] == j {
		g.forget(op)
	}
	return nil
}

func copyFile(ctx context.Context, w io.Writer, path string) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	_, err = io.Copy(w, &untilDone{ctx: ctx, r: file})
	return err
}

// fileFault returns the fault of a file in the generator's folder. A fault, as
// of whom a clip is written to, and the end of a context stay what they are.
func fileFault(dir string, err error) error {
	if _, known := fault.As(err); known || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	words := err.Error()
	if said := syscall.Errno(0); errors.As(err, &said) {
		words = said.Error()
	}
	return fault.Wrap(err, fault.Retry, "builtin.folder_unusable", "dir", dir, "cause", words)
}

// untilDone is a reader that ends with its context.
type untilDone struct {
	ctx context.Context
	r   io.Reader
}

func (u *untilDone) Read(p []byte) (int, error) {
	if err := u.ctx.Err(); err != nil {
		return 0, err
	}
	return u.r.Read(p)
}

// Close stops what is being drawn, waits for it, and removes all work
// files.
func (g *Generator) Close() error {
	g.mu.Lock()
	g.closed = true
	g.mu.Unlock()
	g.stop()
	g.work.Wait()
	g.mu.Lock()
	defer g.mu.Unlock()
	clear(g.jobs)
	g.waits = nil
	return removeOwn(g.dir)
}
