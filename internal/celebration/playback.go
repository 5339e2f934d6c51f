package celebration

import (
	"cmp"
	"time"

	"streamspark/internal/money"
)

// PlaybackState is how far one showing has come.
type PlaybackState string

// The states of a playback. Queued, Sent and Started are open: the overlay
// still has something to do. The others are final.
const (
	PlaybackQueued  PlaybackState = "queued"  // waits for its turn
	PlaybackSent    PlaybackState = "sent"    // the player was told
	PlaybackStarted PlaybackState = "started" // the player says that it runs
	PlaybackEnded   PlaybackState = "ended"   // it was shown
	PlaybackFailed  PlaybackState = "failed"  // it could not be shown
	PlaybackSkipped PlaybackState = "skipped" // the streamer ended it
)

// Playback is one showing of a clip, of a scene, or of credits on the stream.
type Playback struct {
	ID          int64
	Celebration int64 // 0: a clip that was found in the folder
	Replay      bool  // the clip was shown before, or asked for by hand
	State       PlaybackState
	Reason      Reason
	Player      string    // the page that was told to show it
	Returns     int       // times it went back because it did not start or end
	Cuts        int       // times it was cut before half of it was shown
	Scene       *Scene    // nil: a clip is shown, or credits
	Credits     time.Time // when the stream began whose credits are shown; zero: they are not

	// CreditsLength is how long its credits are: of those that wait, by what they
	// would show when they were queued.
	CreditsLength time.Duration

	CreatedAt time.Time
	SentAt    time.Time
	StartedAt time.Time
	EndedAt   time.Time

	// What is shown, as the store joins it: of the words those that are public. None
	// of it is saved with the playback.
	Clip    Clip
	Donor   string
	Message string
	Amount  money.Amount
	Tier    int // -1: none
}

// IsClip reports whether a file is shown.
func (p Playback) IsClip() bool { return p.Scene == nil && p.Credits.IsZero() }

// Length returns how long it is, as far as the server knows before it is
// shown; 0: it does not.
func (p Playback) Length() time.Duration {
	switch {
	case p.Scene != nil:
		return p.Scene.Length()
	case !p.Credits.IsZero():
		return cmp.Or(p.CreditsLength, ShortestCredits)
	}
	return p.Clip.Duration
}

// Outcome returns where a playback in this state leaves its celebration, given
// where that stands now. A replay never turns a celebration into a failed
// one: it was shown before.
func (p Playback) Outcome(now Status) Status {
	first := !p.Replay
	switch p.State {
	case PlaybackStarted:
		return Playing
	case PlaybackEnded:
		return Played
	case PlaybackQueued:
		if now == Playing && first {
			return Ready
		}
	case PlaybackFailed:
		switch {
		case first && p.Reason.Code == WhyConverting:
			return Fetching // the pipeline converts it
		case first:
			return Failed
		}
	case PlaybackSkipped:
		if first {
			return Played
		}
	case PlaybackSent:
		return now
	}
	if now == Playing {
		return Played
	}
	return now
}
