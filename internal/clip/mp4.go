package clip

import (
	"encoding/binary"
	"errors"
	"io"
	"math"
	"slices"
	"time"
)

const (
	// maxLeaf is the most that is read of one describing box: the sample
	// tables of an hour have less.
	maxLeaf = 4 << 20
	boxHead = 8
)

// beginsMP4 reports whether a file begins as an MP4 or MOV does. Old MOV
// files have no ftyp, and segments of a stream begin with styp.
func beginsMP4(head []byte) bool {
	return len(head) >= boxHead && slices.Contains([]string{
		"ftyp", "styp", "moov", "mdat", "moof", "sidx", "free", "skip", "wide", "junk", "pnot", "pict", "prfl", "uuid",
	}, string(head[4:boxHead]))
}

// movie is what the boxes of an MP4 file say, as far as it matters here.
type movie struct {
	file  io.ReaderAt
	size  int64
	parts int

	described, filled bool   // there is a moov, and a mdat with something in it
	cut               bool   // what describes it goes on after the end of the file
	ends              uint64 // where the last byte of a sample lies
	scale             uint32 // ticks a second of mvhd and mehd
	stated            []time.Duration
	tracks            []*track

	byDefault  map[uint32]part // of the fragments of each track
	moof, traf uint64          // where the fragment at hand begins, and the data of its track
	run        run
	indexed    [2]time.Duration // the first and the last moment in sidx
	unfinished bool             // it has more parts than are read
}

// atom is one box: its kind and where its payload is.
type atom struct {
	kind    string
	from    int64 // of its head
	payload int64
	end     int64
}

// checkMP4 walks the boxes and adds up the samples that they describe.
func checkMP4(file io.ReaderAt, size int64) (facts, error) {
	m := &movie{file: file, size: size, byDefault: map[uint32]part{}}
	if err := m.walk("", 0, size); err != nil {
		return facts{}, err
	}
	video, audio := m.first("vide"), m.first("soun")
	switch {
	case !m.described && m.unfinished:
		return facts{}, unplayable("clip.too_many_parts")
	case !m.described:
		return facts{}, incomplete("clip.no_description")
	case m.cut, m.ends > uint64(size):
		return facts{}, incomplete("clip.cut")
	case video == nil:
		return facts{}, unplayable("clip.no_video_track")
	case !m.filled:
		return facts{}, unplayable("clip.no_pictures")
	}
	found := facts{contentType: typeMP4, video: video.codec, duration: m.length()}
	if audio != nil {
		found.audio = audio.codec
	}
	return found, nil
}

// first returns the first track of a kind, which is the one that a browser
// plays.
func (m *movie) first(kind string) *track {
	at := slices.IndexFunc(m.tracks, func(t *track) bool { return t.kind == kind })
	if at < 0 {
		return nil
	}
	return m.tracks[at]
}

// length returns that of the longest track with pictures or sound.
func (m *movie) length() time.Duration {
	var measured time.Duration
	stated := append(slices.Clone(m.stated), m.indexed[1]-m.indexed[0])
	for _, t := range m.tracks {
		if t.kind == "vide" || t.kind == "soun" {
			measured = max(measured, ticks(t.next-min(t.start, t.next), t.scale))
			stated = append(stated, t.stated)
		}
	}
	if m.unfinished {
		return longest(0, append(stated, measured)...)
	}
	return longest(measured, stated...)
}

// walk visits the boxes between two offsets of the file. Only boxes that
// are known to hold others are entered, so it cannot go deep. Junk after the
// boxes that matter is passed over, as a browser does.
func (m *movie) walk(parent string, from, to int64) error {
	for from+boxHead <= to {
		if m.parts++; m.parts > maxParts {
			m.unfinished = true
			return nil
		}
		b, ok, err := m.atom(from, to)
		if err != nil {
			return err
		}
		if !ok || b.end > to {
			if parent == "" && !m.overflows(b, ok) {
				return nil
			}
			if !ok {
				return nil // padding
			}
			b.end = to
		}
		if err := m.enter(parent, b); err != nil {
			return err
		}
		from = b.end
	}
	return nil
}

// overflows judges a box of the file itself that has no sensible size or
// does not end within it, and reports whether it can still be read.
func (m *movie) overflows(b atom, sized bool) bool {
	switch {
	case sized && b.kind == "mdat": // whether a sample is missing, the tables say
		return true
	case sized && (b.kind == "moov" || b.kind == "moof"), !m.described, !m.filled:
		m.cut = true
	}
	return false
}

