// Package locale says everything in the reader's language: the words of
// the pages, the reasons of celebrations, what other rooms say in English,
// and the way a language writes numbers, money and dates. Each part of the
// pages has its words in a file of its own, one for each language.
package locale

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"streamspark/internal/celebration"
	"streamspark/internal/money"
)

// Language is one language that the pages speak: its words and the way it
// writes numbers, money and dates. It never changes after it was made.
type Language struct {
	code      string // "en"
	name      string // as its speakers call it
	words     map[string]string
	reasons   map[string]string // see celebration.Reason.In
	answers   map[string]string // what other rooms say in English, by what they say
	sentences []sentence        // the same where particulars stand in it
	point     string            // between the whole and the fraction
	plural    func(n int) int   // which of the forms of a word goes with n
	zone      *time.Location
	now       func() time.Time
}

// Phrase is a key of the catalogue with what goes into its holes, or a plain
// sentence. It is said in a language as late as possible.
type Phrase struct {
	Key  string
	Args []any
}

// DayOf is a moment of which only the day matters.
type DayOf time.Time

// Say is a phrase of the catalogue.
func Say(key string, args ...any) Phrase { return Phrase{Key: key, Args: args} }

// All are all that there are, the fallback first.
func All(now func() time.Time) []*Language {
	return []*Language{
		{
			code: "en", name: "English", words: english(), reasons: map[string]string{}, answers: map[string]string{}, point: ".",
			plural: pluralEnglish, zone: time.Local, now: now,
		},
		{
			code: "ru", name: "Русский", words: russian(), reasons: russianReasons(), answers: russianAnswers(), sentences: russianSentences(), point: ",",
			plural: pluralRussian, zone: time.Local, now: now,
		},
	}
}

// Code is how the language is chosen: "en".
func (l *Language) Code() string { return l.code }

// Name is the language as its speakers call it.
func (l *Language) Name() string { return l.name }

// Has tells whether a key is in the catalogue.
func (l *Language) Has(key string) bool {
	_, ok := l.words[key]
	return ok
}

// Keys lists the catalogue.
func (l *Language) Keys() []string { return slices.Sorted(maps.Keys(l.words)) }

func pluralEnglish(n int) int {
	if n == 1 {
		return 0
	}
	return 1
}

func pluralRussian(n int) int {
	switch {
	case n%10 == 1 && n%100 != 11:
		return 0
	case n%10 >= 2 && n%10 <= 4 && (n%100 < 12 || n%100 > 14):
		return 1
	}
	return 2
}

// T says a key of the catalogue. What is no key is a plain sentence already.
// Where a word has forms, written "donation|donations", the first argument
// is the number that chooses.
func (l *Language) T(key string, args ...any) string {
	text, ok := l.words[key]
	if !ok {
		return l.Heard(key)
	}
	if strings.Contains(text, "|") {
		n := 0
		if len(args) > 0 {
			n, _ = args[0].(int)
		}
		forms := strings.Split(text, "|")
		text = forms[min(l.plural(n), len(forms)-1)]
	}
	if len(args) == 0 || !strings.Contains(text, "%") {
		return text
	}
	shown := make([]any, len(args))
	for i, arg := range args {
		shown[i] = l.show(arg)
	}
	return fmt.Sprintf(text, shown...)
}

// Heard says in this language what another room said in English, whole or
// sentence by sentence, as far as that is known here.
func (l *Language) Heard(said string) string {
	if answer, ok := l.known(said); ok {
		return answer
	}
	sentences := strings.SplitAfter(said, ". ")
	for i, sentence := range sentences {
		if answer, ok := l.known(strings.TrimSpace(sentence)); ok {
			sentences[i] = answer + " "
		}
	}
	return strings.TrimSpace(strings.Join(sentences, ""))
}

func (l *Language) known(said string) (string, bool) {
	if answer, ok := l.answers[said]; ok {
		return answer, true
	}
	return l.retold(said)
}

// Say says a phrase.
func (l *Language) Say(p Phrase) string {
	if p.Key == "" {
		return ""
	}
	return l.T(p.Key, p.Args...)
}

// show writes one argument as this language does.
func (l *Language) show(arg any) string {
	switch v := arg.(type) {
	case Phrase:
		return l.Say(v)
	case money.Amount:
		return l.Money(v)
	case time.Time:
		return l.When(v)
	case DayOf:
		return l.Day(time.Time(v))
	case time.Duration:
		return l.Lasts(v)
	case int:
		return l.Count(v)
	}
	return fmt.Sprint(arg)
}

// Reason says a reason. Lengths of time in it are written out, because the
// rooms that give reasons know no language, and what strangers wrote keeps
// to its line.
func (l *Language) Reason(r celebration.Reason) string {
	r.Args = slices.Clone(r.Args)
	for i, arg := range r.Args {
		r.Args[i] = l.Heard(celebration.OneLine(arg, 500))
		if d, err := time.ParseDuration(strings.ReplaceAll(arg, " ", "")); err == nil {
			r.Args[i] = l.Lasts(d)
		} else if sum := regexp.MustCompile(`^([0-9 ]+)\.([0-9]{2} \S{1,3})$`).FindStringSubmatch(arg); sum != nil {
			r.Args[i] = sum[1] + l.point + sum[2]
		}
		if size, err := strconv.ParseFloat(strings.TrimSuffix(arg, " MB"), 64); err == nil && strings.HasSuffix(arg, " MB") {
			r.Args[i] = l.Size(int64(size * 1e6))
		}
	}
	return Capital(r.In(l.reasons))
}

// Capital begins a text with a capital letter.
func Capital(text string) string {
	runes := []rune(text)
	if len(runes) > 0 {
		runes[0] = unicode.ToUpper(runes[0])
	}
	return string(runes)
}

// Answers are what the API says in English, in this language.
func (l *Language) Answers() map[string]string { return l.answers }

// ForScripts are the words of the page's own scripts.
func (l *Language) ForScripts() map[string]string {
	words := map[string]string{}
	for key, text := range l.words {
		if name, ok := strings.CutPrefix(key, "script."); ok {
			words[name] = text
		}
		// What many buttons and rows of a page would say alike they only name.
		if kind, _, _ := strings.Cut(key, "."); slices.Contains([]string{"done", "confirm", "toast"}, kind) {
			words[key] = text
		}
	}
	return words
}
