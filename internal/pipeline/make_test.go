package pipeline

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"streamspark/internal/celebration"
	"streamspark/internal/clip"
	"streamspark/internal/fault"
)

func TestAClipIsOrderedLookedAtAndFetched(t *testing.T) {
	w := newWorld(t)
	id := w.donate("5000", "RUB")
	done := false
	w.start = func(o celebration.Order) (celebration.Operation, error) {
		// What is on the disk while the request is on the wire:
		c := w.get(id)
		if c.Status != celebration.Submitting || c.Order.RequestID != o.RequestID || c.Charged != celebration.ChargedUnknown {
			t.Errorf("the request left before its intent was saved: %+v", c)
		}
		return "op:1/a", nil
	}
	w.look = func(op celebration.Operation) (celebration.Progress, error) {
		if op != "op:1/a" {
			t.Errorf("looked at %q", op)
		}
		return celebration.Progress{Done: done, Percent: 40, Again: time.Minute}, nil
	}
	w.until(id, celebration.Generating)
	if o := w.starts[0]; o.Model != "veo-gold" || o.Duration != 4*time.Second || o.Tier != 1 || o.Celebration != id || o.Donor != "d" {
		t.Errorf("ordered %+v", o)
	}
	c := w.step(id)
	if c.Progress != 40 || time.Until(c.NextAt) < 50*time.Second {
		t.Errorf("at %d %%, to be looked at again at %v", c.Progress, c.NextAt)
	}
	done = true
	c = w.step(id)
	hasStatus(t, c, celebration.Fetching, "", celebration.ChargedYes)
	c = w.step(id)
	hasStatus(t, c, celebration.Ready, "", celebration.ChargedYes)
	if c.Clip == nil || !strings.HasPrefix(c.Clip.Filename, fmt.Sprintf("celebration_%06d_", id)) {
		t.Errorf("the clip is %+v", c.Clip)
	}
	if len(w.starts) != 1 {
		t.Errorf("started %d times", len(w.starts))
	}
}

func TestWhatAFailedStartLeadsTo(t *testing.T) {
	tests := []struct {
		name    string
		err     error
		paid    bool
		status  celebration.Status
		why     string
		charged celebration.Charged
	}{
		{"refused", fault.Wrap(errors.New("403"), fault.Permanent, "provider.not_allowed"), true, celebration.Failed, celebration.WhyRefused, celebration.ChargedNo},
		{"refused and charged", &fault.Error{Kind: fault.Permanent, Code: "test.blocked", Charged: fault.ChargedUnknown}, true, celebration.Failed, celebration.WhyRefused, celebration.ChargedUnknown},
		{"not accepted", fault.Wrap(errors.New("429"), fault.NotSent, "provider.not_accepted"), true, celebration.Approved, celebration.WhyTrouble, celebration.ChargedNo},
		{"answer lost", errors.New("connection cut"), true, celebration.Unknown, celebration.WhyAnswerLost, celebration.ChargedUnknown},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(t)
			w.start = func(celebration.Order) (celebration.Operation, error) { return "", tt.err }
			id := w.donate("1000", "RUB")
			w.step(id)
			hasStatus(t, w.step(id), tt.status, tt.why, tt.charged)
		})
	}
}

func TestAStartThatWasNotAcceptedIsMadeAgainAndGivenUpInTheEnd(t *testing.T) {
	w := newWorld(t)
	w.start = func(celebration.Order) (celebration.Operation, error) {
		return "", fault.Wrap(errors.New("busy"), fault.NotSent, "provider.not_accepted")
	}
	id := w.donate("1000", "RUB")
	w.step(id)
	first := w.step(id)
	second := w.step(id)
	if second.Attempts != 2 || second.SubmittedAt != first.SubmittedAt || w.starts[0].RequestID == w.starts[1].RequestID {
		t.Errorf("after two tries: %+v", second)
	}
	w.set.Timeout = time.Nanosecond
	hasStatus(t, w.step(id), celebration.Failed, celebration.WhyGaveUp, celebration.ChargedNo)
}

func TestAfterACrashASubmitIsLookedForAndNeverSentAgain(t *testing.T) {
	w := newWorld(t)
	w.start = func(celebration.Order) (celebration.Operation, error) { panic("the plug was pulled") }
	id := w.donate("1000", "RUB")
	w.step(id)
	if err := w.pipeline.guarded(t.Context(), w.get(id)); err == nil {
		t.Fatal("the crash was not noticed")
	}
	w.reboot()
	if due, err := w.store.Due(t.Context(), time.Now(), 2, 10); err != nil || len(due) != 0 {
		t.Errorf("its lease is not kept: %v, %v", due, err)
	}
	hasStatus(t, w.step(id), celebration.Unknown, celebration.WhyAnswerLost, celebration.ChargedUnknown)
	if len(w.starts) != 1 {
		t.Errorf("it was sent %d times", len(w.starts))
	}
	if c, err := w.pipeline.Decide(t.Context(), id, Retry, byPage); err != nil || c.Status != celebration.Approved || c.Order.RequestID != "" {
		t.Errorf("pay again leads to %+v, %v", c, err)
	}
}

