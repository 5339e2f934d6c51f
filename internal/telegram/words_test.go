package telegram

import (
	"strings"
	"testing"

	"streamspark/internal/celebration"
	"streamspark/internal/fault"
)

// TestAnAudioMessageIsNamed, without its address: a message of the bot is not empty where
// the donor spoke.
func TestAnAudioMessageIsNamed(t *testing.T) {
	w := newWorld(t)
	w.join(ann, ann.ID)
	w.record(celebration.Held, celebration.Donation{Donor: "Vasya", Audio: "https://sounds.example/a.wav"})
	if m := w.offer(ann.ID, "Vasya"); !strings.Contains(m.Text, "An audio message. Nobody checks") || strings.Contains(m.Text, "sounds.example") {
		t.Errorf("the message is %q", m.Text)
	}
}

// TestAMessageSaysWhatTheButtonHides: who presses it sees before what viewers get.
func TestAMessageSaysWhatTheButtonHides(t *testing.T) {
	w := newWorld(t)
	c := celebration.Celebration{
		Status: celebration.Held, Donation: celebration.Donation{Donor: "Vasya", Message: "see t.me/x now"},
		Verdict: celebration.NewVerdict([]celebration.Find{{Field: celebration.FieldMessage, From: 4, To: 10, Action: celebration.ActionHold, Code: "link", By: celebration.ByRule}}),
	}
	c.Reason = fault.Say(celebration.WhyModerated, "cause", c.Verdict.Why())
	if text := w.bot.words(c, maxText, "last"); !strings.Contains(text, "\n\nsee t.me/x now\n\nWithout the words viewers see: Vasya · see ••• now\n\nlast") {
		t.Errorf("the message is %q", text)
	}
	if c.Status = celebration.Played; strings.Contains(w.bot.words(c, maxText, "last"), "viewers see") {
		t.Error("it says so of what is decided")
	}
}
