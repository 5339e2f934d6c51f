package clip

import (
	"bytes"
	"encoding/binary"
	"errors"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/at-wat/ebml-go"
	"github.com/at-wat/ebml-go/webm"
)

// sample is a small real video from the folder of test files.
func sample(t testing.TB, name string) []byte {
	t.Helper()
	content, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return content
}

func near(got, want time.Duration) bool {
	return got > want-150*time.Millisecond && got < want+150*time.Millisecond
}

func TestCheckKnowsVideosByTheirContent(t *testing.T) {
	for name, want := range map[string]string{
		"tiny.mp4":    typeMP4,
		"tiny.webm":   typeWebM,
		"stream.webm": typeWebM, // written as a stream: no length, no ends
	} {
		content := sample(t, name)
		kind, duration, err := check(bytes.NewReader(content), int64(len(content)))
		if err != nil || kind != want || !near(duration, time.Second) {
			t.Errorf("%s: %q, %v, %v; want %q of about a second", name, kind, duration, err, want)
		}
	}
}

func TestCheckRefusesWhatIsNoWholeVideo(t *testing.T) {
	mp4, webm := sample(t, "tiny.mp4"), sample(t, "tiny.webm")
	for name, test := range map[string]struct {
		content []byte
		says    string
	}{
		"empty":              {nil, "empty"},
		"one byte":           {[]byte{0x1A}, "neither"},
		"text":               {[]byte("hello"), "neither"},
		"web page":           {[]byte("\n <!DOCTYPE html><html>"), "web page"},
		"JSON":               {[]byte(`{"error":"no"}`), "message of a program"},
		"MP4 without tracks": {mp4[:32], "description"},
		"MP4 cut":            {mp4[:len(mp4)/2], "cut"},
		"MP4 cut at the end": {mp4[:len(mp4)-1], "cut"},
		"MP4 of sound":       {sample(t, "sound.mp4"), "no video track"},
		"MP4 of no length":   {sample(t, "fragmented.mp4"), "how long"},
		"WebM cut":           {webm[:len(webm)/2], "cut"},
		"WebM cut at once":   {webm[:5], "cut"},
		"WebM of sound":      {sample(t, "sound.webm"), "no video track"},
		"Matroska":           {sample(t, "tiny.mkv"), "relative of WebM"},
	} {
		_, _, err := check(bytes.NewReader(test.content), int64(len(test.content)))
		if !errors.Is(err, ErrNotVideo) || !strings.Contains(err.Error(), test.says) {
			t.Errorf("%s: %v; want that it says %q", name, err, test.says)
		}
	}
}

// box is an MP4 box with a stated size, which may be a lie.
func box(size uint32, kind string, payload ...byte) []byte {
	return append(binary.BigEndian.AppendUint32(nil, size), append([]byte(kind), payload...)...)
}

func TestCheckIsNotLedAstrayByMP4Sizes(t *testing.T) {
	ftyp := box(16, "ftyp", []byte("isom\x00\x00\x00\x00")...)
	huge := append(box(1, "moov"), binary.BigEndian.AppendUint64(nil, math.MaxUint64-8)...)
	for name, rest := range map[string][]byte{
		"smaller than its head":   box(4, "moov"),
		"larger than the file":    box(1000, "moov"),
		"so large that it wraps":  huge,
		"child larger than all":   box(16, "moov", box(400, "trak")...),
		"header of a header cut":  box(16, "moov", box(8, "mvhd")...),
		"millions of empty boxes": bytes.Repeat(box(8, "free"), maxParts+10),
	} {
		content := append(append([]byte{}, ftyp...), rest...)
		if _, _, err := check(bytes.NewReader(content), int64(len(content))); !errors.Is(err, ErrNotVideo) {
			t.Errorf("%s: %v", name, err)
		}
	}
	// A box of four bytes, and one that begins inside its head.
	overlap := append(sample(t, "tiny.mp4"), append(box(4, ""), box(8, "free")...)...)
	if _, _, err := check(bytes.NewReader(overlap), int64(len(overlap))); !errors.Is(err, ErrNotVideo) {
		t.Errorf("boxes that overlap: %v", err)
	}
}

