package api

import (
	"context"
	"math"
	"net/http"
	"slices"
	"strconv"

	"github.com/labstack/echo/v5"

	"streamspark/internal/celebration"
	"streamspark/internal/fault"
)

func (s *Server) awayRoutes() []Route {
	return []Route{
		{
			Method: "GET", Path: "/api/away", Summary: "Count and list donations that came while you were away, the oldest first.",
			Query: []Param{
				{Name: "after", Type: "integer", Doc: "next of the page before"},
				{Name: "limit", Type: "integer", Doc: "1 to 200", Default: 50},
			},
			Out: awayAnswer{}, Handler: s.getAway,
		},
		withBody(Route{
			Method: "POST", Path: "/api/away", Summary: "Decide about some or all donations that came while you were away.", Out: awayDecided{},
		}, s.decideAway),
	}
}

type awayAnswer struct {
	Success      bool              `json:"success"`
	Count        int               `json:"count"`
	AmountRUB    string            `json:"amount_rub" doc:"the sum of all, a decimal"`
	First        *moment           `json:"first" doc:"when the oldest of them was made"`
	Last         *moment           `json:"last"`
	Celebrations []celebrationView `json:"celebrations"`
	Next         *int64            `json:"next" doc:"ask with after= for the next page; null: there is none"`
}

// getAway counts and lists what came while the streamer was away, the oldest
// first. Next is what to ask for as after= to get the page after it.
func (s *Server) getAway(c *echo.Context) error {
	after, err := queryInt(c, "after", 0, 0, math.MaxInt64)
	if err != nil {
		return err
	}
	limit, err := queryInt(c, "limit", 50, 1, 200)
	if err != nil {
		return err
	}
	ctx := c.Request().Context()
	away, err := s.o.Store.Away(ctx)
	if err != nil {
		return err
	}
	found, err := s.o.Store.AwayList(ctx, after, int(limit)+1)
	if err != nil {
		return err
	}
	answer := awayAnswer{
		Success: true, Count: away.Count, AmountRUB: away.Rubles.Decimal(), First: stamp(away.First), Last: stamp(away.Last),
		Celebrations: []celebrationView{},
	}
	if len(found) > int(limit) {
		found = found[:limit]
		answer.Next = &found[limit-1].ID
	}
	for _, cel := range found {
		answer.Celebrations = append(answer.Celebrations, s.view(cel))
	}
	return c.JSON(http.StatusOK, answer)
}

type awayBody struct {
	Action  string   `json:"action" max:"20" required:"field.missing" doc:"play: thank on the stream; make: a clip; ignore" example:"play"`
	IDs     []Number `json:"ids" max:"1000" doc:"numbers of celebrations, or"`
	All     bool     `json:"all" doc:"true: all that wait"`
	Through *Number  `json:"through" doc:"of all, those up to and with this celebration"`
}

type awayDecided struct {
	Success bool         `json:"success"`
	Action  string       `json:"action"`
	Done    int          `json:"done" doc:"upon how many it was carried out"`
	Failed  []awayFailed `json:"failed"`
	Left    int          `json:"left" doc:"how many still wait"`
}

type awayFailed struct {
	ID      int64      `json:"id"`
	Error   string     `json:"error"`
	Code    string     `json:"code" doc:"the error for programs"`
	Args    fault.Args `json:"args,omitempty"`
	Message string     `json:"message,omitempty" doc:"the error in the language of Accept-Language, where that is not English"`
}

func awayActions() []string { return []string{"play", "make", "ignore"} }

// decideAway carries out one decision upon several, or upon all. That one
// could not be done is part of a good answer.
func (s *Server) decideAway(c *echo.Context, in awayBody, _ Given) error {
	ctx := c.Request().Context()
	ids, err := s.selected(ctx, in)
	if err != nil {
		return err
	}
	answer := awayDecided{Success: true, Action: in.Action, Failed: []awayFailed{}}
	for i, err := range s.o.Pipeline.DecideAway(ctx, ids, in.Action, decider(c)) {
		if err == nil {
			answer.Done++
			continue
		}
		known, _ := FaultOf(err)
		failed := FailureOf(known, s.hooks.Accepted(c.Request()))
		answer.Failed = append(answer.Failed, awayFailed{ID: ids[i], Error: failed.Error, Code: failed.Code, Args: failed.Args, Message: failed.Message})
	}
	away, err := s.o.Store.Away(ctx)
	if err != nil {
		return err
	}
	answer.Left = away.Count
	return c.JSON(http.StatusOK, answer)
}

// selected lists the celebrations that are meant, each once.
func (s *Server) selected(ctx context.Context, in awayBody) ([]int64, error) {
	switch {
	case !slices.Contains(awayActions(), in.Action):
		return nil, fault.InvalidField("action", "field.not_one_of", "choices", awayActions())
	case in.All == (in.IDs != nil):
		return nil, fault.InvalidField("ids", "away.none_named")
	case in.All && in.Through == nil:
		return s.o.Store.AwayIDs(ctx, 0)
	case in.All:
		through, err := idOfCelebration("through", *in.Through)
		if err != nil {
			return nil, err
		}
		return s.o.Store.AwayIDs(ctx, through)
	}
	var ids []int64
	for _, written := range in.IDs {
		id, err := idOfCelebration("ids", written)
		if err != nil {
			return nil, err
		}
		if !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	return ids, nil
}

func idOfCelebration(name string, written Number) (int64, error) {
	id, err := strconv.ParseInt(string(written), 10, 64)
	if err != nil || id < 1 {
		return 0, fault.InvalidField(name, "away.bad_number", "value", celebration.OneLine(string(written), 40))
	}
	return id, nil
}
