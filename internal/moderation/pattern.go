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
	maxProgram = 2000
	maxCost    = 40_000_000
)

// tries are the patterns that begin with a word, and those that stand anywhere in
// it.
type tries struct{ begin, inside *node }

// node is a place in a trie.
type node struct {
	next  map[rune]*node
	whole bool // a pattern ends here, where the word does
	open  bool // a pattern ends here, whatever follows
}

func (n *node) add(stem []rune, open bool) {
	for _, r := range stem {
		if n.next == nil {
			n.next = map[rune]*node{}
		}
		if n.next[r] == nil {
			n.next[r] = &node{}
		}
		n = n.next[r]
	}
	n.open, n.whole = n.open || open, n.whole || !open
}

// maxVariants is how many patterns one line may stand for.
const maxVariants = 400

// addLine adds a line of a list: a word, with * at its beginning or end for what
// may stand there, and {a,b} for alternatives; several words; or /an expression/.
// One that begins with ! is an exception. Empty lines and those that begin with #
// are none.
func (l *list) addLine(line string) error {
	line = strings.TrimSpace(line)
	if line == "" || strings.HasPrefix(line, "#") {
		return nil
	}
	rest, exception := strings.CutPrefix(line, "!")
	if inside, ok := strings.CutPrefix(rest, "/"); ok && strings.HasSuffix(inside, "/") && len(inside) > 1 {
		return l.addExpression(strings.TrimSuffix(inside, "/"), "", exception)
	}
	variants := expand(rest)
	if len(variants) > maxVariants {
		return fault.New(fault.Invalid, "moderation.too_many", "line", money.Excerpt(line))
	}
	for _, variant := range variants {
		if err := l.addPattern(variant, exception); err != nil {
			return fault.New(fault.Invalid, "moderation.unclear", "line", money.Excerpt(line))
		}
	}
	return nil
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
			if all = append(all, before+strings.TrimSpace(choice)+end); len(all) > maxVariants {
				return all
			}
		}
	}
	return all
}

func (l *list) addExpression(text, word string, exception bool) error {
	text = "(?i)" + text
	compiled, err := regexp.Compile(text)
	if err != nil {
		return fault.New(fault.Invalid, "moderation.bad_expression", "line", money.Excerpt(text))
	}
	size := programSize(text)
	if size > maxProgram {
		return fault.New(fault.Invalid, "moderation.too_large", "line", money.Excerpt(text))
	}
	found := expression{compiled, word, size}
	if exception {
		l.innocent = append(l.innocent, found)
	} else {
		l.expressions = append(l.expressions, found)
	}
	return nil
}

// programSize returns how many instructions an expression has that compiles.
func programSize(text string) int {
	parsed, err := syntax.Parse(text, syntax.Perl)
	if err != nil {
		return maxProgram + 1
	}
	program, err := syntax.Compile(parsed.Simplify())
	if err != nil {
		return maxProgram + 1
	}
	return len(program.Inst)
}

func (l *list) addPattern(pattern string, exception bool) error {
	anywhere, open := strings.HasPrefix(pattern, "*"), strings.HasSuffix(pattern, "*")
	text := Normalize(strings.Trim(strings.TrimSpace(pattern), "*")).plain
	of, known := alphabetOf(text)
	if text == "" {
		return fault.New(fault.Invalid, "moderation.unclear")
	}
	if !known || strings.ContainsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		first, _, _ := strings.Cut(text, " ")
		first, _, _ = strings.Cut(first, "*")
		return l.addExpression(phrase(text, anywhere, open), first, exception)
	}
	stem := []rune(strings.ReplaceAll(strings.ReplaceAll(text, "ь", ""), "ъ", ""))
	if len(stem) == 0 {
		return fault.New(fault.Invalid, "moderation.unclear")
	}
	set := &l.words[of]
	if exception {
		set = &l.exceptions[of]
	}
	into := &set.begin
	if anywhere {
		into = &set.inside
	}
	if *into == nil {
		*into = &node{}
	}
	(*into).add(stem, open)
	return nil
}

// alphabetOf returns in which alphabet a word is written; false where in none.
func alphabetOf(text string) (alphabet, bool) {
	if strings.ContainsFunc(text, cyrillic.native) {
		return cyrillic, true
	}
	return latin, strings.ContainsFunc(text, latin.native)
}

