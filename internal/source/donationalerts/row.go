package donationalerts

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"net/url"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"streamspark/internal/celebration"
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
		return unreadable(row{}, raw, nil, errors.New("the row is not an object"))
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
		return unreadable(r, raw, f, errors.New("the row has no id"))
	}
	r.donation.ID = strconv.FormatUint(r.number, 10)
	amount, err := amountOf(f)
	if err != nil {
		return unreadable(r, raw, f, err)
	}
	r.donation.Amount = amount
	return r
}

func unreadable(r row, raw json.RawMessage, f fields, why error) row {
	r.donation.Source = Name
	r.donation.Unreadable = clean(why.Error())
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

func amountOf(f fields) (money.Amount, error) {
	text, currency := f.text("amount"), f.text("currency")
	switch {
	case text == "":
		return money.Amount{}, errors.New("the row has no amount")
	case currency == "":
		return money.Amount{}, errors.New("the row has no currency")
	}
	code, err := money.ParseCurrency(currency)
	if err != nil {
		return money.Amount{}, err
	}
	number, err := money.ParseDecimal(text) // a currency inside the sum is no sum
	return money.New(number, code), err
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
