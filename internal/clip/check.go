package clip

import (
	"bytes"
	"cmp"
	"errors"
	"io"
	"time"
)

const (
	typeMP4  = "video/mp4"
	typeWebM = "video/webm"

	// maxParts bounds the work on one file: a video of some minutes has a
	// few thousand parts, a hostile file may have millions.
	maxParts    = 200_000
	maxDuration = 24 * time.Hour
)

// facts are what a video says of itself.
type facts struct {
	contentType string
	duration    time.Duration // 0: it does not say
	video       string        // its codec as celebration.Codec names it; empty: not known
	audio       string        // the same; empty also where it has no sound
	colors      colors        // of its pictures
}

// check reads what a video is from its content. It reads only what describes
// the video, never the pictures, in bounded memory.
func check(file io.ReaderAt, size int64) (facts, error) {
	head := make([]byte, 512)
	n, err := file.ReadAt(head[:min(size, int64(len(head)))], 0)
	if err != nil && !errors.Is(err, io.EOF) {
		return facts{}, err
	}
	head = head[:n]
	switch {
	case n == 0:
		return facts{}, notVideo("clip.empty")
	case beginsMP4(head):
		return checkMP4(file, size)
	case bytes.HasPrefix(head, []byte{0x1A, 0x45, 0xDF, 0xA3}):
		return checkWebM(file, size)
	case bytes.HasPrefix(bytes.TrimSpace(head), []byte("<")):
		return facts{}, notVideo("clip.web_page")
	case bytes.HasPrefix(bytes.TrimSpace(head), []byte("{")):
		return facts{}, notVideo("clip.program_message")
	}
	return facts{}, notVideo("clip.other_format")
}

// longest returns the length of a video. What was measured, sample by
// sample, is never shortened by what headers say. A header that says more
// than twice of it is mistaken, as is one that says more than a day; where
// nothing was measured, the longest that can be is taken.
func longest(measured time.Duration, stated ...time.Duration) time.Duration {
	if measured > maxDuration {
		measured = 0
	}
	limit := cmp.Or(2*measured, maxDuration)
	length := measured
	for _, says := range stated {
		if says <= limit {
			length = max(length, says)
		}
	}
	return length
}
