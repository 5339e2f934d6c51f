package clip

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"time"

	"streamspark/internal/celebration"
	"streamspark/internal/fault"
)

const (
	// recapFolder is the folder beside the clips with the videos of streams.
	recapFolder = "recaps"
	// recapRate is how many pictures a second it has.
	recapRate = 30
	// cutShare is how much of the work, in percent, the cutting is; the rest joins.
	cutShare = 92
	// partFade is how long, in seconds, a part comes out of the dark and goes back.
	partFade = "0.2"
	stereo   = "aformat=channel_layouts=stereo"
)

// Recap is the video of a stream, a file beside the clips that is none of them.
type Recap struct {
	Name     string
	Size     int64
	Duration time.Duration
	MadeAt   time.Time
}

// Layout is how large a recap is, and where in it clips are laid.
type Layout struct{ Width, Height, ClipX, ClipY, ClipWidth, ClipHeight int }

// Stretch is a part of a recap: so much of the film, and of a clip that is laid
// over it, if one is.
type Stretch struct {
	At, Length time.Duration
	Clip       string        // the name of its file; empty: none
	From       time.Duration // where in the clip it begins
}

// Film is what was drawn for a recap. It is removed when it is closed.
type Film struct {
	folder      *Folder
	name        string
	contentType string
	audible     bool
	colors      colors

	// Duration is how long it is.
	Duration time.Duration
}

// Close removes the film.
func (m *Film) Close() error { return m.folder.root.Remove(m.name) }

// validRecap is what recaps are named like.
var validRecap = regexp.MustCompile(`^stream-\d{8}-\d{6}\.mp4$`)

// RecapName returns the name of the recap of a stream that began at a moment.
func RecapName(since time.Time) string {
	return since.UTC().Format("stream-20060102-150405") + ".mp4"
}

// CanCut returns why no recap can be made, else nil.
func (f *Folder) CanCut(ctx context.Context) error {
	if f.ffmpeg == "" {
		return fault.New(fault.Conflict, "recap.no_ffmpeg")
	}
	if err := f.CanConvert(ctx, celebration.Decoder{celebration.CodecH264, celebration.CodecAAC}); err != nil {
		return fault.Wrap(err, fault.Conflict, "recap.old_ffmpeg")
	}
	return nil
}

// ReceiveFilm stores what was drawn for a recap. What is no video is not kept.
func (f *Folder) ReceiveFilm(ctx context.Context, video io.Reader) (*Film, error) {
	if free, err := f.Free(); err == nil && free < f.minFree {
		return nil, f.fullFault(free)
	}
	if err := f.root.Mkdir(recapFolder, 0o750); err != nil && !errors.Is(err, fs.ErrExist) {
		return nil, f.diskFault(writeFault(err))
	}
	name, file, err := f.coming(recapFolder + "/")
	if err != nil {
		return nil, f.diskFault(err)
	}
	film := &Film{folder: f, name: name}
	whole := false
	defer func() { // also after a panic
		if !whole {
			_ = file.Close()
			_ = film.Close() // one that stays is removed by the next start
		}
	}()
	about, err := fillFilm(ctx, file, video)
	if err = errors.Join(err, writeFault(file.Close())); err != nil {
		if why, known := fault.As(err); known && Unshowable(err) {
			mistake := *why
			mistake.Kind = fault.Invalid
			return nil, &mistake
		}
		return nil, f.diskFault(err)
	}
	whole = true
	film.contentType, film.audible, film.colors, film.Duration = about.contentType, about.audio != "", about.colors, about.duration
	return film, nil
}

func fillFilm(ctx context.Context, file *os.File, video io.Reader) (facts, error) {
	into := &noting{Writer: file}
	size, err := io.Copy(into, video)
	if err != nil {
		return facts{}, errors.Join(writeFault(into.err), err)
	}
	if ctx.Err() != nil {
		return facts{}, ctx.Err()
	}
	about, err := check(file, size)
	return about, readFault(err)
}

// noting keeps the error of a writer, which is ours and not the sender's.
type noting struct {
	io.Writer
	err error
}

func (n *noting) Write(p []byte) (int, error) {
	written, err := n.Writer.Write(p)
	n.err = err
	return written, err //nolint:wrapcheck // by fillFilm
}

// Cut has ffmpeg make a recap out of a film and clips, and puts it in the place
// of an earlier one of that name. A clip that ffmpeg cannot read is left out with
// its part; leftOut has why. Nothing of one that fails stays. progress is told in
// percent.
func (f *Folder) Cut(ctx context.Context, name string, film *Film, layout Layout, stretches []Stretch, progress func(percent int)) (made Recap, leftOut []error, err error) {
	if !validRecap.MatchString(name) {
		return made, nil, badName()
	}
	if err := f.CanCut(ctx); err != nil {
		return made, nil, err
	}
	c := &cutter{folder: f, film: film, layout: layout, progress: progress}
	defer c.removeTemporary()
	made, err = c.make(ctx, name, stretches)
	return made, c.leftOut, err
}

