package pipeline

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"streamspark/internal/celebration"
	"streamspark/internal/fault"
	"streamspark/internal/money"
	"streamspark/internal/store"
)

// judgesAndWrites has a pipeline ask a model that also writes prompts, and returns the
// frames it is asked to write in; empty where it is not. Nothing else may write.
func (w *world) judgesAndWrites(says celebration.Action, during func()) *[]string {
	var frames []string
	w.set.Moderate, w.set.AsksModel = w.judge, true
	w.pipeline.o.Judge = func(ctx context.Context, c celebration.Celebration, left celebration.Words, frame string) (celebration.Opinion, celebration.Writing) {
		frames = append(frames, frame)
		if during != nil {
			during()
		}
		o := celebration.Opinion{Model: "model-1", Action: says, Said: "because"}
		if o.Code = "spam"; says == celebration.ActionAllow {
			o.Code = ""
		}
		if frame == "" {
			return o, celebration.Writing{}
		}
		return o, fox(c, frame)
	}
	w.writes(func(celebration.Celebration, string) celebration.Writing {
		w.t.Error("the prompt is written once more")
		return celebration.Writing{}
	})
	return &frames
}

// TestAVerdictAndItsPromptAreOneQuestion: what was written is used with the words that it
// was made of, and with no others.
func TestAVerdictAndItsPromptAreOneQuestion(t *testing.T) {
	t.Parallel()
	const written = `"A fox leaps."`
	for _, tt := range []struct {
		says    celebration.Action
		status  celebration.Status
		decided Action
		prompt  string // part of the order; empty: nothing is ordered
		public  string
	}{
		{celebration.ActionAllow, celebration.Approved, "", written, "лиса"},
		{celebration.ActionMask, celebration.Approved, "", celebration.DefaultFrame, celebration.MaskedPart},
		{celebration.ActionHold, celebration.Held, Approve, written, "лиса"},
		{celebration.ActionHold, celebration.Held, Mask, celebration.DefaultFrame, celebration.MaskedPart},
		{celebration.ActionHold, celebration.Held, Reject, "", ""},
		{celebration.ActionBlock, celebration.Rejected, Approve, written, "лиса"},
	} {
		w := newWorld(t)
		frames := w.judgesAndWrites(tt.says, nil)
		if tt.prompt == celebration.DefaultFrame {
			w.pipeline.o.Write = func(context.Context, celebration.Celebration, string) celebration.Writing {
				return celebration.Writing{}
			}
		}
		id := w.says("donationalerts", "1", "лиса")
		c := w.step(id)
		if c.Status != tt.status || !slices.Equal(*frames, []string{celebration.DefaultFrame}) || c.Verdict.Said != "because" {
			t.Errorf("%s: it is %s, asked in %q, %+v", tt.says, c.Status, *frames, c.Verdict)
		}
		if kept := c.Order.Writing.IsWritten(); kept != (tt.says != celebration.ActionMask) || kept != strings.Contains(c.Order.Prompt, written) {
			t.Errorf("%s: saved is %+v", tt.says, c.Order)
		}
		if tt.decided != "" {
			if _, err := w.pipeline.Decide(t.Context(), id, tt.decided, byPage); err != nil {
				t.Fatal(err)
			}
		}
		if tt.prompt == "" {
			continue
		}
		c = w.until(id, celebration.Generating)
		if prompt := w.starts[0].Prompt; !strings.Contains(prompt, tt.prompt) || strings.Contains(prompt, written) != (tt.prompt == written) || c.Public().Message != tt.public || len(*frames) != 1 {
			t.Errorf("%s, %s: ordered is %q, shown %q, asked %d times", tt.says, tt.decided, prompt, c.Public().Message, len(*frames))
		}
		if c.Order.Writing.IsWritten() != (tt.prompt == written) {
			t.Errorf("%s, %s: kept is %+v", tt.says, tt.decided, c.Order.Writing)
		}
	}
}

