package clip

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"

	"streamspark/internal/celebration"
	"streamspark/internal/fault"
)

const (
	// convertTimeout is the most that one conversion may take, and
	// convertSilence how long ffmpeg may come no further.
	convertTimeout = 30 * time.Minute
	convertSilence = 2 * time.Minute
	askTimeout     = 10 * time.Second // for what ffmpeg can do

	diskFullWords = "No space left on device" // ffmpeg's, on every system
	signalCode    = 255                       // with which ffmpeg ends where it was asked to by a signal
)

// format is a kind of file that clips are converted into.
type format struct {
	contentType  string
	muxer        string
	video, audio string   // codecs
	videoArgs    []string // by which ffmpeg makes them
	audioArgs    []string
	encoders     []string // that ffmpeg must have
	keepVideo    []string // codecs that such a file takes as they are
	keepAudio    []string
	more         []string
}

// formats returns the kinds, the best first.
func formats() []format {
	return []format{
		{
			contentType: typeMP4, muxer: "mp4", video: celebration.CodecH264, audio: celebration.CodecAAC,
			videoArgs: []string{"-c:v", "libx264", "-preset", "veryfast", "-crf", "18"},
			audioArgs: []string{"-c:a", "aac", "-b:a", "192k", "-ac", "2"},
			encoders:  []string{"libx264", "aac"},
			keepVideo: []string{celebration.CodecH264, celebration.CodecAV1, celebration.CodecVP9},
			keepAudio: []string{celebration.CodecAAC, celebration.CodecMP3},
			more:      []string{"-movflags", "+faststart"},
		},
		{
			contentType: typeWebM, muxer: "webm", video: celebration.CodecVP9, audio: celebration.CodecOpus,
			videoArgs: []string{"-c:v", "libvpx-vp9", "-crf", "28", "-b:v", "0", "-deadline", "realtime", "-cpu-used", "6", "-row-mt", "1"},
			audioArgs: []string{"-c:a", "libopus", "-b:a", "128k", "-ac", "2"},
			encoders:  []string{"libvpx-vp9", "libopus"},
			keepVideo: []string{celebration.CodecVP8, celebration.CodecVP9, celebration.CodecAV1},
			keepAudio: []string{celebration.CodecOpus, celebration.CodecVorbis},
		},
	}
}

// CanConvert returns why clips cannot be converted into something that the
// player decodes, else nil.
func (f *Folder) CanConvert(ctx context.Context, player celebration.Decoder) error {
	_, err := f.target(ctx, player)
	return err
}

// target chooses what clips are converted into.
func (f *Folder) target(ctx context.Context, player celebration.Decoder) (format, error) {
	if f.ffmpeg == "" {
		return format{}, noConverter(nil)
	}
	limited, cancel := context.WithTimeout(ctx, askTimeout)
	defer cancel()
	cmd := exec.CommandContext(limited, f.ffmpeg, "-hide_banner", "-encoders") //nolint:gosec // found on the streamer's PATH
	cmd.WaitDelay = time.Second
	listed, err := cmd.Output()
	if ctx.Err() != nil {
		return format{}, ctx.Err() // nobody waits, and nothing was found out
	}
	if err != nil {
		return format{}, noConverter(err)
	}
	has := strings.Fields(string(listed))
	for _, to := range formats() {
		missing := func(encoder string) bool { return !slices.Contains(has, encoder) }
		if player.Decodes(to.video) && player.Decodes(to.audio) && !slices.ContainsFunc(to.encoders, missing) {
			return to, nil
		}
	}
	return format{}, noConverter(nil)
}

// Convert has ffmpeg make a clip anew so that the player decodes it, and
// puts it in the place of the first. What the player decodes already is kept
// as it is, and so is the first clip if anything goes wrong. progress is told
// in percent where the length is known.
func (f *Folder) Convert(ctx context.Context, clip celebration.Clip, player celebration.Decoder, progress func(percent int)) (celebration.Clip, error) {
	to, err := f.target(ctx, player)
	if err != nil {
		return clip, err
	}
	about, coded, err := f.inspect(clip.Filename) // also sees that it is what its name says, here in the folder
	if err != nil {
		return clip, err
	}
	if free, err := f.Free(); err == nil && free < f.minFree {
		return clip, f.fullFault(free)
	}
	temporary, file, err := f.coming("")
	if err != nil {
		return clip, f.diskFault(err)
	}
	defer func() { // after the rename there is nothing left to remove
		_ = file.Close()
		_ = f.root.Remove(temporary)
	}()
	args := conversion(filepath.Join(f.path, about.Filename), filepath.Join(f.path, temporary), about, coded, to, player)
	if err := f.convert(ctx, args, about.Duration, progress); err != nil {
		return clip, err
	}
	made, err := f.converted(file, about, player)
	if err != nil {
		return clip, fault.Wrap(err, fault.Permanent, "clip.converted_wrong")
	}
	made.Filename = strings.TrimSuffix(about.Filename, filepath.Ext(about.Filename)) + endingOf(made.ContentType)
	made.Celebration = clip.Celebration
	if clip.Celebration == 0 && made.Filename != about.Filename && !f.Gone(made.Filename) { // another file of the streamer's
		made.Filename = strings.TrimSuffix(about.Filename, filepath.Ext(about.Filename)) + "-" + strconv.FormatInt(time.Now().Unix(), 10) + endingOf(made.ContentType)
	}
	if err := f.settle(file, temporary, made.Filename); err != nil {
		return clip, f.diskFault(writeFault(err))
	}
	if made.Filename != clip.Filename {
		_ = f.Remove(clip.Filename) // one that stays is a clip more in the folder
	} else {
		f.removePoster(made.Filename)
	}
	return made, nil
}

