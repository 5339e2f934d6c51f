package webm

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"time"

	"github.com/at-wat/ebml-go"
	"github.com/at-wat/ebml-go/webm"
)

// Numbers of the tracks.
const (
	pictureTrack = 1
	soundTrack   = 2
)

// clusterTime is how long a cluster is: a player jumps to its start.
const clusterTime = time.Second

// Film collects frames and sound. What is collected is kept pressed and in
// memory, at most some megabytes, because a film begins with a table of
// what is in it.
type Film struct {
	width, height int
	rate          int // frames a second
	sound         *Sound
	frames        int
	packets       int
	cluster       webm.Cluster
	clusters      [][]byte
	starts        []time.Duration
}

// NewFilm begins a film of so many frames a second. sound may be nil.
func NewFilm(width, height, rate int, sound *Sound) *Film {
	return &Film{width: width, height: height, rate: rate, sound: sound}
}

// Add adds the next frame.
func (f *Film) Add(frame []byte) error {
	at := f.at(f.frames)
	if f.frames == 0 || at-f.starts[len(f.starts)-1] >= clusterTime {
		if err := f.closeCluster(at); err != nil {
			return err
		}
		f.starts = append(f.starts, at)
		f.cluster = webm.Cluster{Timecode: uint64(at.Milliseconds())}
	}
	f.addSound(at)
	f.addBlock(pictureTrack, at, frame)
	f.frames++
	return nil
}

// at returns when a frame is shown.
func (f *Film) at(frame int) time.Duration {
	return time.Duration(frame) * time.Second / time.Duration(f.rate)
}

// addSound adds the packets that begin before a moment.
func (f *Film) addSound(until time.Duration) {
	if f.sound == nil {
		return
	}
	for ; f.packets < len(f.sound.packets); f.packets++ {
		at := time.Duration(f.packets) * packetTime
		if at >= until {
			return
		}
		f.addBlock(soundTrack, at, f.sound.packets[f.packets])
	}
}

func (f *Film) addBlock(track uint64, at time.Duration, data []byte) {
	since := at.Milliseconds() - int64(f.cluster.Timecode)
	f.cluster.SimpleBlock = append(f.cluster.SimpleBlock, ebml.Block{
		TrackNumber: track, Timecode: int16(since), Keyframe: true, Data: [][]byte{data},
	})
}

// closeCluster puts the cluster away with the sound up to a moment.
func (f *Film) closeCluster(until time.Duration) error {
	if len(f.cluster.SimpleBlock) == 0 {
		return nil
	}
	f.addSound(until)
	data, err := marshal(&struct{ Cluster webm.Cluster }{f.cluster})
	if err != nil {
		return err
	}
	f.clusters = append(f.clusters, data)
	f.cluster = webm.Cluster{}
	return nil
}

// Finish writes the film. It lasts as long as its frames do.
func (f *Film) Finish(w io.Writer) error {
	length := f.at(f.frames)
	if err := f.closeCluster(length); err != nil {
		return err
	}
	begin, err := marshal(&struct {
		Header webm.EBMLHeader `ebml:"EBML"`
	}{*webm.DefaultEBMLHeader})
	if err != nil {
		return err
	}
	front, err := f.front(length)
	if err != nil {
		return err
	}
	size := uint64(len(front))
	for _, c := range f.clusters {
		size += uint64(len(c))
	}
	// The segment holds all the rest; its size is written in eight bytes.
	begin = append(begin, 0x18, 0x53, 0x80, 0x67)
	begin = binary.BigEndian.AppendUint64(begin, size|1<<56)
	for _, part := range append([][]byte{begin, front}, f.clusters...) {
		if _, err := w.Write(part); err != nil {
			return fmt.Errorf("write the film: %w", err)
		}
	}
	return nil
}

// front returns the part of the segment before the pictures: where what is,
// about the film, its tracks, and a table to jump by.
func (f *Film) front(length time.Duration) ([]byte, error) {
	about, err := marshal(&struct{ Info webm.Info }{webm.Info{
		TimecodeScale: uint64(time.Millisecond), MuxingApp: "StreamSpark", WritingApp: "StreamSpark",
		Duration: float64(length) / float64(time.Millisecond),
	}})
	if err != nil {
		return nil, err
	}
	tracks, err := marshal(&struct{ Tracks tracks }{f.tracks()})
	if err != nil {
		return nil, err
	}
	// Places are written in a fixed size, so that a first try tells how
	// long the tables are.
	where, cues, err := f.tables(0, 0, 0, 0)
	if err != nil {
		return nil, err
	}
	atInfo := uint64(len(where))
	atTracks := atInfo + uint64(len(about))
	atCues := atTracks + uint64(len(tracks))
	where, cues, err = f.tables(atInfo, atTracks, atCues, atCues+uint64(len(cues)))
	if err != nil {
		return nil, err
	}
	return bytes.Join([][]byte{where, about, tracks, cues}, nil), nil
}

func marshal(value any) ([]byte, error) {
	var b bytes.Buffer
	if err := ebml.Marshal(value, &b); err != nil {
		return nil, fmt.Errorf("put the film together: %w", err)
	}
	return b.Bytes(), nil
}
