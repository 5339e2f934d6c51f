package builtin

import (
	"bytes"
	"context"
	"errors"
	"image/jpeg"
	"testing"

	"github.com/rs/zerolog"
)

func TestAPosterIsAPictureOfTheClip(t *testing.T) {
	g, err := New(Options{Dir: t.TempDir(), Log: zerolog.Nop()})
	if err != nil {
		t.Fatal(err)
	}
	defer g.Close()
	for aspect, want := range map[string][2]int{"16:9": {480, 270}, "9:16": {270, 480}, "1:1": {360, 360}} {
		o := order()
		o.AspectRatio = aspect
		content, err := g.Poster(t.Context(), start(t, g, o))
		if err != nil {
			t.Fatal(err)
		}
		picture, err := jpeg.Decode(bytes.NewReader(content))
		if err != nil {
			t.Fatal(err)
		}
		if size := picture.Bounds().Size(); size.X != want[0] || size.Y != want[1] || len(content) > 60_000 {
			t.Errorf("%s: it is %v, of %d bytes", aspect, size, len(content))
		}
		light, dark := uint32(0), uint32(0xffff)
		for y := 0; y < want[1]; y += 3 {
			for x := 0; x < want[0]; x += 3 {
				_, green, _, _ := picture.At(x, y).RGBA()
				light, dark = max(light, green), min(dark, green)
			}
		}
		if light < 0x8000 || dark > 0x5000 {
			t.Errorf("%s: nothing can be seen on it: %x to %x", aspect, dark, light)
		}
	}
}

func TestAPosterOfNothingIsAnError(t *testing.T) {
	g := small(t, t.TempDir(), "")
	if _, err := g.Poster(t.Context(), "somebody else's"); err == nil {
		t.Error("there is a poster of nothing")
	}
	stopped, stop := context.WithCancel(t.Context())
	stop()
	if _, err := g.Poster(stopped, start(t, g, order())); !errors.Is(err, context.Canceled) {
		t.Errorf("when nobody waits: %v", err)
	}
}
