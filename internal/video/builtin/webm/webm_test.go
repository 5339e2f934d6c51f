package webm

import (
	"bytes"
	"encoding/binary"
	"image"
	"math"
	"testing"

	"github.com/at-wat/ebml-go"
	library "github.com/at-wat/ebml-go/webm"
	"github.com/thesyncim/gopus"
	"golang.org/x/image/webp"
)

// document is a WebM file as the library reads it.
type document struct {
	Header  library.EBMLHeader `ebml:"EBML"`
	Segment library.Segment    `ebml:"Segment"`
}

func picture(level uint8) *image.NYCbCrA {
	p := image.NewNYCbCrA(image.Rect(0, 0, 64, 36), image.YCbCrSubsampleRatio420)
	for i := range p.Y {
		p.Y[i] = level
		p.A[i] = 255
	}
	for i := range p.Cb {
		p.Cb[i], p.Cr[i] = 100, 160
	}
	return p
}

func hum(seconds float64) []float32 {
	samples := make([]float32, int(seconds*soundRate)*2)
	for i := range samples {
		samples[i] = 0.5 * float32(math.Sin(float64(i/2)*2*math.Pi*440/soundRate))
	}
	return samples
}

// film makes a film of so many frames and reads it again.
func film(t *testing.T, frames, rate int, sound *Sound) ([]byte, document) {
	t.Helper()
	f := NewFilm(64, 36, rate, sound)
	for i := range frames {
		data, err := KeyFrame(picture(uint8(40 + i)))
		if err != nil {
			t.Fatal(err)
		}
		if err := f.Add(data); err != nil {
			t.Fatal(err)
		}
	}
	var file bytes.Buffer
	if err := f.Finish(&file); err != nil {
		t.Fatal(err)
	}
	var d document
	if err := ebml.Unmarshal(bytes.NewReader(file.Bytes()), &d, ebml.WithIgnoreUnknown(true)); err != nil {
		t.Fatalf("the film cannot be read: %v", err)
	}
	return file.Bytes(), d
}

func TestAFilmIsComplete(t *testing.T) {
	sound, err := NewSound(t.Context(), hum(2.4))
	if err != nil {
		t.Fatal(err)
	}
	_, d := film(t, 24, 10, sound)
	if got := d.Segment.Info.Duration; got != 2400 {
		t.Errorf("it lasts %g ms", got)
	}
	tracks := d.Segment.Tracks.TrackEntry
	if len(tracks) != 2 || tracks[0].CodecID != "V_VP8" || tracks[1].CodecID != "A_OPUS" {
		t.Fatalf("its tracks are %+v", tracks)
	}
	if v := tracks[0].Video; v.PixelWidth != 64 || v.PixelHeight != 36 {
		t.Errorf("its picture is %d by %d", v.PixelWidth, v.PixelHeight)
	}
	if !bytes.HasPrefix(tracks[1].CodecPrivate, []byte("OpusHead\x01\x02")) || len(tracks[1].CodecPrivate) != 19 {
		t.Errorf("the sound begins with %q", tracks[1].CodecPrivate)
	}
	counts, last := map[uint64]int{}, map[uint64]int64{pictureTrack: -1, soundTrack: -1}
	for _, c := range d.Segment.Cluster {
		for _, b := range c.SimpleBlock {
			at := int64(c.Timecode) + int64(b.Timecode)
			if at <= last[b.TrackNumber] {
				t.Errorf("track %d goes from %d to %d ms", b.TrackNumber, last[b.TrackNumber], at)
			}
			last[b.TrackNumber] = at
			counts[b.TrackNumber]++
		}
	}
	if counts[pictureTrack] != 24 || counts[soundTrack] != 120 {
		t.Errorf("it has %d frames and %d packets, want 24 and 120", counts[pictureTrack], counts[soundTrack])
	}
}

