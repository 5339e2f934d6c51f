package speech

import (
	"bytes"
	"encoding/binary"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// wav returns a WAV of silence.
func wav(length time.Duration, claimed uint32) []byte {
	const rate = 8000
	n := int(length * rate / time.Second)
	b := []byte("RIFF\xff\xff\xff\xffWAVELIST\x03\x00\x00\x00abc\x00fmt ")
	b = binary.LittleEndian.AppendUint32(b, 16)
	b = append(b, 1, 0, 1, 0)
	b = binary.LittleEndian.AppendUint32(b, rate)
	b = binary.LittleEndian.AppendUint32(b, rate)
	b = append(b, 1, 0, 8, 0, 'd', 'a', 't', 'a')
	if claimed == 0 {
		claimed = uint32(n)
	}
	b = binary.LittleEndian.AppendUint32(b, claimed)
	return append(b, bytes.Repeat([]byte{128}, n)...)
}

// frames returns an MP3 of so many frames of 128 kbit at 44.1 kHz.
func frames(n int) []byte {
	frame := append([]byte{0xff, 0xfb, 0x90, 0x00}, make([]byte, 413)...)
	return append([]byte("ID3\x04\x00\x00\x00\x00\x00\x05hello"), bytes.Repeat(frame, n)...)
}

// page returns a page of Ogg.
func page(granule uint64, data string) []byte {
	b := []byte("OggS\x00\x00")
	b = binary.LittleEndian.AppendUint64(b, granule)
	b = append(b, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, byte(len(data)))
	return append(b, data...)
}

func TestTheLengthOfASoundIsRead(t *testing.T) {
	opus := bytes.Join([][]byte{page(0, "OpusHead\x01\x01\x38\x01\x80\xbb\x00\x00\x00\x00\x00"), page(1<<64-1, "x"), page(48000+312, "y")}, nil)
	vorbis := bytes.Join([][]byte{page(0, "\x01vorbis\x00\x00\x00\x00\x01\x44\xac\x00\x00"), page(22050, "y")}, nil)
	tests := []struct {
		name, kind string
		body       []byte
		want       time.Duration
	}{
		{"wav", "audio/wav", wav(2500*time.Millisecond, 0), 2500 * time.Millisecond},
		{"wav of unknown size", "audio/wav", wav(time.Second, 0xffffffff), time.Second},
		{"half a wav", "audio/wav", wav(2*time.Second, 0)[:8056], time.Second},
		{"mp3", "audio/mpeg", frames(100), 2612 * time.Millisecond},
		{"mp3 and its tag", "audio/mpeg", append(frames(100), "TAG and more"...), 2612 * time.Millisecond},
		{"opus", "audio/ogg", opus, time.Second},
		{"opus that is cut off", "audio/ogg", append(bytes.Clone(opus), page(96000, "z")[:20]...), time.Second},
		{"vorbis", "audio/ogg", vorbis, 500 * time.Millisecond},
	}
	for _, tt := range tests {
		a, err := Read(tt.body)
		if err != nil || a.ContentType != tt.kind || a.Duration != tt.want {
			t.Errorf("%s: %s of %v, %v; want %s of %v", tt.name, a.ContentType, a.Duration, err, tt.kind, tt.want)
		}
	}
	for name, body := range map[string][]byte{
		"nothing": nil, "a page": []byte("<html>not found</html>"), "json": []byte(`{"audio":"https://cdn.example/x.mp3"}`),
		"an empty wav": wav(0, 0), "one frame": frames(1), "ogg of video": page(1000, "\x80theora"), "a start": []byte("RIFF"),
	} {
		if a, err := Read(body); err == nil {
			t.Errorf("%s is %s of %v", name, a.ContentType, a.Duration)
		}
	}
}

// TestTheLengthIsThatOfFFmpeg compares with files that were really encoded.
func TestTheLengthIsThatOfFFmpeg(t *testing.T) {
	if testing.Short() {
		t.Skip("starts ffmpeg")
	}
	for name, args := range map[string][]string{
		"a.mp3": {"-b:a", "64k"}, "vbr.mp3": {"-q:a", "5"}, "low.mp3": {"-ar", "22050", "-b:a", "32k"}, "a.ogg": {"-c:a", "libopus", "-b:a", "48k"}, "v.ogg": {"-c:a", "libvorbis"}, "a.wav": nil,
	} {
		path := filepath.Join(t.TempDir(), name)
		command := append([]string{"-v", "error", "-f", "lavfi", "-i", "sine=duration=3.2"}, append(args, path)...)
		if out, err := exec.CommandContext(t.Context(), "ffmpeg", command...).CombinedOutput(); err != nil {
			t.Fatalf("%s: %v: %s", name, err, out)
		}
		body, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		a, err := Read(body)
		if off := (a.Duration - 3200*time.Millisecond).Abs(); err != nil || off > 120*time.Millisecond {
			t.Errorf("%s: %v, %v", name, a.Duration, err)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add(wav(time.Second, 0))
	f.Add(frames(5))
	f.Add(page(1, "OpusHead\x01\x01\x38\x01\x80\xbb\x00\x00"))
	f.Fuzz(func(t *testing.T, body []byte) {
		if a, err := Read(body); err == nil && a.Duration <= 0 {
			t.Fatal(a.Duration)
		}
	})
}

func TestWhatWasSpokenIsFoundAgain(t *testing.T) {
	dir := t.TempDir()
	sound := wav(time.Second, 0)
	c, err := OpenCache(dir, int64(3*len(sound)))
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	key := Key{Provider: "p", Voice: "v", Settings: "model=m", Lang: "ru", Text: "привет", Rate: 1}
	if _, ok := c.Get(key.Name()); ok {
		t.Fatal("it is there before")
	}
	others := []Key{key, key, key, key, key, key}
	others[0].Provider, others[1].Voice, others[2].Settings, others[3].Lang, others[4].Text, others[5].Rate = "q", "w", "model=n", "en", "пока", 1.1
	for _, other := range others {
		if other.Name() == key.Name() {
			t.Errorf("%+v has the name of %+v", other, key)
		}
	}
	if err := c.Put(key.Name(), Audio{Body: sound}); err != nil {
		t.Fatal(err)
	}
	if a, ok := c.Get(key.Name()); !ok || a.Duration != time.Second || !bytes.Equal(a.Body, sound) {
		t.Error("it is not found again")
	}
	for _, bad := range []string{"", "../" + key.Name(), key.Name()[:10], "zz" + key.Name()[2:]} {
		if _, ok := c.Get(bad); ok || c.Put(bad, Audio{Body: sound}) == nil {
			t.Errorf("%q is a name", bad)
		}
	}
}

// TestWhatWasUsedLongestAgoGoesFirst where the folder is full. A file that is
// damaged is none.
func TestWhatWasUsedLongestAgoGoesFirst(t *testing.T) {
	dir := t.TempDir()
	sound := wav(time.Second, 0)
	c, err := OpenCache(dir, int64(3*len(sound)))
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	key := Key{Text: "now"}
	if err := c.Put(key.Name(), Audio{Body: sound}); err != nil {
		t.Fatal(err)
	}
	others := []Key{{Text: "long ago"}, {Text: "ago"}, {Text: "newest"}}
	old := time.Now().Add(-time.Hour)
	for i, other := range others[:2] {
		if err := c.Put(other.Name(), Audio{Body: sound}); err != nil {
			t.Fatal(err)
		}
		at, _ := place(other.Name())
		if err := os.Chtimes(filepath.Join(dir, at), old, old.Add(time.Duration(i)*time.Minute)); err != nil {
			t.Fatal(err)
		}
	}
	if err := c.Put(others[2].Name(), Audio{Body: sound}); err != nil {
		t.Fatal(err)
	}
	for k, want := range map[Key]bool{key: true, others[0]: false, others[1]: true, others[2]: true} {
		if _, ok := c.Get(k.Name()); ok != want {
			t.Errorf("%+v is there: %v", k, ok)
		}
	}
	at, _ := place(key.Name())
	if err := os.WriteFile(filepath.Join(dir, at), []byte("RIFF"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, ok := c.Get(key.Name()); ok {
		t.Error("a damaged file is played")
	}
}
