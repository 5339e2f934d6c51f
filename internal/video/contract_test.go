// Package video_test holds what every generator promises to the line that
// calls it. A new generator adds its entry to subjects and nothing else.
package video_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"streamspark/internal/celebration"
	"streamspark/internal/clip"
	"streamspark/internal/fault"
	"streamspark/internal/locale"
	"streamspark/internal/standin"
)

// patience is for what takes a slow machine seconds.
const patience = 180 * time.Second

// generator is what all of them are.
type generator interface {
	Start(ctx context.Context, order celebration.Order) (celebration.Operation, error)
	Poll(ctx context.Context, op celebration.Operation) (celebration.Progress, error)
	Fetch(ctx context.Context, op celebration.Operation, w io.Writer) error
}

func TestAnOrderBecomesAClipThatPlays(t *testing.T) {
	each(t, func(t *testing.T, s *subject) {
		g := s.open()
		op := start(t, s, g)
		untilDone(t, s, g, op)
		s.standIns.Set(s.parts[2], standin.Fault{Kind: standin.Cut, Times: 1}) // a file that breaks off on its way
		if err := s.note(g.Fetch(t.Context(), op, io.Discard)); err == nil {
			t.Error("half of a file was taken for all of it")
		}
		full := errors.New("the disk is full")
		if err := s.note(g.Fetch(t.Context(), op, failing{full})); !errors.Is(err, full) {
			t.Errorf("a writer that fails: %v", err)
		}
		receive(t, s, g, op)
		if n := s.starts(); n > 1 {
			t.Errorf("one order was paid for %d times", n)
		}
	})
}

// TestARestartGoesOn: all that is needed to bring a clip home is in the
// operation.
func TestARestartGoesOn(t *testing.T) {
	each(t, func(t *testing.T, s *subject) {
		g := s.open()
		op := start(t, s, g)
		if _, err := g.Poll(t.Context(), op); err != nil {
			t.Fatal(err)
		}
		g = s.open()
		untilDone(t, s, g, op)
		receive(t, s, g, op)
		if n := s.starts(); n > 1 {
			t.Errorf("one order was paid for %d times", n)
		}
	})
}

func TestAnOperationThatIsNotItsOwnIsAnError(t *testing.T) {
	each(t, func(t *testing.T, s *subject) {
		g := s.open()
		for _, op := range []celebration.Operation{
			"", " ", ".", "..", "x", "v1_unknown", "0f8e:google/veo", "a/b?c=d#e",
			"%2e%2e%2f", "\x00\xff\n", celebration.Operation(strings.Repeat("A", 5000)),
		} {
			if progress, err := g.Poll(t.Context(), op); s.note(err) == nil || progress.Done {
				t.Errorf("look at %.40q: %+v, %v", op, progress, err)
			}
			var clip bytes.Buffer
			if err := s.note(g.Fetch(t.Context(), op, &clip)); err == nil || clip.Len() > 0 {
				t.Errorf("fetch of %.40q: %d bytes, %v", op, clip.Len(), err)
			}
		}
	})
}

// TestACallEndsWithItsContext: at once, and with an error that leaves the
// celebration as it is.
func TestACallEndsWithItsContext(t *testing.T) {
	each(t, func(t *testing.T, s *subject) {
		g := s.open()
		op := start(t, s, g)
		stopped, stop := context.WithCancel(t.Context())
		stop()
		for what, call := range calls(s, g, op)[1:] {
			if err := promptly(t, func() error { return call(stopped) }); !undecided(s.note(err)) {
				t.Errorf("stopped before call %d: %v", what+1, err)
			}
		}
		if _, err := g.Start(stopped, s.order); err != nil && !undecided(s.note(err)) {
			t.Errorf("stopped before the start: %v", err)
		}
		for i, call := range calls(s, s.open(), op) {
			s.standIns.Set(s.parts[i], standin.Fault{Kind: standin.Hang})
			ctx, stop := context.WithCancel(t.Context())
			came := s.standIns.Requests(s.parts[i])
			err := promptly(t, func() error {
				go func() {
					for deadline := time.Now().Add(patience); s.standIns.Requests(s.parts[i]) == came && time.Now().Before(deadline); {
						time.Sleep(2 * time.Millisecond)
					}
					stop()
				}()
				return call(ctx)
			})
			if !undecided(s.note(err)) || !errors.Is(err, context.Canceled) {
				t.Errorf("stopped in %s: %v", s.parts[i], err)
			}
			if _, ok := fault.OfKind(err, fault.NotSent); ok {
				t.Errorf("%s had the request, and its start counts as never made", s.parts[i])
			}
			s.standIns.ClearFaults()
		}
	})
}

func TestARefusalHasASentence(t *testing.T) {
	each(t, func(t *testing.T, s *subject) {
		err := s.note(s.refused(t, s.open()))
		refusal, ok := fault.OfKind(err, fault.Permanent)
		if !ok || len(locale.English().Error(refusal)) < 20 || strings.Contains(locale.English().Error(refusal), "://") || strings.Contains(locale.English().Error(refusal), "\n") {
			t.Fatalf("it is %#v, %v", refusal, err)
		}
		s.said.note(locale.English().Error(refusal))
	})
}

