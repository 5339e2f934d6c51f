package celebration

import "slices"

// ByModel is of what a model said.
const ByModel = "model"

// What is held because a model has said nothing that could be used.
const (
	CodeAwaited = "model_awaited" // it was not asked yet
	CodeUnheard = "model_unheard" // it did not answer
	CodeSlow    = "model_slow"    // it took too long
	CodeOdd     = "model_odd"     // its answer is none that was asked for
)

// ModelCodes returns what a verdict of a model may be about.
func ModelCodes() []string {
	return []string{
		"harassment", "hate", "illicit", "minors", "self_harm", "sexual", "threat", "unclear", "violence",
		CodeAwaited, CodeUnheard, CodeSlow, CodeOdd,
	}
}

// Opinion is what a model said of a donation's words as a whole. The zero value is
// that of none that was asked.
type Opinion struct {
	Model  string // which one, as people call it
	Action Action
	Code   string
}

// NoOpinion returns that of a model that said nothing: the words are held.
func NoOpinion(model, code string) Opinion { return Opinion{model, ActionHold, code} }

// Opinion returns what a model said before; zero where none was asked.
func (v Verdict) Opinion() Opinion {
	o := Opinion{Model: v.Model, Action: ActionAllow}
	for _, f := range v.Found {
		if f.By == ByModel {
			o.Action, o.Code = f.Action, f.Code
		}
	}
	return o
}

// IsAwaited reports whether a model is to be asked first.
func (v Verdict) IsAwaited() bool {
	return v.Model == "" && slices.ContainsFunc(v.Found, func(f Find) bool { return f.By == ByModel && f.Code == CodeAwaited })
}

// Awaiting returns the verdict on words of which a model is asked: until then all of
// them are held.
func (v Verdict) Awaiting(donor, message string) Verdict {
	return v.With(Whole(donor, message, Find{Action: ActionHold, Category: ByModel, Code: CodeAwaited, By: ByModel})...)
}

// WithOpinion returns the verdict with what a model said, which can only make it
// stricter.
func (v Verdict) WithOpinion(donor, message string, o Opinion) Verdict {
	v = NewVerdict(slices.DeleteFunc(slices.Clone(v.Found), func(f Find) bool { return f.By == ByModel }))
	if o.Action != ActionAllow {
		v = v.With(Whole(donor, message, Find{Action: o.Action, Category: ByModel, Code: o.Code, By: ByModel, Model: o.Model})...)
	}
	v.Model = o.Model
	return v
}
