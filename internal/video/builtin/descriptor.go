package builtin

import (
	"context"

	"streamspark/internal/provider"
)

// Descriptor declares the live scenes, which the widget draws. Nothing is ordered
// for them, so there is no Generator.
func Descriptor() provider.Descriptor {
	return provider.Descriptor{
		ID: "builtin", Kind: provider.KindGenerator,
		Check: func(context.Context, provider.Setup) (provider.Finding, error) {
			return provider.Found("check.builtin.ok"), nil
		},
	}
}
