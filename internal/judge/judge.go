// Package judge asks a model about what viewers wrote, where the streamer wants that.
// A donation waits for it for seconds, and where nothing comes of it the streamer decides.
package judge

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/rs/zerolog"

	"streamspark/internal/celebration"
	"streamspark/internal/fault"
	"streamspark/internal/provider"
)

// Timeout is how long a donation waits for a verdict at the most.
const Timeout = 4 * time.Second

// unnamed is the model of an opinion where there is none to ask.
const unnamed = "-"

// Options is what a Judge is made of.
type Options struct {
	Free    func() (*provider.TextModel, bool) // that judges for nothing; false: there is none
	Timeout time.Duration
	Log     zerolog.Logger
}

// Judge asks. It is safe for concurrent use.
type Judge struct{ o Options }

// New returns a Judge.
func New(o Options) *Judge { return &Judge{o} }

// Judge returns what a model says of a celebration's words. The opinion is zero where
// ctx ends meanwhile; in all other cases in which the model says nothing it is that
// the words are held.
func (j *Judge) Judge(ctx context.Context, c celebration.Celebration, left celebration.Words) celebration.Opinion {
	model, ok := j.o.Free()
	if !ok {
		return celebration.NoOpinion(unnamed, celebration.CodeUnheard)
	}
	asking, cancel := context.WithTimeout(ctx, j.o.Timeout)
	defer cancel()
	opinion, err := model.Moderate(asking, strings.TrimSpace(left.Donor+"\n"+left.Message))
	if ctx.Err() != nil {
		return celebration.Opinion{}
	}
	if err == nil {
		return opinion
	}
	code := celebration.CodeUnheard
	switch {
	case errors.Is(asking.Err(), context.DeadlineExceeded):
		code = celebration.CodeSlow
	case fault.Is(err, "text.other_shape"):
		code = celebration.CodeOdd
	}
	j.o.Log.Warn().Err(err).Int64("celebration", c.ID).Str("model", opinion.Model).Msg("a model said nothing of a donation's words; they are held")
	return celebration.NoOpinion(opinion.Model, code)
}
