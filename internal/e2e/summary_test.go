package e2e

import (
	"bytes"
	"fmt"
	"image"
	_ "image/png" // decodes the picture
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	cdpbrowser "github.com/chromedp/cdproto/browser"
	"github.com/chromedp/chromedp"

	"streamspark/internal/standin"
)

// gave has a viewer donate rubles.
func (p *program) gave(donor string, rubles int) int64 {
	p.t.Helper()
	return p.viewer(standin.Donation{
		Donor: &donor, Amount: rubles, Currency: "RUB", CreatedAt: time.Now(), PayinSystem: map[string]string{"title": "card"},
	})
}

// evening starts a program whose donations become short scenes, and has two
// viewers give.
func evening(t *testing.T) (p *program, ids []int64) {
	t.Helper()
	p = start(t, true, map[string]string{"generation.provider": "builtin", "overlay.sound": "off"})
	p.strokes()
	return p, []int64{p.gave("Anna <i>", 1500), p.gave("Борис", 3000)}
}

func TestTheSummaryFollowsTheStream(t *testing.T) {
	t.Parallel()
	p, ids := evening(t)
	browser := openBrowser(t)
	tab := open(t, browser, p.app.URL()+"/summary?lang=en")
	tab.until(isLive)
	tab.until(`[...document.querySelectorAll('.donors-name')].map((e) => e.textContent).join() === 'Борис,Anna <i>'`)
	tab.shows("4 500 ₽")
	if !eval[bool](tab, `document.querySelector('#summary-moments li') === null`) {
		t.Error("it shows moments before anything was on the stream")
	}
	open(t, browser, p.app.URL()+"/widget")
	for _, id := range ids {
		p.until(id, "played")
	}
	tab.until(`[...document.querySelectorAll('#summary-moments .clip-who a')].map((e) => e.textContent).join() === 'Борис,Anna <i>'`)
	tab.until(`document.querySelector('#summary-facts div:nth-child(2) strong').textContent === '2'`)

	// The picture is drawn and saved, and without names it is another one.
	dir := t.TempDir()
	_, err := chromedp.Call(tab.ctx, cdpbrowser.SetDownloadBehavior, cdpbrowser.SetDownloadBehaviorParams{
		Behavior: cdpbrowser.SetDownloadBehaviorBehaviorAllow, DownloadPath: dir, BrowserContextID: chromedp.FromContext(tab.ctx).BrowserContextID,
	})
	if err != nil {
		t.Fatal(err)
	}
	tab.until(`!document.getElementById('share-open').disabled`)
	clickOn(tab, `document.getElementById('share-open')`)
	named := savedPicture(t, p, tab, dir)
	clickOn(tab, `document.querySelector('#share [name=names]')`)
	if bare := savedPicture(t, p, tab, dir); bytes.Equal(named, bare) {
		t.Error("without names it is the same")
	}

	// In streamer mode no name and no sum is on the page, and so none in it.
	discreet := open(t, browser, p.app.URL()+"/summary?lang=en&discreet=on")
	discreet.until(`!document.getElementById('share-open').disabled`)
	clickOn(discreet, `document.getElementById('share-open')`)
	discreet.until(`document.querySelector('#share canvas').dataset.drawn === ''`)
	if !eval[bool](discreet, `document.querySelector('#share [name=names]').disabled && !/Борис|Anna|4 500/.test(document.documentElement.outerHTML)`) {
		t.Error("streamer mode gives names or sums to the picture")
	}
}

// savedPicture presses the button and returns the file once it is whole.
func savedPicture(t *testing.T, p *program, tab *page, dir string) (content []byte) {
	t.Helper()
	tab.until(`document.querySelector('#share canvas').dataset.drawn === ''`)
	clickOn(tab, `document.getElementById('share-save')`)
	p.eventually(func() bool {
		found, _ := filepath.Glob(filepath.Join(dir, "streamspark-*.png"))
		if len(found) != 1 {
			return false
		}
		var err error
		content, err = os.ReadFile(found[0])
		return err == nil && os.Remove(found[0]) == nil
	}, func() string { return "no picture was saved" })
	size, kind, err := image.DecodeConfig(bytes.NewReader(content))
	if err != nil || !strings.EqualFold(kind, "png") || size.Width != 1200 || size.Height != 675 {
		t.Errorf("it is %s of %d × %d, %v", kind, size.Width, size.Height, err)
	}
	return content
}

