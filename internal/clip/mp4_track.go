package clip

import "time"

// track is one track of a movie.
type track struct {
	id      uint32
	kind    string // vide, soun, …
	codec   string
	scale   uint32 // ticks a second
	stated  time.Duration
	samples uint64 // ticks of those that moov describes
	tables  tables

	start, next uint64 // ticks: when it begins, and when its next fragment does
	begun       bool   // a fragment was seen
}

// part is what is known of one sample, or of all where nothing else is said.
type part struct{ ticks, bytes uint32 }

// tables say where the samples of a track lie in the file.
type tables struct {
	size    uint32 // of each; 0: see sizes
	sizes   []uint32
	perRun  []chunks
	offsets []uint64
}

// chunks is how many samples each chunk has, from one on (counted from 1).
type chunks struct{ first, samples uint32 }

// ends returns where the last byte of a sample lies.
func (t *tables) ends() uint64 {
	var last uint64
	at, run := 0, 0
	for i, offset := range t.offsets {
		for run+1 < len(t.perRun) && uint64(t.perRun[run+1].first) <= uint64(i)+1 {
			run++
		}
		end := offset
		if run < len(t.perRun) {
			n := int(t.perRun[run].samples)
			if t.size > 0 {
				end += uint64(n) * uint64(t.size)
			}
			for ; n > 0 && at < len(t.sizes); n-- {
				end += uint64(t.sizes[at])
				at++
			}
		}
		last = max(last, end)
	}
	return last
}

// run is what is known while the samples of one track in one fragment are
// read.
type run struct {
	track     *track
	byDefault part
	at        uint64 // where the data of the next samples begins
	base      uint64
}

// isLeaf reports whether a box of this kind is read by note.
func isLeaf(parent, kind string) bool {
	switch kind {
	case "hdlr":
		return parent == "mdia" // a MOV has others
	case "mvhd", "mehd", "tkhd", "mdhd", "stsd", "stts", "stsz", "stsc", "stco", "co64", "trex", "tfhd", "tfdt", "trun", "sidx":
		return true
	}
	return false
}

// note takes in what a box says.
func (m *movie) note(kind string, f *fields) {
	switch kind {
	case "mvhd":
		f.skip(f.width() * 2) // when it was made and changed
		m.scale = f.u32()
		m.stated = append(m.stated, ticks(f.length(), m.scale))
	case "mehd":
		m.stated = append(m.stated, ticks(f.length(), m.scale))
	case "trex":
		id := f.u32()
		f.skip(4)
		m.byDefault[id] = part{ticks: f.u32(), bytes: f.u32()}
	case "tfhd":
		m.tfhd(f)
	case "tfdt":
		m.tfdt(f)
	case "trun":
		m.trun(f)
	case "sidx":
		m.sidx(f)
	default:
		if len(m.tracks) > 0 {
			m.tracks[len(m.tracks)-1].note(kind, f)
		}
	}
}

// note takes in what a box of the track says.
func (t *track) note(kind string, f *fields) {
	switch kind {
	case "tkhd":
		f.skip(f.width() * 2)
		t.id = f.u32()
	case "mdhd":
		f.skip(f.width() * 2)
		t.scale = f.u32()
		t.stated = ticks(f.length(), t.scale)
	case "hdlr":
		f.skip(4)
		t.kind = string(f.raw[:min(4, len(f.raw))])
	case "stsd":
		t.codec = codecOf(f.raw)
	case "stts":
		t.durations(f)
	case "stsz":
		t.sizes(f)
	case "stsc":
		t.runs(f)
	case "stco", "co64":
		t.offsets(f, kind == "co64")
	}
}

func (t *track) durations(f *fields) {
	for f.u32(); len(f.raw) >= 8; {
		n, each := f.u32(), f.u32()
		t.samples += uint64(n) * uint64(each)
	}
}

func (t *track) sizes(f *fields) {
	t.tables.size = f.u32()
	for f.u32(); len(f.raw) >= 4; {
		t.tables.sizes = append(t.tables.sizes, f.u32())
	}
}

func (t *track) runs(f *fields) {
	for f.u32(); len(f.raw) >= 12; f.skip(4) {
		t.tables.perRun = append(t.tables.perRun, chunks{first: f.u32(), samples: f.u32()})
	}
}

func (t *track) offsets(f *fields, wide bool) {
	for f.u32(); len(f.raw) >= 4; {
		if wide {
			t.tables.offsets = append(t.tables.offsets, f.u64())
		} else {
			t.tables.offsets = append(t.tables.offsets, uint64(f.u32()))
		}
	}
}

// byID returns the track with an id; one that belongs to none where it is
// not known.
func (m *movie) byID(id uint32) *track {
	for _, t := range m.tracks {
		if t.id == id {
			return t
		}
	}
	return &track{}
}

func (m *movie) tfhd(f *fields) {
	id := f.u32()
	m.run = run{track: m.byID(id), byDefault: m.byDefault[id], base: m.traf}
	if f.has(0x020000) { // the base is the fragment
		m.run.base = m.moof
	}
	if f.has(0x01) {
		m.run.base = f.u64()
	}
	if f.has(0x02) {
		f.skip(4)
	}
	if f.has(0x08) {
		m.run.byDefault.ticks = f.u32()
	}
	if f.has(0x10) {
		m.run.byDefault.bytes = f.u32()
	}
	m.run.at = m.run.base
}

func (m *movie) tfdt(f *fields) {
	t := m.run.track
	if t == nil {
		return
	}
	at := f.time()
	if !t.begun && t.samples == 0 {
		t.start, t.next = at, at // a piece of a stream need not begin at 0
	}
	t.begun = true
	if at >= t.next {
		t.next = at
	}
}

func (m *movie) trun(f *fields) {
	t := m.run.track
	if t == nil {
		return
	}
	t.begun = true
	count := f.u32()
	if f.has(0x01) {
		m.run.at = m.run.base + uint64(int64(int32(f.u32())))
	}
	if f.has(0x04) {
		f.skip(4)
	}
	width := 0
	for _, flag := range []uint32{0x0100, 0x0200, 0x0400, 0x0800} {
		if f.has(flag) {
			width += 4
		}
	}
	each := m.run.byDefault
	if width == 0 { // nothing is said of each
		t.next += uint64(count) * uint64(each.ticks)
		m.run.at += uint64(count) * uint64(each.bytes)
	}
	for ; width > 0 && count > 0 && len(f.raw) >= width; count-- {
		rest := f.raw[width:]
		if f.has(0x0100) {
			each.ticks = f.u32()
		}
		if f.has(0x0200) {
			each.bytes = f.u32()
		}
		f.raw = rest
		t.next += uint64(each.ticks)
		m.run.at += uint64(each.bytes)
	}
	m.ends = max(m.ends, m.run.at)
}

func (m *movie) sidx(f *fields) {
	f.skip(4)
	scale := f.u32()
	from := f.time()
	f.time()
	end := from
	for f.skip(4); len(f.raw) >= 12; f.skip(4) {
		f.skip(4)
		end += uint64(f.u32())
	}
	if first := ticks(from, scale); m.indexed[1] == 0 || first < m.indexed[0] {
		m.indexed[0] = first
	}
	m.indexed[1] = max(m.indexed[1], ticks(end, scale))
}
