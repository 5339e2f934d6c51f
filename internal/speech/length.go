package speech

import (
	"bytes"
	"encoding/binary"
	"time"

	"streamspark/internal/fault"
)

// MaxBytes is the size of the largest sound file that is taken.
const MaxBytes = 20 << 20

// errNoSound is of bytes that are no sound file whose length can be read.
var errNoSound = fault.New(fault.Retry, "speech.no_sound")

// Read returns a sound file with its type and length, both read from its bytes:
// what a service calls it may be wrong. WAV, MP3, and Opus or Vorbis in Ogg.
func Read(body []byte) (Audio, error) {
	a := Audio{Body: body}
	switch {
	case bytes.HasPrefix(body, []byte("RIFF")):
		a.ContentType, a.Duration = "audio/wav", lengthOfWAV(body)
	case bytes.HasPrefix(body, []byte("OggS")):
		a.ContentType, a.Duration = "audio/ogg", lengthOfOgg(body)
	default:
		a.ContentType, a.Duration = "audio/mpeg", lengthOfMP3(body)
	}
	if a.Duration <= 0 {
		return Audio{}, errNoSound
	}
	return a, nil
}

// lengthOfWAV reads the chunks of a WAV. One that was written as it was made
// says nothing of its size, or too much.
func lengthOfWAV(body []byte) time.Duration {
	if len(body) < 12 || string(body[8:12]) != "WAVE" {
		return 0
	}
	perSecond := uint32(0)
	for rest := body[12:]; len(rest) >= 8; {
		name, size := string(rest[:4]), binary.LittleEndian.Uint32(rest[4:])
		rest = rest[8:]
		switch {
		case name == "fmt " && size >= 16 && len(rest) >= 16:
			perSecond = binary.LittleEndian.Uint32(rest[8:])
		case name == "data" && perSecond > 0:
			return lengthAt(min(uint64(size), uint64(len(rest))), uint64(perSecond))
		}
		skip := uint64(size) + uint64(size&1)
		if skip > uint64(len(rest)) {
			return 0
		}
		rest = rest[skip:]
	}
	return 0
}

// WAV returns samples of 16 bits of one channel, the lower byte first, as a file.
func WAV(samples []byte, perSecond uint32) []byte {
	le, size := binary.LittleEndian, uint32(len(samples)) //nolint:gosec // of seconds
	file := le.AppendUint32([]byte("RIFF"), 36+size)
	file = le.AppendUint32(append(file, "WAVEfmt "...), 16)
	file = le.AppendUint16(le.AppendUint16(file, 1), 1) // plain samples; one channel
	file = le.AppendUint32(le.AppendUint32(file, perSecond), 2*perSecond)
	file = le.AppendUint16(le.AppendUint16(file, 2), 16)
	file = le.AppendUint32(append(file, "data"...), size)
	return append(file, samples...)
}

// lengthAt returns how long so many units take.
func lengthAt(units, perSecond uint64) time.Duration {
	if perSecond == 0 || units > 1<<40 {
		return 0
	}
	return time.Duration(units * uint64(time.Millisecond.Microseconds()) / perSecond * uint64(time.Millisecond))
}

// lengthOfOgg returns the position at the end of the last page of the first
// stream.
func lengthOfOgg(body []byte) time.Duration {
	var rate, skip, last uint64
	var serial uint32
	for page := body; ; {
		if len(page) < 27 || string(page[:4]) != "OggS" {
			break
		}
		segments := int(page[26])
		if len(page) < 27+segments {
			break
		}
		size := 27 + segments
		for _, n := range page[27 : 27+segments] {
			size += int(n)
		}
		if len(page) < size {
			break // cut off
		}
		data := page[27+segments : size]
		switch {
		case rate > 0:
		case bytes.HasPrefix(data, []byte("OpusHead")) && len(data) >= 12:
			rate, skip = 48000, uint64(binary.LittleEndian.Uint16(data[10:]))
		case bytes.HasPrefix(data, []byte("\x01vorbis")) && len(data) >= 16:
			rate = uint64(binary.LittleEndian.Uint32(data[12:]))
		default:
			return 0
		}
		at := binary.LittleEndian.Uint64(page[6:])
		if serial == 0 {
			serial = binary.LittleEndian.Uint32(page[14:])
		}
		if binary.LittleEndian.Uint32(page[14:]) == serial && at < 1<<40 { // all ones: no packet ends here
			last = max(last, at)
		}
		page = page[size:]
	}
	if last <= skip {
		return 0
	}
	return lengthAt(last-skip, rate)
}

// lengthOfMP3 adds up the frames of an MP3. Two of them in a row make it one.
func lengthOfMP3(body []byte) time.Duration {
	if len(body) > 10 && bytes.HasPrefix(body, []byte("ID3")) {
		size := 10 + int(body[6]&0x7f)<<21 + int(body[7]&0x7f)<<14 + int(body[8]&0x7f)<<7 + int(body[9]&0x7f)
		if size > len(body) {
			return 0
		}
		body = body[size:]
	}
	var length time.Duration
	frames := 0
	for len(body) >= 4 {
		size, lasts := frameOf(binary.BigEndian.Uint32(body))
		if size == 0 {
			if frames > 0 {
				break // what follows the sound
			}
			if next := bytes.IndexByte(body[1:], 0xff); next >= 0 && next < 4096 {
				body = body[1+next:]
				continue
			}
			return 0
		}
		if size > len(body) {
			break
		}
		frames++
		length += lasts
		body = body[size:]
	}
	if frames < 2 {
		return 0
	}
	return length.Truncate(time.Millisecond)
}

// frameOf returns the size of a frame of MP3 in bytes and how long it sounds;
// zero where these four bytes begin none.
func frameOf(head uint32) (size int, lasts time.Duration) {
	version, layer, bits, at, padding := head>>19&3, head>>17&3, head>>12&15, head>>10&3, head>>9&1
	if head>>21 != 0x7ff || version == 1 || layer != 1 || bits == 0 || bits == 15 || at == 3 {
		return 0, 0
	}
	kbits := []int{0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320}
	rate, samples := []int{44100, 48000, 32000}[at], 1152
	if version != 3 { // MPEG 2 and 2.5
		kbits = []int{0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160}
		samples = 576
		if rate /= 2; version == 0 {
			rate /= 2
		}
	}
	size = samples/8*kbits[bits]*1000/rate + int(padding)
	return size, time.Duration(samples) * time.Second / time.Duration(rate)
}
