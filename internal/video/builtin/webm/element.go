package webm

import (
	"time"

	"github.com/at-wat/ebml-go"
	"github.com/at-wat/ebml-go/webm"
)

// The elements that the library's own types lack: the colours of the
// picture, and places of a fixed size.

type tracks struct {
	TrackEntry []track
}

type track struct {
	TrackNumber     uint64
	TrackUID        uint64
	TrackType       uint64
	CodecID         string
	CodecPrivate    []byte      `ebml:"CodecPrivate,omitempty"`
	CodecDelay      uint64      `ebml:"CodecDelay,omitempty"`
	SeekPreRoll     uint64      `ebml:"SeekPreRoll,omitempty"`
	DefaultDuration uint64      `ebml:"DefaultDuration,omitempty"`
	Video           *video      `ebml:"Video"`
	Audio           *webm.Audio `ebml:"Audio"`
}

type video struct {
	PixelWidth  uint64
	PixelHeight uint64
	Colour      colour
}

// colour is how numbers become colours, by the tables of ITU-T H.273.
// Without it players guess by the size of the picture.
type colour struct {
	MatrixCoefficients      uint64
	Range                   uint64
	TransferCharacteristics uint64
	Primaries               uint64
}

type seekHead struct {
	Seek []seek
}

type seek struct {
	SeekID       []byte
	SeekPosition uint64 `ebml:"SeekPosition,size=8"`
}

type cues struct {
	CuePoint []cuePoint
}

type cuePoint struct {
	CueTime           uint64
	CueTrackPositions cuePosition
}

type cuePosition struct {
	CueTrack           uint64
	CueClusterPosition uint64 `ebml:"CueClusterPosition,size=8"`
}

func (f *Film) tracks() tracks {
	list := []track{{
		TrackNumber: pictureTrack, TrackUID: pictureTrack, TrackType: 1, CodecID: "V_VP8",
		DefaultDuration: uint64(time.Second) / uint64(f.rate),
		Video: &video{
			PixelWidth: uint64(f.width), PixelHeight: uint64(f.height),
			Colour: colour{MatrixCoefficients: 6, Range: 1, TransferCharacteristics: 1, Primaries: 1},
		},
	}}
	if f.sound != nil {
		list = append(list, track{
			TrackNumber: soundTrack, TrackUID: soundTrack, TrackType: 2, CodecID: "A_OPUS",
			CodecPrivate: f.sound.head(), CodecDelay: uint64(f.sound.delayTime()), SeekPreRoll: uint64(preRoll),
			DefaultDuration: uint64(packetTime),
			Audio:           &webm.Audio{SamplingFrequency: soundRate, Channels: soundSide},
		})
	}
	return tracks{TrackEntry: list}
}

// tables makes the head of the segment and the table to jump by, with
// places counted from the start of the segment.
func (f *Film) tables(info, tracks, table, clusters uint64) (where, jumps []byte, err error) {
	where, err = marshal(&struct{ SeekHead seekHead }{seekHead{[]seek{
		{ebml.ElementInfo.Bytes(), info},
		{ebml.ElementTracks.Bytes(), tracks},
		{ebml.ElementCues.Bytes(), table},
	}}})
	if err != nil {
		return nil, nil, err
	}
	var points []cuePoint
	at := clusters
	for i, c := range f.clusters {
		points = append(points, cuePoint{
			CueTime:           uint64(f.starts[i].Milliseconds()),
			CueTrackPositions: cuePosition{CueTrack: pictureTrack, CueClusterPosition: at},
		})
		at += uint64(len(c))
	}
	jumps, err = marshal(&struct{ Cues cues }{cues{points}})
	return where, jumps, err
}
