package speech

import (
	"strings"
)

// grammar is the case of a Russian number.
type grammar int

// The cases, in the order of the tables.
const (
	nominative grammar = iota
	genitive
	dative
	accusative
	instrumental
	prepositional
)

// gender is that of what is counted.
type gender int

const (
	masculine gender = iota
	feminine
	neuter
)

// maxSpoken is the largest number that is written out.
const maxSpoken = 999_999_999_999

// Number returns a whole number in words: in Russian for "ru", else in English.
func Number(n int64, lang string) string { return number(n, lang, nominative, masculine) }

func number(n int64, lang string, g grammar, s gender) string {
	switch {
	case n < 0:
		return wordsOf(lang).minus + " " + number(-n, lang, g, s)
	case n > maxSpoken:
		return ""
	case lang == "ru":
		return russian(n, g, s)
	}
	return english(n)
}

// english returns a number from 0 to maxSpoken in words.
func english(n int64) string {
	ones := strings.Fields(`zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen
		fifteen sixteen seventeen eighteen nineteen`)
	tens := strings.Fields(`twenty thirty forty fifty sixty seventy eighty ninety`)
	if n == 0 {
		return ones[0]
	}
	var words []string
	for _, scale := range []struct {
		of   int64
		name string
	}{{1_000_000_000, "billion"}, {1_000_000, "million"}, {1000, "thousand"}, {1, ""}} {
		group := n / scale.of % 1000
		if group == 0 {
			continue
		}
		if group >= 100 {
			words = append(words, ones[group/100], "hundred")
			group %= 100
		}
		if group >= 20 {
			ten := tens[group/10-2]
			if group %= 10; group > 0 {
				ten += "-" + ones[group]
			}
			words = append(words, ten)
		} else if group > 0 {
			words = append(words, ones[group])
		}
		if scale.name != "" {
			words = append(words, scale.name)
		}
	}
	return strings.Join(words, " ")
}

// russian returns a number from 0 to maxSpoken in words, in a case, counting
// something of a gender.
func russian(n int64, g grammar, s gender) string {
	if n == 0 {
		return strings.Fields("ноль ноля нолю ноль нолём ноле")[g]
	}
	var words []string
	for _, scale := range []struct {
		of   int64
		noun noun
	}{
		{1_000_000_000, noun{"миллиард", "миллиарда", "миллиардов", "миллиард", masculine}},
		{1_000_000, noun{"миллион", "миллиона", "миллионов", "миллион", masculine}},
		{1000, noun{"тысяча", "тысячи", "тысяч", "тысячу", feminine}},
	} {
		group := n / scale.of % 1000
		if group == 0 {
			continue
		}
		if n/scale.of != 1 { // "тысяча", not "одна тысяча"
			words = append(words, hundreds(group, g, scale.noun.gender)...)
		}
		words = append(words, scale.noun.scale(group, g))
	}
	if rest := n % 1000; rest > 0 {
		words = append(words, hundreds(rest, g, s)...)
	}
	return strings.Join(words, " ")
}

// scale returns the noun of thousands or millions behind its number, in a case.
func (n noun) scale(count int64, g grammar) string {
	if g == nominative || g == accusative {
		return n.behind(count, g)
	}
	stem := strings.TrimSuffix(n.one, "а")
	single := count%10 == 1 && count%100 != 11
	switch {
	case single && g == genitive:
		return n.few
	case g == genitive:
		return n.many
	}
	endings := map[grammar][2]string{dative: {"у", "ам"}, instrumental: {"ом", "ами"}, prepositional: {"е", "ах"}}
	if n.gender == feminine {
		endings = map[grammar][2]string{dative: {"е", "ам"}, instrumental: {"ей", "ами"}, prepositional: {"е", "ах"}}
	}
	if single {
		return stem + endings[g][0]
	}
	return stem + endings[g][1]
}

