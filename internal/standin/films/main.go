// Command films draws the clips of the demo and writes them down with
// ffmpeg. What it made is embedded by the stand-ins; it is run again only when
// a film changes: make films
package main

import (
	"bufio"
	"context"
	"flag"
	"fmt"
	"image/png"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
)

const (
	fps     = 24
	seconds = 6
)

// film is one clip: a picture for every moment, and its sound.
type film struct {
	name string
	crf  int // how much may be lost; films with much motion are larger
	draw func() func(c *canvas, t float32)
	tune tune
}

func films() []film {
	return []film{
		{"drive", 27, drive, tune{root: 45, steps: []int{0, 3, 7, 10}, tempo: 8, pluck: true, beat: true, air: 0.01}},
		{"dragon", 26, dragon, tune{root: 38, steps: []int{0, 3, 7, 14}, tempo: 2, beat: true, air: 0.05}},
		{"deep", 26, deep, tune{root: 41, steps: []int{0, 7, 9, 16}, tempo: 3, pluck: true, air: 0.06}},
		{"lanterns", 26, lanterns, tune{root: 48, steps: []int{0, 4, 7, 11}, tempo: 4, pluck: true, air: 0.02}},
		{"aurora", 26, aurora, tune{root: 43, steps: []int{0, 4, 7, 14}, tempo: 3, pluck: true, air: 0.04}},
		{"rocket", 27, rocket, tune{root: 40, steps: []int{0, 5, 7, 12}, tempo: 4, beat: true, air: 0.14}},
	}
}

func main() {
	out := flag.String("out", ".", "the folder for the films")
	only := flag.String("only", "", "the name of one film")
	still := flag.Float64("still", -1, "write one moment, in seconds, as a PNG instead")
	width := flag.Int("width", 1024, "of the picture; the height is 9/16 of it")
	flag.Parse()
	for _, f := range films() {
		if *only != "" && *only != f.name {
			continue
		}
		path := filepath.Join(*out, f.name)
		var err error
		if *still >= 0 {
			err = f.still(path+".png", float32(*still), *width)
		} else {
			err = f.write(path+".mp4", *width)
		}
		if err != nil {
			panic(fmt.Errorf("%s: %w", f.name, err))
		}
	}
}

func (f film) still(path string, t float32, width int) error {
	c := newCanvas(width, width*9/16)
	f.draw()(c, t)
	file, err := os.Create(path)
	if err != nil {
		return err
	}
	if err := png.Encode(file, c.picture(1)); err != nil {
		return err
	}
	return file.Close()
}

// write draws all frames into ffmpeg, which gets the sound as a file.
func (f film) write(path string, width int) error {
	sound := path + ".wav"
	if err := f.tune.write(sound); err != nil {
		return err
	}
	defer os.Remove(sound)
	size := fmt.Sprintf("%dx%d", width, width*9/16)
	command := exec.CommandContext(context.Background(), "ffmpeg", //nolint:gosec // of our own words and numbers
		"-v", "error", "-y",
		"-f", "rawvideo", "-pix_fmt", "rgba", "-s", size, "-r", strconv.Itoa(fps), "-i", "-", "-i", sound,
		"-c:v", "libx264", "-preset", "slow", "-crf", strconv.Itoa(f.crf), "-pix_fmt", "yuv420p", "-tune", "animation",
		"-c:a", "aac", "-b:a", "56k", "-movflags", "+faststart", "-map_metadata", "-1", "-fflags", "+bitexact", "-shortest", path)
	command.Stderr = os.Stderr
	pipe, err := command.StdinPipe()
	if err != nil {
		return err
	}
	if err := command.Start(); err != nil {
		return err
	}
	if err := f.frames(pipe, width); err != nil {
		return err
	}
	if err := pipe.Close(); err != nil {
		return err
	}
	return command.Wait()
}

func (f film) frames(to io.Writer, width int) error {
	w := bufio.NewWriterSize(to, 1<<20)
	c, draw := newCanvas(width, width*9/16), f.draw()
	for i := range fps * seconds {
		t := float32(i) / fps
		draw(c, t)
		fade := min(1, t/0.35+0.05, (seconds-t)/0.6)
		if _, err := w.Write(c.picture(fade).Pix); err != nil {
			return err
		}
	}
	return w.Flush()
}
