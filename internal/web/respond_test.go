package web

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"streamspark/internal/breaker"
	"streamspark/internal/fault"
	"streamspark/internal/locale"
	"streamspark/internal/store"
	"streamspark/internal/web/api"
	"streamspark/internal/web/webtest"
)

func TestAFullDiskIsSaid(t *testing.T) {
	failed, status := api.FaultOf(fmt.Errorf("record %s: %w", webtest.SecretKey, store.ErrDisk))
	said := fmt.Sprint(api.FailureOf(failed, locale.English()))
	if status != http.StatusInsufficientStorage || !strings.Contains(said, "make room and try again") || strings.Contains(said, webtest.SecretWord) {
		t.Errorf("it is %d %s", status, said)
	}
}

// TestNoAnswerHasASecret hides one in the arguments of errors, where a text, a
// list or a message may have it, and reads whatever shows them.
func TestNoAnswerHasASecret(t *testing.T) {
	const secret = "hunter2hunter2"
	nested := fault.Say("outbound.other", "words", "the key "+secret+" is wrong")
	w := &world{Server: webtest.NewServer(t)}
	w.Templates = templates()
	w.Breakers = map[string]breaker.State{"aiml": {State: breaker.Open, Since: time.Now(), Again: time.Now().Add(time.Hour), Why: nested}}
	w.Settings.Set("generation.aiml.api_key", "key-5ecret-efgh", "generation.provider", "aiml")
	var failed error
	o := w.Options()
	o.Redact = func(text string) string { return strings.ReplaceAll(text, secret, "••••") }
	o.Reset = func(context.Context, string) error { return failed }
	server, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	w.server = server
	w.Serve(server.Handler())
	for name, arg := range map[string]any{
		"a text": secret, "a message": nested, "a list": []string{secret}, "messages": []fault.Message{nested},
		"a message in a message": fault.Say("provider.silent", "provider", "x", "since", time.Now(), "cause", nested),
	} {
		failed = fault.New(fault.Retry, "provider.silent", "provider", "x", "since", time.Now(), "cause", arg)
		answer := w.Ask("DELETE", "/api/settings/log.level", "", "Accept-Language", "ru")
		if text := answer.Text; strings.Contains(text, secret) || strings.Count(text, "••••") < 3 {
			t.Errorf("%s: %s", name, text)
		}
	}
	for _, path := range []string{"/status", "/readyz", "/api/state", "/api/health", "/dashboard", "/settings", "/api/settings"} {
		for _, accept := range []string{"text/html", "application/json"} {
			if text := w.Ask("GET", path, "", "Accept", accept).Text; strings.Contains(text, secret) {
				t.Errorf("%s as %s shows it", path, accept)
			}
		}
	}
	if text := w.Ask("GET", "/status", "", "Accept", "application/json").Text; !strings.Contains(text, "••••") {
		t.Errorf("the status lacks the breaker's reason: %s", text)
	}
}
