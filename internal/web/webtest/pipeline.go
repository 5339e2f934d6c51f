package webtest

import (
	"context"
	"errors"
	"io"
	"slices"
	"time"

	"github.com/shopspring/decimal"

	"streamspark/internal/breaker"
	"streamspark/internal/celebration"
	"streamspark/internal/config"
	"streamspark/internal/fault"
	"streamspark/internal/pipeline"
	"streamspark/internal/store"
)

// generator stands in for a paid service that makes clips.
type generator struct{}

// Start returns an error: the stand-in makes no clips.
func (generator) Start(context.Context, celebration.Order) (celebration.Operation, error) {
	return "", errors.New("the stand-in makes no clips")
}

// Poll returns an error: the stand-in makes no clips.
func (generator) Poll(context.Context, celebration.Operation) (celebration.Progress, error) {
	return celebration.Progress{}, errors.New("the stand-in makes no clips")
}

// Fetch returns an error: the stand-in makes no clips.
func (generator) Fetch(context.Context, celebration.Operation, io.Writer) error {
	return errors.New("the stand-in makes no clips")
}

// Price returns the same for each order.
func (generator) Price(context.Context, celebration.Order) (decimal.Decimal, error) {
	return decimal.RequireFromString("1.04"), nil
}

// newPipeline returns a pipeline that nobody runs: what it records stays where
// the recording left it until the test moves it.
func (s *Server) newPipeline() *pipeline.Pipeline {
	return pipeline.New(pipeline.Options{
		Store: s.Store, InRubles: s.Rates.InRubles, InRublesAtOnce: s.Rates.Known, Clips: s.Clips,
		Maker: func(name string) (pipeline.Maker, bool) {
			ready := func() error {
				if s.Breakers[name].State == breaker.Open {
					return fault.New(fault.Unavailable, celebration.CodeSilent)
				}
				return nil
			}
			return pipeline.Maker{Generator: generator{}, Paid: true, Model: "veo", Ready: ready}, true
		},
		Write:    func(context.Context, celebration.Celebration, string) celebration.Writing { return s.Writing },
		Settings: func() pipeline.Settings { return s.rules(s.Settings.Get()) },
	})
}

// rules returns those of a configuration.
func (s *Server) rules(c config.Config) pipeline.Settings {
	rules := s.checker.Rules(c.Moderation)
	return pipeline.Settings{
		Tiers: c.Tiers, Generator: c.Generation.Generator(), Others: []string{"gemini"}, Free: "aiml", Places: 1, CatchUp: time.Hour,
		Resolution: "720p", Duration: 8 * time.Second, Audio: true, Moderate: rules.Judge,
		Budget: c.Budget, Minimums: pipeline.Minimums{Message: c.Limits.Message, Link: c.Limits.Link, Links: rules.Links},
	}
}

// Follow has each celebration that is recorded from now on changed at once,
// through all of the statuses in turn, and then by change.
func (s *Server) Follow(change func(*celebration.Celebration), statuses ...celebration.Status) {
	watch := s.Store.Watch()
	ctx, cancel := context.WithCancel(s.T.Context())
	ended := make(chan struct{})
	s.T.Cleanup(func() { cancel(); <-ended; watch.Close() })
	go func() {
		defer close(ended)
		var done []int64
		for {
			select {
			case <-ctx.Done():
				return
			case <-watch.C:
			}
			for _, id := range watch.Take().Celebrations {
				if slices.Contains(done, id) {
					continue
				}
				done = append(done, id)
				for _, status := range statuses {
					if err := move(ctx, s.Store, id, func(c *celebration.Celebration) { c.Status = status }); err != nil {
						s.T.Error(err)
					}
				}
				if err := move(ctx, s.Store, id, change); err != nil {
					s.T.Error(err)
				}
			}
		}
	}()
}

// Last returns the donation that was recorded last, or none.
func (s *Server) Last() celebration.Donation {
	s.T.Helper()
	found, err := s.Store.Celebrations(s.T.Context(), store.Filter{Limit: 1})
	if err != nil {
		s.T.Fatal(err)
	}
	if len(found) == 0 {
		return celebration.Donation{}
	}
	return found[0].Donation
}
