package pipeline

import (
	"context"
	"slices"
	"testing"
	"time"

	"streamspark/internal/celebration"
	"streamspark/internal/money"
)

// asks has a pipeline ask a model, which says what say returns, and collects what it
// is asked about.
func (w *world) asks(say func(celebration.Words) celebration.Opinion) *[]celebration.Words {
	var asked []celebration.Words
	w.set.Moderate, w.set.AsksModel = w.judge, true
	w.pipeline.o.Judge = func(_ context.Context, _ celebration.Celebration, left celebration.Words, _ string) (celebration.Opinion, celebration.Writing) {
		asked = append(asked, left)
		return say(left), celebration.Writing{}
	}
	return &asked
}

func opinion(action celebration.Action, code string) func(celebration.Words) celebration.Opinion {
	return func(celebration.Words) celebration.Opinion {
		return celebration.Opinion{Model: "model-1", Action: action, Code: code}
	}
}

func given(donor, message string, rubles int64) celebration.Donation {
	return celebration.Donation{Source: "donationalerts", ID: "1", Donor: donor, Message: message, Amount: money.Rubles(rubles), CreatedAt: time.Now()}
}

// TestTheStricterOfListsAndModelCounts: the model is asked of what the lists leave, and
// cannot show what they hide.
func TestTheStricterOfListsAndModelCounts(t *testing.T) {
	t.Parallel()
	allow, hold, block := celebration.ActionAllow, celebration.ActionHold, celebration.ActionBlock
	for _, tt := range []struct {
		donor, message string
		says           celebration.Action
		rubles         int64
		asked          []celebration.Words
		status         celebration.Status
		public         celebration.Words
		by, model      string
	}{
		{"Ann", "hi", allow, 1000, []celebration.Words{{Donor: "Ann", Message: "hi"}}, celebration.Approved, celebration.Words{Donor: "Ann", Message: "hi"}, "", "model-1"},
		{"Ann", "a mask b", allow, 1000, []celebration.Words{{Donor: "Ann", Message: "a   b"}}, celebration.Approved, celebration.Words{Donor: "Ann", Message: "a ••• b"}, celebration.ByList, "model-1"},
		{"mask", "a mask", hold, 1000, []celebration.Words{{Message: "a"}}, celebration.Held, celebration.Words{}, celebration.ByModel, "model-1"},
		{"Ann", "hi", hold, 1000, []celebration.Words{{Donor: "Ann", Message: "hi"}}, celebration.Held, celebration.Words{}, celebration.ByModel, "model-1"},
		{"Ann", "hi", hold, 1, []celebration.Words{{Donor: "Ann", Message: "hi"}}, celebration.Skipped, celebration.Words{}, celebration.ByModel, "model-1"},
		{"Ann", "hi", block, 1000, []celebration.Words{{Donor: "Ann", Message: "hi"}}, celebration.Rejected, celebration.Words{}, celebration.ByModel, "model-1"},
		{"Ann", "a hold", allow, 1000, nil, celebration.Held, celebration.Words{}, celebration.ByList, ""},
		{"Ann", "a block", allow, 1000, nil, celebration.Rejected, celebration.Words{}, celebration.ByList, ""},
		{"", "mask", hold, 1000, nil, celebration.Approved, celebration.Words{Message: "•••"}, celebration.ByList, ""},
	} {
		w := newWorld(t)
		asked := w.asks(opinion(tt.says, "threat"))
		id, err := w.pipeline.Record(t.Context(), given(tt.donor, tt.message, tt.rubles))
		if err != nil {
			t.Fatal(err)
		}
		c := w.get(id)
		if len(*asked) > 0 {
			t.Fatal("a model is asked while a donation is recorded")
		}
		if tt.asked != nil {
			if c.Status != celebration.Received || c.Public() != (celebration.Words{}) || !c.Verdict.IsAwaited() {
				t.Errorf("%q: before it was asked it is %s, and viewers may see %+v", tt.message, c.Status, c.Public())
			}
			c = w.step(id)
		}
		if c.Status != tt.status || c.Public() != tt.public || c.Verdict.By != tt.by || c.Verdict.Model != tt.model || !slices.Equal(*asked, tt.asked) {
			t.Errorf("%q: it is %s, viewers may see %+v by %q and %q, asked of %q", tt.message, c.Status, c.Public(), c.Verdict.By, c.Verdict.Model, *asked)
		}
	}
}

