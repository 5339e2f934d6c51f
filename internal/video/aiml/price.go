package aiml

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/shopspring/decimal"

	"streamspark/internal/celebration"
	"streamspark/internal/fault"
	"streamspark/internal/outbound"
	"streamspark/internal/provider"
)

const (
	creditsPerUSD = 2_000_000
	priceTime     = 10 * time.Second
	// priceFresh is how long a price is used without asking again.
	priceFresh = 5 * time.Minute
	// priceKept is how long the last price is used while the catalogue does
	// not answer, restarts included. There is no list of prices in the
	// program: one that ages with it would be worse than none.
	priceKept = 7 * 24 * time.Hour
	// document is where the last prices are kept.
	document = "aiml.prices"
	maxPrice = 1000 // dollars; above it the answer was misread
)

// catalogue is what was read of AIML's list of prices, by model.
type catalogue struct {
	mu    sync.Mutex
	read  bool // the kept copy was read
	known map[string]listing
}

// listing is one model's prices as they were at a time.
type listing struct {
	Pricing pricing   `json:"pricing"`
	Tag     string    `json:"tag"`
	At      time.Time `json:"at"`
}

// pricing is how AIML lists the prices of a model.
type pricing struct {
	Kind     string  `json:"kind"`
	Currency string  `json:"currency"`
	Units    []price `json:"units"`
	Variants []price `json:"variants"`
}

// price is for a number of units, where the order is such and such.
type price struct {
	When  map[string]json.RawMessage `json:"when"`
	Price json.RawMessage            `json:"price"`
	Unit  string                     `json:"unit"`
	Name  string                     `json:"name"` // stands in the place of unit in some lists
	Per   json.RawMessage            `json:"per"`
}

// Price returns what an order will cost at the most, in dollars, by AIML's own
// catalogue. Where no price can be known it is an error, never zero.
func (g *Generator) Price(ctx context.Context, order celebration.Order) (decimal.Decimal, error) {
	if order.Model == "" {
		return decimal.Zero, fault.New(fault.Permanent, "provider.no_model", "setting", provider.Setting(account().Model))
	}
	listed, err := g.listing(ctx, order.Model)
	if err != nil {
		return decimal.Zero, failed(err, "provider.price_unknown", "model", order.Model)
	}
	cost, err := listed.Pricing.priceOf(order)
	if err != nil {
		return decimal.Zero, failed(err, "provider.price_unknown", "model", order.Model)
	}
	return cost, nil
}

// listing reads the prices of a model, or takes those of a while ago.
func (g *Generator) listing(ctx context.Context, model string) (listing, error) {
	last, known := g.lastListing(ctx, model)
	if known && time.Since(last.At) < priceFresh {
		return last, nil
	}
	var list models
	request := outbound.Request{
		URL: g.base + "/v1/models", Query: url.Values{"id": {model}, "include": {"pricing"}},
		Limit: bodyLimit, Timeout: priceTime, Decode: &list,
	}
	if last.Tag != "" {
		request.Header = http.Header{"If-None-Match": {last.Tag}}
	}
	answer, err := g.client.Do(ctx, request)
	fresh := last
	switch {
	case err == nil:
		fresh, err = list.listing(model)
		fresh.Tag = answer.Header.Get("ETag")
		if errors.Is(err, errNotSold) {
			return listing{}, err // the word of the catalogue itself
		}
	case known && outbound.Status(err) == http.StatusNotModified:
		err = nil
	}
	if err != nil {
		if known && time.Since(last.At) < priceKept {
			g.log.Warn().Err(err).Str("model", model).Time("of", last.At).Msg("AIML's catalogue does not answer: the last price is used")
			return last, nil
		}
		return listing{}, failed(err, "aiml.catalogue_unread")
	}
	fresh.At = time.Now()
	g.keepListing(ctx, model, fresh)
	return fresh, nil
}

// errNotSold is the catalogue's word that there is no such model.
var errNotSold = fault.New(fault.Retry, "aiml.not_sold", "setting", provider.Setting(account().Model))

// models is the catalogue's answer.
type models struct {
	Data []struct {
		ID      string   `json:"id"`
		Aliases []string `json:"aliases"`
		Pricing *pricing `json:"pricing"`
	} `json:"data"`
}

