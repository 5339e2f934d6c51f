package speech

import (
	"strings"
	"unicode"

	"streamspark/internal/money"
)

// maxName is how many characters of a donor's name are said.
const maxName = 40

// Script is what is said of a donation.
type Script struct {
	Text      string // with {donor}, {amount} and {message}
	Anonymous string // stands for a donor without a name
	Lang      string // of the text
	Limit     int    // characters of all
}

// Compose returns what is said. The sum stands in the case that the word before
// it asks for.
func (s Script) Compose(donor string, amount money.Amount, message string) string {
	lang := LanguageOf(message, s.Lang)
	if donor = Normalise(donor, lang, maxName); donor == "" {
		donor = s.Anonymous
	}
	before, _, _ := strings.Cut(s.Text, "{amount}")
	sum := ""
	if !amount.IsNone() {
		sum = sumInWords(amount, lang, caseBehind(before, lang))
	}
	message = Normalise(message, lang, s.Limit)
	text := strings.NewReplacer("{donor}", donor, "{amount}", sum, "{message}", message).Replace(s.Text)
	return cutWords(shortenMarks(text), s.Limit)
}

// shortenMarks leaves one space between words and no mark without a word.
func shortenMarks(text string) string { return keepSpeakable(text) }

// LanguageOf returns the language in which a message is read: Russian where
// most of its letters are, else the one given.
func LanguageOf(message, otherwise string) string {
	cyrillic, all := 0, 0
	for _, r := range message {
		if unicode.IsLetter(r) {
			all++
			if unicode.Is(unicode.Cyrillic, r) {
				cyrillic++
			}
		}
	}
	switch {
	case cyrillic*2 > all:
		return "ru"
	case otherwise == "ru":
		return "ru" // its voices read Latin words too
	}
	return "en"
}
