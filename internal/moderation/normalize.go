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
	capital  bool // it was one in the original
}

// Text is a normalized text that knows where in the original each of its
// characters stands.
type Text struct {
	glyphs []glyph
	plain  string // the characters as a string
	at     []int  // by byte of plain: the index of its glyph
	digits int    // how many it has
}

// Normalize returns a text as the lists and the rules read it: by compatibility
// decomposition (what NFKC puts together again is compared apart), in small
// letters, without marks (so ё is е, and й is и), with the digits of all scripts as
// 0 to 9 and all that browsers take for a dot as a dot, and without what cannot be
// seen, such as zero-width and direction-changing characters.
func Normalize(text string) Text {
	t := Text{glyphs: make([]glyph, 0, len(text))}
	bullets := false
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		from := i
		i += size
		if simple, ok := foldSimple(r); ok {
			t.glyphs = append(t.glyphs, glyph{simple, from, i, simple != r && unicode.IsUpper(r)})
			continue
		}
		bullets = bullets || isBullet(r)
		parts := norm.NFKD.PropertiesString(text[from:]).Decomposition()
		if len(parts) == 0 || r == 'ſ' {
			t.add(r, from, i)
			continue
		}
		for len(parts) > 0 {
			part, n := utf8.DecodeRune(parts)
			parts = parts[n:]
			bullets = bullets || isBullet(part)
			t.add(part, from, i)
		}
	}
	if bullets {
		t.readBullets()
	}
	t.write()
	return t
}

// foldSimple returns the plain form of a character that is a letter, digit or sign
// of a keyboard; false where it is another one. Nearly all of them are.
func foldSimple(r rune) (rune, bool) {
	switch {
	case r >= 'а' && r <= 'я' && r != 'й', r >= ' ' && r < 'A', r > 'Z' && r < 0x7f:
		return r, true
	case r >= 'A' && r <= 'Z', r >= 'А' && r <= 'Я' && r != 'Й':
		return r + 'a' - 'A', true
	case r == 'й', r == 'Й':
		return 'и', true
	case r == 'ё', r == 'Ё':
		return 'е', true
	}
	return r, false
}

// add adds a character in its plain form. What marks the one before it belongs to that.
func (t *Text) add(r rune, from, to int) {
	plain := fold(r)
	if plain >= 0 {
		t.glyphs = append(t.glyphs, glyph{plain, from, to, unicode.IsUpper(r)})
		return
	}
	if last := len(t.glyphs) - 1; last >= 0 && t.glyphs[last].to == from && unicode.Is(unicode.M, r) {
		t.glyphs[last].to = to
	}
}

// isBullet reports whether a character is a dot in the middle of a line.
func isBullet(r rune) bool { return strings.ContainsRune("•·‧∙⋅・●", r) }

// readBullets reads dots in the middle of a line: three hide something, one between
// letters is a dot, and all others are signs.
func (t *Text) readBullets() {
	g := t.glyphs
	for i := 0; i < len(g); {
		end := i + 1
		for end < len(g) && g[end].r == g[i].r {
			end++
		}
		if isBullet(g[i].r) {
			as := '·'
			switch {
			case g[i].r == hardSign && end-i >= 3:
				as = hardSign
			case end == i+1 && i > 0 && end < len(g) && isLetter(g[i-1].r) && isLetter(g[end].r):
				as = '.'
			}
			for ; i < end; i++ {
				g[i].r = as
			}
		}
		i = end
	}
}

// write writes the plain text of the glyphs.
func (t *Text) write() {
	size := 0
	for _, g := range t.glyphs {
		size += utf8.RuneLen(g.r)
	}
	plain := make([]byte, 0, size)
	t.at = make([]int, size)
	for i, g := range t.glyphs {
		from := len(plain)
		plain = utf8.AppendRune(plain, g.r)
		for at := from; at < len(plain); at++ {
			t.at[at] = i
		}
		if g.r >= '0' && g.r <= '9' {
			t.digits++
		}
	}
	t.plain = string(plain)
}

