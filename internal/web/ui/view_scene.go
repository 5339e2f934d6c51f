package ui

import (
	"encoding/json"
	"time"

	"streamspark/internal/celebration"
	"streamspark/internal/locale"
	"streamspark/internal/money"
)

// sceneHook is a scene as a page draws it: what of it never changes as JSON, and
// who gave what, which streamer mode hides.
type sceneHook struct {
	JSON    string
	Donor   string
	Message string
	Amount  money.Amount
	Length  time.Duration // about
	Kind    locale.Phrase
}

func newSceneHook(s *celebration.Scene, public celebration.Words, amount money.Amount) *sceneHook {
	if s == nil {
		return nil
	}
	encoded, _ := json.Marshal(s) // strings and numbers alone: it cannot fail
	kinds := map[celebration.Production]string{celebration.Stroke: "scene.stroke", celebration.FullScene: "scene.full", celebration.Fanfare: "scene.fanfare"}
	return &sceneHook{
		JSON: string(encoded), Donor: celebration.Name(public.Donor, 100), Message: public.Message, Amount: amount,
		Length: s.Length(), Kind: locale.Say(kinds[s.Production]),
	}
}
