package speech

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Version is that of the rules below. What was spoken by others is not found in
// the cache.
const Version = 1

const (
	maxInput    = 4000 // characters that are looked at
	maxWord     = 30   // letters
	maxRepeated = 4    // times the same word in a row
	maxLaugh    = 8    // letters of "ахахахах"
	maxCaps     = 5    // letters of a word in capitals, such as an abbreviation
)

// Normalise returns a text as a voice reads it: links are one word, what is
// private or cannot be said is dropped, numbers and sums are written out, and
// at most limit characters are left, cut at the end of a word. All that is left
// are letters, spaces and the marks of a sentence, so no text steers a voice.
func Normalise(text, lang string, limit int) string {
	text = fold(text, lang)
	text = joinSpelled(text)
	text = dropPrivate(text, lang)
	text = writeNumbers(text, lang)
	text = keepSpeakable(text)
	text = shortenWords(text)
	return cutWords(text, limit)
}

// fold returns a text in one form of each character: no marks of other
// directions, nothing unseen, signs as words.
func fold(text, lang string) string {
	w := wordsOf(lang)
	if runes := []rune(text); len(runes) > maxInput {
		text = string(runes[:maxInput])
	}
	text = strings.NewReplacer("№", " "+w.number+" ", "™", "", "℠", "", "©", "", "®", "").Replace(strings.ToValidUTF8(text, ""))
	text = norm.NFKC.String(text)
	var b strings.Builder
	for _, r := range text {
		switch {
		case unicode.IsSpace(r):
			b.WriteByte(' ')
		case unicode.IsControl(r), unicode.In(r, unicode.Cf, unicode.Co, unicode.Cs, unicode.Me, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector):
		case unicode.IsDigit(r):
			b.WriteRune(digit(r))
		case r == '\u2044' || r == '\u2215':
			b.WriteByte('/')
		case r == '‐' || r == '‑' || r == '−':
			b.WriteByte('-')
		case r == '—' || r == '–' || r == '―':
			b.WriteString(" , ")
		case r == '’' || r == 'ʼ' || r == '`':
			b.WriteByte('\'')
		default:
			b.WriteRune(r)
		}
	}
	return strings.Join(strings.Fields(norm.NFC.String(b.String())), " ")
}

// digit returns a decimal digit of any script as one of ours.
func digit(r rune) rune {
	for _, table := range unicode.Nd.R16 {
		if r >= rune(table.Lo) && r <= rune(table.Hi) {
			return '0' + (r-rune(table.Lo))%10
		}
	}
	for _, table := range unicode.Nd.R32 {
		if r >= rune(table.Lo) && r <= rune(table.Hi) {
			return '0' + (r-rune(table.Lo))%10
		}
	}
	return r
}

// joinSpelled joins "п р и в е т", and an address that is spelled like that.
func joinSpelled(text string) string {
	single := func(word string) bool { return len([]rune(word)) == 1 }
	var out []string
	fields := strings.Fields(text)
	for i := 0; i < len(fields); {
		end, letters := i, 0
		for end < len(fields) && single(fields[end]) && !strings.ContainsAny(fields[end], "0123456789,!?") {
			if unicode.IsLetter([]rune(fields[end])[0]) {
				letters++
			}
			end++
		}
		if letters >= 4 {
			out = append(out, strings.Join(fields[i:end], ""))
			i = end
			continue
		}
		end = max(end, i+1)
		out = append(out, fields[i:end]...)
		i = end
	}
	return strings.Join(out, " ")
}