// cutter is one recap that is being made.
type cutter struct {
	folder    *Folder
	film      *Film
	layout    Layout
	progress  func(percent int)
	temporary []string
	leftOut   []error
}

func (c *cutter) make(ctx context.Context, name string, stretches []Stretch) (Recap, error) {
	var parts []string
	var done, whole, length time.Duration
	for _, s := range stretches {
		whole += s.Length
	}
	for _, s := range stretches {
		part, err := c.cut(ctx, s, func(percent int) {
			c.progress(int((done + s.Length*time.Duration(percent)/100) * cutShare / whole))
		})
		done += s.Length
		switch {
		case s.Clip != "" && (fault.Is(err, codeFFmpegFailed) || Unshowable(err) || errors.Is(err, fs.ErrNotExist)):
			c.leftOut = append(c.leftOut, fmt.Errorf("%s: %w", s.Clip, err))
		case err != nil:
			return Recap{}, err
		default:
			parts, length = append(parts, part), length+s.Length
		}
	}
	joined, err := c.join(ctx, parts, length)
	if err != nil {
		return Recap{}, err
	}
	return c.settle(joined, name, length)
}

// file makes a temporary file for ffmpeg to write, and returns its name.
func (c *cutter) file(content string) (string, error) {
	name, file, err := c.folder.coming(recapFolder + "/")
	if err != nil {
		return "", c.folder.diskFault(err)
	}
	c.temporary = append(c.temporary, name)
	_, err = file.WriteString(content)
	return name, c.folder.diskFault(writeFault(errors.Join(err, file.Close())))
}

func (c *cutter) removeTemporary() {
	for _, name := range c.temporary {
		_ = c.folder.root.Remove(name) // one that stays is removed by the next start
	}
}

func (c *cutter) path(name string) string {
	return filepath.ToSlash(filepath.Join(c.folder.path, name)) // as ffmpeg's lists of files have it
}

// cut makes one part.
func (c *cutter) cut(ctx context.Context, s Stretch, progress func(percent int)) (name string, err error) {
	var clip input
	if s.Clip != "" {
		about, coded, err := c.folder.inspect(s.Clip)
		if err != nil {
			return "", err
		}
		clip = input{c.path(about.Filename), about.ContentType, about.Audio != "", coded}
	}
	if name, err = c.file(""); err != nil {
		return "", err
	}
	film := input{c.path(c.film.name), c.film.contentType, c.film.audible, c.film.colors}
	return name, c.folder.convert(ctx, cutArguments(film, clip, s, c.layout, c.path(name)), s.Length, progress)
}

// join makes one file of the parts, as loud throughout as sites play it.
func (c *cutter) join(ctx context.Context, parts []string, length time.Duration) (string, error) {
	var list strings.Builder
	list.WriteString("ffconcat version 1.0\n")
	for _, part := range parts {
		fmt.Fprintf(&list, "file %s\n", filepath.Base(part))
	}
	listed, err := c.file(list.String())
	if err != nil {
		return "", err
	}
	joined, err := c.file("")
	if err != nil {
		return "", err
	}
	return joined, c.folder.convert(ctx, joinArguments(c.path(listed), c.path(joined)), length, func(percent int) {
		c.progress(cutShare + percent*(100-cutShare)/100)
	})
}

// settle checks what ffmpeg made and gives it its name.
func (c *cutter) settle(temporary, name string, length time.Duration) (Recap, error) {
	file, err := c.folder.root.OpenFile(temporary, os.O_RDWR, 0)
	if err != nil {
		return Recap{}, writeFault(err)
	}
	defer file.Close()
	about, _, err := describe(file)
	if err == nil && (about.Duration < length*3/4 || about.Audio == "") {
		err = fault.New(fault.Permanent, "clip.shortened", "left", about.Duration, "whole", length)
	}
	if err != nil {
		return Recap{}, fault.Wrap(err, fault.Permanent, "clip.converted_wrong")
	}
	if err := file.Sync(); err != nil {
		return Recap{}, c.folder.diskFault(writeFault(err))
	}
	if err := c.folder.settle(file, temporary, recapFolder+"/"+name); err != nil {
		return Recap{}, c.folder.diskFault(writeFault(err))
	}
	return Recap{name, about.Size, about.Duration, about.CreatedAt}, nil
}

// input is a file that ffmpeg reads.
type input struct {
	path, contentType string
	audible           bool
	colors            colors
}

// arguments has ffmpeg read a part of that one file as the kind that it is, and
// nothing that the file may name.
func (i input) arguments(from, length time.Duration) []string {
	return []string{"-ss", seconds(from), "-t", seconds(length), "-f", demuxer(i.contentType), "-i", i.path}
}

