package api

import (
	"streamspark/internal/celebration"
	"streamspark/internal/locale"
)

// writingView is what a text model wrote, or why there is nothing.
type writingView struct {
	Provider string   `json:"provider"`
	Model    string   `json:"model"`
	Scene    string   `json:"scene,omitempty"`
	Mood     string   `json:"mood,omitempty"`
	Sound    string   `json:"sound,omitempty"`
	Prompt   string   `json:"prompt,omitempty" doc:"as it will be sent, or was"`
	Refusal  *refusal `json:"refusal,omitempty" doc:"why the tier's own prompt is used in its place"`
}

func viewOfWriting(o celebration.Order) *writingView {
	w := o.Writing
	if w.IsZero() {
		return nil
	}
	v := &writingView{Provider: w.Provider, Model: w.Model, Scene: w.Scene, Mood: w.Mood, Sound: w.Sound}
	if w.IsWritten() {
		v.Prompt = o.Prompt
	} else {
		v.Refusal = &refusal{locale.English().Message(w.Why), w.Why.Code, w.Why.Args}
	}
	return v
}
