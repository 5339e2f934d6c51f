package gemini

import (
	"fmt"
	"strings"
	"time"

	"streamspark/internal/celebration"
)

// The lengths that Omni makes, in seconds.
const (
	shortest = 3
	longest  = 10

	maxNegative = 1000
)

// body returns the request for an order. It runs in the background, so that the
// request ends at once and a restart finds the job again.
func body(order celebration.Order) map[string]any {
	format := map[string]any{"type": "video", "delivery": "uri"}
	if order.AspectRatio != "" {
		format["aspect_ratio"] = order.AspectRatio
	}
	if order.Resolution != "" {
		format["resolution"] = strings.ToLower(order.Resolution)
	}
	if seconds := length(order.Duration); seconds > 0 {
		format["duration"] = fmt.Sprintf("%ds", seconds)
	}
	return map[string]any{
		"model": order.Model, "input": input(order), "background": true, "store": true,
		"generation_config": map[string]any{"video_config": map[string]any{"task": "text_to_video"}},
		"response_format":   format,
	}
}

// length returns the length that Omni makes which is nearest to what was asked
// for, in seconds. 0 leaves it to Omni.
func length(asked time.Duration) int {
	seconds := int(asked.Round(time.Second) / time.Second)
	if seconds <= 0 {
		return 0
	}
	return min(max(seconds, shortest), longest)
}

// input returns the prompt with what Omni has no field for: it has none for
// what is not wanted nor for silence, and cuts between scenes unless told not
// to. Our words stand first, because a prompt ends with a viewer's.
func input(order celebration.Order) string {
	lines := []string{"Make one video: a single continuous shot, no scene cuts."}
	if negative := celebration.OneLine(order.Negative, maxNegative); negative != "" {
		lines = append(lines, "It must not show: "+strings.TrimRight(negative, ".")+".")
	}
	if !order.Audio {
		lines = append(lines, "It is silent: no music, no speech, no sounds.")
	}
	return strings.Join(lines, " ") + "\n\n" + order.Prompt
}
