package moderation

import (
	"slices"
	"unicode"
)

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
func (t Text) findFloods(tokens *tokens) (found [][2]int) {
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
	for i := 0; i < len(tokens.all); {
		first, end := tokens.all[i], i+1
		for end < len(tokens.all) && tokens.all[end].after != hard && tokens.areSame(first, tokens.all[end]) {
			end++
		}
		if end-i > mostSameWords {
			from, to := tokens.written(first.first, tokens.all[end-1].last)
			found = append(found, [2]int{from, to})
		}
		i = end
	}
	return found
}

// areSame reports whether two tokens have the same letters.
func (t *tokens) areSame(a, b token) bool {
	return slices.EqualFunc(t.letters[a.first:a.last], t.letters[b.first:b.last], func(a, b glyph) bool { return a.r == b.r })
}