func seconds(d time.Duration) string { return strconv.FormatFloat(d.Seconds(), 'f', 3, 64) }

// cutArguments makes one part: the film, and the clip laid over it where there is
// one, with the sound of the clip where it has one. A picture of the film stays
// until the next: of one that does not change there are few.
func cutArguments(film, clip input, s Stretch, layout Layout, out string) []string {
	args := append(quietly(), film.arguments(s.At, s.Length)...)
	length, end := seconds(s.Length), seconds(s.Length-200*time.Millisecond)
	picture := fmt.Sprintf("[0:v:0]fps=%d:start_time=0,scale=%d:%d%s,setsar=1", recapRate, layout.Width, layout.Height, film.colors.scaled("bt709", "tv"))
	inputs, sound := 1, 0
	if s.Clip != "" {
		args, inputs = append(args, clip.arguments(s.From, s.Length)...), 2
		picture += fmt.Sprintf("[film];[1:v:0]fps=%[1]d,scale=%[2]d:%[3]d:force_original_aspect_ratio=decrease%[6]s,setsar=1[clip];"+
			"[film][clip]overlay=x=%[4]d+(%[2]d-w)/2:y=%[5]d+(%[3]d-h)/2:eof_action=repeat",
			recapRate, layout.ClipWidth, layout.ClipHeight, layout.ClipX, layout.ClipY, clip.colors.scaled("bt709", "tv"))
	}
	switch {
	case clip.audible:
		sound = 1
	case !film.audible:
		args, sound = append(args, "-f", "lavfi", "-i", "anullsrc=r=48000:cl=stereo"), inputs
	}
	fades := "fade=t=in:d=" + partFade + ",fade=t=out:st=" + end + ":d=" + partFade
	graph := fmt.Sprintf("%s,%s,format=yuv420p[v];[%d:a:0]aresample=48000,%s,apad,atrim=end=%s,a%s[a]",
		picture, fades, sound, stereo, length, strings.ReplaceAll(fades, ",fade", ",afade"))
	args = append(args, "-filter_complex", graph, "-map", "[v]", "-map", "[a]", "-t", length, "-r", strconv.Itoa(recapRate),
		"-c:v", "libx264", "-preset", "veryfast", "-crf", "20", "-maxrate", "10M", "-bufsize", "20M", "-g", strconv.Itoa(2*recapRate),
		"-threads", strconv.Itoa(max(1, runtime.NumCPU()/2)), "-c:a", "pcm_s16le", "-f", "matroska")
	return append(append(args, usualColors()...), out)
}

// joinArguments joins the files of a list.
func joinArguments(list, out string) []string {
	return append(quietly(), "-f", "concat", "-safe", "0", "-i", list, "-map", "0:v:0", "-map", "0:a:0", "-c:v", "copy",
		"-af", stereo+",loudnorm=I=-14:TP=-1.5:LRA=11,aresample=48000,"+stereo, "-c:a", "aac", "-b:a", "192k", "-movflags", "+faststart", "-f", "mp4", out)
}

// Recap returns the recap of a name; fs.ErrNotExist where there is none.
func (f *Folder) Recap(name string) (Recap, error) {
	file, err := f.OpenRecap(name)
	if err != nil {
		return Recap{}, err
	}
	defer file.Close()
	about, _, err := describe(file)
	return Recap{name, about.Size, about.Duration, about.CreatedAt}, err
}

// OpenRecap opens a recap for reading; a missing one is fs.ErrNotExist.
func (f *Folder) OpenRecap(name string) (*os.File, error) {
	if !validRecap.MatchString(name) {
		return nil, badName()
	}
	return f.openRegular(recapFolder + "/" + name)
}

// RemoveRecap deletes a recap; a missing one is fs.ErrNotExist.
func (f *Folder) RemoveRecap(name string) error {
	if !validRecap.MatchString(name) {
		return badName()
	}
	if err := f.root.Remove(recapFolder + "/" + name); errors.Is(err, fs.ErrNotExist) {
		return fault.Wrap(err, fault.NotFound, "recap.not_found")
	} else {
		return writeFault(err)
	}
}

// TidyRecaps removes the recaps that are not to be kept, and returns their names.
// Files of other names stay.
func (f *Folder) TidyRecaps(keep func(Recap) bool) (removed []string, err error) {
	entries, err := f.entries(recapFolder)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	for _, entry := range entries {
		about, err := entry.Info()
		if err != nil || !validRecap.MatchString(entry.Name()) || keep(Recap{Name: entry.Name(), Size: about.Size(), MadeAt: about.ModTime()}) {
			continue
		}
		if err := f.root.Remove(recapFolder + "/" + entry.Name()); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return removed, writeFault(err)
		}
		removed = append(removed, entry.Name())
	}
	return removed, nil
}
