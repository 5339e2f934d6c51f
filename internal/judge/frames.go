package judge

import (
	"context"
	"errors"
	"time"

	"github.com/rs/zerolog"

	"streamspark/internal/celebration"
	"streamspark/internal/fault"
	"streamspark/internal/provider"
)

// ScreenTimeout is how long a finished clip waits for a model at the most, for all of
// its stills.
const ScreenTimeout = 10 * time.Second

// ScreenerOptions is what a Screener is made of.
type ScreenerOptions struct {
	Model   func() (*provider.TextModel, bool) // that judges pictures for nothing; false: there is none
	Timeout time.Duration
	Log     zerolog.Logger
}

// Screener asks a model about stills of clips. It is safe for concurrent use.
type Screener struct{ o ScreenerOptions }

// NewScreener returns a Screener.
func NewScreener(o ScreenerOptions) *Screener { return &Screener{o} }

// Screen returns what a model finds in the stills of a celebration's clip, the strictest
// of it. What was found counts also where nothing is said of another still. It is zero
// only where ctx ends meanwhile.
func (s *Screener) Screen(ctx context.Context, id int64, stills [][]byte) celebration.Screening {
	model, ok := s.o.Model()
	if !ok {
		return celebration.Unscreened("", fault.Say("screening.no_model"))
	}
	asking, cancel := context.WithTimeout(ctx, s.o.Timeout)
	defer cancel()
	found := celebration.Screening{By: celebration.ByModel, Action: celebration.ActionAllow}
	var silent error
	for i, still := range stills {
		opinion, err := model.ModeratePicture(asking, still)
		if found.Model = opinion.Model; err != nil {
			silent = err
			break
		}
		if opinion.Action.IsStricter(found.Action) {
			found.Action, found.Still = opinion.Action, i+1
			found.Why = fault.Say("verdict."+opinion.Code, "model", opinion.Model)
		}
	}
	switch {
	case ctx.Err() != nil:
		return celebration.Screening{}
	case silent == nil && len(stills) > 0:
		return found
	}
	s.o.Log.Warn().Err(silent).Int64("celebration", id).Str("model", found.Model).Msg("a model said nothing of a clip's stills; it waits for the streamer")
	if found.Still > 0 {
		return found
	}
	return celebration.Unscreened(found.Model, silence(asking, found.Model, silent))
}

// silence returns why a model said nothing.
func silence(asking context.Context, model string, err error) fault.Message {
	known, is := fault.As(err)
	switch {
	case errors.Is(asking.Err(), context.DeadlineExceeded):
		return fault.Say("screening.slow", "model", model)
	case fault.Is(err, "text.other_shape"), err == nil:
		return fault.Say("screening.odd", "model", model)
	case is:
		return known.Message()
	}
	return fault.Say("screening.silent", "model", model)
}
