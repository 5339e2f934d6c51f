package breaker

import (
	"context"
	"errors"
	"io"
	"net/http"
	"reflect"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rs/zerolog"

	"streamspark/internal/celebration"
	"streamspark/internal/fault"
	"streamspark/internal/outbound"
)

// provider is a generator that does as the test says, and counts.
type provider struct {
	mu                   sync.Mutex
	start, look, fetch   error
	starts, looks, finds int
	slow                 time.Duration // of a start
	op                   celebration.Operation
}

func (p *provider) Start(context.Context, celebration.Order) (celebration.Operation, error) {
	p.mu.Lock()
	p.starts++
	err := p.start
	p.mu.Unlock()
	time.Sleep(p.slow)
	return "op", err
}

func (p *provider) Look(_ context.Context, op celebration.Operation) (celebration.Progress, error) {
	p.looks++
	p.op = op
	return celebration.Progress{Percent: 40}, p.look
}

func (p *provider) Fetch(_ context.Context, _ celebration.Operation, w io.Writer) error {
	if _, err := w.Write([]byte("clip")); err != nil {
		return err
	}
	return p.fetch
}

type finding struct{ *provider }

func (f finding) Find(context.Context, celebration.Order, time.Time) (celebration.Operation, error) {
	f.finds++
	if f.look != nil {
		return "", f.look
	}
	return "", errors.New("not listed")
}

func broken() error {
	return (&outbound.Failure{Status: 500, Problem: fault.Say("outbound.answered", "status", "500"), Sent: true}).Fault("POST x")
}

func nobody() error {
	return (&outbound.Failure{Problem: fault.Say("outbound.connection_refused")}).Fault("POST x")
}

func answered(status int) error { return (&outbound.Failure{Status: status}).Fault("POST x") }
func unsent() error             { return notSent(nobody()) }
func waiting() error            { return notSent(answered(http.StatusTooManyRequests)) }

func guard(g Generator) *Guard { return NewGuard(g, Options{Name: "AIML", Log: zerolog.Nop()}) }

func order(g Generator) error {
	_, err := g.Start(context.Background(), celebration.Order{})
	return err
}

func look(g Generator) error {
	_, err := g.Look(context.Background(), "op")
	return err
}

// left checks that a call was not made and what is said instead.
func left(t *testing.T, err error, wait time.Duration) {
	t.Helper()
	s, ok := fault.OfKind(err, fault.Unavailable)
	if !ok || s.After != wait || s.Args["provider"] != "AIML" || s.Cause == nil {
		t.Errorf("it says %v (%v), want to be left alone for %v", err, fault.After(err), wait)
	}
}

func TestOrdersRestLongerAndLongerUntilOneIsTaken(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &provider{start: broken()}
		changed := 0
		b := NewGuard(finding{p}, Options{Name: "AIML", Changed: func() { changed++ }, Log: zerolog.Nop()})
		g := b.Generator()
		began := time.Now()
		for range most {
			time.Sleep(time.Second)
			if err := order(g); outbound.Status(err) != 500 || isSilent(err) {
				t.Fatalf("a lost order is %v", err)
			}
		}
		if s := b.State(); s.State != Open || !s.Since.Equal(began.Add(time.Second)) || s.Why.IsZero() || changed == 0 {
			t.Errorf("after %d lost orders it is %+v", most, s)
		}
		for i, wait := range []time.Duration{30 * time.Second, time.Minute, 2 * time.Minute, 4 * time.Minute, 5 * time.Minute, 5 * time.Minute} {
			notNow(t, b, wait)
			if p.starts != most+i {
				t.Errorf("%d orders left", p.starts)
			}
			time.Sleep(wait)
			if s := b.State(); s.State != HalfOpen || b.Ready() != nil {
				t.Errorf("after its rest it is %+v, %v", s, b.Ready())
			}
			if err := order(g); isSilent(err) || p.finds != i+1 || p.starts != most+i+1 {
				t.Errorf("its trial: %v, %d searches, %d orders", err, p.finds, p.starts)
			}
		}
		p.start = nil
		time.Sleep(lastRest)
		if err := order(g); err != nil || !reflect.DeepEqual(b.State(), State{State: Closed}) || b.Ready() != nil {
			t.Errorf("it is %+v, %v", b.State(), err)
		}
	})
}

