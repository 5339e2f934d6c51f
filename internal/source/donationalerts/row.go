package donationalerts

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/url"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"streamspark/internal/celebration"
	"streamspark/internal/fault"
	"streamspark/internal/money"
)

// maxRaw is how much of an unreadable row is kept, in bytes.
const maxRaw = 4 << 10

// row is one row of the list, or of a push: a donation, readable or not.
type row struct {
	number   uint64 // the id; 0 where there is none
	donation celebration.Donation
}

// readRow reads a row as far as it can be read. It never fails: a row that
// cannot be read is a donation that says so.
func readRow(raw json.RawMessage) row {
	var f fields
	if json.Unmarshal(raw, &f) != nil || f == nil {
		return unreadable(row{}, raw, nil, "the row is not an object")
	}
	r := row{number: f.integer("id"), donation: celebration.Donation{
		Source:         Name,
		Donor:          name(f.text("username")),
		InUserCurrency: f.decimal("amount_in_user_currency"),
		CreatedAt:      createdAt(f),
		ByHand:         f.isNull("payin_system"),
	}}
	r.donation.Message, r.donation.Audio = message(f)
	if r.number == 0 {
		return unreadable(r, raw, f, "the row has no id")
	}
	r.donation.ID = strconv.FormatUint(r.number, 10)
	amount, why := amountOf(f)
	if why != "" {
		return unreadable(r, raw, f, why)
	}
	r.donation.Amount = amount
	return r
}

func unreadable(r row, raw json.RawMessage, f fields, why string) row {
	r.donation.Source = Name
	r.donation.Unreadable = clean(why)
	r.donation.Raw = cut(clean(string(raw)), maxRaw)
	if r.donation.ID == "" {
		r.donation.ID = "unreadable-" + digest(raw, f)
	}
	return r
}

// digest stands for the id that a row lacks. It leaves out what changes when
// the donation is shown, so that the row is recorded once.
func digest(raw json.RawMessage, f fields) string {
	if f != nil {
		lasting := make(fields, len(f))
		for key, value := range f {
			if key != "is_shown" && key != "shown_at" && key != "shown_at_ts" {
				lasting[key] = value
			}
		}
		if sorted, err := json.Marshal(lasting); err == nil {
			raw = sorted
		}
	}
	sum := sha256.Sum256(bytes.TrimSpace(raw))
	return hex.EncodeToString(sum[:12])
}

// amountOf returns the amount, or why it cannot be read.
func amountOf(f fields) (amount money.Amount, why string) {
	text, currency := f.text("amount"), f.text("currency")
	switch {
	case text == "":
		return money.Amount{}, "the row has no amount"
	case currency == "":
		return money.Amount{}, "the row has no currency"
	}
	code, err := money.ParseCurrency(currency)
	if err != nil {
		return money.Amount{}, strconv.Quote(currency) + " is not a currency"
	}
	number, err := money.ParseDecimal(text) // a currency inside the sum is no sum
	switch {
	case fault.Is(err, "money.too_large"):
		return money.Amount{}, "the amount is too large"
	case fault.Is(err, "money.negative"):
		return money.Amount{}, "the amount is negative"
	case err != nil:
		return money.Amount{}, strconv.Quote(text) + " is not a number"
	}
	return money.New(number, code), ""
}

// name returns the donor's; blank means anonymous.
func name(text string) string {
	if strings.TrimSpace(text) == "" {
		return ""
	}
	return text
}

// message returns the text, or the address of the audio that was sent instead.
func message(f fields) (text, audio string) {
	text = f.text("message")
	if f.text("message_type") != "audio" {
		return text, ""
	}
	address, err := url.Parse(strings.TrimSpace(text))
	if err != nil || address.Host == "" || (address.Scheme != "https" && address.Scheme != "http") {
		return text, ""
	}
	return "", address.String()
}

// createdAt returns when the viewer paid. The unix time is taken first: it has
// no zone to get wrong. The text is UTC; the documentation writes its time
// with dots, the server with colons. A date that cannot be read is no date.
func createdAt(f fields) time.Time {
	if at := f.unix("created_at_ts"); !at.IsZero() {
		return at
	}
	text := strings.TrimSpace(f.text("created_at"))
	for _, layout := range []string{"2006-01-02 15:04:05", "2006-01-02 15.04.05", time.RFC3339, "2006-01-02T15:04:05"} {
		if at, err := time.Parse(layout, text); err == nil && at.Year() >= 2000 {
			return at.UTC()
		}
	}
	return time.Time{}
}

// cut shortens a text to so many bytes without cutting a character.
func cut(text string, limit int) string {
	if len(text) <= limit {
		return text
	}
	for limit > 0 && !utf8.RuneStart(text[limit]) {
		limit--
	}
	return text[:limit]
}

// fields is a JSON object whose values are read one by one, so that a value
// of another kind than expected spoils nothing but itself.
type fields map[string]json.RawMessage

// text returns a string, or the text of a number where a string was expected.
// Any other kind is taken as absent.
func (f fields) text(name string) string {
	raw := f[name]
	var s string
	if json.Unmarshal(raw, &s) == nil {
		return clean(s)
	}
	var n json.Number
	if json.Unmarshal(raw, &n) == nil {
		return n.String()
	}
	return ""
}

// isNull reports whether a field is an explicit null, not missing.
func (f fields) isNull(name string) bool {
	return bytes.Equal(f[name], []byte("null"))
}

// integer returns a whole number above zero, or its text; 0 where there is
// none.
func (f fields) integer(name string) uint64 {
	n, err := strconv.ParseUint(strings.TrimSpace(f.text(name)), 10, 64)
	if err != nil {
		return 0
	}
	return n
}

// unix returns a moment in seconds since 1970; zero where there is none that
// can be true.
func (f fields) unix(name string) time.Time {
	whole, _, _ := strings.Cut(strings.TrimSpace(f.text(name)), ".")
	seconds, err := strconv.ParseInt(whole, 10, 64)
	if err != nil || seconds < 946_684_800 || seconds > 253_402_300_799 { // the years 2000 to 9999
		return time.Time{}
	}
	return time.Unix(seconds, 0).UTC()
}

// decimal returns an amount without a currency, as exact text; empty where
// there is none.
func (f fields) decimal(name string) string {
	n, err := money.ParseDecimal(f.text(name))
	if err != nil {
		return ""
	}
	return n.String()
}

// clean makes a viewer's text safe to keep: valid UTF-8 without zero bytes.
// What else it holds is the viewer's own; who shows it takes care.
func clean(text string) string {
	return strings.ReplaceAll(strings.ToValidUTF8(text, "\uFFFD"), "\x00", "")
}