func TestAStartThatNeverLeftMayBeMadeAgain(t *testing.T) {
	each(t, func(t *testing.T, s *subject) {
		_, err := s.lost().Start(t.Context(), s.order)
		if _, ok := fault.OfKind(s.note(err), fault.NotSent); !ok {
			t.Errorf("a start without a connection: %v", err)
		}
		if n := s.starts(); n != 0 {
			t.Errorf("%d orders came all the same", n)
		}
	})
}

// TestAProviderThatDoesNotAnswerIsLeftAlone: it gets no order, no question and
// no download.
func TestAProviderThatDoesNotAnswerIsLeftAlone(t *testing.T) {
	each(t, func(t *testing.T, s *subject) {
		g := s.open()
		op := start(t, s, g)
		s.standIns.Set(s.parts[1], standin.Fault{Kind: standin.Status500})
		for range 5 {
			_, err := g.Poll(t.Context(), op)
			_ = s.note(err)
		}
		asked := func() (n int) {
			for _, part := range s.parts {
				n += s.standIns.Requests(part)
			}
			return n
		}
		before := asked()
		for i, call := range calls(s, g, op) {
			if err := s.note(call(t.Context())); !fault.Has(err, fault.Unavailable) || fault.After(err) == 0 {
				t.Errorf("call %d: %v", i+1, err)
			}
		}
		if n := asked() - before; n > 0 {
			t.Errorf("it got %d requests", n)
		}
	})
}

// TestTroubleIsSaidWithoutSecrets: each has the errors and the log of all
// tests searched; here are as many of them as there are troubles.
func TestTroubleIsSaidWithoutSecrets(t *testing.T) {
	each(t, func(t *testing.T, s *subject) {
		op := start(t, s, s.open())
		for _, kind := range standin.Kinds() {
			if kind == standin.Hang || kind == standin.HangBody || kind == standin.Endless {
				continue // these take their time and say nothing of their own
			}
			for i, call := range calls(s, s.open(), op) {
				s.standIns.Set(s.parts[i], standin.Fault{Kind: kind, Redirect: "http://127.0.0.1:1/x?Signature=" + s.secrets[0]})
				err := s.note(call(t.Context()))
				refusal, refused := fault.OfKind(err, fault.Permanent)
				if refused {
					s.said.note(locale.English().Error(refusal))
				}
				if refused && i > 0 && kind != standin.Refused {
					t.Errorf("%s at %s gives up what is paid for: %v", kind, s.parts[i], err)
				}
				s.standIns.ClearFaults()
			}
		}
		if s.said.errors < 30 {
			t.Errorf("only %d errors were searched", s.said.errors)
		}
	})
}

// calls are the three calls of a generator, in order.
func calls(s *subject, g generator, op celebration.Operation) []func(context.Context) error {
	return []func(context.Context) error{
		func(ctx context.Context) error { _, err := g.Start(ctx, s.order); return err },
		func(ctx context.Context) error { _, err := g.Poll(ctx, op); return err },
		func(ctx context.Context) error { return g.Fetch(ctx, op, io.Discard) },
	}
}

func start(t *testing.T, s *subject, g generator) celebration.Operation {
	t.Helper()
	op, err := g.Start(t.Context(), s.order)
	if s.note(err) != nil || op == "" {
		t.Fatalf("started %q, %v", op, err)
	}
	return op
}

func untilDone(t *testing.T, s *subject, g generator, op celebration.Operation) {
	t.Helper()
	for deadline := time.Now().Add(patience); ; time.Sleep(20 * time.Millisecond) {
		progress, err := g.Poll(t.Context(), op)
		if s.note(err) != nil || progress.Percent < 0 || progress.Percent > 100 || time.Now().After(deadline) {
			t.Fatalf("%+v, %v", progress, err)
		}
		if progress.Done {
			return
		}
	}
}

// receive takes the clip in as the line does, which looks whether it plays.
func receive(t *testing.T, s *subject, g generator, op celebration.Operation) {
	t.Helper()
	folder, err := clip.Open(clip.Options{Dir: t.TempDir(), MinFree: 1})
	if err != nil {
		t.Fatal(err)
	}
	defer folder.Close()
	got, err := folder.Receive(t.Context(), "clip", func(w io.Writer) error { return s.note(g.Fetch(t.Context(), op, w)) })
	if err != nil || got.Duration < time.Second || got.Duration > 4*time.Second || got.Size < 1000 {
		t.Errorf("the clip is %+v, %v", got, err)
	}
}

// promptly is what a call says that must not last.
func promptly(t *testing.T, call func() error) error {
	t.Helper()
	said := make(chan error, 1)
	go func() { said <- call() }()
	select {
	case err := <-said:
		return err
	case <-time.After(patience):
		t.Fatal("it goes on although nobody waits for it")
		return nil
	}
}

// undecided reports whether an error leaves everything open.
func undecided(err error) bool {
	_, refused := fault.OfKind(err, fault.Permanent)
	return err != nil && !refused
}

type failing struct{ err error }

func (f failing) Write([]byte) (int, error) { return 0, f.err }
