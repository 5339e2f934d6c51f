package moderate

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"
	"unicode"

	"streamspark/internal/celebration"
	"streamspark/internal/locale"
	"streamspark/internal/moderator"
	"streamspark/internal/overlay"
	"streamspark/internal/pipeline"
	"streamspark/internal/web/api"
)

const (
	maxWaiting = 50
	maxMessage = 2000
)

// now is what moderators see, before it is put into words for one of them.
type now struct {
	queue   overlay.Queue
	waiting []celebration.Celebration // the oldest first, and last what only the streamer decides
	stills  map[int64]int             // how many there are of a celebration's clip
}

func (p *Page) read(ctx context.Context) (n now, err error) {
	if n.queue, err = p.o.Overlay.Queue(ctx); err != nil {
		return n, err
	}
	n.waiting, err = p.o.Store.Waiting(ctx, maxWaiting)
	slices.SortStableFunc(n.waiting, func(a, b celebration.Celebration) int {
		return cmp.Compare(min(len(pipeline.Offered(b)), 1), min(len(pipeline.Offered(a)), 1))
	})
	n.stills = map[int64]int{}
	for _, c := range n.waiting {
		if isToSee(c) {
			n.stills[c.ID] = len(api.StillURLs(p.o.Clips, c))
		}
	}
	return n, err
}

// stateView is all that the page of one moderator shows.
type stateView struct {
	Type    string        `json:"type"` // "state"
	Name    string        `json:"name"` // of the moderator
	Stream  string        `json:"stream"`
	Paused  bool          `json:"paused"`
	Cleared bool          `json:"cleared"`
	Next    int           `json:"next"` // how many wait to be played
	Playing *playingView  `json:"playing"`
	Waiting []waitingView `json:"waiting"`
}

type playingView struct {
	Playback int64  `json:"playback"`
	Donor    string `json:"donor"`
	Message  string `json:"message"`
	Sum      string `json:"sum,omitempty"`
	Block    bool   `json:"block,omitempty"` // its donor can be blocked
}

type waitingView struct {
	Celebration int64             `json:"celebration"`
	Donor       []pieceView       `json:"donor"`
	Message     []pieceView       `json:"message"`
	Audio       string            `json:"audio,omitempty"`  // what becomes of an audio message; empty: there is none
	Clip        bool              `json:"clip,omitempty"`   // there is one to watch
	Stills      int               `json:"stills,omitempty"` // how many of it there are
	Found       int               `json:"found,omitempty"`  // the still in which something was found, from 1
	Why         string            `json:"why"`
	At          string            `json:"at"`
	Sum         string            `json:"sum,omitempty"`
	Actions     []pipeline.Action `json:"actions"`
}

type pieceView struct {
	Text   string `json:"text"`
	Hidden bool   `json:"hidden,omitempty"`
}

// viewFor puts the state into words for the moderator of a link. There is no amount in it
// where the link may not see any: neither as such nor in a reason.
func (n now) viewFor(link moderator.Link, l *locale.Language) stateView {
	v := stateView{
		Type: "state", Name: link.Name, Paused: n.queue.Paused, Cleared: n.queue.Cleared, Next: len(n.queue.Waiting), Waiting: []waitingView{},
		Stream: l.T("moderator.stream." + n.stream()),
	}
	if playing := n.queue.Playing; playing != nil {
		v.Playing = &playingView{Playback: playing.ID, Donor: nameOf(playing.Donor, l), Message: celebration.Legible(playing.Message, maxMessage)}
		if !playing.Credits.IsZero() {
			v.Playing.Donor = l.T("moderator.credits")
		}
		v.Playing.Block = playing.Celebration > 0 && isNamed(playing.Donor)
		if link.Sums && !playing.Amount.IsNone() {
			v.Playing.Sum = l.Money(playing.Amount)
		}
	}
	for _, c := range n.waiting {
		row := waitingView{
			Celebration: c.ID, Actions: append([]pipeline.Action{}, allowed(c)...), Why: whyOf(c, link, l), At: c.CreatedAt.UTC().Format(time.RFC3339),
			Donor: piecesOf(c, celebration.FieldDonor, c.Donation.Donor), Message: piecesOf(c, celebration.FieldMessage, c.Donation.Message),
		}
		if !isNamed(c.Donation.Donor) {
			row.Donor = []pieceView{{Text: l.T("donor.nobody")}}
		}
		if c.Donation.Audio != "" {
			row.Audio = l.T("donation.audio.moderator")
		}
		if isToSee(c) {
			row.Clip, row.Stills, row.Found = true, n.stills[c.ID], c.Screening.Still
		}
		if link.Sums && !c.Donation.Amount.IsNone() {
			row.Sum = l.Money(c.Donation.Amount)
		}
		v.Waiting = append(v.Waiting, row)
	}
	return v
}

func (n now) stream() string {
	switch {
	case n.queue.Cleared:
		return "cleared"
	case n.queue.Paused:
		return "paused"
	case n.queue.Playing != nil:
		return "playing"
	case n.queue.Player == "":
		return "nobody"
	}
	return "idle"
}

// isTold reports whether moderators are told what was found in a clip: where that names
// nothing but a model. Other causes may have words of ffmpeg in them, and so the names of
// files.
func isTold(s celebration.Screening) bool {
	silent := []string{"screening.no_model", "screening.odd", "screening.silent", "screening.slow"}
	return !s.MayAir() && (strings.HasPrefix(s.Why.Code, "verdict.") || slices.Contains(silent, s.Why.Code))
}

// whyOf returns why a celebration waits. Reasons that are not named here may name sums.
func whyOf(c celebration.Celebration, link moderator.Link, l *locale.Language) string {
	switch why := c.Verdict.Why(); {
	case pipeline.IsForStreamer(c) && link.Sums:
		return l.T("moderator.streamer") + " " + l.Reason(c.Reason)
	case pipeline.IsForStreamer(c):
		return l.T("moderator.streamer")
	case c.Status == celebration.Review && isTold(c.Screening):
		return l.Reason(c.Screening.Reason())
	case c.Status == celebration.Review:
		return l.T("moderator.review")
	case c.Reason.Code == celebration.WhyModerated && why.Code != "":
		return locale.Capital(l.Message(why))
	case c.Reason.Code == celebration.WhyCatchUp, c.Reason.Code == celebration.WhyNoDate:
		return locale.Capital(l.Reason(c.Reason))
	}
	return l.T("moderator.held")
}

func piecesOf(c celebration.Celebration, field, text string) []pieceView {
	pieces := []pieceView{}
	for _, p := range c.Verdict.Pieces(field, text) {
		if shown := celebration.Legible(p.Text, maxMessage); shown != "" {
			before, after := edges(p.Text)
			pieces = append(pieces, pieceView{before + shown + after, p.Hidden})
		}
	}
	return pieces
}

// edges returns the space at both ends of a piece of a text, which Legible drops.
func edges(text string) (before, after string) {
	if strings.TrimLeftFunc(text, unicode.IsSpace) != text {
		before = " "
	}
	if strings.TrimRightFunc(text, unicode.IsSpace) != text {
		after = " "
	}
	return before, after
}

// isNamed reports whether a donor has a name, by which others of the same donor are known.
func isNamed(donor string) bool { return celebration.Name(donor, 100) != "" }

func nameOf(name string, l *locale.Language) string {
	if name = celebration.Name(name, 100); name != "" {
		return name
	}
	return l.T("donor.nobody")
}
