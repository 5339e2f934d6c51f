package moderation

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// The characters that a word may have beside letters and digits.
const (
	leetSigns   = "@$€£¢©"       // they stand for letters
	innerSigns  = "!|+*#"        // they do so between letters alone
	silentSigns = "!|+"          // of these: they may stand for nothing
	anyLetter   = "*#"           // of these: they stand for any letter
	glue        = "-_.~'`^/\\=*" // may stand between the letters of one word
	hardSign    = '•'            // what is hidden already: nothing is read across it
)

// separator is what stands between two tokens.
type separator int

const (
	glued  separator = iota // signs of glue alone
	blank                   // spaces alone
	spaced                  // other signs
	hard                    // something that was hidden
)

// token is a run of letters, digits and signs that stand for letters.
type token struct {
	first, last int       // of the letters: from, and up to
	after       separator // what stands before it
}

func (t token) size() int { return t.last - t.first }

// tokens are the tokens of a text, and all that they are made of in a row.
type tokens struct {
	letters []glyph
	all     []token
	ends    []bool // by letter: a token ends before it
}

// tokens divides a text into them.
func (t Text) tokens() *tokens {
	g := t.glyphs
	found := &tokens{letters: make([]glyph, 0, len(g)), all: make([]token, 0, len(g)/4+1), ends: make([]bool, len(g)+1)}
	after := hard
	for i := 0; i < len(g); {
		if !isLetter(g[i].r) {
			after = max(after, separatorOf(g[i].r))
			i++
			continue
		}
		first := len(found.letters)
		for ; i < len(g) && (isLetter(g[i].r) || isInner(g, i)); i++ {
			found.letters = append(found.letters, g[i])
		}
		found.all = append(found.all, token{first, len(found.letters), after})
		found.ends[len(found.letters)] = true
		after = glued
	}
	return found
}

func separatorOf(r rune) separator {
	switch {
	case r == ' ':
		return blank
	case r == hardSign:
		return hard
	case r < 0x80 && strings.IndexByte(glue, byte(r)) >= 0:
		return glued
	}
	return spaced
}

func isLetter(r rune) bool {
	switch {
	case r >= 'a' && r <= 'z', r >= '0' && r <= '9', r >= 'а' && r <= 'я':
		return true
	case r < 0x80:
		return r == '@' || r == '$'
	}
	return unicode.IsLetter(r) || strings.ContainsRune(leetSigns, r)
}

// isInner reports whether a sign stands between two letters, maybe beside others
// of its kind.
func isInner(g []glyph, i int) bool {
	for ; i < len(g) && g[i].r < 0x80 && strings.IndexByte(innerSigns, byte(g[i].r)) >= 0; i++ {
		if i+1 < len(g) && isLetter(g[i+1].r) {
			return true
		}
	}
	return false
}

// at returns the token that a letter belongs to.
func (t *tokens) at(letter int) token {
	low, high := 0, len(t.all)-1
	for low < high {
		if middle := (low + high) / 2; t.all[middle].last <= letter {
			low = middle + 1
		} else {
			high = middle
		}
	}
	return t.all[low]
}

// written returns the bytes of the original that letters were made of.
func (t *tokens) written(first, last int) (from, to int) {
	return t.letters[first].from, t.letters[last-1].to
}

// shape is how a word is written.
type shape int

const (
	single shape = iota // one token, or a part of it
	joined              // several tokens, with signs between them, or a letter and a token
	halved              // two tokens with a space between them: a match has both
	apart               // letters apart from each other: a match may begin and end anywhere
)

// word is something that may be one word: a token, or several that belong
// together.
type word struct {
	first, last int // its letters
	shape       shape
	middle      int // of a halved one: where its second half begins
}

// longestWord bounds how much of one word is read, in characters.
const longestWord = 2000

// isTooLong reports whether a token, or a row of letters that stand alone, is longer
// than what is read of one word.
func (t *tokens) isTooLong() bool {
	alone := 0
	for _, token := range t.all {
		if alone++; token.size() > 1 || token.after == hard {
			alone = 0
		}
		if max(alone, token.size()) >= longestWord {
			return true
		}
	}
	return false
}

// A word written with signs or spaces between its letters.
const (
	mostGlued     = 12 // tokens of one
	leastSpaced   = 3
	longestDivide = 12 // letters of one that a space divides
)

// words returns what may be a word: each token, the parts of it between signs, those
// that only signs divide, halves with a space between them, and letters that stand
// alone in a row.
func (t *tokens) words() []word {
	all := make([]word, 0, 2*len(t.all)+4)
	add := func(first, last int, shape shape) {
		first = t.afterNumber(first, last)
		all = append(all, word{first: first, last: min(last, first+longestWord), shape: shape})
	}
	for i, token := range t.all {
		add(token.first, token.last, single)
		all = t.appendParts(all, token)
		end := i + 1
		for end < len(t.all) && t.all[end].after == glued && end-i < mostGlued {
			end++
		}
		if end > i+1 {
			add(token.first, t.all[end-1].last, joined)
		}
		if i+1 < len(t.all) {
			all = t.appendPair(all, i)
		}
		if token.size() > 1 || i > 0 && t.all[i-1].size() == 1 && token.after != hard {
			continue
		}
		if end = t.alone(i); end-i >= leastSpaced {
			add(token.first, t.all[end-1].last, apart)
		}
	}
	return all
}

