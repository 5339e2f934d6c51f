package moderation

import (
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode"
)

// The expressions for mail addresses, whose sign may be a word or in brackets, and for
// phone numbers as people write them.
var (
	mails      = regexp.MustCompile(`[\pL\d._%+-]+\s?(?:@|[([{</«"]\s?(?:at|a|@|` + dogs + `)\s?[)\]}>/»"]|\s(?:` + dogs + `|at)\s)\s?[\pL\d-]+(?:\s?(?:\.|\sd[o0]t\s|\sт[о0]чка\s|[([{](?:\.|dot|точка)[)\]}])\s?[\pL\d-]+)+`)
	mailHosts  = regexp.MustCompile(`[\pL\d._%+-]+(?:@|\s?[([{</]\s?(?:at|@|` + dogs + `)\s?[)\]}>/]\s?|\s(?:` + dogs + `)\s)(?:gmail|mail|маил|yandex|ya|яндекс|rambler|bk|inbox|list|outlook|hotmail|yahoo|icloud|proton|protonmail)(?:[\s,.]{1,2}[a-z]{2,3})?(?:$|[^\pL\d])`)
	mailsApart = regexp.MustCompile(`[\pL\d](?:\s[\pL\d])*\s@\s[\pL\d](?:\s[\pL\d])*\s\.\s[\pL\d](?:\s[\pL\d])+`)
	mailLinks  = regexp.MustCompile(`mailto:\S+`)
	phones     = regexp.MustCompile(`[78][\s().-]{0,3}[3-9]\d{2}[\s().-]{0,3}\d{3}[\s.-]{0,2}\d{2}[\s.-]{0,2}\d{2}|\+\s?\d[\d\s().-]{7,16}\d|\(\d{3}\)[\s.-]?\d{3}[\s.-]?\d{2}[\s.-]?\d{2}|[2-9]\d{2}[\s.-]\d{3}[.-]\d{4}|9\d{2}[\s.-]?\d{3}[\s.-]?\d{2}[\s.-]?\d{2}`)
	phoneWords = regexp.MustCompile(`(?:^|[^\pL])(?:тел|телефон\pL*|номер\pL*|(?:по)?звон\pL*|набер\pL*|смс|sms|phone|call|whatsapp|[вб][оа][тц]с?ап\pL*|ваиб\pL*|viber)(?:$|[^\pL])`)
)

// dogs are the words for the sign @.
const dogs = `с[о0]бака|собачка|sobaka`

// findPersonal returns the mail addresses, phone numbers and card numbers of a text.
func (d domains) findPersonal(t Text) (found []hit) {
	plain := t.plain
	if strings.ContainsAny(plain, "@([{<") || hasAny(plain, "бак", "бач", "sobaka", " at ", "/at/", "/ at", "mailto:") {
		found = d.findMails(plain)
	}
	if t.digits < leastPersonal {
		return found
	}
	isAbout := sync.OnceValue(func() bool { return phoneWords.MatchString(plain) })
	for _, m := range phones.FindAllStringIndex(plain, -1) {
		if !letterBefore(plain, m[0]) && !letterAfter(plain, m[1]) && isPhone(plain[m[0]:m[1]], isAbout) {
			found = append(found, hit{"phone", m[0], m[1]})
		}
	}
	return append(found, findNumbers(plain)...)
}

// findMails returns the mail addresses of a text.
func (d domains) findMails(plain string) (found []hit) {
	for _, m := range mails.FindAllStringIndex(plain, -1) {
		text := plain[m[0]:m[1]]
		words := strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
		inWords := strings.Contains(text, " at ") && !strings.Contains(text, "dot") // "look at example.com"
		if last := len(words) - 1; last > 0 && d.ending(words[last-1], words[last]) >= maybe && !inWords {
			found = append(found, hit{"mail", m[0], m[1]})
		}
	}
	for _, e := range []*regexp.Regexp{mailHosts, mailsApart, mailLinks} {
		for _, m := range e.FindAllStringIndex(plain, -1) {
			found = append(found, hit{"mail", m[0], m[1]})
		}
	}
	return found
}

