package moderation

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Undisguised returns a text as it reads without disguises, in small letters; empty
// where its letters say what they seem to say. What it makes of a text is a guess, for
// somebody who judges the text as well.
func Undisguised(text string) string {
	tokens := Normalize(text).tokens()
	words := make([]string, 0, len(tokens.all))
	for i := 0; i < len(tokens.all); {
		end := tokens.alone(i)
		if end-i < leastSpaced {
			end = i + 1
		}
		words = append(words, readable(tokens.letters[tokens.all[i].first:tokens.all[end-1].last]))
		i = end
	}
	plain := strings.Join(words, " ")
	if letters(plain) == letters(unmarked(text)) && len(strings.Fields(plain)) == len(tokens.all) {
		return ""
	}
	return plain
}

// readable returns a word in the alphabet of its letters; one that has letters of both,
// in each.
func readable(glyphs []glyph) string {
	var readings []string
	for _, a := range []alphabet{cyrillic, latin} {
		if slices.ContainsFunc(glyphs, func(g glyph) bool { return a.native(g.r) }) {
			readings = append(readings, a.read(glyphs))
		}
	}
	if len(readings) > 0 {
		return strings.Join(readings, "/")
	}
	var b strings.Builder
	for _, g := range glyphs {
		b.WriteRune(g.r)
	}
	return b.String()
}

// read returns a word in one alphabet. A digit stands for a letter between letters
// alone.
func (a alphabet) read(glyphs []glyph) string {
	isInside := func(i int) bool {
		return i > 0 && i+1 < len(glyphs) && !unicode.IsDigit(glyphs[i-1].r) && !unicode.IsDigit(glyphs[i+1].r)
	}
	var b strings.Builder
	for i, g := range glyphs {
		r := g.r
		if as := lookalikes[a][r]; len(as) > 0 && !a.native(r) && (!unicode.IsDigit(r) || isInside(i)) {
			r = as[0]
		}
		b.WriteRune(r)
	}
	return b.String()
}

// unmarked returns a text in small letters and without their marks, as Normalize has
// them.
func unmarked(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return unicode.ToLower(r)
	}, norm.NFD.String(text))
}

// letters returns a text's letters and digits.
func letters(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, text)
}
