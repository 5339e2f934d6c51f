package api

import (
	"math"
	"net/http"
	"time"

	"github.com/labstack/echo/v5"

	"streamspark/internal/fault"
	"streamspark/internal/locale"
	"streamspark/internal/money"
	"streamspark/internal/pipeline"
)

func (s *Server) queueRoutes() []Route {
	return []Route{
		{Method: "GET", Path: "/api/queue", Summary: "Show what plays and what waits.", Out: queueAnswer{}, Handler: s.getQueue},
		withBody(Route{
			Method: "POST", Path: "/api/queue/pause", Summary: "Pause after the present clip.",
			NoBody: true, Out: queueAnswer{},
		}, s.pause),
		withBody(Route{
			Method: "POST", Path: "/api/queue/quiet", Summary: "Pause, and have thank-yous wait too; they are shown when it ends, by itself or by resume.",
			NoBody: true, Out: queueAnswer{},
		}, s.quiet),
		{Method: "POST", Path: "/api/queue/resume", Summary: "Resume playing.", Out: queueAnswer{}, Handler: s.resume},
		{
			Method: "POST", Path: "/api/queue/toggle", Summary: "Toggle the pause.",
			Out: queueAnswer{}, Handler: s.toggle,
		},
		withBody(Route{
			Method: "POST", Path: "/api/queue/skip", Summary: "Skip the playing clip; does nothing if none plays.",
			NoBody: true, Out: queueAnswer{},
		}, s.skip),
		{
			Method: "POST", Path: "/api/queue/panic", Summary: "Clear the screen at once and pause; the clip that was cut is next in the queue.",
			Out: queueAnswer{}, Handler: s.panic,
		},
		withBody(Route{
			Method: "POST", Path: "/api/queue/move", Summary: "Move a waiting playback to another place in the queue.", Out: queueAnswer{},
		}, s.moveInQueue),
		withBody(Route{
			Method: "POST", Path: "/api/queue/drop", Summary: "Remove a waiting playback from the queue; its clip stays.", Out: queueAnswer{},
		}, s.dropFromQueue),
		withBody(Route{
			Method: "POST", Path: "/api/queue/play", Summary: "Play a waiting playback next, and skip what plays.", Out: queueAnswer{},
		}, s.playFromQueue),
		{
			Method: "GET", Path: "/api/state", Summary: "Show the state in flat and stable fields, for a Stream Deck.",
			Query: []Param{{Name: "field", Type: "string", Doc: "return this field alone, as plain text", Example: "waiting"}},
			Out:   stateAnswer{}, Media: "text/plain", Handler: s.state,
		},
	}
}

type queueAnswer struct {
	Success     bool           `json:"success"`
	Paused      bool           `json:"paused"`
	PausedSince *moment        `json:"paused_since"`
	PausedWhy   string         `json:"paused_why" doc:"in the words of whoever paused it, or in English where StreamSpark did"`
	PausedCode  string         `json:"paused_code,omitempty" doc:"the same for programs, where StreamSpark paused it" example:"failed_in_a_row"`
	PausedArgs  fault.Args     `json:"paused_args,omitempty" doc:"what the sentence was made with, by name"`
	Message     string         `json:"paused_message,omitempty" doc:"paused_why in the language of Accept-Language, where that is another one that StreamSpark speaks"`
	Quiet       bool           `json:"quiet" doc:"thank-yous wait too"`
	PausedUntil *moment        `json:"paused_until" doc:"when it ends by itself; null: it does not"`
	Cleared     bool           `json:"cleared" doc:"by panic: nothing is shown until it is resumed"`
	Widgets     int            `json:"widgets" doc:"players that are connected"`
	Visible     int            `json:"visible" doc:"how many of them can be seen"`
	Player      *string        `json:"player" doc:"the page that plays; null: none does"`
	Playing     *playbackView  `json:"playing"`
	Waiting     []playbackView `json:"waiting" doc:"in the order in which they will be shown"`
	Making      []makingItem   `json:"making" doc:"in the order of the pipeline"`
}

func (s *Server) getQueue(c *echo.Context) error {
	q, err := s.o.Overlay.Queue(c.Request().Context())
	if err != nil {
		return err
	}
	answer := queueAnswer{
		Success: true, Paused: q.Paused, PausedWhy: WhyPaused(q.Health), Widgets: q.Widgets, Visible: q.Visible,
		Cleared: q.Cleared, Waiting: []playbackView{},
	}
	if answer.Making, err = s.makingNow(c); err != nil {
		return err
	}
	if q.Paused {
		answer.Quiet, answer.PausedUntil = q.Quiet, stamp(q.PausedUntil)
		answer.PausedSince, answer.PausedCode, answer.PausedArgs = stamp(q.PausedSince), q.PausedFor.Code, q.PausedFor.Args
	}
	if reader := s.hooks.Accepted(c.Request()); reader.Code() != locale.English().Code() {
		answer.Message = reader.Message(q.PausedFor)
	}
	if q.Player != "" {
		answer.Player = &q.Player
	}
	if q.Playing != nil {
		playing := viewOfPlayback(*q.Playing)
		answer.Playing = &playing
	}
	for i, p := range q.Waiting {
		view := viewOfPlayback(p)
		view.Place = i + 1
		answer.Waiting = append(answer.Waiting, view)
	}
	return c.JSON(http.StatusOK, answer)
}

type pauseBody struct {
	Reason string `json:"reason" max:"200" doc:"what the dashboard says of it" example:"a break"`
}

// pause takes a reason, if there is a body at all.
func (s *Server) pause(c *echo.Context, in pauseBody, _ Given) error {
	if err := s.o.Overlay.Pause(c.Request().Context(), in.Reason); err != nil {
		return err
	}
	return s.kept(c, pipeline.Pause, 0)
}

