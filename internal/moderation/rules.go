package moderation

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// hit is a part of the plain text that a rule is about.
type hit struct {
	code     string
	from, to int // bytes of the plain text
}

// domains are the endings of addresses.
type domains struct {
	sure  map[string]bool // an ending of an address wherever it stands
	maybe map[string]bool // a word too: only with a path behind it
	known map[string]bool // whole addresses with such an ending
	none  map[string]bool // what looks like an address and is none
}

// readDomains reads a list: an ending a line, with ? before one that is also a word,
// whole names of addresses, and names of what is none with ! before them.
func readDomains(lines []string) domains {
	d := domains{map[string]bool{}, map[string]bool{}, map[string]bool{}, map[string]bool{}}
	for _, line := range lines {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		text := Normalize(strings.TrimLeft(line, "?!")).plain
		switch {
		case line[0] == '!':
			d.none[text] = true
		case line[0] == '?':
			d.maybe[text] = true
		case strings.Contains(text, "."):
			d.known[text] = true
		default:
			d.sure[text] = true
		}
	}
	return d
}

// The expressions for what is looked at more closely. A dot in words: "dot",
// "(.)", "точка", in the form that Normalize gives them.
var (
	schemes    = regexp.MustCompile(`(?:h[tx]{2}ps?|ftp)\s?[:;]\s?/\s?/\s?\S+|www\s?\.\s?\S+`)
	dotted     = regexp.MustCompile(`[\pL\d][\pL\d-]*(?:\.[\pL\d-]+)+(?:(?:[/?#]|:\d)\S*)?`)
	dotInWords = regexp.MustCompile(`([\pL\d][\pL\d-]*)\s*(?:[([{<]\s*(?:\.|dot|точка|тчк)\s*[)\]}>]|\s\.|\.\s|\s(?:dot|точка|тчк)\s)\s*([\pL\d]+)(\s?/\s?\S+)?`)
	codes      = regexp.MustCompile(`(?:q\s?r|ку\s?ар|кьюар)(?:[\s-]*(?:code|код[а-я]{0,2}))?|(?:от)?сканируи(?:те)?|скануи(?:те)?|scan\s(?:me|this|the\s(?:code|qr))`)
	mails      = regexp.MustCompile(`[\pL\d._%+-]+\s?(?:@|[([]at[)\]]|\sсобака\s|\sat\s)\s?[\pL\d-]+(?:\s?(?:\.|\sdot\s|\sточка\s|[([](?:\.|dot|точка)[)\]])\s?[\pL\d-]+)+`)
	phones     = regexp.MustCompile(`(?:\+\s?\d{1,3}|[78])[\s().-]{0,3}\d{3}[\s().-]{0,3}\d{3}[\s.-]{0,2}\d{2}[\s.-]{0,2}\d{2}|\+\d[\d\s().-]{7,16}\d|\(?\d{3}\)?[\s.-]\d{3}[\s.-]\d{4}|9\d{2}[\s.-]?\d{3}[\s.-]?\d{2}[\s.-]?\d{2}`)
	numbers    = regexp.MustCompile(`\d(?:[ -]?\d){12,18}`)
)

// findLinks returns the links of a text.
func (d domains) findLinks(plain string) (found []hit) {
	for _, m := range codes.FindAllStringIndex(plain, -1) {
		if !letterBefore(plain, m[0]) && !letterAfter(plain, m[1]) {
			found = append(found, hit{"qr", m[0], m[1]})
		}
	}
	if !strings.ContainsAny(plain, ".:") && !strings.Contains(plain, "dot") && !strings.Contains(plain, "точка") && !strings.Contains(plain, "тчк") {
		return found
	}
	for _, m := range schemes.FindAllStringIndex(plain, -1) {
		found = append(found, hit{"link", m[0], m[1]})
	}
	for _, m := range dotted.FindAllStringIndex(plain, -1) {
		if !letterBefore(plain, m[0]) && d.isAddress(plain[m[0]:m[1]]) {
			found = append(found, hit{"link", m[0], m[1]})
		}
	}
	return append(found, d.findSpelled(plain)...)
}

// findSpelled returns the links whose dot is spelled out or stands apart.
func (d domains) findSpelled(plain string) (found []hit) {
	for _, m := range dotInWords.FindAllStringSubmatchIndex(plain, -1) {
		name, ending, path := plain[m[2]:m[3]], plain[m[4]:m[5]], m[6] >= 0
		full := name + "." + ending
		loose := strings.HasPrefix(strings.TrimLeft(plain[m[3]:m[4]], " "), ".") // a full stop may be one
		sentence := loose && plain[m[3]] == '.'
		if letterAfter(plain, m[5]) || d.none[full] {
			continue
		}
		if d.known[full] || path && (d.sure[ending] || d.maybe[ending]) || d.sure[ending] && !sentence {
			found = append(found, hit{"link", m[2], m[1]})
		}
	}
	return found
}

