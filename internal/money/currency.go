package money

import (
	"slices"
	"strings"

	"streamspark/internal/fault"
)

// Currency is an ISO 4217 code in capitals: "RUB", "USD". Codes that are
// not known here are taken too: whether one can be priced is for the rates
// to say.
type Currency string

// RUB is the currency that thresholds and tiers are written in.
const RUB Currency = "RUB"

// ParseCurrency reads a three-letter code in any case.
func ParseCurrency(text string) (Currency, error) {
	code := strings.ToUpper(strings.TrimSpace(text))
	if len(code) != 3 {
		return "", fault.New(fault.Invalid, "money.not_currency", "value", Excerpt(text))
	}
	for _, c := range code {
		if c < 'A' || c > 'Z' {
			return "", fault.New(fault.Invalid, "money.not_currency", "value", Excerpt(text))
		}
	}
	return Currency(code), nil
}

// Sign returns the symbol people know, or the code where there is none.
func (c Currency) Sign() string {
	switch c {
	case "RUB":
		return "₽"
	case "USD":
		return "$"
	case "EUR":
		return "€"
	case "GBP":
		return "£"
	case "KZT":
		return "₸"
	case "UAH":
		return "₴"
	case "TRY":
		return "₺"
	case "JPY":
		return "¥"
	case "BYN":
		return "Br"
	case "PLN":
		return "zł"
	case "BRL":
		return "R$"
	}
	return string(c)
}

// marks returns what a sum of this currency may carry, in small letters: its
// code, its sign, and for rubles what people write instead. A full stop
// behind it is no part of it.
func (c Currency) marks() []string {
	marks := []string{strings.ToLower(string(c)), strings.ToLower(c.Sign())}
	if c == RUB {
		marks = append(marks, "р", "руб", "рублей", "рубля", "рубль")
	}
	return marks
}

// signed returns the currencies with a sign of their own.
func signed() []Currency {
	return []Currency{"RUB", "USD", "EUR", "GBP", "KZT", "UAH", "TRY", "JPY", "BYN", "PLN", "BRL"}
}

// currencyOf returns the currency that a mark beside a sum stands for; empty:
// it is no mark.
func currencyOf(mark string) Currency {
	for _, c := range signed() {
		if slices.Contains(c.marks(), strings.ToLower(mark)) {
			return c
		}
	}
	if c, err := ParseCurrency(mark); err == nil {
		return c
	}
	return ""
}
