package moderation

import (
	"strings"
	"unicode"
)

// The characters that a word may have beside letters and digits.
const (
	leetSigns  = "@$€£"         // they stand for letters
	innerSigns = "!|+*#"        // they do so between letters alone
	anyLetter  = "*#"           // of these: they stand for any letter
	glue       = "-_.~'`^/\\=*" // may stand between the letters of one word
	hardSign   = '•'            // what is hidden already: nothing is read across it
)

// separator is what stands between two tokens.
type separator int

const (
	glued  separator = iota // signs of glue alone
	spaced                  // spaces or other signs
	hard                    // something that was hidden
)

// token is a run of letters, digits and signs that stand for letters.
type token struct {
	glyphs []glyph
	after  separator // what stands before it
}

// tokens divides a text into them.
func (t Text) tokens() []token {
	var all []token
	g := t.glyphs
	after := hard
	for i := 0; i < len(g); {
		if !isLetter(g[i].r) {
			switch r := g[i].r; {
			case r == hardSign:
				after = hard
			case !strings.ContainsRune(glue, r) && after == glued:
				after = spaced
			}
			i++
			continue
		}
		begin := i
		for i++; i < len(g) && (isLetter(g[i].r) || isInner(g, i)); i++ {
		}
		all = append(all, token{g[begin:i], after})
		after = glued
	}
	return all
}

func isLetter(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune(leetSigns, r)
}

// isInner reports whether a sign stands between two letters, maybe beside others
// of its kind.
func isInner(g []glyph, i int) bool {
	for ; i < len(g) && strings.ContainsRune(innerSigns, g[i].r); i++ {
		if i+1 < len(g) && isLetter(g[i+1].r) {
			return true
		}
	}
	return false
}

// word is something that may be one word: a token, or several that belong
// together.
type word struct {
	glyphs []glyph
	ends   []int // after how many glyphs a token ends; the last is the end of the word
	free   bool  // letters apart from each other: a match may begin and end anywhere
}

func (w word) endsAt(i int) bool {
	if w.free {
		return true
	}
	for _, end := range w.ends {
		if end == i {
			return true
		}
	}
	return false
}

// longestWord bounds how much of one word is read, in characters.
const longestWord = 2000

// isTooLong reports whether a token, or a row of letters that stand alone, is longer
// than what is read of one word.
func isTooLong(tokens []token) bool {
	alone := 0
	for _, t := range tokens {
		if alone++; len(t.glyphs) > 1 || t.after == hard {
			alone = 0
		}
		if max(alone, len(t.glyphs)) >= longestWord {
			return true
		}
	}
	return false
}

func joined(tokens []token, free bool) word {
	w := word{free: free}
	for _, t := range tokens {
		if len(w.glyphs)+len(t.glyphs) > longestWord && len(w.glyphs) > 0 {
			break
		}
		w.glyphs = append(w.glyphs, t.glyphs[:min(len(t.glyphs), longestWord)]...)
		w.ends = append(w.ends, len(w.glyphs))
	}
	return w
}

// A word written with signs or spaces between its letters.
const (
	mostGlued   = 12 // tokens of one
	leastSpaced = 3
)

// wordsOf returns what may be a word: each token, those that only signs divide,
// and letters that stand alone in a row.
func wordsOf(tokens []token) []word {
	all := make([]word, 0, len(tokens)+4)
	for i, t := range tokens {
		all = append(all, joined(tokens[i:i+1], false))
		end := i + 1
		for end < len(tokens) && tokens[end].after == glued && end-i < mostGlued {
			end++
		}
		if end > i+1 {
			all = append(all, joined(tokens[i:end], false))
		}
		if i+1 < len(tokens) && tokens[i+1].after == spaced && (isLonely(t) || isLonely(tokens[i+1])) {
			all = append(all, joined(tokens[i:i+2], false))
		}
		if len(t.glyphs) > 1 || i > 0 && len(tokens[i-1].glyphs) == 1 && t.after != hard {
			continue
		}
		end = i + 1
		for end < len(tokens) && len(tokens[end].glyphs) == 1 && tokens[end].after != hard {
			end++
		}
		if end-i >= leastSpaced {
			all = append(all, joined(tokens[i:end], true))
		}
	}
	return all
}

// isLonely reports whether a token is one Russian letter that is no word by itself.
func isLonely(t token) bool {
	return len(t.glyphs) == 1 && unicode.Is(unicode.Cyrillic, t.glyphs[0].r) && !strings.ContainsRune("авикосуяж", t.glyphs[0].r)
}

// widened returns a part of the original with the whole of the tokens that it
// touches: what would be left of one may read as another word.
func widened(tokens []token, from, to int) (int, int) {
	begin, end := from, to
	for _, t := range tokens {
		first, last := t.glyphs[0].from, t.glyphs[len(t.glyphs)-1].to
		if first < to && last > from {
			begin, end = min(begin, first), max(end, last)
		}
	}
	return begin, end
}
