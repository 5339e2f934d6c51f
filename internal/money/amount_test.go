package money

import (
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"streamspark/internal/fault"
)

func TestParse(t *testing.T) {
	tests := []struct {
		value, currency string
		want            string // the decimal, or "" where it must be refused
		code            string
	}{
		{"1500", "RUB", "1500", ""},
		{" 500.70 ", "usd", "500.7", ""},
		{"0", "RUB", "0", ""},
		{"1e3", "RUB", "1000", ""},
		{"12,5", "EUR", "12.5", ""},
		{"1 500", "RUB", "1500", ""},
		{"1\u00a0500", "RUB", "1500", ""},
		{"1\u202f500,50", "RUB", "1500.5", ""},
		{"1 234 567.89", "RUB", "1234567.89", ""},
		{"\u00a0500\u00a0", "RUB", "500", ""},
		{"1 000 ₽", "RUB", "1000", ""},
		{"1\u00a0000\u00a0руб.", "RUB", "1000", ""},
		{"1500р", "RUB", "1500", ""},
		{"1 500,00", "RUB", "1500", ""},
		{"20,50 $", "USD", "20.5", ""},
		{"$20", "USD", "20", ""},
		{"20 usd", "USD", "20", ""},
		{"5 UZS", "UZS", "5", ""},
		{"0,5", "USD", "0.5", ""},
		{"0,125", "USD", "0.125", ""},
		{"1 500,125", "RUB", "1500.125", ""},
		{"20 $", "RUB", "", "money.other_currency"},
		{"20 EUR", "USD", "", "money.other_currency"},
		{"20$30", "USD", "", "money.not_number"},
		{"$20$", "USD", "", "money.not_number"},
		{"50 %", "RUB", "", "money.not_number"},
		{"1 50", "RUB", "", "money.not_clear"},
		{"15 00", "RUB", "", "money.not_clear"},
		{"1 500 50", "RUB", "", "money.not_clear"},
		{"1 500,", "RUB", "", "money.not_clear"},
		{",5", "RUB", "", "money.not_clear"},
		{"1,2,3", "RUB", "", "money.not_clear"},
		{"−5", "RUB", "", "money.negative"},
		{"1,500", "RUB", "", "money.not_clear"},
		{"1.500,50", "RUB", "", "money.not_clear"},
		{"-1", "RUB", "", "money.negative"},
		{"NaN", "RUB", "", "money.not_number"},
		{"Infinity", "RUB", "", "money.not_number"},
		{"1e999", "RUB", "", "money.too_large"},
		{"1e-999", "RUB", "", "money.too_fine"},
		{"0e99999999", "RUB", "", "money.not_number"},
		{"9999999999999", "RUB", "", "money.too_large"},
		{strings.Repeat("9", 50), "RUB", "", "money.too_many_digits"},
		{"abc", "RUB", "", "money.not_number"},
		{"", "RUB", "", "money.missing"},
		{"10", "", "", "money.not_currency"},
		{"10", "RUBL", "", "money.not_currency"},
		{"10", "Р$Б", "", "money.not_currency"},
	}
	for _, tt := range tests {
		amount, err := Parse(tt.value, tt.currency)
		if tt.want == "" {
			if err == nil {
				t.Errorf("Parse(%q, %q) = %v, want a refusal", tt.value, tt.currency, amount)
			} else if !fault.Is(err, tt.code) {
				t.Errorf("Parse(%q, %q) is %v, want %s", tt.value, tt.currency, err, tt.code)
			}
			continue
		}
		if err != nil || amount.Decimal() != tt.want {
			t.Errorf("Parse(%q, %q) = %q, %v; want %q", tt.value, tt.currency, amount.Decimal(), err, tt.want)
		}
	}
}

