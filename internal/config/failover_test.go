package config

import (
	"slices"
	"testing"
)

func TestWhoMakesClipsInsteadOfTheChosenGenerator(t *testing.T) {
	clean(t)
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
		failover := "true"
		if test.off {
			failover = "false"
		}
		c, _, err := resolve(t, "", map[string]string{
			"generation.provider": test.provider, "generation.aiml.api_key": test.aiml, "generation.gemini.api_key": test.gemini, "generation.failover": failover,
		})
		if err != nil {
			t.Fatal(err)
		}
		if got := c.Generation.Others(); !slices.Equal(got, test.want) {
			t.Errorf("%+v: %v", test, got)
		}
	}
}
