package overlay

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"time"

	"streamspark/internal/celebration"
)

// publish sends the pages the state, and the rest of the program the health,
// where they are not what they were.
func (o *Overlay) publish() {
	d := &o.state
	set := o.settings()
	s := state{Type: "state", Paused: d.pause.Paused, Clear: d.pause.Clear, Volume: volume(set.Volume), Making: d.making, Theme: set.Theme, Stems: set.Topics, Lang: set.Language, Sound: set.soundOf(-1), Look: set.Look}
	s.Text = celebration.OneLine(set.AlertText, maxText)
	health := Health{Paused: d.pause.Paused, PausedSince: d.pause.Since, PausedWhy: d.pause.Why, PausedFor: d.pause.Reason, Cleared: d.pause.Clear, Quiet: d.pause.Paused && d.pause.Quiet, PausedUntil: d.pause.Until, Queued: len(d.queue)}
	if player := o.player(); player != nil {
		s.Player, health.Player = player.id, player.id
	} else {
		health.NoPlayer = o.noPlayer()
	}
	if o.underWay() {
		playing := o.order("")
		playing.StartedAt = d.current.StartedAt.UTC().Truncate(time.Millisecond)
		current := *d.current
		s.Playing, health.Playing = &playing, &current
	}
	for _, p := range d.pages {
		if p.id == "" || p.widget != widgetPlayer {
			continue
		}
		health.Widgets++
		health.LacksH264 = health.LacksH264 || p.lacksH264()
		health.LacksSound = health.LacksSound || p.widget == widgetPlayer && !p.dead && set.hasSound(p.noSound)
		if p.visible {
			health.Visible++
		}
	}
	told, lost := o.publisher.publish(s)
	for _, p := range lost {
		o.giveUp(p)
	}
	o.publishHealth(health, told)
}

func (o *Overlay) publishHealth(health Health, told string) {
	d := &o.state
	queued := make([]int64, 0, len(d.queue))
	for _, p := range d.queue {
		queued = append(queued, p.ID)
	}
	playing := celebration.Playback{}
	if health.Playing != nil {
		playing = *health.Playing
	}
	shown := fmt.Sprint(told, health.Widgets, health.Visible, health.NoPlayer, health.LacksH264, health.LacksSound, health.PausedWhy, health.PausedFor, health.Quiet, health.PausedUntil, playing.ID, playing.State, queued, slices.Sorted(maps.Keys(d.aside)))
	if shown == d.shown {
		return
	}
	d.shown = shown
	o.health.Store(&health)
	if o.changed != nil {
		o.changed()
	}
}

// volume returns what a page can take for one.
func volume(wanted float64) float64 {
	if math.IsNaN(wanted) {
		return 0
	}
	return min(max(wanted, 0), 1)
}

// hasSound reports whether some thank-yous sound by this file.
func (s Settings) hasSound(file string) bool {
	return file != "" && (s.Sound == file || slices.ContainsFunc(s.Tiers, func(t celebration.Tier) bool { return t.Sound == file }))
}

// volumeOf returns how loud the clip of a tier plays: as the tier says, else as
// all do. -1 is no tier.
func (s Settings) volumeOf(tier int) float64 {
	if own := s.Tiers.At(tier).Volume; own.Valid {
		return volume(own.Decimal.InexactFloat64())
	}
	return volume(s.Volume)
}
