package breaker

import (
	"context"
	"io"
	"sync"
	"time"

	"streamspark/internal/celebration"
	"streamspark/internal/fault"
	"streamspark/internal/outbound"
)

// trialTime is how long a free question before a paid one may take: it
// comes out of the time of the order.
const trialTime = 5 * time.Second

// Generator is what can be guarded.
type Generator interface {
	Start(ctx context.Context, order celebration.Order) (celebration.Operation, error)
	Look(ctx context.Context, op celebration.Operation) (celebration.Progress, error)
	Fetch(ctx context.Context, op celebration.Operation, w io.Writer) error
}

// Guard watches over one generator. It is safe for concurrent use.
type Guard struct {
	inner     Generator
	orders    *circuit
	questions *circuit

	mu   sync.Mutex
	seen celebration.Operation // the latest job that there is
}

// NewGuard makes a guard. It calls nobody.
func NewGuard(g Generator, o Options) *Guard {
	return &Guard{inner: g, orders: newCircuit(o, "orders"), questions: newCircuit(o, "questions"), seen: "none"}
}

// State tells how the provider stands.
func (g *Guard) State() State { return worse(g.orders.state(), g.questions.state()) }

// Heal takes it that the provider answers: a check that the streamer asked for
// passed. The next trouble proves it wrong.
func (g *Guard) Heal() {
	g.questions.heal()
	g.orders.heal()
}

// Ready says why no order would be sent now: fault.Unavailable, or nil.
func (g *Guard) Ready() error {
	if err := g.orders.refusal(); err != nil {
		return err
	}
	return g.questions.refusal()
}

type guarded struct{ g *Guard }

// Start sends the order, or says that it was fault.NotSent. An order whose
// fate is not known stays so, whatever the breaker does.
func (a guarded) Start(ctx context.Context, order celebration.Order) (op celebration.Operation, err error) {
	g, tried := a.g, false
	err, trouble := g.orders.ask(func() error {
		if g.orders.shut() || g.questions.shut() {
			if err := g.trial(ctx, order); err != nil {
				return notSent(err)
			}
		}
		tried = true
		op, err = g.inner.Start(ctx, order)
		return err
	}, func(err error) error { return judgeStart(ctx, err) })
	n, unsent := fault.OfKind(err, fault.NotSent)
	switch {
	case err != nil && !unsent && !tried: // it was not admitted
		return "", notSent(err)
	case unsent && trouble && g.orders.shut():
		return "", notSent(g.orders.silent(n.Cause))
	case unsent && trouble && !tried: // the trial of the questions had no answer
		return "", notSent(g.questions.silent(n.Cause))
	}
	if err == nil {
		g.saw(op)
	}
	return op, err
}

// trial asks a provider that rested something free, so that a paid order is
// not what finds out whether it is back: the search for this very order,
// which cannot be there yet, or a look at a job. Any answer will do. It is
// not the price that is asked for: that comes from memory, or from a list
// in the program, also while nobody answers.
func (g *Guard) trial(ctx context.Context, order celebration.Order) error {
	limited, cancel := context.WithTimeout(ctx, trialTime)
	defer cancel()
	err, trouble := g.questions.ask(func() error {
		if f, ok := g.inner.(finder); ok {
			_, err := f.Find(limited, order, time.Now())
			return err
		}
		_, err := g.inner.Look(limited, g.known())
		return err
	}, func(err error) error { return judge(ctx, err) })
	switch {
	case trouble, isSilent(err):
		return err
	}
	return ctx.Err()
}

// Look asks about a job, or says that the provider is left alone.
func (a guarded) Look(ctx context.Context, op celebration.Operation) (progress celebration.Progress, err error) {
	err = a.g.question(ctx, func() error {
		progress, err = a.g.inner.Look(ctx, op)
		return err
	})
	if err == nil {
		a.g.saw(op)
	}
	return progress, err
}

// Fetch brings the clip. It often comes from another place than the answers
// and takes minutes, so how it goes says little: a look is the trial, before
// it while the provider rests, and after it where it failed.
func (a guarded) Fetch(ctx context.Context, op celebration.Operation, w io.Writer) error {
	if a.g.questions.shut() {
		if _, err := a.Look(ctx, op); isSilent(err) {
			return err
		}
	}
	out := &sink{Part: outbound.PartOf(w), w: w}
	err := a.g.inner.Fetch(ctx, op, out)
	if err == nil || fault.Has(err, fault.Permanent) || out.failed || ctx.Err() != nil {
		return err
	}
	if _, asked := a.Look(ctx, op); isSilent(asked) {
		return asked
	}
	return err
}

// question returns a free call that may be repeated. The trouble that ends with
// a rest is fault.Unavailable too: it was the provider's trial, not the work's.
func (g *Guard) question(ctx context.Context, call func() error) error {
	err, trouble := g.questions.ask(call, func(err error) error { return judge(ctx, err) })
	if trouble && g.questions.shut() {
		return g.questions.silent(err)
	}
	return err
}

func (g *Guard) saw(op celebration.Operation) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.seen = op
}

func (g *Guard) known() celebration.Operation {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.seen
}

func isSilent(err error) bool { return fault.Has(err, fault.Unavailable) }

func notSent(err error) error { return fault.Wrap(err, fault.NotSent, "provider.not_accepted") }

// sink notices that it was the writer that failed.
type sink struct {
	outbound.Part
	w      io.Writer
	failed bool
}

// Begin notices it too.
func (s *sink) Begin(at int64, tag string, total int64) error {
	err := s.Part.Begin(at, tag, total)
	s.failed = s.failed || err != nil
	return err
}

func (s *sink) Write(p []byte) (int, error) {
	n, err := s.w.Write(p)
	s.failed = s.failed || err != nil
	return n, err
}
