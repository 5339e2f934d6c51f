package overlay

import (
	"slices"
	"time"

	"streamspark/internal/celebration"
)

// Voice is what is said with an alert.
type Voice struct {
	URL      string
	Duration time.Duration
	Volume   float64 // 0 to 1
}

// voiceEnds is how long a card stays longer than its voice, which begins a
// moment after it.
const voiceEnds = 1500 * time.Millisecond

// voice is a Voice in a frame.
type voice struct {
	URL        string  `json:"url"`
	DurationMS int64   `json:"duration_ms"`
	Volume     float64 `json:"volume"`
}

// spokenFor returns those of some alerts that need not wait for their voices, and
// the voices, by their places in the list. The others are due again when they
// have waited long enough, or when there is news of their voices.
func (o *Overlay) spokenFor(fresh []int, now time.Time) (due []int, voices map[int]Voice) {
	d := &o.state
	d.voiceAt = time.Time{}
	if o.voice == nil {
		return fresh, nil
	}
	voices = map[int]Voice{}
	for _, i := range fresh {
		said, wait := o.voice(d.alerts[i])
		if wait > 0 {
			if at := now.Add(wait); d.voiceAt.IsZero() || at.Before(d.voiceAt) {
				d.voiceAt = at
			}
			continue
		}
		due = append(due, i)
		if said.URL != "" {
			voices[i] = said
		}
	}
	return due, voices
}

// waitsForVoice reports whether the thank-you of a scene, which the scene takes
// over, waits for its voice.
func (o *Overlay) waitsForVoice(p celebration.Playback, now time.Time) bool {
	d := &o.state
	at := slices.IndexFunc(d.alerts, func(c celebration.Celebration) bool { return c.ID == p.Celebration })
	if o.voice == nil || p.Scene == nil || at < 0 {
		return false
	}
	_, wait := o.voice(d.alerts[at])
	if wait > 0 && (d.voiceAt.IsZero() || now.Add(wait).Before(d.voiceAt)) {
		d.voiceAt = now.Add(wait)
	}
	return wait > 0
}

// frame returns the voice for an alert, nil where there is none.
func (v Voice) frame() *voice {
	if v.URL == "" {
		return nil
	}
	return &voice{v.URL, v.Duration.Milliseconds(), volume(v.Volume)}
}

// holdWith returns how long a card stays that is spoken.
func (v Voice) holdWith(hold time.Duration) time.Duration {
	if v.URL == "" {
		return hold
	}
	return max(hold, v.Duration+voiceEnds)
}
