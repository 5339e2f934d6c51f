package pipeline

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"streamspark/internal/celebration"
	"streamspark/internal/fault"
	"streamspark/internal/money"
)

// writes has prompts written by a function, and counts how often.
func (w *world) writes(write func(c celebration.Celebration, frame string) celebration.Writing) *int {
	n := new(int)
	w.pipeline.o.Write = func(_ context.Context, c celebration.Celebration, frame string) celebration.Writing {
		*n++
		return write(c, frame)
	}
	return n
}

func (w *world) says(source, id, message string) int64 {
	return w.give(celebration.Donation{Source: source, ID: id, Donor: "Аня", Message: message, Amount: money.Rubles(1500), CreatedAt: time.Now()})
}

func fox(celebration.Celebration, string) celebration.Writing {
	return celebration.Writing{Scene: "A fox leaps.", Mood: "glad", Sound: "bells", Provider: "openai_text", Model: "m"}
}

// TestAPromptIsWrittenOnceBeforeTheOrder: it is saved before anything is ordered, and
// the order has it in the tier's frame, and none of the donor's own words.
func TestAPromptIsWrittenOnceBeforeTheOrder(t *testing.T) {
	w := newWorld(t)
	w.set.Frame, w.set.Tiers[0].Prompt = "General frame.", "Only claymation."
	frame := ""
	n := w.writes(func(c celebration.Celebration, f string) celebration.Writing {
		frame = f
		return fox(c, f)
	})
	id := w.says("donationalerts", "1", "лиса")
	w.step(id)
	c := w.step(id)
	hasStatus(t, c, celebration.Approved, "", celebration.ChargedNo)
	if c.Order.Writing.Scene != "A fox leaps." || len(w.starts) != 0 || frame != "Only claymation." || !strings.Contains(c.Order.Prompt, "A fox leaps.") {
		t.Fatalf("%+v, %d orders, in %q", c.Order, len(w.starts), frame)
	}
	c = w.step(id)
	if c.Status != celebration.Generating || *n != 1 {
		t.Fatalf("it is %s, asked %d times", c.Status, *n)
	}
	prompt := w.starts[0].Prompt
	if !strings.HasPrefix(prompt, "Only claymation.") || !strings.Contains(prompt, `"A fox leaps."`) || strings.Contains(prompt, "лиса") || strings.Contains(prompt, "Аня") || c.Order.Prompt != prompt {
		t.Errorf("it is %q", prompt)
	}
	w.reboot()
	if again := w.get(id).Order.Writing; again.Sound != "bells" || again.Mood != "glad" || again.Provider != "openai_text" || again.Model != "m" {
		t.Errorf("kept is %+v", again)
	}
}

// TestWhatIsNotWrittenIsTheTiersOwn: a failure holds nothing up, is said, and is not
// tried again for the same order.
func TestWhatIsNotWrittenIsTheTiersOwn(t *testing.T) {
	w := newWorld(t)
	n := w.writes(func(celebration.Celebration, string) celebration.Writing {
		return celebration.Writing{Provider: "openai_text", Why: fault.Say("text.too_slow", "after", 15*time.Second)}
	})
	id := w.says("donationalerts", "1", "лиса")
	c := w.until(id, celebration.Generating)
	if *n != 1 || !strings.Contains(w.starts[0].Prompt, "лиса") || c.Order.Writing.Why.Code != "text.too_slow" || c.Order.Writing.Why.Args["after"] != 15*time.Second {
		t.Errorf("asked %d times: %q, %+v", *n, w.starts[0].Prompt, c.Order.Writing)
	}
	w.writes(func(celebration.Celebration, string) celebration.Writing { return celebration.Writing{} })
	id = w.says("donationalerts", "2", "кот")
	if w.until(id, celebration.Generating); !w.get(id).Order.Writing.IsZero() {
		t.Error("switched off, something is written down")
	}
}