// Patterns of what is not said. Of names of places on the net those are known
// that people advertise with; any other needs "://" or "www." before it.
const (
	label  = `[\p{L}\p{N}](?:[\p{L}\p{N}_-]*[\p{L}\p{N}])?`
	known  = `(?:com|net|org|info|ru|su|рф|by|kz|ua|uz|ge|am|az|md|pl|de|uk|us|eu|tv|me|to|gg|io|ai|xyz|club|shop|store|site|online|live|link|top|pro|app|dev|fun|games|bet|casino|ly|cc|co|click|win|vip|tk|ml|be|moscow|онлайн|сайт|дети)`
	strict = `(?:com|net|org|ru|su|рф|gg|tv|xyz|io|ру|ком|орг|тв|точка\s*ру)`
	// behind is what ends a name of a place on the net, or goes on after it.
	behind = `(?:(?:\s?[/?#:]\s?[^\s,!]+)+|[^\p{L}\p{N}_-]|$)`
)

// patterns returns the patterns of what is private, compiled once.
var patterns = struct{ email, link, spelled, slashed, phone, local, smile *regexp.Regexp }{
	email:   regexp.MustCompile(`(?i)[\p{L}\p{N}._%+-]+\s?(?:@|\(at\)|\[at\]|\sсобака\s|\sat\s)\s?` + label + `(?:\s?(?:\.|\sточка\s|\sdot\s)\s?` + label + `)*\s?(?:\.|\sточка\s|\sdot\s)\s?[\p{L}]{2,}`),
	link:    regexp.MustCompile(`(?i)(?:[a-z][a-z0-9+.-]*://\S+|www\s?\.\s?\S+|(?:` + label + `\.)+` + known + behind + `)`),
	slashed: regexp.MustCompile(`(?i)` + label + `\s?[.,]\s?` + known + `\s?/\s?[^\s,!]+`),
	spelled: regexp.MustCompile(`(?i)` + label + `\s?(?:\s[.·]\s?|\s?[\(\[{]\s?(?:\.|точка|dot)\s?[\)\]}]\s?|\sточка\s|\sдот\s|\sdot\s|,)` + strict + behind),
	phone:   regexp.MustCompile(`\+?\(?\d(?:[\s().+-]{0,3}\d){8,}`),
	local:   regexp.MustCompile(`(?:^|[^\d])(\d{3}-\d{2}-\d{2})(?:[^\d]|$)`),
	smile:   regexp.MustCompile(`(?:^|\s)(?:[:;=8xXхХ]['-]?[)(\]\[DdPpОоOo3*|/\\]+|<3+|[xXхХ]D+|\^_*\^|[oо0]_[oо0]|T_T|¯\S*)`),
}

// dropPrivate replaces links by a word, and drops e-mail addresses, and what
// is long enough to be a telephone number or that of a card.
func dropPrivate(text, lang string) string {
	link := " " + wordsOf(lang).link + " "
	text = patterns.email.ReplaceAllString(text, " ")
	keepEnd := func(found string) string { // what ended the name of the place is no part of it
		last := []rune(found)[len([]rune(found))-1]
		if strings.ContainsRune(".!?,", last) {
			return link + string(last)
		}
		return link
	}
	for _, pattern := range []*regexp.Regexp{patterns.link, patterns.slashed, patterns.spelled} {
		text = pattern.ReplaceAllStringFunc(text, keepEnd)
	}
	text = patterns.phone.ReplaceAllStringFunc(text, func(found string) string {
		digits := strings.Map(func(r rune) rune {
			if r < '0' || r > '9' {
				return -1
			}
			return r
		}, found)
		round := len(digits) <= 12 && (strings.HasSuffix(digits, "000000") || grouped.FindString(found) == found)
		if len(digits) < 10 || round {
			return found
		}
		return " "
	})
	text = patterns.local.ReplaceAllString(text, " ")
	return patterns.smile.ReplaceAllString(text, " ")
}

