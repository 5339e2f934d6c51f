package aiml

import (
	"context"

	"streamspark/internal/provider"
	"streamspark/internal/text"
)

// TextDescriptor declares AIML's text models, which it has in OpenAI's form. They
// are used with the key of the clips. The prices are those of the model's maker and
// a third more, as AIML takes for others. What it took it is known to say with a whole
// answer, so it is not asked for a stream.
func TextDescriptor() provider.Descriptor {
	v := provider.TextService{
		ID: "aiml_text", Name: "AIML", Shared: "generation.aiml",
		Model: "google/gemini-3-5-flash-lite", USDIn: "0.40", USDOut: "3.30",
		Form: func(provider.Values) text.Form {
			return text.OpenAI{Path: "/v1/chat/completions", Limit: "max_tokens", Schema: true}
		},
		Failed: func(s provider.Setup, a provider.Account, err error, model string) error {
			return a.OrderFault(err, model, newGenerator(s).said(err))
		},
	}
	v.Check = func(ctx context.Context, s provider.Setup) (provider.Finding, error) {
		g, model := newGenerator(s), s.Values.Text("model")
		left, err := g.Balance(ctx)
		if err != nil {
			return provider.Finding{}, err
		}
		if _, err = g.listing(ctx, model); NotSold(err) {
			return v.NoModel(model), nil
		}
		if !left.IsPositive() {
			return provider.Missing(provider.AdviceTopUp, "check.text.money", "provider", provider.Title(v.ID)), nil
		}
		return v.Works(model), nil
	}
	return v.Descriptor()
}
