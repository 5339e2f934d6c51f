package pipeline

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rs/zerolog"

	"streamspark/internal/celebration"
	"streamspark/internal/clip"
	"streamspark/internal/fault"
)

// fetching is a celebration whose clip is about to be fetched.
func fetching(t *testing.T) (*world, int64) {
	t.Helper()
	w := newWorld(t)
	id := w.donate("1000", "RUB")
	w.until(id, celebration.Fetching)
	return w, id
}

func stemOf(c celebration.Celebration) string {
	return fmt.Sprintf("celebration_%06d_%s", c.ID, c.Order.RequestID[3:11])
}

// TestTheSameRefusedFileTwiceIsFinal: it was paid for, so it is kept and its
// place at the provider is known; and no press of a button fetches it for ever.
func TestTheSameRefusedFileTwiceIsFinal(t *testing.T) {
	w, id := fetching(t)
	fetches, file := 0, "no film, and no text either"
	w.fetch = func(into io.Writer) error {
		fetches++
		in := into.(resumable)
		in.SetAddress("https://cdn.example/a.mp4?Signature=S", true)
		if err := in.Begin(0, "", int64(len(file))); err != nil {
			return err
		}
		_, err := io.WriteString(into, file)
		return err
	}
	c := w.step(id)
	hasStatus(t, c, celebration.Fetching, celebration.WhyTrouble, celebration.ChargedYes)
	file = "something else that is no film" // not the same refused twice
	hasStatus(t, w.step(id), celebration.Fetching, celebration.WhyTrouble, celebration.ChargedYes)
	w.reboot()
	c = w.step(id)
	hasStatus(t, c, celebration.Failed, celebration.WhyUnplayable, celebration.ChargedYes)
	want := celebration.Delivery{
		Address: "https://cdn.example/a.mp4?Signature=S", Keyed: true, Got: int64(len(file)), Total: int64(len(file)),
		Refused: fmt.Sprintf("%x", sha256.Sum256([]byte(file))), Kept: stemOf(c) + ".refused.bin",
	}
	if c.Delivery != want || !strings.Contains(c.Reason.String(), "clip.not_video") || !strings.Contains(c.Reason.String(), want.Kept) {
		t.Errorf("what is known of it: %+v, because %q", c.Delivery, c.Reason)
	}
	// "Try again" fetches it once more, and no more than once.
	if c, err := w.pipeline.Decide(t.Context(), id, Retry, byPage); err != nil || c.Status != celebration.Generating {
		t.Fatalf("retry leads to %s, %v", c.Status, err)
	}
	fetches = 0
	w.until(id, celebration.Fetching)
	hasStatus(t, w.step(id), celebration.Failed, celebration.WhyUnplayable, celebration.ChargedYes)
	if fetches != 1 || len(w.starts) != 1 {
		t.Errorf("it was fetched %d times and ordered %d times", fetches, len(w.starts))
	}
	// A version that can read the kept file fetches nothing.
	if _, err := w.pipeline.Decide(t.Context(), id, Retry, byPage); err != nil {
		t.Fatal(err)
	}
	w.put(stemOf(c)+".webm", w.film)
	c = w.until(id, celebration.Ready)
	if fetches != 1 || !c.Delivery.IsZero() || c.Clip == nil {
		t.Errorf("fetched %d times: %+v", fetches, c)
	}
}

// TestAnAnswerInPlaceOfAFileIsNoFile: a page that says "wait" may be the same
// many times, and the clip comes after it.
func TestAnAnswerInPlaceOfAFileIsNoFile(t *testing.T) {
	w, id := fetching(t)
	w.fetch = func(into io.Writer) error {
		_, err := io.WriteString(into, "<html>wait</html>")
		return err
	}
	for range fetchTries - 1 {
		hasStatus(t, w.step(id), celebration.Fetching, celebration.WhyTrouble, celebration.ChargedYes)
	}
	hasStatus(t, w.step(id), celebration.Failed, celebration.WhyGaveUp, celebration.ChargedYes)
}