// Orders go well and the questions do not: an order that finds that out by
// its trial was not sent, so it is a wait and no failed try of the order.
func TestAnOrderWhoseTrialHasNoAnswerOnlyWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &provider{look: nobody()}
		b := guard(finding{p})
		g := b.Generator()
		for range most {
			_ = look(g)
		}
		for i, wait := range []time.Duration{time.Minute, 2 * time.Minute, 4 * time.Minute} {
			time.Sleep(lastRest)
			if err := b.Ready(); err != nil {
				t.Fatalf("after its rest an order may not be the trial: %v", err)
			}
			err := order(g)
			if _, ok := fault.OfKind(err, fault.NotSent); !ok || p.starts != 0 || p.finds != i+1 {
				t.Errorf("%v, %d orders and %d searches left", err, p.starts, p.finds)
			}
			left(t, err, wait)
		}
	})
}

// notNow checks that an order does not leave.
func notNow(t *testing.T, b *Guard, wait time.Duration) {
	t.Helper()
	err := order(b.Generator())
	if _, ok := fault.OfKind(err, fault.NotSent); !ok {
		t.Errorf("an order that does not leave: %v", err)
	}
	left(t, err, wait)
	left(t, b.Ready(), wait)
}

func TestAFreeQuestionIsTheTrialOfWhoDoesNotAnswer(t *testing.T) {
	for _, finds := range []bool{true, false} {
		synctest.Test(t, func(t *testing.T) {
			p := &provider{}
			var inner Generator = p
			if finds {
				inner = finding{p}
			}
			b := guard(inner)
			g := b.Generator()
			if err := order(g); err != nil {
				t.Fatal(err)
			}
			p.start, p.look = unsent(), nobody()
			for range most {
				_ = order(g)
			}
			starts := p.starts
			for range 20 {
				time.Sleep(lastRest)
				err := order(g)
				if _, ok := fault.OfKind(err, fault.NotSent); !ok || !isSilent(err) {
					t.Errorf("a trial without an answer: %v", err)
				}
			}
			if p.starts != starts || p.finds+p.looks != 20 {
				t.Errorf("%d orders, %d searches and %d looks left", p.starts-starts, p.finds, p.looks)
			}
			if !finds && p.op != "op" {
				t.Errorf("looked at %q", p.op)
			}
			p.start, p.look = nil, nil
			time.Sleep(lastRest)
			if err := order(g); err != nil || b.State().State != Closed {
				t.Errorf("%v, %+v", err, b.State())
			}
		})
	}
}

func TestQuestionsRestToo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &provider{look: broken()}
		b := guard(p)
		g := b.Generator()
		for i := range most {
			if err := look(g); isSilent(err) != (i == most-1) || outbound.Status(err) != 500 {
				t.Errorf("look %d: %v", i+1, err)
			}
		}
		left(t, look(g), 30*time.Second)
		left(t, g.Fetch(t.Context(), "op", io.Discard), 30*time.Second)
		left(t, order(g), 30*time.Second)
		left(t, b.Ready(), 30*time.Second)
		if p.looks != most || p.starts != 0 {
			t.Errorf("%d looks and %d orders left", p.looks, p.starts)
		}
		time.Sleep(30 * time.Second)
		left(t, look(g), time.Minute) // the trial: an answer about the provider, not about the work
		time.Sleep(time.Minute)
		p.look = nil
		if err := g.Fetch(t.Context(), "op", io.Discard); err != nil || b.State().State != Closed {
			t.Errorf("%v, %+v", err, b.State())
		}
	})
}

