package config

import "slices"

// Others are the generators that make new clips while the chosen one does
// not answer, in order: none unless failover is on, never one without a
// key, and the built-in one only where the choice was left to the program.
func (g Generation) Others() []string {
	if !g.Failover {
		return nil
	}
	var others []string
	if g.AIML.APIKey != "" {
		others = append(others, "aiml")
	}
	if g.Gemini.APIKey != "" {
		others = append(others, "gemini")
	}
	switch g.Provider {
	case "builtin", "off":
		return nil
	case "auto":
		others = append(others, "builtin")
	}
	chosen := g.Generator()
	return slices.DeleteFunc(others, func(name string) bool { return name == chosen })
}
