package clip

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"streamspark/internal/celebration"
)

// TestTheColorsOfABrowsersFilmStay: it is coded in full range, which ffmpeg does not
// see by itself.
func TestTheColorsOfABrowsersFilmStay(t *testing.T) {
	for name, made := range map[string]func(f *Folder) (string, error){
		"drawn for a recap": func(f *Folder) (string, error) {
			drawn, err := f.ReceiveFilm(t.Context(), bytes.NewReader(sample(t, "film.webm")))
			if err != nil {
				return "", err
			}
			defer drawn.Close()
			return cutOne(t, f, drawn, Stretch{Length: time.Second}, small)
		},
		"laid into a recap": func(f *Folder) (string, error) {
			whole := Layout{Width: 320, Height: 180, ClipWidth: 320, ClipHeight: 180}
			return cutOne(t, f, receivedFilm(t, f), Stretch{Length: time.Second, Clip: "film.webm"}, whole)
		},
		"converted": func(f *Folder) (string, error) {
			made, err := f.Convert(t.Context(), celebration.Clip{Filename: "film.webm"}, celebration.Decoder{"h264", "aac"}, func(int) {})
			return filepath.Join(f.path, made.Filename), err
		},
		"converted into another WebM": func(f *Folder) (string, error) {
			made, err := f.Convert(t.Context(), celebration.Clip{Filename: "film.webm"}, celebration.Decoder{"vp9", "opus"}, func(int) {})
			return filepath.Join(f.path, made.Filename), err
		},
		"a poster": func(f *Folder) (string, error) {
			path := filepath.Join(t.TempDir(), "poster.jpg")
			picture, err := f.Frame(t.Context(), f.ffmpeg, "film.webm")
			return path, errors.Join(err, os.WriteFile(path, picture, 0o600))
		},
	} {
		t.Run(name, func(t *testing.T) {
			f := converting(t, "film.webm") // dark, and red on its right
			path, err := made(f)
			if err != nil {
				t.Fatal(err)
			}
			at := "0.5"
			if name == "a poster" {
				at = "0"
			}
			for side, want := range map[string][3]byte{"iw/16": {0x14, 0x12, 0x1c}, "iw*15/16": {0xff, 0x40, 0x60}} {
				got, err := exec.CommandContext(t.Context(), f.ffmpeg, "-v", "error", "-ss", at, "-i", path, //nolint:gosec // of this test
					"-vf", "crop=2:2:"+side+":ih/2", "-frames:v", "1", "-f", "rawvideo", "-pix_fmt", "rgb24", "-").Output()
				if err != nil || len(got) < 3 {
					t.Fatalf("%v, %d bytes", err, len(got))
				}
				for i := range want {
					if d := int(got[i]) - int(want[i]); d < -6 || d > 6 {
						t.Errorf("at %s it is %v, want %v", side, got[:3], want)
						break
					}
				}
			}
		})
	}
}