// phraseGroup is the part of an expression that is hidden, where that is not all.
const phraseGroup = "phrase"

// phrase returns the expression for words, with any spaces between them.
func phrase(text string, anywhere, open bool) string {
	words := strings.Fields(text)
	for i, w := range words {
		words[i] = strings.ReplaceAll(regexp.QuoteMeta(w), `\*`, `\S*`)
	}
	text = `(?P<` + phraseGroup + `>` + strings.Join(words, `\s+`) + `)`
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

// cell is a place of a word with the letters of an alphabet that may stand there.
type cell struct {
	letters []rune
	any     bool // any letter may
	silent  bool // it may be left out
}

// cells returns a word as an alphabet reads it; false where none of its letters
// are of the alphabet.
func (w word) cells(of alphabet) ([]cell, bool) {
	all, native := make([]cell, len(w.glyphs)), false
	letters := make([]rune, 0, 2*len(w.glyphs))
	for i, g := range w.glyphs {
		from := len(letters)
		own := of.native(g.r) || g.r >= '0' && g.r <= '9'
		if own {
			letters = append(letters, g.r)
		}
		letters = append(letters, lookalikes[of][g.r]...)
		native = native || of.native(g.r)
		all[i] = cell{
			letters: letters[from:len(letters):len(letters)], any: strings.ContainsRune(anyLetter, g.r),
			silent: of == cyrillic && (g.r == 'ь' || g.r == 'ъ'),
		}
	}
	return all, native
}

// span is a part of a word.
type span struct{ from, to int }

func (s span) covers(other span) bool { return s.from <= other.from && s.to >= other.to }

// search finds one pattern in a word.
type search struct {
	cells []cell
	ends  func(int) bool
	best  int  // where the longest match ends; 0: none
	steps *int // left
}

// maxSteps bounds the work for one text: some milliseconds. No text that people
// write comes near it; one that passes it is held.
const maxSteps = 300_000

// walk goes on from a node at a place of the word. last is the letter before it,
// which may be repeated; known and hidden are how many letters were told and how
// many not.
func (s *search) walk(n *node, at int, last rune, known, hidden int) {
	if *s.steps--; *s.steps < 0 {
		return
	}
	if (n.open || n.whole && s.ends(at)) && hidden <= (known+hidden)/2 && at > s.best {
		s.best = at
	}
	if at == len(s.cells) {
		return
	}
	c := s.cells[at]
	for _, r := range c.letters {
		if next := n.next[r]; next != nil {
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
		for r, next := range n.next {
			s.walk(next, at+1, r, known, hidden+1)
		}
	}
}

// find returns the longest match that begins at a place; false where there is none.
func (w word) find(n *node, cells []cell, at int, steps *int) (span, bool) {
	if n == nil || at >= len(cells) {
		return span{}, false
	}
	s := search{cells: cells, ends: w.endsAt, steps: steps}
	s.walk(n, at, 0, 0, 0)
	return span{at, s.best}, s.best > at
}

// spans returns what tries find in a word.
func (w word) spans(t tries, cells []cell, steps *int) (found []span) {
	if f, ok := w.find(t.begin, cells, 0, steps); ok {
		found = append(found, f)
	}
	for i := range cells {
		if i > 0 && !cells[i].any && slices.Equal(cells[i].letters, cells[i-1].letters) {
			continue // what begins here begins before it too, with a repeated letter
		}
		if w.free && i > 0 {
			if f, ok := w.find(t.begin, cells, i, steps); ok {
				found = append(found, f)
			}
		}
		if f, ok := w.find(t.inside, cells, i, steps); ok {
			found = append(found, f)
		}
	}
	return found
}

// matches returns the parts of a word that the list finds, without exceptions.
func (l *list) matches(w word, steps *int) (found []span) {
	for of := range l.words {
		t := l.words[of]
		if t.begin == nil && t.inside == nil {
			continue
		}
		cells, native := w.cells(alphabet(of))
		if !native {
			continue
		}
		hits := w.spans(t, cells, steps)
		if len(hits) == 0 {
			continue
		}
		innocent := w.spans(l.exceptions[of], cells, steps)
		for _, hit := range hits {
			excused := false
			for _, i := range innocent {
				excused = excused || i.covers(hit)
			}
			if !excused {
				found = append(found, hit)
			}
		}
	}
	return found
}
