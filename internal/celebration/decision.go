package celebration

import (
	"time"

	"streamspark/internal/fault"
)

// Via is how a decision came to the program.
type Via string

// The ways.
const (
	ViaPage      Via = "page"      // a page of the dashboard
	ViaAPI       Via = "api"       // a program, with the access token or from this computer
	ViaModerator Via = "moderator" // a moderator's link
	ViaTelegram  Via = "telegram"  // the bot
	ViaTimeout   Via = "timeout"   // nobody decided: the streamer's time limit
)

// Vias lists all of them.
func Vias() []Via { return []Via{ViaPage, ViaAPI, ViaModerator, ViaTelegram, ViaTimeout} }

// By is who decided, and how. No name means the streamer.
type By struct {
	Via Via
	Who string
}

// IsStreamer reports whether nobody but the streamer can have decided.
func (b By) IsStreamer() bool { return b.Via == ViaPage || b.Via == ViaAPI }

// judge returns whose a verdict is after the decision.
func (b By) judge() string {
	if b.Via == ViaTimeout {
		return ByTimeout
	}
	return ByPerson
}

// Reason returns why a celebration stands where a decision put it.
func (b By) Reason() Reason {
	switch {
	case b.Via == ViaTimeout:
		return fault.Say(WhyTimeLimit)
	case b.Who != "":
		return fault.Say(WhyByOther, "who", b.Who)
	}
	return fault.Say(WhyByHand)
}

// Decision is what was decided, about a celebration or about what plays. It is kept
// for ever.
type Decision struct {
	At time.Time
	By
	Action      string
	Celebration int64 // 0: about none
}
