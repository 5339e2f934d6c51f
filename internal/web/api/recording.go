package api

import (
	"errors"
	"io"
	"mime"
	"net/http"

	"github.com/labstack/echo/v5"

	"streamspark/internal/fault"
)

// maxRecording is the most bytes that a recording may have.
const maxRecording = 64 << 20

// saveRecording takes the video that a page recorded of a scene. That a page of
// another site cannot send this content type unasked is one more protection.
func (s *Server) saveRecording(c *echo.Context) error {
	found, err := s.celebration(c)
	if err != nil {
		return err
	}
	r := c.Request()
	if err := wantVideo(r); err != nil {
		return err
	}
	saved, err := s.o.Pipeline.SaveVideo(r.Context(), found.ID, bodyOf(r))
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, celebrationAnswer{true, s.view(saved), nil})
}

// wantVideo returns an error unless a request sends a video.
func wantVideo(r *http.Request) error {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || kind != "video/webm" && kind != "video/mp4" {
		return fault.New(fault.Unsupported, "scene.not_video")
	}
	return nil
}

// bodyOf returns a body whose errors are ours.
func bodyOf(r *http.Request) io.Reader { return ownErrors{r.Body} }

type ownErrors struct{ io.Reader }

func (o ownErrors) Read(p []byte) (int, error) {
	n, err := o.Reader.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		err = unread(err)
	}
	return n, err //nolint:wrapcheck // io.EOF as it is, anything else is wrapped above
}
