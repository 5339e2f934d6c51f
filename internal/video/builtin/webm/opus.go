package webm

import (
	"context"
	"encoding/binary"
	"fmt"
	"time"

	"github.com/thesyncim/gopus"
)

// The sound: 48 000 stereo samples a second in packets of 20 ms.
const (
	soundRate   = 48000
	soundSide   = 2
	packetLen   = soundRate / 50
	packetTime  = 20 * time.Millisecond
	soundBits   = 128_000 // a second
	preRoll     = 80 * time.Millisecond
	opusVersion = 1
)

// Sound is an Opus track.
type Sound struct {
	packets [][]byte
	delay   int // samples that a player drops at the start
}

// NewSound presses samples of the left and the right channel in turn. It
// ends early with its context.
func NewSound(ctx context.Context, samples []float32) (*Sound, error) {
	enc, err := gopus.NewEncoder(gopus.EncoderConfig{
		SampleRate: soundRate, Channels: soundSide, Application: gopus.ApplicationAudio,
	})
	if err != nil {
		return nil, fmt.Errorf("open the sound encoder: %w", err)
	}
	if err := enc.SetBitrate(soundBits); err != nil {
		return nil, fmt.Errorf("set up the sound encoder: %w", err)
	}
	s := &Sound{delay: enc.Lookahead()}
	packet := make([]byte, 4000)
	for from := 0; from < len(samples)+s.delay*soundSide; from += packetLen * soundSide {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		part := make([]float32, packetLen*soundSide) // silence behind the end
		if from < len(samples) {
			copy(part, samples[from:])
		}
		n, err := enc.Encode(part, packet)
		if err != nil {
			return nil, fmt.Errorf("encode the sound: %w", err)
		}
		s.packets = append(s.packets, append([]byte(nil), packet[:n]...))
	}
	return s, nil
}

// head returns what a decoder must know, as the mapping of Opus prescribes.
func (s *Sound) head() []byte {
	head := append([]byte("OpusHead"), opusVersion, soundSide)
	head = binary.LittleEndian.AppendUint16(head, uint16(s.delay))
	head = binary.LittleEndian.AppendUint32(head, soundRate)
	return append(head, 0, 0, 0) // no gain, plain stereo
}

// delayTime returns the delay in time.
func (s *Sound) delayTime() time.Duration {
	return time.Duration(s.delay) * time.Second / soundRate
}
