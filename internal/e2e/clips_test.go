package e2e

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	cdpbrowser "github.com/chromedp/cdproto/browser"
	"github.com/chromedp/chromedp"
)

// ownClip lays a video into the folder of clips, as a streamer may.
func ownClip(t *testing.T, dir, name string) {
	t.Helper()
	content, err := os.ReadFile("../standin/media/clip.webm")
	if err == nil {
		err = os.MkdirAll(filepath.Join(dir, "videos"), 0o755)
	}
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, "videos", name), content, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// posters are the addresses of the posters, by the names of the clips.
func (p *program) posters() map[string]string {
	p.t.Helper()
	_, body := p.call("GET", "/api/clips", nil)
	var answer struct {
		Clips []struct{ Filename, Poster string }
	}
	if err := json.Unmarshal(body, &answer); err != nil {
		p.t.Fatalf("GET /api/clips: %s", body)
	}
	found := map[string]string{}
	for _, clip := range answer.Clips {
		found[clip.Filename] = clip.Poster
	}
	return found
}

func (p *program) untilPosters(n int) {
	p.t.Helper()
	p.eventually(func() bool {
		found := p.posters()
		for _, poster := range found {
			if poster == "" {
				return false
			}
		}
		return len(found) == n
	}, func() string { return "the posters were not made" })
}

const (
	allSeen  = `document.querySelectorAll('.poster img').length === document.querySelectorAll('.clip').length && [...document.querySelectorAll('.poster img')].every(i => i.naturalWidth > 0)`
	noVideos = `document.querySelector('video') === null && !performance.getEntries().some(e => e.name.includes('/videos/'))`
)

func TestTheGalleryShowsPostersAndLoadsNoVideo(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	ownClip(t, dir, "mine.webm")
	p := startIn(t, dir, true, nil)
	c := p.clip(map[string]any{"donor_name": "Ёлка", "amount": 1500, "message": "<b>Привет</b>"})
	p.untilPosters(2)
	browser := openBrowser(t)

	tab := open(t, browser, "about:blank")
	tab.do(chromedp.EmulateViewport(360, 740), chromedp.Navigate(p.app.URL()+"/clips?lang=en"))
	tab.until(allSeen)
	tab.until(`document.getElementById('wire').dataset.state === 'open'`)
	tab.until(noVideos)
	tab.until(`document.documentElement.scrollWidth <= window.innerWidth`)
	tab.shows("<b>Привет</b>")
	if n := eval[int](tab, `document.querySelectorAll('.clip').length`); n != 2 {
		t.Errorf("it shows %d clips", n)
	}

	// A favourite is one in every tab, and on its own page.
	other := open(t, browser, p.app.URL()+"/dashboard?lang=en")
	other.until(allSeen)
	other.until(noVideos)
	card := `document.getElementById('clip-` + c.Clip.Filename + `')`
	star := card + `.querySelector('.star')`
	clickOn(tab, star)
	for _, page := range []*page{tab, other} {
		page.until(star + `.getAttribute('aria-pressed') === 'true'`)
	}
	loved := open(t, browser, p.app.URL()+"/clips?favourite=true")
	loved.until(`document.querySelectorAll('.clip').length === 1 && ` + card)

	// Searched for, as a person writes.
	found := open(t, browser, p.app.URL()+"/clips?lang=ru")
	found.do(chromedp.Evaluate[chromedp.Void](`document.getElementById('clips-search').value = 'ЕЛКА'; document.querySelector('.search button').click()`))
	found.until(`location.search.startsWith('?q=') && document.querySelectorAll('.clip').length === 1 && ` + card)

	// Watched here: the video comes with the dialog and goes with it.
	clickOn(tab, card+`.querySelector('.poster')`)
	tab.until(`document.getElementById('cinema').open && document.querySelector('#cinema video').currentTime > 0`)
	tab.until(`performance.getEntries().some(e => e.name.includes('/videos/'))`) // so its absence above says something
	tab.until(`document.getElementById('cinema-title').textContent.includes('Ёлка')`)
	clickOn(tab, `document.getElementById('cinema-close')`)
	tab.until(`document.querySelector('video') === null && document.activeElement === ` + card + `.querySelector('.poster')`)

	// And on the stream.
	widget := open(t, browser, p.app.URL()+"/widget")
	widget.do(chromedp.Evaluate[chromedp.Void](watchVideo))
	p.until(c.ID, "played")
	clickOn(tab, `document.querySelector('#clip-mine\\.webm [data-key="action.play"]')`)
	widget.until(`[...document.querySelectorAll('video')].some(v => (v.currentSrc || v.src).includes('mine.webm') && v.currentTime > 0.2)`)
	tab.shows("It is in the queue.")

	p.savedUnderItsName(tab, card)
	p.deletedAfterAQuestion(tab, c.Clip.Filename)
	other.until(card + ` === null`)
}

