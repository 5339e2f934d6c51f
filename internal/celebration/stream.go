package celebration

import "time"

// StreamBreak is how long no player must have been there for the next one
// to begin a new stream.
const StreamBreak = time.Hour

// Stream is one broadcast, as far as it can be told from here: it lasts for
// as long as a player is there, short breaks and restarts included.
type Stream struct {
	Since time.Time `json:"since"`
	Seen  time.Time `json:"seen"` // when a player was last there
}

// StreamDocument is the name of the document that keeps the present stream.
const StreamDocument = "stream"

// NewStream returns a stream that begins now.
func NewStream(now time.Time) Stream { return Stream{Since: now, Seen: now} }

// At returns the stream of a moment at which a player is there, or is not.
func (s Stream) At(now time.Time, player bool) Stream {
	if s.Since.IsZero() || player && now.Sub(s.Seen) > StreamBreak {
		s.Since = now
	}
	if player || s.Seen.IsZero() {
		s.Seen = now
	}
	return s
}
