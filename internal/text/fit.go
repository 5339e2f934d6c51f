package text

import (
	"regexp"
	"strings"
	"unicode"

	"streamspark/internal/celebration"
)

// isHex matches a word that is bytes in hexadecimal digits.
var isHex = regexp.MustCompile(`^[0-9a-fA-F]{24,}$`)

// isBase64 matches a word that may be bytes in base64.
var isBase64 = regexp.MustCompile(`^[A-Za-z0-9+/_-]{20,}={0,2}$`)

const (
	leastDigits = 32 // of a text that is made of numbers
	leastTurns  = 3  // from a small letter to a capital, in a word of base64
)

// Unfit returns why a model is not asked about a text: it is not mostly in the letters
// of the streamer's languages, or stands for another text, and to a model it may say
// what no list can read. Empty: it is asked.
func Unfit(words string) string {
	ours, others, digits := 0, 0, 0
	for _, r := range words {
		switch {
		case unicode.Is(unicode.Latin, r), unicode.Is(unicode.Cyrillic, r):
			ours++
		case unicode.IsLetter(r):
			others++
		case unicode.IsDigit(r):
			digits++
		}
	}
	if others > ours {
		return celebration.CodeForeign
	}
	if digits >= leastDigits && digits > ours {
		return celebration.CodeEncoded
	}
	for word := range strings.FieldsSeq(words) {
		if isHex.MatchString(word) && strings.ContainsAny(word, "0123456789") || isBase64.MatchString(word) && isMixed(word) {
			return celebration.CodeEncoded
		}
	}
	return ""
}

// isMixed reports whether a word has a digit or a sign, and capitals where no word has
// them.
func isMixed(word string) bool {
	turns, last := 0, ' '
	for _, r := range word {
		if unicode.IsUpper(r) && !unicode.IsUpper(last) {
			turns++
		}
		last = r
	}
	return turns >= leastTurns && strings.ContainsAny(word, "0123456789+/=")
}
