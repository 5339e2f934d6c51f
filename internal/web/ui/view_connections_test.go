package ui

import (
	"testing"

	"streamspark/internal/celebration"
	"streamspark/internal/fault"
	"streamspark/internal/locale"
	"streamspark/internal/overlay"
)

func TestAnOBSWithoutH264IsSaidBeforeAnOrder(t *testing.T) {
	for name, test := range map[string]struct {
		queue overlay.Queue
		tone  string
		last  string
	}{
		"with it":              {overlay.Queue{Health: overlay.Health{Widgets: 1, Player: "p"}}, "good", "player.ok"},
		"without":              {overlay.Queue{Health: overlay.Health{Widgets: 1, Player: "p", LacksH264: true}}, "warn", "player.lacks"},
		"without, with ffmpeg": {overlay.Queue{Health: overlay.Health{Widgets: 1, Player: "p", LacksH264: true}}, "good", "player.converts"},
		"hidden, and without":  {overlay.Queue{Health: overlay.Health{Widgets: 1, LacksH264: true}}, "warn", "player.lacks"},
	} {
		l := newPlayerLink(test.queue, nil, test.last == "player.converts")
		if got := l.Steps[len(l.Steps)-1]; l.Tone != test.tone || got.Key != locale.Say(test.last).Key {
			t.Errorf("%s: %s, %+v", name, l.Tone, l.Steps)
		}
	}
}

func TestAClipThatThePlayerCannotShowHasALinkToItsFile(t *testing.T) {
	v := newQueueView([]celebration.Playback{
		{ID: 1, Clip: celebration.Clip{Filename: "a.mp4"}, Reason: fault.Say(celebration.WhyUndecodable, "codec", "AV1", "cause", "no ffmpeg")},
		{ID: 2, Clip: celebration.Clip{Filename: "b.mp4"}, Reason: fault.Say(celebration.WhyConverting, "codec", "AV1")},
	})
	if v.Rows[0].File != "/videos/a.mp4" || v.Rows[1].File != "" {
		t.Errorf("the files are %q and %q", v.Rows[0].File, v.Rows[1].File)
	}
}
