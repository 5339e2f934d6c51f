package aiml

import (
	"context"
	"encoding/json"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"streamspark/internal/celebration"
	"streamspark/internal/fault"
	"streamspark/internal/outbound"
)

// transaction is one line of the account, as far as it is needed. Its
// amount is always positive; the direction tells which way it went.
type transaction struct {
	Direction json.RawMessage `json:"direction"`
	Reference json.RawMessage `json:"reference_id"`
	Amount    struct {
		USD     json.RawMessage `json:"usd"`
		Credits json.RawMessage `json:"credits"`
	} `json:"amount"`
}

// Charges returns what the account was charged for each operation since a
// moment, in dollars, with what was paid back taken off. An operation that is
// not there was not charged so far: AIML charges when a clip is done, and
// never for one that failed.
func (g *Generator) Charges(ctx context.Context, since time.Time) (map[celebration.Operation]decimal.Decimal, error) {
	query := url.Values{"from": {since.Add(-around).UTC().Format(time.RFC3339)}, "limit": {strconv.Itoa(pageSize)}}
	charges := map[celebration.Operation]decimal.Decimal{}
	for range maxPages {
		rows, next, err := g.transactions(ctx, query)
		if err != nil {
			return nil, failed(err, "aiml.charges_unread")
		}
		for _, row := range rows {
			id, amount := row.read()
			if id != "" {
				charges[id] = charges[id].Add(amount)
			}
		}
		if next == "" || len(rows) == 0 {
			return charges, nil
		}
		query.Set("cursor", next)
	}
	return nil, failed(nil, "aiml.charges_too_long", "n", maxPages*pageSize, "since", fault.Day(since))
}

func (t transaction) read() (celebration.Operation, decimal.Decimal) {
	id := outbound.Text(t.Reference)
	amount, err := figure(t.Amount.USD)
	if err != nil {
		if amount, err = figure(t.Amount.Credits); err != nil {
			return "", decimal.Zero
		}
		amount = amount.DivRound(decimal.NewFromInt(creditsPerUSD), 8)
	}
	if len(id) > maxID || amount.GreaterThan(decimal.NewFromInt(maxPrice)) {
		return "", decimal.Zero
	}
	if !strings.EqualFold(outbound.Text(t.Direction), "CHARGE") {
		amount = amount.Neg()
	}
	return celebration.Operation(id), amount
}

func (g *Generator) transactions(ctx context.Context, query url.Values) (rows []transaction, next string, err error) {
	var list struct {
		Data       []transaction `json:"data"`
		Pagination struct {
			Next json.RawMessage `json:"next_cursor"`
			More bool            `json:"has_more"`
		} `json:"pagination"`
	}
	_, err = g.client.Do(ctx, outbound.Request{
		URL: g.base + "/v2/billing/transactions", Query: query, Bearer: g.key, Limit: bodyLimit, Timeout: pollTimeout, Decode: &list,
	})
	if err != nil {
		return nil, "", err
	}
	if list.Data == nil {
		return nil, "", failed(nil, "aiml.no_transactions")
	}
	if next = outbound.Text(list.Pagination.Next); !list.Pagination.More {
		next = ""
	}
	return list.Data, next, nil
}
