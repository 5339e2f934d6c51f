package sound

import (
	"bytes"
	"encoding/binary"
)

// contentTypes are the kinds of files that are taken, by the ending of their
// names.
var contentTypes = map[string]string{".mp3": "audio/mpeg", ".ogg": "audio/ogg", ".wav": "audio/wav"}

// endingOf returns the ending of a file by its content, empty if it is
// none of the kinds or is not whole.
func endingOf(content []byte) string {
	switch {
	case isWAV(content):
		return ".wav"
	case isOgg(content):
		return ".ogg"
	case isMP3(content):
		return ".mp3"
	}
	return ""
}

// isWAV reports whether the chunks of a RIFF file describe samples and have some.
func isWAV(content []byte) bool {
	if len(content) < 12 || string(content[:4]) != "RIFF" || string(content[8:12]) != "WAVE" {
		return false
	}
	described := false
	for rest := content[12:]; len(rest) >= 8; {
		name, size := string(rest[:4]), int64(binary.LittleEndian.Uint32(rest[4:8]))
		rest = rest[8:]
		switch name {
		case "fmt ":
			if size < 16 || size > int64(len(rest)) {
				return false
			}
			channels, rate := binary.LittleEndian.Uint16(rest[2:4]), binary.LittleEndian.Uint32(rest[4:8])
			described = channels > 0 && channels <= 8 && rate >= 3000 && rate <= 384_000
		case "data":
			return described && size > 0 && len(rest) > 0 // a recorder may not know the size in advance
		}
		size += size % 2
		if size > int64(len(rest)) {
			return false
		}
		rest = rest[size:]
	}
	return false
}

// isOgg reports whether a file is whole pages of Ogg, of which the first
// begins a stream of Vorbis or Opus.
func isOgg(content []byte) bool {
	const header = 27
	pages := 0
	for rest := content; len(rest) > 0; pages++ {
		if len(rest) < header || string(rest[:4]) != "OggS" || rest[4] != 0 {
			return false
		}
		segments := int(rest[26])
		if len(rest) < header+segments {
			return false
		}
		size := 0
		for _, length := range rest[header : header+segments] {
			size += int(length)
		}
		if len(rest) < header+segments+size {
			return false
		}
		page := rest[header+segments : header+segments+size]
		if pages == 0 && !bytes.HasPrefix(page, []byte("\x01vorbis")) && !bytes.HasPrefix(page, []byte("OpusHead")) {
			return false
		}
		rest = rest[header+segments+size:]
	}
	return pages > 2 // two of them describe the sound
}

// isMP3 reports whether a file has frames of MPEG layer III, behind tags that
// it may begin with.
func isMP3(content []byte) bool {
	const frames, search = 4, 8 << 10
	if len(content) > 10 && string(content[:3]) == "ID3" {
		size := 0
		for _, seven := range content[6:10] {
			if seven > 127 {
				return false
			}
			size = size<<7 | int(seven)
		}
		content = content[min(10+size, len(content)):]
	}
	for start := range min(len(content), search) {
		at, found := start, 0
		for found < frames {
			length := mp3Frame(content[min(at, len(content)):])
			if length == 0 {
				break
			}
			at += length
			found++
		}
		if found == frames {
			return true
		}
	}
	return false
}

// mp3Frame returns the length of the frame that content begins with, 0 if it
// is none.
func mp3Frame(content []byte) int {
	if len(content) < 4 || content[0] != 0xff || content[1]&0xe0 != 0xe0 {
		return 0
	}
	version, layer, rate, bits := content[1]>>3&3, content[1]>>1&3, content[2]>>2&3, content[2]>>4
	if version == 1 || layer != 1 || rate == 3 || bits == 0 || bits == 15 {
		return 0
	}
	kilobits := []int{0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320}
	perFrame, hertz := 144, []int{44100, 48000, 32000}[rate]
	if version != 3 { // MPEG 2, and 2.5
		kilobits = []int{0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160}
		perFrame, hertz = 72, hertz/2
		if version == 0 {
			hertz /= 2
		}
	}
	length := perFrame*kilobits[bits]*1000/hertz + int(content[2]>>1&1)
	if length > len(content) {
		return 0
	}
	return length
}
