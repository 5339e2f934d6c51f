package api

import (
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"strconv"

	"github.com/labstack/echo/v5"

	"streamspark/internal/celebration"
	"streamspark/internal/clip"
	"streamspark/internal/fault"
	"streamspark/internal/locale"
)

// screeningView is what was found in stills of a clip before it airs.
type screeningView struct {
	By     string     `json:"by" doc:"model, or person: somebody who showed it"`
	Model  string     `json:"model,omitempty" doc:"that was asked"`
	Action string     `json:"action,omitempty" doc:"what the model was for: allow, hold or block; absent: none was asked"`
	Code   string     `json:"code,omitempty" doc:"what was found, or why nothing was said"`
	Args   fault.Args `json:"args,omitempty"`
	Reason string     `json:"reason,omitempty" doc:"the same in words"`
	Still  int        `json:"still,omitempty" doc:"in which it was found, counted from 1"`
}

func viewOfScreening(s celebration.Screening) *screeningView {
	if s.IsZero() {
		return nil
	}
	return &screeningView{
		By: s.By, Model: s.Model, Action: string(s.Action), Code: s.Why.Code, Args: s.Why.Args,
		Reason: locale.English().Message(s.Why), Still: s.Still,
	}
}

// StillURLs returns where the stills of a celebration's clip are; none where none were
// taken.
func StillURLs(clips *clip.Folder, c celebration.Celebration) (urls []string) {
	looked := c.Status == celebration.Review || !c.Screening.IsZero()
	if !looked || c.Clip == nil || !clips.HasStills(c.Clip.Filename) {
		return nil
	}
	for number := range clip.Stills() {
		urls = append(urls, fmt.Sprintf("/stills/%s/%d", url.PathEscape(c.Clip.Filename), number+1))
	}
	return urls
}

// still serves a still of a clip.
func (s *Server) still(c *echo.Context) error {
	number, err := strconv.Atoi(c.Param("number"))
	if err != nil {
		return noStill()
	}
	return SendStill(c, s.o.Clips, c.Param("filename"), number)
}

func noStill() error { return fault.New(fault.NotFound, "poster.not_found") }

// SendStill sends a still of a clip.
func SendStill(c *echo.Context, clips *clip.Folder, name string, number int) error {
	file, err := clips.OpenStill(name, number)
	if errors.Is(err, fs.ErrNotExist) {
		return noStill()
	}
	if err != nil {
		return fmt.Errorf("open a still of %s: %w", name, err)
	}
	h := c.Response().Header()
	h.Set("Content-Type", "image/jpeg")
	h.Set("Cache-Control", "private, no-cache")
	return sendFile(c, file, name)
}

// view returns a celebration as the API tells it, with the pictures of its clip.
func (s *Server) view(c celebration.Celebration) celebrationView {
	v := viewOf(c)
	v.Stills = StillURLs(s.o.Clips, c)
	return v
}
