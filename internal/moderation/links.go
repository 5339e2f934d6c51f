package moderation

import (
	"regexp"
	"slices"
	"strconv"
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
	endings map[string]ending
	known   map[string]bool // whole addresses
	none    map[string]bool // what looks like an address and is none
}

// ending is how sure it is that a name with an ending is an address.
type ending int

const (
	unknown ending = iota // only with a path, and of Latin letters
	maybe                 // a word too: only with a path, or with a hyphen in the name
	likely                // unless it begins a sentence, with a capital
	certain               // never a word
)

// readDomains reads a list: an ending a line, with ? before one that is also a word
// and + before one that never is, whole names of addresses, and names of what is none
// with ! before them.
func readDomains(lines []string) domains {
	d := domains{map[string]ending{}, map[string]bool{}, map[string]bool{}}
	for _, line := range lines {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		text := Normalize(strings.TrimLeft(line, "?!+")).plain
		switch {
		case line[0] == '!':
			d.none[text] = true
		case line[0] == '?':
			d.endings[text] = maybe
		case line[0] == '+':
			d.endings[text] = certain
		case strings.Contains(text, "."):
			d.known[text] = true
		default:
			d.endings[text] = likely
		}
	}
	return d
}

// The expressions for what is looked at more closely. A dot in words: "dot", "точка",
// "(.)", in the form that Normalize gives them.
var (
	schemes     = regexp.MustCompile(`(?:[hнх]\s?[tтxх]\s?[tтxх]\s?[pрп]\s?[sс]?|ftp)\s?[:;]\s?(?:/\s/\s[^\s•](?:\s[^\s•])+|/\s?/?\s?\S+)|\pL[\pL\d+.-]*:/[/\\][\pL\d]\S*|www\s?\.\s?\S+|magnet:\?\S+`)
	dotted      = regexp.MustCompile(`[\pL\d][\pL\d-]*(?:\.[\pL\d-]+)+(?:(?:[/?#\\]|:\d)\S*)?`)
	spelledDot  = regexp.MustCompile(`([\pL\d][\pL\d-]*?)[^\pL\d•]{1,3}(d[o0о]t|[тt][о0o][чu4][кk][аa]|тчк|t[o0]chka)[^\pL\d•]{1,3}([\pL\d]+)(` + pathBehind + `)?`)
	looseDot    = regexp.MustCompile(`([\pL\d][\pL\d-]*)\s*(?:[([{<]\s*(?:\.|d[o0о]t|т[о0]чка|тчк)\s*[)\]}>]|\s\.|\.\s)\s*([\pL\d]+)(` + pathBehind + `)?`)
	apartDot    = regexp.MustCompile(`(?:^|[^\pL\d])([\pL\d-]+|[\pL\d](?: [\pL\d])+)\s?\.\s?([\pL\d](?: [\pL\d])+)(?:\s?[/\\]\s?\S+(?:\s[^\s•])*)?`)
	otherDot    = regexp.MustCompile(`([\pL\d]+)([^\pL\d•/\\]{1,3})([\pL\d]+)`)
	behindLink  = regexp.MustCompile(`^(?:` + pathBehind + `)`)
	behindKnown = regexp.MustCompile(`^(?:` + pathBehind + `|\s@?[a-z\d_]{3,})`)
	mentions    = regexp.MustCompile(`@[a-z][a-z\d_]{3,}`)
	messengers  = regexp.MustCompile(`(?:^|[^\pL\d])(?:тг|тгк|телег[а-я]{0,2}|телеграмм?[а-я]{0,2}|tg|telega|telegram)(?:$|[^\pL\d])`)
	qrWords     = regexp.MustCompile(`(?:^|[^\pL\d])((?:q\s?r|ку\s?ар|кьюар|кюар)[\s-]*(код[а-я]{0,2}|code)?)(?:$|[^\pL\d])`)
	scanWords   = regexp.MustCompile(`(?:^|[^\pL\d])((?:от|про)?скан(?:ь|ну|ни[а-я]*|ируи[а-я]*|ирова[а-я]*|уи[а-я]*)?|scan|наведи[а-я]*|камер[а-я]|описани[а-я]|профил[а-я])((?:[\s-]+[\pL\d]+){0,2}?[\s-]+(?:код[а-я]{0,2}|code|q\s?r|куар))?(?:$|[^\pL\d])`)
)

