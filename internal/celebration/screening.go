package celebration

import "streamspark/internal/fault"

// Reviewer is who looks at a clip before it airs. Empty: as the general settings say.
type Reviewer string

// The reviewers.
const (
	ReviewerNone     Reviewer = "off"
	ReviewerModel    Reviewer = "model" // of stills of the clip; the streamer where it finds something or says nothing
	ReviewerStreamer Reviewer = "me"
)

// Reviewers lists all of them.
func Reviewers() []Reviewer { return []Reviewer{ReviewerNone, ReviewerModel, ReviewerStreamer} }

// Screening is what was found in stills of a clip before it airs. The zero value is of
// clips at which nobody looked.
type Screening struct {
	By     string        `json:"by,omitempty"`    // ByModel, or ByPerson once the streamer showed it
	Model  string        `json:"model,omitempty"` // that was asked; empty: none was
	Action Action        `json:"action,omitempty"`
	Why    fault.Message `json:"why,omitzero"`    // what was found, or why nothing was said
	Still  int           `json:"still,omitempty"` // in which it was found, from 1; 0: in none
}

// Unscreened returns the Screening of a model that said nothing: the clip waits for the
// streamer.
func Unscreened(model string, why fault.Message) Screening {
	return Screening{By: ByModel, Model: model, Action: ActionHold, Why: why}
}

// IsZero reports whether nobody looked.
func (s Screening) IsZero() bool { return s.By == "" }

// MayAir reports whether the clip may be shown.
func (s Screening) MayAir() bool { return s.By == ByPerson || s.Action == ActionAllow }

// Message returns who let the clip air, for the streamer; zero where nobody had to, or
// Reason says it.
func (s Screening) Message() fault.Message {
	switch {
	case s.IsZero() || !s.MayAir():
		return fault.Message{}
	case s.By == ByModel:
		return fault.Say("screening.clean", "model", s.Model)
	case s.Why.IsZero():
		return fault.Say("screening.shown")
	}
	return fault.Say("screening.shown_anyway", "cause", s.Why)
}

// Reason returns why a clip waits for the streamer; zero where it does not.
func (s Screening) Reason() Reason {
	switch {
	case s.IsZero() || s.MayAir():
		return Reason{}
	case s.Still == 0:
		return fault.Say(WhyUnscreened, "cause", s.Why)
	case s.Action == ActionBlock:
		return fault.Say(WhyAlarming, "cause", s.Why, "still", s.Still)
	}
	return fault.Say(WhyFound, "cause", s.Why, "still", s.Still)
}
