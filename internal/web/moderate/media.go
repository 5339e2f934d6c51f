package moderate

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v5"

	"streamspark/internal/celebration"
	"streamspark/internal/fault"
	"streamspark/internal/pipeline"
	"streamspark/internal/web/api"
	"streamspark/internal/web/auth"
)

// limit returns the count to which a request adds. What the page plays and draws has one
// of its own, so that no decision waits for it.
func (p *Page) limit(r *http.Request) *auth.Tries {
	isBelow := func(part string) bool { return strings.HasPrefix(r.URL.Path, Path+part) }
	if slices.ContainsFunc([]string{"/audio/", "/clips/", "/stills/"}, isBelow) {
		return &p.media
	}
	return &p.visits
}

// isOffered reports whether moderators decide about a celebration.
func isOffered(c celebration.Celebration) bool { return len(pipeline.Offered(c)) > 0 }

// isToSee reports whether moderators see the clip of a celebration.
func isToSee(c celebration.Celebration) bool {
	return c.Status == celebration.Review && c.Clip != nil && isOffered(c)
}

// asked returns the celebration for which a moderator asks; an error where it may not be
// seen.
func (p *Page) asked(c *echo.Context, mayBeSeen func(celebration.Celebration) bool) (found celebration.Celebration, err error) {
	if _, err := p.link(c); err != nil {
		return found, err
	}
	id, err := strconv.ParseInt(c.Param("celebration"), 10, 64)
	if err != nil {
		return found, fault.InvalidField("celebration", "celebration.bad_number")
	}
	if found, err = p.o.Store.Celebration(c.Request().Context(), id); err == nil && !mayBeSeen(found) {
		err = fault.New(fault.Conflict, "moderator.decided")
	}
	return found, err
}

// audio sends the audio message of a donation that a moderator decides about.
func (p *Page) audio(c *echo.Context) error {
	found, err := p.asked(c, isOffered)
	if err != nil {
		return err
	}
	kind, body, err := p.o.Recording(c.Request().Context(), found)
	if err != nil {
		return err
	}
	return c.Blob(http.StatusOK, kind, body)
}

// clip sends the clip that a moderator decides about.
func (p *Page) clip(c *echo.Context) error {
	found, err := p.asked(c, isToSee)
	if err != nil {
		return err
	}
	flow(c)
	return api.SendClip(c, p.o.Clips, *found.Clip)
}

// still sends a still of such a clip.
func (p *Page) still(c *echo.Context) error {
	found, err := p.asked(c, isToSee)
	if err != nil {
		return err
	}
	number, err := strconv.Atoi(c.Param("number"))
	if err != nil {
		number = 0 // there is none
	}
	flow(c)
	return api.SendStill(c, p.o.Clips, found.Clip.Filename, number)
}

// flow allows for each part of a response the time that the server allows for all of it:
// a phone may take minutes for a clip.
func flow(c *echo.Context) {
	server, known := c.Request().Context().Value(http.ServerContextKey).(*http.Server)
	if known && server.WriteTimeout > 0 {
		c.SetResponse(flowing{c.Response(), server.WriteTimeout})
	}
}

type flowing struct {
	http.ResponseWriter
	limit time.Duration
}

// Write allows the time for one more part.
func (f flowing) Write(part []byte) (int, error) {
	_ = http.NewResponseController(f.ResponseWriter).SetWriteDeadline(time.Now().Add(f.limit)) // not every writer has one
	return f.ResponseWriter.Write(part)
}

// Unwrap returns the writer below, for http.ResponseController.
func (f flowing) Unwrap() http.ResponseWriter { return f.ResponseWriter }
