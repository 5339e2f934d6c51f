package api

import (
	"context"
	"slices"

	"github.com/shopspring/decimal"

	"streamspark/internal/celebration"
	"streamspark/internal/web/ports"
)

// LookKey is the setting behind a field of the look.
func LookKey(field string) string {
	if slices.Contains([]string{"theme", "alert_text", "alert_seconds", "volume"}, field) {
		return "overlay." + field
	}
	return "generation." + field
}

// ImaginedBody is a donation that nobody made.
type ImaginedBody struct {
	Donor    string `json:"donor" max:"200" doc:"who gives" example:"viewer42"`
	Amount   Number `json:"amount" required:"amount is missing." doc:"how much" example:"1500"`
	Currency string `json:"currency" default:"RUB" max:"100" doc:"three letters"`
	Message  string `json:"message" max:"4000" doc:"what they write" example:"Hello, stream!"`
}

// Imagine asks the line what a donation would lead to.
func Imagine(ctx context.Context, line ports.Line, in ImaginedBody) (celebration.Celebration, decimal.NullDecimal, error) {
	amount, err := AmountOf("amount", in.Amount, in.Currency)
	if err != nil {
		return celebration.Celebration{}, decimal.NullDecimal{}, err
	}
	return line.Preview(ctx, celebration.Donation{
		Source: celebration.SourceTest, Paid: true, ID: "imagined", Donor: in.Donor, Message: in.Message, Amount: amount,
	})
}
