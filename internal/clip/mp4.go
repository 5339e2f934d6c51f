package clip

import (
	"errors"
	"io"
	"io/fs"
	"math"
	"time"

	"github.com/abema/go-mp4"
)

// maxLeaf is the most that is read of one describing box.
const maxLeaf = 64 << 10

// movie is what the boxes of an MP4 file say, as far as it matters here.
type movie struct {
	r     *io.SectionReader
	parts int

	described, filled bool          // moov, mdat
	whole             time.Duration // mvhd, or mehd of a fragmented file
	scale             uint32        // ticks a second of the whole
	track             time.Duration // mdhd of the track at hand
	picture           time.Duration // mdhd of the video track
	pictures          bool
}

// checkMP4 walks the boxes itself and lets the library read only single
// small ones: its own walk trusts the sizes that a file states.
func checkMP4(file io.ReaderAt, size int64) (time.Duration, error) {
	m := &movie{r: io.NewSectionReader(file, 0, size)}
	if err := m.walk(0, size); err != nil {
		return 0, err
	}
	switch {
	case !m.described:
		return 0, notVideo("it has no description of its tracks, so it may be cut")
	case !m.pictures:
		return 0, notVideo("it has no video track")
	case !m.filled:
		return 0, notVideo("it has no pictures in it")
	case m.whole > 0:
		return m.whole, nil
	}
	return m.picture, nil
}

// walk looks at the boxes between two places of the file. Only boxes that
// are known to hold others are entered, so it cannot go deep.
func (m *movie) walk(from, to int64) error {
	for from+mp4.SmallHeaderSize <= to {
		if m.parts++; m.parts > maxParts {
			return notVideo("it has too many parts")
		}
		if _, err := m.r.Seek(from, io.SeekStart); err != nil {
			return err
		}
		box, err := mp4.ReadBoxInfo(m.r)
		if err != nil {
			return broken(err)
		}
		if box.Size < box.HeaderSize || box.Size > uint64(to-from) {
			return notVideo("it is cut or broken")
		}
		end := from + int64(box.Size)
		if err := m.enter(box, from+int64(box.HeaderSize), end); err != nil {
			return err
		}
		from = end
	}
	return nil
}

func (m *movie) enter(box *mp4.BoxInfo, payload, end int64) error {
	switch box.Type.String() {
	case "moov":
		m.described = true
		return m.walk(payload, end)
	case "trak":
		m.track = 0
		return m.walk(payload, end)
	case "mdia", "mvex":
		return m.walk(payload, end)
	case "mdat":
		m.filled = m.filled || end > payload
	case "mvhd", "mehd", "mdhd", "hdlr":
		if end-payload > maxLeaf {
			return notVideo("it is broken")
		}
		leaf, _, err := mp4.UnmarshalAny(m.r, box.Type, box.Size-box.HeaderSize, box.Context)
		if err != nil {
			return broken(err)
		}
		m.note(leaf)
	}
	return nil
}

func (m *movie) note(leaf mp4.IBox) {
	switch b := leaf.(type) {
	case *mp4.Mvhd:
		m.scale = b.Timescale
		m.whole = max(m.whole, length(b.GetDuration(), b.Timescale, b.GetVersion()))
	case *mp4.Mehd:
		m.whole = max(m.whole, length(b.GetFragmentDuration(), m.scale, b.GetVersion()))
	case *mp4.Mdhd:
		m.track = length(b.GetDuration(), b.Timescale, b.GetVersion())
	case *mp4.Hdlr:
		if string(b.HandlerType[:]) == "vide" {
			m.pictures = true
			m.picture = max(m.picture, m.track)
		}
	}
}

// length is a stated number of ticks as a time; 0 where it is not stated.
func length(ticks uint64, perSecond uint32, version uint8) time.Duration {
	unstated := ticks == math.MaxUint64 || version == 0 && ticks == math.MaxUint32
	if unstated || perSecond == 0 {
		return 0
	}
	seconds := float64(ticks) / float64(perSecond)
	if seconds > 2*maxDuration.Seconds() {
		return 2 * maxDuration
	}
	return time.Duration(seconds * float64(time.Second)).Round(time.Millisecond)
}

// broken tells a file that cannot be understood from a disk that cannot be
// read.
func broken(err error) error {
	var disk *fs.PathError
	switch {
	case errors.As(err, &disk):
		return err
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return notVideo("it is cut or broken")
	}
	return notVideo("it is broken: " + err.Error())
}
