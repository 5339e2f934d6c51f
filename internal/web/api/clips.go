package api

import (
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/labstack/echo/v5"

	"streamspark/internal/celebration"
	"streamspark/internal/clip"
	"streamspark/internal/fault"
)

func (s *Server) clipRoutes() []Route {
	return []Route{
		withBody(Route{Method: "POST", Path: "/api/play-in-obs", Summary: "Show a clip on the stream.", Out: playAnswer{}}, s.playClip),
		{Method: "GET", Path: "/api/all-videos", Summary: "List all clips.", Out: clipList{}, Handler: s.allClips},
		{Method: "GET", Path: "/api/recent-videos", Summary: "List the five newest clips.", Out: recentList{}, Handler: s.recentClips},
		{Method: "GET", Path: "/api/latest-video", Summary: "Show the clip that plays, else the newest.", Out: latestAnswer{}, Handler: s.latestClip},
		{Method: "DELETE", Path: "/api/delete-video/:filename", Summary: "Delete a clip.", Out: Done{}, Handler: s.deleteClip},
		{
			Method: "GET", Path: "/videos/:filename", Summary: "Play or download a clip; ranges work.", Media: "video/*",
			Also: http.StatusPartialContent, Handler: s.clip,
		},
	}
}

// clip serves the file of a clip that the store knows. It may be kept by
// the browser, which asks each time whether it is still the same.
func (s *Server) clip(c *echo.Context) error {
	gone := fault.New(fault.NotFound, "clip.not_found")
	name := c.Param("filename")
	if !clip.ValidName(name) {
		return gone
	}
	known, err := s.o.Store.Clip(c.Request().Context(), name)
	if errors.Is(err, fs.ErrNotExist) {
		return gone
	}
	if err != nil {
		return err
	}
	// A player that is paused reads slowly; it is not cut off for that.
	_ = http.NewResponseController(c.Response()).SetWriteDeadline(time.Time{}) // not every writer has one
	return SendClip(c, s.o.Clips, known)
}

// SendClip sends the file of a clip.
func SendClip(c *echo.Context, clips *clip.Folder, known celebration.Clip) error {
	file, err := clips.Open(known.Filename)
	if errors.Is(err, fs.ErrNotExist) {
		return fault.New(fault.NotFound, "clip.not_found")
	}
	if err != nil {
		return fmt.Errorf("open the clip %s: %w", known.Filename, err)
	}
	h := c.Response().Header()
	h.Set("Content-Type", known.ContentType)
	h.Set("Cache-Control", "private, no-cache")
	// Without a name: a browser would prefer it to the better one of the link.
	h.Set("Content-Disposition", "inline")
	return notFound(sendFile(c, file, known.Filename), "clip.not_found")
}

// sendFile sends an open file, or the part of it that is asked for, and
// closes it. Its tag lets a browser that has it keep it. What is no file is
// fs.ErrNotExist.
func sendFile(c *echo.Context, file *os.File, name string) error {
	defer file.Close() //nolint:errcheck // it was only read
	stat, err := file.Stat()
	if err != nil {
		return fmt.Errorf("look at the file %s: %w", name, err)
	}
	if !stat.Mode().IsRegular() {
		return fmt.Errorf("send %s: %w", name, fs.ErrNotExist)
	}
	c.Response().Header().Set("ETag", fmt.Sprintf(`"%x-%x"`, stat.Size(), stat.ModTime().UnixNano()))
	http.ServeContent(c.Response(), c.Request(), name, stat.ModTime(), file)
	return nil
}

type latestAnswer struct {
	Status    string      `json:"status"`
	Message   string      `json:"message,omitempty"`
	Requested *bool       `json:"requested,omitempty" doc:"whether it plays right now"`
	RequestID int64       `json:"request_id,omitempty" doc:"its number in the queue"`
	Video     *latestClip `json:"video"`
	Total     *int        `json:"total_videos,omitempty"`
}

type latestClip struct {
	Filename string  `json:"filename"`
	URL      string  `json:"url"`
	Created  *moment `json:"created"`
	Size     int64   `json:"size"`
}