func (list models) listing(model string) (listing, error) {
	if list.Data == nil {
		return listing{}, failed(nil, "aiml.no_models")
	}
	for _, m := range list.Data {
		if m.ID != model && !slices.Contains(m.Aliases, model) {
			continue
		}
		if m.Pricing == nil {
			return listing{}, failed(nil, "aiml.no_price")
		}
		return listing{Pricing: *m.Pricing}, nil
	}
	return listing{}, errNotSold
}

// priceOf returns the price of one order. Where the order leaves open which
// variant applies it is the dearest of them, so that a budget is never passed.
func (p pricing) priceOf(order celebration.Order) (decimal.Decimal, error) {
	if p.Currency != "" && !strings.EqualFold(p.Currency, "USD") {
		return decimal.Zero, failed(nil, "aiml.other_currency", "currency", p.Currency)
	}
	fields := body(order)
	var fitting []price
	switch p.Kind {
	case "fixed":
		if fitting = p.Units; len(fitting) > 1 {
			return decimal.Zero, failed(nil, "aiml.several_prices")
		}
	case "variants":
		fitting = slices.DeleteFunc(slices.Clone(p.Variants), func(v price) bool { return !v.fits(fields) })
	case "variable":
		return decimal.Zero, failed(nil, "aiml.price_afterwards")
	default:
		return decimal.Zero, failed(nil, "aiml.odd_price", "words", celebration.OneLine(p.Kind, maxStatus))
	}
	if len(fitting) == 0 {
		return decimal.Zero, failed(nil, "aiml.no_such_price")
	}
	var dearest decimal.Decimal
	for _, one := range fitting {
		cost, err := one.forClip(fields)
		if err != nil {
			return decimal.Zero, err
		}
		dearest = decimal.Max(dearest, cost)
	}
	return dearest, nil
}

// fits reports whether a variant may be the one of an order: nothing that the
// order says is against it.
func (v price) fits(fields map[string]any) bool {
	for name, want := range v.When {
		if name == "audio" {
			name = "generate_audio"
		}
		if got, said := fields[name]; said && !strings.EqualFold(fmt.Sprint(got), wordOf(want)) {
			return false
		}
	}
	return true
}

// wordOf returns a value of JSON as one word: 8, true, 720p.
func wordOf(raw json.RawMessage) string {
	if s := outbound.Text(raw); s != "" {
		return s
	}
	return string(raw)
}

// forClip returns the price for the length of a clip.
func (v price) forClip(fields map[string]any) (decimal.Decimal, error) {
	seconds, ok := fields["duration"].(int)
	unit := cmp.Or(v.Unit, v.Name)
	if strings.TrimSuffix(strings.ToLower(unit), "s") != "second" {
		return decimal.Zero, failed(nil, "aiml.odd_unit", "words", celebration.OneLine(unit, maxStatus))
	}
	if !ok {
		return decimal.Zero, failed(nil, "aiml.no_length")
	}
	amount, err := figure(v.Price)
	if err != nil {
		return decimal.Zero, err
	}
	per, err := figure(v.Per)
	if err != nil {
		return decimal.Zero, err
	}
	cost := amount.Mul(decimal.NewFromInt(int64(seconds))).DivRound(per, 8)
	if !cost.IsPositive() || cost.GreaterThan(decimal.NewFromInt(maxPrice)) {
		return decimal.Zero, failed(nil, "aiml.wrong_price")
	}
	return cost, nil
}

// figure reads a number above zero of a sane size.
func figure(raw json.RawMessage) (decimal.Decimal, error) {
	value, err := decimal.NewFromString(outbound.Text(raw))
	if err != nil || !value.IsPositive() || value.Exponent() < -18 || value.Exponent() > 9 || value.NumDigits() > 18 {
		return decimal.Zero, failed(nil, "aiml.unread_price")
	}
	return value, nil
}

// spent returns what AIML says that a job cost, from its dollars or its
// credits.
func spent(meta json.RawMessage) decimal.Decimal {
	var told struct {
		Usage struct {
			USD     json.RawMessage `json:"usd_spent"`
			Credits json.RawMessage `json:"credits_used"`
		} `json:"usage"`
	}
	if json.Unmarshal(meta, &told) != nil {
		return decimal.Zero
	}
	if usd, err := figure(told.Usage.USD); err == nil {
		return usd
	}
	if credits, err := figure(told.Usage.Credits); err == nil {
		return credits.DivRound(decimal.NewFromInt(creditsPerUSD), 8)
	}
	return decimal.Zero
}