func TestCheckRefusesAbsurdLengths(t *testing.T) {
	content := sample(t, "tiny.mp4")
	at := bytes.Index(content, []byte("mvhd")) + 4 + 12 // version, two times
	for name, test := range map[string]struct {
		scale, ticks uint32
		ok           bool
	}{
		"a second":          {1000, 1000, true},
		"years":             {1, math.MaxUint32 - 1, false},
		"not stated at all": {0, 0, true}, // then the track's own counts
		"unknown":           {1000, math.MaxUint32, true},
	} {
		changed := bytes.Clone(content)
		binary.BigEndian.PutUint32(changed[at:], test.scale)
		binary.BigEndian.PutUint32(changed[at+4:], test.ticks)
		_, duration, err := check(bytes.NewReader(changed), int64(len(changed)))
		if (err == nil) != test.ok || test.ok && !near(duration, time.Second) {
			t.Errorf("%s: %v, %v", name, duration, err)
		}
	}
}

// TestCheckReadsWhatTheLibraryWrites holds our small reader against
// somebody else's writer, with and without a stated length.
func TestCheckReadsWhatTheLibraryWrites(t *testing.T) {
	type file struct {
		Header  webm.EBMLHeader `ebml:"EBML"`
		Segment struct {
			Info    webm.Info
			Tracks  webm.Tracks
			Cluster []webm.Cluster `ebml:"Cluster,size=unknown"`
		} `ebml:"Segment,size=unknown"`
	}
	var f file
	f.Header = *webm.DefaultEBMLHeader
	f.Segment.Info = *webm.DefaultSegmentInfo
	f.Segment.Tracks.TrackEntry = []webm.TrackEntry{{TrackNumber: 1, TrackUID: 1, TrackType: 1, CodecID: "V_VP8"}}
	for second := range 3 {
		block := ebml.Block{TrackNumber: 1, Timecode: 500, Keyframe: true, Data: [][]byte{{1, 2, 3}}}
		f.Segment.Cluster = append(f.Segment.Cluster, webm.Cluster{
			Timecode: uint64(second) * 1000, SimpleBlock: []ebml.Block{block},
		})
	}
	for stated, want := range map[float64]time.Duration{0: 2500 * time.Millisecond, 3000: 3 * time.Second} {
		f.Segment.Info.Duration = stated
		var content bytes.Buffer
		if err := ebml.Marshal(&f, &content); err != nil {
			t.Fatal(err)
		}
		kind, duration, err := check(bytes.NewReader(content.Bytes()), int64(content.Len()))
		if err != nil || kind != typeWebM || duration != want {
			t.Errorf("length stated as %v: %q, %v, %v; want %v", stated, kind, duration, err, want)
		}
	}
}

// FuzzCheck: whatever comes, it ends, does not panic, and what it takes for
// a video has a length that can be.
func FuzzCheck(f *testing.F) {
	for _, name := range []string{"tiny.mp4", "tiny.webm", "stream.webm", "fragmented.mp4", "sound.webm", "tiny.mkv"} {
		f.Add(sample(f, name))
	}
	f.Add(box(8, "ftyp"))
	f.Add([]byte{0x1A, 0x45, 0xDF, 0xA3, 0xFF})
	f.Fuzz(func(t *testing.T, content []byte) {
		kind, duration, err := check(bytes.NewReader(content), int64(len(content)))
		switch {
		case err != nil && !errors.Is(err, ErrNotVideo):
			t.Errorf("an error without its sentence: %v", err)
		case err == nil && (duration <= 0 || duration > maxDuration || kind != typeMP4 && kind != typeWebM):
			t.Errorf("%q of %v was taken for a video", kind, duration)
		}
	})
}
