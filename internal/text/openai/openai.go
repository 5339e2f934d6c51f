// Package openai declares OpenAI's text models, and all that answer as they do:
// base_url may be that of another service or of a server on this computer.
package openai

import (
	"streamspark/internal/provider"
	"streamspark/internal/text"
)

const ownAddress = "https://api.openai.com/v1"

// Descriptor declares OpenAI.
func Descriptor() provider.Descriptor {
	return provider.TextService{
		ID: "openai_text", Name: "OpenAI", KeyVariable: "OPENAI_API_KEY", Address: ownAddress,
		Model: "gpt-6-luna", USDIn: "0.10", USDOut: "0.50", List: "/models",
		More: []provider.Key{
			{Name: "effort", Type: provider.Text, Default: auto, Choices: []string{auto, "none", "minimal", "low", "medium", "unset"}},
			{Name: "schema", Type: provider.Bool, Default: "true"},
		},
		StandIn: map[string]string{"base_url": "/openai/v1", "api_key": "standin-openai-key"},
		Form:    func(v provider.Values) text.Form { return Form(v) },

		Moderation: text.Moderation{Path: "/moderations", Model: "omni-moderation-latest"},
	}.Descriptor()
}

// auto is the effort that suits the address.
const auto = "auto"

// Form returns what the server takes. OpenAI's models of today think unless they
// are told not to, refuse the older name of the limit, and say the tokens in a
// stream; other servers need not know the fields of the one and the last, and know
// the other by its older name.
func Form(v provider.Values) text.OpenAI {
	f := text.OpenAI{Path: "/chat/completions", Limit: "max_tokens", Effort: v.Text("effort"), Schema: v.Bool("schema")}
	if own := v.Text("base_url") == ownAddress; own {
		f.Limit, f.Stream = "max_completion_tokens", true
		if f.Effort == auto {
			f.Effort = "none"
		}
	}
	if f.Effort == auto || f.Effort == "unset" {
		f.Effort = ""
	}
	return f
}
