package api

import (
	"context"

	"streamspark/internal/web/ports"
)

// FirstSteps is how far the first start has come.
type FirstSteps struct {
	ports.FirstState
	Token, Generator bool
}

// FirstStepsOf asks all that know of it.
func FirstStepsOf(ctx context.Context, o ports.Options) (s FirstSteps, err error) {
	if s.FirstState, err = o.First.State(ctx); err != nil {
		return s, err
	}
	name, paid := o.Generator()
	s.Token, s.Generator = o.Source.State().HasToken, paid || s.Builtin && name != "off"
	return s, nil
}