// TestOnlyTriesThatBringNothingCount: each restart of a download that comes
// further is progress, however often it breaks off.
func TestOnlyTriesThatBringNothingCount(t *testing.T) {
	w, id := fetching(t)
	got := int64(0)
	w.fetch = func(into io.Writer) error {
		in := into.(resumable)
		in.SetAddress("https://cdn.example/a.mp4", false)
		if err := in.Begin(got, `"1"`, 1000); err != nil {
			return err
		}
		got += 10
		_, _ = into.Write(make([]byte, 10))
		return io.ErrUnexpectedEOF
	}
	for i := range 3 * fetchTries {
		c := w.step(id)
		hasStatus(t, c, celebration.Fetching, celebration.WhyTrouble, celebration.ChargedYes)
		if c.Attempts != 1 || c.Delivery.Got != got || c.Delivery.Total != 1000 {
			t.Fatalf("after try %d: %d tries count, %+v", i+1, c.Attempts, c.Delivery)
		}
	}
	furthest := got
	got = 0 // the server begins anew each time, and comes less far
	for range fetchTries - 2 {
		got = 0
		w.step(id)
	}
	got = 0
	c := w.step(id)
	hasStatus(t, c, celebration.Failed, celebration.WhyGaveUp, celebration.ChargedYes)
	if c.Delivery.Got != furthest || c.Delivery.Kept != stemOf(c)+".part" || c.Delivery.Address == "" {
		t.Errorf("what is left of it: %+v", c.Delivery)
	}
}

func TestADownloadShowsHowFarItIs(t *testing.T) {
	w, id := fetching(t)
	w.fetch = func(into io.Writer) error {
		in := into.(resumable)
		in.SetAddress("https://cdn.example/a.mp4", false)
		if err := in.Begin(2_500_000, `"1"`, 10_000_000); err != nil {
			return err
		}
		if c := w.get(id); c.Progress != 25 || c.Reason.String() != fault.Say(celebration.WhyDownloading, "got", fault.Bytes(2_500_000), "total", fault.Bytes(10_000_000)).String() || c.Delivery.Total != 10_000_000 {
			t.Errorf("while it comes: %d %%, %q, %+v", c.Progress, c.Reason, c.Delivery)
		}
		if err := in.Begin(0, "", 0); err != nil { // its length is not said
			return err
		}
		if c := w.get(id); c.Progress != 0 || c.Reason.String() != fault.Say(celebration.WhyArriving, "got", fault.Bytes(0)).String() {
			t.Errorf("without a length: %d %%, %q", c.Progress, c.Reason)
		}
		_, err := into.Write(w.film)
		return err
	}
	c := w.step(id)
	hasStatus(t, c, celebration.Ready, "", celebration.ChargedYes)
	if c.Progress != 100 || !c.Delivery.IsZero() {
		t.Errorf("in the end: %d %%, %+v", c.Progress, c.Delivery)
	}
}

// TestADownloadsDeadlineCountsFromItsProgress: an hour of slow bytes is fine,
// and five minutes of none are not.
func TestADownloadsDeadlineCountsFromItsProgress(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		pieces := 100
		maker := slowMaker(func(ctx context.Context, into io.Writer) error {
			for range pieces {
				time.Sleep(fetchSilence - time.Second)
				if _, err := into.Write([]byte("piece")); err != nil {
					return err
				}
			}
			<-ctx.Done()
			return ctx.Err()
		})
		folder, err := clip.Open(clip.Options{Dir: t.TempDir(), MinFree: 1})
		if err != nil {
			t.Fatal(err)
		}
		defer folder.Close()
		p := New(Options{Clips: folder, Log: zerolog.Nop()})
		began := time.Now()
		_, err = p.receive(t.Context(), Maker{Generator: maker}, &celebration.Celebration{}, "a")
		if took := time.Since(began); !fault.Is(err, "pipeline.download_stuck") || took != time.Duration(pieces)*(fetchSilence-time.Second)+fetchSilence {
			t.Errorf("after %v: %v", took, err)
		}
	})
}

