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
			if _, err := s.Client.Do(ctx, generator{s}.request("/balance", nil)); err != nil {
				return provider.Finding{}, err
			}
			return provider.Found("check.builtin.ok"), nil
		},
		StandIn: map[string]string{"base_url": "/toy", "api_key": "standin-toy-key"},
	}
}

type generator struct{ s provider.Setup }

// job is the toy's answer about one.
type job struct{ ID, Status string }

func (g generator) request(path string, into any) outbound.Request {
	return outbound.Request{
		URL: g.s.Values.Text("base_url") + path, Decode: into,
		Header: http.Header{"X-Toy-Key": {g.s.Values.Secret("api_key").Reveal()}},
	}
}

func account() provider.Account {
	return provider.Account{
		Provider: "Toy", Key: "generation.toy.api_key", Model: "generation.toy.model", Named: []string{"generation.toy.model"},
	}
}

// Start sends the paid request for an order.
func (g generator) Start(ctx context.Context, order celebration.Order) (celebration.Operation, error) {
	var begun job
	request := g.request("/jobs", &begun)
	request.Method = http.MethodPost
	request.Order = func(_ *outbound.Answer, err error) error {
		if err == nil && begun.ID == "" {
			return account().NoJobID("")
		}
		return account().OrderFault(err, order.Model, "")
	}
	_, err := g.s.Client.Do(ctx, request)
	return celebration.Operation(begun.ID), err
}

// Poll returns the state of a job.
func (g generator) Poll(ctx context.Context, op celebration.Operation) (celebration.Progress, error) {
	var found job
	if _, err := g.s.Client.Do(ctx, g.request("/jobs/"+string(op), &found)); err != nil {
		return celebration.Progress{}, account().PollFault(err)
	}
	if found.Status == "" {
		return celebration.Progress{}, account().NoStatus()
	}
	return celebration.Progress{Done: found.Status == "done"}, nil
}

// Fetch writes the finished clip.
func (g generator) Fetch(ctx context.Context, op celebration.Operation, w io.Writer) error {
	if _, err := g.Poll(ctx, op); err != nil {
		return err
	}
	if _, err := g.s.Files.Get(ctx, g.s.Values.Text("base_url")+"/files/"+string(op), nil, w); err != nil {
		return account().DownloadFault(err)
	}
	return nil
}

// Price returns what an order costs at the most, in US dollars.
func (generator) Price(context.Context, celebration.Order) (decimal.Decimal, error) {
	return decimal.NewFromInt(1), nil
}