// converted checks what ffmpeg made.
func (f *Folder) converted(file *os.File, from celebration.Clip, player celebration.Decoder) (celebration.Clip, error) {
	made, _, err := describe(file)
	if err != nil {
		return made, err
	}
	video, audio := player.Lacks(made)
	switch {
	case video != "" || audio != "":
		return made, fault.New(fault.Permanent, "clip.still_undecodable", "codecs", celebration.CodecNames(video, audio))
	case from.Audio != "" && made.Audio == "":
		return made, fault.New(fault.Permanent, "clip.sound_lost")
	case made.Duration < from.Duration*3/4:
		return made, fault.New(fault.Permanent, "clip.shortened", "left", made.Duration, "whole", from.Duration)
	}
	return made, writeFault(file.Sync())
}

// quietly begins the arguments of an ffmpeg that says how far it is, and nothing
// else but errors.
func quietly() []string {
	return []string{
		"-hide_banner", "-nostdin", "-loglevel", "error", "-y", "-protocol_whitelist", "file,pipe", "-progress", "pipe:1",
	}
}

// conversion has ffmpeg read that one file as the kind that it is, and
// nothing that the file may name. Half of the computer is left to the stream.
func conversion(in, out string, from celebration.Clip, coded colors, to format, player celebration.Decoder) []string {
	args := append(quietly(), "-f", demuxer(from.ContentType), "-i", in, "-map", "0:v:0", "-map", "0:a:0?", "-sn", "-dn")
	if player.Decodes(from.Video) && slices.Contains(to.keepVideo, from.Video) {
		args = append(args, "-c:v", "copy")
	} else {
		args = append(args, to.videoArgs...)
		args = append(args, "-pix_fmt", "yuv420p", "-vf", "scale=trunc(iw/2)*2:trunc(ih/2)*2"+coded.scaled("bt709", "tv"),
			"-threads", strconv.Itoa(max(1, runtime.NumCPU()/2)))
		if coded.areKnown() {
			args = append(args, usualColors()...)
		}
	}
	if player.Decodes(from.Audio) && slices.Contains(to.keepAudio, from.Audio) {
		args = append(args, "-c:a", "copy")
	} else {
		args = append(args, to.audioArgs...)
	}
	return append(append(args, to.more...), "-f", to.muxer, out)
}

// convert runs ffmpeg and reads its progress.
func (f *Folder) convert(ctx context.Context, args []string, whole time.Duration, progress func(int)) error {
	select { // one at a time: the stream needs the computer too
	case f.converting <- struct{}{}:
		defer func() { <-f.converting }()
	case <-ctx.Done():
		return ctx.Err()
	}
	limited, cancel := context.WithTimeout(ctx, convertTimeout)
	defer cancel()
	stalled, stall := context.WithCancelCause(limited)
	defer stall(nil)
	watch := time.AfterFunc(convertSilence, func() { stall(fault.New(fault.Permanent, "clip.ffmpeg_stuck", "limit", convertSilence)) })
	defer watch.Stop()

	cmd := exec.CommandContext(stalled, f.ffmpeg, args...) //nolint:gosec // found on the streamer's PATH; the arguments are ours
	cmd.WaitDelay = time.Second
	said := &bounded{most: 400}
	cmd.Stderr = said
	out, err := cmd.StdoutPipe()
	if err != nil {
		return ffmpegFault(err, said)
	}
	if err := startLow(cmd); err != nil {
		return ffmpegFault(err, said)
	}
	follow(out, whole, func(percent int) {
		watch.Reset(convertSilence)
		progress(percent)
	})
	if err := cmd.Wait(); err != nil {
		if ctx.Err() != nil {
			return ctx.Err() // nobody waits any more
		}
		if stuck, ok := fault.As(context.Cause(stalled)); ok {
			return stuck
		}
		return f.endFault(cmp.Or(limited.Err(), err), said)
	}
	return nil
}

// endFault returns why ffmpeg ended with an error.
func (f *Folder) endFault(err error, said *bounded) error {
	var exit *exec.ExitError
	switch {
	case strings.Contains(said.all.String(), diskFullWords):
		free, _ := f.Free()
		return f.fullFault(free)
	case errors.As(err, &exit) && (!exit.Exited() || exit.ExitCode() == signalCode):
		return fault.Wrap(err, fault.Permanent, "clip.ffmpeg_killed")
	}
	return ffmpegFault(err, said)
}

// follow reads what ffmpeg says of its progress until it ends, and tells
// each time that it came further.
func follow(out io.Reader, whole time.Duration, further func(percent int)) {
	var last int64
	for lines := bufio.NewScanner(out); lines.Scan(); {
		value, is := strings.CutPrefix(lines.Text(), "out_time_us=")
		at, err := strconv.ParseInt(value, 10, 64)
		if !is || err != nil || at <= last {
			continue
		}
		last = at
		percent := 0
		if whole > 0 {
			percent = int(min(99, 100*at/whole.Microseconds()))
		}
		further(percent)
	}
}

// demuxer returns how ffmpeg calls the kind of a clip.
func demuxer(contentType string) string {
	if contentType == typeWebM {
		return "matroska"
	}
	return "mov"
}