// pathBehind is the path of an address whose slash may be a word.
const pathBehind = `\s?[/\\]\s?\S+|\s(?:slash|слеш|слэш)\s\S+`

// findLinks returns the links of a text.
func (d domains) findLinks(t Text) (found []hit) {
	plain := t.plain
	hasDot, hasSlash := strings.IndexByte(plain, '.') >= 0, strings.ContainsAny(plain, `/\`)
	found = findCodes(plain)
	if hasSlash && strings.ContainsAny(plain, ":;") || hasAny(plain, "www", "magnet:") {
		for _, m := range schemes.FindAllStringIndex(plain, -1) {
			found = append(found, hit{"link", m[0], m[1]})
		}
	}
	if hasDot {
		found = d.findDotted(found, t)
	}
	if hasSlash || strings.IndexByte(plain, ',') >= 0 {
		found = append(found, d.findKnown(plain)...)
	}
	if hasAny(plain, "чк", "чk", "4k", "chka", "ot", "0t", "оt") {
		found = append(found, d.findSpelled(plain)...)
	}
	if strings.IndexByte(plain, '@') >= 0 {
		found = append(found, findMentions(plain)...)
	}
	return found
}

// hasAny reports whether one of some parts is in a text, so that most texts need no
// expression.
func hasAny(text string, parts ...string) bool {
	return slices.ContainsFunc(parts, func(part string) bool { return strings.Contains(text, part) })
}

// findDotted appends the links of a text that have a dot.
func (d domains) findDotted(found []hit, t Text) []hit {
	plain := t.plain
	for _, m := range dotted.FindAllStringIndex(plain, -1) {
		if !letterBefore(plain, m[0]) && d.isAddress(plain[m[0]:m[1]], t.beginsSentence(m[0], m[1])) {
			found = append(found, hit{"link", m[0], d.behind(plain, m[0], m[1])})
		}
	}
	if hasAny(plain, ". ", " .", "(", "[", "{", "<") {
		found = append(found, d.findLoose(t)...)
	}
	return append(found, d.findApart(plain)...)
}

// findCodes returns the words about codes that phones read, where more than one says so.
func findCodes(plain string) (found []hit) {
	if !hasAny(plain, "qr", "q r", "уар", "у ар", "юар", "скан", "scan", "наведи") {
		return nil
	}
	scan := scanWords.FindStringSubmatchIndex(plain)
	if scan != nil && scan[4] >= 0 {
		found = append(found, hit{"qr", scan[2], scan[5]})
	}
	for _, m := range qrWords.FindAllStringSubmatchIndex(plain, -1) {
		if scan != nil || m[4] >= 0 {
			found = append(found, hit{"qr", m[2], m[3]})
		}
	}
	return found
}

// findLoose returns the links whose dot stands apart, or in brackets.
func (d domains) findLoose(t Text) (found []hit) {
	plain := t.plain
	for _, m := range looseDot.FindAllStringSubmatchIndex(plain, -1) {
		name, end, path := plain[m[2]:m[3]], plain[m[4]:m[5]], m[6] >= 0
		sentence := plain[m[3]] == '.'
		if letterAfter(plain, m[5]) || d.none[name+"."+end] || sentence && t.glyphs[t.at[m[4]]].capital && !d.isKnown(name, end) {
			continue
		}
		kind := d.ending(name, end)
		if d.isKnown(name, end) || path && kind >= maybe || kind >= likely && !sentence {
			found = append(found, hit{"link", m[2], d.behind(plain, m[2], m[1])})
		}
	}
	return found
}

// findSpelled returns the links whose dot is a word.
func (d domains) findSpelled(plain string) (found []hit) {
	for _, m := range spelledDot.FindAllStringSubmatchIndex(plain, -1) {
		name, dot, end, path := plain[m[2]:m[3]], plain[m[4]:m[5]], plain[m[6]:m[7]], m[8] >= 0
		if letterBefore(plain, m[0]) || letterAfter(plain, m[7]) {
			continue
		}
		isPlace := !path && (d.none[name+" "+dot] || strings.HasSuffix(name, "ая"))
		kind := d.ending(name, end)
		if d.isKnown(name, end) || path && kind >= maybe || kind >= likely && !isPlace {
			found = append(found, hit{"link", m[2], d.behind(plain, m[2], m[1])})
		}
	}
	return found
}

// findKnown returns the known addresses with something else for the dot: with a comma,
// or with a path behind them.
func (d domains) findKnown(plain string) (found []hit) {
	for at := 0; at < len(plain); {
		m := otherDot.FindStringSubmatchIndex(plain[at:])
		if m == nil {
			break
		}
		for i := range m {
			m[i] += at
		}
		name, sign, end := plain[m[2]:m[3]], plain[m[4]:m[5]], plain[m[6]:m[7]]
		at = m[6] // the second word may be the first of the next pair
		if strings.Contains(sign, ".") || letterBefore(plain, m[2]) || !d.isKnown(name, end) {
			continue
		}
		if path := behindLink.FindStringIndex(plain[m[1]:]); path != nil {
			found = append(found, hit{"link", m[2], m[1] + path[1]})
		} else if sign == "," {
			found = append(found, hit{"link", m[2], m[1]})
		}
	}
	return found
}

// findApart returns the links that are written letter by letter, or whose ending is.
func (d domains) findApart(plain string) (found []hit) {
	for _, m := range apartDot.FindAllStringSubmatchIndex(plain, -1) {
		name, end := withoutSpaces(plain[m[2]:m[3]]), withoutSpaces(plain[m[4]:m[5]])
		if !letterAfter(plain, m[5]) && (d.isKnown(name, end) || d.ending(name, end) >= likely) {
			found = append(found, hit{"link", m[2], m[1]})
		}
	}
	return found
}

func withoutSpaces(text string) string { return strings.ReplaceAll(text, " ", "") }

// findMentions returns the names that are said to be of a messenger.
func findMentions(plain string) (found []hit) {
	where := messengers.FindAllStringIndex(plain, -1)
	if where == nil {
		return nil
	}
	for _, m := range mentions.FindAllStringIndex(plain, -1) {
		isBeside := func(w []int) bool { return m[0]-w[1] < mostBeside && w[0]-m[1] < mostBeside }
		if !letterBefore(plain, m[0]) && slices.ContainsFunc(where, isBeside) {
			found = append(found, hit{"link", m[0], m[1]})
		}
	}
	return found
}

// mostBeside is how many bytes may be between a name and its messenger.
const mostBeside = 20

// behind returns where a link ends with what is written behind it: a path whose slash
// stands apart, and behind a known address that has none, a name.
func (d domains) behind(plain string, from, to int) int {
	text := plain[from:to]
	if strings.ContainsAny(text, `/\?#`) {
		return to
	}
	labels := strings.FieldsFunc(text, func(r rune) bool { return r == '.' || r == ' ' })
	after := behindLink
	if last := len(labels) - 1; last > 0 && d.isKnown(labels[last-1], labels[last]) {
		after = behindKnown
	}
	if m := after.FindStringIndex(plain[to:]); m != nil {
		return to + m[1]
	}
	return to
}

