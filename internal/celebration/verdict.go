package celebration

import (
	"cmp"
	"slices"
	"strings"

	"streamspark/internal/fault"
	"streamspark/internal/money"
)

// Action is what moderation has done with a text.
type Action string

// The actions, from the mildest on.
const (
	ActionAllow Action = "allow" // nothing
	ActionMask  Action = "mask"  // parts of it are hidden
	ActionHold  Action = "hold"  // the streamer decides
	ActionBlock Action = "block" // it is never shown
)

// Actions lists all of them, the mildest first.
func Actions() []Action { return []Action{ActionAllow, ActionMask, ActionHold, ActionBlock} }

// IsStricter reports whether an action goes further than another.
func (a Action) IsStricter(than Action) bool {
	return slices.Index(Actions(), a) > slices.Index(Actions(), than)
}

// Mode is which donations wait for the streamer, whatever is found in them.
type Mode string

// The modes.
const (
	ModeShow      Mode = "show"      // none
	ModeLinks     Mode = "links"     // those with a link
	ModeNewcomers Mode = "newcomers" // those of donors of whom nothing was shown yet
	ModeAll       Mode = "all"
)

// Modes lists all of them.
func Modes() []Mode { return []Mode{ModeShow, ModeLinks, ModeNewcomers, ModeAll} }

// What is found of a donation that waits because of the mode. Their category is
// CategoryMode.
const (
	CodeNewcomer = "newcomer"
	CodeEach     = "each"
	CategoryMode = "mode"
)

// The parts of a donation that a viewer wrote.
const (
	FieldDonor   = "donor"
	FieldMessage = "message"
)

// Who said what a verdict is.
const (
	ByList   = "list"
	ByRule   = "rule"
	ByPerson = "person"
	// ByTimeout is that nobody decided within the streamer's time limit.
	ByTimeout = "timeout"
)

// Verdict is the result of the moderation of what a viewer wrote. The zero value
// is that of donations from before there was any: they are shown as they are.
type Verdict struct {
	Action   Action `json:"action"`
	Category string `json:"category,omitempty"` // whose action it is
	Code     string `json:"code,omitempty"`     // what was found; the catalogs have its words at "verdict.<code>"
	By       string `json:"by,omitempty"`
	Found    []Find `json:"found,omitempty"`
	Model    string `json:"model,omitempty"` // that was asked too; empty: none was
	Said     string `json:"said,omitempty"`  // by the model, for the streamer alone: untrusted
	Known    bool   `json:"known,omitempty"` // the donor was looked for, and something of them was shown before
}

// Find is a part of a text that a list or a rule is about.
type Find struct {
	Field    string `json:"field"`
	From     int    `json:"from"` // bytes of the text
	To       int    `json:"to"`
	Action   Action `json:"action"`
	Category string `json:"category"`
	Code     string `json:"code"`
	By       string `json:"by"`
	Min      string `json:"min,omitempty"`   // rubles from which on it would have been shown
	Model    string `json:"model,omitempty"` // that said it
}

// What is hidden of a donation that was too small for it. Their category is
// CategoryMinimum.
const (
	CodeMessageMin  = "message_min" // all of the message, which is left out
	CodeLinkMin     = "link_min"
	CategoryMinimum = "minimum"
)

// Why returns what was found, as the argument of a reason.
func (f Find) Why() fault.Message {
	switch {
	case f.Model != "":
		return fault.Say("verdict."+f.Code, "model", f.Model)
	case f.Min == "":
		return fault.Say("verdict." + f.Code)
	}
	return fault.Say("verdict."+f.Code, "min", fault.Sum{Amount: f.Min, Currency: string(money.RUB)})
}

// NewVerdict combines what was found: the strictest action counts, and of equals
// the first.
func NewVerdict(found []Find) Verdict {
	v := Verdict{Action: ActionAllow}
	for _, f := range found {
		if f.Action == ActionAllow {
			continue
		}
		if v.Found = append(v.Found, f); f.Action.IsStricter(v.Action) {
			v.Action, v.Category, v.Code, v.By = f.Action, f.Category, f.Code, f.By
		}
	}
	return v
}

// Unjudged returns the verdict on words that could not be judged: all of them are
// held.
func Unjudged(donor, message string) Verdict {
	return NewVerdict(Whole(donor, message, Find{Action: ActionHold, Code: "broken", By: ByRule}))
}

// Whole returns what was found of a donation's words as a whole.
func Whole(donor, message string, found Find) []Find {
	name, text := found, found
	name.Field, name.From, name.To = FieldDonor, 0, len(donor)
	text.Field, text.From, text.To = FieldMessage, 0, len(message)
	return []Find{name, text}
}

// IsZero reports whether there was no moderation.
func (v Verdict) IsZero() bool { return v.Action == "" }

// Why returns what was found, as the argument of a reason; zero where nothing was.
func (v Verdict) Why() fault.Message {
	if v.Code == "" {
		return fault.Message{}
	}
	for _, f := range v.Found {
		if f.Code == v.Code {
			return f.Why()
		}
	}
	return fault.Say("verdict." + v.Code)
}

// Minimums returns for which parts the donation was too small, each minimum once.
func (v Verdict) Minimums() (missed []fault.Message) {
	var codes []string
	for _, f := range v.Found {
		if f.Category == CategoryMinimum && !slices.Contains(codes, f.Code) {
			codes, missed = append(codes, f.Code), append(missed, f.Why())
		}
	}
	return missed
}

