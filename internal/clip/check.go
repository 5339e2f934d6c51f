package clip

import (
	"bytes"
	"cmp"
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

// The three ways in which a file is refused; the text around each says what
// is wrong. The check refuses no more than a browser does.
var (
	// ErrNotVideo: it is something else, as a web page or a message.
	ErrNotVideo = errors.New("it is not a video")
	// ErrIncomplete: it is a part of a video, so more bytes may make it whole.
	ErrIncomplete = errors.New("the video is not whole")
	// ErrUnplayable: it is a whole file in which there are no pictures to show.
	ErrUnplayable = errors.New("the video cannot be played")
)

// Unshowable reports whether err says that a file is no video that can be
// shown, in any of the three ways, and not that it could not be read.
func Unshowable(err error) bool {
	return errors.Is(err, ErrNotVideo) || errors.Is(err, ErrIncomplete) || errors.Is(err, ErrUnplayable)
}

func notVideo(why string) error   { return fmt.Errorf("%w: %s", ErrNotVideo, why) }
func incomplete(why string) error { return fmt.Errorf("%w: %s", ErrIncomplete, why) }
func unplayable(why string) error { return fmt.Errorf("%w: %s", ErrUnplayable, why) }

// facts are what a video says of itself.
type facts struct {
	contentType string
	duration    time.Duration // 0: it does not say
	video       string        // its codec as celebration.Codec names it; empty: not known
	audio       string        // the same; empty also where it has no sound
}

// check reads what a video is from its content. It reads only what describes
// the video, never the pictures, in bounded memory.
func check(file io.ReaderAt, size int64) (facts, error) {
	head := make([]byte, 512)
	n, err := file.ReadAt(head[:min(size, int64(len(head)))], 0)
	if err != nil && !errors.Is(err, io.EOF) {
		return facts{}, fmt.Errorf("read the file: %w", err)
	}
	head = head[:n]
	switch {
	case n == 0:
		return facts{}, notVideo("the file is empty")
	case beginsMP4(head):
		return checkMP4(file, size)
	case bytes.HasPrefix(head, []byte{0x1A, 0x45, 0xDF, 0xA3}):
		return checkWebM(file, size)
	case bytes.HasPrefix(bytes.TrimSpace(head), []byte("<")):
		return facts{}, notVideo("it is a web page")
	case bytes.HasPrefix(bytes.TrimSpace(head), []byte("{")):
		return facts{}, notVideo("it is a message of a program, not a file")
	}
	return facts{}, notVideo("it is neither MP4 nor WebM")
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
