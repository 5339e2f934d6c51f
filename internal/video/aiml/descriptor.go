package aiml

import (
	"context"

	"streamspark/internal/celebration"
	"streamspark/internal/money"
	"streamspark/internal/provider"
)

// Descriptor declares AIML.
func Descriptor() provider.Descriptor {
	return provider.Descriptor{
		ID: "aiml", Kind: provider.KindGenerator, Group: "generation.aiml", Required: []string{"api_key"},
		Keys: []provider.Key{
			{Name: "api_key", Type: provider.Token, SentTo: "base_url", Env: []string{"AIMLAPI_KEY"}},
			{Name: "base_url", Type: provider.Address, Default: ownAddress},
			{Name: "model", Type: provider.Model, Default: "google/veo-3.1-t2v-fast"},
			{Name: "submit_path", Type: provider.Path, Default: ownPath},
			{Name: "proxy", Type: provider.Proxy},
		},
		Paid: true, Codec: celebration.CodecH264, Models: Models(),
		Generator: func(s provider.Setup) (provider.Generator, error) { return newGenerator(s), nil },
		Check:     check,
		StandIn:   map[string]string{"base_url": "/aiml", "api_key": "standin-aiml-key"},
	}
}

func newGenerator(s provider.Setup) *Generator {
	return New(Options{
		Client: s.Client, Files: s.Files, BaseURL: s.Values.Text("base_url"), SubmitPath: s.Values.Text("submit_path"),
		Key: s.Values.Secret("api_key").Reveal(), Keep: s.Keep, Log: s.Log,
	})
}

// check compares the balance with the price of the next order, and finds out
// whether its file could be fetched.
func check(ctx context.Context, s provider.Setup) (provider.Finding, error) {
	g := newGenerator(s)
	left, err := g.Balance(ctx)
	if err != nil {
		return provider.Finding{}, err
	}
	price, err := g.Price(ctx, s.Order)
	switch {
	case NotSold(err):
		return provider.Missing(provider.AdviceModel, "check.aiml.model", "provider", provider.Title("aiml"), "model", s.Order.Model), nil
	case err != nil:
		return provider.Finding{}, err
	}
	has, costs := money.New(left.Round(2), "USD"), money.New(price.Round(2), "USD")
	if left.LessThan(price) {
		return provider.Missing(provider.AdviceTopUp, "check.aiml.money", "balance", has, "price", costs), nil
	}
	if err := g.Reach(ctx); err != nil {
		return provider.Finding{}, provider.NoFiles(err)
	}
	return provider.Found("check.aiml.ok", "balance", has, "price", costs), nil
}