type slowMaker func(ctx context.Context, into io.Writer) error

func (m slowMaker) Start(context.Context, celebration.Order) (celebration.Operation, error) {
	return "", nil
}

func (m slowMaker) Poll(context.Context, celebration.Operation) (celebration.Progress, error) {
	return celebration.Progress{}, nil
}

func (m slowMaker) Fetch(ctx context.Context, _ celebration.Operation, into io.Writer) error {
	return m(ctx, into)
}

// TestDoneJobsHoldNoPlaceAtTheGenerator: clips that cannot be fetched stop no
// order that can be made, nor do many slow downloads stop anything else.
func TestDoneJobsHoldNoPlaceAtTheGenerator(t *testing.T) {
	w := newWorld(t)
	w.set.Places = 1
	w.fetch = func(io.Writer) error { return io.EOF }
	var stuck []int64
	for range 3 {
		id := w.donate("1000", "RUB")
		w.until(id, celebration.Fetching)
		w.step(id)
		stuck = append(stuck, id)
	}
	id := w.donate("1000", "RUB")
	w.step(id)
	due, err := w.store.Due(t.Context(), time.Now(), 1, 10)
	if err != nil || len(due) != 1 || due[0].ID != id {
		t.Errorf("due are %v, %v", due, err)
	}
	hasStatus(t, w.step(id), celebration.Generating, "", celebration.ChargedUnknown)
	for _, id := range stuck {
		hasStatus(t, w.get(id), celebration.Fetching, celebration.WhyTrouble, celebration.ChargedYes)
	}
}

func TestDownloadsAndOtherStepsDoNotWaitForEachOther(t *testing.T) {
	r := &scheduler{busy: map[int64]bool{}, rest: map[int64]time.Time{}, finished: make(chan struct{}, 1)}
	begun := func(fetch bool) (n int) {
		for id := range int64(100) {
			if fetch {
				id += 100
			}
			if r.begin(id, fetch) {
				n++
			}
		}
		return n
	}
	if fetches, steps := begun(true), begun(false); fetches != fetchesAtOnce || steps != stepsAtOnce {
		t.Errorf("%d downloads and %d other steps at once", fetches, steps)
	}
	r.end(100, nil)
	r.end(0, nil)
	if fetches, steps := begun(true), begun(false); fetches != 1 || steps != 1 {
		t.Errorf("then %d and %d more", fetches, steps)
	}
}

func TestARefusedPromptIsEditedAndSentAgain(t *testing.T) {
	w := newWorld(t)
	w.start = func(celebration.Order) (celebration.Operation, error) {
		return "", fault.Wrap(nil, fault.Permanent, "no cats")
	}
	id := w.donate("1000", "RUB")
	if _, err := w.pipeline.Reorder(t.Context(), id, "dogs", byPage); err == nil {
		t.Error("one that waits was ordered again")
	}
	w.step(id)
	hasStatus(t, w.step(id), celebration.Failed, celebration.WhyRefused, celebration.ChargedNo)
	c, err := w.pipeline.Reorder(t.Context(), id, "dogs, \u200bsoftly lit\U000e0061", byPage)
	if err != nil {
		t.Fatal(err)
	}
	hasStatus(t, c, celebration.Approved, celebration.WhyNewPrompt, celebration.ChargedNo)
	w.reboot()
	// One that was not taken is sent again with the same words, and a new id.
	w.start = func(celebration.Order) (celebration.Operation, error) {
		return "", fault.Wrap(errors.New("busy"), fault.NotSent, "provider.not_accepted")
	}
	w.step(id)
	w.start = func(celebration.Order) (celebration.Operation, error) {
		return "", fault.Wrap(nil, fault.Permanent, "no dogs")
	}
	hasStatus(t, w.step(id), celebration.Failed, celebration.WhyRefused, celebration.ChargedNo)
	if _, err := w.pipeline.Decide(t.Context(), id, Retry, byPage); err != nil {
		t.Fatal(err)
	}
	w.start = func(celebration.Order) (celebration.Operation, error) { return "op", nil }
	hasStatus(t, w.step(id), celebration.Generating, "", celebration.ChargedUnknown)
	ids := map[string]bool{}
	for i, o := range w.starts {
		ids[o.RequestID] = true
		if (o.Prompt == "dogs, softly lit") != (i > 0) {
			t.Errorf("order %d says %q", i+1, o.Prompt)
		}
	}
	if len(w.starts) != 4 || len(ids) != 4 {
		t.Errorf("%d orders with %d ids", len(w.starts), len(ids))
	}
}

