package celebration

// Topic is what a message may be about: the scenes that suit it, and what flies
// in them. A word is written as in widget/scenes/stems.js: "кот~" is also found
// with a usual ending, "косм*" with anything after it.
type Topic struct {
	Words  string   `json:"words"`
	Scenes []string `json:"scenes"`
	Props  []string `json:"props,omitempty"`
}
