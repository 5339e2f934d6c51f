package celebration

import (
	"strings"
	"testing"
)

func TestANameThatCannotBeSeenIsAnonymous(t *testing.T) {
	for _, name := range []string{
		"", "   ", "\u3164", "\u2800\u2800", "\u115f\u1160", "\uffa0", "\u00ad", "\u200b\u200d", "\u2060\ufeff", "\ufe0f",
		"\U000e0041\U000e0042", "\U000e0100", "\u034f", "\u061c", "\u180e", "\u0301\u0302", "\ue000", "\x00\x07", " \u3164 \u2800 ",
	} {
		if got := Name(name, 100); got != "" {
			t.Errorf("%+q is shown as %+q", name, got)
		}
	}
	for name, want := range map[string]string{
		"Аня": "Аня", "viewer42\t": "viewer42", "ㅋㅋ": "ㅋㅋ", "👨\u200d👩\u200d👧": "👨\u200d👩\u200d👧", "⠓⠊": "⠓⠊", "!": "!", "नमस्ते": "नमस्ते",
	} {
		if got := Name(name, 100); got != want {
			t.Errorf("%+q is shown as %+q, want %+q", name, got, want)
		}
	}
}

func TestMarksDoNotLeaveTheLine(t *testing.T) {
	zalgo := "З" + strings.Repeat("\u0301", 40) + "а" + strings.Repeat("\u0489", 40) + strings.Repeat("\u20dd", 9)
	if got, want := Legible(zalgo, 100), "З"+strings.Repeat("\u0301", 3)+"а"+strings.Repeat("\u0489", 3); got != want {
		t.Errorf("got %+q, want %+q", got, want)
	}
	for _, text := range []string{"Việt Nam", "й ё", "שָׁלוֹם", "e\u0302\u0301", "ที่นี่"} {
		if got := Legible(text, 100); got != text {
			t.Errorf("%+q is shown as %+q", text, got)
		}
	}
}
