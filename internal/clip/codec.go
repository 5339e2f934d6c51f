package clip

import (
	"bytes"
	"strings"

	"streamspark/internal/celebration"
)

// codecOf returns the codec of the first entry of a stsd box, behind its
// version.
func codecOf(raw []byte) string {
	f := &fields{raw: raw}
	f.skip(8) // how many, and the size of the first
	kind := string(f.raw[:min(4, len(f.raw))])
	if kind == "mp4a" || kind == "mp4v" {
		return codecOfESDS(kind, f.raw)
	}
	return celebration.CodecByTag(kind)
}

// codecOfESDS reads the codec from the descriptors of MPEG-4, which stand in
// a box at the end of the entry, in a MOV in one more.
func codecOfESDS(kind string, entry []byte) string {
	usual := map[string]string{"mp4a": celebration.CodecAAC, "mp4v": celebration.CodecMPEG4}[kind]
	at := bytes.Index(entry, []byte("esds"))
	if at < 0 {
		return usual
	}
	f := &descriptors{raw: entry[at+4:]}
	f.skip(4) // its version
	if f.tag() == 0x03 {
		f.skip(2)
		flags := f.byte()
		if flags&0x80 != 0 {
			f.skip(2)
		}
		if flags&0x40 != 0 {
			f.skip(int(f.byte()))
		}
		if flags&0x20 != 0 {
			f.skip(2)
		}
	}
	if f.tag() != 0x04 {
		return usual
	}
	if codec := codecByObject(f.byte()); codec != "" {
		return codec
	}
	return usual
}

// codecByObject returns the codec of an object type of MPEG-4.
func codecByObject(object byte) string {
	return map[byte]string{
		0x20: celebration.CodecMPEG4, 0x21: celebration.CodecH264, 0x6C: celebration.CodecMJPEG,
		0x60: celebration.CodecMPEG2, 0x61: celebration.CodecMPEG2, 0x62: celebration.CodecMPEG2,
		0x63: celebration.CodecMPEG2, 0x64: celebration.CodecMPEG2, 0x65: celebration.CodecMPEG2, 0x6A: celebration.CodecMPEG2,
		0x40: celebration.CodecAAC, 0x66: celebration.CodecAAC, 0x67: celebration.CodecAAC, 0x68: celebration.CodecAAC,
		0x69: celebration.CodecMP3, 0x6B: celebration.CodecMP3,
		0xA5: celebration.CodecAC3, 0xA6: celebration.CodecEAC3, 0xA9: celebration.CodecDTS,
		0xDD: celebration.CodecVorbis, 0xAD: celebration.CodecOpus,
	}[object]
}

// descriptors reads the parts of an esds box. Behind its end there are zeros.
type descriptors struct{ raw []byte }

func (d *descriptors) skip(n int) { d.raw = d.raw[min(n, len(d.raw)):] }

func (d *descriptors) byte() byte {
	if len(d.raw) == 0 {
		return 0
	}
	b := d.raw[0]
	d.raw = d.raw[1:]
	return b
}

// tag reads the tag of a descriptor and passes its size.
func (d *descriptors) tag() byte {
	tag := d.byte()
	for range 4 {
		if d.byte()&0x80 == 0 {
			break
		}
	}
	return tag
}

// codecOfID returns the codec that a CodecID of Matroska names. One of
// Video for Windows has the four letters of an AVI in its private data.
func codecOfID(id string, private []byte) string {
	if id == "V_MS/VFW/FOURCC" && len(private) >= 20 {
		return celebration.CodecByTag(string(private[16:20]))
	}
	for _, known := range []struct{ prefix, codec string }{
		{"V_MPEG4/ISO/AVC", celebration.CodecH264},
		{"V_MPEGH/ISO/HEVC", celebration.CodecHEVC},
		{"V_MPEG4/", celebration.CodecMPEG4},
		{"V_MPEG1", celebration.CodecMPEG2},
		{"V_MPEG2", celebration.CodecMPEG2},
		{"V_AV1", celebration.CodecAV1},
		{"V_VP8", celebration.CodecVP8},
		{"V_VP9", celebration.CodecVP9},
		{"V_PRORES", celebration.CodecProRes},
		{"V_MJPEG", celebration.CodecMJPEG},
		{"A_AAC", celebration.CodecAAC},
		{"A_OPUS", celebration.CodecOpus},
		{"A_VORBIS", celebration.CodecVorbis},
		{"A_MPEG/L3", celebration.CodecMP3},
		{"A_FLAC", celebration.CodecFLAC},
		{"A_EAC3", celebration.CodecEAC3},
		{"A_AC3", celebration.CodecAC3},
		{"A_ALAC", celebration.CodecALAC},
		{"A_DTS", celebration.CodecDTS},
		{"A_TRUEHD", celebration.CodecTrueHD},
		{"A_PCM/", celebration.CodecPCM},
	} {
		if strings.HasPrefix(id, known.prefix) {
			return known.codec
		}
	}
	return ""
}
