package web

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"streamspark/internal/web/webtest"
)

const donationsPath = "/api/sources/webhook/donations"

// signedHeaders are the headers of a body that is signed now.
func signedHeaders(secret, body string) []string {
	key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(secret, "whsec_"))
	if err != nil {
		panic(err)
	}
	at := fmt.Sprint(time.Now().Unix())
	mac := hmac.New(sha256.New, key)
	fmt.Fprintf(mac, "msg_1.%s.%s", at, body)
	return []string{
		"webhook-id", "msg_1", "webhook-timestamp", at, "webhook-signature", "v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil)),
		"Content-Type", "application/json",
	}
}

func sourcesContract() []exchange {
	list, do := "GET /api/sources", "POST /api/sources/:source/:do"
	doneShape := "{message:string,secret:string,success:bool}"
	send, body := "POST /api/sources/:source/donations", `{"id":"d1","amount":1,"currency":"RUB"}`
	none := func(w *world) {
		if err := w.Webhook.Disconnect(w.T.Context()); err != nil {
			w.T.Fatal(err)
		}
	}
	return []exchange{
		{
			name: "no secret", route: list, prepare: none, status: 200, says: `"actions":["rotate","disconnect"]`,
			shape: "{sources:[{account:string,actions:[string],configured:bool,connected:bool,id:string,problem:string,webhook:string}],success:bool}",
		},
		{name: "secret", route: list, status: 200, says: `"connected":true`, shape: "{sources:[{account:string,actions:[string],configured:bool,connected:bool,id:string,problem:string,webhook:string}],success:bool}"},
		{
			name: "one", route: "GET /api/sources/:source/state", path: "/api/sources/webhook/state", status: 200, says: `"id":"webhook"`,
			shape: "{source:{account:string,actions:[string],configured:bool,connected:bool,id:string,problem:string,webhook:string},success:bool}",
		},
		{name: "unknown source", route: "GET /api/sources/:source/state", path: "/api/sources/nothing/state", status: 404, says: "/api/sources lists them"},
		{name: "make", route: do, prepare: none, path: "/api/sources/webhook/rotate", status: 200, says: `"secret":"whsec_`, shape: doneShape},
		{
			name: "delete", route: do, path: "/api/sources/webhook/disconnect", status: 200, shape: doneShape,
			then: func(t *testing.T, w *world) {
				if w.Webhook.Secret() != "" {
					t.Error("the secret is still there")
				}
			},
		},
		{name: "unknown source", route: do, path: "/api/sources/nothing/rotate", status: 404, says: "/api/sources lists them"},
		{name: "unknown action", route: do, path: "/api/sources/webhook/start", status: 404, says: "no such action"},
		{name: "another site", route: do, path: "/api/sources/webhook/rotate", headers: []string{"Origin", "https://evil.example"}, status: 403, says: "another site"},
		{
			name: "good", route: send, path: donationsPath, body: body, signed: true, status: 200, shape: messageShape,
		},
		{name: "no secret", route: send, path: donationsPath, prepare: none, body: "{}", status: 401, says: `"code":"webhook.no_secret"`},
		{name: "not signed", route: send, path: donationsPath, body: "{}", status: 401, says: `"code":"webhook.headers_missing"`},
		{name: "unknown source", route: send, path: "/api/sources/nothing/donations", body: "{}", status: 404, says: "no such source"},
	}
}

// TestASignedDonationNeedsNoTokenAndIsRecordedOnce sends one twice to a
// server that other computers can reach, and what is wrong beside it.
func TestASignedDonationNeedsNoTokenAndIsRecordedOnce(t *testing.T) {
	t.Parallel()
	w, _ := newClosedWorld(t)
	const secret = webtest.WebhookSecret
	for _, x := range []struct {
		body   string
		status int
		says   string
	}{
		{`{"id":"d1","donor":"Anna","amount":"150.50","currency":"RUB","message":"Hi"}`, http.StatusOK, "Recorded"},
		{`{"id":"d1","donor":"Anna","amount":"150.50","currency":"RUB","message":"Hi"}`, http.StatusOK, "Recorded"},
		{`{"id":"d2","amount":"none","currency":"RUB"}`, http.StatusBadRequest, `"field":"amount"`},
		{`{"id":"d2",`, http.StatusBadRequest, `"code":"webhook.not_json"`},
		{`{"message":"` + strings.Repeat("x", 64<<10) + `"}`, http.StatusRequestEntityTooLarge, `"code":"webhook.too_large"`},
	} {
		a := w.Ask(http.MethodPost, donationsPath, x.body, signedHeaders(secret, x.body)...)
		if a.StatusCode != x.status || !strings.Contains(a.Text, x.says) {
			t.Errorf("%.60s: %d %s, want %d", x.body, a.StatusCode, a.Text, x.status)
		}
	}
	c, err := w.Store.OfDonation(t.Context(), "webhook", "d1")
	if err != nil || c.ID != 1 || c.Donation.Donor != "Anna" || c.Donation.Amount.Decimal() != "150.5" && c.Donation.Amount.Decimal() != "150.50" {
		t.Errorf("recorded is %+v, %v", c.Donation, err)
	}
	if _, err := w.Store.Celebration(t.Context(), 2); err == nil {
		t.Error("more is recorded than one donation")
	}
	for _, path := range []string{"GET " + donationsPath, "POST /api/sources/webhook/rotate", "POST /api/sources/webhook/x/donations", "GET /api/sources"} {
		method, path, _ := strings.Cut(path, " ")
		if a := w.Ask(method, path, "", signedHeaders(secret, "")...); a.StatusCode != http.StatusUnauthorized {
			t.Errorf("%s %s is %d without the token", method, path, a.StatusCode)
		}
	}
}

// TestThePageShowsTheLineToCopy holds that the secret is for copying only,
// and not at all on a discreet page.
func TestThePageShowsTheLineToCopy(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	text := w.Ask(http.MethodGet, "/settings", "").Text
	if !strings.Contains(text, `data-path="/api/sources/webhook/rotate"`) || !strings.Contains(text, "whsec_••••") || !strings.Contains(text, webtest.WebhookSecret) {
		t.Error("there is no line to copy")
	}
	if said := webtest.CheckPage(t, "/settings", text); strings.Contains(said, webtest.WebhookSecret) {
		t.Error("the secret is to be seen")
	}
	if text := w.Ask(http.MethodGet, "/settings", "", "Cookie", "discreet=on").Text; strings.Contains(text, webtest.WebhookSecret) {
		t.Error("the secret is on a discreet page")
	}
}