// isAddress reports whether words with dots between them are an address.
func (d domains) isAddress(text string) bool {
	end := strings.IndexAny(text, "/?#:")
	host, path := text, false
	if end >= 0 {
		host, path = text[:end], true
	}
	host = strings.TrimRight(host, "-")
	labels := strings.Split(host, ".")
	ending := labels[len(labels)-1]
	short := strings.Join(labels[max(len(labels)-2, 0):], ".")
	switch {
	case d.none[short]:
		return false
	case d.sure[ending], d.known[short]:
		return true
	}
	return path && d.maybe[ending]
}

// findPersonal returns the mail addresses, phone numbers and card numbers of a text.
func (d domains) findPersonal(plain string) (found []hit) {
	if strings.Contains(plain, "@") || strings.Contains(plain, "собака") || strings.Contains(plain, "at") {
		for _, m := range mails.FindAllStringIndex(plain, -1) {
			text := plain[m[0]:m[1]]
			words := strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
			ending := words[len(words)-1]
			inWords := strings.Contains(text, " at ") && !strings.Contains(text, "dot") // "look at example.com"
			if (d.sure[ending] || d.maybe[ending]) && !inWords {
				found = append(found, hit{"mail", m[0], m[1]})
			}
		}
	}
	if digits := strings.Map(onlyDigit, plain); len(digits) < leastPersonal {
		return found
	}
	for _, m := range phones.FindAllStringIndex(plain, -1) {
		if !letterBefore(plain, m[0]) && !letterAfter(plain, m[1]) {
			found = append(found, hit{"phone", m[0], m[1]})
		}
	}
	for _, m := range numbers.FindAllStringIndex(plain, -1) {
		if !letterBefore(plain, m[0]) && !letterAfter(plain, m[1]) && isCard(plain[m[0]:m[1]]) {
			found = append(found, hit{"card", m[0], m[1]})
		}
	}
	return found
}

// leastPersonal is how many digits a phone number has at least.
const leastPersonal = 9

func onlyDigit(r rune) rune {
	if r >= '0' && r <= '9' {
		return r
	}
	return -1
}

// isCard reports whether the digits of a number pass the check of card numbers
// (Luhn's).
func isCard(text string) bool {
	sum, double := 0, false
	for i := len(text) - 1; i >= 0; i-- {
		digit := int(text[i]) - '0'
		if digit < 0 || digit > 9 {
			continue
		}
		if double {
			if digit *= 2; digit > 9 {
				digit -= 9
			}
		}
		sum, double = sum+digit, !double
	}
	return sum%10 == 0 && text[0] >= '2' && text[0] <= '6'
}

func letterBefore(text string, at int) bool {
	r, _ := utf8.DecodeLastRuneInString(text[:at])
	return unicode.IsLetter(r) || unicode.IsDigit(r)
}

func letterAfter(text string, at int) bool {
	r, _ := utf8.DecodeRuneInString(text[at:])
	return unicode.IsLetter(r) || unicode.IsDigit(r)
}

// What counts as shouting and as a flood.
const (
	leastShouted  = 15 // letters
	mostShouted   = 80 // percent of them in capitals
	mostRepeated  = 15 // times the same character
	mostSameWords = 8  // in a row
)

// isShouted reports whether a text is in capitals.
func isShouted(text string) bool {
	letters, capitals := 0, 0
	for _, r := range text {
		if unicode.IsLetter(r) {
			if letters++; unicode.IsUpper(r) {
				capitals++
			}
		}
	}
	return letters >= leastShouted && capitals*100 >= letters*mostShouted
}

// findFloods returns the parts of a text that repeat one character, or one word,
// over and over. Signs such as hearts may.
func (t Text) findFloods(tokens []token) (found [][2]int) {
	g := t.glyphs
	for i := 0; i < len(g); {
		end := i + 1
		for end < len(g) && g[end].r == g[i].r {
			end++
		}
		if r := g[i].r; end-i > mostRepeated && r != hardSign && r != ' ' && !unicode.IsSymbol(r) {
			found = append(found, [2]int{g[i].from, g[end-1].to})
		}
		i = end
	}
	for i := 0; i < len(tokens); {
		end := i + 1
		for end < len(tokens) && tokens[end].after != hard && slices.EqualFunc(tokens[end].glyphs, tokens[i].glyphs, func(a, b glyph) bool { return a.r == b.r }) {
			end++
		}
		if last := tokens[end-1].glyphs; end-i > mostSameWords {
			found = append(found, [2]int{tokens[i].glyphs[0].from, last[len(last)-1].to})
		}
		i = end
	}
	return found
}