// savedUnderItsName downloads a clip and looks how its file is called.
func (p *program) savedUnderItsName(tab *page, card string) {
	p.t.Helper()
	dir := p.t.TempDir()
	_, err := chromedp.Call(tab.ctx, cdpbrowser.SetDownloadBehavior, cdpbrowser.SetDownloadBehaviorParams{
		Behavior: cdpbrowser.SetDownloadBehaviorBehaviorAllow, DownloadPath: dir, BrowserContextID: chromedp.FromContext(tab.ctx).BrowserContextID,
	})
	if err != nil {
		p.t.Fatal(err)
	}
	clickOn(tab, card+`.querySelector('[data-key="action.download"]')`)
	var names []string
	p.eventually(func() bool {
		names, err = filepath.Glob(filepath.Join(dir, "Ёлка 1500 RUB 20*.*"))
		return err == nil && len(names) == 1 && !strings.HasSuffix(names[0], ".crdownload")
	}, func() string {
		found, _ := os.ReadDir(dir)
		return fmt.Sprint("it was saved as ", found)
	})
}

// deletedAfterAQuestion deletes a favourite, and looks that its poster goes.
func (p *program) deletedAfterAQuestion(tab *page, name string) {
	p.t.Helper()
	clickOn(tab, `document.querySelector('#clip-`+strings.ReplaceAll(name, ".", `\\.`)+` [data-key="action.delete"]')`)
	tab.until(`document.getElementById('sure').open && document.getElementById('sure-question').textContent.includes('favourites')`)
	if p.posters()[name] == "" {
		p.t.Error("it was deleted before the answer")
	}
	clickOn(tab, `document.getElementById('sure-yes')`)
	tab.until(`document.getElementById('clip-` + name + `') === null`)
	poster := filepath.Join(p.dir, "videos", ".posters", name+".jpg")
	p.eventually(func() bool { _, err := os.Stat(poster); return errors.Is(err, fs.ErrNotExist) }, func() string { return "its poster stays" })
}

func clickOn(p *page, element string) {
	p.t.Helper()
	p.until(element)
	p.do(chromedp.Evaluate[chromedp.Void](`(() => { const e = ` + element + `; e.focus(); e.click(); })()`))
}

// TestWithoutFFmpegPostersAreMadeAllTheSame: by the page that shows the clips.
func TestWithoutFFmpegPostersAreMadeAllTheSame(t *testing.T) {
	t.Setenv("CHROMIUM", browser(t))
	t.Setenv("PATH", t.TempDir())
	dir := t.TempDir()
	ownClip(t, dir, "mine.webm")
	ownClip(t, dir, "other.webm")
	p := startIn(t, dir, false, nil)
	p.eventually(func() bool { return len(p.posters()) == 2 }, func() string { return "the clips are not found" })
	if found := p.posters(); found["mine.webm"] != "" {
		t.Error("somebody made a poster without ffmpeg")
	}
	browser := openBrowser(t)
	tab := open(t, browser, p.app.URL()+"/clips")
	tab.until(allSeen)
	p.untilPosters(2)
	again := open(t, browser, p.app.URL()+"/clips")
	again.until(allSeen)
	again.until(noVideos)

	// The next start removes a stray poster, and one that was taken away is wanted again.
	folder := filepath.Join(dir, "videos", ".posters")
	if err := errors.Join(p.stop(), os.Rename(filepath.Join(folder, "mine.webm.jpg"), filepath.Join(folder, "stray.webm.jpg"))); err != nil {
		t.Fatal(err)
	}
	p = startIn(t, dir, false, nil)
	p.eventually(func() bool { // the folder is looked through after the start
		_, err := os.Stat(filepath.Join(folder, "stray.webm.jpg"))
		return errors.Is(err, fs.ErrNotExist) && p.posters()["mine.webm"] == ""
	}, func() string {
		return fmt.Sprintf("after a new start the posters are %v, and the stray one", p.posters())
	})
	if found := p.posters(); found["other.webm"] == "" {
		t.Errorf("after a new start the posters are %v", found)
	}
}
