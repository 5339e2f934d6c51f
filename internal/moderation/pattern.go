package moderation

import (
	"regexp"
	"regexp/syntax"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"streamspark/internal/fault"
	"streamspark/internal/money"
)

// list is a list of words: tries of what is looked for and of exceptions, by
// alphabet, and expressions over the normalized text.
type list struct {
	words, exceptions [2]tries
	expressions       []expression
	innocent          []expression
	letters, programs int // how large the tries and the expressions are at the most
}

// expression is one over the normalized text.
type expression struct {
	*regexp.Regexp
	word string // that each match has, so that few texts are searched; may be empty
	size int    // of its program: what a byte of a text costs at the most
}

// How large an expression may be, and what all of them may cost for one text: a
// second at the very most. A text that would cost more is held.
const (
	maxProgram  = 2000
	maxPrograms = 400_000 // of a list
	maxCost     = 40_000_000
)

// tries are the patterns that begin with a word, those that stand anywhere in it, and
// those of several words.
type tries struct{ begin, inside, phrases *node }

// node is a place in a trie.
type node struct {
	next  []edge
	whole bool // a pattern ends here, where the word does
	open  bool // a pattern ends here, whatever follows
}

// edge leads to a node by a letter; by a gap from one word of a phrase to the next.
type edge struct {
	r rune
	*node
}

const gap = ' '

func (n *node) child(r rune) *node {
	for i := range n.next {
		if n.next[i].r == r {
			return n.next[i].node
		}
	}
	return nil
}

func (n *node) add(stem []rune, open bool) {
	for _, r := range stem {
		next := n.child(r)
		if next == nil {
			next = &node{}
			n.next = append(n.next, edge{r, next})
		}
		n = next
	}
	n.open, n.whole = n.open || open, n.whole || !open
}

// How much one line may stand for, and all lines of a list.
const (
	maxLine        = 1000 // characters
	maxVariants    = 400  // patterns
	maxLineLetters = 40_000
	maxLetters     = 500_000
)

// addLine adds a line of a list: a word, with * at its beginning or end for what
// may stand there, and {a,b} for alternatives; several words; or /an expression/.
// One that begins with ! is an exception. Empty lines and those that begin with #
// are none. What it refuses it names by its number.
func (l *list) addLine(number int, line string) error {
	line = strings.TrimSpace(line)
	if line == "" || strings.HasPrefix(line, "#") {
		return nil
	}
	size := utf8.RuneCountInString(line)
	if size > maxLine {
		return fault.New(fault.Invalid, "moderation.long_line", "number", number, "max", maxLine)
	}
	refuse := func(code string) error {
		return fault.New(fault.Invalid, code, "number", number, "line", money.Excerpt(line))
	}
	rest, exception := strings.CutPrefix(line, "!")
	if inside, ok := strings.CutPrefix(rest, "/"); ok && strings.HasSuffix(inside, "/") && len(inside) > 1 {
		if code := l.addExpression(strings.TrimSuffix(inside, "/"), "", exception); code != "" {
			return refuse(code)
		}
		return nil
	}
	variants := countVariants(rest)
	l.letters += variants * size
	if variants > maxVariants || variants*size > maxLineLetters || l.letters > maxLetters {
		return refuse("moderation.too_many")
	}
	for _, variant := range expand(rest) {
		if code := l.addPattern(variant, exception); code != "" {
			return refuse(code)
		}
	}
	return nil
}

// countVariants returns how many texts one with alternatives stands for; some more than
// maxVariants where it is more.
func countVariants(text string) int {
	all := 1
	for all <= maxVariants {
		_, rest, ok := strings.Cut(text, "{")
		inside, after, closed := strings.Cut(rest, "}")
		if !ok || !closed {
			break
		}
		all, text = all*(1+strings.Count(inside, ",")), after
	}
	return all
}

// expand returns what a text with alternatives stands for.
func expand(text string) []string {
	before, rest, ok := strings.Cut(text, "{")
	inside, after, closed := strings.Cut(rest, "}")
	if !ok || !closed {
		return []string{text}
	}
	var all []string
	for _, end := range expand(after) {
		for _, choice := range strings.Split(inside, ",") {
			all = append(all, before+strings.TrimSpace(choice)+end)
		}
	}
	return all
}

// addExpression adds an expression, and returns the code of what is wrong with it, if
// anything is.
func (l *list) addExpression(text, word string, exception bool) (code string) {
	text = "(?i)" + text
	size, ok := programSize(text)
	if !ok {
		return "moderation.bad_expression"
	}
	if l.programs += size; size > maxProgram || l.programs > maxPrograms {
		return "moderation.too_large"
	}
	compiled, err := regexp.Compile(text)
	if err != nil {
		return "moderation.bad_expression"
	}
	found := expression{compiled, word, size}
	if exception {
		l.innocent = append(l.innocent, found)
	} else {
		l.expressions = append(l.expressions, found)
	}
	return ""
}

// programSize returns how many instructions an expression has; false where it cannot
// be read.
func programSize(text string) (int, bool) {
	parsed, err := syntax.Parse(text, syntax.Perl)
	if err != nil {
		return 0, false
	}
	program, err := syntax.Compile(parsed.Simplify())
	if err != nil {
		return 0, false
	}
	return len(program.Inst), true
}