// TestOnlyACertainRefusalIsOrderedAgain: whatever may be paid for is not.
func TestOnlyACertainRefusalIsOrderedAgain(t *testing.T) {
	w, id := fetching(t)
	w.fetch = func(io.Writer) error { return fault.New(fault.Permanent, "clip.too_large") }
	hasStatus(t, w.step(id), celebration.Failed, celebration.WhyRefused, celebration.ChargedYes)
	lost := w.donate("1000", "RUB")
	w.start = func(celebration.Order) (celebration.Operation, error) { return "", errors.New("cut") }
	w.until(lost, celebration.Unknown)
	for _, id := range []int64{id, lost} {
		if c, err := w.pipeline.Reorder(t.Context(), id, "dogs", byPage); err == nil {
			t.Errorf("%s because %q was ordered again", c.Status, c.Reason)
		}
	}
	// Where only the charge is not known the refusal is certain all the same.
	id = w.donate("1000", "RUB")
	w.start = func(celebration.Order) (celebration.Operation, error) { return "op", nil }
	w.until(id, celebration.Generating)
	w.look = func(celebration.Operation) (celebration.Progress, error) {
		return celebration.Progress{}, &fault.Error{Kind: fault.Permanent, Code: "test.no cats", Charged: fault.ChargedUnknown}
	}
	w.step(id)
	c, err := w.pipeline.Reorder(t.Context(), id, "dogs", byPage)
	if err != nil || c.Status != celebration.Approved {
		t.Errorf("it is %s, %v", c.Status, err)
	}
	// The budget counts both orders.
	w.look = func(celebration.Operation) (celebration.Progress, error) {
		return celebration.Progress{Done: true}, nil
	}
	w.until(id, celebration.Fetching)
	if entries, err := w.store.EntriesOf(t.Context(), id); err != nil || len(entries) != 2 || entries[0].State != celebration.EntryUnknown {
		t.Errorf("the ledger has %+v, %v", entries, err)
	}
}

// TestARefusalThatIsSaidTwiceIsOrderedAgain: the first retry looks whether it
// may have been paid for after all, and the second does not do so for ever.
func TestARefusalThatIsSaidTwiceIsOrderedAgain(t *testing.T) {
	w := newWorld(t)
	w.look = func(celebration.Operation) (celebration.Progress, error) {
		return celebration.Progress{}, &fault.Error{Kind: fault.Permanent, Code: "test.no cats", Charged: fault.ChargedUnknown}
	}
	id := w.donate("1000", "RUB")
	w.until(id, celebration.Failed)
	for i, want := range []celebration.Status{celebration.Generating, celebration.Approved, celebration.Generating} {
		c, err := w.pipeline.Decide(t.Context(), id, Retry, byPage)
		if err != nil || c.Status != want {
			t.Errorf("retry %d leads to %s, %v; want %s", i+1, c.Status, err, want)
		}
		w.until(id, celebration.Failed)
	}
	if len(w.starts) != 2 {
		t.Errorf("it was ordered %d times", len(w.starts))
	}
}
