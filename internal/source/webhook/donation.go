package webhook

import (
	"bytes"
	"encoding/json"
	"strings"

	"streamspark/internal/celebration"
	"streamspark/internal/fault"
	"streamspark/internal/money"
)

// The limits of texts, in bytes. The body's limit is that of the message.
const (
	maxDonationID = 200
	maxDonor      = 1000
)

// payload is a body. Fields that it does not have are ignored.
type payload struct {
	ID       json.RawMessage `json:"id"`
	Donor    json.RawMessage `json:"donor"`
	Amount   json.RawMessage `json:"amount"` // a decimal, as text or as a number
	Currency json.RawMessage `json:"currency"`
	Message  json.RawMessage `json:"message"`
}

// readDonation reads a body. Its donation has no id where the body has none.
func readDonation(body []byte) (celebration.Donation, error) {
	var p payload
	if !bytes.HasPrefix(bytes.TrimSpace(body), []byte("{")) || json.Unmarshal(body, &p) != nil {
		return celebration.Donation{}, fault.New(fault.Invalid, "webhook.not_json")
	}
	d := celebration.Donation{Source: ID}
	var currency string
	for _, f := range []struct {
		name string
		raw  json.RawMessage
		to   *string
		max  int
		code string
	}{
		{"id", p.ID, &d.ID, maxDonationID, "webhook.id_invalid"},
		{"donor", p.Donor, &d.Donor, maxDonor, "webhook.donor_invalid"},
		{"message", p.Message, &d.Message, MaxBody, "webhook.message_invalid"},
		{"currency", p.Currency, &currency, MaxBody, "webhook.currency_invalid"},
	} {
		if f.raw == nil {
			continue
		}
		if json.Unmarshal(f.raw, f.to) != nil || len(*f.to) > f.max {
			return celebration.Donation{}, fault.InvalidField(f.name, f.code)
		}
		*f.to = strings.ReplaceAll(*f.to, "\x00", "")
	}
	d.ID, d.Donor = strings.TrimSpace(d.ID), strings.TrimSpace(d.Donor)
	code, err := money.ParseCurrency(currency)
	if err != nil {
		return celebration.Donation{}, fault.InvalidField("currency", "webhook.currency_invalid")
	}
	text := string(p.Amount)
	if strings.HasPrefix(text, `"`) {
		text = ""
		_ = json.Unmarshal(p.Amount, &text) // it was read once
	}
	amount, err := money.ParseDecimal(text)
	if err != nil || !amount.IsPositive() {
		return celebration.Donation{}, fault.InvalidField("amount", "webhook.amount_invalid")
	}
	d.Amount = money.New(amount, code)
	return d, nil
}