func TestJumpsLeadToClusters(t *testing.T) {
	file, d := film(t, 35, 10, nil)
	if len(d.Segment.Tracks.TrackEntry) != 1 {
		t.Errorf("a silent film has %d tracks", len(d.Segment.Tracks.TrackEntry))
	}
	segment := bytes.Index(file, []byte{0x18, 0x53, 0x80, 0x67})
	start := segment + 12
	if size := binary.BigEndian.Uint64(file[segment+4:]) &^ (1 << 56); size != uint64(len(file)-start) {
		t.Errorf("the segment says it has %d bytes, it has %d", size, len(file)-start)
	}
	for _, s := range d.Segment.SeekHead.Seek {
		if !bytes.HasPrefix(file[start+int(s.SeekPosition):], s.SeekID) {
			t.Errorf("at %d there is no %x", s.SeekPosition, s.SeekID)
		}
	}
	if len(d.Segment.Cues.CuePoint) != 4 {
		t.Fatalf("it has %d places to jump to, want one a second", len(d.Segment.Cues.CuePoint))
	}
	for i, cue := range d.Segment.Cues.CuePoint {
		at := start + int(cue.CueTrackPositions[0].CueClusterPosition)
		if !bytes.HasPrefix(file[at:], []byte{0x1f, 0x43, 0xb6, 0x75}) {
			t.Errorf("at %d there is no cluster", at)
		}
		cluster := d.Segment.Cluster[i]
		if cluster.Timecode != cue.CueTime || cluster.SimpleBlock[0].TrackNumber != pictureTrack {
			t.Errorf("the place %d is not the start of a picture", i)
		}
	}
}

func TestAFilmWithoutFrames(t *testing.T) {
	var file bytes.Buffer
	if err := NewFilm(64, 36, 10, nil).Finish(&file); err != nil {
		t.Fatal(err)
	}
}

func TestKeyFrameIsThePicture(t *testing.T) {
	data, err := KeyFrame(picture(90))
	if err != nil {
		t.Fatal(err)
	}
	back := decode(t, data)
	if got := int(back.Y[18*back.YStride+32]); got < 86 || got > 94 {
		t.Errorf("a level of 90 became %d", got)
	}
	if cb, cr := int(back.Cb[100]), int(back.Cr[100]); cb < 96 || cb > 104 || cr < 156 || cr > 164 {
		t.Errorf("the colour became %d, %d", cb, cr)
	}
}

// decode reads a VP8 key frame with another decoder.
func decode(t *testing.T, frame []byte) *image.YCbCr {
	t.Helper()
	even := append([]byte(nil), frame...)
	if len(even)%2 == 1 {
		even = append(even, 0)
	}
	file := append([]byte("RIFF"), binary.LittleEndian.AppendUint32(nil, uint32(12+len(even)))...)
	file = append(file, "WEBPVP8 "...)
	file = binary.LittleEndian.AppendUint32(file, uint32(len(frame)))
	back, err := webp.Decode(bytes.NewReader(append(file, even...)))
	if err != nil {
		t.Fatal(err)
	}
	return back.(*image.YCbCr)
}

func TestSoundSurvives(t *testing.T) {
	sound, err := NewSound(t.Context(), hum(1))
	if err != nil {
		t.Fatal(err)
	}
	config := gopus.DefaultDecoderConfig(soundRate, soundSide)
	decoder, err := gopus.NewDecoder(config)
	if err != nil {
		t.Fatal(err)
	}
	var samples []float32
	pcm := make([]float32, config.MaxPacketSamples*config.Channels)
	for _, p := range sound.packets {
		n, err := decoder.Decode(p, pcm)
		if err != nil {
			t.Fatal(err)
		}
		samples = append(samples, pcm[:n*soundSide]...)
	}
	if got := len(samples)/soundSide - sound.delay; got < soundRate {
		t.Errorf("of %d samples %d are left", soundRate, got)
	}
	var sum float64
	for _, v := range samples[soundRate/2 : soundRate] {
		sum += float64(v) * float64(v)
	}
	if level := math.Sqrt(sum / (soundRate / 2)); level < 0.3 || level > 0.4 {
		t.Errorf("a hum of the strength 0.35 became %g", level)
	}
}

func FuzzFrameOf(f *testing.F) {
	f.Add([]byte("RIFF\x10\x00\x00\x00WEBPVP8 \x04\x00\x00\x00abcd"))
	f.Add([]byte("RIFF\x20\x00\x00\x00WEBPVP8X\x03\x00\x00\x00abc\x00VP8 \x01\x00\x00\x00z"))
	f.Add([]byte("RIFF\x10\x00\x00\x00WEBPVP8 \xff\xff\xff\xffabcd"))
	f.Add([]byte("RIFF"))
	f.Add([]byte("RIFF\x10\x00\x00\x00WEBPVP8X\x01\x00\x00\x00a"))
	f.Fuzz(func(t *testing.T, file []byte) {
		frame, err := frameOf(file)
		if err == nil && !bytes.Contains(file, append([]byte("VP8 "), binary.LittleEndian.AppendUint32(nil, uint32(len(frame)))...)) {
			t.Fatalf("%q is not a frame of the file", frame)
		}
	})
}
