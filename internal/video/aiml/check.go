package aiml

import (
	"context"
	"errors"

	"github.com/shopspring/decimal"

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
	if err := account().CheckRequest(g.key, "any"); err != nil {
		return decimal.Zero, err
	}
	var account struct {
		Balance *decimal.Decimal `json:"balance"` // in credits
	}
	_, err := g.client.Do(ctx, outbound.Request{
		URL: g.base + "/v1/billing/balance", Bearer: g.key, Limit: bodyLimit, Timeout: pollTimeout, Decode: &account,
	})
	if err != nil {
		return decimal.Zero, failed(err, "aiml.balance_not_asked")
	}
	if account.Balance == nil {
		return decimal.Zero, failed(nil, "aiml.no_balance")
	}
	return account.Balance.DivRound(decimal.NewFromInt(creditsPerUSD), 2), nil
}
