package celebration

import (
	"regexp"
	"slices"
)

const (
	// SoundOff is the sound of a thank-you that has none.
	SoundOff = "off"
	// DefaultSting is the sound where the streamer chose none, and where a file of
	// theirs cannot be played.
	DefaultSting = "chime"
)

// Stings returns the names of the sounds that the widget makes itself, as
// widget/sound/stings.js has them.
func Stings() []string { return []string{DefaultSting, "coin", "drums", "harp", "fanfare", "synth"} }

// IsSoundFile reports whether a name is that of one of the streamer's own
// sounds: the hash of its content and the ending of its kind.
func IsSoundFile(name string) bool { return soundFile.MatchString(name) }

var soundFile = regexp.MustCompile(`^[0-9a-f]{16}\.(mp3|ogg|wav)$`)

// IsSound reports whether a setting can name a sound: off, a sting or a file.
func IsSound(name string) bool {
	return name == SoundOff || slices.Contains(Stings(), name) || IsSoundFile(name)
}
