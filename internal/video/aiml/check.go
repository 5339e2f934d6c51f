package aiml

import (
	"context"
	"errors"
	"fmt"

	"github.com/shopspring/decimal"

	"streamspark/internal/celebration"
	"streamspark/internal/outbound"
)

// NotSold reports whether an error of Price is the catalogue's own word that
// it does not have the model.
func NotSold(err error) bool { return errors.Is(err, errNotSold) }

// Reach finds out whether a finished clip could be fetched. It is free.
func (g *Generator) Reach(ctx context.Context) error {
	address := g.base
	if address == ownAddress {
		address = ownFiles
	}
	return g.files.Reach(ctx, address+"/")
}

// Balance returns what is left on the account, in dollars. Asking is free.
func (g *Generator) Balance(ctx context.Context) (decimal.Decimal, error) {
	if g.key == "" {
		return decimal.Zero, celebration.Refuse("AIML has no key: set generation.aiml.api_key", nil)
	}
	answer, err := g.client.Do(ctx, outbound.Request{
		URL: g.base + "/v1/billing/balance", Bearer: g.key, Limit: bodyLimit, Timeout: lookTime,
	})
	if err != nil {
		return decimal.Zero, fmt.Errorf("ask AIML for the balance: %w", err)
	}
	var account struct {
		Balance *decimal.Decimal `json:"balance"` // in credits
	}
	if err := answer.Decode(&account); err != nil {
		return decimal.Zero, fmt.Errorf("read AIML's balance: %w", err)
	}
	if account.Balance == nil {
		return decimal.Zero, errors.New("read AIML's balance: the answer has none")
	}
	return account.Balance.DivRound(decimal.NewFromInt(creditsPerUSD), 2), nil
}
