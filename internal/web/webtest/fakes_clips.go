package webtest

import (
	"bytes"
	"fmt"
	"os"

	"streamspark/internal/clip"
)

func (c *fakeClips) Has(name string) bool {
	_, err := c.Root.Stat(name)
	return err == nil
}

func (c *fakeClips) OpenPoster(name string) (*os.File, error) { return c.Root.Open(name + ".jpg") }

// SavePoster takes for a poster what begins like a JPEG.
func (c *fakeClips) SavePoster(name string, content []byte) error {
	if !bytes.HasPrefix(content, []byte{0xFF, 0xD8, 0xFF}) {
		return fmt.Errorf("%w: "+SecretKey, clip.ErrNotPoster)
	}
	return c.Root.WriteFile(name+".jpg", content, 0o600)
}
