package ui

import (
	"strings"
	"testing"
	"time"

	"streamspark/internal/fault"
	"streamspark/internal/provider"
	"streamspark/internal/web/api"
	"streamspark/internal/web/webtest"
)

func TestAProviderThatDoesNotAnswerIsShown(t *testing.T) {
	w := newWorld(t)
	since := time.Date(2026, 11, 21, 11, 2, 0, 0, time.UTC)
	w.Parts = []api.Part{{Name: "generator", State: "down", Why: []fault.Message{fault.Say("part.generator.off")}}}
	w.Breakers = []api.Breaker{
		{Provider: "aiml", State: "open", Since: since, Why: fault.Say("outbound.other", "words", "the <connection> was refused"), Again: since.Add(time.Minute)},
		{Provider: "cbr", State: "half-open", Since: since, Why: fault.Say("outbound.answered", "status", "500"), Again: since.Add(time.Minute)},
		{Provider: "gemini", State: "closed"},
	}
	p := w.pages
	chosen := link{Problem: []fault.Message{fault.Say("part.generator.off")}}
	p.silentGenerator(&chosen, "aiml")
	if len(chosen.Steps) != 2 || len(chosen.Facts) != 2 || chosen.Problem != nil {
		t.Errorf("the chosen generator is shown as %+v", chosen)
	}
	other := link{}
	p.silentGenerator(&other, "gemini")
	if len(other.Steps) != 1 {
		t.Errorf("nobody takes its place: %+v", other)
	}
	// The page Settings says of it what the dashboard says.
	w.Settings.Set("generation.aiml.api_key", "key-5ecret-efgh")
	key, _ := w.pages.o.Setting("generation.aiml.api_key")
	aiml, _ := provider.Find(webtest.Providers(), "aiml")
	if l := p.keyLink(aiml); key.Value == "" || l.Tone != "bad" || l.Word != "word.down" || len(l.Facts) < 2 {
		t.Errorf("its key is shown as %+v", l)
	}
	w.Breakers[0].State = "half-open"
	if l := p.keyLink(aiml); l.Tone != "warn" || l.Word != "word.degraded" {
		t.Errorf("on trial its key is shown as %+v", l)
	}
	w.Breakers[0].State = "open"
	for code, want := range map[string][]string{
		"en": {"AIML (Veo) does not answer (the &lt;connection&gt; was refused).", "Bank of Russia does not answer", "Asked again", "21 Nov, "},
		"ru": {"AIML (Veo) не отвечает (the &lt;connection&gt; was refused).", "Молчит с", "Следующая попытка"},
	} {
		page := w.Ask("GET", "/dashboard", "", "Accept-Language", code)
		for _, words := range want {
			if !strings.Contains(page.Text, words) {
				t.Errorf("%s: the dashboard lacks %q", code, words)
			}
		}
	}
	w.Breakers[0].Why = fault.Say("outbound.connection_refused")
	if page := w.Ask("GET", "/dashboard", "", "Accept-Language", "ru"); !strings.Contains(page.Text, "AIML (Veo) не отвечает (в соединении отказано).") {
		t.Error("why it does not answer is not said in Russian")
	}
}
