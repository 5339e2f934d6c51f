package clip

import "testing"

func TestCodecIsReadFromWhatDescribesATrack(t *testing.T) {
	entry := func(kind string, rest ...byte) []byte {
		return append([]byte("\x00\x00\x00\x01\x00\x00\x00\x00"+kind), append(make([]byte, 28), rest...)...)
	}
	esds := func(object byte) []byte {
		return append([]byte("\x00\x00\x00\x20esds\x00\x00\x00\x00"), 0x03, 0x80, 0x80, 0x80, 0x22, 0, 1, 0, 0x04, 0x80, 0x80, 0x80, 0x14, object)
	}
	for want, content := range map[string][]byte{
		"h264": entry("avc1"), "hevc": entry("hev1"), "av1": entry("av01"), "prores": entry("apch"), "mjpeg": entry("jpeg"),
		"mpeg4": entry("mp4v", esds(0x20)...), "mpeg2": entry("mp4v", esds(0x61)...),
		"aac": entry("mp4a"), "mp3": entry("mp4a", esds(0x6B)...), "ac3": entry("mp4a", esds(0xA5)...),
		"eac3": entry("ec-3"), "alac": entry("alac"), "opus": entry("Opus"), "pcm": entry("sowt"),
		"": entry("????"),
	} {
		if got := codecOf(content); got != want {
			t.Errorf("%q: %q, want %q", content, got, want)
		}
	}
	if got := codecOf(entry("mp4a", esds(0x40)[:9]...)); got != "aac" {
		t.Errorf("descriptors that are cut: %q", got)
	}
	for id, want := range map[string]string{
		"V_MPEG4/ISO/AVC": "h264", "V_MPEGH/ISO/HEVC": "hevc", "V_MPEG4/ISO/ASP": "mpeg4", "V_AV1": "av1",
		"A_AAC/MPEG4/LC": "aac", "A_EAC3": "eac3", "A_AC3/BSID9": "ac3", "A_PCM/INT/LIT": "pcm", "V_SOMETHING": "", "": "",
	} {
		if got := codecOfID(id, nil); got != want {
			t.Errorf("%q: %q, want %q", id, got, want)
		}
	}
	if got := codecOfID("V_MS/VFW/FOURCC", append(make([]byte, 16), "XVID"...)); got != "mpeg4" {
		t.Errorf("four letters of an AVI: %q", got)
	}
}
