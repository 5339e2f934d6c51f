package api

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"strconv"
	"strings"

	"github.com/labstack/echo/v5"

	"streamspark/internal/celebration"
	"streamspark/internal/fault"
	"streamspark/internal/money"
	"streamspark/internal/pipeline"
	"streamspark/internal/provider"
	"streamspark/internal/store"
)

func (s *Server) celebrationRoutes() []Route {
	routes := []Route{
		{
			Method: "GET", Path: "/api/celebrations", Summary: "List celebrations, the newest first.",
			Query: []Param{
				{Name: "status", Type: "string", Doc: "with one of these statuses, separated by commas; needs_me and under_way are groups of statuses", Example: "held,failed"},
				{Name: "from", Type: "string", Doc: "first seen on this day or later, or at this time or later", Example: "2026-11-21"},
				{Name: "to", Type: "string", Doc: "first seen on this day or earlier, or before this time", Example: "2026-11-21T18:00:00Z"},
				{Name: "min_rub", Type: "string", Doc: "at least so many rubles", Example: "99.50"},
				{Name: "max_rub", Type: "string", Doc: "at most so many rubles", Example: "1500"},
				{Name: "donor", Type: "string", Doc: "of this donor: the whole name, in capitals or not"},
				{Name: "q", Type: "string", Doc: "a part of the name, the message or the source's number; one or two letters begin a name"},
				{Name: "before", Type: "integer", Doc: "next of the page before"},
				{Name: "after", Type: "integer", Doc: "previous of a page; not together with before"},
				{Name: "limit", Type: "integer", Doc: "1 to 200", Default: 50},
			},
			Out: celebrationList{}, Handler: s.listCelebrations,
		},
		{
			Method: "GET", Path: "/api/celebrations/:id", Summary: "Show a celebration with its whole history.",
			Out: celebrationAnswer{}, Handler: s.getCelebration,
		},
	}
	for _, decision := range []struct {
		action  pipeline.Action
		summary string
	}{
		{pipeline.Approve, "Make a clip for one that was held, skipped or rejected."},
		{pipeline.Mask, "Continue with one that was held, without the words that it was held for; where it was held for something else, without its message."},
		{pipeline.Reject, "Make no clip for one that waits."},
		{pipeline.Retry, "Try one again that failed, or pay again for an unknown one."},
		{pipeline.Forget, "Let a failed or unknown one be."},
		{pipeline.Thank, "Thank on the stream, once more where it was already. For one that was held or skipped no clip is made then."},
	} {
		routes = append(routes, Route{
			Method: "POST", Path: "/api/celebrations/:id/" + string(decision.action), Summary: decision.summary,
			Out: celebrationAnswer{}, Handler: s.decide(decision.action),
		})
	}
	return append(routes, Route{
		Method: "POST", Path: "/api/celebrations/:id/play", Summary: "Play a celebration's clip or scene, again if it was played.",
		Out: celebrationAnswer{}, Handler: s.playCelebration,
	}, Route{
		Method: "POST", Path: "/api/celebrations/:id/video", Summary: "Save what was recorded of a celebration's scene, at most 64 MB, as a clip; the dashboard's pages record it.",
		Sends: "video/webm", MaxBody: maxRecording, Out: celebrationAnswer{}, Handler: s.saveRecording,
	}, withBody(Route{
		Method: "POST", Path: "/api/celebrations/:id/reorder", Summary: "Order again, with another prompt, what the generator refused.",
		Out: celebrationAnswer{},
	}, s.reorder), Route{
		Method: "POST", Path: "/api/celebrations/:id/prompt", Summary: "Have a text model write the prompt of one that is held, to see it before it is approved. It may cost money, once.",
		Out: celebrationAnswer{}, Handler: s.writePrompt,
	}, Route{
		Method: "GET", Path: "/api/celebrations/:id/file", Summary: "Download the part of a clip whose download failed.",
		Media: "application/octet-stream", Also: http.StatusPartialContent, Handler: s.keptFile,
	})
}

type reorderBody struct {
	Prompt string `json:"prompt" max:"4000" required:"prompt.missing" doc:"the whole prompt, as it will be sent" example:"a cat on a rocket"`
}