func TestSharesAndCounts(t *testing.T) {
	for text, want := range map[string]string{
		"0.5": "0.5", "0,5": "0.5", "50 %": "0.5", "50%": "0.5", "50\u00a0%": "0.5", "12,5 %": "0.125", "100 %": "1", "0": "0", "0,125": "0.125",
	} {
		if got, err := ParseShare(text); err != nil || got.String() != want {
			t.Errorf("ParseShare(%q) = %v, %v; want %s", text, got, err, want)
		}
	}
	for _, text := range []string{"", "%", "half", "5 0 %", "-5 %", "50 %%", "1e-17 %"} {
		if got, err := ParseShare(text); err == nil {
			t.Errorf("ParseShare(%q) = %v, want a refusal", text, got)
		}
	}
	for text, want := range map[string]int64{"1 000": 1000, "1\u202f000\u00a0000": 1000000, "200": 200, "0": 0} {
		if got, err := ParseWhole(text); err != nil || got != want {
			t.Errorf("ParseWhole(%q) = %v, %v; want %d", text, got, err, want)
		}
	}
	for _, text := range []string{"1,5", "1 00", "many", ""} {
		if got, err := ParseWhole(text); err == nil {
			t.Errorf("ParseWhole(%q) = %v, want a refusal", text, got)
		}
	}
}

func TestWhatIsShownIsRead(t *testing.T) {
	for _, code := range append(signed(), "UZS") {
		for _, value := range []string{"0", "7", "999", "1000", "1500.5", "20.05", "1234567", "999999999999"} {
			sum := New(decimal.RequireFromString(value), code)
			shown := sum.String()
			for _, text := range []string{shown, strings.ReplaceAll(shown, ".", ","), strings.ReplaceAll(shown, " ", "\u00a0")} {
				if got, err := Parse(text, string(code)); err != nil || !got.Value().Equal(sum.Value()) {
					t.Errorf("%q is read as %v, %v", text, got, err)
				}
			}
		}
	}
}

func TestString(t *testing.T) {
	tests := map[string]string{
		"1500": "1 500 ₽", "500": "500 ₽", "0": "0 ₽", "1000000": "1 000 000 ₽",
		"99.9": "99.90 ₽", "1234.567": "1 234.57 ₽", "99.999": "100 ₽",
	}
	for value, want := range tests {
		if got := New(decimal.RequireFromString(value), RUB).String(); got != want {
			t.Errorf("%s is shown as %q, want %q", value, got, want)
		}
	}
	if got := New(decimal.NewFromInt(5), "UZS").String(); got != "5 UZS" {
		t.Errorf("a currency without a sign is shown as %q", got)
	}
	if got := (Amount{}).String(); got != "" {
		t.Errorf("no amount is shown as %q", got)
	}
}

func TestInRoundsToKopecks(t *testing.T) {
	usd, _ := Parse("19.99", "USD")
	rub := usd.Convert(RUB, decimal.RequireFromString("80.12345"))
	if rub.Decimal() != "1601.67" || rub.Currency() != RUB {
		t.Errorf("19.99 USD is %s %s", rub.Decimal(), rub.Currency())
	}
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{"1500", "1e999", "-0", "NaN", "12,5", "0x10", "1_000", "٣", "1\u00a0500,50", "1 000 ₽", "$20"} {
		f.Add(seed, "RUB")
	}
	f.Add("99.90", "usd")
	f.Add("0.00000000000000000001", "KZT")
	f.Add("1", "\u202eRUB")
	f.Fuzz(func(t *testing.T, value, currency string) {
		amount, err := Parse(value, currency)
		if err != nil {
			return
		}
		if amount.Value().IsNegative() {
			t.Fatalf("Parse(%q) is negative", value)
		}
		again, err := Parse(amount.Decimal(), string(amount.Currency()))
		if err != nil || !again.Value().Equal(amount.Value()) {
			t.Fatalf("%q does not read back: %v, %v", value, again, err)
		}
	})
}

func TestAnAmountIsWrittenAsItsLanguageDoes(t *testing.T) {
	amount := New(decimal.RequireFromString("1500.5"), "USD")
	for code, want := range map[string]string{"": "1 500.50 $", "en": "1 500.50 $", "ru": "1 500,50 $", "de": "1 500,50 $", "no language": "1 500.50 $"} {
		if got := amount.InLanguage(code); got != want {
			t.Errorf("in %q it is %q, want %q", code, got, want)
		}
	}
}

func TestWhatIsLessThanACentIsNotNothing(t *testing.T) {
	for value, want := range map[string]string{"0.0004": "0.0004 $", "0.00459": "0.005 $", "0.005": "0.01 $", "0": "0 $", "0.000999": "0.001 $", "-0.0004": "-0.0004 $"} {
		if got := New(decimal.RequireFromString(value), "USD").String(); got != want {
			t.Errorf("%s is %q, want %q", value, got, want)
		}
	}
}