func TestAFailedLookIsAskedAgainUntilTheDeadline(t *testing.T) {
	w := newWorld(t)
	id := w.donate("1000", "RUB")
	w.until(id, celebration.Generating)
	w.look = func(celebration.Operation) (celebration.Progress, error) {
		return celebration.Progress{}, errors.New("502 with a web page")
	}
	for i := range 3 {
		c := w.step(id)
		hasStatus(t, c, celebration.Generating, celebration.WhyTrouble, celebration.ChargedUnknown)
		if c.Attempts != i+1 {
			t.Errorf("attempt %d counts as %d", i+1, c.Attempts)
		}
	}
	w.reboot()
	w.set.Timeout = time.Nanosecond
	c := w.step(id)
	hasStatus(t, c, celebration.Failed, celebration.WhyGaveUp, celebration.ChargedUnknown)
	if !strings.Contains(c.Reason.String(), "502 with a web page") {
		t.Errorf("it does not say why: %s", c.Reason)
	}
	// A retry looks at the paid operation before it pays anew.
	w.set.Timeout = time.Hour
	w.look = func(celebration.Operation) (celebration.Progress, error) {
		return celebration.Progress{}, fault.Wrap(nil, fault.Permanent, "blocked")
	}
	if c, err := w.pipeline.Decide(t.Context(), id, Retry, byPage); err != nil || c.Status != celebration.Generating || c.Operation != "op" {
		t.Errorf("retry leads to %s, %v", c.Status, err)
	}
	hasStatus(t, w.step(id), celebration.Failed, celebration.WhyRefused, celebration.ChargedNo)
	if c, _ := w.pipeline.Decide(t.Context(), id, Retry, byPage); c.Status != celebration.Approved {
		t.Errorf("a second retry leads to %s", c.Status)
	}
	if len(w.starts) != 1 {
		t.Errorf("it was sent %d times", len(w.starts))
	}
}

func TestWhatAFailedDownloadLeadsTo(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		err    error
		status celebration.Status
		why    string
	}{
		{"broke off", io.ErrUnexpectedEOF, celebration.Fetching, celebration.WhyTrouble},
		{"disk full", fault.New(fault.DiskFull, clip.CodeDiskFull), celebration.Fetching, celebration.WhyDiskFull},
		{"disk read-only", fault.New(fault.DiskFull, clip.CodeUnwritable), celebration.Fetching, celebration.WhyUnwritable},
		{"too large", fault.New(fault.Permanent, "clip.too_large"), celebration.Failed, celebration.WhyRefused},
		{"refused", fault.Wrap(nil, fault.Permanent, "it expired"), celebration.Failed, celebration.WhyRefused},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(t)
			id := w.donate("1000", "RUB")
			w.until(id, celebration.Fetching)
			w.fetch = func(io.Writer) error { return fmt.Errorf("fetch: %w", tt.err) }
			hasStatus(t, w.step(id), tt.status, tt.why, celebration.ChargedYes)
		})
	}
}

func TestADownloadIsGivenUpAfterManyTries(t *testing.T) {
	w := newWorld(t)
	id := w.donate("1000", "RUB")
	w.until(id, celebration.Fetching)
	w.fetch = func(io.Writer) error { return io.EOF }
	for range fetchTries - 1 {
		hasStatus(t, w.step(id), celebration.Fetching, celebration.WhyTrouble, celebration.ChargedYes)
	}
	hasStatus(t, w.step(id), celebration.Failed, celebration.WhyGaveUp, celebration.ChargedYes)
}

// TestTheDiskIsWaitedForAsLongAsItTakes: the clip is paid for and lies ready
// at the provider; what is wrong is here, and may take the streamer an hour.
func TestTheDiskIsWaitedForAsLongAsItTakes(t *testing.T) {
	for why, err := range map[string]error{
		celebration.WhyDiskFull:   fault.New(fault.DiskFull, clip.CodeDiskFull),
		celebration.WhyUnwritable: fmt.Errorf("receive: %w", fault.New(fault.DiskFull, clip.CodeUnwritable)),
	} {
		w := newWorld(t)
		id := w.donate("1000", "RUB")
		w.until(id, celebration.Fetching)
		w.fetch = func(io.Writer) error { return err }
		for range 2 * fetchTries {
			hasStatus(t, w.step(id), celebration.Fetching, why, celebration.ChargedYes)
		}
		if c := w.get(id); time.Until(c.NextAt) > 90*time.Second {
			t.Errorf("%s: it is tried again only at %v", why, c.NextAt)
		}
	}
}

func TestAClipThatArrivedBeforeACrashIsNotFetchedAgain(t *testing.T) {
	w := newWorld(t)
	id := w.donate("1000", "RUB")
	c := w.until(id, celebration.Fetching)
	w.fetch = func(io.Writer) error {
		t.Error("it was fetched again")
		return io.EOF
	}
	w.put(stemOf(c)+".webm", w.film)
	if c := w.step(id); c.Status != celebration.Ready {
		t.Errorf("it is %s because %s", c.Status, c.Reason)
	}
}

func TestAStopInTheMiddleOfADownloadLosesNothing(t *testing.T) {
	w := newWorld(t)
	id := w.donate("1000", "RUB")
	w.until(id, celebration.Fetching)
	ctx, cancel := context.WithCancel(t.Context())
	w.fetch = func(io.Writer) error {
		cancel()
		return ctx.Err()
	}
	if err := w.pipeline.guarded(ctx, w.get(id)); err != nil {
		t.Fatal(err)
	}
	c := w.get(id)
	hasStatus(t, c, celebration.Fetching, "", celebration.ChargedYes)
	if c.NextAt.After(time.Now()) {
		t.Errorf("it rests until %v", c.NextAt)
	}
}

func TestAStopWaitsForTheAnswerToASubmit(t *testing.T) {
	w := newWorld(t)
	id := w.donate("1000", "RUB")
	w.step(id)
	ctx, cancel := context.WithCancel(t.Context())
	w.start = func(celebration.Order) (celebration.Operation, error) {
		cancel()
		return "op", nil
	}
	if err := w.pipeline.Advance(ctx, w.get(id)); err != nil {
		t.Fatal(err)
	}
	hasStatus(t, w.get(id), celebration.Generating, "", celebration.ChargedUnknown)
}
