package clip

import (
	"bytes"
	"encoding/binary"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/at-wat/ebml-go"
	"github.com/at-wat/ebml-go/webm"

	"streamspark/internal/fault"
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

// probed checks a content.
func probed(content []byte) (facts, error) {
	return check(bytes.NewReader(content), int64(len(content)))
}

func TestCheckKnowsVideosByTheirContent(t *testing.T) {
	for name, want := range map[string]facts{
		"tiny.mp4":    {typeMP4, time.Second, "h264", "aac", colors{}},
		"tiny.webm":   {typeWebM, time.Second, "vp8", "opus", colors{span: 1}},
		"stream.webm": {typeWebM, time.Second, "vp8", "", colors{span: 1}},                   // written as a stream: no length, no ends
		"film.webm":   {typeWebM, time.Second, "vp8", "opus", colors{matrixBT709, spanFull}}, // of a browser
		"tiny.mkv":    {typeWebM, time.Second, "vp8", "", colors{span: 1}},
		// No length in the header, or that of the first fragment alone.
		"fragmented.mp4": {typeMP4, time.Second, "h264", "", colors{}},
		"fragments.mp4":  {typeMP4, 3 * time.Second, "h264", "aac", colors{}},
		"segments.mp4":   {typeMP4, 3 * time.Second, "h264", "aac", colors{}},
		"partly.mp4":     {typeMP4, 3 * time.Second, "h264", "aac", colors{}},
		// A browser may not have what they need: to say so is not the check's part.
		"hevc.mp4": {typeMP4, 3 * time.Second, "hevc", "aac", colors{}},
		"ac3.mp4":  {typeMP4, 3 * time.Second, "h264", "ac3", colors{}},
		"h264.mkv": {typeWebM, 3 * time.Second, "h264", "aac", colors{}},
		"vp9.mkv":  {typeWebM, 3 * time.Second, "vp9", "opus", colors{}},
	} {
		got, err := probed(sample(t, name))
		if near(got.duration, want.duration) {
			got.duration = want.duration
		}
		if err != nil || got != want {
			t.Errorf("%s: %+v, %v; want %+v", name, got, err, want)
		}
	}
}

func TestCheckRefusesWhatIsNoWholeVideo(t *testing.T) {
	mp4, webm := sample(t, "tiny.mp4"), sample(t, "tiny.webm")
	for name, test := range map[string]struct {
		content []byte
		kind    string
		why     string
	}{
		"empty":              {nil, codeNotVideo, "clip.empty"},
		"one byte":           {[]byte{0x1A}, codeNotVideo, "clip.other_format"},
		"text":               {[]byte("hello"), codeNotVideo, "clip.other_format"},
		"web page":           {[]byte("\n <!DOCTYPE html><html>"), codeNotVideo, "clip.web_page"},
		"JSON":               {[]byte(`{"error":"no"}`), codeNotVideo, "clip.program_message"},
		"MP4 without tracks": {mp4[:32], codeIncomplete, "clip.no_description"},
		"MP4 of sound":       {sample(t, "sound.mp4"), codeUnplayable, "clip.no_video_track"},
		"WebM cut at once":   {webm[:5], codeIncomplete, "clip.cut"},
		"WebM of sound":      {sample(t, "sound.webm"), codeUnplayable, "clip.no_video_track"},
		"another doctype":    {bytes.Replace(webm, []byte("webm"), []byte("wobm"), 1), codeUnplayable, "clip.other_webm"},
	} {
		_, err := probed(test.content)
		if want := fault.Say(test.kind, "why", fault.Say(test.why)); !reflect.DeepEqual(fault.MessageOf(err), want) || !Unshowable(err) {
			t.Errorf("%s: %v; want %v", name, err, want)
		}
	}
}

// TestCheckFindsOutWhereAPictureIsMissing cuts each kind of file at places
// all over it: wherever a sample is gone, more bytes may help.
func TestCheckFindsOutWhereAPictureIsMissing(t *testing.T) {
	for _, name := range []string{"tiny.mp4", "faststart.mp4", "tiny.webm", "fragments.mp4", "segments.mp4", "partly.mp4", "ac3.mp4", "h264.mkv", "vp9.mkv"} {
		content := sample(t, name)
		whole, err := probed(content)
		if err != nil {
			t.Fatal(err)
		}
		for part := 1; part < 97; part++ {
			at := len(content) * part / 100
			got, err := probed(content[:at])
			// A cut between two fragments can be seen by a stated size alone.
			between := err == nil && got.duration < whole.duration && strings.Contains(name, "ments")
			if !fault.Is(err, codeIncomplete) && !between {
				t.Errorf("%s cut at %d of %d: %+v, %v", name, at, len(content), got, err)
			}
		}
	}
}

// reboxed writes the boxes of a file anew, as change says of each.
func reboxed(t *testing.T, content []byte, change func(kind string, whole []byte) []byte) []byte {
	t.Helper()
	var out []byte
	for len(content) > 0 {
		size := binary.BigEndian.Uint32(content)
		out = append(out, change(string(content[4:8]), bytes.Clone(content[:size]))...)
		content = content[size:]
	}
	return out
}

// TestCheckIsNoStricterThanABrowser holds what a browser plays all the same.
func TestCheckIsNoStricterThanABrowser(t *testing.T) {
	tiny, fragments := sample(t, "faststart.mp4"), sample(t, "fragments.mp4")
	resized := func(wanted string, size func(uint32) uint32) func(string, []byte) []byte {
		return func(kind string, whole []byte) []byte {
			if kind == wanted {
				binary.BigEndian.PutUint32(whole, size(binary.BigEndian.Uint32(whole)))
			}
			return whole
		}
	}
	// The places of the pictures are counted from the start of the file.
	first := func(kind string) func(string, []byte) []byte {
		return func(has string, whole []byte) []byte {
			if has == "ftyp" {
				copy(whole[4:], kind)
			}
			return whole
		}
	}
	for name, content := range map[string][]byte{
		"a MOV without ftyp":           reboxed(t, tiny, first("wide")),
		"a segment":                    reboxed(t, fragments, first("styp")),
		"a line of text behind":        append(bytes.Clone(tiny), "\r\n--boundary--\r\n"...),
		"zeros behind":                 append(bytes.Clone(tiny), make([]byte, 1000)...),
		"a box of four bytes behind":   append(bytes.Clone(tiny), append(box(4, ""), box(8, "free")...)...),
		"a box that is cut behind":     append(bytes.Clone(tiny), box(5000, "udta", 1, 2, 3)...),
		"text behind fragments":        append(bytes.Clone(fragments), "and so on and so on"...),
		"pictures that claim too much": reboxed(t, tiny, resized("mdat", func(n uint32) uint32 { return n + 5000 })),
		"pictures up to the end":       reboxed(t, tiny, resized("mdat", func(uint32) uint32 { return 0 })),
		"an index that is cut":         fragments[:len(fragments)-20],
		"text behind WebM":             append(bytes.Clone(sample(t, "tiny.webm")), "and so on"...),
		"zeros behind a stream":        append(bytes.Clone(sample(t, "stream.webm")), make([]byte, 100)...),
		"Matroska by its name":         sample(t, "vp9.mkv"),
	} {
		got, err := probed(content)
		if err != nil || got.video == "" || got.duration < 800*time.Millisecond || got.duration > 3200*time.Millisecond {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
}

// TestCheckTakesAFileThatHasNoLength: what it cannot know it does not guess.
func TestCheckTakesAFileThatHasNoLength(t *testing.T) {
	content := sample(t, "fragmented.mp4")
	for at := 0; ; { // no run of samples says how many there are
		next := bytes.Index(content[at:], []byte("trun"))
		if next < 0 {
			break
		}
		at += next + 4
		copy(content[at-4:], "skip")
	}
	got, err := probed(content)
	if err != nil || got != (facts{contentType: typeMP4, video: "h264"}) {
		t.Errorf("%+v, %v", got, err)
	}
}

// TestCheckAddsUpFragments holds the reading of fragments against what is
// stated in each of their places.
func TestCheckAddsUpFragments(t *testing.T) {
	u32 := func(values ...uint32) (raw []byte) {
		for _, v := range values {
			raw = binary.BigEndian.AppendUint32(raw, v)
		}
		return raw
	}
	sized := func(kind string, parts ...[]byte) []byte {
		payload := bytes.Join(parts, nil)
		return box(uint32(len(payload)+8), kind, payload...)
	}
	head := func(extra ...[]byte) []byte {
		trak := sized("trak",
			sized("tkhd", u32(0, 0, 0, 7)),
			sized("mdia", sized("mdhd", u32(0, 0, 0, 1000, 0, 0)), sized("hdlr", u32(0, 0), []byte("vide"), make([]byte, 13)),
				sized("minf", sized("stbl", sized("stsd", u32(0, 1, 86), []byte("vp09"), make([]byte, 78))))))
		return append(sized("ftyp", []byte("isom"), u32(0)), sized("moov", append([][]byte{trak}, extra...)...)...)
	}
	trex := sized("mvex", sized("trex", u32(0, 7, 1, 500, 4, 0)))
	fragment := func(tfhd []byte, runs ...[]byte) []byte {
		return append(sized("moof", sized("traf", append([][]byte{tfhd}, runs...)...)), sized("mdat", make([]byte, 64))...)
	}
	simple := sized("tfhd", u32(0x020000, 7))
	tfdt := func(at uint32) []byte { return sized("tfdt", u32(0, at)) }
	plain := sized("trun", u32(0, 4))
	each := sized("trun", u32(0x0300, 3), u32(100, 4, 200, 4, 300, 4))
	index := func(from, long uint32) []byte {
		return sized("sidx", u32(0, 7, 1000, from, 0, 2), u32(100, long, 0), u32(100, long, 0))
	}
	join := func(parts ...[]byte) []byte { return bytes.Join(parts, nil) }
	for name, test := range map[string]struct {
		content []byte
		want    time.Duration
	}{
		"by the default of the movie":       {join(head(trex), fragment(simple, plain)), 2 * time.Second},
		"by the default of the fragment":    {join(head(trex), fragment(sized("tfhd", u32(0x020008, 7, 250)), plain)), time.Second},
		"by each sample":                    {join(head(trex), fragment(simple, each)), 600 * time.Millisecond},
		"runs one after the other":          {join(head(trex), fragment(simple, each, plain)), 2600 * time.Millisecond},
		"fragments without their time":      {join(head(trex), fragment(simple, plain), fragment(simple, plain)), 4 * time.Second},
		"with a gap between":                {join(head(trex), fragment(simple, tfdt(0), plain), fragment(simple, tfdt(5000), plain)), 7 * time.Second},
		"a piece of a stream of hours":      {join(head(trex), fragment(simple, tfdt(90_000_000), plain)), 2 * time.Second},
		"of a track that is not there":      {join(head(trex), fragment(sized("tfhd", u32(0x020000, 9)), plain)), 0},
		"indexed alone":                     {join(head(trex), index(0, 4000), fragment(simple)), 8 * time.Second},
		"indexed piece by piece":            {join(head(trex), index(8000, 2000), fragment(simple), index(12000, 2000), fragment(simple)), 8 * time.Second},
		"the description after the default": {join(head(sized("mvex", sized("trex", u32(0, 8, 1, 9, 4, 0))), trex), fragment(simple, plain)), 2 * time.Second},
		"no length anywhere":                {join(head(), fragment(simple, plain)), 0},
	} {
		got, err := probed(test.content)
		if err != nil || got.duration != test.want || got.video != "vp9" {
			t.Errorf("%s: %+v, %v; want %v", name, got, err, test.want)
		}
	}
	// A fragment whose pictures go on after the end of the file is cut.
	for name, content := range map[string][]byte{
		"no data behind":     join(head(trex), sized("moof", sized("traf", sized("tfhd", u32(0x020010, 7, 300)), plain)), sized("mdat", []byte{1})),
		"far away":           join(head(trex), fragment(sized("tfhd", u32(0x01, 7, 0, 5000)), plain)),
		"cut in its head":    join(head(trex), fragment(simple, plain), box(400, "moof", 0, 0)),
		"millions of one":    join(head(trex), fragment(simple, sized("trun", u32(0, math.MaxUint32)))),
		"its place too high": join(head(trex), fragment(simple, sized("trun", u32(0x01, 4, 70_000)))),
	} {
		if got, err := probed(content); !fault.Is(err, codeIncomplete) {
			t.Errorf("%s: %+v, %v; want that it is incomplete", name, got, err)
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
		if _, err := probed(append(bytes.Clone(ftyp), rest...)); !Unshowable(err) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestCheckTakesTheLongestThatCanBe: a header that says too little is not
// believed, nor one that says what no track has.
func TestCheckTakesTheLongestThatCanBe(t *testing.T) {
	content := sample(t, "tiny.mp4")
	at := bytes.Index(content, []byte("mvhd")) + 4 + 12 // version, two times
	for name, test := range map[string]struct {
		scale, ticks uint32
		want         time.Duration
	}{
		"a second":          {1000, 1000, time.Second},
		"a little more":     {1000, 1400, 1400 * time.Millisecond},
		"too little":        {1000, 10, time.Second},
		"minutes":           {1000, 600_000, time.Second},
		"years":             {1, math.MaxUint32 - 1, time.Second},
		"not stated at all": {0, 0, time.Second},
		"unknown":           {1000, math.MaxUint32, time.Second},
	} {
		changed := bytes.Clone(content)
		binary.BigEndian.PutUint32(changed[at:], test.scale)
		binary.BigEndian.PutUint32(changed[at+4:], test.ticks)
		if got, err := probed(changed); err != nil || !near(got.duration, test.want) {
			t.Errorf("%s: %+v, %v; want %v", name, got, err, test.want)
		}
	}
	for name, test := range map[string]struct {
		measured time.Duration
		stated   []time.Duration
		want     time.Duration
	}{
		"nothing at all":        {0, nil, 0},
		"stated alone":          {0, []time.Duration{0, time.Second, 3 * time.Second}, 3 * time.Second},
		"absurd alone":          {0, []time.Duration{48 * time.Hour}, 0},
		"absurd beside another": {0, []time.Duration{48 * time.Hour, time.Second}, time.Second},
		"measured absurdly":     {48 * time.Hour, []time.Duration{time.Second}, time.Second},
	} {
		if got := longest(test.measured, test.stated...); got != test.want {
			t.Errorf("%s: %v, want %v", name, got, test.want)
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
	for stated, want := range map[float64]time.Duration{
		0: 2500 * time.Millisecond, 3000: 3 * time.Second,
		100: 2500 * time.Millisecond, 900_000: 2500 * time.Millisecond, // the blocks know better
	} {
		f.Segment.Info.Duration = stated
		var content bytes.Buffer
		if err := ebml.Marshal(&f, &content); err != nil {
			t.Fatal(err)
		}
		got, err := probed(content.Bytes())
		if err != nil || got != (facts{contentType: typeWebM, duration: want, video: "vp8"}) {
			t.Errorf("length stated as %v: %+v, %v; want %v", stated, got, err, want)
		}
	}
}

// FuzzCheck: whatever comes, it ends, does not panic, and what it takes for
// a video has a length that can be.
func FuzzCheck(f *testing.F) {
	for _, name := range []string{"tiny.mp4", "tiny.webm", "stream.webm", "fragmented.mp4", "sound.webm", "tiny.mkv", "partly.mp4", "segments.mp4", "vp9.mkv"} {
		f.Add(sample(f, name))
	}
	f.Add(box(8, "ftyp"))
	f.Add([]byte{0x1A, 0x45, 0xDF, 0xA3, 0xFF})
	f.Fuzz(func(t *testing.T, content []byte) {
		got, err := probed(content)
		switch {
		case err != nil && !Unshowable(err):
			t.Errorf("an error without its sentence: %v", err)
		case err == nil && (got.duration < 0 || got.duration > maxDuration || got.contentType != typeMP4 && got.contentType != typeWebM):
			t.Errorf("%+v was taken for a video", got)
		}
	})
}