// addPattern adds a word or phrase, and returns the code of what is wrong with it, if
// anything is.
func (l *list) addPattern(pattern string, exception bool) (code string) {
	anywhere, open := strings.HasPrefix(pattern, "*"), strings.HasSuffix(pattern, "*")
	text := Normalize(strings.Trim(strings.TrimSpace(pattern), "*")).plain
	words := strings.FieldsFunc(text, func(r rune) bool { return r == gap || r == ',' || r == ';' })
	if len(words) == 0 {
		return "moderation.unclear"
	}
	text = strings.Join(words, string(gap))
	of, known := alphabetOf(text)
	isStem := known && !strings.ContainsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != gap })
	isPhrase := len(words) > 1
	if !isStem || isPhrase && exception {
		first, _, _ := strings.Cut(words[0], "*")
		if code := l.addExpression(phrase(words, anywhere, open), first, exception); code != "" || !isStem {
			return code
		}
	}
	stem := []rune(strings.NewReplacer("ь", "", "ъ", "").Replace(text))
	if len(stem) == 0 {
		return "moderation.unclear"
	}
	set := &l.words[of]
	if exception {
		set = &l.exceptions[of]
	}
	into := &set.begin
	switch {
	case isPhrase:
		into = &set.phrases
	case anywhere:
		into = &set.inside
	}
	if *into == nil {
		*into = &node{}
	}
	(*into).add(stem, open)
	return ""
}

// alphabetOf returns in which alphabet a word is written; false where in none, or in
// both.
func alphabetOf(text string) (alphabet, bool) {
	isCyrillic, isLatin := strings.ContainsFunc(text, cyrillic.native), strings.ContainsFunc(text, latin.native)
	if isCyrillic {
		return cyrillic, !isLatin
	}
	return latin, isLatin
}

// phraseGroup is the part of an expression that is hidden, where that is not all.
const phraseGroup = "phrase"

// phrase returns the expression for words, with any spaces between them.
func phrase(words []string, anywhere, open bool) string {
	quoted := make([]string, len(words))
	for i, w := range words {
		quoted[i] = strings.ReplaceAll(regexp.QuoteMeta(w), `\*`, `\S*`)
	}
	text := `(?P<` + phraseGroup + `>` + strings.Join(quoted, `\s+`) + `)`
	if !anywhere {
		text = `(?:^|[^\pL\d])` + text
	}
	if !open {
		text += `(?:$|[^\pL\d])`
	}
	return text
}

// findAll returns where the expression matches. left is what the search may still
// cost; once it is negative nothing more is found.
func (e expression) findAll(plain string, left *int) (found []span) {
	if !strings.Contains(plain, e.word) {
		return nil
	}
	group := max(e.SubexpIndex(phraseGroup), 0)
	for at := 0; at < len(plain); {
		if *left -= e.size * (len(plain) - at); *left < 0 {
			return nil
		}
		m := e.FindStringSubmatchIndex(plain[at:])
		if m == nil {
			break
		}
		from, to := at+m[2*group], at+m[2*group+1]
		if from < to {
			found = append(found, span{from, to})
			at = to
			continue
		}
		_, size := utf8.DecodeRuneInString(plain[to:])
		at = to + max(size, 1)
	}
	return found
}

// span is a part of the letters.
type span struct{ from, to int }

func (s span) covers(other span) bool { return s.from <= other.from && s.to >= other.to }

// search finds one pattern in a word.
type search struct {
	*tokens
	of     alphabet
	word   word
	phrase bool
	first  int // where the match begins
	best   int // where the longest one ends
	taken  int // steps of this match
	seen   map[place]bool
	steps  *int // left
}

// place is where a search has been.
type place struct {
	*node
	at, hidden int
}

// manySteps is after how many steps a search remembers where it has been: repeated
// letters lead to the same place by many ways.
const manySteps = 200

// maxSteps bounds the work for one text: some milliseconds. No text that people
// write comes near it; one that passes it is held.
const maxSteps = 300_000

// isEnd reports whether a whole word may end before a letter.
func (s *search) isEnd(at int) bool {
	switch {
	case at == s.word.last:
		return true
	case s.word.shape == joined, s.phrase:
		return s.ends[at]
	}
	return s.word.shape == apart && at-s.first >= leastApart
}

// leastApart is how many letters a whole word has at least that ends among others which
// stand apart: "с е б е" is none.
const leastApart = 4

// walk goes on from a node at a letter. last is the letter before it, which may be
// repeated; known and hidden are how many letters were told and how many not.
func (s *search) walk(n *node, at int, last rune, known, hidden int) {
	if *s.steps--; *s.steps < 0 || s.wasAt(place{n, at, hidden}) {
		return
	}
	if at > s.best && hidden <= (known+hidden)/2 && (n.open || n.whole && s.isEnd(at)) {
		s.best = at
	}
	if s.phrase && !s.walkGap(n, at, last, known, hidden) || at == s.word.last {
		return
	}
	c := s.of.cell(s.letters[at].r)
	for _, r := range c.letters {
		if next := n.child(r); next != nil {
			s.walk(next, at+1, r, known+1, hidden)
		}
		if r == last {
			s.walk(n, at+1, last, known, hidden)
		}
	}
	if c.silent {
		s.walk(n, at+1, last, known, hidden)
	}
	if c.any && known > 0 {
		for _, next := range n.next {
			s.walk(next.node, at+1, next.r, known, hidden+1)
		}
	}
}