// keepSpeakable leaves letters, spaces and single marks of a sentence. A hyphen
// and an apostrophe stay within a word.
func keepSpeakable(text string) string {
	runes := []rune(text)
	letter := func(i int) bool {
		return i >= 0 && i < len(runes) && (unicode.IsLetter(runes[i]) || unicode.IsMark(runes[i]))
	}
	var b strings.Builder
	mark := rune(0)
	flush := func() {
		if mark != 0 && b.Len() > 0 {
			b.WriteRune(mark)
		}
		mark = 0
	}
	for i, r := range runes {
		switch {
		case unicode.IsLetter(r), unicode.IsMark(r) && letter(i-1):
			if mark != 0 {
				flush()
				b.WriteByte(' ')
			}
			b.WriteRune(r)
		case (r == '-' || r == '\'') && letter(i-1) && letter(i+1):
			b.WriteRune(r)
		case strings.ContainsRune(".,!?;:", r):
			mark = stronger(mark, r)
		default:
			if mark == 0 {
				b.WriteByte(' ')
			}
		}
	}
	flush()
	text = strings.Join(strings.Fields(b.String()), " ")
	for _, m := range []string{".", ",", "!", "?", ";", ":"} {
		text = strings.ReplaceAll(text, " "+m, m)
	}
	return text
}

// stronger returns the one of two marks in a row that is said.
func stronger(a, b rune) rune {
	const rising = ",;:.!?"
	if strings.IndexRune(rising, b) > strings.IndexRune(rising, a) {
		return b
	}
	return a
}

// shortenWords cuts what is stretched, repeated or shouted.
func shortenWords(text string) string {
	words := strings.Fields(text)
	shouted := shouts(text)
	var out []string
	last, times := "", 0
	for _, word := range words {
		bare := strings.ToLower(strings.TrimRight(word, ".,!?;:"))
		if bare == last {
			times++
		} else {
			last, times = bare, 1
		}
		if times > maxRepeated {
			continue
		}
		mark := word[len(strings.TrimRight(word, ".,!?;:")):]
		runes := unstretch([]rune(strings.TrimSuffix(word, mark)))
		runes = runes[:min(len(runes), maxWord)]
		if short := string(runes); shouted || len(runes) > maxCaps && short == strings.ToUpper(short) {
			runes = []rune(strings.ToLower(short))
		}
		out = append(out, string(runes)+mark)
	}
	return strings.Join(out, " ")
}

// shouts reports whether most of a text is in capitals.
func shouts(text string) bool {
	upper, all := 0, 0
	for _, r := range text {
		if unicode.IsLetter(r) {
			all++
			if unicode.IsUpper(r) {
				upper++
			}
		}
	}
	return all >= 2*maxCaps && upper*10 > all*7
}

// unstretch shortens a letter that is repeated, and a syllable that is.
func unstretch(word []rune) []rune {
	same := func(a, b []rune) bool { return strings.EqualFold(string(a), string(b)) }
	for size := 1; size <= 4; size++ {
		keep := maxLaugh / size
		if size == 1 {
			keep = 3
		}
		var out []rune
		for i := 0; i < len(word); {
			unit := word[i:min(i+size, len(word))]
			times := 1
			for len(unit) == size && i+(times+1)*size <= len(word) && same(unit, word[i+times*size:i+(times+1)*size]) {
				times++
			}
			if times > keep {
				out = append(out, word[i:i+keep*size]...)
				i += times * size
				if rest := word[i:]; len(rest) < size && same(rest, unit[:len(rest)]) {
					i = len(word) // the last syllable was begun
				}
				continue
			}
			out = append(out, word[i])
			i++
		}
		word = out
	}
	return word
}

// cutWords returns at most limit characters, up to the end of a word.
func cutWords(text string, limit int) string {
	runes := []rune(text)
	if len(runes) <= limit {
		return text
	}
	end := max(limit, 0)
	if runes[end] != ' ' {
		if space := slices.Index(reversed(runes[:end]), ' '); space >= 0 {
			end -= space
		}
	}
	return strings.TrimRight(string(runes[:end]), " ,;:-'")
}

func reversed(runes []rune) []rune {
	back := slices.Clone(runes)
	slices.Reverse(back)
	return back
}
