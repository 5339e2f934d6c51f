// Package toy provides a generator as a newcomer would add it, for a test.
package toy

import (
	"context"
	"io"
	"net/http"

	"github.com/shopspring/decimal"

	"streamspark/internal/celebration"
	"streamspark/internal/outbound"
	"streamspark/internal/provider"
)

// Descriptor declares the toy.
func Descriptor() provider.Descriptor {
	return provider.Descriptor{
		ID: "toy", Kind: provider.KindGenerator, Group: "generation.toy", Required: []string{"api_key"},
		Keys: []provider.Key{
			{Name: "api_key", Type: provider.Token, SentTo: "base_url", Env: []string{"TOY_KEY"}},
			{Name: "base_url", Type: provider.Address, Default: "https://toy.example"},
			{Name: "model", Type: provider.Model, Default: "toy-1"},
			{Name: "proxy", Type: provider.Proxy},
		},
		Paid: true, Models: []string{"toy-1"},
		Generator: func(s provider.Setup) (provider.Generator, error) { return generator{s}, nil },
		Check: func(ctx context.Context, s provider.Setup) (provider.Finding, error) {
			if _, err := (generator{s}).get(ctx, "/balance"); err != nil {
				return provider.Finding{}, err
			}
			return provider.Found("check.builtin.ok"), nil
		},
	}
}

type generator struct{ s provider.Setup }

func (g generator) request(method, path string) outbound.Request {
	return outbound.Request{
		Method: method, URL: g.s.Values.Text("base_url") + path,
		Header: http.Header{"X-Toy-Key": {g.s.Values.Secret("api_key").Reveal()}},
	}
}

func (g generator) get(ctx context.Context, path string) (string, error) {
	answer, err := g.s.Client.Do(ctx, g.request("GET", path))
	if err != nil {
		return "", err
	}
	return string(answer.Body), nil
}

// Start sends the paid request for an order.
func (g generator) Start(ctx context.Context, order celebration.Order) (celebration.Operation, error) {
	request := g.request("POST", "/jobs")
	request.Order = func(_ *outbound.Answer, err error) error {
		if err != nil {
			return account().Ordered(err, order.Model, "")
		}
		return nil
	}
	answer, err := g.s.Client.Do(ctx, request)
	if err != nil {
		return "", err
	}
	return celebration.Operation(answer.Body), nil
}

func account() provider.Account {
	return provider.Account{
		Provider: "Toy", Key: "generation.toy.api_key", Model: "generation.toy.model", Named: []string{"generation.toy.model"},
	}
}

// Look asks how a job stands.
func (g generator) Look(ctx context.Context, op celebration.Operation) (celebration.Progress, error) {
	said, err := g.get(ctx, "/jobs/"+string(op))
	return celebration.Progress{Done: said == "done"}, err
}

// Fetch writes the finished clip.
func (g generator) Fetch(ctx context.Context, op celebration.Operation, w io.Writer) error {
	_, err := g.s.Files.Get(ctx, g.s.Values.Text("base_url")+"/files/"+string(op), nil, w)
	return err
}

// Price returns what an order costs at the most, in US dollars.
func (generator) Price(context.Context, celebration.Order) (decimal.Decimal, error) {
	return decimal.NewFromInt(1), nil
}
