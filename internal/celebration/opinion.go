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
	CodeCut     = "model_cut"     // its answer breaks off
	CodeRefused = "model_refused" // it does not want to answer
	CodeLost    = "model_lost"    // its answer was lost, and is paid for once
	CodeBudget  = "model_budget"  // a budget does not allow the question
	CodePrice   = "model_price"   // nobody knows what the question costs
	CodeForeign = "model_foreign" // it is not asked of what is in other letters than the streamer's
	CodeEncoded = "model_encoded" // nor of what stands for another text
)

// CodeUnclear is of what a model found and did not name.
const CodeUnclear = "unclear"

// Categories returns what a model may find in words.
func Categories() []string {
	return []string{
		"doxxing", "harassment", "hate", "illicit", "injection", "minors", "politics", "self_harm", "sexual", "spam", "swearing", "threat", CodeUnclear, "violence",
	}
}

// ModelCodes returns what a verdict of a model may be about.
func ModelCodes() []string {
	return append(Categories(), CodeAwaited, CodeUnheard, CodeSlow, CodeOdd, CodeCut, CodeRefused, CodeLost, CodeBudget, CodePrice, CodeForeign, CodeEncoded)
}

// Opinion is what a model said of a donation's words as a whole. The zero value is
// that of none that was asked.
type Opinion struct {
	Model  string // which one, as people call it
	Action Action
	Code   string
	Said   string // why, for the streamer alone: a donor may have had a hand in it
}

// NoOpinion returns that of a model that said nothing: the words are held.
func NoOpinion(model, code string) Opinion {
	return Opinion{Model: model, Action: ActionHold, Code: code}
}

// Opinion returns what a model said before; zero where none was asked.
func (v Verdict) Opinion() Opinion {
	o := Opinion{Model: v.Model, Action: ActionAllow, Said: v.Said}
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
	v = NewVerdict(slices.DeleteFunc(slices.Clone(v.Found), func(f Find) bool { return f.By == ByModel })).asking(v)
	if o.Action != ActionAllow {
		v = v.With(Whole(donor, message, Find{Action: o.Action, Category: ByModel, Code: o.Code, By: ByModel, Model: o.Model})...)
	}
	v.Model, v.Said = o.Model, o.Said
	return v
}
