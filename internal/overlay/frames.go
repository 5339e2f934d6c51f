package overlay

import (
	"cmp"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"time"

	"streamspark/internal/celebration"
	"streamspark/internal/fault"
)

// What a frame may hold. Longer is cut where it is text for people, and
// refused where it is a name.
const (
	maxID      = 64
	maxWidget  = 32
	maxReason  = 200
	maxDonor   = 100
	maxMessage = 2000
	maxText    = 200 // of the streamer's own line in a thank-you
	maxKey     = 64
	maxNeeds   = 20
	maxScene   = 32
)

// The kinds of widgets that the server knows. Every other name is a widget
// that is told everything and never plays.
const (
	widgetPlayer  = "player"
	widgetPreview = "preview" // looks on from the dashboard; nobody on the stream sees it
)

// report is a frame from a page, checked.
type report struct {
	Type     string
	ID       string        // hello
	Widget   string        // hello
	Visible  bool          // hello, visible
	OBS      bool          // hello: it is a browser source, not a tab
	Unsaid   bool          // hello, visible: OBS has not told it whether it is on the stream
	Acks     bool          // hello: it says which thank-yous are up
	Scenes   bool          // hello: it draws scenes
	Credits  bool          // hello: it shows credits
	Playback int64         // started, ended, failed
	Why      fault.Message // failed
	Key      string        // thanked
	Of       string        // hello: the widget whose settings and data it shows; empty: its own
	Needs    []string      // hello: which data; nil: it wants no settings either
	Sound    string        // sound_failed: the streamer's file, which it cannot play
	Words    string        // sound_failed: what the browser says of it

	// Shown is, of ended, how much of the clip the page has played; negative
	// where it does not say.
	Shown time.Duration

	Decodes celebration.Decoder // hello: the codecs; empty where it does not say
	// Lasts is, of started, how long the show is as the page has it; 0 where
	// it does not say. Moves: it says so again because the pictures still move.
	// Scene is which scene it chose; empty for a clip.
	Lasts time.Duration
	Moves bool
	Scene string
}

// longestShown bounds what a page may say that it has played.
const longestShown = 24 * time.Hour

// parse reads a frame of a page. Keys that are not known are let be, so
// that an older server serves a newer widget.
func parse(frame []byte) (report, error) {
	var raw struct {
		Type     string   `json:"type"`
		ID       string   `json:"id"`
		Widget   string   `json:"widget"`
		Visible  *bool    `json:"visible"`
		OBS      bool     `json:"obs"`
		Playback int64    `json:"playback"`
		Code     string   `json:"code"`
		Words    string   `json:"words"`
		Reason   string   `json:"reason"` // in words, of pages that send no code
		AfterMS  int64    `json:"after_ms"`
		Acks     bool     `json:"acks"`
		Scenes   bool     `json:"scenes"`
		Credits  bool     `json:"credits"`
		Active   *bool    `json:"active"`
		Key      string   `json:"key"`
		Sound    string   `json:"sound"`
		Of       string   `json:"of"`
		Needs    []string `json:"needs"`
		ShownMS  *int64   `json:"shown_ms"`

		Decodes    []string `json:"decodes"`
		DurationMS int64    `json:"duration_ms"`
		Moves      bool     `json:"moves"`
		Scene      string   `json:"scene"`
	}
	if err := json.Unmarshal(frame, &raw); err != nil {
		return report{}, fmt.Errorf("read a frame: %w", err)
	}
	r := report{Type: raw.Type}
	switch raw.Type {
	case "hello":
		if !isName(raw.ID, maxID) {
			return report{}, badName("id", maxID)
		}
		if !isName(raw.Widget, maxWidget) {
			return report{}, badName("widget", maxWidget)
		}
		r.ID, r.Widget, r.OBS, r.Acks, r.Unsaid = raw.ID, raw.Widget, raw.OBS, raw.Acks, raw.OBS && raw.Active == nil
		r.Visible = raw.Visible == nil || *raw.Visible
		r.Decodes, r.Scenes, r.Credits = codecs(raw.Decodes), raw.Scenes, raw.Credits
		r.Of, r.Needs = raw.Of, raw.Needs[:min(len(raw.Needs), maxNeeds)]
	case "visible":
		if raw.Visible == nil {
			return report{}, fault.InvalidField("visible", "field.not_bool")
		}
		r.Visible, r.Unsaid = *raw.Visible, raw.Active == nil
	case "started", "ended", "failed":
		if raw.Playback <= 0 {
			return report{}, fault.InvalidField("playback", "field.not_whole")
		}
		r.Playback = raw.Playback
		switch raw.Type {
		case "failed":
			r.Why = whyFailed(raw.Code, cmp.Or(raw.Words, raw.Reason), max(shown(&raw.AfterMS), 0))
		case "ended":
			r.Shown = shown(raw.ShownMS)
		case "started":
			r.Lasts, r.Moves, r.Scene = max(shown(&raw.DurationMS), 0), raw.Moves, nameOrNone(raw.Scene, maxScene)
		}
	case "thanked":
		if !isName(raw.Key, maxKey) {
			return report{}, badName("key", maxKey)
		}
		r.Key = raw.Key
	case "sound_failed":
		if !celebration.IsSoundFile(raw.Sound) {
			return report{}, badName("sound", maxKey)
		}
		r.Sound, r.Words = raw.Sound, celebration.OneLine(raw.Words, maxReason)
	default:
		return report{}, fault.InvalidField("type", "overlay.unknown_type")
	}
	return r, nil
}