// TestTheCreditsPlayOnTheStream has them shown to their end, and skipped in the
// middle.
func TestTheCreditsPlayOnTheStream(t *testing.T) {
	t.Parallel()
	p, ids := evening(t)
	browser := openBrowser(t)
	widget := open(t, browser, p.app.URL()+"/widget?lang=en")
	widget.do(chromedp.EmulateViewport(640, 360))
	for _, id := range ids {
		p.until(id, "played")
	}
	tab := open(t, browser, p.app.URL()+"/summary?lang=en")
	tab.until(isLive)
	playing := func() (state struct {
		Playing *struct {
			ID      int64
			Credits *string
			State   string
		}
	},
	) {
		p.asked("GET", "/api/queue", nil, &state)
		return state
	}
	for _, skipped := range []bool{false, true} {
		clickOn(tab, `document.querySelector('[data-path="/api/credits"]')`)
		tab.shows("The credits are in the queue.")
		widget.until(`document.querySelector('.credits.on') !== null`)
		widget.until(`[...document.querySelectorAll('.credits .name .donor')].map((e) => e.textContent).join() === 'Борис,Anna <i>'`)
		widget.until(`(() => {
			const { width, height } = document.querySelector('.credits.shows canvas.on');
			return document.querySelector('.credits.shows canvas.on').getContext('2d').getImageData(0, 0, width, height).data.some((part) => part > 0);
		})()`)
		now := playing()
		if now.Playing == nil || now.Playing.Credits == nil || now.Playing.State != "started" {
			t.Fatalf("there plays %+v", now.Playing)
		}
		if skipped {
			p.must("POST", "/api/queue/skip", map[string]any{"playback": now.Playing.ID})
		}
		widget.until(`document.querySelector('.credits') === null`)
		p.eventually(func() bool { return playing().Playing == nil }, func() string { return "the credits never end" })
		want := map[bool]string{false: "ended", true: "skipped"}[skipped]
		if got := p.lastMove(now.Playing.ID); got != want {
			t.Errorf("they are %s, want %s", got, want)
		}
	}
}

// TestTheVideoOfAStream has it drawn, given up, drawn again, cut by ffmpeg, and
// deleted.
func TestTheVideoOfAStream(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("ffmpeg"); err != nil {
		t.Fatal("ffmpeg is needed on PATH; .ci/need installs it: ", err)
	}
	p, ids := evening(t)
	browser := openBrowser(t)
	tab := open(t, browser, p.app.URL()+"/summary?lang=en")
	tab.until(`document.querySelector('[data-make]').disabled === false`)
	clickOn(tab, `document.querySelector('[data-make]')`)
	tab.shows("There is nothing to cut yet")
	open(t, browser, p.app.URL()+"/widget").do(chromedp.EmulateViewport(640, 360))
	for _, id := range ids {
		p.until(id, "played")
	}
	tab.until(`document.querySelector('[data-make]').disabled === false`)
	clickOn(tab, `document.querySelector('[data-make]')`)
	tab.until(`document.querySelector('#summary-video progress').value > 0`)
	clickOn(tab, `document.querySelector('[data-cancel]')`)
	tab.until(`document.querySelector('[data-cancel]').hidden && document.querySelector('#summary-video [role=alert]').textContent === ''`)
	clickOn(tab, `document.querySelector('[data-make]')`)
	made := `document.querySelector('#summary-video a[download]') !== null`
	for !eval[bool](tab, made) { // it takes what the machine has to spare: only that it goes on has a limit
		at := eval[float64](tab, `document.querySelector('#summary-video progress')?.value ?? -1`)
		tab.until(made + fmt.Sprintf(` || (document.querySelector('#summary-video progress')?.value ?? -1) !== %v`, at))
	}
	name := eval[string](tab, `document.querySelector('#summary-video a[download]').getAttribute('href')`)
	film := filepath.Join(p.dir, "videos", "recaps", filepath.Base(name))
	said, err := exec.CommandContext(t.Context(), "ffprobe", "-v", "error", "-show_streams", film).CombinedOutput() //nolint:gosec // of this test
	if err != nil {
		t.Fatalf("%v: %s", err, said)
	}
	for _, want := range []string{"codec_name=h264", "width=640", "codec_name=aac"} {
		if !strings.Contains(string(said), want) {
			t.Errorf("it has no %s: %s", want, said)
		}
	}
	var list struct{ Videos []any }
	p.asked("GET", "/api/all-videos", nil, &list)
	if len(list.Videos) != 0 {
		t.Errorf("it is among the clips: %v", list.Videos)
	}
	tab.until(`document.querySelector('#summary-video [data-method="DELETE"]') !== null`)
	clickOn(tab, `document.querySelector('#summary-video [data-method="DELETE"]')`)
	clickOn(tab, `document.getElementById('sure-yes')`)
	tab.until(`document.querySelector('#summary-video a[download]') === null`)
	if left, err := os.ReadDir(filepath.Dir(film)); err != nil || len(left) != 0 {
		t.Errorf("there stays %v, %v", left, err)
	}
}

// lastMove returns what the log says last of a playback's state.
func (p *program) lastMove(playback int64) (state string) {
	p.t.Helper()
	var logs struct {
		Logs []struct {
			Message string
			Fields  struct {
				Playback int64
				State    string
			}
		}
	}
	p.asked("GET", "/api/logs?limit=500", nil, &logs)
	for _, line := range logs.Logs {
		if line.Message == "a playback moved" && line.Fields.Playback == playback {
			state = line.Fields.State
		}
	}
	return state
}
