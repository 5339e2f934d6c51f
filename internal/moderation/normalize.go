package moderation

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// glyph is one character of a normalized text, with the bytes of the original
// that it was made of.
type glyph struct {
	r        rune
	from, to int
}

// Text is a normalized text that knows where in the original each of its
// characters stands.
type Text struct {
	glyphs []glyph
	plain  string // the characters as a string
	at     []int  // by byte of plain: the index of its glyph
}

// Normalize returns a text as the lists and the rules read it: by compatibility
// decomposition (what NFKC puts together again is compared apart), in small
// letters, without marks (so ё is е, and й is и), and without what cannot be seen,
// such as zero-width and direction-changing characters.
func Normalize(text string) Text {
	t := Text{glyphs: make([]glyph, 0, len(text))}
	var b strings.Builder
	add := func(r rune, from, to int) {
		if r = fold(r); r < 0 {
			return
		}
		for range utf8.RuneLen(r) {
			t.at = append(t.at, len(t.glyphs))
		}
		t.glyphs = append(t.glyphs, glyph{r, from, to})
		b.WriteRune(r)
	}
	if ascii := strings.IndexFunc(text, func(r rune) bool { return r >= utf8.RuneSelf }) < 0; ascii {
		for i := range len(text) { // as norm.Iter would, which takes more than a kilobyte
			add(rune(text[i]), i, i+1)
		}
		t.plain = b.String()
		return t
	}
	var segments norm.Iter
	segments.InitString(norm.NFKD, text)
	for !segments.Done() {
		from := segments.Pos()
		segment := segments.Next()
		to := segments.Pos()
		for len(segment) > 0 {
			r, size := utf8.DecodeRune(segment)
			segment = segment[size:]
			add(r, from, to)
		}
	}
	t.plain = b.String()
	return t
}

// fold returns a character in its plain form; negative where nothing is seen of it.
func fold(r rune) rune {
	switch {
	case r < utf8.RuneSelf:
		if unicode.IsUpper(r) {
			return r + 'a' - 'A'
		}
		if unicode.IsControl(r) && !unicode.IsSpace(r) {
			return -1
		}
	case r == utf8.RuneError,
		unicode.In(r, unicode.Cf, unicode.Cc, unicode.Co, unicode.Cs, unicode.Mn, unicode.Me, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector) && !unicode.IsSpace(r):
		return -1
	}
	if unicode.IsSpace(r) {
		return ' '
	}
	for _, row := range letterRows {
		if r >= row && r < row+26 {
			return 'a' + r - row
		}
	}
	if plain, ok := smallCapitals[r]; ok {
		return plain
	}
	return unicode.ToLower(r)
}

// letterRows are where the alphabet stands once more: in black circles and squares,
// and as the halves of flags.
var letterRows = []rune{0x1f150, 0x1f170, 0x1f1e6}

var smallCapitals = pairs("ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢıłøđħŧɡɑɩοѵ", "abcdefghijklmnoprstuvwyzilodhtgaiov")

// pairs returns a table from the characters of one text to those of another.
func pairs(keys, values string) map[rune]rune {
	table, to := map[rune]rune{}, []rune(values)
	for i, r := range []rune(keys) {
		table[r] = to[i]
	}
	return table
}

// alphabet is one of the two in which words are read.
type alphabet int

const (
	cyrillic alphabet = iota
	latin
)

// lookalikes are for each alphabet the letters that a character may stand for,
// beside itself: by its shape, or as people type one for the other.
var lookalikes = [2]map[rune][]rune{
	cyrillic: readAlikes(`aа bвбь cс dд eе fф gгд hнх iи kк lл mм nпн oо pрп rгр sс tт uиу vв wш xх yу zз
		0о 1и 3зе 4ч 6б 8в @ая $с €е іи ѕс јж ґг һх єе эе αа βв εе οо ρр τт υу χх κк πп γг λл φф ηн ιи νв`),
	latin: readAlikes(`аa вb сc еe нh кk мm оo рp тt хx уyu іi ѕs јj иiu гr пn ьb яr бb дdg зe ѵv
		0o 1il 3e 4a 5s 6bg 7t 8b 9g @a $s €e £l !i |il +t
		αa βb εe οo ρp τt υu χx κk ηn ιi νv γy σo`),
}

// readAlikes reads words whose first character stands for the others.
func readAlikes(text string) map[rune][]rune {
	table := map[rune][]rune{}
	for _, word := range strings.Fields(text) {
		runes := []rune(word)
		table[runes[0]] = runes[1:]
	}
	return table
}

// native reports whether a character is a letter of an alphabet.
func (a alphabet) native(r rune) bool {
	if a == cyrillic {
		return unicode.Is(unicode.Cyrillic, r)
	}
	return r >= 'a' && r <= 'z'
}