// walkGap goes on with the next word of a phrase, and reports whether the same word may
// go on too: only among letters that stand apart does it where a token ends.
func (s *search) walkGap(n *node, at int, last rune, known, hidden int) bool {
	if next := n.child(gap); next != nil {
		s.walk(next, at, gap, known, hidden)
	}
	return at == s.word.first || last == gap || !s.ends[at] || s.isApart(at)
}

// wasAt reports whether a long search has been at a place before.
func (s *search) wasAt(p place) bool {
	if s.taken++; s.taken < manySteps {
		return false
	}
	if s.seen == nil {
		s.seen = map[place]bool{}
	}
	before := s.seen[p]
	s.seen[p] = true
	return before
}

// isApart reports whether the letters before and after a place stand alone.
func (s *search) isApart(at int) bool {
	return at > 0 && at < len(s.letters) && s.ends[at] && (at == 1 || s.ends[at-1]) && s.ends[at+1]
}

// find returns the longest match that begins at a letter; false where there is none.
func (s *search) find(n *node, at int) (span, bool) {
	if n == nil || at >= s.word.last {
		return span{}, false
	}
	s.first, s.best, s.taken, s.seen = at, at, 0, nil
	s.walk(n, at, 0, 0, 0)
	return span{at, s.best}, s.best > at
}

// spans appends what tries find in a word.
func (s *search) spans(found []span, t tries) []span {
	w := s.word
	if f, ok := s.find(t.begin, w.first); ok && f.to > w.middle {
		found = append(found, f)
	}
	if f, ok := s.find(t.inside, w.first); ok && f.to > w.middle {
		found = append(found, f)
	}
	if w.shape == halved || t.inside == nil && w.shape != apart {
		return found
	}
	for i := w.first + 1; i < w.last; i++ {
		r := s.letters[i].r
		if r == s.letters[i-1].r && !strings.ContainsRune(anyLetter, r) {
			continue // what begins here begins before it too, with a repeated letter
		}
		if w.shape == apart && !strings.ContainsRune(vowels, r) {
			if f, ok := s.find(t.begin, i); ok {
				found = append(found, f)
			}
		}
		if f, ok := s.find(t.inside, i); ok {
			found = append(found, f)
		}
	}
	return found
}

// vowels are the letters in the middle of words with which words of the lists begin
// ("т е б е"), so that among letters that stand apart no word begins with one.
const vowels = "аеиоуыэюяaeiouy"

// isNative reports whether one of the letters of a word is of the alphabet.
func (s *search) isNative() bool {
	for _, g := range s.letters[s.word.first:s.word.last] {
		if s.of.cell(g.r).native {
			return true
		}
	}
	return false
}

// matches returns the letters that the list finds in words, without exceptions.
func (l *list) matches(t *tokens, words []word, steps *int, report func(w word, s span)) {
	var hits, innocent []span
	for of := range l.words {
		set, exceptions := l.words[of], l.exceptions[of]
		if set == (tries{}) {
			continue
		}
		s := search{tokens: t, of: alphabet(of), steps: steps}
		for _, w := range words {
			if s.word = w; !s.isNative() {
				continue
			}
			if hits = s.spans(hits[:0], set); len(hits) == 0 {
				continue
			}
			innocent = s.phrases(s.spans(innocent[:0], exceptions), exceptions)
			reportOthers(hits, innocent, func(hit span) { report(w, hit) })
		}
		if hits = s.phrases(hits[:0], set); len(hits) > 0 {
			reportOthers(hits, s.phrases(innocent[:0], exceptions), func(hit span) { report(word{}, hit) })
		}
	}
}

// reportOthers reports the spans that none of the innocent ones covers.
func reportOthers(hits, innocent []span, report func(span)) {
	for _, hit := range hits {
		if !slices.ContainsFunc(innocent, func(i span) bool { return i.covers(hit) }) {
			report(hit)
		}
	}
}

// longestPhrase bounds how many letters a phrase is looked for in.
const longestPhrase = 120

// phrases appends what the phrases of tries find in the text, whatever signs stand
// between their words.
func (s *search) phrases(found []span, t tries) []span {
	if t.phrases == nil {
		return found
	}
	before := s.word
	s.phrase = true
	for i, token := range s.all {
		last := i + 1
		for last < len(s.all) && s.all[last].after != hard && s.all[last-1].last-token.first < longestPhrase {
			last++
		}
		s.word = word{first: token.first, last: min(s.all[last-1].last, token.first+longestPhrase)}
		if f, ok := s.find(t.phrases, token.first); ok {
			found = append(found, f)
		}
	}
	s.phrase, s.word = false, before
	return found
}
