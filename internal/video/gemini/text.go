package gemini

import (
	"context"

	"streamspark/internal/provider"
	"streamspark/internal/text"
)

// TextDescriptor declares Gemini's text models. They are used with the key of the
// clips. The prices are Google's of November 2026; an account without payments has
// some for nothing.
func TextDescriptor() provider.Descriptor {
	v := provider.TextService{
		ID: "gemini_text", Name: "Gemini", Shared: "generation.gemini",
		Model: "gemini-3.5-flash-lite", USDIn: "0.30", USDOut: "2.50",
		Form: func(provider.Values) text.Form { return text.Gemini{} },
		Failed: func(s provider.Setup, a provider.Account, err error, model string) error {
			return newGenerator(s).failed(a, err, model)
		},
	}
	v.Check = func(ctx context.Context, s provider.Setup) (provider.Finding, error) {
		model := s.Values.Text("model")
		if missing, err := newGenerator(s).missing(ctx, v.ID, model); err != nil || !missing.Said.IsZero() {
			return missing, err
		}
		return v.Works(model), nil
	}
	return v.Descriptor()
}
