package web

import (
	"context"
	"time"

	"streamspark/internal/celebration"
	"streamspark/internal/language"
	"streamspark/internal/money"
)

// shownNext is how many of the waiting clips the dashboard names.
const shownNext = 3

// nowView is what the stream shows, and what comes next.
type nowView struct {
	Mood     string
	Tone     string
	Word     string
	Headline string
	Text     language.Phrase
	Link     *action
	Playing  *showing
	Next     []showing
	More     int
	Making   int
	Actions  []action
}

// showing is one playback.
type showing struct {
	ID      int64
	Donor   string
	Message string
	Amount  money.Amount
	Length  time.Duration
	From    int64 // when it began, in milliseconds; 0: not yet
}

func newShowing(p celebration.Playback) showing {
	s := showing{ID: p.ID, Donor: p.Donor, Message: p.Message, Amount: p.Amount, Length: p.Clip.Duration}
	if !p.StartedAt.IsZero() && p.State == celebration.PlaybackStarted {
		s.From = p.StartedAt.UnixMilli()
	}
	return s
}

// now reads the queue. A queue that cannot be read is something to show.
func (p *pages) now(ctx context.Context, making int) nowView {
	q, err := p.o.Overlay.Queue(ctx)
	if err != nil {
		p.o.Log.Warn().Err(err).Msg("the queue could not be read for the dashboard")
		return mood("trouble", "bad")
	}
	v := moodOf(q)
	v.Making = making
	for i, waits := range q.Waiting {
		if i < shownNext {
			v.Next = append(v.Next, newShowing(waits))
		} else {
			v.More++
		}
	}
	button := func(verb, icon, class string) action {
		return action{
			Key: "action." + verb, Icon: icon, Class: "button-small " + class, Done: "done." + verb,
			Path: "/api/queue/" + verb,
		}
	}
	if q.Playing != nil {
		v.Actions = append(v.Actions, button("skip", "skip", ""))
	}
	if q.Paused {
		v.Actions = append(v.Actions, button("resume", "play", "button-main"))
	} else {
		v.Actions = append(v.Actions, button("pause", "pause", ""))
	}
	return v
}

func mood(name, tone string) nowView {
	return nowView{
		Mood: name, Tone: tone, Word: "now." + name,
		Headline: "now." + name + ".headline", Text: language.Say("now." + name + ".text"),
	}
}

func moodOf(q Queue) nowView {
	switch {
	case q.Playing != nil:
		playing := newShowing(*q.Playing)
		v := nowView{Mood: "playing", Tone: "live", Word: "now.playing", Playing: &playing}
		if playing.From == 0 {
			v.Word = "now.starting"
		}
		if q.Paused {
			v.Tone, v.Word = "warn", "now.paused"
		}
		return v
	case q.Paused:
		v := mood("paused", "warn")
		v.Text = language.Say("now.paused.text", q.PausedSince)
		if q.PausedWhy != "" {
			v.Text = language.Say("now.paused.why", q.PausedSince, q.PausedWhy)
		}
		return v
	case q.Widgets == 0:
		v := mood("nobody", "warn")
		v.Link = &action{Key: "now.nobody.link", Path: "#widget"}
		return v
	case q.Player == "":
		return mood("hidden", "warn")
	}
	return mood("idle", "good")
}
