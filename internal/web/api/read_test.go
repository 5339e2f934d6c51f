package api

import (
	"testing"

	"streamspark/internal/fault"
)

// TestAFieldThatCannotBeReadIsOurMistake holds that a body with a field of
// another kind is no refusal of the sender's request.
func TestAFieldThatCannotBeReadIsOurMistake(t *testing.T) {
	var in struct {
		Odd map[string]int `json:"odd"`
	}
	_, err := Fill(&in, map[string]any{"odd": map[string]any{}})
	if err == nil || fault.KindOf(err) != fault.Unforeseen {
		t.Errorf("it is answered with %v", err)
	}
}