// playerCodes are the codes with which a page says why it could not show a
// clip or a scene.
var playerCodes = []string{
	"player.load_given_up", "player.not_loaded", "player.undecodable", "player.unsupported", "player.video_error",
	"player.no_picture", "player.not_decoded", "player.stood_still", "player.not_begun", "player.no_scene", "player.scene_error",
}

// whyFailed returns why a page could not play a clip. A page of an earlier
// version or of somebody else may have words of its own instead of a code of
// ours: they are quoted.
func whyFailed(code, words string, after time.Duration) fault.Message {
	words = celebration.OneLine(words, maxReason)
	switch known := slices.Contains(playerCodes, code); {
	case known && words != "":
		return fault.Say("player.with_words", "cause", fault.Say(code, "time", after), "words", words)
	case known:
		return fault.Say(code, "time", after)
	}
	if words = cmp.Or(words, celebration.OneLine(code, maxReason)); words != "" {
		return fault.Say("player.words", "words", words)
	}
	return fault.Say("player.no_reason")
}

func badName(field string, limit int) error {
	return fault.InvalidField(field, "overlay.bad_name", "max", limit)
}

func shown(ms *int64) time.Duration {
	if ms == nil || *ms < 0 {
		return -1
	}
	return time.Duration(min(*ms, longestShown.Milliseconds())) * time.Millisecond
}

func isName(text string, limit int) bool {
	if text == "" || len(text) > limit {
		return false
	}
	for _, c := range []byte(text) {
		letter := 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9'
		if !letter && c != '-' && c != '_' {
			return false
		}
	}
	return true
}

func nameOrNone(text string, limit int) string {
	if !isName(text, limit) {
		return ""
	}
	return text
}

// state is what every page is told at connect and at each change, whole.
type state struct {
	Type    string              `json:"type"`
	Player  string              `json:"player"` // the id of the elected page; empty: none
	Paused  bool                `json:"paused"`
	Clear   bool                `json:"clear"` // nothing may be on the screen
	Volume  float64             `json:"volume"`
	Playing *play               `json:"playing"`
	Making  int                 `json:"making"`
	Theme   string              `json:"theme"`
	Text    string              `json:"alert_text"`      // empty: the widget's own
	Stems   []celebration.Topic `json:"stems,omitempty"` // the streamer's own
	Lang    string              `json:"language"`        // empty: that of the page's browser
	Sound   *sound              `json:"sound"`           // of a thank-you without a tier of its own; null: none
	celebration.Look
}

