package clip

import (
	"bytes"
	"errors"
	"fmt"
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

// ErrNotVideo says that a file is no whole video; the text around it says
// what is wrong with it.
var ErrNotVideo = errors.New("it is not a video")

func notVideo(why string) error { return fmt.Errorf("%w: %s", ErrNotVideo, why) }

// check tells the kind and the length of a video by its content. It reads
// only what describes the video, never the pictures, in bounded memory.
func check(file io.ReaderAt, size int64) (contentType string, duration time.Duration, err error) {
	head := make([]byte, 512)
	n, err := file.ReadAt(head[:min(size, int64(len(head)))], 0)
	if err != nil && !errors.Is(err, io.EOF) {
		return "", 0, fmt.Errorf("read the file: %w", err)
	}
	head = head[:n]
	switch {
	case n == 0:
		return "", 0, notVideo("the file is empty")
	case len(head) >= 8 && string(head[4:8]) == "ftyp":
		contentType = typeMP4
		duration, err = checkMP4(file, size)
	case bytes.HasPrefix(head, []byte{0x1A, 0x45, 0xDF, 0xA3}):
		contentType = typeWebM
		duration, err = checkWebM(file, size)
	case bytes.HasPrefix(bytes.TrimSpace(head), []byte("<")):
		return "", 0, notVideo("it is a web page")
	case bytes.HasPrefix(bytes.TrimSpace(head), []byte("{")):
		return "", 0, notVideo("it is a message of a program, not a file")
	default:
		return "", 0, notVideo("it is neither MP4 nor WebM")
	}
	switch {
	case err != nil:
		return "", 0, err
	case duration <= 0:
		return "", 0, notVideo("it does not say how long it is")
	case duration > maxDuration:
		return "", 0, notVideo("it says that it is longer than a day")
	}
	return contentType, duration, nil
}
