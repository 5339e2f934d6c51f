package ui

import (
	"strings"
	"testing"
	"time"

	"streamspark/internal/breaker"
	"streamspark/internal/fault"
	"streamspark/internal/provider"
	"streamspark/internal/web/webtest"
)

func TestAProviderThatDoesNotAnswerIsShown(t *testing.T) {
	w := newWorld(t)
	w.Settings.Set("generation.aiml.api_key", "key-5ecret-efgh", "generation.provider", "aiml")
	since := time.Date(2026, 11, 21, 11, 2, 0, 0, time.UTC)
	w.Breakers = map[string]breaker.State{
		"aiml":   {State: breaker.Open, Since: since, Why: fault.Say("outbound.other", "words", "the <connection> was refused"), Again: since.Add(time.Minute)},
		"cbr":    {State: breaker.HalfOpen, Since: since, Why: fault.Say("outbound.answered", "status", "500"), Again: since.Add(time.Minute)},
		"gemini": {State: breaker.Closed},
	}
	set := func(id string, change func(*breaker.State)) {
		b := w.Breakers[id]
		change(&b)
		w.Breakers[id] = b
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
	key, _ := w.pages.o.Setting("generation.aiml.api_key")
	aiml, _ := provider.Find(webtest.Providers(), "aiml")
	if l := p.keyLink(aiml); key.Value == "" || l.Tone != "bad" || l.Word != "word.down" || len(l.Facts) < 2 {
		t.Errorf("its key is shown as %+v", l)
	}
	set("aiml", func(b *breaker.State) { b.State = breaker.HalfOpen })
	if l := p.keyLink(aiml); l.Tone != "warn" || l.Word != "word.degraded" {
		t.Errorf("on trial its key is shown as %+v", l)
	}
	set("aiml", func(b *breaker.State) { b.State = breaker.Open })
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
	set("aiml", func(b *breaker.State) { b.Why = fault.Say("outbound.connection_refused") })
	if page := w.Ask("GET", "/dashboard", "", "Accept-Language", "ru"); !strings.Contains(page.Text, "AIML (Veo) не отвечает (в соединении отказано).") {
		t.Error("why it does not answer is not said in Russian")
	}
}
