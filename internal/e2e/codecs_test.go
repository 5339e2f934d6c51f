package e2e

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"streamspark/internal/standin"
)

// watchPictures records what the widget's videos decode. Those whose picture
// is not decoded have no frames, those whose sound is not have no audio.
const watchPictures = `window.seen = { ended: 0, frames: 0, audio: 0, furthest: 0, shown: new Set() };
document.addEventListener('timeupdate', ({ target }) => {
	seen.furthest = Math.max(seen.furthest, target.currentTime);
	seen.frames = Math.max(seen.frames, target.videoWidth && target.getVideoPlaybackQuality().totalVideoFrames);
	seen.audio = Math.max(seen.audio, target.webkitAudioDecodedByteCount || 0);
	seen.shown.add(target.src);
}, true);
document.addEventListener('ended', () => { seen.ended++; }, true);`

// without is a script that makes a browser one that says that it does not
// decode a codec.
func without(codec string) string {
	return fmt.Sprintf(`{ const said = HTMLMediaElement.prototype.canPlayType;
		HTMLMediaElement.prototype.canPlayType = function (type) { return type.includes(%q) ? '' : said.call(this, type); }; }`, codec)
}

// widgetWith opens the widget in a browser in which a script ran before it.
func widgetWith(t *testing.T, browser context.Context, p *program, script string) *page {
	t.Helper()
	w := open(t, browser, "about:blank")
	w.before(script + watchPictures)
	w.do(chromedp.Navigate(p.app.URL() + "/widget"))
	p.player(true)
	return w
}

// bought is a program whose generator makes clips of this content.
func bought(t *testing.T, content []byte) (stand *standin.Probe, flags map[string]string) {
	t.Helper()
	stand, err := standin.StartProbe(standin.Options{Clip: content})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { stand.Close() })
	return stand, map[string]string{
		"generation.provider": "aiml", "generation.aiml.base_url": stand.AIMLURL(), "generation.poll_interval": "1s",
		"generation.aiml.api_key": standin.AIMLKey, "downloads.allow_hosts": stand.Host(),
	}
}