// fold returns a character in its plain form; negative where nothing is seen of it.
func fold(r rune) rune {
	switch {
	case unicode.IsSpace(r):
		return ' '
	case r == utf8.RuneError,
		unicode.In(r, unicode.Cf, unicode.Cc, unicode.Co, unicode.Cs, unicode.Mn, unicode.Me, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector):
		return -1
	}
	if simple, ok := foldSimple(r); ok {
		return simple
	}
	for _, row := range letterRows {
		if r >= row && r < row+26 {
			return 'a' + r - row
		}
	}
	for _, row := range digitRows {
		if r >= row && r < row+9 {
			return '1' + r - row
		}
	}
	if unicode.IsDigit(r) {
		return digitOf(r)
	}
	if plain, ok := plainForms[r]; ok {
		return plain
	}
	return unicode.ToLower(r)
}

// digitOf returns a digit of any script as one of 0 to 9. Each script has its ten in
// a row.
func digitOf(r rune) rune {
	for _, row := range unicode.Nd.R16 {
		if rune(row.Lo) <= r && r <= rune(row.Hi) {
			return '0' + (r-rune(row.Lo))%10
		}
	}
	for _, row := range unicode.Nd.R32 {
		if rune(row.Lo) <= r && r <= rune(row.Hi) {
			return '0' + (r-rune(row.Lo))%10
		}
	}
	return r
}

// letterRows are where the alphabet stands once more: in black circles and squares,
// and as the halves of flags. digitRows are where the digits from 1 on do, in circles.
var (
	letterRows = []rune{0x1f150, 0x1f170, 0x1f1e6}
	digitRows  = []rune{0x2776, 0x2780, 0x278a, 0x24f5}
)

var plainForms = pairs("ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢıłøđħŧɡɑɩοѵƒ。٫۔⓿【】〔〕「」『』《》〈〉", "abcdefghijklmnoprstuvwyzilodhtgaiovf...0[][][][]<><>")

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
		0о 1и 3зе 4ч 6б 8в 9я @ая $с €е ¢с ©с !и |и іи ѕс јж ґг һх єе эе αа βв εе οо ρр τт υу χх κк πп γг λл φф ηн ιи νв ғг ⲭх`),
	latin: readAlikes(`аa вb сc еe нh кk мm оo рp тt хx уyu іi ѕs јj иiu гr пn ьb яr бb дdg зe ѵv ғf
		0o 1il 3e 4a 5s 6bg 7t 8b 9g @a $s €e £l ¢c ©c !i |il +t ſsf
		αa βb εe οo ρp τt υu χx κk ηn ιi νv γy σo μu ϝf ոn սu օo հh`),
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

// cell is what a character stands for in an alphabet.
type cell struct {
	letters []rune // it may be any of them, itself first where it is one
	native  bool   // it is a letter of the alphabet
	any     bool   // it may be any letter
	silent  bool   // it may be left out
}

// tableSize is up to which character cells are in a table: all of those that people
// write most.
const tableSize = 0x600

var (
	cellTable  = [2][]*cell{makeCells(cyrillic), makeCells(latin)}
	cellsAbove = [2]map[rune]*cell{makeAbove(cyrillic), makeAbove(latin)}
	noCell     = &cell{}
)

func makeCells(of alphabet) []*cell {
	all := make([]*cell, tableSize)
	for r := range rune(tableSize) {
		all[r] = of.makeCell(r)
	}
	return all
}

func makeAbove(of alphabet) map[rune]*cell {
	all := map[rune]*cell{}
	for r := range lookalikes[of] {
		if r >= tableSize {
			all[r] = of.makeCell(r)
		}
	}
	return all
}

func (a alphabet) makeCell(r rune) *cell {
	c := &cell{
		native: a.native(r), any: strings.ContainsRune(anyLetter, r),
		silent: a == cyrillic && (r == 'ь' || r == 'ъ') || strings.ContainsRune(silentSigns, r),
	}
	if c.native || r >= '0' && r <= '9' {
		c.letters = append(c.letters, r)
	}
	c.letters = append(c.letters, lookalikes[a][r]...)
	return c
}

// cell returns what a character stands for.
func (a alphabet) cell(r rune) *cell {
	if r < tableSize {
		return cellTable[a][r]
	}
	if c := cellsAbove[a][r]; c != nil {
		return c
	}
	return noCell
}