// isKnown reports whether a name and its ending are a known address, in the letters
// that they have or in the Latin ones that look like them.
func (d domains) isKnown(name, end string) bool {
	return d.known[name+"."+end] || d.known[latin.reading(name)+"."+latin.reading(end)]
}

// ending returns how sure it is that a name with an ending is an address. An ending
// with letters of both alphabets is read in each of them.
func (d domains) ending(name, end string) ending {
	kind := d.endings[end]
	if strings.HasPrefix(end, "xn--") {
		return certain
	}
	if kind == unknown {
		isLatin, isCyrillic := strings.ContainsFunc(end, latin.native), strings.ContainsFunc(end, cyrillic.native)
		switch {
		case isLatin && isCyrillic:
			kind = max(d.endings[latin.reading(end)], d.endings[cyrillic.reading(end)])
		case isLatin && len(end) > 2 && isWithin(end):
			kind = d.endings[latin.reading(end)]
		case isCyrillic && isLatinName(name) && utf8.RuneCountInString(end) > 2:
			kind = d.endings[latin.reading(end)]
		}
	}
	if kind == maybe && strings.Contains(name, "-") && isLatinName(name) {
		return likely
	}
	return kind
}

// isWithin reports whether a text with digits has letters at both ends.
func isWithin(text string) bool {
	return latin.native(rune(text[0])) && latin.native(rune(text[len(text)-1]))
}

