package clip

import (
	"bytes"
	"errors"
	"io"
	"math"
	"math/bits"
	"time"

	"streamspark/internal/fault"
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
	idTrackCodec   = 0x86
	idTrackPrivate = 0x63A2
	idTrackVideo   = 0xE0
	idColor        = 0x55B0
	idColorMatrix  = 0x55B1
	idColorRange   = 0x55B9
	idCues         = 0x1C53BB6B
	idCluster      = 0x1F43B675
	idClusterTime  = 0xE7
	idSimpleBlock  = 0xA3
	idBlockGroup   = 0xA0
	idBlock        = 0xA1
	unknownSize    = -1
	maxElementHead = 12 // 4 bytes of number, 8 of size
)

// errJunk is returned where what follows is no element at all.
var errJunk = errors.New("junk")

// film is what the elements of a WebM file say. They are read one after
// the other, whatever holds them: their numbers are unique, and in a file
// that was written as a stream the ends of their holders are not known.
type film struct {
	file io.ReaderAt
	size int64

	docType  string
	tracks   []reel
	blocks   bool
	ticks    uint64  // nanoseconds each
	length   float64 // in ticks, where it is stated
	cluster  uint64  // the time of the cluster at hand
	last     uint64  // the time of the last block
	passed   int64   // where the last cluster begins whose blocks were passed over; 0: none was
	unending bool    // it has more parts than are read
}

// reel is one track of a film.
type reel struct {
	kind    uint64
	id      string
	private []byte
	colors  colors
}

// The kinds of a reel.
const (
	reelOfPictures = 1
	reelOfSound    = 2
)

// checkWebM reads the elements of a WebM or Matroska file. Browsers play
// both, whatever the name.
func checkWebM(file io.ReaderAt, size int64) (facts, error) {
	f := &film{file: file, size: size, ticks: 1_000_000}
	if err := f.walk(0, size); err != nil {
		return facts{}, err
	}
	if f.passed > 0 { // how long the last cluster is, only its blocks say
		if err := f.blocksOf(f.passed); err != nil {
			return facts{}, err
		}
	}
	video, pictures := f.first(reelOfPictures)
	audio, _ := f.first(reelOfSound)
	switch {
	case f.docType != "webm" && f.docType != "matroska":
		return facts{}, unplayable("clip.other_webm")
	case !pictures && f.blocks:
		return facts{}, unplayable("clip.no_video_track")
	case !pictures:
		return facts{}, incomplete("clip.no_description")
	case !f.blocks:
		return facts{}, incomplete("clip.no_pictures")
	}
	return facts{
		contentType: typeWebM,
		duration:    longest(f.time(float64(f.last)), f.time(f.length)),
		video:       codecOfID(video.id, video.private), audio: codecOfID(audio.id, audio.private),
		colors: video.colors,
	}, nil
}

// time returns a number of ticks as a time.
func (f *film) time(ticks float64) time.Duration {
	nanoseconds := ticks * float64(f.ticks)
	switch {
	case !(nanoseconds > 0):
		return 0
	case nanoseconds > float64(2*maxDuration):
		return 2 * maxDuration
	}
	return time.Duration(nanoseconds).Round(time.Millisecond)
}

// first returns the first reel of a kind, which is the one that is played.
func (f *film) first(kind uint64) (reel, bool) {
	for _, r := range f.tracks {
		if r.kind == kind {
			return r, true
		}
	}
	return reel{}, false
}

// walk reads the elements between two places of the file. What follows the
// film and makes no sense is passed over, as a browser does.
func (f *film) walk(from, to int64) error {
	for at, parts := from, 0; at < to; parts++ {
		if parts > maxParts {
			f.unending = true
			break
		}
		id, size, head, err := f.element(at)
		if err != nil {
			return f.afterAll(err)
		}
		payload := at + head
		if id == idSegment {
			if size != unknownSize {
				to = min(to, payload+size) // what comes after is not part of the film
			}
			at = payload
			continue
		}
		if size == unknownSize && id != idCluster || size > f.size-payload {
			return f.overflows(id)
		}
		// With the length stated, a cluster with a known end is passed over;
		// the last of them is measured afterwards.
		if id == idCluster {
			f.passed = 0
			if size != unknownSize && f.blocks && f.length > 0 {
				f.passed, at = payload, payload+size
				continue
			}
		}
		if holder(id) {
			if id == idTrack {
				f.tracks = append(f.tracks, reel{})
			}
			at = payload
			continue
		}
		if err := f.note(id, payload, size); err != nil {
			return err
		}
		at = payload + size
	}
	if f.unending && !f.blocks {
		return unplayable("clip.too_many_parts")
	}
	return nil
}