// TestAModelIsAskedOnce: its opinion outlives a wait for a rate, and a restart.
func TestAModelIsAskedOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	pounds, err := money.Parse("100", "GBP")
	if err != nil {
		t.Fatal(err)
	}
	d := given("Ann", "hi", 0)
	d.Amount = pounds
	w.set.Moderate, w.set.AsksModel = w.judge, true
	id, err := w.pipeline.Record(t.Context(), d)
	if err != nil {
		t.Fatal(err)
	}
	w.reboot()
	asked := w.asks(opinion(celebration.ActionHold, "hate"))
	if c := w.step(id); c.Status != celebration.WaitingRate || len(*asked) != 1 || c.Public() != (celebration.Words{}) {
		t.Fatalf("it is %s, asked %d times", c.Status, len(*asked))
	}
	w.reboot()
	asked = w.asks(opinion(celebration.ActionAllow, ""))
	c, err := w.pipeline.SetValue(t.Context(), id, money.Rubles(1000), byPage)
	if err != nil || c.Status != celebration.Held || c.Verdict.Code != "hate" || len(*asked) != 0 {
		t.Errorf("it is %s by %+v, asked %d times, %v", c.Status, c.Verdict, len(*asked), err)
	}
	if c, err = w.pipeline.Decide(t.Context(), id, Approve, byPage); err != nil || c.Public().Message != "hi" || c.Verdict.By != celebration.ByPerson {
		t.Errorf("approved it is %s, viewers may see %+v, %v", c.Status, c.Public(), err)
	}
}

// TestThanksForWhatIsNotJudgedHaveNoWords: the streamer may be faster than the model.
func TestThanksForWhatIsNotJudgedHaveNoWords(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.asks(opinion(celebration.ActionAllow, ""))
	id, err := w.pipeline.Record(t.Context(), given("Ann", "hi", 1000))
	if err != nil {
		t.Fatal(err)
	}
	if c, err := w.pipeline.Decide(t.Context(), id, Thank, byPage); err != nil || c.Public() != (celebration.Words{}) {
		t.Errorf("viewers may see %+v, %v", c.Public(), err)
	}
}

// TestTheEndOfTheProgramIsNoVerdict: what had no opinion is asked about again.
func TestTheEndOfTheProgramIsNoVerdict(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.asks(func(celebration.Words) celebration.Opinion { return celebration.Opinion{} })
	id, err := w.pipeline.Record(t.Context(), given("Ann", "hi", 1000))
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err = w.pipeline.Advance(ctx, w.get(id)); err == nil || w.get(id).Status != celebration.Received {
		t.Errorf("it is %s, %v", w.get(id).Status, err)
	}
	w.asks(opinion(celebration.ActionAllow, ""))
	if c := w.step(id); c.Status != celebration.Approved {
		t.Errorf("asked again it is %s", c.Status)
	}
}

// TestAPreviewAsksNoModel: nor does a phrase that the streamer tries.
func TestAPreviewAsksNoModel(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	asked := w.asks(opinion(celebration.ActionHold, "hate"))
	c, _, err := w.pipeline.Preview(t.Context(), given("Ann", "hi", 1000))
	if v := w.pipeline.Moderate("Ann", "hi"); err != nil || c.Status != celebration.Approved || v.Action != celebration.ActionAllow || len(*asked) != 0 {
		t.Errorf("it would be %s, the phrase is %+v, asked %d times, %v", c.Status, v, len(*asked), err)
	}
}