// appendPair appends a token and the next as one word, where they may be halves of it.
func (t *tokens) appendPair(all []word, i int) []word {
	token, next := t.all[i], t.all[i+1]
	switch {
	case (next.after == blank || next.after == spaced) && (t.isLonely(token) || t.isLonely(next)) && !t.isAmong(i):
		all = append(all, word{first: t.afterNumber(token.first, next.last), last: min(next.last, token.first+longestWord), shape: joined})
	case next.after == blank && t.isHalf(token, next):
		all = append(all, word{token.first, next.last, halved, next.first})
	}
	return all
}

// afterNumber returns where a word begins that has a number before it: "10баллов" has
// no letter in it that looks like a digit.
func (t *tokens) afterNumber(first, last int) int {
	from := first
	for first < last && unicode.IsDigit(t.letters[first].r) {
		first++
	}
	if first-from > 1 && first < last {
		return first
	}
	return from
}

// isAmong reports whether a token and the next are of a longer row of letters that
// stand alone.
func (t *tokens) isAmong(i int) bool {
	first := i
	if i > 0 && t.all[i-1].size() == 1 && t.all[i].after != hard {
		first = i - 1
	}
	return t.alone(first)-first >= leastSpaced
}

// alone returns up to where letters stand alone from a token on.
func (t *tokens) alone(i int) int {
	end := i + 1
	for end < len(t.all) && t.all[i].size() == 1 && t.all[end].size() == 1 && t.all[end].after != hard {
		end++
	}
	return end
}

// appendParts appends what stands between the signs in a token, which may also be words
// beside each other.
func (t *tokens) appendParts(all []word, whole token) []word {
	first, found := whole.first, false
	for i := whole.first; i <= whole.last; i++ {
		if i < whole.last && (t.letters[i].r >= 0x80 || strings.IndexByte(silentSigns, byte(t.letters[i].r)) < 0) {
			continue
		}
		found = found || i < whole.last
		if found && i-first > 1 {
			all = append(all, word{first: first, last: min(i, first+longestWord)})
		}
		first = i + 1
	}
	return all
}

// isLonely reports whether a token is one Russian letter that is no word by itself.
func (t *tokens) isLonely(token token) bool {
	r := t.letters[token.first].r
	return token.size() == 1 && unicode.Is(unicode.Cyrillic, r) && !strings.ContainsRune("авикосуяж", r)
}

// isHalf reports whether a token may be the first half of a word that goes on in the
// next one: it is short, and no word by itself.
func (t *tokens) isHalf(token, next token) bool {
	if unicode.IsDigit(t.letters[token.first].r) || token.size() < 2 || next.size() < 2 || token.size() > 4 || token.size()+next.size() > longestDivide {
		return false
	}
	var half [16]byte
	text := half[:0]
	for _, g := range t.letters[token.first:token.last] {
		text = utf8.AppendRune(text, g.r)
	}
	return !shortWords[string(text)]
}

// shortWords are words with which one of the lists may begin.
var shortWords = setOf(`
	го ха хе хо хи ну на за по до не ни но да ты вы мы он от об из ко со во ли бы же то та те
	пи пе мо му ма ман мол чур сук сев ас лох под про при пере раз рас без для или еще как
	доху шлю гав ее обе разе поде высь ссср сср ио
	так что кто где вот мой мои моя твой это эта тут там нет дом дым мир
	shi dill ye ebb
	a an as at be by do go he hi if in is it me my no of oh ok on or so to up us we bit big bat bad but
	the and for not you she her his was who why how ass por con pan pus cut cum wan was hit his has had hot hub`)

func setOf(words string) map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(words) {
		set[w] = true
	}
	return set
}

// hidden returns the letters that are hidden with a match: all of the tokens that it
// touches, and of letters that stand apart all that follow.
func (t *tokens) hidden(w word, s span) (first, last int) {
	if w.shape == apart {
		return s.from, w.last
	}
	return t.at(s.from).first, t.at(s.to - 1).last
}

// widened returns a part of the original with the whole of the tokens that it
// touches: what would be left of one may read as another word.
func (t *tokens) widened(from, to int) (int, int) {
	begin, end := from, to
	for _, token := range t.all {
		first, last := t.written(token.first, token.last)
		if first < to && last > from {
			begin, end = min(begin, first), max(end, last)
		}
	}
	return begin, end
}
