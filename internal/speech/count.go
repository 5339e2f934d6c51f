package speech

import (
	"regexp"
	"strconv"
	"strings"
	"unicode"

	"github.com/shopspring/decimal"

	"streamspark/internal/money"
)

// grouped is a number with spaces between its thousands.
var grouped = regexp.MustCompile(`^\d{1,3}(?:[ ']\d{3})+$`)

// counted is a number in a text with what belongs to it: a minus, a sign of
// a currency before it, groups of thousands, a fraction.
var counted = regexp.MustCompile(`([$€£₽₸₴₺¥₾₪₹₩]\s?)?(\d{1,3}(?:[ ']\d{3})+|\d+)(?:([.,])(\d+))?`)

// dotted is a date or a version.
var dotted = regexp.MustCompile(`^\d+(?:\.\d+){2,}`)

// Thousands and cents of an English number behind the first comma.
var (
	commaGroup = regexp.MustCompile(`^,(\d{3})(?:\D|$)`)
	cents      = regexp.MustCompile(`^\.\d+`)
)

// What may stand behind a number and changes how it is said: a multiplier, then
// a currency, a percentage or a temperature.
var (
	multiplier = regexp.MustCompile(`(?i)^\s?(?:кк|kk|к|k|тыс\.?|млн\.?|млрд\.?)`)
	mark       = regexp.MustCompile(`(?i)^\s?(?:[$€£₽₸₴₺¥₾₪₹₩֏₼%]|°[CcСс]?|руб\.?|р\.?|rub|rur|usd|eur|gbp|kzt|uah|byn|try|pln|brl|gel|ils|inr|cny|jpy|amd|azn|грн\.?|тг|бакс)`)
)

// ending is that of an ordinal: 1-й, 2nd.
var ending = regexp.MustCompile(`(?i)^(?:-(ый|ой|ий|го|му|ая|ую|ое|й|м|я|ю|е|х)|(st|nd|rd|th))`)

// writeNumbers writes out the numbers and sums of a text.
func writeNumbers(text, lang string) string {
	var b strings.Builder
	g := nominative
	for {
		at := counted.FindStringSubmatchIndex(text)
		if at == nil {
			break
		}
		before := text[:at[0]]
		b.WriteString(signs(before, lang))
		if before != " и " && before != " или " { // между 5 и 7
			g = caseBehind(before, lang)
		}
		spoken, used := read(text[at[0]:], lang, g)
		b.WriteString(" " + spoken + " ")
		text = text[at[0]+used:]
	}
	b.WriteString(signs(text, lang))
	return b.String()
}

// signs writes out the signs of a text between two numbers.
func signs(text, lang string) string {
	w := wordsOf(lang)
	return strings.NewReplacer("+", " "+w.plus+" ", "=", " "+w.equals+" ", "&", " "+w.and+" ", "%", " "+w.percent.many+" ").Replace(text)
}

// read returns the number at the start of a text in words, in a case, and how
// much of the text it took.
func read(text, lang string, g grammar) (spoken string, used int) {
	if parts := dotted.FindString(text); parts != "" { // a date, a version
		var said []string
		for part := range strings.SplitSeq(parts, ".") {
			said = append(said, plainNumber(part, lang, nominative, masculine))
		}
		return strings.Join(said, " "), len(parts)
	}
	f := figureOf(text, lang)
	value, err := decimal.NewFromString(f.whole + "." + f.fraction + "0")
	if err != nil {
		return "", f.used
	}
	value = f.readMarks(text, value)
	rest := text[f.used:]
	switch {
	case value.GreaterThan(decimal.NewFromInt(maxSpoken)):
		return "", f.used
	case f.code != "":
		return sumInWords(money.New(value, money.Currency(f.code)), lang, g), f.used
	case f.sign == "%":
		return quantity(value, lang, g, wordsOf(lang).percent), f.used
	case f.sign == "°":
		return quantity(value, lang, g, wordsOf(lang).degree), f.used
	case !value.IsInteger():
		return fractional(value, lang, g), f.used
	}
	if end := ending.FindStringSubmatch(rest); end != nil && wordEnds(rest[len(end[0]):], "a") && (lang == "ru") == (end[1] != "") {
		if said := ordinal(value.IntPart(), strings.ToLower(end[1]), lang); said != "" {
			return said, f.used + len(end[0])
		}
	}
	if f.whole[0] == '0' {
		return plainNumber(f.whole, lang, g, masculine), f.used
	}
	return number(value.IntPart(), lang, g, genderOf(rest, value.IntPart(), lang, g)), f.used
}

// figure is a number as it is written, and what belongs to it.
type figure struct {
	whole, fraction string
	code, sign      string // of a currency; of a percentage or a temperature
	used            int    // bytes of the text
}

// figureOf reads the number at the start of a text, and the sign before it.
func figureOf(text, lang string) figure {
	m := counted.FindStringSubmatch(text)
	f := figure{
		whole: strings.NewReplacer(" ", "", "'", "").Replace(m[2]), fraction: m[4],
		code: currencyMarks[strings.TrimSpace(m[1])], used: len(m[0]),
	}
	if m[3] != "," || lang == "ru" || len(f.fraction) != 3 || len(f.whole) > 3 {
		return f
	}
	f.whole, f.fraction = f.whole+f.fraction, "" // 1,000,000.50
	for next := commaGroup.FindStringSubmatch(text[f.used:]); next != nil; next = commaGroup.FindStringSubmatch(text[f.used:]) {
		f.whole += next[1]
		f.used += len(",000")
	}
	if found := cents.FindString(text[f.used:]); found != "" {
		f.fraction = found[1:]
		f.used += len(found)
	}
	return f
}

