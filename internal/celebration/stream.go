package celebration

import "time"

const (
	// StreamBreak is how long no player must have been there for the next one
	// to begin a new stream.
	StreamBreak = time.Hour
	// maxPast is how many streams before the present one are remembered.
	maxPast = 20
)

// Stream is one broadcast, as far as it can be told from here: it lasts for
// as long as a player is there, short breaks and restarts included.
type Stream struct {
	Since time.Time     `json:"since"`
	Seen  time.Time     `json:"seen"` // when a player was last there
	Past  [maxPast]Span `json:"past"` // the streams before, the newest first; an array can be compared
}

// Span is when a stream was.
type Span struct {
	Since time.Time `json:"since,omitzero"`
	Seen  time.Time `json:"seen,omitzero"`
	Until time.Time `json:"-"` // when the next began: what came until then counts; zero: none did
}

// StreamDocument is the name of the document that keeps the present stream.
const StreamDocument = "stream"

// At returns the stream of a moment at which a player is there, or is not.
func (s Stream) At(now time.Time, player bool) Stream {
	if s.Since.IsZero() || player && now.Sub(s.Seen) > StreamBreak {
		s = s.Next(now)
	} else if player {
		s.Seen = now
	}
	return s
}

// Next returns the stream that follows on this one now. One in which no player
// was there is not remembered.
func (s Stream) Next(now time.Time) Stream {
	next := Stream{Since: now, Seen: now, Past: s.Past}
	if s.Seen.After(s.Since) {
		copy(next.Past[1:], s.Past[:])
		next.Past[0] = Span{Since: s.Since, Seen: s.Seen}
	}
	return next
}

// Spans lists the present stream and those before, the newest first.
func (s Stream) Spans() []Span {
	spans := []Span{{Since: s.Since, Seen: s.Seen}}
	for _, past := range s.Past {
		if past.Since.IsZero() {
			break
		}
		past.Until = spans[len(spans)-1].Since
		spans = append(spans, past)
	}
	return spans
}
