package pipeline

// Choices returns the decisions that somebody takes who looks at words or at a clip, in
// the order of their keys.
func Choices() []Action { return []Action{Approve, Mask, Reject} }
