package aiml

import (
	"math"
	"strings"
	"time"

	"streamspark/internal/celebration"
)

// family is what a group of models takes beyond the common fields.
type family struct {
	seconds    []int // the lengths it makes, rising; nil: any
	resolution func(string) string
	sound      bool // generate_audio
	words      bool // negative_prompt, seed
	fallback   bool // auto_fix, provider
}

// familyOf knows the models whose fields AIML documents. The generations of
// Veo write their resolutions differently: "720p" and "720P".
func familyOf(model string) family {
	veo := []int{4, 6, 8}
	switch name := strings.TrimPrefix(model, "google/"); {
	case strings.HasPrefix(name, "veo-3.1-lite"):
		return family{seconds: veo, resolution: strings.ToUpper, sound: true}
	case strings.HasPrefix(name, "veo-3.1-t2v"):
		return family{seconds: veo, resolution: strings.ToLower, sound: true, words: true, fallback: true}
	case strings.HasPrefix(name, "veo-3.0"), strings.HasPrefix(name, "veo3"):
		return family{seconds: veo, resolution: strings.ToUpper, sound: true, words: true}
	case strings.HasPrefix(name, "gemini-omni"):
		return family{seconds: []int{3, 4, 5, 6, 7, 8, 9, 10}}
	}
	return family{}
}

// Models returns those whose fields are known here, for people to choose from.
// Any other that AIML has can be named too.
func Models() []string {
	return []string{
		"google/veo-3.1-t2v-fast", "google/veo-3.1-t2v", "google/veo-3.0-fast", "google/veo3", "veo-3.1-lite-generate-001",
	}
}

// body returns the request for an order. A model that is not known gets the
// fields that all share: an extra field is refused by some.
func body(order celebration.Order) map[string]any {
	f := familyOf(order.Model)
	fields := map[string]any{"model": order.Model, "prompt": order.Prompt}
	if order.AspectRatio != "" {
		fields["aspect_ratio"] = order.AspectRatio
	}
	if seconds := f.length(order.Duration); seconds > 0 {
		fields["duration"] = seconds
	}
	if f.resolution != nil && order.Resolution != "" {
		fields["resolution"] = f.resolution(order.Resolution)
	}
	if f.sound {
		fields["generate_audio"] = order.Audio
	}
	if f.words {
		if order.Negative != "" {
			fields["negative_prompt"] = order.Negative
		}
		// The models take a seed of 32 bits.
		fields["seed"] = order.Seed & math.MaxInt32
	}
	if f.fallback {
		// By default AIML rewrites a prompt that breaks the rules, which
		// would hide that a viewer's message was refused.
		fields["auto_fix"] = false
		fields["provider"] = "auto"
	}
	return fields
}

// length returns the longest clip that the model makes and that is not longer
// than asked for, because each second costs; else its shortest. 0 leaves it
// to the model.
func (f family) length(asked time.Duration) int {
	seconds := int(asked.Round(time.Second) / time.Second)
	if seconds <= 0 || len(f.seconds) == 0 {
		return max(seconds, 0)
	}
	best := f.seconds[0]
	for _, possible := range f.seconds {
		if possible <= seconds {
			best = possible
		}
	}
	return best
}
