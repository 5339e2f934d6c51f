package e2e

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"streamspark/internal/standin"
)

// showing is true while a clip plays or a scene is drawn.
const showing = `([...document.querySelectorAll('video')].some(v => v.currentTime > 0.3) || document.querySelector('#stage canvas') !== null)`

// clearStage is true where nothing is shown or thanked for.
const clearStage = `document.querySelector('video') === null && document.querySelector('#stage canvas') === null &&
	(document.getElementById('stage').innerText + document.getElementById('thanks').innerText).trim() === ''`

// watchVideo records what the widget's videos do, and how many scenes have come
// and gone.
const watchVideo = `window.seen = {ended: 0, furthest: 0, audio: 0, drawn: 0};
new MutationObserver(changes => {
	for (const change of changes) seen.drawn += [...change.removedNodes].filter(n => n.matches?.('canvas') || n.querySelector?.('canvas')).length;
}).observe(document.getElementById('stage'), { childList: true, subtree: true });
document.addEventListener('timeupdate', e => {
	seen.furthest = Math.max(seen.furthest, e.target.currentTime);
	seen.audio = Math.max(seen.audio, e.target.webkitAudioDecodedByteCount || 0);
}, true);
document.addEventListener('ended', () => { seen.ended++; }, true);`

// clip has a clip made for a test donation, and returns its celebration.
func (p *program) clip(donation map[string]any) celebration {
	p.t.Helper()
	p.stand.SetJobTime(0)
	donation["paid"] = true
	return p.until(p.donate(donation), "ready", "failed")
}

func openWidget(t *testing.T, p *program) *page {
	t.Helper()
	w := open(t, openBrowser(t), p.app.URL()+"/widget")
	w.do(chromedp.Evaluate[chromedp.Void](watchVideo))
	return w
}

// TestAClipIsSeenByTheStreamerFirst: of a tier that says so it stands on the
// dashboard, and nothing of it on the stream until the button is pressed.
func TestAClipIsSeenByTheStreamerFirst(t *testing.T) {
	t.Parallel()
	p := start(t, true, nil)
	p.stand.SetJobTime(0)
	if status, body := p.call("PUT", "/api/tiers", map[string]any{"tiers": []any{map[string]any{"min_rub": 100, "review": true}}}); status != http.StatusOK {
		t.Fatalf("the tier: %d %s", status, body)
	}
	widget := openWidget(t, p)
	dashboard := open(t, openBrowser(t), p.app.URL()+"/dashboard")
	shown := p.donate(map[string]any{"donor_name": "viewer42", "amount": 1500, "paid": true})
	refused := p.donate(map[string]any{"donor_name": "viewer43", "amount": 1500, "paid": true})
	for _, id := range []int64{shown, refused} {
		p.until(id, "review", "failed", "played")
		dashboard.until(fmt.Sprintf(`document.querySelector('#celebration-%d video')?.readyState > 0`, id))
	}
	dashboard.click(fmt.Sprintf(`document.querySelector('[data-path="/api/celebrations/%d/reject"]')`, refused))
	p.until(refused, "rejected")
	if eval[float64](widget, `seen.furthest`) > 0 {
		t.Error("a clip was shown before the streamer had seen it")
	}
	dashboard.click(fmt.Sprintf(`document.querySelector('[data-path="/api/celebrations/%d/approve"]')`, shown))
	c := p.until(shown, "played", "failed")
	if c.Status != "played" || eval[float64](widget, `seen.ended`) != 1 {
		t.Errorf("it is %s because %q, after %s", c.Status, c.Reason, c.path())
	}
}

