package clip

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"streamspark/internal/fault"
)

const (
	// frameTimeout is the most that one picture may take.
	frameTimeout = 20 * time.Second
	// wantedPoster is what a poster should weigh at most: a page shows many.
	wantedPoster = 60 << 10
	// posterSide is how many pixels wide or high one is at the most.
	posterSide = 480
)

// FindFFmpeg returns the path of the ffmpeg on PATH, or empty.
func FindFFmpeg() string {
	path, err := exec.LookPath("ffmpeg")
	if err != nil {
		return ""
	}
	if path, err = filepath.Abs(path); err != nil {
		return ""
	}
	return path
}

// Frame has ffmpeg take one picture out of a clip, as a JPEG for a poster.
// It is from the midst of the clip, because many begin in the dark.
func (f *Folder) Frame(ctx context.Context, ffmpeg, name string) ([]byte, error) {
	about, coded, err := f.inspect(name) // also sees that it is what its name says, here in the folder
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, frameTimeout)
	defer cancel()
	picture, err := takeFrame(ctx, ffmpeg, filepath.Join(f.path, name), about.ContentType, coded, about.Duration/2, posterSide)
	if err != nil {
		return nil, err
	}
	return picture, checkPoster(picture)
}

// takeFrame takes one picture out of a clip, of a weight that is wanted where that
// can be. It is empty where the clip has none at that moment.
func takeFrame(ctx context.Context, ffmpeg, path, contentType string, coded colors, at time.Duration, side int) (picture []byte, err error) {
	for _, quality := range []int{4, 9, 16} { // ffmpeg's own scale: more is worse, and smaller
		picture, err = runFrame(ctx, ffmpeg, frameArguments(path, contentType, coded, at, side, quality))
		if err != nil || len(picture) <= wantedPoster {
			break
		}
	}
	return picture, err
}

// frameArguments returns those that let ffmpeg read that one file as the kind
// that it is, and nothing that the file may name.
func frameArguments(path, contentType string, coded colors, at time.Duration, side, quality int) []string {
	within := func(dimension string) string { return fmt.Sprintf("%[1]s='min(%[2]d,i%[1]s)'", dimension, side) }
	return []string{
		"-hide_banner", "-nostdin", "-loglevel", "error", "-threads", "1", "-protocol_whitelist", "file,pipe",
		"-ss", strconv.FormatFloat(at.Seconds(), 'f', 3, 64), "-f", demuxer(contentType), "-i", path,
		"-map", "0:v:0", "-frames:v", "1", "-an", "-sn",
		"-vf", "scale=" + within("w") + ":" + within("h") + ":force_original_aspect_ratio=decrease:force_divisible_by=2" + coded.scaled("bt601", "pc"),
		"-c:v", "mjpeg", "-pix_fmt", "yuvj420p", "-threads", "1", "-q:v", strconv.Itoa(quality), "-f", "image2pipe", "pipe:1",
	}
}

func runFrame(ctx context.Context, ffmpeg string, args []string) ([]byte, error) {
	cmd := exec.CommandContext(ctx, ffmpeg, args...) //nolint:gosec // found on the streamer's PATH; the arguments are ours
	cmd.WaitDelay = time.Second
	picture, said := &bounded{most: 4 * MaxPoster}, &bounded{most: 400}
	cmd.Stdout, cmd.Stderr = picture, said
	if err := cmd.Run(); err != nil {
		return nil, ffmpegFault(cmp.Or(ctx.Err(), err), said)
	}
	return picture.all.Bytes(), nil // one that was too much is no whole picture, which is seen
}

func ffmpegFault(err error, said *bounded) error {
	words := strings.Join(append([]string{err.Error()}, strings.Fields(said.all.String())...), " ")
	return fault.Wrap(err, fault.Permanent, codeFFmpegFailed, "words", words)
}

// bounded keeps the first bytes of what a program says.
type bounded struct {
	all  bytes.Buffer
	most int
}

func (b *bounded) Write(p []byte) (int, error) {
	b.all.Write(p[:min(len(p), b.most-b.all.Len())])
	return len(p), nil
}
