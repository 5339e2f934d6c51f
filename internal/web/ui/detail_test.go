package ui

import (
	"strings"
	"testing"

	"streamspark/internal/celebration"
	"streamspark/internal/fault"
	"streamspark/internal/web/webtest"
)

func TestARefusedPromptCanBeChangedOnItsPage(t *testing.T) {
	w := newWorld(t)
	id := w.Donate(webtest.Viewer("1"), celebration.Approved, celebration.Submitting)
	w.Move(id, func(c *celebration.Celebration) {
		c.Status, c.Reason = celebration.Failed, fault.Say(celebration.WhyRefused, "cause", "no cats")
		c.Charged, c.Order = celebration.ChargedNo, celebration.Order{RequestID: "ss-1", Prompt: "a <cat>"}
	})
	page := w.Ask("GET", "/celebrations/1", "").Text
	for _, want := range []string{`data-path="/api/celebrations/1/reorder"`, "a &lt;cat&gt;</textarea>", "Order again for 1.04"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	w.Move(id, func(c *celebration.Celebration) { c.Charged = celebration.ChargedYes })
	if page := w.Ask("GET", "/celebrations/1", "").Text; strings.Contains(page, "reorder") {
		t.Error("what was paid for can be ordered again with another prompt")
	}
}

// TestAClipThatDidNotArriveIsWithinReach: the streamer opens it where its
// provider has it, and saves what came of it.
func TestAClipThatDidNotArriveIsWithinReach(t *testing.T) {
	w := newWorld(t)
	id := w.Donate(webtest.Viewer("1"), celebration.Approved, celebration.Submitting, celebration.Generating, celebration.Fetching)
	show := func(address string) string {
		w.Move(id, func(c *celebration.Celebration) {
			c.Reason, c.Progress = fault.Say(celebration.WhyDownloading, "got", "2.5 MB", "total", "10.0 MB"), 25
			c.Delivery = celebration.Delivery{Address: address, Got: 2_500_000, Total: 10_000_000, Kept: "celebration_000001_A.part"}
		})
		return w.Ask("GET", "/celebrations/1", "").Text
	}
	page := show("https://cdn.example/a.mp4?Expires=1&Signature=S")
	for _, want := range []string{
		`href="https://cdn.example/a.mp4?Expires=1&amp;Signature=S"`, "Open it at cdn.example", `href="/api/celebrations/1/file"`, "celebration_000001_A.part",
		`value="25"`, "Downloaded 2.5 MB of 10.0 MB", "2.5 MB of 10.0 MB came",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	for _, address := range []string{"javascript:alert(1)", "file:///etc/passwd", "%zz", ""} {
		if page := show(address); strings.Contains(page, "Open it at") || !strings.Contains(page, "/api/celebrations/1/file") {
			t.Errorf("%q is a link", address)
		}
	}
}
