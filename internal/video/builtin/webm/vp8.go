// Package webm writes small WebM films of which every picture is a key
// frame: VP8 with Opus, which every browser plays. It needs no other
// program.
package webm

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"image"

	"github.com/gen2brain/webp"
)

// How frames are pressed. The quickest method costs half of the time of the
// next better ones and makes a file a third larger; a quality below 85
// shows in soft skies.
const (
	quality = 88
	method  = 0
)

var errNoFrame = errors.New("the encoder gave no VP8 frame")

// KeyFrame presses one picture into a VP8 key frame: the picture part of a
// lossy WebP file is exactly that.
func KeyFrame(picture *image.NYCbCrA) ([]byte, error) {
	var file bytes.Buffer
	if err := webp.Encode(&file, picture, webp.Options{Quality: quality, Method: method}); err != nil {
		return nil, fmt.Errorf("encode a frame: %w", err)
	}
	return frameOf(file.Bytes())
}

// frameOf finds the VP8 frame in a WebP file, which is a list of chunks
// behind a header of twelve bytes.
func frameOf(file []byte) ([]byte, error) {
	if len(file) < 12 || string(file[:4]) != "RIFF" || string(file[8:12]) != "WEBP" {
		return nil, errNoFrame
	}
	for rest := file[12:]; len(rest) >= 8; {
		name, size := string(rest[:4]), uint64(binary.LittleEndian.Uint32(rest[4:8]))
		rest = rest[8:]
		if size > uint64(len(rest)) {
			return nil, errNoFrame
		}
		if name == "VP8 " {
			return rest[:size:size], nil
		}
		rest = rest[min(size+size%2, uint64(len(rest))):]
	}
	return nil, errNoFrame
}