// leastPersonal is how many digits a phone number has at least.
const leastPersonal = 9

// isPhone reports whether a number that looks like that of a phone is one. Ten digits
// in a row are points, damage or a seed, if the text is not about phones.
func isPhone(number string, isAbout func() bool) bool {
	digits := 0
	for _, r := range number {
		if r >= '0' && r <= '9' {
			digits++
		}
	}
	switch {
	case number[0] == '+':
		return digits >= 10 && !strings.Contains(number, "000 000")
	case digits == len(number) && digits == 10:
		return isAbout()
	}
	return true
}

// group is a row of digits.
type group struct{ from, to int }

func (g group) size() int { return g.to - g.from }

// digitGroups returns the digits of a text, group by group, and those together that
// stand in one row with signs between them. Times have colons, and are in none.
func digitGroups(plain string) (rows [][]group) {
	var row []group
	signs := 0
	for i, r := range plain {
		isDigit := r >= '0' && r <= '9'
		switch last := len(row) - 1; {
		case isDigit && last >= 0 && row[last].to == i:
			row[last].to++
		case isDigit:
			row = append(row, group{i, i + 1})
		default:
			if signs++; row != nil && (signs > mostSigns || r == ':' || r == hardSign || unicode.IsLetter(r)) {
				rows, row = append(rows, row), nil
			}
		}
		if isDigit {
			signs = 0
		}
	}
	if row != nil {
		rows = append(rows, row)
	}
	return rows
}

// mostSigns is how many signs may be between the digits of a number.
const mostSigns = 3

// findNumbers returns the numbers of phones and cards whose groups show what they are,
// whatever signs stand between them.
func findNumbers(plain string) (found []hit) {
	for _, row := range digitGroups(plain) {
		for i := range row {
			if end := phoneEnd(plain, row, i); end > i {
				found = append(found, hit{"phone", row[i].from, row[end-1].to})
			}
			if end := cardEnd(row, i); end > i && isCard(plain[row[i].from:row[end-1].to]) {
				found = append(found, hit{"card", row[i].from, row[end-1].to})
			}
		}
	}
	return found
}

// phoneEnd returns up to which group a Russian mobile number stands: 7 or 8, then 9,
// eleven digits.
func phoneEnd(plain string, row []group, i int) int {
	digits := 0
	for end := i; end < len(row) && digits < 11; end++ {
		if digits += row[end].size(); digits != 11 {
			continue
		}
		first := plain[row[i].from]
		second := row[i].from + 1
		if row[i].size() == 1 {
			second = row[i+1].from
		}
		if (first == '7' || first == '8') && plain[second] == '9' {
			return end + 1
		}
	}
	return 0
}

// cardGroups are how many digits the groups of a card number have.
var cardGroups = [][]int{{4, 4, 4, 4}, {4, 6, 5}, {8, 8}, {4, 4, 4, 4, 3}, {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1}}

// cardEnd returns up to which group a card number may stand.
func cardEnd(row []group, i int) int {
	if size := row[i].size(); size >= 13 && size <= 19 {
		return i + 1
	}
	for _, sizes := range cardGroups {
		if i+len(sizes) <= len(row) && slices.EqualFunc(row[i:i+len(sizes)], sizes, func(g group, size int) bool { return g.size() == size }) {
			return i + len(sizes)
		}
	}
	return 0
}

// isCard reports whether the digits of a number pass the check of card numbers
// (Luhn's), and begin as those of a bank do: with 20 years begin.
func isCard(text string) bool {
	sum, double := 0, false
	var first, second int // of the number
	for i := len(text) - 1; i >= 0; i-- {
		digit := int(text[i]) - '0'
		if digit < 0 || digit > 9 {
			continue
		}
		first, second = digit, first
		if double {
			if digit *= 2; digit > 9 {
				digit -= 9
			}
		}
		sum, double = sum+digit, !double
	}
	return sum%10 == 0 && (first >= 3 && first <= 6 || first == 2 && second >= 2 && second <= 7)
}
