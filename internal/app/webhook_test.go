package app

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"streamspark/internal/source/webhook"
)

// TestTheSecretOfTheWebhookIsSealedAndHidden holds that the secret is in the
// answer that made it, and in no file and no log, and that it outlives a start.
func TestTheSecretOfTheWebhookIsSealedAndHidden(t *testing.T) {
	dir := t.TempDir()
	a := newApp(t, dir, nil)
	status, said := a.ask(t, http.MethodPost, "/api/sources/webhook/rotate", "{}")
	var made struct{ Secret string }
	if err := json.Unmarshal([]byte(said), &made); err != nil || status != http.StatusOK || !strings.HasPrefix(made.Secret, "whsec_") {
		t.Fatalf("%d %s, %v", status, said, err)
	}
	kept, found, err := a.store.Get(t.Context(), webhook.Document)
	if err != nil || !found || bytes.Contains(kept, []byte(made.Secret[6:])) {
		t.Errorf("it is kept as %q, %v", kept, err)
	}
	if text := a.redact.Text("the secret " + made.Secret); strings.Contains(text, made.Secret[6:]) {
		t.Errorf("a log line has it: %s", text)
	}
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	again := newApp(t, dir, nil)
	if again.sources[1].Webhook().Secret() != made.Secret {
		t.Error("it is another after a start")
	}
	if text := again.redact.Text(made.Secret); strings.Contains(text, made.Secret[6:]) {
		t.Error("a log line has it after a start")
	}
}
