// Package anthropic declares Anthropic's text models.
package anthropic

import (
	"streamspark/internal/provider"
	"streamspark/internal/text"
)

// Descriptor declares Anthropic.
func Descriptor() provider.Descriptor {
	return provider.TextService{
		ID: "anthropic_text", Name: "Anthropic", KeyVariable: "ANTHROPIC_API_KEY", Address: "https://api.anthropic.com",
		Model: "claude-haiku-5-5", USDIn: "0.10", USDOut: "0.50", List: "/v1/models",
		StandIn: map[string]string{"base_url": "/anthropic", "api_key": "standin-anthropic-key"},
		Form:    func(provider.Values) text.Form { return text.Anthropic{} },
	}.Descriptor()
}