// latestClip responds with the clip that plays now, if one does, else the
// newest.
func (s *Server) latestClip(c *echo.Context) error {
	ctx := c.Request().Context()
	newest, err := s.o.Store.Clips(ctx, 1)
	if err != nil {
		return err
	}
	if len(newest) == 0 {
		return c.JSON(http.StatusOK, latestAnswer{Status: "no_videos", Message: "No videos available"})
	}
	totals, err := s.o.Store.Totals(ctx)
	if err != nil {
		return err
	}
	q, err := s.o.Overlay.Queue(ctx)
	if err != nil {
		return err
	}
	shown := newest[0]
	answer := latestAnswer{Status: "success", Requested: new(q.Playing != nil && q.Playing.IsClip()), Total: &totals.Clips}
	if q.Playing != nil && q.Playing.IsClip() {
		shown, answer.RequestID = q.Playing.Clip, q.Playing.ID
	}
	answer.Video = &latestClip{shown.Filename, ClipURL(shown.Filename), stamp(shown.CreatedAt), shown.Size}
	return c.JSON(http.StatusOK, answer)
}

type recentList struct {
	Success bool         `json:"success"`
	Videos  []recentClip `json:"videos"`
}

type recentClip struct {
	Filename string  `json:"filename"`
	ModTime  float64 `json:"mtime" doc:"seconds since 1970"`
	URL      string  `json:"url"`
}

func (s *Server) recentClips(c *echo.Context) error {
	clips, err := s.o.Store.Clips(c.Request().Context(), 5)
	if err != nil {
		return err
	}
	answer := recentList{Success: true, Videos: []recentClip{}}
	for _, clip := range clips {
		answer.Videos = append(answer.Videos, recentClip{clip.Filename, unixOf(clip.CreatedAt), ClipURL(clip.Filename)})
	}
	return c.JSON(http.StatusOK, answer)
}

type clipList struct {
	Success bool         `json:"success"`
	Videos  []listedClip `json:"videos"`
}

type listedClip struct {
	Filename string  `json:"filename"`
	URL      string  `json:"url"`
	Created  float64 `json:"created" doc:"seconds since 1970"`
	Size     int64   `json:"size"`
}

func (s *Server) allClips(c *echo.Context) error {
	clips, err := s.o.Store.Clips(c.Request().Context(), 0)
	if err != nil {
		return err
	}
	answer := clipList{Success: true, Videos: []listedClip{}}
	for _, clip := range clips {
		answer.Videos = append(answer.Videos, listedClip{clip.Filename, ClipURL(clip.Filename), unixOf(clip.CreatedAt), clip.Size})
	}
	return c.JSON(http.StatusOK, answer)
}

// deleteClip forgets a clip first and removes its file second. If the
// program ends in between, the file is found again at the next start and is
// back in the gallery: it must be deleted once more, but nothing plays what
// is not there.
func (s *Server) deleteClip(c *echo.Context) error {
	name := c.Param("filename")
	if !clip.ValidName(name) {
		return fault.InvalidField("filename", "clip.bad_name")
	}
	ctx := c.Request().Context()
	q, err := s.o.Overlay.Queue(ctx)
	if err != nil {
		return err
	}
	if q.Playing != nil && q.Playing.Clip.Filename == name {
		return fault.New(fault.Conflict, "clip.on_stream")
	}
	if err := s.o.Store.DeleteClip(ctx, name); err != nil {
		return err
	}
	if err := s.o.Clips.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fault.Wrap(err, fault.Unforeseen, "clip.file_stays")
	}
	return s.done(c, "Video deleted successfully")
}

type playAnswer struct {
	Success  bool   `json:"success"`
	Message  string `json:"message"`
	Filename string `json:"filename"`
	Playback int64  `json:"playback"`
}

type playBody struct {
	Filename string `json:"filename" max:"1000" doc:"the clip's name" example:"celebration_1.mp4"`
	URL      string `json:"url" max:"2000" doc:"or its address"`
}

// playClip queues a clip by its name, or by the last part of its address.
func (s *Server) playClip(c *echo.Context, in playBody, _ Given) error {
	name := in.Filename
	if name == "" {
		address, _, _ := strings.Cut(in.URL, "#")
		address, _, _ = strings.Cut(address, "?")
		name = address[strings.LastIndexByte(address, '/')+1:]
	}
	if !clip.ValidName(name) {
		return fault.InvalidField("filename", "clip.bad_name")
	}
	p, err := s.o.Overlay.Play(c.Request().Context(), name)
	if err != nil {
		return notFound(err, "clip.not_found")
	}
	return c.JSON(http.StatusOK, playAnswer{true, "Play request queued", name, p.ID})
}
