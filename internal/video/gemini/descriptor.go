package gemini

import (
	"context"

	"streamspark/internal/celebration"
	"streamspark/internal/fault"
	"streamspark/internal/provider"
)

// Descriptor declares Gemini.
func Descriptor() provider.Descriptor {
	return provider.Descriptor{
		ID: "gemini", Kind: provider.KindGenerator, Group: "generation.gemini", Required: []string{"api_key"},
		Keys: []provider.Key{
			{Name: "api_key", Type: provider.Token, SentTo: "base_url"},
			{Name: "base_url", Type: provider.Address, Default: ownAddress},
			{Name: "model", Type: provider.Model, Default: "gemini-omni-1.1-flash"},
			{Name: "proxy", Type: provider.Proxy},
		},
		Paid: true, Codec: celebration.CodecH264, Models: Models(),
		Generator: func(s provider.Setup) (provider.Generator, error) { return newGenerator(s), nil },
		Check:     check,
		StandIn:   map[string]string{"base_url": "/gemini", "api_key": "standin-gemini-key"},
	}
}

func newGenerator(s provider.Setup) *Generator {
	return New(Options{
		Client: s.Client, Files: s.Files, BaseURL: s.Values.Text("base_url"), Key: s.Values.Secret("api_key").Reveal(), Log: s.Log,
	})
}

// check finds out whether the key's account is offered the model, and
// whether a file could be fetched.
func check(ctx context.Context, s provider.Setup) (provider.Finding, error) {
	g := newGenerator(s)
	if missing, err := g.missing(ctx, "gemini", s.Order.Model); err != nil || !missing.Said.IsZero() {
		return missing, err
	}
	if err := g.Reach(ctx); err != nil {
		return provider.Finding{}, provider.NoFiles(err)
	}
	return provider.Found("check.gemini.ok", "model", s.Order.Model), nil
}

// missing returns what keeps the key's account from a model; a zero finding
// where nothing does.
func (g *Generator) missing(ctx context.Context, id, model string) (provider.Finding, error) {
	offered, err := g.Offers(ctx, model)
	switch {
	case fault.Is(err, codeCountry):
		return provider.Missing(provider.AdvicePlace, "check.key.entry", "provider", provider.Title(id)), nil
	case err == nil && !offered:
		return provider.Missing(provider.AdviceModel, "check.gemini.model", "model", model), nil
	}
	return provider.Finding{}, err
}
