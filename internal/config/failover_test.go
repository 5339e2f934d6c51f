package config

import (
	"slices"
	"testing"
)

func TestWhoMakesClipsInsteadOfTheChosenGenerator(t *testing.T) {
	tests := []struct {
		provider, aiml, gemini string
		off                    bool
		want                   []string
	}{
		{provider: "auto", aiml: "k", gemini: "k", want: []string{"gemini", "builtin"}},
		{provider: "auto", gemini: "k", want: []string{"builtin"}},
		{provider: "auto", aiml: "k", want: []string{"builtin"}},
		{provider: "auto"},
		{provider: "aiml", aiml: "k", gemini: "k", want: []string{"gemini"}},
		{provider: "gemini", aiml: "k", gemini: "k", want: []string{"aiml"}},
		{provider: "gemini", gemini: "k"},
		{provider: "builtin", aiml: "k", gemini: "k"},
		{provider: "off", aiml: "k", gemini: "k"},
		{provider: "auto", aiml: "k", gemini: "k", off: true},
	}
	for _, test := range tests {
		g := Generation{Provider: test.provider, Failover: !test.off}
		g.AIML.APIKey, g.Gemini.APIKey = Secret(test.aiml), Secret(test.gemini)
		if got := g.Others(); !slices.Equal(got, test.want) {
			t.Errorf("%+v: %v", test, got)
		}
	}
}
