package standin

import (
	"bytes"
	"encoding/binary"
	"math"
	"net/http"
	"time"
)

// voice answers the address of an audio message with a second of sound.
func voice(w http.ResponseWriter, _ *http.Request) { sendSound(w, Tone(time.Second)) }

// Tone returns a rising tone, again each second, as WAV.
func Tone(length time.Duration) []byte {
	const rate = 8000
	samples := make([]byte, length*rate/time.Second)
	for i := range samples {
		at := float64(i%rate) / rate
		samples[i] = byte(128 + 60*math.Sin(2*math.Pi*(300+200*at)*at)*math.Sin(math.Pi*at))
	}
	var file bytes.Buffer
	header := struct {
		Riff       [4]byte
		Size       uint32
		Wave, Fmt  [4]byte
		FmtSize    uint32
		Kind       uint16 // 1: plain samples
		Channels   uint16
		Rate, Each uint32
		Block      uint16
		Bits       uint16
		Data       [4]byte
		Length     uint32
	}{
		[4]byte{'R', 'I', 'F', 'F'},
		uint32(36 + len(samples)),
		[4]byte{'W', 'A', 'V', 'E'},
		[4]byte{'f', 'm', 't', ' '},
		16, 1, 1, rate, rate, 1, 8,
		[4]byte{'d', 'a', 't', 'a'},
		uint32(len(samples)), //nolint:gosec // of some seconds
	}
	_ = binary.Write(&file, binary.LittleEndian, header) // a buffer takes it
	file.Write(samples)
	return file.Bytes()
}
