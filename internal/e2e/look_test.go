package e2e

import (
	"bytes"
	"context"
	"image/png"
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"streamspark/internal/sandbox"
)

// TestLook uses a demo for a while and takes pictures of what a streamer
// sees, into the folder that STREAMSPARK_LOOK names, or only to see that
// they are not empty.
func TestLook(t *testing.T) {
	dir := os.Getenv("STREAMSPARK_LOOK")
	if dir == "" {
		dir = t.TempDir()
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	// The built-in generator makes the clips: the stand-in's are test cards.
	p := start(t, true, map[string]string{"generation.provider": "builtin", "generation.duration": "8s"})
	browser := openBrowser(t)
	widget := open(t, browser, p.app.URL()+"/widget")
	widget.do(chromedp.EmulateViewport(1920, 1080))
	widget.do(chromedp.Evaluate[chromedp.Void](`document.documentElement.style.setProperty('background', 'linear-gradient(160deg, #23395b, #406e8e 45%, #8ea8c3 60%, #2b2d42)')`))

	give := func(donor, message, currency string, amount float64) int64 {
		return p.viewer(sandbox.Donation{Donor: &donor, Message: &message, Currency: currency, Amount: amount, PayinSystem: map[string]string{"title": "card"}})
	}
	give("Ёлка", "Мало, но от души", "RUB", 300)
	give("", "Анонимный привет", "RUB", 150)
	give("Мария", "Спасибо за вечер! Пусть победа будет за нами 🎉", "RUB", 5000)
	widget.until(`[...document.querySelectorAll('video')].some(v => v.currentTime > 0.5)`)
	last := give("nightowl_77", "Great stream, greetings from Berlin! 🦉", "EUR", 25)
	widget.until(`document.body.innerText.includes('nightowl_77') && [...document.querySelectorAll('video')].some(v => v.currentTime > 2.5)`)
	shoot(widget, dir, "widget.png")

	sizes := []struct {
		name          string
		width, height int64
		dark          bool
		path          string
	}{
		{"dashboard.png", 1440, 1000, true, "/dashboard?lang=en"},
		{"dashboard-light-ru.png", 1440, 1000, false, "/dashboard?lang=ru"},
		{"dashboard-phone.png", 360, 740, true, "/dashboard?lang=ru"},
		{"dock.png", 400, 600, true, "/dock?lang=en"},
		{"dashboard-large.png", 2560, 1440, true, "/dashboard?lang=en"},
		{"celebration.png", 1440, 900, false, "/celebrations/4?lang=en"},
		{"clips.png", 1440, 900, true, "/clips?lang=en"},
		{"settings.png", 1440, 1300, true, "/settings?lang=en"},
		{"settings-phone.png", 360, 1500, false, "/settings?lang=ru"},
		{"log.png", 1440, 800, true, "/log?lang=en"},
		{"log-phone.png", 360, 740, false, "/log?lang=ru"},
		{"clips-phone.png", 360, 740, false, "/clips?lang=ru"},
		{"donations.png", 1440, 1000, false, "/donations?lang=ru"},
		{"donations-phone.png", 360, 740, true, "/donations?lang=ru&q=a&from=2026-02-02&to=2026-02-01"},
		{"donations-discreet.png", 400, 600, false, "/donations?lang=en&discreet=on"},
		{"landing.png", 1440, 900, true, "/landing?lang=en"},
		{"docs.png", 1440, 900, false, "/docs?lang=en"},
		{"missing.png", 1440, 900, true, "/nowhere?lang=ru"},
	}
	for _, size := range sizes {
		tab := open(t, browser, "about:blank")
		tab.do(chromedp.EmulateViewport(size.width, size.height), scheme(size.dark), chromedp.Navigate(p.app.URL()+size.path))
		tab.until(`document.readyState === 'complete' && document.body.innerText.length > 50`)
		tab.until(`document.documentElement.scrollWidth <= window.innerWidth`) // nothing sticks out
		shoot(tab, dir, size.name)
	}
	p.until(last, "played", "failed")
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