func clipFile(t *testing.T, name string) []byte {
	t.Helper()
	content, err := os.ReadFile(filepath.Join("..", "clip", "testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return content
}

// TestWhatBrowsersPlayIsPlayedAndTheRestConverted has clips of three seconds
// delivered as providers deliver them, and looks whether they are shown with their sound.
func TestWhatBrowsersPlayIsPlayedAndTheRestConverted(t *testing.T) {
	t.Parallel()
	browser := openBrowser(t)
	for file, converted := range map[string]bool{
		"fragments.mp4": false, "partly.mp4": false, "h264.mkv": false, "vp9.mkv": false,
		"hevc.mp4": true, "ac3.mp4": true,
	} {
		t.Run(file, func(t *testing.T) {
			content := clipFile(t, file)
			stand, flags := bought(t, content)
			p := start(t, false, flags)
			widget := widgetWith(t, browser, p, "")
			id := p.donate(map[string]any{"donor_name": "viewer42", "amount": 1500, "paid": true})
			c := p.until(id, "played", "failed", "unknown", "held")
			if c.Status != "played" {
				t.Fatalf("it is %s because %q, after %s", c.Status, c.Reason, c.path())
			}
			if seen := eval[string](widget, `JSON.stringify(seen)`); eval[bool](widget, `seen.ended !== 1 || seen.frames < 20 || seen.audio === 0 || seen.furthest < 2.8`) {
				t.Errorf("of 45 pictures in 3 s with sound it showed %s", seen)
			}
			kept, err := os.ReadFile(filepath.Join(p.dir, "videos", c.Clip.Filename))
			if err != nil || bytes.Equal(kept, content) == converted {
				t.Errorf("whether it was converted is not %t: %v", converted, err)
			}
			if len(stand.Jobs()) != 1 || stand.Requests(standin.PartFile) != 1 {
				t.Errorf("%d orders, fetched %d times", len(stand.Jobs()), stand.Requests(standin.PartFile))
			}
			if strings.Count(c.path(), "playing") != 1 {
				t.Errorf("it was shown more than once: %s", c.path())
			}
		})
	}
}

// TestAClipThatNothingHereShowsIsKept: without ffmpeg it says why, and with
// ffmpeg it is shown after all, without another order.
func TestAClipThatNothingHereShowsIsKept(t *testing.T) {
	browser, path := openBrowser(t), os.Getenv("PATH")
	content := clipFile(t, "hevc.mp4")
	stand, flags := bought(t, content)
	t.Setenv("PATH", t.TempDir())
	dir := t.TempDir()
	p := startIn(t, dir, false, flags)
	widget := widgetWith(t, browser, p, "")
	id := p.donate(map[string]any{"donor_name": "viewer42", "amount": 1500, "paid": true})
	c := p.until(id, "failed", "played", "unknown")
	if c.Status != "failed" || c.Code != "undecodable" || !strings.Contains(c.Reason, "HEVC (H.265)") {
		t.Fatalf("it is %s because %q", c.Status, c.Reason)
	}
	kept, err := os.ReadFile(filepath.Join(dir, "videos", c.Clip.Filename))
	if err != nil || !bytes.Equal(kept, content) {
		t.Errorf("the file is not what came: %v", err)
	}
	if eval[int](widget, `seen.shown.size`) != 0 {
		t.Error("it was shown")
	}
	dashboard := open(t, browser, p.app.URL()+"/dashboard?lang=en")
	dashboard.shows("HEVC (H.265)")
	dashboard.until(fmt.Sprintf(`document.querySelector('#celebration-%d a[href="/videos/%s"]') !== null`, id, c.Clip.Filename))
	if err := p.stop(); err != nil {
		t.Fatal(err)
	}

	t.Setenv("PATH", path)
	p = startIn(t, dir, false, flags)
	widget = widgetWith(t, browser, p, "")
	if status, body := p.call(http.MethodPost, fmt.Sprintf("/api/celebrations/%d/retry", id), map[string]any{}); status != http.StatusOK {
		t.Fatalf("try again: %d %s", status, body)
	}
	if c = p.until(id, "played"); eval[bool](widget, `seen.frames < 20`) || len(stand.Jobs()) != 1 || stand.Requests(standin.PartFile) != 1 {
		t.Errorf("it went %s, showed %s, %d orders", c.path(), eval[string](widget, `JSON.stringify(seen)`), len(stand.Jobs()))
	}
}

// TestAPlayerWithoutH264IsKnownBeforeMoneyIsSpent has a browser as some
// distributions build it.
func TestAPlayerWithoutH264IsKnownBeforeMoneyIsSpent(t *testing.T) {
	browser, path := openBrowser(t), os.Getenv("PATH")
	stand, flags := bought(t, nil)
	t.Setenv("PATH", t.TempDir())
	dir := t.TempDir()
	p := startIn(t, dir, false, flags)
	widgetWith(t, browser, p, without("avc1"))
	id := p.donate(map[string]any{"donor_name": "viewer42", "amount": 1500, "paid": true})
	c := p.until(id, "held", "failed", "ready")
	if c.Status != "held" || c.Code != "player_lacks" || !strings.Contains(c.Reason, "H.264") || len(stand.Jobs()) != 0 {
		t.Fatalf("it is %s because %q, with %d orders", c.Status, c.Reason, len(stand.Jobs()))
	}
	if err := p.stop(); err != nil {
		t.Fatal(err)
	}

	// With ffmpeg it goes on, and what comes is converted into what it decodes.
	t.Setenv("PATH", path)
	p = startIn(t, dir, false, flags)
	widget := widgetWith(t, browser, p, without("avc1"))
	if status, body := p.call(http.MethodPost, fmt.Sprintf("/api/celebrations/%d/approve", id), map[string]any{}); status != http.StatusOK {
		t.Fatalf("approve: %d %s", status, body)
	}
	c = p.until(id, "played", "failed", "held")
	if c.Status != "played" || !strings.HasSuffix(c.Clip.Filename, ".webm") || len(stand.Jobs()) != 1 || eval[bool](widget, `seen.frames < 10`) {
		t.Errorf("it is %s because %q, as %+v, with %d orders; the widget showed %s", c.Status, c.Reason, c.Clip, len(stand.Jobs()), eval[string](widget, `JSON.stringify(seen)`))
	}
}
