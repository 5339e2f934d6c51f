package pipeline

import (
	"context"
	"slices"

	"streamspark/internal/celebration"
)

// The decisions by which no celebration moves. Keep and KeepShowing record them once
// they were carried out.
const (
	Pause  Action = "pause"
	Quiet  Action = "quiet" // a pause in which thank-yous wait too
	Resume Action = "resume"
	Skip   Action = "skip"
	Panic  Action = "panic"
	Move   Action = "move" // to another place of the queue
	Drop   Action = "drop" // from the queue
	Next   Action = "next" // play it now
)

// The decisions about what else the donor of a celebration sends. Keep records them too.
const (
	Block      Action = "block"
	HoldDonor  Action = "hold_donor"
	TrustDonor Action = "trust_donor"
	CheckDonor Action = "check_donor" // as all others
)

// Choices returns the decisions that somebody takes who looks at words or at a clip, in
// the order of their keys.
func Choices() []Action { return []Action{Approve, Mask, Reject} }

// forStreamer are the reasons of what is about money or an order.
var forStreamer = []string{
	celebration.WhyNoPrice, celebration.WhyBudgetDay, celebration.WhyBudgetStream, celebration.WhyBudgetDonor, celebration.WhyBudgetShare,
	celebration.WhyLimitHour, celebration.WhyLimitDonor, celebration.WhyLimitPause,
	celebration.WhyRestored, celebration.WhyDisagrees, celebration.WhyUnreadable,
}

// IsForStreamer reports whether nobody but the streamer decides about what waits.
func IsForStreamer(c celebration.Celebration) bool {
	return slices.Contains(forStreamer, c.Reason.Code)
}

// Offered returns what a moderator may decide about a celebration now: something where
// somebody has to look at words or a clip, nothing where it is the streamer's.
func Offered(c celebration.Celebration) (may []Action) {
	if !slices.Contains(celebration.ToLookAt(), c.Status) || IsForStreamer(c) {
		return nil
	}
	for _, action := range Choices() {
		if allows(c, action) {
			may = append(may, action)
		}
	}
	return may
}

// Keep records a decision by which no celebration moves, after it was carried out: a
// screen is cleared also where nothing can be saved. Of one about what plays there is no
// celebration: 0.
func (p *Pipeline) Keep(ctx context.Context, id int64, action Action, by celebration.By) {
	if err := p.o.Store.SaveDecision(ctx, celebration.Decision{By: by, Action: string(action), Celebration: id}); err != nil {
		p.o.Log.Error().Err(err).Str("decision", string(action)).Msg("a decision cannot be recorded")
	}
}

// KeepShowing records a decision about a showing, as one about the celebration that it
// shows.
func (p *Pipeline) KeepShowing(ctx context.Context, playback int64, action Action, by celebration.By) {
	id, err := p.o.Store.Shown(ctx, playback)
	if err != nil { // better without it than not at all
		p.o.Log.Warn().Err(err).Int64("playback", playback).Msg("whose showing it is cannot be read")
	}
	p.Keep(ctx, id, action, by)
}
