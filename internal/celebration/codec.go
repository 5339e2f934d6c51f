package celebration

import (
	"slices"
	"strings"
)

// The codecs that a check of a clip tells apart, by the names with which a
// player says what it decodes (widget/README.md).
const (
	CodecH264   = "h264"
	CodecHEVC   = "hevc"
	CodecAV1    = "av1"
	CodecVP8    = "vp8"
	CodecVP9    = "vp9"
	CodecMPEG4  = "mpeg4"
	CodecMPEG2  = "mpeg2"
	CodecProRes = "prores"
	CodecMJPEG  = "mjpeg"

	CodecAAC    = "aac"
	CodecMP3    = "mp3"
	CodecOpus   = "opus"
	CodecVorbis = "vorbis"
	CodecFLAC   = "flac"
	CodecPCM    = "pcm"
	CodecAC3    = "ac3"
	CodecEAC3   = "eac3"
	CodecALAC   = "alac"
	CodecDTS    = "dts"
	CodecTrueHD = "truehd"
)

// CodecByTag returns the codec that the four letters of an MP4, MOV or AVI
// name; empty where they are not known.
func CodecByTag(tag string) string {
	if codec, ok := tags()[tag]; ok {
		return codec
	}
	return tags()[strings.ToLower(strings.TrimSpace(tag))]
}

func tags() map[string]string {
	return map[string]string{
		"avc1": CodecH264, "avc3": CodecH264, "h264": CodecH264, "x264": CodecH264,
		"hvc1": CodecHEVC, "hev1": CodecHEVC, "dvh1": CodecHEVC, "dvhe": CodecHEVC, "hevc": CodecHEVC,
		"av01": CodecAV1, "vp08": CodecVP8, "vp80": CodecVP8, "vp09": CodecVP9, "vp90": CodecVP9,
		"mp4v": CodecMPEG4, "xvid": CodecMPEG4, "divx": CodecMPEG4, "dx50": CodecMPEG4, "fmp4": CodecMPEG4,
		"mp2v": CodecMPEG2, "m2v1": CodecMPEG2, "mpg2": CodecMPEG2,
		"apch": CodecProRes, "apcn": CodecProRes, "apcs": CodecProRes, "apco": CodecProRes, "ap4h": CodecProRes, "ap4x": CodecProRes,
		"jpeg": CodecMJPEG, "mjpg": CodecMJPEG, "mjpa": CodecMJPEG, "mjpb": CodecMJPEG,

		"mp4a": CodecAAC, ".mp3": CodecMP3, "mp3": CodecMP3, "Opus": CodecOpus, "opus": CodecOpus,
		"fLaC": CodecFLAC, "flac": CodecFLAC, "alac": CodecALAC,
		"ac-3": CodecAC3, "ec-3": CodecEAC3, "mlpa": CodecTrueHD,
		"dtsc": CodecDTS, "dtsh": CodecDTS, "dtsl": CodecDTS, "dtse": CodecDTS,
		"sowt": CodecPCM, "twos": CodecPCM, "lpcm": CodecPCM, "ipcm": CodecPCM, "fpcm": CodecPCM,
		"in24": CodecPCM, "in32": CodecPCM, "fl32": CodecPCM, "fl64": CodecPCM,
	}
}

// CodecName returns how people write a codec.
func CodecName(codec string) string {
	if name, ok := map[string]string{
		CodecH264: "H.264", CodecHEVC: "HEVC (H.265)", CodecMPEG4: "MPEG-4 Part 2", CodecMPEG2: "MPEG-2",
		CodecProRes: "ProRes", CodecMJPEG: "Motion JPEG", CodecOpus: "Opus", CodecVorbis: "Vorbis",
		CodecAC3: "AC-3", CodecEAC3: "E-AC-3", CodecTrueHD: "TrueHD",
	}[codec]; ok {
		return name
	}
	return strings.ToUpper(codec)
}

// CodecNames lists codecs as people write them; empty ones are left out.
func CodecNames(codecs ...string) (names []string) {
	for _, codec := range codecs {
		if codec != "" {
			names = append(names, CodecName(codec))
		}
	}
	return names
}

// Decoder is what a player says that it decodes, by the names above. A nil
// one never said, and is taken for one that decodes everything.
type Decoder []string

// Lacks returns the codecs of a clip that the player does not decode, of its
// picture and of its sound; empty where it does, or where nobody knows.
func (d Decoder) Lacks(c Clip) (video, audio string) {
	return d.lacking(c.Video), d.lacking(c.Audio)
}

func (d Decoder) lacking(codec string) string {
	if d.Decodes(codec) {
		return ""
	}
	return codec
}

// Decodes reports whether the player decodes a codec; true where that is not
// known.
func (d Decoder) Decodes(codec string) bool {
	return codec == "" || len(d) == 0 || slices.Contains(d, codec)
}
