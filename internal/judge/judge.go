// Package judge asks models about what viewers wrote, where the streamer wants that.
// A donation waits for them for seconds, and where nothing comes of it the streamer decides.
package judge

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/rs/zerolog"

	"streamspark/internal/asker"
	"streamspark/internal/celebration"
	"streamspark/internal/fault"
	"streamspark/internal/provider"
)

// Timeout is how long a donation waits for a verdict at the most.
const Timeout = 4 * time.Second

// unnamed is the model of an opinion where there is none to ask.
const unnamed = "-"

// Asks is which models are asked.
type Asks struct{ Free, Text bool }

// Options is what a Judge is made of.
type Options struct {
	Asks     func() Asks
	Free     func() (*provider.TextModel, bool) // that judges for nothing; false: there is none
	Text     func() (*provider.TextModel, bool) // that is asked by Asker
	Writes   func() bool                        // the same text model writes the prompts of clips
	Asker    *asker.Asker
	Plain    func(text string) string // as it reads without disguises; empty: it has none
	Language func() string            // of the streamer
	Timeout  time.Duration
	Log      zerolog.Logger
}

// Judge asks. It is safe for concurrent use.
type Judge struct{ o Options }

// New returns a Judge.
func New(o Options) *Judge { return &Judge{o} }

// Judge returns what the models say of a celebration's words, the stricter of it, and
// what the text model wrote of them for a clip in a frame; nothing is written where
// that is empty. The opinion is zero where ctx ends meanwhile and nothing was paid for;
// in all other cases in which a model says nothing it is that the words are held.
func (j *Judge) Judge(ctx context.Context, c celebration.Celebration, left celebration.Words, frame string) (celebration.Opinion, celebration.Writing) {
	asks, until := j.o.Asks(), time.Now().Add(j.o.Timeout)
	if asks.Free {
		opinion := j.askFree(ctx, c, left)
		// What is held is not worth a paid question: the streamer decides.
		if !asks.Text || opinion.Model == "" || opinion.Action != celebration.ActionAllow {
			return opinion, celebration.Writing{}
		}
	}
	model, ok := j.o.Text()
	if !asks.Text || !ok {
		return celebration.NoOpinion(unnamed, celebration.CodeUnheard), celebration.Writing{}
	}
	if !j.o.Writes() {
		frame = ""
	}
	return j.askText(ctx, c, model, left, frame, time.Until(until))
}

// askFree returns the opinion of the model that costs nothing.
func (j *Judge) askFree(ctx context.Context, c celebration.Celebration, left celebration.Words) celebration.Opinion {
	model, ok := j.o.Free()
	if !ok {
		return celebration.NoOpinion(unnamed, celebration.CodeUnheard)
	}
	asking, cancel := context.WithTimeout(ctx, j.o.Timeout)
	defer cancel()
	words := strings.TrimSpace(left.Donor + "\n" + left.Message)
	opinion, err := model.Moderate(asking, strings.TrimSpace(words+"\n"+j.o.Plain(words)))
	if ctx.Err() != nil {
		return celebration.Opinion{}
	}
	if err == nil {
		return opinion
	}
	if errors.Is(asking.Err(), context.DeadlineExceeded) {
		err = fault.New(fault.Lost, "text.too_slow", "after", j.o.Timeout)
	}
	return j.unheard(c, opinion.Model, err)
}

// unheard returns the opinion of a model that said nothing which could be used. The
// words of a refusal may be a donor's, and are not logged.
func (j *Judge) unheard(c celebration.Celebration, model string, err error) celebration.Opinion {
	code := celebration.CodeUnheard
	for _, known := range []struct {
		is   bool
		code string
	}{
		{fault.Is(err, "text.too_slow"), celebration.CodeSlow},
		{fault.Is(err, "text.other_shape"), celebration.CodeOdd},
		{fault.Is(err, "text.no_answer"), celebration.CodeOdd},
		{fault.Is(err, "text.cut"), celebration.CodeCut},
		{fault.Is(err, "text.refused"), celebration.CodeRefused},
		{fault.Is(err, "text.ordered_before"), celebration.CodeLost},
		{fault.Is(err, "text.no_price"), celebration.CodePrice},
		{fault.Is(err, celebration.WhyNoRate), celebration.CodeBudget},
		{fault.Has(err, fault.OverBudget), celebration.CodeBudget},
	} {
		if known.is {
			code = known.code
			break
		}
	}
	event := j.o.Log.Warn()
	if code != celebration.CodeRefused {
		event = event.Err(err)
	}
	event.Int64("celebration", c.ID).Str("model", model).Str("found", code).Msg("a model said nothing of a donation's words; they are held")
	return celebration.NoOpinion(model, code)
}
