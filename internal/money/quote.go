package money

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxQuoted is the longest word that an error repeats; a key is longer.
const maxQuoted = 20

// Excerpt returns what somebody wrote, as an error may repeat it: "…" in place
// of what could be a key that was pasted into the wrong field. Errors are
// shown, logged and sent to others for help.
func Excerpt(text string) string {
	for word := range strings.FieldsSeq(text) {
		if mayBeKey(word) {
			return "…"
		}
	}
	return text
}

// Mask returns a text of somebody else, such as a parser's error, with a … for
// each word in it that could be a key.
func Mask(text string) string {
	outside := func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune("`'\"*(),", r) }
	for _, word := range strings.FieldsFunc(text, outside) {
		if mayBeKey(strings.TrimRight(word, ":")) {
			text = strings.ReplaceAll(text, word, "…")
		}
	}
	return text
}

// mayBeKey reports whether a word is long for one that people write, or is
// made of letters and digits like something that nobody could remember.
func mayBeKey(word string) bool {
	length, digits, letters := utf8.RuneCountInString(word), 0, 0
	for _, r := range word {
		switch {
		case unicode.IsDigit(r):
			digits++
		case unicode.IsLetter(r):
			letters++
		}
	}
	return length > maxQuoted || length >= 12 && digits > 1 && letters > 1
}