// TestAClipInWhichAModelFindsSomethingIsHeld: it waits on the dashboard with its stills,
// and airs when the button is pressed; one in which nothing is found airs by itself.
func TestAClipInWhichAModelFindsSomethingIsHeld(t *testing.T) {
	t.Parallel()
	p := start(t, true, map[string]string{"generation.review": "model"})
	p.stand.SetJobTime(0)
	p.stand.FindInPicture(2, "violence")
	widget := openWidget(t, p)
	dashboard := open(t, openBrowser(t), p.app.URL()+"/dashboard?lang=en")
	held := p.donate(map[string]any{"donor_name": "viewer42", "amount": 1500, "paid": true})
	c := p.until(held, "review", "failed", "played")
	row := fmt.Sprintf("#celebration-%d", held)
	dashboard.until(fmt.Sprintf(`[...document.querySelectorAll('%s .stills img')].filter((still) => still.naturalWidth > 0).length === 3`, row))
	if found := eval[string](dashboard, fmt.Sprintf(`document.querySelector('%s .stills [data-found] img').alt`, row)); found != "Still 2" || c.Status != "review" {
		t.Errorf("it is %s because %q, found in %q", c.Status, c.Reason, found)
	}
	clean := p.until(p.donate(map[string]any{"donor_name": "viewer43", "amount": 1500, "paid": true}), "played", "review", "failed")
	if clean.Status != "played" || eval[float64](widget, `seen.ended`) != 1 {
		t.Errorf("one in which nothing is found is %s because %q", clean.Status, clean.Reason)
	}
	dashboard.click(fmt.Sprintf(`document.querySelector('[data-path="/api/celebrations/%d/approve"]')`, held))
	if c := p.until(held, "played", "failed"); c.Status != "played" || eval[float64](widget, `seen.ended`) != 2 {
		t.Errorf("shown, it is %s because %q, after %s", c.Status, c.Reason, c.path())
	}
}

func TestATestDonationBecomesASceneThatPlays(t *testing.T) {
	t.Parallel()
	p := start(t, false, nil)
	widget := openWidget(t, p)
	id := p.donate(map[string]any{"donor_name": "viewer42", "amount": 1500, "currency": "RUB", "message": "Привет, стрим! 🎉"})
	widget.until(`document.querySelector('.scene.on')?.ariaLabel === 'viewer42 · 1 500 ₽ · Привет, стрим! 🎉'`)

	c := p.until(id, "played", "failed", "unknown")
	if want := "received approved ready playing played"; c.path() != want {
		t.Errorf("it went %s because %q, want %s", c.path(), c.Reason, want)
	}
	for i := 1; i < len(c.Moves); i++ {
		if c.Moves[i].At.Before(c.Moves[i-1].At) {
			t.Errorf("its moves are not in the order of time: %v", c.Moves)
		}
	}
	if c.Scene == nil || c.Scene.ID == "" || c.Clip != nil || c.Charged != "no" {
		t.Errorf("it has the scene %+v and the clip %+v", c.Scene, c.Clip)
	}
	// Idle again: nothing is left on screen, and nothing on the disk.
	widget.until(clearStage)
	if files, err := os.ReadDir(filepath.Join(p.dir, "videos")); err == nil && slices.ContainsFunc(files, func(f os.DirEntry) bool { return !strings.HasPrefix(f.Name(), ".") }) {
		t.Errorf("the folder of clips has %v", files)
	}

	// Again, and it is the same.
	if status, body := p.call("POST", fmt.Sprintf("/api/celebrations/%d/play", id), nil); status != http.StatusOK {
		t.Fatalf("play: %d %s", status, body)
	}
	widget.until(`seen.drawn === 2`)
	if again := p.until(id, "played"); again.Scene == nil || *again.Scene != *c.Scene {
		t.Errorf("shown again it is %+v, before %+v", again.Scene, c.Scene)
	}
}

func TestWhatDoesNotQualifySaysWhy(t *testing.T) {
	t.Parallel()
	p := start(t, false, nil)
	c := p.until(p.donate(map[string]any{"amount": 500}), "skipped")
	if c.Code != "below_threshold" {
		t.Errorf("it says %q", c.Reason)
	}
	if c = p.until(p.donate(map[string]any{"amount": 5000, "generate_video": false}), "skipped"); c.Reason == "" {
		t.Error("it does not say why")
	}
}

