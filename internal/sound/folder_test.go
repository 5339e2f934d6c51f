package sound

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"streamspark/internal/fault"
)

// wav returns samples of silence as a WAV file.
func wav(samples int) []byte {
	b := []byte("RIFF\x00\x00\x00\x00WAVEfmt \x10\x00\x00\x00\x01\x00\x01\x00\x44\xac\x00\x00\x88\x58\x01\x00\x02\x00\x10\x00data")
	b = binary.LittleEndian.AppendUint32(b, uint32(2*samples)) //nolint:gosec // few
	return append(b, make([]byte, 2*samples)...)
}

// mp3 returns silent frames of 128 kbit/s behind a tag.
func mp3(frames int) []byte {
	tag := []byte("ID3\x03\x00\x00\x00\x00\x00\x14.....................")[:30]
	frame := append([]byte{0xff, 0xfb, 0x90, 0x64}, make([]byte, 413)...)
	return append(tag, bytes.Repeat(frame, frames)...)
}

// ogg returns pages of an Ogg file whose first begins with so.
func ogg(begins string, pages int) []byte {
	var b []byte
	for range pages {
		b = append(b, "OggS\x00"...)
		b = append(b, make([]byte, 21)...)
		b = append(b, 1, byte(len(begins)))
		b = append(b, begins...)
	}
	return b
}

func TestAFileIsKnownByItsContent(t *testing.T) {
	t.Parallel()
	list := []byte("RIFF\x00\x00\x00\x00WAVELIST\x05\x00\x00\x00INFO.\x00")
	for name, tt := range map[string]struct {
		content []byte
		want    string
	}{
		"wav":                        {wav(100), ".wav"},
		"wav behind a list":          {append(list, wav(100)[12:]...), ".wav"},
		"wav of a recorder":          {bytes.Replace(wav(100), []byte("data\xc8\x00\x00\x00"), []byte("data\xff\xff\xff\xff"), 1), ".wav"},
		"wav without samples":        {wav(0), ""},
		"wav without a description":  {append([]byte("RIFF\x00\x00\x00\x00WAVE"), wav(100)[36:]...), ""},
		"wav with a part cut off":    {wav(100)[:30], ""},
		"avi":                        {append([]byte("RIFF\x00\x00\x00\x00AVI "), wav(100)[12:]...), ""},
		"mp3":                        {mp3(5), ".mp3"},
		"mp3 without a tag":          {mp3(5)[30:], ".mp3"},
		"mp3 behind rubbish":         {append([]byte("rubbish"), mp3(5)[30:]...), ".mp3"},
		"mp3 of one frame":           {mp3(1), ""},
		"a tag alone":                {mp3(0), ""},
		"a tag that is longer":       {[]byte("ID3\x03\x00\x00\x7f\x7f\x7f\x7f"), ""},
		"vorbis":                     {ogg("\x01vorbis....", 4), ".ogg"},
		"opus":                       {ogg("OpusHead....", 4), ".ogg"},
		"ogg with a picture":         {ogg("\x80theora....", 4), ""},
		"ogg that describes no more": {ogg("OpusHead....", 2), ""},
		"ogg that is cut":            {ogg("OpusHead....", 4)[:150], ""},
		"nothing":                    {nil, ""},
		"a page":                     {[]byte("<!doctype html><script>alert(1)</script>"), ""},
		"a clip":                     {[]byte("\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00"), ""},
	} {
		if got := endingOf(tt.content); got != tt.want {
			t.Errorf("%s is taken for %q, want %q", name, got, tt.want)
		}
	}
}

func FuzzAnyFile(f *testing.F) {
	for _, seed := range [][]byte{wav(3), mp3(4), ogg("OpusHead", 3)} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, content []byte) {
		if ending := endingOf(content); ending != "" && contentTypes[ending] == "" {
			t.Errorf("it ends in %q", ending)
		}
	})
}

func TestASoundIsKeptUnderTheHashOfItsContent(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "sounds")
	f := NewFolder(dir)
	if files, err := f.List(); err != nil || len(files) != 0 {
		t.Fatalf("before the first there are %v, %v", files, err)
	}
	first, err := f.Save(`C:\music\Гудок  №1!.MP3`, mp3(5))
	if err != nil {
		t.Fatal(err)
	}
	if first.Title != "Гудок 1" || !strings.HasSuffix(first.ID, ".mp3") || first.ContentType() != "audio/mpeg" {
		t.Errorf("it is kept as %+v", first)
	}
	again, err := f.Save("other.wav", mp3(5))
	if err != nil || again != first {
		t.Errorf("the same content is %+v, %v", again, err)
	}
	second, err := f.Save("../../..", wav(10))
	if err != nil || second.Title != "sound" {
		t.Errorf("a file without a name is %+v, %v", second, err)
	}
	for _, name := range []string{"notes.txt", "0123456789abcdef.exe", ".coming-1"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte("x"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if files, err := f.List(); err != nil || len(files) != 2 {
		t.Errorf("the folder has %v, %v", files, err)
	}
}

func TestASoundIsReadAsItWasSaved(t *testing.T) {
	t.Parallel()
	f := NewFolder(t.TempDir())
	saved, err := f.Save("a.mp3", mp3(5))
	if err != nil {
		t.Fatal(err)
	}
	opened, _, err := f.Open(saved.ID)
	if err != nil {
		t.Fatal(err)
	}
	content, err := io.ReadAll(opened)
	if err != nil || !bytes.Equal(content, mp3(5)) || opened.Close() != nil {
		t.Errorf("it is read as %d bytes, %v", len(content), err)
	}
}

func TestASoundThatWasDeletedIsGone(t *testing.T) {
	t.Parallel()
	f := NewFolder(t.TempDir())
	first, err := f.Save("a.mp3", mp3(5))
	if err != nil {
		t.Fatal(err)
	}
	if err := f.Delete(first.ID); err != nil {
		t.Fatal(err)
	}
	for _, id := range []string{first.ID, "../config.yaml", "", "notes.txt"} {
		if _, _, err := f.Open(id); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%q opens: %v", id, err)
		}
		if err := f.Delete(id); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%q is deleted: %v", id, err)
		}
	}
}

func TestWhatIsNoSoundIsRefused(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	f := NewFolder(dir)
	for code, content := range map[string][]byte{
		"sound.too_large":    wav(MaxSize / 2),
		"sound.unknown_kind": []byte("<html>"),
	} {
		_, err := f.Save("a.wav", content)
		if known, ok := fault.As(err); !ok || known.Code != code || known.Field != "file" {
			t.Errorf("want %s, got %v", code, err)
		}
	}
	for i := range maxFiles {
		if _, err := f.Save("a.wav", wav(i+1)); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := f.Save("a.wav", wav(maxFiles+1)); !fault.Is(err, "sound.too_many") {
		t.Errorf("one more is %v", err)
	}
	if _, err := f.Save("a.wav", wav(1)); err != nil {
		t.Errorf("one that is there is refused: %v", err)
	}
}
