package builtin

import (
	"context"

	"streamspark/internal/provider"
)

// Descriptor declares the built-in generator.
func Descriptor() provider.Descriptor {
	return provider.Descriptor{
		ID: "builtin", Kind: provider.KindGenerator,
		Generator: func(s provider.Setup) (provider.Generator, error) {
			return New(Options{Dir: s.Dir, FFmpeg: FindFFmpeg(), Draft: s.Draft, Log: s.Log})
		},
		Check: func(context.Context, provider.Setup) (provider.Finding, error) {
			if FindFFmpeg() == "" {
				found := provider.Missing("check.advice.ffmpeg", "check.builtin.webm")
				found.Good = true
				return found, nil
			}
			return provider.Found("check.builtin.ok"), nil
		},
	}
}
