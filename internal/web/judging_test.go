package web

import (
	"strings"
	"testing"

	"streamspark/internal/celebration"
	"streamspark/internal/fault"
	"streamspark/internal/money"
)

// TestTheSettingsSayWhatAVerdictCosts, or why there is none.
func TestTheSettingsSayWhatAVerdictCosts(t *testing.T) {
	for said, err := range map[string]error{
		"Model-1 would cost 0.002":        nil,
		"The text model needs a key":      fault.New(fault.NotFound, "text.off"),
		"Nobody knows what model-1 costs": fault.New(fault.Permanent, "text.no_price"),
	} {
		w := newWorld(t)
		w.NoVerdict = err
		if page := w.ask("GET", "/settings?lang=en", "").Text; !strings.Contains(page, said) {
			t.Errorf("the settings do not say %q", said)
		}
	}
}

// TestAModelsWordsAreATextOnTheStreamersPages: a donor may have had a hand in them.
func TestAModelsWordsAreATextOnTheStreamersPages(t *testing.T) {
	w := newWorld(t)
	d := celebration.Donation{Source: "donationalerts", ID: "1", Donor: "Ann", Message: "hi", Amount: money.Rubles(1500)}
	id := w.Donate(d)
	w.Move(id, func(c *celebration.Celebration) {
		c.Status = celebration.Held
		c.Verdict = celebration.NewVerdict(nil).WithOpinion("Ann", "hi", celebration.Opinion{Model: "m", Action: celebration.ActionHold, Code: "spam", Said: "<b onclick=x>why</b>"})
	})
	for _, path := range []string{"/celebrations/1?lang=en", "/donations?lang=en"} {
		if page := w.ask("GET", path, "").Text; !strings.Contains(page, "&lt;b onclick=x&gt;why&lt;/b&gt;") || strings.Contains(page, "<b onclick") {
			t.Errorf("%s does not say what the model said, or as markup", path)
		}
	}
}