// reorder sends a prompt in place of one that the generator refused. It is a
// new order, and may cost money.
func (s *Server) reorder(c *echo.Context, in reorderBody, _ Given) error {
	found, err := s.celebration(c)
	if err != nil {
		return err
	}
	prompt := strings.TrimSpace(in.Prompt)
	if prompt == "" {
		return fault.InvalidField("prompt", "prompt.missing")
	}
	if _, err := s.o.Pipeline.Reorder(c.Request().Context(), found.ID, prompt, decider(c)); err != nil {
		return err
	}
	return s.getCelebration(c)
}

// writePrompt has the prompt written of one that waits for the streamer.
func (s *Server) writePrompt(c *echo.Context) error {
	found, err := s.celebration(c)
	if err != nil {
		return err
	}
	if _, err := s.o.Pipeline.WritePrompt(c.Request().Context(), found.ID); err != nil {
		return err
	}
	return s.getCelebration(c)
}

// keptFile sends what came of a clip, to be saved: what it is nobody knows,
// so no browser may show it as a page of ours.
func (s *Server) keptFile(c *echo.Context) error {
	found, err := s.celebration(c)
	if err != nil {
		return err
	}
	gone := fault.New(fault.NotFound, "celebration.nothing_kept")
	if found.Delivery.Kept == "" {
		return gone
	}
	file, err := s.o.Clips.OpenKept(found.Delivery.Kept)
	if errors.Is(err, fs.ErrNotExist) {
		return gone
	}
	if err != nil {
		return fmt.Errorf("open what is kept of a clip: %w", err)
	}
	h := c.Response().Header()
	h.Set("Content-Type", "application/octet-stream")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Disposition", "attachment; filename="+found.Delivery.Kept)
	return notFound(sendFile(c, file, found.Delivery.Kept), "celebration.nothing_kept")
}

type celebrationAnswer struct {
	Success     bool            `json:"success"`
	Celebration celebrationView `json:"celebration"`
	Playback    *int64          `json:"playback,omitempty" doc:"its number in the queue, where it was asked to play"`
}

type celebrationList struct {
	Success      bool              `json:"success"`
	Celebrations []celebrationView `json:"celebrations"`
	Next         *int64            `json:"next" doc:"what to ask for as before= to get the page after it; null: there is none"`
	Previous     *int64            `json:"previous" doc:"what to ask for as after= to get the page before it, of newer ones; null: there is none"`
}

// listCelebrations responds with a page of them, the newest first. Next is what
// to ask for as before= to get the page after it, previous as after= to get the
// newer ones.
func (s *Server) listCelebrations(c *echo.Context) error {
	filter, err := readFilter(c)
	if err != nil {
		return err
	}
	found, err := PageOf(c.Request().Context(), s.o.Store, filter)
	if err != nil {
		return err
	}
	answer := celebrationList{Success: true, Celebrations: []celebrationView{}, Next: found.Older, Previous: found.Newer}
	for _, cel := range found.Celebrations {
		answer.Celebrations = append(answer.Celebrations, s.view(cel))
	}
	return c.JSON(http.StatusOK, answer)
}

// readFilter reads what the page of donations reads too, and limit. The
// first thing that is wrong is refused.
func readFilter(c *echo.Context) (f store.Filter, err error) {
	f, wrong := DonationFilter(c.QueryParams())
	if len(wrong) > 0 {
		return f, wrong[0]
	}
	limit, err := queryInt(c, "limit", 50, 1, 200)
	f.Limit = int(limit)
	return f, err
}

func (s *Server) getCelebration(c *echo.Context) error {
	found, err := s.celebration(c)
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, celebrationAnswer{Success: true, Celebration: s.view(found)})
}

// celebration reads the one whose number stands in the address.
func (s *Server) celebration(c *echo.Context) (celebration.Celebration, error) {
	id, err := strconv.ParseInt(c.Param("id"), 10, 64)
	if err != nil {
		return celebration.Celebration{}, fault.InvalidField("id", "celebration.bad_number")
	}
	return s.o.Store.Celebration(c.Request().Context(), id)
}

// decide carries out what the streamer said of a celebration.
func (s *Server) decide(action pipeline.Action) echo.HandlerFunc {
	return func(c *echo.Context) error {
		found, err := s.celebration(c)
		if err != nil {
			return err
		}
		if _, err := s.o.Pipeline.Decide(c.Request().Context(), found.ID, action, decider(c)); err != nil {
			return err
		}
		return s.getCelebration(c) // with the move that this was
	}
}

