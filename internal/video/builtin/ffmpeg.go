package builtin

import (
	"bufio"
	"cmp"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"streamspark/internal/fault"
	"streamspark/internal/video/builtin/tone"
)

// patience is how long ffmpeg may take for one frame, or for its last work,
// before it is taken as hanging.
const patience = 20 * time.Second

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

// renderMP4 encodes the frames and the sound with ffmpeg. It is given raw
// pictures and paths of our own, never a word of a viewer's.
func (g *Generator) renderMP4(ctx context.Context, program string, r recipe, progress func(int)) (path string, err error) {
	p, err := g.prepare(ctx, r, true)
	if err != nil {
		return "", err
	}
	sound := ""
	if r.Audio {
		if sound, err = g.save("*.wav", func(file *os.File) error { return writeWAV(file, p.samples) }); err != nil {
			return "", err
		}
		p.samples = nil                         // some megabytes
		defer func() { _ = os.Remove(sound) }() // the next start tries again
	}
	return g.save("*.mp4", func(file *os.File) error {
		feed := func(ctx context.Context, alive func(), in io.Writer) error {
			return p.draw(ctx, progress, planes, func(data []byte) error {
				alive()
				_, err := in.Write(data)
				return err
			})
		}
		if err := runFFmpeg(ctx, program, arguments(p.size, sound, file.Name()), g.patience, feed); err != nil {
			return err
		}
		if made, err := os.Stat(file.Name()); err != nil || made.Size() == 0 {
			return fault.Wrap(err, fault.Retry, "builtin.empty_file")
		}
		return nil
	})
}

// runFFmpeg starts the program, feeds it, and waits for its end. If the
// context ends, or feed does not call alive for too long, it is killed.
func runFFmpeg(ctx context.Context, program string, args []string, patience time.Duration,
	feed func(ctx context.Context, alive func(), in io.Writer) error,
) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	stuck := fault.New(fault.Retry, "clip.ffmpeg_stuck", "limit", patience)
	watch := time.AfterFunc(patience, func() { cancel(stuck) })
	defer watch.Stop()

	cmd := exec.CommandContext(ctx, program, args...) //nolint:gosec // found on the streamer's PATH; the arguments are ours
	cmd.WaitDelay = time.Second / 2
	said := &tail{}
	cmd.Stderr = said
	in, err := cmd.StdinPipe()
	if err != nil {
		return ffmpegFault(err, "")
	}
	if err := cmd.Start(); err != nil {
		return ffmpegFault(err, "")
	}
	// A write must not outlive the program, whoever else holds its input.
	defer context.AfterFunc(ctx, func() { _ = in.Close() })()
	fed := feed(ctx, func() { watch.Reset(patience) }, in)
	if fed != nil {
		cancel(fed) // half a film is of no use
	}
	_ = in.Close() // what is wrong with it, Wait says
	ended := cmd.Wait()
	switch {
	case errors.Is(context.Cause(ctx), stuck):
		return stuck
	case fed != nil || ended != nil:
		return ffmpegFault(errors.Join(fed, ended), said.String())
	}
	return nil
}

// ffmpegFault returns the fault of an ffmpeg that did not do its work, with
// its own words or, where it has none, those of the error.
func ffmpegFault(err error, said string) error {
	return fault.Wrap(err, fault.Retry, "clip.ffmpeg_failed", "words", cmp.Or(said, err.Error()))
}

// arguments returns those of a film in H.264 and AAC that starts to play
// before it is loaded whole.
func arguments(s size, sound, out string) []string {
	args := []string{
		"-hide_banner", "-nostdin", "-loglevel", "error", "-y",
		"-f", "rawvideo", "-pixel_format", "yuv420p", "-video_size", fmt.Sprintf("%dx%d", s.w, s.h),
		"-framerate", strconv.Itoa(s.rate), "-i", "pipe:0",
	}
	if sound != "" {
		args = append(args, "-i", sound, "-map", "0:v", "-map", "1:a", "-c:a", "aac", "-b:a", "160k")
	}
	return append(args,
		"-c:v", "libx264", "-preset", "veryfast", "-crf", "19", "-pix_fmt", "yuv420p",
		"-g", strconv.Itoa(s.rate), "-threads", strconv.Itoa(workers),
		"-color_range", "tv", "-colorspace", "smpte170m", "-color_primaries", "bt709", "-color_trc", "bt709",
		"-movflags", "+faststart", "-f", "mp4", out)
}

// planes returns the raw bytes of a frame: brightness, then both colours.
func planes(frame *image.NYCbCrA) ([]byte, error) {
	data := make([]byte, 0, len(frame.Y)+len(frame.Cb)+len(frame.Cr))
	data = append(data, frame.Y...)
	data = append(data, frame.Cb...)
	return append(data, frame.Cr...), nil
}

// writeWAV writes sound as ffmpeg reads it without being told more.
func writeWAV(w io.Writer, samples []float32) error {
	const frame = 4 // bytes of both channels
	out := bufio.NewWriter(w)
	bytes := uint32(len(samples) * 2)
	head := []byte("RIFF")
	head = binary.LittleEndian.AppendUint32(head, 36+bytes)
	head = append(head, "WAVEfmt "...)
	head = binary.LittleEndian.AppendUint32(head, 16)
	head = binary.LittleEndian.AppendUint16(head, 1) // whole numbers
	head = binary.LittleEndian.AppendUint16(head, 2)
	head = binary.LittleEndian.AppendUint32(head, tone.Rate)
	head = binary.LittleEndian.AppendUint32(head, tone.Rate*frame)
	head = binary.LittleEndian.AppendUint16(head, frame)
	head = binary.LittleEndian.AppendUint16(head, 16)
	head = append(head, "data"...)
	head = binary.LittleEndian.AppendUint32(head, bytes)
	_, _ = out.Write(head) // a failed write shows at Flush
	var pair [2]byte
	for _, v := range samples {
		binary.LittleEndian.PutUint16(pair[:], uint16(int16(max(-1, min(1, v))*32767)))
		_, _ = out.Write(pair[:])
	}
	return out.Flush()
}

// tail keeps the last words of a program.
type tail struct{ text []byte }

func (t *tail) Write(p []byte) (int, error) {
	const most = 400
	t.text = append(t.text, p...)
	if over := len(t.text) - most; over > 0 {
		t.text = append(t.text[:0], t.text[over:]...)
	}
	return len(p), nil
}

// String returns what was said, on one line.
func (t *tail) String() string { return strings.Join(strings.Fields(string(t.text)), " ") }
