package web

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"streamspark/internal/celebration"
	"streamspark/internal/fault"
	"streamspark/internal/web/webtest"
)

func TestAClipIsServedInPartsAndOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.AddClip("a.mp4", "0123456789", 0)
	whole := w.ask(http.MethodGet, "/videos/a.mp4", "")
	tag, changed := whole.Header.Get("ETag"), whole.Header.Get("Last-Modified")
	for name, want := range map[string]string{
		"Content-Type": "video/mp4", "Accept-Ranges": "bytes", "Content-Length": "10", "Cache-Control": "private, no-cache",
		"Content-Disposition": "inline",
	} {
		if got := whole.Header.Get(name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	if len(tag) < 10 || tag[0] != '"' || changed == "" {
		t.Errorf("the tag is %s, the time %s", tag, changed)
	}
	tests := []struct {
		name    string
		headers []string
		status  int
		body    string
		rangeOf string
	}{
		{"begin", []string{"Range", "bytes=0-3"}, 206, "0123", "bytes 0-3/10"},
		{"open end", []string{"Range", "bytes=4-"}, 206, "456789", "bytes 4-9/10"},
		{"end", []string{"Range", "bytes=-2"}, 206, "89", "bytes 8-9/10"},
		{"behind the end", []string{"Range", "bytes=10-"}, 416, "", "bytes */10"},
		{"nonsense", []string{"Range", "lines=1-2"}, 416, "", ""},
		{"same", []string{"If-None-Match", tag}, 304, "", ""},
		{"one of several", []string{"If-None-Match", `"x", ` + tag}, 304, "", ""},
		{"other", []string{"If-None-Match", `"x"`}, 200, "0123456789", ""},
		{"not since", []string{"If-Modified-Since", changed}, 304, "", ""},
		{"since", []string{"If-Modified-Since", "Mon, 01 Jan 2001 00:00:00 GMT"}, 200, "0123456789", ""},
		{"range of the same", []string{"Range", "bytes=0-0", "If-Range", tag}, 206, "0", "bytes 0-0/10"},
		{"range of another", []string{"Range", "bytes=0-0", "If-Range", `"x"`}, 200, "0123456789", ""},
		{"unless it is", []string{"If-Match", `"x"`}, 412, "", ""},
	}
	for _, tt := range tests {
		a := w.ask(http.MethodGet, "/videos/a.mp4", "", tt.headers...)
		if a.StatusCode != tt.status || tt.status < 400 && a.Text != tt.body || tt.rangeOf != "" && a.Header.Get("Content-Range") != tt.rangeOf {
			t.Errorf("%s: %d %q %v", tt.name, a.StatusCode, a.Text, a.Header)
		}
		head := w.ask(http.MethodHead, "/videos/a.mp4", "", tt.headers...)
		if head.StatusCode != tt.status || head.Text != "" || head.Header.Get("Content-Range") != a.Header.Get("Content-Range") {
			t.Errorf("HEAD %s: %d %v", tt.name, head.StatusCode, head.Header)
		}
	}
	if head := w.ask(http.MethodHead, "/videos/a.mp4", ""); head.Header.Get("Content-Length") != "10" {
		t.Errorf("HEAD gives %q bytes", head.Header.Get("Content-Length"))
	}

	path := filepath.Join(w.Root.Name(), "a.mp4")
	if err := os.Chtimes(path, time.Time{}, time.Now().Add(time.Minute)); err != nil {
		t.Fatal(err)
	}
	if a := w.ask(http.MethodGet, "/videos/a.mp4", "", "If-None-Match", tag); a.StatusCode != http.StatusOK {
		t.Errorf("a file that changed is %d", a.StatusCode)
	}
}

func TestOnlyAKnownClipIsServed(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	folder := w.Root.Name()
	outside := filepath.Join(t.TempDir(), "secret.mp4")
	for _, file := range []string{outside, filepath.Join(folder, "unknown.mp4"), filepath.Join(folder, ".part.mp4")} {
		if err := os.WriteFile(file, []byte(webtest.SecretKey), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	w.AddClip("link.mp4", "x", 0)
	w.AddClip("folder.mp4", "x", 0)
	w.AddClip("lost.mp4", "x", 0)
	for _, name := range []string{"link.mp4", "folder.mp4", "lost.mp4"} {
		if err := os.Remove(filepath.Join(folder, name)); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink(outside, filepath.Join(folder, "link.mp4")); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(filepath.Join(folder, "folder.mp4"), 0o700); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{
		"unknown.mp4", ".part.mp4", "link.mp4", "folder.mp4", "lost.mp4", "../secret.mp4", "..%2fsecret.mp4", "%2e%2e/secret.mp4",
		"..%5csecret.mp4", "/etc/passwd", "%2fetc%2fpasswd", "x/../unknown.mp4", "",
	} {
		a := w.ask(http.MethodGet, "/videos/"+path, "")
		if a.StatusCode != http.StatusNotFound && a.StatusCode != http.StatusInternalServerError || strings.Contains(a.Text, webtest.SecretWord) {
			t.Errorf("%q is %d %q", path, a.StatusCode, a.Text)
		}
		a.Sentence(t)
	}
}

// toSee is a donation whose clip waits to be seen, after what was found in it.
func (w *world) toSee(id, name string, found celebration.Screening) int64 {
	made := w.Donate(webtest.Viewer(id), celebration.Approved, celebration.Submitting, celebration.Generating, celebration.Fetching, celebration.Review)
	w.Move(made, func(c *celebration.Celebration) {
		c.Clip = &celebration.Clip{Filename: name, ContentType: "video/mp4", Size: 5, Duration: 5 * time.Second, CreatedAt: time.Now(), Celebration: made}
		c.Screening, c.Reason = found, found.Reason()
	})
	return made
}

// TestStillsAreShownWhereAClipWaits: on the dashboard, the donation's page and in the
// API, with the one in which a model found something; in streamer mode nowhere.
func TestStillsAreShownWhereAClipWaits(t *testing.T) {
	w := newWorld(t)
	ready(w)
	w.AddPoster("celebration_1.mp4")
	const second = `href="/stills/celebration_1.mp4/2"`
	for _, path := range []string{"/dashboard", "/celebrations/1"} {
		if strings.Contains(w.ask("GET", path, "").Text, "/stills/") {
			t.Errorf("%s has stills of a clip at which nobody looks", path)
		}
	}
	found := celebration.Screening{
		By: celebration.ByModel, Model: "model-1", Action: celebration.ActionHold, Still: 2, Why: fault.Say("verdict.violence", "model", "model-1"),
	}
	w.toSee("2", "celebration_1.mp4", found)
	for _, path := range []string{"/dashboard?lang=en", "/celebrations/2?lang=en"} {
		page := w.ask("GET", path, "").Text
		for _, part := range []string{second + ` target="_blank" rel="noopener" data-found`, `src="/stills/celebration_1.mp4/3"`, "Violence, says model-1: look at still 2"} {
			if !strings.Contains(page, part) {
				t.Errorf("%s lacks %s", path, part)
			}
		}
	}
	if page := w.ask("GET", "/celebrations/2?lang=en", "", "Accept", "text/html", "Cookie", "discreet=on").Text; strings.Contains(page, "/stills/") {
		t.Error("streamer mode shows them")
	}
	answer := w.ask("GET", "/api/celebrations/2", "").Text
	for _, part := range []string{
		`"stills":["/stills/celebration_1.mp4/1","/stills/celebration_1.mp4/2","/stills/celebration_1.mp4/3"]`,
		`"screening":{"by":"model","model":"model-1","action":"hold","code":"verdict.violence"`, `"still":2}`, `"reason_code":"found"`,
	} {
		if !strings.Contains(answer, part) {
			t.Errorf("the API lacks %s in %s", part, answer)
		}
	}
	w.Move(2, func(c *celebration.Celebration) {
		c.Status, c.Screening.By = celebration.Ready, celebration.ByPerson
	})
	if page := w.ask("GET", "/celebrations/2?lang=en", "").Text; !strings.Contains(page, "It was shown by hand; before that: violence, says model-1") || !strings.Contains(page, second) {
		t.Error("the page does not say who let it air")
	}
}

// TestThePageOfADonationShowsThePictureOfItsClip, where there is one.
func TestThePageOfADonationShowsThePictureOfItsClip(t *testing.T) {
	w := newWorld(t)
	ready(w)
	poster := ` poster="/posters/celebration_1.mp4?v=1763700001000"`
	if page := w.ask("GET", "/celebrations/1", "").Text; !strings.Contains(page, "<video") || strings.Contains(page, "poster=") {
		t.Error("there is no picture yet, and the page has one")
	}
	w.AddPoster("celebration_1.mp4")
	if page := w.ask("GET", "/celebrations/1", "").Text; !strings.Contains(page, poster) {
		t.Errorf("the page lacks %s", poster)
	}
}