// readMarks reads what stands behind the number, and returns the value with its
// multiplier.
func (f *figure) readMarks(text string, value decimal.Decimal) decimal.Decimal {
	if found := multiplier.FindString(text[f.used:]); found != "" && (wordEnds(text[f.used+len(found):], found) || mark.MatchString(text[f.used+len(found):])) {
		value = value.Mul(decimal.NewFromInt(multipliers[strings.ToLower(strings.TrimSpace(found))]))
		f.used += len(found)
	}
	found := mark.FindString(text[f.used:])
	if found == "" || !wordEnds(text[f.used+len(found):], found) {
		return value
	}
	f.used += len(found)
	found = strings.ToLower(strings.TrimSpace(found))
	switch first := string([]rune(found)[:1]); first {
	case "%", "°":
		f.sign = first
	default:
		if f.code == "" {
			f.code = currencyMarks[found]
		}
	}
	return value
}

// plainNumber returns digits as a number; those that begin with a zero one by
// one.
func plainNumber(text, lang string, g grammar, s gender) string {
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || len(text) > 1 && text[0] == '0' {
		return digits(text, lang)
	}
	return number(n, lang, g, s)
}

// wordEnds reports whether a word of letters ends before the rest of a text.
func wordEnds(rest, word string) bool {
	last := []rune(word)
	if len(last) == 0 || !unicode.IsLetter(last[len(last)-1]) {
		return true
	}
	for _, r := range rest {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r)
	}
	return true
}

// digits reads the digits of "007" one by one.
func digits(text, lang string) string {
	var said []string
	for _, d := range text[:min(len(text), 12)] {
		n, _ := strconv.ParseInt(string(d), 10, 64)
		said = append(said, Number(n, lang))
	}
	return strings.Join(said, " ")
}

// caseBehind returns the case of a Russian number behind a text.
func caseBehind(before, lang string) grammar {
	if lang != "ru" {
		return nominative
	}
	return casesAfter[strings.ToLower(strings.TrimLeft(lastWord(before), "(\"«"))]
}

func lastWord(text string) string {
	text = strings.TrimRight(text, " ")
	return text[strings.LastIndexByte(text, ' ')+1:]
}

// genderOf returns the gender of what a number counts, as far as the form of the
// next word shows it: одна минута, две минуты, на одну минуту.
func genderOf(rest string, n int64, lang string, g grammar) gender {
	rest, spaced := strings.CutPrefix(rest, " ")
	word, _, _ := strings.Cut(rest, " ")
	next := []rune(strings.ToLower(strings.TrimRight(word, ".,!?;:)")))
	if lang != "ru" || !spaced || len(next) < 3 || n%100 > 10 && n%100 < 20 {
		return masculine
	}
	ends := func(with string) bool { return strings.ContainsRune(with, next[len(next)-1]) }
	switch n % 10 {
	case 1:
		switch {
		case ends("ая"), g == accusative && ends("ую"):
			return feminine
		case ends("оеё"):
			return neuter
		}
	case 2:
		switch string(next) {
		case "или", "при", "они", "эти", "вы", "мы":
			return masculine
		}
		if ends("ыи") {
			return feminine
		}
	}
	return masculine
}

// sumInWords returns a sum: тысячу рублей пятьдесят копеек.
func sumInWords(a money.Amount, lang string, g grammar) string {
	value := a.Value().Round(2)
	u, known := unitOf(string(a.Currency()), lang)
	if !known {
		return fractional(value, lang, g) + " " + string(a.Currency())
	}
	whole := value.IntPart()
	parts := value.Sub(decimal.NewFromInt(whole)).Shift(2).IntPart()
	if u.part.one == "" {
		return quantity(value, lang, g, u.whole)
	}
	said := quantity(decimal.NewFromInt(whole), lang, g, u.whole)
	switch {
	case parts == 0:
		return said
	case whole == 0:
		return quantity(decimal.NewFromInt(parts), lang, g, u.part)
	}
	if lang != "ru" {
		said += " " + wordsOf(lang).and
	}
	return said + " " + quantity(decimal.NewFromInt(parts), lang, g, u.part)
}

// quantity returns a number and what it counts.
func quantity(value decimal.Decimal, lang string, g grammar, n noun) string {
	if g != genitive && g != accusative { // the tables have no other forms of what is counted
		g = nominative
	}
	if !value.IsInteger() {
		of := n.few
		if lang != "ru" {
			of = n.many
		}
		return fractional(value, lang, g) + " " + of
	}
	whole := value.IntPart()
	return number(whole, lang, g, n.gender) + " " + n.behind(whole, g)
}

// fractional returns a number that may have a fraction.
func fractional(value decimal.Decimal, lang string, g grammar) string {
	w := wordsOf(lang)
	whole := value.IntPart()
	rest := strings.TrimRight(strings.TrimPrefix(value.Sub(decimal.NewFromInt(whole)).Abs().String(), "0."), "0")
	switch {
	case rest == "" || rest == "0":
		return number(whole, lang, g, masculine)
	case lang == "ru" && len(rest) <= len(w.parts):
		if g != accusative {
			g = nominative
		}
		part, _ := strconv.ParseInt(rest, 10, 64) // three digits
		return quantity(decimal.NewFromInt(whole), lang, g, w.whole) + " " + quantity(decimal.NewFromInt(part), lang, g, w.parts[len(rest)-1])
	}
	return number(whole, lang, nominative, masculine) + " " + w.point + " " + digits(rest, lang)
}
