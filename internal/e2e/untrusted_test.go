package e2e

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"streamspark/internal/standin"
)

// strange are texts that a viewer can send, as they stand in the JSON of
// DonationAlerts.
func strange() map[string]string {
	return map[string]string{
		"lone surrogate":  `"half \ud800 of a \udc00\ud83c sign"`,
		"zero bytes":      `"a\u0000b\u0000"`,
		"control":         `"\u0007\u001b[31mred\u007f\u0085"`,
		"right to left":   `"\u202eevil\u202c \u2066x\u2069 שלום مرحبا"`,
		"zero width":      `"n\u200bo\ufeff \u2060w\u200d\u200eidth"`,
		"only zero width": `"\u200b\ufeff\u2060"`,
		"emoji":           `"` + strings.Repeat("🎉", 10_000) + `"`,
		"combining":       `"Z` + strings.Repeat("\u0336", 3_000) + `"`,
		"markup":          `"<script>alert(1)</script>\"><img src=x onerror=alert(1)>{{.}}</textarea>"`,
		"lines":           `"one\r\ntwo\u2028three\u2029four"`,
	}
}

// TestUntrustedTextIsRecordedCelebratedAndShownSafely sends each text
// as name and message, by the list and by push.
func TestUntrustedTextIsRecordedCelebratedAndShownSafely(t *testing.T) {
	t.Parallel()
	for _, realtime := range []bool{true, false} {
		t.Run(fmt.Sprint("push ", realtime), func(t *testing.T) {
			t.Parallel()
			o := newOutside(t)
			change := map[string]string{}
			if !realtime {
				change["donationalerts.realtime_url"] = ""
			}
			p := o.run(t, change)
			for name, text := range strange() {
				c := p.until(p.viewer(standin.Donation{Amount: 2000, Currency: "RUB", Extra: map[string]any{
					"username": json.RawMessage(text), "message": json.RawMessage(text),
				}}), "ready", "failed", "skipped", "held")
				if name == "emoji" && c.Code == "moderated" { // longer than what the rules look at, so the streamer decides
					if status, body := p.call("POST", fmt.Sprintf("/api/celebrations/%d/approve", c.ID), nil); status != http.StatusOK {
						t.Fatalf("approve: %d %s", status, body)
					}
					c = p.until(c.ID, "ready", "failed", "skipped")
				}
				if c.Status != "ready" {
					t.Errorf("%s: it is %s because %q", name, c.Status, c.Reason)
				}
				p.safely(name, fmt.Sprint("/api/celebrations/", c.ID), fmt.Sprint("/celebrations/", c.ID), "/dashboard")
			}
			p.until(p.viewer(standin.Donation{Amount: 3000, Currency: "RUB"}), "ready")
			for _, job := range o.stand.Jobs() {
				if odd := strings.IndexFunc(job.Prompt, unseen); odd >= 0 || !utf8.ValidString(job.Prompt) || len([]rune(job.Prompt)) > 1000 {
					t.Errorf("the generator was sent %.200q", job.Prompt[max(0, odd):])
				}
			}
			if n := len(o.stand.Jobs()); n != len(strange())+1 {
				t.Errorf("%d orders for %d donations", n, len(strange())+1)
			}
		})
	}
}

// unseen tells of a sign that steers a terminal or the direction of a line.
func unseen(r rune) bool {
	return r != '\n' && unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r)
}

// safely holds that answers are whole, and that no page has a viewer's
// markup or direction in it.
func (p *program) safely(name string, paths ...string) {
	p.t.Helper()
	for _, path := range paths {
		status, body := p.call("GET", path, nil)
		text := string(body)
		if status != http.StatusOK || !utf8.Valid(body) || strings.Contains(text, "\x00") {
			p.t.Errorf("%s at %s: %d %.200q", name, path, status, text)
		}
		if strings.HasPrefix(path, "/api/") {
			if !json.Valid(body) {
				p.t.Errorf("%s at %s is no JSON: %.200q", name, path, text)
			}
			continue
		}
		for _, bad := range []string{"<script>alert", "<img src=x", "\u202e", "\u2066", "\x1b"} {
			if strings.Contains(text, bad) {
				p.t.Errorf("%s at %s shows %q", name, path, bad)
			}
		}
		if len(body) > 1<<20 {
			p.t.Errorf("%s makes %s %d bytes long", name, path, len(body))
		}
	}
}
