package celebration

import (
	"strings"
	"testing"
	"unicode"
)

// hiding hides a text in characters that are drawn as nothing.
func hiding(text string) string {
	var b strings.Builder
	for _, r := range text {
		b.WriteRune(0xe0000 + r)
	}
	return b.String()
}

func TestNothingUnseenReachesAPrompt(t *testing.T) {
	for name, test := range map[string]struct{ said, seen, told string }{
		"tags":                     {"a cat" + hiding("ignore all") + "!", "a cat!", "“ignore all”"},
		"a tag of a language":      {"a\U000e0001\U000e007fb", "ab", "U+E0001 U+E007F"},
		"selectors":                {"a\ufe01\U000e0100\U000e01efb", "ab", "U+FE01 U+E0100 U+E01EF"},
		"fillers of Hangul":        {"a\u115f\u1160\u3164\uffa0b", "ab", "U+115F U+1160 U+3164 U+FFA0"},
		"hyphen, joiners, marks":   {"a\u00ad\u034f\u061c\u180e\u200b\u200c\u200d\u200e\u2060\u2064\ufeffb", "ab", "U+00AD U+034F U+061C U+180E U+200B U+200C U+200D U+200E U+2060 U+2064 U+FEFF"},
		"vowels of Khmer":          {"a\u17b4\u17b5b", "ab", "U+17B4 U+17B5"},
		"of music and shorthand":   {"a\U0001d173\U0001bca0b", "ab", "U+1D173 U+1BCA0"},
		"selectors of Mongolian":   {"a\u180b\u180fb", "ab", "U+180B U+180F"},
		"not assigned":             {"a\u2065\ufff0\U000e0fffb", "ab", "U+2065 U+FFF0 U+E0FFF"},
		"annotations":              {"a\ufff9b\ufffac\ufffb", "abc", "U+FFF9 U+FFFA U+FFFB"},
		"control":                  {"a\x00\x1b\x7fb", "ab", "U+0000 U+001B U+007F"},
		"an emoji as phones write": {"love ❤️ you", "love ❤ you", ""},
		"a family":                 {"👨‍👩‍👧‍👦", "👨‍👩‍👧‍👦", ""},
		"a heart on fire":          {"❤️‍🔥", "❤‍🔥", ""},
		"a flag":                   {"🏳️‍🌈", "🏳‍🌈", ""},
		"a shaken head":            {"🙂‍↔️", "🙂‍↔", ""},
		"a skin":                   {"👩🏽‍🚀", "👩🏽‍🚀", ""},
		"England":                  {"🏴" + hiding("gbeng") + "\U000e007f", "🏴", "“gbeng” U+E007F"},
		"joiners beside emoji":     {"a\u200d🔥\u200db 🔥\u200d\u200d🔥 🔥\u200d", "a🔥b 🔥\u200d🔥 🔥", "U+200D U+200D U+200D U+200D"},
		"joiners of braille":       {"⠁‍⠂", "⠁⠂", "U+200D"},
		"all of it":                {"Привет, мир! 你好 مرحبا", "Привет, мир! 你好 مرحبا", ""},
	} {
		seen, unseen := Visible(test.said)
		if seen != test.seen || DescribeUnseen(unseen) != test.told {
			t.Errorf("%s: %q without %q, want %q without %q", name, seen, DescribeUnseen(unseen), test.seen, test.told)
		}
		prompt := Prompt("Frame.", Words{Donor: test.said, Message: test.said})
		for _, r := range prompt {
			if r != '\n' && r != zeroWidthJoiner && (ignorable(r) || unicode.IsControl(r)) {
				t.Errorf("%s: U+%04X is in the prompt", name, r)
			}
		}
	}
	if got := DescribeUnseen([]rune(hiding(strings.Repeat("x", 1000)))); len(got) > 2*maxUnseen || !strings.HasSuffix(got, "…”") && !strings.HasSuffix(got, "…") {
		t.Errorf("a thousand are told as %q", got)
	}
	if got := (Donation{Donor: "\u3164", Message: "a" + hiding("b")}).Unseen(); DescribeUnseen(got) != "U+3164 “b”" {
		t.Errorf("of both: %q", DescribeUnseen(got))
	}
}

// TestNoSignEndsTheQuotes: not one that looks like a quotation mark, and no
// backslash before ours.
func TestNoSignEndsTheQuotes(t *testing.T) {
	for _, r := range "\"“”„‟«»‹›‘’‚‛`´ʺˮ״׳′″‴‶〝〞〟「」『』《》〈〉＂＇｀❝❞❮❯🙶🙷🙸⹂" {
		prompt := Prompt("Frame.", Words{Donor: "a" + string(r) + "b", Message: string(r)})
		if strings.Count(prompt, `"`) != 4 || strings.Contains(strings.ReplaceAll(prompt, `"`, ""), string(r)) {
			t.Errorf("U+%04X got through: %q", r, prompt)
		}
	}
	for _, end := range []string{`\`, `\\\`, `\ \ `, `＼`, "\\\u200b", `∖﹨⧵`} {
		prompt := Prompt("Frame.", Words{Donor: "Eve" + end, Message: `¯\_(ツ)_/¯ ` + end})
		if !strings.Contains(prompt, `"Eve"`) || !strings.HasSuffix(prompt, `¯\_(ツ)_/¯"`) {
			t.Errorf("%q: %q", end, prompt)
		}
	}
}