// isLatinName reports whether a name has Latin letters and no others.
func isLatinName(name string) bool {
	return strings.ContainsFunc(name, latin.native) && !strings.ContainsFunc(name, func(r rune) bool { return r >= utf8.RuneSelf })
}

// reading returns a text with the letters of an alphabet that its own look like.
func (a alphabet) reading(text string) string {
	return strings.Map(func(r rune) rune {
		if c := a.cell(r); !c.native && len(c.letters) > 0 && r >= utf8.RuneSelf {
			return c.letters[0]
		} else if r == '0' || a == cyrillic && latin.native(r) && len(c.letters) > 0 {
			return c.letters[len(c.letters)-1]
		}
		return r
	}, text)
}

// cutPath divides an address into its host, and its port or path.
func cutPath(text string) (host, path string) {
	if end := strings.IndexAny(text, `/\?#:`); end >= 0 {
		return text[:end], text[end:]
	}
	return text, ""
}

// isAddress reports whether words with dots between them are an address.
func (d domains) isAddress(text string, isSentence bool) bool {
	host, path := cutPath(text)
	host = strings.TrimRight(host, "-")
	labels := strings.Split(host, ".")
	if len(labels) < 2 {
		return false
	}
	name, end := labels[len(labels)-2], labels[len(labels)-1]
	hasPath := len(path) > 1
	switch {
	case d.none[name+"."+end]:
		return false
	case d.isKnown(name, end):
		return true
	}
	switch d.ending(name, end) {
	case certain:
		return true
	case likely:
		return hasPath || !isSentence
	case maybe:
		return hasPath
	}
	if isIP(labels) {
		return len(path) > 2 && path[0] == ':' || hasPath && unicode.IsLetter(rune(path[1]))
	}
	isSlash := hasPath && (path[0] == '/' || path[0] == '\\')
	return isSlash && !isSentence && isLatinName(host) && isLetters(end) && !d.none["."+end]
}

func isLetters(text string) bool {
	return len(text) > 1 && !strings.ContainsFunc(text, func(r rune) bool { return !latin.native(r) })
}

// isIP reports whether labels are the four numbers of an address.
func isIP(labels []string) bool {
	return len(labels) == 4 && !slices.ContainsFunc(labels, func(label string) bool {
		n, err := strconv.ParseUint(label, 10, 8)
		return err != nil || n == 0 && len(label) > 1
	})
}

// beginsSentence reports whether the last dot of an address is followed by a capital
// and small letters, as a full stop is.
func (t Text) beginsSentence(from, to int) bool {
	text, _ := cutPath(t.plain[from:to])
	first := t.at[from+strings.LastIndexByte(text, '.')+1]
	last := t.at[from+len(text)-1]
	return first < last && t.glyphs[first].capital && !t.glyphs[first+1].capital
}

func letterBefore(text string, at int) bool {
	r, _ := utf8.DecodeLastRuneInString(text[:at])
	return unicode.IsLetter(r) || unicode.IsDigit(r)
}

func letterAfter(text string, at int) bool {
	r, _ := utf8.DecodeRuneInString(text[at:])
	return unicode.IsLetter(r) || unicode.IsDigit(r)
}
