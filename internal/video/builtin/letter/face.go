// Package letter turns a viewer's text into shapes that can be painted:
// it leaves out what the font cannot show, makes the currency signs that
// the font lacks, and fits a line into its place.
package letter

import (
	"fmt"
	"strings"
	"unicode"

	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/text/unicode/norm"

	"streamspark/internal/money"
)

// Face is the font of the titles. It is used by one goroutine at a time.
type Face struct {
	font *sfnt.Font
	buf  sfnt.Buffer
}

// Open reads the font, which is part of the program.
func Open() (*Face, error) {
	font, err := sfnt.Parse(gobold.TTF)
	if err != nil {
		return nil, fmt.Errorf("read the font: %w", err)
	}
	return &Face{font: font}, nil
}

// Keep returns the text as far as it can be shown, on one line. A letter that
// is only dressed up (𝓥, Ｖ, ế) is shown plain; what has no letter at all,
// an emoji for one, is left out. Nothing is left where no letter or digit
// is.
func (f *Face) Keep(text string) string {
	var b strings.Builder
	for _, r := range norm.NFC.String(strings.ToValidUTF8(text, "")) {
		switch {
		case unicode.IsSpace(r):
			b.WriteByte(' ')
		case f.shows(r):
			b.WriteRune(r)
		default:
			for _, plain := range norm.NFKD.String(string(r)) {
				if f.shows(plain) {
					b.WriteRune(plain)
				}
			}
		}
	}
	kept := strings.Join(strings.Fields(b.String()), " ")
	if !strings.ContainsFunc(kept, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) {
		return ""
	}
	return kept
}

// Amount returns the sum as it can be shown, in a language: with its sign, or
// with the code of the currency where there is no such sign.
func (f *Face) Amount(a money.Amount, language string) string {
	text := a.InLanguage(language)
	for _, r := range text {
		if r != ' ' && !f.shows(r) {
			return strings.TrimSuffix(text, a.Currency().Sign()) + string(a.Currency())
		}
	}
	return text
}

// shows reports whether a character has a shape of its own.
func (f *Face) shows(r rune) bool {
	if r == unicode.ReplacementChar || unicode.IsControl(r) || unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf, unicode.Co) {
		return false
	}
	if _, made := madeSign(r); made {
		return true
	}
	index, err := f.font.GlyphIndex(&f.buf, r)
	return err == nil && index != 0
}