// atom reads the head of the box at a place; ok is false where it makes no
// sense.
func (m *movie) atom(from, to int64) (b atom, ok bool, err error) {
	var head [16]byte
	n, err := m.file.ReadAt(head[:min(16, to-from)], from)
	if err != nil && !errors.Is(err, io.EOF) {
		return b, false, err
	}
	if n < boxHead { // the file shrank while it was read
		return b, false, nil
	}
	b = atom{kind: string(head[4:8]), from: from, payload: from + boxHead}
	size := uint64(binary.BigEndian.Uint32(head[:]))
	switch size {
	case 0:
		size = uint64(to - from)
	case 1:
		if n < len(head) {
			return b, false, nil
		}
		size, b.payload = binary.BigEndian.Uint64(head[8:]), from+16
	}
	if size < uint64(b.payload-from) {
		return b, false, nil
	}
	b.end = from + int64(min(size, math.MaxInt64/2))
	return b, true, nil
}

func (m *movie) enter(parent string, b atom) error {
	switch parent + "/" + b.kind {
	case "/moov":
		m.described = true
		return m.walk(b.kind, b.payload, b.end)
	case "moov/trak":
		t := &track{}
		m.tracks = append(m.tracks, t)
		err := m.walk(b.kind, b.payload, b.end)
		if t.kind == "vide" || t.kind == "soun" {
			m.ends = max(m.ends, t.tables.ends())
		}
		t.tables, t.next = tables{}, t.samples
		return err
	case "/moof":
		m.moof, m.traf = uint64(b.from), uint64(b.from)
		return m.walk(b.kind, b.payload, b.end)
	case "moof/traf":
		m.run = run{}
		err := m.walk(b.kind, b.payload, b.end)
		m.traf = max(m.run.at, m.traf)
		return err
	case "trak/mdia", "mdia/minf", "minf/stbl", "moov/mvex":
		return m.walk(b.kind, b.payload, b.end)
	case "/mdat":
		m.filled = m.filled || b.end > b.payload
		return nil
	}
	if !isLeaf(parent, b.kind) {
		return nil
	}
	f, err := m.read(b)
	if f != nil {
		m.note(b.kind, f)
	}
	return err
}

// read reads the payload of a box; nil where it is too long to be true.
func (m *movie) read(b atom) (*fields, error) {
	if b.end-b.payload > maxLeaf {
		return nil, nil
	}
	raw := make([]byte, b.end-b.payload)
	n, err := m.file.ReadAt(raw, b.payload)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	f := &fields{raw: raw[:n]}
	f.version = f.u32()
	return f, nil
}

// ticks returns a number of ticks as a time; 0 where it cannot be.
func ticks(n uint64, perSecond uint32) time.Duration {
	if perSecond == 0 {
		return 0
	}
	seconds := float64(n) / float64(perSecond)
	if seconds > 2*maxDuration.Seconds() {
		return 2 * maxDuration
	}
	return time.Duration(seconds * float64(time.Second)).Round(time.Millisecond)
}

// fields reads the numbers of a box one after the other. Behind its end
// there are zeros.
type fields struct {
	raw     []byte
	version uint32 // with the flags
}

// wide reports whether times in the box have 64 bits.
func (f *fields) wide() bool { return f.version>>24 != 0 }

// width returns how many bytes such a time has.
func (f *fields) width() int {
	if f.wide() {
		return 8
	}
	return 4
}

func (f *fields) has(flag uint32) bool { return f.version&flag != 0 }

func (f *fields) skip(n int) { f.raw = f.raw[min(n, len(f.raw)):] }

func (f *fields) u32() uint32 {
	if len(f.raw) < 4 {
		f.raw = nil
		return 0
	}
	value := binary.BigEndian.Uint32(f.raw)
	f.raw = f.raw[4:]
	return value
}

func (f *fields) u64() uint64 { return uint64(f.u32())<<32 | uint64(f.u32()) }

// time reads a time of the width that the version says.
func (f *fields) time() uint64 {
	if f.wide() {
		return f.u64()
	}
	return uint64(f.u32())
}

// length reads a length in ticks; 0 where it is said to be unknown.
func (f *fields) length() uint64 {
	n := f.time()
	if n == math.MaxUint64 || !f.wide() && n == math.MaxUint32 {
		return 0
	}
	return n
}
