package standin

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"image"
	"image/jpeg"
	"strings"
	"sync"
)

// pictures are those that the moderation was shown, and what a test wants to be found.
type pictures struct {
	mu    sync.Mutex
	shown int
	marks map[int]string // by how many were shown before: the category
}

// readModerated returns what is to be judged: words or one picture.
func readModerated(input json.RawMessage) (words string, drawn image.Image, ok bool) {
	if json.Unmarshal(input, &words) == nil {
		return words, nil, words != ""
	}
	var parts []struct {
		Type  string `json:"type"`
		Image struct {
			URL string `json:"url"`
		} `json:"image_url"`
	}
	if json.Unmarshal(input, &parts) != nil || len(parts) != 1 || parts[0].Type != "image_url" {
		return "", nil, false
	}
	content, isJPEG := strings.CutPrefix(parts[0].Image.URL, "data:image/jpeg;base64,")
	decoded, err := base64.StdEncoding.DecodeString(content)
	if err != nil || !isJPEG {
		return "", nil, false
	}
	drawn, err = jpeg.Decode(bytes.NewReader(decoded))
	return "", drawn, err == nil
}

// see returns what is found in the next picture: what a test marked, else violence
// where a flame is in it, as of the demo's dragon.
func (p *pictures) see(drawn image.Image) map[string]float64 {
	p.mu.Lock()
	defer p.mu.Unlock()
	marked := p.marks[p.shown]
	delete(p.marks, p.shown)
	p.shown++
	switch {
	case marked != "":
		return map[string]float64{marked: 0.95}
	case hasFlame(drawn):
		return map[string]float64{"violence": 0.91}
	}
	return nil
}

// hasFlame reports whether a small part of a picture is as bright and warm as fire.
func hasFlame(drawn image.Image) bool {
	const bright, warm = 190 << 8, 100 << 8 // of 16 bits
	hot, all := 0, 0
	for y := drawn.Bounds().Min.Y; y < drawn.Bounds().Max.Y; y += 2 {
		for x := drawn.Bounds().Min.X; x < drawn.Bounds().Max.X; x += 2 {
			r, _, b, _ := drawn.At(x, y).RGBA()
			if all++; r > bright && r > b+warm {
				hot++
			}
		}
	}
	return hot*1000 > all*25 && hot*10 < all
}
