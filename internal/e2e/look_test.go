package e2e

import (
	"bytes"
	"context"
	"fmt"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// TestLook takes pictures of what a streamer sees. `make look` names a
// folder in STREAMSPARK_LOOK: then every page is taken in both languages,
// dark and light, wide, on a phone and as a dock, with nothing in it, with
// much, and with all broken. Otherwise each page is taken once, to see that
// it is not empty and that nothing sticks out.
func TestLook(t *testing.T) {
	t.Parallel()
	dir := os.Getenv("STREAMSPARK_LOOK")
	whole := dir != ""
	if !whole {
		dir = t.TempDir()
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	states := []world{{"full", fill, nil}}
	if whole {
		states = worlds()
		t.Run("stream", func(t *testing.T) { lookAtTheStream(t, dir) })
		t.Run("widget", func(t *testing.T) { lookAtTheWidget(t, dir) })
		t.Run("scenes", func(t *testing.T) { lookAtTheScenes(t, dir) })
	}
	for _, w := range states {
		t.Run(w.name, func(t *testing.T) {
			p := w.build(t)
			browser := openBrowser(t)
			for _, v := range views(w, whole) {
				v.shoot(t, browser, p, dir)
			}
			if whole && w.name == "broken" {
				lookAtTheLost(t, browser, p, dir)
			}
			if whole && w.name == "full" {
				lookAtWhatOpens(t, browser, p, dir)
			}
		})
	}
}

// view is one picture of a page.
type view struct {
	world, path, lang string
	width, height     int64
	dark              bool
}

// name says all of it: full-donations-360-ru-dark.png.
func (v view) name() string {
	page := strings.Trim(strings.NewReplacer("/", "-", "?", "-", "=", "-", "&", "-", "ничего", "nothing").Replace(v.path), "-")
	theme := "light"
	if v.dark {
		theme = "dark"
	}
	return fmt.Sprintf("%s-%s-%d-%s-%s.png", v.world, page, v.width, v.lang, theme)
}

// views are all pictures of a state, or one of each page, in turns of
// another kind.
func views(w world, whole bool) []view {
	var list []view
	for i, path := range append(everyPage(), w.more...) {
		if w.name != "full" && (strings.HasPrefix(path, "/docs") || path == "/nowhere") {
			continue // they are the same in every state
		}
		var all []view
		for _, lang := range []string{"en", "ru"} {
			for _, dark := range []bool{true, false} {
				if path == "/dock" {
					all = append(all, view{w.name, path, lang, 400, 600, dark})
					continue
				}
				all = append(all, view{w.name, path, lang, 1440, 900, dark}, view{w.name, path, lang, 360, 740, dark})
			}
		}
		if path == "/dashboard" {
			all = append(all, view{w.name, path, "en", 2560, 1440, true})
		}
		if !whole {
			all = all[i%len(all):][:1]
		}
		list = append(list, all...)
	}
	return list
}

// tallest is the end of a picture: a page may go on below.
const tallest = 2600

// shoot opens the page and takes it in its whole length.
func (v view) shoot(t *testing.T, browser context.Context, p *program, dir string) {
	t.Helper()
	tab := v.open(t, browser, p)
	height := v.height
	if v.path != "/dock" {
		height = min(max(height, eval[int64](tab, `document.documentElement.scrollHeight`)), tallest)
	}
	tab.do(chromedp.EmulateViewport(v.width, height))
	if eval[bool](tab, `document.documentElement.scrollWidth > window.innerWidth`) {
		t.Errorf("%s sticks out", v.name())
	}
	shoot(tab, dir, v.name())
	tab.do(chromedp.Navigate("about:blank"))
}

// open opens the page as the picture wants it.
func (v view) open(t *testing.T, browser context.Context, p *program) *page {
	t.Helper()
	tab := open(t, browser, "about:blank")
	mark := "?"
	if strings.Contains(v.path, "?") {
		mark = "&"
	}
	discreet := "&discreet=off" // a choice is remembered: the next picture must not have it
	if strings.Contains(v.path, "discreet") {
		discreet = ""
	}
	tab.do(chromedp.EmulateViewport(v.width, v.height), scheme(v.dark), chromedp.Navigate(p.app.URL()+v.path+mark+"lang="+v.lang+discreet))
	tab.until(`document.readyState === 'complete' && document.body.innerText.length > 50`)
	tab.until(`(document.getElementById('wire')?.dataset.state ?? 'open') === 'open'`)
	return tab
}

// scheme asks for the dark or the light page.
func scheme(dark bool) chromedp.Action[chromedp.Void] {
	value := "light"
	if dark {
		value = "dark"
	}
	return chromedp.Func(func(ctx context.Context, _ *chromedp.Target) error {
		_, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
			Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: value}},
		})
		return err
	})
}

// shoot takes a picture and sees that it is not of one colour.
func shoot(tab *page, dir, name string) {
	tab.t.Helper()
	picture, err := chromedp.Run(tab.ctx, chromedp.CaptureScreenshot())
	if err != nil {
		tab.t.Fatalf("%s: %v", name, err)
	}
	if err := os.WriteFile(filepath.Join(dir, name), picture, 0o600); err != nil {
		tab.t.Fatal(err)
	}
	decoded, err := png.Decode(bytes.NewReader(picture))
	if err != nil {
		tab.t.Fatalf("%s: %v", name, err)
	}
	colours := map[[3]uint32]bool{}
	for y := decoded.Bounds().Min.Y; y < decoded.Bounds().Max.Y; y += 7 {
		for x := decoded.Bounds().Min.X; x < decoded.Bounds().Max.X; x += 7 {
			r, g, b, _ := decoded.At(x, y).RGBA()
			colours[[3]uint32{r, g, b}] = true
		}
	}
	if len(colours) < 8 {
		tab.t.Errorf("%s has only %d colours: is the page empty?", name, len(colours))
	}
}
