package config

import (
	"streamspark/internal/locale"
	"streamspark/internal/provider"
	"streamspark/internal/rates"
	"streamspark/internal/source/donationalerts"
	"streamspark/internal/speech/elevenlabs"
	"streamspark/internal/speech/local"
	"streamspark/internal/speech/openai"
	"streamspark/internal/speech/yandex"
	"streamspark/internal/telegram"
	"streamspark/internal/text/anthropic"
	opentext "streamspark/internal/text/openai"
	"streamspark/internal/video/aiml"
	"streamspark/internal/video/gemini"
	"streamspark/internal/video/scene"
)

// everybody are the providers that package app lists.
func everybody() []provider.Descriptor {
	return []provider.Descriptor{
		donationalerts.Descriptor(),
		rates.CBRDescriptor(), rates.OpenERAPIDescriptor(), rates.ExchangeRateAPIDescriptor(),
		aiml.Descriptor(), gemini.Descriptor(), scene.Descriptor(),
		local.Descriptor(), aiml.SpeechDescriptor(), gemini.SpeechDescriptor(), openai.Descriptor(), elevenlabs.Descriptor(), yandex.Descriptor(),
		aiml.TextDescriptor(), gemini.TextDescriptor(), opentext.Descriptor(), anthropic.Descriptor(), telegram.Descriptor(),
	}
}

// read reads a configuration with all providers.
func read(path string, flags map[string]string) (Layers, error) {
	return Read(Source{Path: path, Flags: flags, Providers: everybody()})
}

// said returns the sentence of an error.
func said(err error) string { return locale.English().Error(err) }
