package config

import (
	"strings"
	"testing"
)

// TestWhoJudgesWhatViewersWrite: with a key alone, and no prompt need be written for it.
func TestWhoJudgesWhatViewersWrite(t *testing.T) {
	clean(t)
	const aiml, open = "generation.aiml.api_key", "text.openai_text.api_key"
	for _, tt := range []struct {
		model, writer string
		keys          []string
		free, text    string
		lacks         string // part of what is said; empty: it is valid
	}{
		{"off", "auto", []string{aiml, open}, "", "", ""},
		{"free", "auto", []string{aiml, open}, "openai_text", "", ""},
		{"free", "auto", []string{aiml}, "", "", "to judge texts"},
		{"text", "auto", []string{aiml, open}, "", "aiml_text", ""},
		{"text", "openai_text", []string{aiml, open}, "", "openai_text", ""},
		{"text", "off", []string{open}, "", "openai_text", ""},
		{"text", "auto", nil, "", "", "needs a text model"},
		{"both", "auto", []string{aiml, open}, "openai_text", "aiml_text", ""},
		{"both", "auto", []string{aiml}, "", "", "to judge texts"},
		{"both", "auto", nil, "", "", "needs a text model"},
	} {
		flags := map[string]string{"moderation.model": tt.model, "text.provider": tt.writer}
		for _, key := range tt.keys {
			flags[key] = "k"
		}
		c, _, err := resolve(t, "", flags)
		switch {
		case tt.lacks != "" && (err == nil || !strings.Contains(said(err), tt.lacks)):
			t.Errorf("%+v: %v", tt, err)
		case tt.lacks == "" && (err != nil || c.FreeJudge() != tt.free || c.TextJudge() != tt.text):
			t.Errorf("%+v: %q and %q, %v", tt, c.FreeJudge(), c.TextJudge(), err)
		}
	}
}
