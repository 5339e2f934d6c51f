package clip

import (
	"errors"
	"io"
	"math"
	"math/bits"
	"time"
)

// The elements of a WebM file that matter here, by their numbers.
const (
	idHeader       = 0x1A45DFA3
	idDocType      = 0x4282
	idSegment      = 0x18538067
	idDescription  = 0x1549A966
	idTicks        = 0x2AD7B1 // nanoseconds a tick
	idLength       = 0x4489   // of the whole, in ticks
	idTracks       = 0x1654AE6B
	idTrack        = 0xAE
	idTrackType    = 0x83
	idCluster      = 0x1F43B675
	idClusterTime  = 0xE7
	idSimpleBlock  = 0xA3
	idBlockGroup   = 0xA0
	idBlock        = 0xA1
	unknownSize    = -1
	maxElementHead = 12 // 4 bytes of number, 8 of size
)

// film is what the elements of a WebM file say. They are read one after
// the other, whatever holds them: their numbers are unique, and in a file
// that was written as a stream the ends of their holders are not known.
type film struct {
	file io.ReaderAt
	size int64

	docType  string
	pictures bool
	blocks   bool
	ticks    uint64  // nanoseconds each
	length   float64 // in ticks, where it is stated
	cluster  uint64  // the time of the cluster at hand
	last     uint64  // the time of the last block
}

// checkWebM reads the elements of a WebM file. Where the length is not
// stated, it is the time of the last block.
func checkWebM(file io.ReaderAt, size int64) (time.Duration, error) {
	f := &film{file: file, size: size, ticks: 1_000_000}
	if err := f.walk(); err != nil {
		return 0, err
	}
	switch {
	case f.docType != "webm":
		return 0, notVideo("it is a relative of WebM that browsers do not play")
	case !f.pictures:
		return 0, notVideo("it has no video track")
	case !f.blocks:
		return 0, notVideo("it has no pictures in it")
	}
	length := f.length
	if !(length > 0) {
		length = float64(f.last)
	}
	nanoseconds := length * float64(f.ticks)
	if !(nanoseconds < float64(2*maxDuration)) {
		return 2 * maxDuration, nil
	}
	return time.Duration(nanoseconds).Round(time.Millisecond), nil
}

func (f *film) walk() error {
	end := f.size
	for at, parts := int64(0), 0; at < end; parts++ {
		if parts > maxParts {
			return notVideo("it has too many parts")
		}
		id, size, head, err := f.element(at)
		if err != nil {
			return err
		}
		payload := at + head
		switch {
		case size == unknownSize && id != idSegment && id != idCluster,
			size > f.size-payload:
			return notVideo("it is cut or broken")
		}
		if id == idSegment && size != unknownSize {
			end = payload + size // what comes after is not part of the film
		}
		// With the length stated, one block is enough to know that there are
		// pictures: a cluster with a known end is passed over.
		counted := id == idCluster && size != unknownSize && f.blocks && f.length > 0
		if holder(id) && !counted {
			at = payload
			continue
		}
		if err := f.note(id, payload, size); err != nil {
			return err
		}
		at = payload + size
	}
	return nil
}

// holder tells whether an element is there for others in it.
func holder(id uint32) bool {
	switch id {
	case idHeader, idSegment, idDescription, idTracks, idTrack, idCluster, idBlockGroup:
		return true
	}
	return false
}

func (f *film) note(id uint32, payload, size int64) error {
	var err error
	switch id {
	case idDocType:
		var text []byte
		text, err = f.bytes(payload, size, 32)
		f.docType = string(text)
	case idTicks:
		f.ticks, err = f.number(payload, size)
	case idLength:
		f.length, err = f.float(payload, size)
	case idTrackType:
		var kind uint64
		kind, err = f.number(payload, size)
		f.pictures = f.pictures || kind == 1
	case idClusterTime:
		f.cluster, err = f.number(payload, size)
	case idSimpleBlock, idBlock:
		err = f.block(payload, size)
	}
	return err
}

// block notes the time of a block: that of its cluster and a small signed
// distance, which stands behind the number of its track.
func (f *film) block(payload, size int64) error {
	head, err := f.bytes(payload, min(size, 10), 10)
	if err != nil {
		return err
	}
	width := 0
	if len(head) > 0 {
		width = bits.LeadingZeros8(head[0]) + 1
	}
	if width == 0 || len(head) < width+3 {
		return notVideo("it is cut or broken")
	}
	f.blocks = true
	distance := int64(int16(uint16(head[width])<<8 | uint16(head[width+1])))
	if at := int64(min(f.cluster, math.MaxInt64/2)) + distance; at > 0 {
		f.last = max(f.last, uint64(at))
	}
	return nil
}

// element reads the number and the size of the element at a place.
func (f *film) element(at int64) (id uint32, size, head int64, err error) {
	var buffer [maxElementHead]byte
	n, err := f.file.ReadAt(buffer[:min(maxElementHead, f.size-at)], at)
	if err != nil && !errors.Is(err, io.EOF) {
		return 0, 0, 0, err
	}
	if n == 0 { // the file shrank while it was read
		return 0, 0, 0, notVideo("it is cut or broken")
	}
	raw := buffer[:n]
	width := bits.LeadingZeros8(raw[0]) + 1
	if width > 4 || width >= len(raw) {
		return 0, 0, 0, notVideo("it is cut or broken")
	}
	for _, b := range raw[:width] {
		id = id<<8 | uint32(b)
	}
	raw = raw[width:]
	wide := bits.LeadingZeros8(raw[0]) + 1
	if wide > 8 || wide > len(raw) {
		return 0, 0, 0, notVideo("it is cut or broken")
	}
	value := uint64(raw[0]) & (1<<(8-wide) - 1)
	for _, b := range raw[1:wide] {
		value = value<<8 | uint64(b)
	}
	size = int64(value)
	if value == 1<<(7*wide)-1 {
		size = unknownSize
	}
	return id, size, int64(width + wide), nil
}

// bytes reads a value that must be small.
func (f *film) bytes(at, size, most int64) ([]byte, error) {
	if size < 0 || size > most {
		return nil, notVideo("it is broken")
	}
	value := make([]byte, size)
	if _, err := f.file.ReadAt(value, at); err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	return value, nil
}

func (f *film) number(at, size int64) (uint64, error) {
	raw, err := f.bytes(at, size, 8)
	var value uint64
	for _, b := range raw {
		value = value<<8 | uint64(b)
	}
	return value, err
}

func (f *film) float(at, size int64) (float64, error) {
	value, err := f.number(at, size)
	if size == 4 {
		return float64(math.Float32frombits(uint32(value))), err
	}
	return math.Float64frombits(value), err
}