type quietBody struct {
	Reason  string `json:"reason" max:"200" doc:"what the dashboard says of it" example:"an interview"`
	Minutes Number `json:"minutes" doc:"after which it ends by itself, at most 600; 0: it does not" example:"10"`
}

func (s *Server) quiet(c *echo.Context, in quietBody, _ Given) error {
	minutes := int64(0)
	if in.Minutes != "" {
		var err error
		if minutes, err = money.ParseWhole(string(in.Minutes)); err != nil || minutes < 0 || minutes > maxQuiet {
			return fault.InvalidField("minutes", "field.out_of_range", "min", 0, "max", maxQuiet)
		}
	}
	if err := s.o.Overlay.Quiet(c.Request().Context(), in.Reason, time.Duration(minutes)*time.Minute); err != nil {
		return err
	}
	return s.kept(c, pipeline.Quiet, 0)
}

// maxQuiet is the longest quiet time that ends by itself, in minutes.
const maxQuiet = 600

func (s *Server) resume(c *echo.Context) error {
	if err := s.o.Overlay.Resume(c.Request().Context()); err != nil {
		return err
	}
	return s.kept(c, pipeline.Resume, 0)
}

func (s *Server) toggle(c *echo.Context) error {
	paused, err := s.o.Overlay.Toggle(c.Request().Context())
	if err != nil {
		return err
	}
	if paused {
		return s.kept(c, pipeline.Pause, 0)
	}
	return s.kept(c, pipeline.Resume, 0)
}

type skipBody struct {
	Playback Number `json:"playback" doc:"the one that is meant, as playing in /api/queue has it: another is left alone. Without it two presses in a row are one" example:"7"`
}

// skip takes the playback that is meant, if there is a body at all.
func (s *Server) skip(c *echo.Context, in skipBody, _ Given) error {
	var id int64
	if in.Playback != "" {
		var err error
		if id, err = wholeOf("playback", in.Playback); err != nil {
			return err
		}
	}
	if err := s.o.Overlay.Skip(c.Request().Context(), id); err != nil {
		return err
	}
	return s.kept(c, pipeline.Skip, id)
}

// makingItem is one clip that is being made.
type makingItem struct {
	Celebration int64    `json:"celebration"`
	Donor       string   `json:"donor"`
	Amount      *string  `json:"amount"`
	Currency    *string  `json:"currency"`
	Status      standing `json:"status"`
	Progress    int      `json:"progress"`
	Place       int      `json:"place"`
	ETASeconds  *int     `json:"eta_seconds" doc:"about; null: not known"`
}

// makingNow lists what is being made, in the order of the pipeline.
func (s *Server) makingNow(c *echo.Context) ([]makingItem, error) {
	w, err := WorkOf(c.Request().Context(), s.o.Store)
	if err != nil {
		return nil, err
	}
	items := []makingItem{}
	left := w.Left(s.o)
	for i, cel := range w.Orders {
		d := cel.Donation
		item := makingItem{
			Celebration: cel.ID, Donor: cel.Public().Donor, Amount: decimalOf(d.Amount), Currency: currencyOf(d.Amount),
			Status: standing(cel.Status), Progress: cel.Progress, Place: i + 1,
		}
		if left[i] >= 0 {
			item.ETASeconds = new(int(math.Ceil(left[i].Seconds())))
		}
		items = append(items, item)
	}
	return items, nil
}

func (s *Server) panic(c *echo.Context) error {
	if err := s.o.Overlay.Panic(c.Request().Context()); err != nil {
		return fault.Wrap(err, fault.Unforeseen, "queue.pause_not_saved")
	}
	return s.kept(c, pipeline.Panic, 0)
}

// playbackBody names a playback that waits.
type playbackBody struct {
	Playback Number `json:"playback" doc:"its id, as /api/queue has it" example:"7" required:"field.missing"`
}

type moveBody struct {
	Playback Number `json:"playback" doc:"its id, as /api/queue has it" example:"7" required:"field.missing"`
	Place    Number `json:"place" doc:"1 is the next" example:"1" required:"field.missing"`
}

func (s *Server) moveInQueue(c *echo.Context, in moveBody, _ Given) error {
	id, err := wholeOf("playback", in.Playback)
	if err != nil {
		return err
	}
	place, err := wholeOf("place", in.Place)
	if err != nil {
		return err
	}
	return s.ordered(c, pipeline.Move, id, s.o.Overlay.Move(c.Request().Context(), id, int(min(place, math.MaxInt32))))
}

func (s *Server) dropFromQueue(c *echo.Context, in playbackBody, _ Given) error {
	id, err := wholeOf("playback", in.Playback)
	if err != nil {
		return err
	}
	return s.ordered(c, pipeline.Drop, id, s.o.Overlay.Drop(c.Request().Context(), id))
}

func (s *Server) playFromQueue(c *echo.Context, in playbackBody, _ Given) error {
	id, err := wholeOf("playback", in.Playback)
	if err != nil {
		return err
	}
	return s.ordered(c, pipeline.Next, id, s.o.Overlay.PlayNow(c.Request().Context(), id))
}

// ordered records what was done with a playback and responds with the queue, or with a
// fault if it waits no more.
func (s *Server) ordered(c *echo.Context, action pipeline.Action, playback int64, err error) error {
	if err != nil {
		return notFound(err, "queue.not_waiting")
	}
	return s.kept(c, action, playback)
}

// wholeOf reads a whole number from 1 on.
func wholeOf(name string, value Number) (int64, error) {
	n, err := value.Whole()
	if err != nil {
		return 0, fault.InvalidField(name, "field.not_whole")
	}
	return n, nil
}
