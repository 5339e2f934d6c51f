package celebration

import (
	"fmt"
	"strings"
	"unicode"
)

// maxUnseen is how many of the characters that were left out are listed.
const maxUnseen = 120

// ignorable reports whether a character is drawn as nothing: a video model
// reads it all the same, and a person who approves a text does not.
func ignorable(r rune) bool {
	return unicode.In(r, unicode.Cf, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector) ||
		unicode.Is(unicode.Cc, r) && !unicode.IsSpace(r)
}

// Visible returns a text without the characters that nobody sees, but for the
// joiner between two emoji that makes one of them. The second result are
// those that were left out, in their order; selectors of an emoji's form are
// not told, as every phone writes them.
func Visible(text string) (seen string, unseen []rune) {
	var b strings.Builder
	runes := []rune(strings.ToValidUTF8(text, ""))
	last := rune(-1) // that was kept
	for i, r := range runes {
		switch {
		case r == zeroWidthJoiner && emoji(last) && emoji(following(runes[i+1:])), !ignorable(r):
			b.WriteRune(r)
			last = r
		case r != emojiForm && r != textForm:
			unseen = append(unseen, r)
		}
	}
	return b.String(), unseen
}

const (
	zeroWidthJoiner = '\u200d'
	textForm        = '\ufe0e'
	emojiForm       = '\ufe0f'
)

// following returns the next character that is no selector of a form.
func following(rest []rune) rune {
	for _, r := range rest {
		if r != emojiForm && r != textForm {
			return r
		}
	}
	return -1
}

// emoji reports whether a joiner may stand beside a character.
func emoji(r rune) bool {
	braille := r >= 0x2800 && r <= 0x28ff
	return r >= 0x2190 && r <= 0x2bff && !braille || r >= 0x1f000 && r <= 0x1faff
}

// DescribeUnseen lists characters that were left out of a text: tags as the
// letters that they hide, all others by their numbers.
func DescribeUnseen(unseen []rune) string {
	var b strings.Builder
	letters := false
	for _, r := range unseen {
		if b.Len() > maxUnseen {
			b.WriteString(" …")
			break
		}
		hidden := r >= 0xe0020 && r <= 0xe007e
		switch {
		case hidden && !letters:
			b.WriteString(" “")
		case !hidden && letters:
			b.WriteString("”")
		}
		if letters = hidden; hidden {
			b.WriteRune(r - 0xe0000)
		} else {
			fmt.Fprintf(&b, " U+%04X", r)
		}
	}
	if letters {
		b.WriteString("”")
	}
	return strings.TrimSpace(b.String())
}

// Unseen lists what no eye sees of what a viewer wrote, and what is not sent
// to a generator.
func (d Donation) Unseen() []rune {
	_, name := Visible(d.Donor)
	_, message := Visible(d.Message)
	return append(name, message...)
}

// quoteLike reports whether a character looks like a quotation mark, or may
// be taken for one.
func quoteLike(r rune) bool {
	return unicode.Is(unicode.Quotation_Mark, r) || strings.ContainsRune("`´ʹʺʻʼʽʾʿˈˊˋˮ՚׳״᾽᾿`´῾‵‶‷′″‴⁗❛❜❝❞❟❠❮❯〈〉《》｀＇🙶🙷🙸〟", r)
}

// backslash reports whether a character looks like one: at the end of a
// text it would take the meaning of the quotation mark behind it.
func backslash(r rune) bool { return strings.ContainsRune(`\＼﹨∖⧵⧹`, r) }