func TestAViewersDonationIsPricedMadeAndPlayed(t *testing.T) {
	t.Parallel()
	p := start(t, true, nil)
	p.stand.SetJobTime(0)
	widget := openWidget(t, p)
	donor, message := "Ёжик <b>", "<img src=x onerror=alert(1)> спасибо"
	id := p.viewer(standin.Donation{Donor: &donor, Message: &message, Amount: 62.51, Currency: "USD"})
	widget.shows(donor)
	c := p.until(id, "played", "failed", "unknown")
	if c.Status != "played" || c.AmountRUB == nil || *c.AmountRUB != "5000.8" || c.Charged != "yes" {
		t.Errorf("it ended as %+v", c)
	}
	if eval[int](widget, `document.querySelectorAll('img, b').length`) != 0 {
		t.Error("a donor's text became markup")
	}
	jobs := p.stand.Jobs()
	if len(jobs) != 1 || !strings.Contains(jobs[0].Prompt, "спасибо") || jobs[0].RequestID == "" {
		t.Errorf("the generator got %+v", jobs)
	}
}

func TestAStopAndANewStartGoOnWithTheSameOrder(t *testing.T) {
	t.Parallel()
	stand, err := standin.StartProbe(standin.Options{JobTime: 3 * time.Second})
	if err != nil {
		t.Fatal(err)
	}
	defer stand.Close()
	dir := t.TempDir()
	flags := map[string]string{
		"generation.provider": "aiml", "generation.aiml.base_url": stand.AIMLURL(), "generation.poll_interval": "1s",
		"generation.aiml.api_key": standin.AIMLKey, "downloads.allow_hosts": stand.Host(),
	}
	p := startIn(t, dir, false, flags)
	id := p.donate(map[string]any{"amount": 1500, "paid": true})
	p.until(id, "generating")
	if err := p.stop(); err != nil {
		t.Fatal(err)
	}
	p = startIn(t, dir, false, flags)
	widget := openWidget(t, p)
	c := p.until(id, "played", "failed", "unknown")
	if c.Status != "played" || len(stand.Jobs()) != 1 {
		t.Errorf("after a restart it is %s because %q, with %d paid jobs", c.Status, c.Reason, len(stand.Jobs()))
	}
	if eval[int](widget, "seen.ended") != 1 {
		t.Error("the clip was not shown to its end")
	}
}

func TestClipsAreServedAsAPlayerWantsThem(t *testing.T) {
	t.Parallel()
	p := start(t, true, nil)
	c := p.clip(map[string]any{"amount": 1000})
	for _, tt := range []struct {
		method, header, value string
		want                  int
	}{
		{"GET", "", "", http.StatusOK},
		{"HEAD", "", "", http.StatusOK},
		{"GET", "Range", "bytes=0-99", http.StatusPartialContent},
		{"GET", "Range", fmt.Sprintf("bytes=%d-", c.Clip.Size+1), http.StatusRequestedRangeNotSatisfiable},
	} {
		request, err := http.NewRequestWithContext(t.Context(), tt.method, p.app.URL()+c.Clip.URL, nil)
		if err != nil {
			t.Fatal(err)
		}
		if tt.header != "" {
			request.Header.Set(tt.header, tt.value)
		}
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
		if response.StatusCode != tt.want {
			t.Errorf("%s with %s %s: %d, want %d", tt.method, tt.header, tt.value, response.StatusCode, tt.want)
		}
	}
	if status, _ := p.call("DELETE", "/api/delete-video/"+c.Clip.Filename, nil); status != http.StatusOK {
		t.Errorf("delete: %d", status)
	}
	if status, _ := p.call("GET", c.Clip.URL, nil); status != http.StatusNotFound {
		t.Errorf("a deleted clip is served: %d", status)
	}
	if c = p.celebration(c.ID); c.Status != "failed" || c.Code != "clip_deleted" {
		t.Errorf("its celebration is %s because %q", c.Status, c.Reason)
	}
}