func TestOneTrialAtATimeAndNoCrowdIntoTrouble(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &provider{slow: time.Second, start: broken()}
		b := guard(finding{p})
		g := b.Generator()
		crowded := func() {
			for range 8 {
				go func() { _ = order(g) }()
			}
			synctest.Wait()
		}
		_ = order(g) // the first trouble
		crowded()
		if p.starts != most {
			t.Errorf("%d orders left for a provider in trouble, want %d", p.starts, most)
		}
		left(t, b.Ready(), crowd)
		time.Sleep(31 * time.Second)
		crowded()
		if p.starts != most+1 || p.finds != 1 {
			t.Errorf("%d orders left for the trial", p.starts-most)
		}
		left(t, b.Ready(), crowd)
		time.Sleep(time.Minute)

		healthy := &provider{slow: time.Second}
		g = guard(healthy).Generator()
		crowded()
		if healthy.starts != 8 {
			t.Errorf("%d of 8 orders left at once for one without trouble", healthy.starts)
		}
		time.Sleep(time.Minute)
	})
}

func TestWhatIsNoTrouble(t *testing.T) {
	gone, leave := context.WithCancel(t.Context())
	leave()
	late, cancel := context.WithTimeout(t.Context(), 0)
	defer cancel()
	plain := errors.New("the answer names no job")
	tests := []struct {
		name            string
		ctx             context.Context
		err             error
		question, start string // answer, neither or trouble
	}{
		{"good", t.Context(), nil, "answer", "answer"},
		{"refusal", t.Context(), fault.Wrap(broken(), fault.Permanent, "provider.refused"), "answer", "answer"},
		{"busy", t.Context(), waiting(), "answer", "answer"},
		{"no connection", t.Context(), unsent(), "trouble", "trouble"},
		{"we left", gone, nobody(), "neither", "neither"},
		{"no time", late, (&outbound.Failure{Cause: context.DeadlineExceeded}).Fault("POST x"), "trouble", "trouble"},
		{"500", t.Context(), broken(), "trouble", "trouble"},
		{"web page", t.Context(), answered(200), "trouble", "trouble"},
		{"redirect", t.Context(), answered(302), "trouble", "trouble"},
		{"401 for a job", t.Context(), answered(401), "answer", "trouble"},
		{"no such job", t.Context(), answered(404), "answer", "trouble"},
		{"odd answer", t.Context(), plain, "answer", "trouble"},
		{"left alone", t.Context(), fault.New(fault.Unavailable, celebration.CodeSilent), "neither", "neither"},
	}
	word := func(verdict error) string {
		switch {
		case verdict == nil:
			return "answer"
		case errors.Is(verdict, errNeither):
			return "neither"
		}
		return "trouble"
	}
	for _, test := range tests {
		if got := word(judge(test.ctx, test.err)); got != test.question {
			t.Errorf("%s, to a question: %s, want %s", test.name, got, test.question)
		}
		if got := word(judgeStart(test.ctx, test.err)); got != test.start {
			t.Errorf("%s, to an order: %s, want %s", test.name, got, test.start)
		}
	}
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, io.ErrShortWrite }

func TestADownloadThatFailsAsksWhetherTheProviderIsThere(t *testing.T) {
	p := &provider{fetch: errors.New("the file broke off"), look: nobody()}
	b := guard(p)
	g := b.Generator()
	for range 2 * most {
		if err := g.Fetch(t.Context(), "op", full{}); !errors.Is(err, io.ErrShortWrite) {
			t.Errorf("a full disk: %v", err)
		}
	}
	if p.looks != 0 {
		t.Error("a full disk is no reason to ask the provider")
	}
	for range most - 1 {
		if err := g.Fetch(t.Context(), "op", io.Discard); !errors.Is(err, p.fetch) {
			t.Errorf("a file that breaks off: %v", err)
		}
	}
	if err := g.Fetch(t.Context(), "op", io.Discard); !isSilent(err) || b.State().State != Open {
		t.Errorf("%v, %+v", err, b.State())
	}
}

func TestALateAnswerDoesNotEndARest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &provider{slow: 10 * time.Second}
		b := guard(p)
		g := b.Generator()
		go func() { _ = order(g) }()
		synctest.Wait()
		p.slow, p.start = time.Second, broken()
		for range most {
			go func() { _ = order(g) }()
		}
		time.Sleep(2 * time.Second)
		time.Sleep(9 * time.Second) // the first one is taken
		if s := b.State(); s.State != Open || s.Since.IsZero() || s.Why.IsZero() {
			t.Errorf("it is %+v", s)
		}
	})
}
