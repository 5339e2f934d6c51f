package money

import (
	"regexp"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"streamspark/internal/fault"
)

// Numbers as people and services write them are read here and nowhere else:
// sums, shares and counts that somebody types are all of one reader, so what
// a page shows can be typed into any of its fields.

// Parse reads a sum and its currency. The sum may carry the sign or the code
// of that currency, as in "1 000 ₽"; that of another one is refused.
func Parse(value, currency string) (Amount, error) {
	cur, err := ParseCurrency(currency)
	if err != nil {
		return Amount{}, err
	}
	number, err := parseSum(value, cur)
	if err != nil {
		return Amount{}, err
	}
	return Amount{value: number, currency: cur}, nil
}

// ParseDecimal reads a non-negative decimal number: "1500", "1 500,50",
// "0,5". A comma that may part thousands as well as kopecks is refused,
// because it could mean two things.
func ParseDecimal(text string) (decimal.Decimal, error) { return parseNumber(text) }

// ParseShare reads a part of a whole: "0,5" and "50 %" are the same.
func ParseShare(text string) (decimal.Decimal, error) {
	bare, percent := strings.CutSuffix(trim(text), "%")
	number, err := parseNumber(bare)
	if percent && err == nil {
		number = number.Shift(-2)
		err = withinReason(number)
	}
	return number, err
}

// ParseWhole reads a whole number as the pages write it: "1 000".
func ParseWhole(text string) (int64, error) {
	number, err := parseNumber(text)
	if err != nil {
		return 0, err
	}
	if !number.IsInteger() {
		return 0, fault.New(fault.Invalid, "money.not_whole", "value", Excerpt(text))
	}
	return number.IntPart(), nil
}

// parseSum reads a number with or without what its currency is known by,
// before or after it.
func parseSum(text string, currency Currency) (decimal.Decimal, error) {
	bare := trim(text)
	mark := strings.Trim(bare, "0123456789.,+-−"+spaces)
	number, found := strings.CutPrefix(bare, mark)
	if !found || mark == "" {
		number, found = strings.CutSuffix(strings.TrimSuffix(bare, "."), mark)
	}
	if mark == "" || !found || !strings.ContainsAny(number, "0123456789") || currencyOf(mark) == "" {
		return parseNumber(bare)
	}
	if !slices.Contains(currency.marks(), strings.ToLower(mark)) {
		return decimal.Zero, fault.New(fault.Invalid, "money.other_currency", "value", Excerpt(bare), "currency", string(currency))
	}
	return parseNumber(number)
}

// spaces are those that separate thousands: the ordinary one, and those that
// do not break a line.
const spaces = " \t\u00a0\u202f\u2007\u2009"

func trim(text string) string { return strings.TrimSpace(strings.Trim(text, spaces)) }

func parseNumber(text string) (decimal.Decimal, error) {
	s := trim(text)
	if s == "" {
		return decimal.Zero, fault.New(fault.Invalid, "money.missing")
	}
	if len(s) > maxDigits {
		return decimal.Zero, fault.New(fault.Invalid, "money.too_many_digits")
	}
	plain, ok := plainNumber(s)
	if !ok {
		return decimal.Zero, fault.New(fault.Invalid, "money.not_clear", "value", Excerpt(s))
	}
	number, err := decimal.NewFromString(plain)
	if err != nil {
		return decimal.Zero, fault.New(fault.Invalid, "money.not_number", "value", Excerpt(s))
	}
	if number.IsNegative() {
		return decimal.Zero, ErrNegative
	}
	if err := withinReason(number); err != nil {
		return decimal.Zero, err
	}
	return number, nil
}

// plainNumber takes out the spaces between thousands and makes a decimal
// comma a point. It reports whether the number can mean only one thing.
func plainNumber(s string) (string, bool) {
	grouped := strings.ContainsAny(s, spaces)
	if strings.Trim(s, "0123456789.,+-−"+spaces) != "" {
		return s, true // no number, or one such as 1e3
	}
	if grouped {
		if !regexp.MustCompile(`^[+\-−]?\d{1,3}(?:[` + spaces + `]\d{3})+(?:[.,]\d+)?$`).MatchString(s) {
			return s, false
		}
		s = strings.Map(func(r rune) rune {
			if strings.ContainsRune(spaces, r) {
				return -1
			}
			return r
		}, s)
	}
	if whole, fraction, found := strings.Cut(s, ","); found {
		thousands := len(fraction) == 3 && !grouped && strings.Trim(whole, "+-−0") != ""
		if fraction == "" || whole == "" || thousands || strings.ContainsAny(fraction, ",.") || strings.Contains(whole, ".") {
			return s, false
		}
		s = whole + "." + fraction
	}
	return strings.Replace(s, "−", "-", 1), true
}
