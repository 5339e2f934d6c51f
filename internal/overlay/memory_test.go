package overlay

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"sync"
	"time"

	"streamspark/internal/celebration"
	"streamspark/internal/money"
)

// memory is a Store for tests. It refuses what the real one refuses: a
// playback that is not open cannot be saved, and no celebration makes a
// move that the table lacks.
type memory struct {
	mu           sync.Mutex
	celebrations []celebration.Celebration
	playbacks    []celebration.Playback
	documents    map[string][]byte
	moved        []int64           // the order that was made by hand
	moves        []string          // "1 sent", in the order of the saves
	broken       map[int64]bool    // playbacks that cannot be saved
	down         bool              // nothing can be saved or read
	thankless    bool              // no thank-you can be noted
	disk         func(what string) // is called before each write
	files        map[string]string // what the picture of a clip is coded in, by name
	reads        int               // how often the queue was read
	clock        func() time.Time  // what is "now" to it
}

// code says what a clip is coded in.
func (m *memory) code(filename, video, audio string) {
	for i := range m.celebrations {
		if c := m.celebrations[i].Clip; c != nil && c.Filename == filename {
			c.Video, c.Audio = video, audio
		}
	}
	for i := range m.playbacks {
		if c := &m.playbacks[i].Clip; c.Filename == filename {
			c.Video, c.Audio = video, audio
		}
	}
}

var errDown = errors.New("the disk is full")

func newMemory() *memory {
	return &memory{documents: map[string][]byte{}, broken: map[int64]bool{}, clock: time.Now}
}

// ready adds a celebration with a finished clip of this length.
func (m *memory) ready(length time.Duration) int64 {
	id := m.qualified(celebration.Ready)
	m.mu.Lock()
	defer m.mu.Unlock()
	c := &m.celebrations[id-1]
	c.AlertedAt = m.clock()
	c.Clip = &celebration.Clip{Filename: fmt.Sprintf("clip %d.webm", id), Duration: length, Celebration: id}
	return id
}

// qualified adds a celebration that was not thanked for yet.
func (m *memory) qualified(status celebration.Status) int64 {
	m.mu.Lock()
	defer m.mu.Unlock()
	id := int64(len(m.celebrations) + 1)
	m.celebrations = append(m.celebrations, celebration.Celebration{
		ID: id, Status: status, CreatedAt: m.clock(),
		Donation: celebration.Donation{Donor: fmt.Sprintf("viewer%d", id), Message: "Привет 🎉", Amount: money.Rubles(1500)},
	})
	return id
}

func (m *memory) EnqueueReady(_ context.Context, now time.Time) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.down {
		return errDown
	}
	for _, c := range m.celebrations {
		open := slices.ContainsFunc(m.playbacks, func(p celebration.Playback) bool {
			return p.Celebration == c.ID && isOpen(p.State)
		})
		if c.Status == celebration.Ready && c.Clip != nil && !open {
			m.add(c, false, now)
		}
	}
	return nil
}

func (m *memory) add(c celebration.Celebration, replay bool, now time.Time) celebration.Playback {
	p := celebration.Playback{
		ID: int64(len(m.playbacks) + 1), Celebration: c.ID, Replay: replay, State: celebration.PlaybackQueued, CreatedAt: now,
		Clip: *c.Clip, Donor: c.Donation.Donor, Message: c.Donation.Message, Amount: c.Donation.Amount,
	}
	m.playbacks = append(m.playbacks, p)
	return p
}

func isOpen(s celebration.PlaybackState) bool {
	return s == celebration.PlaybackQueued || s == celebration.PlaybackSent || s == celebration.PlaybackStarted
}

// asked returns how often the queue was read.
func (m *memory) asked() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.reads
}

func (m *memory) OpenPlaybacks(context.Context) ([]celebration.Playback, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.reads++
	if m.down {
		return nil, errDown
	}
	return m.open(isOpen), nil
}

// open lists the playbacks in a state, in their order.
func (m *memory) open(wanted func(celebration.PlaybackState) bool) []celebration.Playback {
	found := slices.DeleteFunc(slices.Clone(m.playbacks), func(p celebration.Playback) bool { return !wanted(p.State) })
	slices.SortStableFunc(found, func(a, b celebration.Playback) int { return m.place(a) - m.place(b) })
	return found
}

// place is where a playback stands: what is under way, what was moved, the
// rest by their numbers.
func (m *memory) place(p celebration.Playback) int {
	at := slices.Index(m.moved, p.ID)
	switch {
	case p.State != celebration.PlaybackQueued:
		return 0
	case at >= 0:
		return at + 1
	}
	return len(m.moved) + 1 + int(p.ID)
}

