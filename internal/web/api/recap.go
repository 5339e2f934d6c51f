package api

import (
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"time"

	"github.com/labstack/echo/v5"

	"streamspark/internal/celebration"
	"streamspark/internal/fault"
	"streamspark/internal/locale"
	"streamspark/internal/recap"
	"streamspark/internal/store"
)

// maxFilm is the most bytes that a film may have: a minute of pictures that all
// differ.
const maxFilm = 160 << 20

// RecapURL returns where the video of a stream is played.
func RecapURL(name string) string { return RecapsPath + name }

// RecapsPath is below which the videos of streams are played.
const RecapsPath = "/videos/recaps/"

type videoAnswer struct {
	Success bool       `json:"success"`
	Video   *videoView `json:"video" doc:"null: there is none"`
	Making  bool       `json:"making"`
	Percent int        `json:"percent" doc:"of one that is being made"`
	LeftOut int        `json:"left_out" doc:"clips that ffmpeg could not read, when the last one was made"`
	Failed  *Failure   `json:"failed" doc:"why the last one was not made; null: it was, or is being made"`
}

type videoView struct {
	URL        string  `json:"url"`
	Size       int64   `json:"size"`
	DurationMS int64   `json:"duration_ms"`
	MadeAt     *moment `json:"made_at"`
}

type planAnswer struct {
	Success bool     `json:"success"`
	Plan    planView `json:"plan"`
}

type planView struct {
	ID         string     `json:"id"`
	Width      int        `json:"width"`
	Height     int        `json:"height"`
	ClipX      int        `json:"clip_x" doc:"where clips are laid"`
	ClipY      int        `json:"clip_y"`
	ClipWidth  int        `json:"clip_width"`
	ClipHeight int        `json:"clip_height"`
	TitleMS    int64      `json:"title_ms"`
	EndMS      int64      `json:"end_ms"`
	DurationMS int64      `json:"duration_ms" doc:"of the whole film"`
	Parts      []planPart `json:"parts" doc:"the largest sum last"`
}

type planPart struct {
	Celebration int64      `json:"celebration"`
	Donor       string     `json:"donor" doc:"empty: nobody is named"`
	Message     string     `json:"message"`
	Amount      string     `json:"amount" doc:"as it is shown"`
	Clip        *string    `json:"clip" doc:"null: a scene is drawn"`
	Scene       *sceneView `json:"scene" doc:"null: a clip is laid over the film"`
	MS          int64      `json:"ms"`
}

func (s *Server) answerVideo(c *echo.Context, status int, since time.Time) error {
	made, state := s.o.Recaps.Find(since)
	answer := videoAnswer{Success: true, Making: state.Cutting, Percent: state.Percent, LeftOut: state.LeftOut}
	if made != nil {
		answer.Video = &videoView{RecapURL(made.Name), made.Size, made.Duration.Milliseconds(), stamp(made.MadeAt)}
	}
	if state.Err != nil {
		why, _ := FaultOf(state.Err)
		answer.Failed = new(FailureOf(why, s.hooks.Accepted(c.Request())))
	}
	return c.JSON(status, answer)
}

func (s *Server) getVideo(c *echo.Context) error {
	span, err := s.askedSpan(c)
	if err != nil {
		return err
	}
	return s.answerVideo(c, http.StatusOK, span.Since)
}

func (s *Server) planVideo(c *echo.Context) error {
	span, err := s.askedSpan(c)
	if err != nil {
		return err
	}
	plan, err := s.o.Recaps.Plan(c.Request().Context(), store.Stretch{From: span.Since, To: span.Until})
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, planAnswer{true, viewOfPlan(plan, s.hooks.Accepted(c.Request()))})
}

func viewOfPlan(p recap.Plan, reader *locale.Language) planView {
	v := planView{
		ID: p.ID, Width: p.Layout.Width, Height: p.Layout.Height, ClipX: p.Layout.ClipX, ClipY: p.Layout.ClipY, ClipWidth: p.Layout.ClipWidth, ClipHeight: p.Layout.ClipHeight,
		TitleMS: celebration.RecapTitle.Milliseconds(), EndMS: celebration.RecapEnd.Milliseconds(), DurationMS: p.Length.Milliseconds(), Parts: []planPart{},
	}
	for _, part := range p.Parts {
		m := part.Show
		one := planPart{
			Celebration: m.Celebration, Donor: celebration.Name(m.Donor, 100), Message: celebration.Legible(m.Message, 2000),
			Amount: m.Amount.InLanguage(reader.Code()), Scene: viewOfScene(m.Scene), MS: part.Length.Milliseconds(),
		}
		if part.Clip != "" {
			one.Clip = new(ClipURL(part.Clip))
		}
		v.Parts = append(v.Parts, one)
	}
	return v
}

// cutVideo takes the film that a page drew by a plan.
func (s *Server) cutVideo(c *echo.Context) error {
	r := c.Request()
	if err := wantVideo(r); err != nil {
		return err
	}
	since, err := s.o.Recaps.Cut(r.Context(), c.QueryParam("plan"), bodyOf(r))
	if err != nil {
		return err
	}
	return s.answerVideo(c, http.StatusAccepted, since)
}

func (s *Server) deleteVideo(c *echo.Context) error {
	span, err := s.askedSpan(c)
	if err != nil {
		return err
	}
	givenUp, err := s.o.Recaps.Remove(span.Since)
	if err != nil {
		return err
	}
	if givenUp {
		return s.done(c, "The video is no longer being made")
	}
	return s.done(c, "The video is deleted")
}

// video serves the file of the video of a stream.
func (s *Server) video(c *echo.Context) error {
	name := c.Param("recap")
	file, err := s.o.Clips.OpenRecap(name)
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrInvalid) {
		return fault.New(fault.NotFound, "recap.not_found")
	}
	if err != nil {
		return fmt.Errorf("open the video %s: %w", name, err)
	}
	h := c.Response().Header()
	h.Set("Content-Type", "video/mp4")
	h.Set("Content-Disposition", "inline")
	_ = http.NewResponseController(c.Response()).SetWriteDeadline(time.Time{}) // as of a clip
	return notFound(sendFile(c, file, name), "recap.not_found")
}