// blocksOf reads the elements of one cluster whose end is known to be in
// the file.
func (f *film) blocksOf(payload int64) error {
	for at, parts := payload, 0; at < f.size && parts < maxParts; parts++ {
		id, size, head, err := f.element(at)
		switch {
		case errors.Is(err, errJunk), fault.Is(err, codeIncomplete):
			return nil // it is behind the film
		case err != nil:
			return err
		case size == unknownSize, id == idCluster, id == idCues, size > f.size-at-head:
			return nil // it is behind the cluster
		}
		if at += head; id == idBlockGroup {
			continue
		}
		if err := f.note(id, at, size); err != nil {
			return err
		}
		at += size
	}
	return nil
}

// overflows judges an element that goes on after the end of the file: one
// that belongs to a film is cut, any other is junk behind a film.
func (f *film) overflows(id uint32) error {
	switch id {
	case idCluster, idSimpleBlock, idBlockGroup, idBlock, idClusterTime, idCues:
		return incomplete("clip.cut")
	}
	return f.afterAll(errJunk)
}

// afterAll drops an error where junk follows a film that was seen.
func (f *film) afterAll(err error) error {
	if !errors.Is(err, errJunk) {
		return err
	}
	if _, pictures := f.first(reelOfPictures); pictures && f.blocks {
		return nil
	}
	return incomplete("clip.cut")
}

// holder reports whether an element is there for others in it.
func holder(id uint32) bool {
	switch id {
	case idHeader, idDescription, idTracks, idTrack, idCluster, idBlockGroup:
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
		f.docType = string(bytes.TrimRight(text, "\x00"))
	case idTicks:
		f.ticks, err = f.number(payload, size)
	case idLength:
		f.length, err = f.float(payload, size)
	case idTrackType, idTrackCodec, idTrackPrivate:
		err = f.describe(id, payload, size)
	case idTrackVideo:
		f.noteColors(payload, payload+size)
	case idClusterTime:
		f.cluster, err = f.number(payload, size)
	case idSimpleBlock, idBlock:
		err = f.block(payload, size)
	}
	return err
}

// noteColors records how the colors of the current track are coded. What makes no
// sense there is ignored.
func (f *film) noteColors(at, to int64) {
	if len(f.tracks) == 0 {
		return
	}
	into := &f.tracks[len(f.tracks)-1].colors
	for at < to {
		id, size, head, err := f.element(at)
		if err != nil || size == unknownSize || size > to-at-head {
			return
		}
		at += head
		switch id {
		case idColor: // what is in it comes next
			continue
		case idColorMatrix:
			into.matrix, _ = f.number(at, size)
		case idColorRange:
			into.span, _ = f.number(at, size)
		}
		at += size
	}
}

// describe records an element of the current track.
func (f *film) describe(id uint32, payload, size int64) (err error) {
	if len(f.tracks) == 0 {
		return nil
	}
	r := &f.tracks[len(f.tracks)-1]
	switch id {
	case idTrackType:
		r.kind, err = f.number(payload, size)
	case idTrackCodec:
		var text []byte
		text, err = f.bytes(payload, size, 64)
		r.id = string(bytes.TrimRight(text, "\x00"))
	case idTrackPrivate:
		r.private, err = f.bytes(payload, min(size, 64), 64)
	}
	return err
}

// block records the time of a block: that of its cluster and a small signed
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
		return incomplete("clip.cut")
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
		return 0, 0, 0, incomplete("clip.cut")
	}
	raw := buffer[:n]
	width := bits.LeadingZeros8(raw[0]) + 1
	switch {
	case width > 4:
		return 0, 0, 0, errJunk
	case width >= len(raw):
		return 0, 0, 0, incomplete("clip.cut")
	}
	for _, b := range raw[:width] {
		id = id<<8 | uint32(b)
	}
	raw = raw[width:]
	wide := bits.LeadingZeros8(raw[0]) + 1
	switch {
	case wide > 8:
		return 0, 0, 0, errJunk
	case wide > len(raw):
		return 0, 0, 0, incomplete("clip.cut")
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
		return nil, unplayable("clip.broken")
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