// With returns a verdict to which something was added that was found.
func (v Verdict) With(found ...Find) Verdict {
	if len(found) == 0 {
		return v
	}
	return NewVerdict(append(slices.Clone(v.Found), found...)).asking(v)
}

// asking returns a verdict with what was learnt for another one of the same words.
func (v Verdict) asking(other Verdict) Verdict {
	v.Model, v.Said, v.Known = other.Model, other.Said, other.Known
	return v
}

// IsDecided reports whether the verdict is a decision about what was found, which
// finding it anew does not change.
func (v Verdict) IsDecided() bool { return v.By == ByPerson || v.By == ByTimeout }

// Released returns the verdict after the streamer has let a text pass that was
// held or blocked. What is only masked stays so.
func (v Verdict) Released() Verdict {
	if !v.Action.IsStricter(ActionMask) {
		return v
	}
	r := NewVerdict(slices.DeleteFunc(slices.Clone(v.Found), func(f Find) bool { return f.Action.IsStricter(ActionMask) })).asking(v)
	r.Category, r.Code, r.By = v.Category, v.Code, ByPerson
	return r
}

// Soften has a donation pass without its words. A person has seen that what was held or
// blocked is all that need be hidden of them; where nothing was, it is the message.
// Where nobody looked, nothing is shown of a name or a message in which there is
// something. What a model wrote of it goes with it.
func (c *Celebration) Soften(by By) {
	v, sizes := c.Verdict, map[string]int{FieldDonor: len(c.Donation.Donor), FieldMessage: len(c.Donation.Message)}
	found := slices.Clone(v.Found)
	for i, f := range found {
		if !f.Action.IsStricter(ActionMask) {
			continue
		}
		if found[i].Action = ActionMask; by.judge() != ByPerson {
			found[i].From, found[i].To = 0, sizes[f.Field]
		}
	}
	if !v.Action.IsStricter(ActionMask) {
		found = append(found, Find{Field: FieldMessage, To: sizes[FieldMessage], Action: ActionMask, Code: v.Code, By: by.judge()})
	}
	c.Verdict = NewVerdict(found).asking(v)
	c.Verdict.Action, c.Verdict.Category, c.Verdict.Code, c.Verdict.By = ActionMask, v.Category, v.Code, by.judge()
	c.DropWriting()
}

// Piece is a part of a text.
type Piece struct {
	Text   string
	Hidden bool
}

// Has reports whether something was found.
func (v Verdict) Has(code string) bool {
	return slices.ContainsFunc(v.Found, func(f Find) bool { return f.Code == code })
}

// Pieces divides a text of a donation into what is shown and what is hidden.
func (v Verdict) Pieces(field, text string) []Piece {
	found := slices.DeleteFunc(slices.Clone(v.Found), func(f Find) bool {
		return f.Field != field || f.From < 0 || f.To > len(text) || f.From >= f.To
	})
	slices.SortFunc(found, func(a, b Find) int { return cmp.Compare(a.From, b.From) })
	var pieces []Piece
	at := 0
	for _, f := range found {
		if f.From > at {
			pieces = append(pieces, Piece{Text: text[at:f.From]})
		}
		from := max(f.From, at)
		switch last := len(pieces) - 1; {
		case f.To <= from:
			continue
		case last >= 0 && pieces[last].Hidden:
			pieces[last].Text += text[from:f.To]
		default:
			pieces = append(pieces, Piece{text[from:f.To], true})
		}
		at = f.To
	}
	if at < len(text) {
		pieces = append(pieces, Piece{Text: text[at:]})
	}
	return pieces
}

// MaskedPart stands for what is hidden.
const MaskedPart = "•••"

// Masked returns a text of a donation as viewers may see it: nothing of one that
// was held or blocked or left out, and no name of which a part is hidden.
func (v Verdict) Masked(field, text string) string {
	for _, f := range v.Found {
		if f.Field == field && (field == FieldDonor || f.Code == CodeMessageMin || f.Action.IsStricter(ActionMask)) {
			return ""
		}
	}
	var b strings.Builder
	for _, p := range v.Pieces(field, text) {
		if p.Hidden {
			b.WriteString(MaskedPart)
		} else {
			b.WriteString(p.Text)
		}
	}
	return b.String()
}

// Words are what a viewer wrote, as the stream may see it.
type Words struct{ Donor, Message string }

// Public returns what of a donation's words may leave the program: on the stream,
// in a voice, in a prompt, on a page for viewers. Nothing else may be used there;
// the streamer's own pages show the donation. Of one that waits because of its words, or
// was rejected, it is nothing: neither the name above such a message nor the message
// below such a name.
func (c Celebration) Public() Words {
	if c.Verdict.Action.IsStricter(ActionMask) && slices.Contains([]Status{Received, WaitingRate, Held, Rejected}, c.Status) {
		return Words{}
	}
	return c.Thanked()
}

// Thanked returns what of a donation's words its thank-you may say. One that waits or
// was rejected has none, unless a person wants it: then a name is said in which nothing
// was found, and such a message.
func (c Celebration) Thanked() Words {
	return Words{c.Verdict.Masked(FieldDonor, c.Donation.Donor), c.Verdict.Masked(FieldMessage, c.Donation.Message)}
}