// playCelebration shows the clip or the scene of a celebration, for the first
// time or again.
func (s *Server) playCelebration(c *echo.Context) error {
	found, err := s.celebration(c)
	if err != nil {
		return err
	}
	if found.Clip == nil && found.Scene == nil {
		return fault.New(fault.Conflict, "celebration.no_clip")
	}
	p, err := s.o.Overlay.Replay(c.Request().Context(), found.ID)
	if err != nil {
		return notFound(err, "celebration.clip_gone")
	}
	s.o.Pipeline.Keep(c.Request().Context(), found.ID, pipeline.Replay, decider(c))
	return c.JSON(http.StatusOK, celebrationAnswer{true, s.view(found), &p.ID})
}

// valueRoutes returns the routes about what cannot be read by a program: a
// sum, or a voice.
func (s *Server) valueRoutes() []Route {
	return []Route{
		withBody(Route{
			Method: "POST", Path: "/api/celebrations/:id/value", Out: celebrationAnswer{},
			Summary: "Set the value of a donation that could not be read or priced; it continues like any of that value.",
		}, s.valueCelebration),
		{
			Method: "GET", Path: "/api/celebrations/:id/audio", Summary: "Play a donation's audio message.", Media: "audio/*",
			Guards: []echo.MiddlewareFunc{s.hooks.OwnPages}, Handler: s.audio,
		},
		{
			Method: "POST", Path: "/api/celebrations/:id/aloud", Summary: "Thank on the stream with the donation's audio message, once more where it was already.",
			Out: celebrationAnswer{}, Handler: s.playRecording,
		},
	}
}

type valueBody struct {
	Amount Number `json:"amount_rub" required:"field.missing" doc:"in rubles" example:"1500"`
}

func (s *Server) valueCelebration(c *echo.Context, in valueBody, _ Given) error {
	found, err := s.celebration(c)
	if err != nil {
		return err
	}
	rubles, err := AmountOf("amount_rub", in.Amount, string(money.RUB))
	if err != nil {
		return err
	}
	if !rubles.Value().IsPositive() {
		return fault.InvalidField("amount_rub", "field.not_positive")
	}
	if _, err := s.o.Pipeline.SetValue(c.Request().Context(), found.ID, rubles, decider(c)); err != nil {
		return err
	}
	return s.getCelebration(c)
}

// audio sends the audio message of a donation to our own page, which may load
// nothing from another host. A page of somebody else cannot have it fetched.
func (s *Server) audio(c *echo.Context) error {
	_, kind, body, err := s.recording(c)
	if err != nil {
		return err
	}
	return c.Blob(http.StatusOK, kind, body)
}

// playRecording plays the audio message of a donation on the stream.
func (s *Server) playRecording(c *echo.Context) error {
	found, _, body, err := s.recording(c)
	if err == nil {
		err = s.o.Narrator.PlayRecording(c.Request().Context(), found.ID, body, decider(c))
	}
	if err != nil {
		return err
	}
	s.o.Log.Info().Int64("celebration", found.ID).Msg("the streamer approved an audio message")
	return s.getCelebration(c)
}

// recording fetches the audio message of a donation.
func (s *Server) recording(c *echo.Context) (found celebration.Celebration, kind string, body []byte, err error) {
	if found, err = s.celebration(c); err != nil {
		return found, "", nil, err
	}
	kind, body, err = s.o.Recording(c.Request().Context(), found)
	return found, kind, body, err
}

// Recording fetches the audio message of a celebration.
func (o Options) Recording(ctx context.Context, of celebration.Celebration) (kind string, body []byte, err error) {
	if of.Donation.Audio == "" {
		return "", nil, fault.New(fault.NotFound, "audio.none")
	}
	kind, body, err = o.Sound(ctx, of.Donation)
	if err != nil {
		o.Log.Warn().Err(err).Int64("celebration", of.ID).Msg("an audio message could not be fetched")
		err = fault.Wrap(err, fault.Retry, "audio.not_fetched", "provider", provider.Title(of.Donation.Source))
	}
	return kind, body, err
}