// hundreds returns a number from 1 to 999 in words.
func hundreds(n int64, g grammar, s gender) (words []string) {
	if n >= 100 {
		words = append(words, forms(`
			сто ста ста сто ста ста
			двести двухсот двумстам двести двумястами двухстах
			триста трёхсот трёмстам триста тремястами трёхстах
			четыреста четырёхсот четырёмстам четыреста четырьмястами четырёхстах
			пятьсот пятисот пятистам пятьсот пятьюстами пятистах
			шестьсот шестисот шестистам шестьсот шестьюстами шестистах
			семьсот семисот семистам семьсот семьюстами семистах
			восемьсот восьмисот восьмистам восемьсот восемьюстами восьмистах
			девятьсот девятисот девятистам девятьсот девятьюстами девятистах`, n/100-1, g))
	}
	if n %= 100; n >= 20 {
		words = append(words, forms(`
			двадцать двадцати двадцати двадцать двадцатью двадцати
			тридцать тридцати тридцати тридцать тридцатью тридцати
			сорок сорока сорока сорок сорока сорока
			пятьдесят пятидесяти пятидесяти пятьдесят пятьюдесятью пятидесяти
			шестьдесят шестидесяти шестидесяти шестьдесят шестьюдесятью шестидесяти
			семьдесят семидесяти семидесяти семьдесят семьюдесятью семидесяти
			восемьдесят восьмидесяти восьмидесяти восемьдесят восемьюдесятью восьмидесяти
			девяносто девяноста девяноста девяносто девяноста девяноста`, n/10-2, g))
		n %= 10
	}
	switch {
	case n == 0:
	case n == 1:
		words = append(words, forms(`
			один одного одному один одним одном
			одна одной одной одну одной одной
			одно одного одному одно одним одном`, int64(s), g))
	case n == 2 && s == feminine && (g == nominative || g == accusative):
		words = append(words, "две")
	case n <= 4:
		words = append(words, forms(`
			два двух двум два двумя двух
			три трёх трём три тремя трёх
			четыре четырёх четырём четыре четырьмя четырёх`, n-2, g))
	case n == 8:
		words = append(words, forms("восемь восьми восьми восемь восемью восьми", 0, g))
	default: // five to nineteen end alike
		stem := strings.Fields(`пят шест сем восем девят десят одиннадцат двенадцат тринадцат четырнадцат пятнадцат
			шестнадцат семнадцат восемнадцат девятнадцат`)[n-5]
		words = append(words, stem+strings.Fields("ь и и ь ью и")[g])
	}
	return words
}

// forms returns a word of a table that has a row of six cases each.
func forms(table string, row int64, g grammar) string {
	return strings.Fields(table)[row*6+int64(g)]
}

// noun is what is counted: рубль, рубля, рублей. English nouns have the first
// and the last form.
type noun struct {
	one, few, many string
	oneAccusative  string // empty: as one
	gender         gender
}

// behind returns the form of a noun behind a number in words, where the number
// is in the nominative or the accusative; in any other case the form of many.
func (n noun) behind(count int64, g grammar) string {
	last, teens := count%10, count%100 > 10 && count%100 < 20
	switch {
	case n.few == "": // English
		if count == 1 {
			return n.one
		}
		return n.many
	case g == genitive && last == 1 && !teens:
		return n.few
	case g != nominative && g != accusative:
		return n.many
	case teens || last == 0 || last > 4:
		return n.many
	case last > 1:
		return n.few
	case g == accusative && n.oneAccusative != "":
		return n.oneAccusative
	}
	return n.one
}

// ordinal returns "first" in English for 1; in Russian with the ending that
// stood behind the number: "й", "го", "я". Empty: it cannot.
func ordinal(n int64, ending, lang string) string {
	switch {
	case n < 1 || n > 999:
		return ""
	case lang == "ru":
		return russianOrdinal(n, ending)
	}
	odd := map[string]string{
		"one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth", "nine": "ninth", "twelve": "twelfth",
	}
	text := english(n)
	cut := strings.LastIndexAny(text, " -") + 1
	last := text[cut:]
	switch {
	case odd[last] != "":
		return text[:cut] + odd[last]
	case strings.HasSuffix(last, "y"):
		return strings.TrimSuffix(text, "y") + "ieth"
	}
	return text + "th"
}

func russianOrdinal(n int64, ending string) string {
	last := n % 100
	if last >= 20 && last%10 > 0 {
		last %= 10
	}
	stems := map[int64]string{
		1: "перв", 2: "втор", 3: "трет", 4: "четвёрт", 7: "седьм", 8: "восьм", 40: "сороков",
		50: "пятидесят", 60: "шестидесят", 70: "семидесят", 80: "восьмидесят", 90: "девяност",
	}
	stem := stems[last]
	if stem == "" && last > 0 {
		stem = strings.TrimSuffix(russian(last, nominative, masculine), "ь")
	}
	full := map[string]string{
		"й": "ый", "ый": "ый", "ой": "ой", "ий": "ий", "го": "ого", "му": "ому", "м": "ом", "я": "ая", "ая": "ая",
		"ю": "ую", "ую": "ую", "е": "ое", "ое": "ое", "х": "ых",
	}[ending]
	if stem == "" || full == "" {
		return ""
	}
	switch last {
	case 3:
		full = map[string]string{"ый": "ий", "ий": "ий", "ого": "ьего", "ому": "ьему", "ом": "ьем", "ая": "ья", "ую": "ью", "ое": "ье", "ых": "ьих"}[full]
	case 2, 6, 7, 8, 40:
		full = strings.Replace(full, "ый", "ой", 1)
	}
	if n == last {
		return stem + full
	}
	return russian(n-last, nominative, masculine) + " " + stem + full
}