// TestWhatTheListsFindInAWritingIsNotUsed: a model may write what a donor told it to. It
// was paid for, and is not asked again.
func TestWhatTheListsFindInAWritingIsNotUsed(t *testing.T) {
	for name, writing := range map[string]celebration.Writing{
		"a scene": {Scene: "A mask falls.", Mood: "glad", Sound: "bells"},
		"a mood":  {Scene: "A fox leaps.", Mood: "hold", Sound: "bells"},
		"a sound": {Scene: "A fox leaps.", Mood: "glad", Sound: "mask"},
	} {
		w := newWorld(t)
		w.set.Frame, w.set.Moderate = "General frame.", w.judge
		writing.Provider, writing.Model = "openai_text", "m"
		n := w.writes(func(celebration.Celebration, string) celebration.Writing { return writing })
		id := w.says("donationalerts", "1", "лиса")
		w.step(id)
		w.step(id)
		c := w.step(id)
		if got := c.Order.Writing; c.Status != celebration.Generating || *n != 1 || got.IsWritten() || got.Mood+got.Sound != "" || got.Why.Code != "text.found" || got.Model != "m" {
			t.Errorf("%s: it is %s, asked %d times, %+v", name, c.Status, *n, got)
		}
		if prompt := w.starts[0].Prompt; strings.Contains(prompt, "mask") || strings.Contains(prompt, "hold") || strings.Contains(prompt, "fox") || !strings.HasPrefix(prompt, "General frame.") {
			t.Errorf("%s: the prompt is %q", name, prompt)
		}
	}
}

// TestNoModelIsAskedInVain: not for what has no words of a donor, or is free, and not
// where the clip itself is not ordered.
func TestNoModelIsAskedInVain(t *testing.T) {
	w := newWorld(t)
	w.set.Places = 9
	n := w.writes(fox)
	w.until(w.says("donationalerts", "1", ""), celebration.Generating)
	w.until(w.says(celebration.SourceManual, "2", "a fox of my own"), celebration.Generating)
	w.set.Budget.PerDay = decimal.RequireFromString("1.70")
	held := w.until(w.says("donationalerts", "3", "лиса"), celebration.Held)
	if held.Reason.Code != celebration.WhyBudgetDay {
		t.Errorf("it is held because %s", held.Reason)
	}
	w.paid = false
	w.until(w.says("donationalerts", "4", "лиса"), celebration.Generating)
	if *n != 0 {
		t.Errorf("a model was asked %d times", *n)
	}
}

// TestThePromptIsSeenBeforeItIsApproved, and is the one that is then sent.
func TestThePromptIsSeenBeforeItIsApproved(t *testing.T) {
	w := newWorld(t)
	n := w.writes(fox)
	id := w.give(celebration.Donation{Source: "donationalerts", ID: "1", Message: "лиса", Amount: money.Rubles(1500)}) // without a date it is held
	w.until(id, celebration.Held)
	c, err := w.pipeline.WritePrompt(t.Context(), id)
	if err != nil || c.Status != celebration.Held || !strings.Contains(c.Order.Prompt, "A fox leaps.") {
		t.Fatalf("%+v, %v", c, err)
	}
	if _, err := w.pipeline.WritePrompt(t.Context(), id); !fault.Is(err, "text.not_now") {
		t.Errorf("again: %v", err)
	}
	seen := w.get(id).Order.Prompt
	if _, err := w.pipeline.Decide(t.Context(), id, Approve, byPage); err != nil {
		t.Fatal(err)
	}
	w.until(id, celebration.Generating)
	if *n != 1 || w.starts[0].Prompt != seen {
		t.Errorf("asked %d times; it is %q, seen was %q", *n, w.starts[0].Prompt, seen)
	}
}

// TestWhatIsPaidForIsKept: also where the streamer decides while it is written.
func TestWhatIsPaidForIsKept(t *testing.T) {
	w := newWorld(t)
	id := w.give(celebration.Donation{Source: "donationalerts", ID: "1", Message: "лиса", Amount: money.Rubles(1500)})
	w.until(id, celebration.Held)
	w.writes(func(c celebration.Celebration, f string) celebration.Writing {
		if _, err := w.pipeline.Decide(t.Context(), id, Reject, byPage); err != nil {
			t.Error(err)
		}
		return fox(c, f)
	})
	if c, err := w.pipeline.WritePrompt(t.Context(), id); err != nil || c.Status != celebration.Rejected || !w.get(id).Order.Writing.IsWritten() {
		t.Errorf("%+v, %v", c, err)
	}
}
