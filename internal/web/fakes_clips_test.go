package web

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"os"
	"testing"
	"time"

	"streamspark/internal/clip"
)

func (c *fakeClips) Has(name string) bool {
	_, err := c.root.Stat(name)
	return err == nil
}

func (c *fakeClips) OpenPoster(name string) (*os.File, error) { return c.root.Open(name + ".jpg") }

// SavePoster takes for a poster what begins like a JPEG.
func (c *fakeClips) SavePoster(name string, content []byte) error {
	if !bytes.HasPrefix(content, []byte{0xFF, 0xD8, 0xFF}) {
		return fmt.Errorf("%w: "+secretKey, clip.ErrNotPoster)
	}
	return c.root.WriteFile(name+".jpg", content, 0o600)
}

// smallJPEG is a picture, as the text of a body.
func smallJPEG(t testing.TB) string {
	t.Helper()
	drawn := image.NewGray(image.Rect(0, 0, 32, 18))
	for x := range 32 {
		drawn.Set(x, x/2, color.White)
	}
	var content bytes.Buffer
	if err := jpeg.Encode(&content, drawn, nil); err != nil {
		t.Fatal(err)
	}
	return content.String()
}

// addPoster gives a clip of the world its poster.
func (w *world) addPoster(name string) {
	w.t.Helper()
	err := w.clips.SavePoster(name, []byte(smallJPEG(w.t)))
	if err == nil {
		err = w.store.SetPoster(w.t.Context(), name, time.UnixMilli(1_763_700_001_000))
	}
	if err != nil {
		w.t.Fatal(err)
	}
}