// alert is a thank-you, for all pages.
type alert struct {
	Type        string `json:"type"`
	Celebration int64  `json:"celebration"`
	Key         string `json:"key"`   // what the page says once it is up
	Donor       string `json:"donor"` // empty: anonymous
	Amount      string `json:"amount"`
	Message     string `json:"message"`
	Place       int    `json:"place,omitempty"`       // 1: it is made next; absent: it is made already
	ETASeconds  int    `json:"eta_seconds,omitempty"` // about; absent: not known
	HoldMS      int64  `json:"hold_ms"`
	Theme       string `json:"theme,omitempty"` // of its tier; absent: that of the state
	Sound       *sound `json:"sound,omitempty"`
	Voice       *voice `json:"voice,omitempty"`
}

// sound is what sounds with a thank-you: one that the page makes, or a file.
type sound struct {
	Sting  string  `json:"sting,omitempty"`
	URL    string  `json:"url,omitempty"`
	Volume float64 `json:"volume"`
}

// soundOf returns what sounds with the thank-you of a tier: as the tier says, else
// as with all. -1 is no tier, nil no sound.
func (s Settings) soundOf(tier int) *sound {
	own := s.Tiers.At(tier)
	name, loud := cmp.Or(own.Sound, s.Sound), volume(s.SoundVolume)
	if own.SoundVolume.Valid {
		loud = volume(own.SoundVolume.Decimal.InexactFloat64())
	}
	switch {
	case name == "" || name == celebration.SoundOff || loud == 0:
		return nil
	case celebration.IsSoundFile(name):
		return &sound{URL: "/sounds/" + name, Volume: loud}
	}
	return &sound{Sting: name, Volume: loud}
}

// play orders the player to show a clip, a scene or credits. In a state it is what
// plays.
type play struct {
	Type        string    `json:"type,omitempty"`
	Playback    int64     `json:"playback"`
	Celebration int64     `json:"celebration"`
	Clip        *clip     `json:"clip,omitempty"`
	Scene       *scene    `json:"scene,omitempty"`   // instead of a clip
	Credits     *credits  `json:"credits,omitempty"` // instead of a clip
	Donor       string    `json:"donor"`
	Amount      string    `json:"amount"`
	Message     string    `json:"message"`
	Volume      float64   `json:"volume"`
	Theme       string    `json:"theme,omitempty"`     // of its tier; absent: that of the state
	StartedAt   time.Time `json:"started_at,omitzero"` // only in a state
}

type clip struct {
	URL        string `json:"url"`
	DurationMS int64  `json:"duration_ms"`
}

func newClip(c celebration.Clip) *clip {
	return &clip{URL: "/videos/" + url.PathEscape(c.Filename), DurationMS: c.Duration.Milliseconds()}
}

type scene struct {
	celebration.Scene
	Previous string `json:"previous,omitempty"` // which was shown before, and is not to be chosen
}

// order returns the order to show the current playback, or what a state says of it.
func (o *Overlay) order(kind string) play {
	d := &o.state
	order := newPlay(kind, *d.current, o.settings(), d.lastScene)
	order.Credits = d.credits
	return order
}

func newPlay(kind string, p celebration.Playback, set Settings, previous string) play {
	order := play{
		Type:        kind,
		Playback:    p.ID,
		Celebration: p.Celebration,
		Donor:       celebration.Name(p.Donor, maxDonor),
		Amount:      p.Amount.InLanguage(set.Language),
		Message:     celebration.Legible(p.Message, maxMessage),
		Volume:      set.volumeOf(p.Tier),
		Theme:       set.Tiers.At(p.Tier).Theme,
	}
	switch {
	case p.IsClip():
		order.Clip = newClip(p.Clip)
	case p.Scene == nil: // order adds the credits
	case p.Scene.ID != "":
		order.Scene = &scene{Scene: *p.Scene}
	default:
		order.Scene = &scene{*p.Scene, previous}
	}
	return order
}

func stopFrame(playback int64) []byte {
	return encode(struct {
		Type     string `json:"type"`
		Playback int64  `json:"playback"`
	}{"stop", playback})
}

// encode writes a frame. Nothing in the frames above can fail to be written
// but a number that is none; such a frame is nil and is not sent.
func encode(frame any) []byte {
	text, err := json.Marshal(frame)
	if err != nil {
		return nil
	}
	return text
}