func (m *memory) MovePlayback(_ context.Context, id int64, place int) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.down {
		return errDown
	}
	var order []int64
	for _, p := range m.open(isQueued) {
		order = append(order, p.ID)
	}
	at := slices.Index(order, id)
	if at < 0 {
		return fmt.Errorf("move %d: %w", id, fs.ErrNotExist)
	}
	order = slices.Delete(order, at, at+1)
	m.moved = slices.Insert(order, min(max(place-1, 0), len(order)), id)
	return nil
}

func (m *memory) DropPlayback(ctx context.Context, id int64, why celebration.Reason, now time.Time) error {
	m.mu.Lock()
	if id < 1 || int(id) > len(m.playbacks) || !isQueued(m.playbacks[id-1].State) {
		m.mu.Unlock()
		return fmt.Errorf("drop %d: %w", id, fs.ErrNotExist)
	}
	p := m.playbacks[id-1]
	m.mu.Unlock()
	p.State, p.Reason, p.EndedAt = celebration.PlaybackSkipped, why, now
	return m.SavePlayback(ctx, p)
}

func isQueued(s celebration.PlaybackState) bool { return s == celebration.PlaybackQueued }

func (m *memory) SavePlayback(_ context.Context, p celebration.Playback) error {
	m.writes(string(p.State))
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.down || m.broken[p.ID] {
		return errDown
	}
	kept := &m.playbacks[p.ID-1]
	if !isOpen(kept.State) {
		return fmt.Errorf("playback %d is %s and cannot become %s", p.ID, kept.State, p.State)
	}
	c := &m.celebrations[p.Celebration-1]
	status := p.Outcome(c.Status)
	if !celebration.CanTransition(c.Status, status) {
		return fmt.Errorf("celebration %d is %s and cannot become %s", c.ID, c.Status, status)
	}
	c.Status, c.Reason = status, p.Reason
	p.Clip = kept.Clip // it is not saved with the playback
	*kept = p
	m.moves = append(m.moves, fmt.Sprintf("%d %s", p.ID, p.State))
	return nil
}

func (m *memory) AddPlayback(_ context.Context, filename string, now time.Time) (celebration.Playback, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, c := range m.celebrations {
		if c.Clip != nil && c.Clip.Filename == filename {
			return m.add(c, true, now), nil
		}
	}
	return celebration.Playback{}, fmt.Errorf("look for %q: %w", filename, fs.ErrNotExist)
}

func (m *memory) ToAlert(_ context.Context, since time.Time) ([]celebration.Celebration, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var found []celebration.Celebration
	for _, c := range m.celebrations {
		welcome := slices.Contains(slices.Concat(celebration.Welcomed(), celebration.Afterwards()), c.Status) && c.CreatedAt.After(since)
		if c.AlertedAt.IsZero() && (welcome || !c.ThankAt.IsZero()) {
			found = append(found, c)
		}
	}
	return found, nil
}

func (m *memory) SaveAlerted(_ context.Context, thanked []celebration.Celebration, at time.Time) error {
	m.writes("thanked")
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.down || m.thankless {
		return errDown
	}
	for _, c := range thanked {
		if kept := &m.celebrations[c.ID-1]; kept.ThankAt.Equal(c.ThankAt) {
			kept.AlertedAt = at
		}
	}
	m.moves = append(m.moves, fmt.Sprintf("%d thanked", len(thanked)))
	return nil
}

// writes is the disk: it may be slow.
func (m *memory) writes(what string) {
	m.mu.Lock()
	disk := m.disk
	m.mu.Unlock()
	if disk != nil {
		disk(what)
	}
}

func (m *memory) Delete(_ context.Context, key string) error {
	m.writes("forget " + key)
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.down {
		return errDown
	}
	delete(m.documents, key)
	return nil
}

func (m *memory) Making(context.Context) (int, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	making := 0
	for _, c := range m.celebrations {
		if c.Status == celebration.Approved || slices.Contains(celebration.Ordered(), c.Status) {
			making++
		}
	}
	return making, nil
}

func (m *memory) Get(_ context.Context, key string) ([]byte, bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	document, found := m.documents[key]
	return document, found, nil
}

func (m *memory) Put(_ context.Context, key string, value []byte) error {
	m.writes("put " + key)
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.down {
		return errDown
	}
	m.documents[key] = value
	return nil
}

// playback is a playback as it is kept now.
func (m *memory) playback(id int64) celebration.Playback {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.playbacks[id-1]
}

// status is a celebration's status as it is kept now.
func (m *memory) status(id int64) celebration.Status {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.celebrations[id-1].Status
}

func (m *memory) set(change func(m *memory)) {
	m.mu.Lock()
	defer m.mu.Unlock()
	change(m)
}
