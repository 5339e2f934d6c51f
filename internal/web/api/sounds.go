package api

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"mime"
	"net/http"
	"strings"

	"github.com/labstack/echo/v5"

	"streamspark/internal/celebration"
	"streamspark/internal/config"
	"streamspark/internal/fault"
	"streamspark/internal/sound"
)

func (s *Server) soundRoutes() []Route {
	return []Route{
		{Method: "GET", Path: "/api/sounds", Summary: "List the sounds of thank-yous.", Out: soundsAnswer{}, Handler: s.listSounds},
		{
			Method: "POST", Path: "/api/sounds", Summary: "Add a sound of your own: an MP3, Ogg or WAV file of at most 2 MiB.",
			Query: []Param{{Name: "name", Type: "string", Doc: "what the file is called"}},
			Sends: "audio/mpeg", MaxBody: 2 * sound.MaxSize, Out: soundAnswer{}, Handler: s.addSound,
		},
		{Method: "DELETE", Path: "/api/sounds/:sound", Summary: "Delete a sound of your own.", Out: Done{}, Handler: s.deleteSound},
		{
			Method: "GET", Path: "/sounds/:sound", Summary: "Play a sound of your own; ranges work.", Media: "audio/*",
			Also: http.StatusPartialContent, Handler: s.sound,
		},
	}
}

type soundsAnswer struct {
	Success bool        `json:"success"`
	Stings  []string    `json:"stings" doc:"that the widget makes itself"`
	Sounds  []soundView `json:"sounds" doc:"the streamer's own"`
}

type soundAnswer struct {
	Success bool      `json:"success"`
	Sound   soundView `json:"sound"`
}

type soundView struct {
	ID    string `json:"id" doc:"what overlay.sound and the tiers call it"`
	Title string `json:"title"`
	URL   string `json:"url"`
	Size  int64  `json:"size" doc:"in bytes"`
	Used  bool   `json:"used" doc:"it is chosen, so it cannot be deleted"`
}

func (s *Server) viewOfSound(f sound.File) soundView {
	return soundView{ID: f.ID, Title: f.Title, URL: "/sounds/" + f.ID, Size: f.Size, Used: usesSound(s.o.Config.Get(), f.ID)}
}

// usesSound reports whether the thank-yous in general or those of a tier have a sound.
func usesSound(c config.Config, id string) bool {
	for _, tier := range c.Tiers {
		if tier.Sound == id {
			return true
		}
	}
	return c.Overlay.Sound == id
}

func (s *Server) listSounds(c *echo.Context) error {
	files, err := s.o.Sounds.List()
	if err != nil {
		return err
	}
	answer := soundsAnswer{Success: true, Stings: celebration.Stings(), Sounds: []soundView{}}
	for _, f := range files {
		answer.Sounds = append(answer.Sounds, s.viewOfSound(f))
	}
	return c.JSON(http.StatusOK, answer)
}

// addSound keeps a file of the streamer's. What it is, its content says: the
// type in the request only shows that no form of another site sent it.
func (s *Server) addSound(c *echo.Context) error {
	r := c.Request()
	if kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || !strings.HasPrefix(kind, "audio/") {
		return fault.New(fault.Unsupported, "sound.not_audio_type")
	}
	content, err := io.ReadAll(r.Body)
	if err != nil {
		return unread(err)
	}
	f, err := s.o.Sounds.Save(c.QueryParam("name"), content)
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, soundAnswer{true, s.viewOfSound(f)})
}

func (s *Server) deleteSound(c *echo.Context) error {
	id := c.Param("sound")
	if usesSound(s.o.Config.Get(), id) {
		return fault.New(fault.Conflict, "sound.in_use")
	}
	if err := s.o.Sounds.Delete(id); err != nil {
		return notFound(err, "sound.not_found")
	}
	return s.done(c, "The sound is deleted")
}

// sound serves a file of the streamer's. Its name is the hash of its content, so
// it never changes.
func (s *Server) sound(c *echo.Context) error {
	file, found, err := s.o.Sounds.Open(c.Param("sound"))
	if errors.Is(err, fs.ErrNotExist) {
		return fault.New(fault.NotFound, "sound.not_found")
	}
	if err != nil {
		return fmt.Errorf("open a sound: %w", err)
	}
	h := c.Response().Header()
	h.Set("Content-Type", found.ContentType())
	h.Set("Cache-Control", "private, max-age=31536000, immutable")
	return sendFile(c, file, found.ID)
}

// knownSound refuses a file that is not there. Whether any other name is that of
// a sound, the settings say.
func (s *Server) knownSound(field, name string) error {
	if !celebration.IsSoundFile(name) {
		return nil
	}
	if _, err := s.o.Sounds.Find(name); err != nil {
		if errors.Is(err, fs.ErrNotExist) {
			return fault.InvalidField(field, "sound.not_found")
		}
		return err
	}
	return nil
}
