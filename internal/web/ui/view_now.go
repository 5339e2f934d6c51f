package ui

import (
	"context"
	"fmt"
	"slices"
	"time"

	"streamspark/internal/celebration"
	"streamspark/internal/locale"
	"streamspark/internal/money"
	"streamspark/internal/overlay"
)

// nowView is what the stream shows, and how its player is.
type nowView struct {
	Mood     string
	Tone     string
	Word     string
	Headline string
	Text     locale.Phrase
	Link     *action
	Playing  *showing
	Note     locale.Phrase // beside what plays: that it is paused, since when and why
	Player   chip          // empty where the mood says it
	Quiet    bool          // it may be asked for
	Actions  []action
}

// chip is a word with a colour.
type chip struct {
	Tone, Word string
}

// showing is one playback.
type showing struct {
	ID      int64
	Credits bool
	Donor   string
	Message string
	Amount  money.Amount
	Length  time.Duration
	From    int64 // when it began, in milliseconds; 0: not yet
}

func newShowing(p celebration.Playback) showing {
	s := showing{ID: p.ID, Credits: !p.Credits.IsZero(), Donor: p.Donor, Message: p.Message, Amount: p.Amount, Length: p.Length()}
	if !p.StartedAt.IsZero() && p.State == celebration.PlaybackStarted {
		s.From = p.StartedAt.UnixMilli()
	}
	return s
}

// now reads the queue: what is on stream, and what waits. A queue that
// cannot be read is something to show.
func (p *Pages) now(ctx context.Context) (nowView, queueView) {
	q, err := p.o.Overlay.Queue(ctx)
	if err != nil {
		p.o.Log.Warn().Err(err).Msg("the queue could not be read for the dashboard")
		return mood("trouble", "bad"), queueView{}
	}
	v := moodOf(q)
	v.Player = playerOf(q, v.Mood)
	button := func(verb, icon, class string) action {
		return action{
			Key: "action." + verb, Icon: icon, Class: "button-small " + class, Done: "done." + verb,
			Path: "/api/queue/" + verb,
		}
	}
	if q.Playing != nil {
		skip := button("skip", "skip", "")
		skip.Body = fmt.Sprintf(`{"playback":%d}`, q.Playing.ID) // pressed twice, it ends no other
		v.Actions = append(v.Actions, skip)
	}
	if q.Paused {
		v.Actions = append(v.Actions, button("resume", "play", "button-main"))
	} else {
		v.Actions = append(v.Actions, button("pause", "pause", ""))
		v.Quiet = true
	}
	alarm := button("panic", "stop", "button-alarm")
	alarm.Hotkey = panicKey
	v.Actions = append(v.Actions, alarm)
	return v, newQueueView(q.Waiting)
}

// playerOf describes the player, where the mood does not.
func playerOf(q overlay.Queue, mood string) chip {
	switch {
	case slices.Contains([]string{"nobody", "hidden", "unsaid", "tab"}, mood):
		return chip{}
	case q.Widgets == 0:
		return chip{"bad", "now.nobody"}
	case q.Player == "" && q.NoPlayer != "":
		return chip{"bad", "now." + q.NoPlayer}
	case q.Player == "":
		return chip{"bad", "now.widget.hidden"}
	}
	return chip{"done", "now.widget.ok"}
}

func mood(name, tone string) nowView {
	return nowView{
		Mood: name, Tone: tone, Word: "now." + name,
		Headline: "now." + name + ".headline", Text: locale.Say("now." + name + ".text"),
	}
}

func moodOf(q overlay.Queue) nowView {
	switch {
	case q.Playing != nil:
		playing := newShowing(*q.Playing)
		v := nowView{Mood: "playing", Tone: "live", Word: "now.playing", Playing: &playing}
		if playing.From == 0 {
			v.Word = "now.starting"
		}
		if q.Paused {
			v.Tone, v.Word, v.Note = "warn", "now.paused", pauseNote("now.ending", q)
		}
		return v
	case q.Cleared:
		v := mood("cleared", "bad")
		v.Text = locale.Say("now.cleared.text", q.PausedSince)
		return v
	case q.Quiet:
		v := mood("quiet", "warn")
		if v.Text = pauseNote("now.quiet", q); !q.PausedUntil.IsZero() {
			v.Text = locale.Say("now.quiet.until", q.PausedSince, q.PausedUntil)
		}
		return v
	case q.Paused:
		v := mood("paused", "warn")
		v.Text = pauseNote("now.paused", q)
		return v
	case q.Widgets == 0:
		v := mood("nobody", "warn")
		v.Link = &action{Key: "now.nobody.link", Path: "/dashboard#widget"}
		return v
	case q.Player == "" && q.NoPlayer != "":
		return mood(q.NoPlayer, "warn")
	case q.Player == "":
		return mood("hidden", "warn")
	}
	return mood("idle", "good")
}

// pauseNote returns since when it is paused, and why where that is known.
func pauseNote(key string, q overlay.Queue) locale.Phrase {
	switch {
	case q.PausedWhy != "":
		return locale.Say(key+".why", q.PausedSince, celebration.OneLine(q.PausedWhy, 500))
	case !q.PausedFor.IsZero():
		return locale.Say(key+".why", q.PausedSince, q.PausedFor)
	}
	return locale.Say(key+".text", q.PausedSince)
}