// TestNoPromptIsWrittenWithAVerdictInVain: where no clip would be ordered at once the
// model only judges.
func TestNoPromptIsWrittenWithAVerdictInVain(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*world, *celebration.Donation){
		"below the threshold":   func(_ *world, d *celebration.Donation) { d.Amount = money.Rubles(1) },
		"without a date":        func(_ *world, d *celebration.Donation) { d.CreatedAt = time.Time{} },
		"without a message":     func(_ *world, d *celebration.Donation) { d.Message = "" },
		"held in any case":      func(w *world, _ *celebration.Donation) { w.set.Mode = celebration.ModeAll },
		"no clips":              func(w *world, _ *celebration.Donation) { w.set.Generator = Off },
		"clips that are free":   func(w *world, _ *celebration.Donation) { w.paid = false },
		"no budget":             func(w *world, _ *celebration.Donation) { w.set.Budget.PerDay = decimal.New(1, -2) },
		"no rate in memory":     func(_ *world, d *celebration.Donation) { d.Amount, _ = money.Parse("100", "GBP") },
		"too little for a text": func(w *world, _ *celebration.Donation) { w.set.Minimums.Message = decimal.NewFromInt(9999) },
		"nobody writes":         func(w *world, _ *celebration.Donation) { w.pipeline.o.Write = nil },
	} {
		w := newWorld(t)
		frames := w.judgesAndWrites(celebration.ActionAllow, nil)
		d := given("Аня", "лиса", 1500)
		if change(w, &d); name == "no rate in memory" {
			w.known = false
		}
		if _, err := w.pipeline.Record(t.Context(), d); err != nil {
			t.Fatal(err)
		}
		if c := w.step(1); len(*frames) != 1 || (*frames)[0] != "" || !c.Order.Writing.IsZero() {
			t.Errorf("%s: asked in %q, saved is %+v", name, *frames, c.Order.Writing)
		}
	}
}

// TestWhatAModelSaidOutlivesAChangeMeanwhile: it is paid for.
func TestWhatAModelSaidOutlivesAChangeMeanwhile(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	var id int64
	frames := w.judgesAndWrites(celebration.ActionAllow, func() {
		if _, err := w.pipeline.SetValue(t.Context(), id, money.Rubles(2000), byPage); err != nil && !fault.Has(err, fault.Conflict) {
			t.Error(err)
		}
		c := w.get(id)
		if err := w.store.Save(t.Context(), &c); err != nil {
			t.Error(err)
		}
	})
	id = w.says("donationalerts", "1", "лиса")
	if c := w.step(id); c.Status != celebration.Approved || c.Verdict.Model != "model-1" || !c.Order.Writing.IsWritten() || len(*frames) != 1 {
		t.Errorf("it is %s, %+v, asked %d times", c.Status, c.Verdict, len(*frames))
	}
	ctx, cancel := context.WithCancel(t.Context())
	frames = w.judgesAndWrites(celebration.ActionHold, cancel)
	id = w.says("donationalerts", "2", "кот")
	if err := w.pipeline.Advance(ctx, w.get(id)); err != nil || w.get(id).Status != celebration.Held || len(*frames) != 1 {
		t.Errorf("as the program ends it is %s, %v", w.get(id).Status, err)
	}
}

// TestAStepOfThePastAsksNobody: the one that it missed has asked.
func TestAStepOfThePastAsksNobody(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	frames := w.judgesAndWrites(celebration.ActionAllow, nil)
	past := w.get(w.says("donationalerts", "1", "лиса"))
	w.step(past.ID)
	if err := w.pipeline.Advance(t.Context(), past); !errors.Is(err, store.ErrStale) || len(*frames) != 1 {
		t.Errorf("asked %d times, %v", len(*frames), err)
	}
}

// TestATestIsNotJudgedForMoney, but where it may cost something.
func TestATestIsNotJudgedForMoney(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		costs, paid bool
		asked       int
	}{{false, false, 1}, {true, false, 0}, {true, true, 1}} {
		w := newWorld(t)
		frames := w.judgesAndWrites(celebration.ActionAllow, nil)
		w.set.AsksForMoney = tt.costs
		d := given("Аня", "лиса", 1500)
		d.Source, d.Paid = celebration.SourceTest, tt.paid
		id, err := w.pipeline.Record(t.Context(), d)
		if err != nil {
			t.Fatal(err)
		}
		if w.get(id).Status == celebration.Received {
			w.step(id)
		}
		if c := w.get(id); len(*frames) != tt.asked || c.Public().Message != "лиса" {
			t.Errorf("%+v: asked %d times, it is %s", tt, len(*frames), c.Status)
		}
	}
}
