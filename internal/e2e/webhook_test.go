package e2e

import (
	"net/http"
	"os/exec"
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// TestADonationIsSentByTheLineToCopy makes the secret on the page, runs the
// line that the page copies in a shell, and sees the donation appear.
func TestADonationIsSentByTheLineToCopy(t *testing.T) {
	t.Parallel()
	p := start(t, false, map[string]string{"server.host": "0.0.0.0"})
	var signIn string
	p.eventually(func() bool {
		signIn = regexp.MustCompile(`http://localhost:\d+/sign-in#\S+`).FindString(p.out.String())
		return signIn != ""
	}, func() string { return "no address to sign in at is printed" })
	settings := open(t, openBrowser(t), signIn)
	settings.until(`location.pathname === "/dashboard" && document.getElementById("wire").dataset.state === "open"`)
	settings.do(chromedp.Navigate(p.app.URL() + "/settings"))
	settings.until(`document.getElementById("wire").dataset.state === "open"`)
	settings.click(`document.querySelector("#card-webhook [data-path$='/rotate']")`)
	settings.until(`document.querySelector("#card-webhook [data-copy]") !== null`)
	line := eval[string](settings, `document.querySelector("#card-webhook [data-copy]").dataset.copy`)
	if strings.Contains(eval[string](settings, `document.body.innerText`), strings.Split(line, "'")[1]) {
		t.Error("the secret is to be seen on the page")
	}

	settings.do(chromedp.Navigate(p.app.URL() + "/dashboard"))
	settings.until(`document.getElementById("wire").dataset.state === "open"`)
	out, err := exec.CommandContext(t.Context(), "sh", "-c", line).CombinedOutput() //nolint:gosec // our own line
	if err != nil || !strings.Contains(string(out), "Recorded") {
		t.Fatalf("%v: %s", err, out)
	}
	settings.until(`document.body.innerText.includes("Hello from curl")`)
	if status, _ := p.call(http.MethodGet, "/api/sources", nil); status != http.StatusUnauthorized {
		t.Errorf("without a token the list is %d", status)
	}
	secret := strings.Split(line, "'")[1]
	if strings.Contains(p.out.String(), secret) {
		t.Error("the secret is in the log")
	}
}
