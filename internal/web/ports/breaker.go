package ports

import "time"

// Breaker is how one provider stands: closed while it answers, open while
// it is left alone because it does not, half-open when it is on trial.
type Breaker struct {
	Provider string // as in the configuration: aiml, gemini, cbr
	State    string
	Since    time.Time // when it began not to answer
	Why      string
	Again    time.Time // when it is asked again
}

// Silent are those whose provider does not answer.
func (o Options) Silent() map[string]Breaker {
	found := map[string]Breaker{}
	for _, b := range o.Breakers() {
		if b.State != "closed" {
			found[b.Provider] = b
		}
	}
	return found
}

// StandIn is who makes clips while the chosen generator does not answer.
func (o Options) StandIn() (string, bool) {
	if o.Substitute == nil {
		return "", false
	}
	return o.Substitute()
}
