package celebration

import (
	"strings"
	"unicode"
)

// maxMarks is how many accents one character may carry. Vietnamese has two,
// Hebrew with its points three; more stand above and below the line.
const maxMarks = 3

// Legible returns a text as OneLine does, for what is shown: no character carries so many marks
// that it leaves its line.
func Legible(text string, limit int) string {
	marks := 0
	return OneLine(strings.Map(func(r rune) rune {
		if !unicode.In(r, unicode.Mn, unicode.Me) {
			marks = 0
			return r
		}
		if marks++; marks > maxMarks {
			return -1
		}
		return r
	}, text), limit)
}

// Name returns a donor's name as it is shown, or nothing where no character of
// it can be seen: such a donor is anonymous.
func Name(name string, limit int) string {
	if name = Legible(name, limit); !strings.ContainsFunc(name, visible) {
		return ""
	}
	return name
}

// visible reports whether a character leaves something on the screen by
// itself.
func visible(r rune) bool {
	switch {
	case r == '\u2800': // the braille pattern without a dot
		return false
	case unicode.IsSpace(r), unicode.IsControl(r), unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf, unicode.Co, unicode.Cs):
		return false
	}
	return !defaultIgnorable(r)
}

// defaultIgnorable reports whether Unicode leaves a character unseen where
// it means nothing: Hangul fillers, tags, variation selectors and such.
func defaultIgnorable(r rune) bool {
	if unicode.In(r, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector) {
		return true
	}
	return unicode.Is(unicode.Cf, r) && !unicode.Is(unicode.Prepended_Concatenation_Mark, r)
}
