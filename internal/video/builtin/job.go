package builtin

import (
	"context"
	"fmt"
	"os"
	"runtime/debug"
	"slices"
	"sync/atomic"

	"streamspark/internal/celebration"
	"streamspark/internal/fault"
)

// job is one operation at work, or finished and not yet fetched.
type job struct {
	percent atomic.Int32
	done    chan struct{} // closed when path and err are final
	path    string
	err     error
}

func (j *job) isDone() bool {
	select {
	case <-j.done:
		return true
	default:
		return false
	}
}

// isLost reports whether the finished file was taken away by somebody else.
func (j *job) isLost() bool {
	if !j.isDone() || j.err != nil {
		return false
	}
	_, err := os.Stat(j.path)
	return err != nil
}

// begin starts a job in the background. The caller holds the lock.
func (g *Generator) begin(op celebration.Operation, r recipe) *job {
	j := &job{done: make(chan struct{})}
	g.jobs[op] = j
	g.work.Add(1)
	go func() {
		defer g.work.Done()
		g.run(op, j, r)
	}()
	return j
}

// run waits for its turn, draws the clip and says how that went.
func (g *Generator) run(op celebration.Operation, j *job, r recipe) {
	path, err := g.inTurn(r, func(percent int) { j.percent.Store(int32(percent)) })
	g.mu.Lock()
	defer g.mu.Unlock()
	j.path, j.err = path, err
	close(j.done)
	if err != nil {
		return
	}
	g.waits = slices.DeleteFunc(g.waits, func(o celebration.Operation) bool { return o == op })
	g.waits = append(g.waits, op)
	if len(g.waits) > keptFiles {
		g.forget(g.waits[0])
	}
}

func (g *Generator) inTurn(r recipe, progress func(int)) (string, error) {
	select {
	case g.turn <- struct{}{}:
	case <-g.running.Done():
		return "", g.running.Err()
	}
	defer func() { <-g.turn }()
	path, err := g.guarded(g.running, r, progress)
	// A clip takes some tens of megabytes while it is drawn. Between two of
	// them they belong to the game that is being streamed.
	debug.FreeOSMemory()
	return path, err
}

// defect returns the fault of a panic while something was drawn.
func defect(panicked any) error {
	return fault.New(fault.Retry, "builtin.defect", "words", fmt.Sprint(panicked))
}

// guarded draws a clip. A defect in a library must not end the program.
func (g *Generator) guarded(ctx context.Context, r recipe, progress func(int)) (path string, err error) {
	defer func() {
		if p := recover(); p != nil {
			path, err = "", defect(p)
		}
	}()
	return g.render(ctx, r, progress)
}

// forget removes a finished job and its file. The caller holds the lock.
func (g *Generator) forget(op celebration.Operation) {
	j := g.jobs[op]
	if j == nil || !j.isDone() {
		return
	}
	delete(g.jobs, op)
	g.waits = slices.DeleteFunc(g.waits, func(o celebration.Operation) bool { return o == op })
	if j.path == "" {
		return
	}
	if err := os.Remove(j.path); err != nil && !os.IsNotExist(err) {
		g.log.Warn().Err(err).Msg("A finished clip's work file could not be removed.")
	}
}
